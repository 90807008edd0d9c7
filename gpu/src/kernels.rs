//! The kernels. What differs between functions is walked through while a kernel is
//! compiled: what runs is a straight line of instructions on registers.

use cubecl::prelude::*;

use crate::code::{Code, Op};
use crate::math::{LARGEST, exp_product, lit, math, power, within};

/// How the elements of a vector find their parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Layout {
    /// All elements share them, or there are none.
    Shared,
    /// Those of a vector share them.
    Runs,
    /// Each has its own.
    Mixed,
}

/// The units of a cube that sum together.
pub(crate) const UNITS: u32 = 256;

/// `a b`, where a factor of zero makes 0 whatever the other is.
#[cube]
fn absorb<N: Size>(a: Vector<f32, N>, b: Vector<f32, N>) -> Vector<f32, N> {
    let zero = lit::<N>(0.0);
    let none = a.equal(&zero).or(b.equal(&zero));
    select_many(none, zero, a * b)
}

/// The outputs of the code at `x`.
#[cube]
fn walk<N: Size>(
    x: Vector<f32, N>,
    parameters: &Sequence<Vector<f32, N>>,
    #[comptime] code: Code,
) -> Sequence<Vector<f32, N>> {
    let mut r = Sequence::<Vector<f32, N>>::new();
    let mut masks = Sequence::<Vector<bool, N>>::new();
    #[unroll]
    for i in 0..comptime![code.ops.len()] {
        let op = comptime![code.ops[i]];
        match op {
            Op::Input => r.push(x),
            Op::Parameter(k) => r.push(parameters[k]),
            Op::Constant(bits) => r.push(lit::<N>(comptime![f32::from_bits(bits)])),
            Op::Neg(a) => r.push(-r[a]),
            Op::Add(a, b) => r.push(r[a] + r[b]),
            Op::Sub(a, b) => r.push(r[a] - r[b]),
            Op::Mul(a, b) => r.push(r[a] * r[b]),
            Op::Absorb(a, b) => r.push(absorb::<N>(r[a], r[b])),
            Op::Div(a, b) => r.push(r[a] / r[b]),
            Op::Abs(a) => r.push(r[a].abs()),
            Op::Sqrt(a) => r.push(r[a].sqrt()),
            Op::Floor(a) => r.push(r[a].floor()),
            Op::Power(a, b) => r.push(power::<N>(r[a], r[b])),
            Op::ExpProduct(a, b) => r.push(exp_product::<N>(r[a], r[b])),
            Op::Math(function, a) => r.push(math::<N>(r[a], function)),
            Op::Less(a, b) => masks.push(r[a].less_than(&r[b])),
            Op::LessEqual(a, b) => masks.push(r[a].less_equal(&r[b])),
            Op::And(a, b) => masks.push(masks[a].vec_and(masks[b])),
            Op::Or(a, b) => masks.push(masks[a].or(masks[b])),
            Op::Select(mask, a, b) => r.push(select_many(masks[mask], r[a], r[b])),
        }
    }
    let mut outputs = Sequence::<Vector<f32, N>>::new();
    #[unroll]
    for i in 0..comptime![code.outputs.len()] {
        let place = comptime![code.outputs[i]];
        outputs.push(r[place]);
    }
    outputs
}

/// The bits without the sign.
#[cube]
fn size_bits<N: Size>(x: Vector<f32, N>) -> Vector<u32, N> {
    Vector::<u32, N>::reinterpret(x) & Vector::new(0x7fff_ffffu32)
}

/// Whether it is NaN, by its bits: comparisons of NaN may be taken for granted.
#[cube]
fn is_nan<N: Size>(x: Vector<f32, N>) -> Vector<bool, N> {
    size_bits::<N>(x).greater_than(&Vector::new(0x7f80_0000u32))
}

/// NaN where it holds.
#[cube]
fn nan_where<N: Size>(mask: Vector<bool, N>, v: Vector<f32, N>) -> Vector<f32, N> {
    let bits = Vector::<u32, N>::reinterpret(v) | Vector::new(0x7fc0_0000u32);
    select_many(mask, Vector::reinterpret(bits), v)
}

/// At most the largest number of the element type; NaN stays.
#[cube]
fn bounded<N: Size>(v: Vector<f32, N>, #[comptime] largest: f32) -> Vector<f32, N> {
    select_many(is_nan::<N>(v), v, within::<N>(v, -largest, largest))
}

/// The parameters as they are stored, of the vector whose first element is at `position`.
#[cube]
fn stored<N: Size>(
    parameters: &[f32],
    position: usize,
    channels: u32,
    inner: u32,
    #[comptime] count: usize,
    #[comptime] layout: Layout,
) -> Sequence<Vector<f32, N>> {
    let mut list = Sequence::<Vector<f32, N>>::new();
    let channels = channels as usize;
    let inner = inner as usize;
    #[unroll]
    for k in 0..count {
        match layout {
            Layout::Shared => list.push(Vector::new(parameters[k])),
            Layout::Runs => {
                let set = (position / inner) % channels;
                list.push(Vector::new(parameters[set * count + k]));
            }
            Layout::Mixed => {
                let mut v = Vector::<f32, N>::empty();
                #[unroll]
                for lane in 0..N::value() {
                    let set = ((position + lane) / inner) % channels;
                    v.insert(lane, parameters[set * count + k]);
                }
                list.push(v);
            }
        }
    }
    list
}

/// Parameters brought back into their ranges.
#[cube]
fn allowed<N: Size>(
    stored: &Sequence<Vector<f32, N>>,
    #[comptime] code: Code,
) -> Sequence<Vector<f32, N>> {
    let mut list = Sequence::<Vector<f32, N>>::new();
    #[unroll]
    for k in 0..comptime![code.parameters.len()] {
        let bounds = comptime![code.parameters[k]];
        list.push(within::<N>(
            stored[k],
            comptime![f32::from_bits(bounds.low)],
            comptime![f32::from_bits(bounds.high)],
        ));
    }
    list
}

/// Whether `x` or a parameter is no number.
#[cube]
fn no_number<N: Size>(
    x: Vector<f32, N>,
    stored: &Sequence<Vector<f32, N>>,
    #[comptime] count: usize,
) -> Vector<bool, N> {
    let mut list = Sequence::<Vector<bool, N>>::new();
    list.push(is_nan::<N>(x));
    #[unroll]
    for k in 0..count {
        list.push(list[k].or(is_nan::<N>(stored[k])));
    }
    list[count]
}

/// The argument that the code is given for `x`.
#[cube]
fn near<N: Size>(x: Vector<f32, N>, #[comptime] code: Code) -> Vector<f32, N> {
    let end = comptime![f32::from_bits(code.reach.end)];
    within::<N>(x, comptime![-end], end)
}

/// The value, wherever `x` lies.
#[cube]
fn value<N: Size>(
    x: Vector<f32, N>,
    stored: &Sequence<Vector<f32, N>>,
    #[comptime] code: Code,
    #[comptime] largest: f32,
) -> Vector<f32, N> {
    let list = allowed::<N>(stored, comptime![code.clone()]);
    let inside = near::<N>(x, comptime![code.clone()]);
    let outputs = walk::<N>(inside, &list, comptime![code.clone()]);
    let mut v = outputs[0];
    if comptime![code.outputs.len() > 1] {
        let rest = within::<N>(x, -LARGEST, LARGEST) - inside;
        v = v + absorb::<N>(outputs[1], rest);
    }
    // At an infinite argument what has grown is infinite.
    let slow_left = comptime![code.reach.slow.0];
    let slow_right = comptime![code.reach.slow.1];
    let enough = lit::<N>(1e19);
    let threshold = select_many(
        x.less_than(&lit::<N>(0.0)),
        lit::<N>(comptime![if slow_left { 0.0 } else { 1e19 }]),
        lit::<N>(comptime![if slow_right { 0.0 } else { 1e19 }]),
    );
    let threshold = min(threshold, enough);
    let infinite = size_bits::<N>(x).equal(&Vector::new(0x7f80_0000u32));
    let grown = infinite.vec_and(v.abs().greater_than(&threshold));
    let sign = Vector::<u32, N>::reinterpret(v) & Vector::new(0x8000_0000u32);
    let limit = Vector::<f32, N>::reinterpret(sign | Vector::new(0x7f80_0000u32));
    let v = select_many(grown, limit, bounded::<N>(v, largest));
    nan_where::<N>(no_number::<N>(x, stored, comptime![code.parameters.len()]), v)
}

/// `y = f(x)`.
#[cube(launch, create_dummy_kernel)]
pub(crate) fn forward<F: Float, N: Size>(
    x: &[Vector<F, N>],
    parameters: &[f32],
    y: &mut [Vector<F, N>],
    channels: u32,
    inner: u32,
    #[comptime] code: Code,
    #[comptime] layout: Layout,
    #[comptime] largest: u32,
    #[define(F)] _element: ElemType,
) {
    if ABSOLUTE_POS < y.len() {
        let list = stored::<N>(
            parameters,
            ABSOLUTE_POS * N::value(),
            channels,
            inner,
            comptime![code.parameters.len()],
            layout,
        );
        let argument = Vector::<f32, N>::cast_from(x[ABSOLUTE_POS]);
        let largest = comptime![f32::from_bits(largest)];
        let result = value::<N>(argument, &list, comptime![code.clone()], largest);
        y[ABSOLUTE_POS] = Vector::cast_from(result);
    }
}

/// The incoming gradient through a slope, of which 0 lets nothing pass.
#[cube]
fn passed<N: Size>(
    gradient: Vector<f32, N>,
    slope: Vector<f32, N>,
    #[comptime] largest: f32,
) -> Vector<f32, N> {
    let slope = bounded::<N>(slope, largest);
    let none = slope.equal(&lit::<N>(0.0));
    select_many(none, lit::<N>(0.0), gradient * slope)
}

/// A slope at the largest argument that the code is given, carried on to `x` if it grows
/// with it.
#[cube]
fn carried<N: Size>(
    slope: Vector<f32, N>,
    x: Vector<f32, N>,
    #[comptime] code: Code,
    #[comptime] output: usize,
) -> Vector<f32, N> {
    if comptime![code.grows[output] && f32::from_bits(code.reach.end) < LARGEST] {
        let size = within::<N>(x, -LARGEST, LARGEST).abs();
        let ends = size * lit::<N>(comptime![1.0 / f32::from_bits(code.reach.end)]);
        slope * max(ends, lit::<N>(1.0))
    } else {
        slope
    }
}

/// `gx = g f'(x)`.
#[cube(launch, create_dummy_kernel)]
pub(crate) fn backward<F: Float, N: Size>(
    x: &[Vector<F, N>],
    gradient: &[Vector<F, N>],
    parameters: &[f32],
    gx: &mut [Vector<F, N>],
    channels: u32,
    inner: u32,
    #[comptime] code: Code,
    #[comptime] layout: Layout,
    #[comptime] largest: u32,
    #[define(F)] _element: ElemType,
) {
    if ABSOLUTE_POS < gx.len() {
        let list = stored::<N>(
            parameters,
            ABSOLUTE_POS * N::value(),
            channels,
            inner,
            comptime![code.parameters.len()],
            layout,
        );
        let argument = Vector::<f32, N>::cast_from(x[ABSOLUTE_POS]);
        let ranged = allowed::<N>(&list, comptime![code.clone()]);
        let inside = near::<N>(argument, comptime![code.clone()]);
        let outputs = walk::<N>(inside, &ranged, comptime![code.clone()]);
        let largest = comptime![f32::from_bits(largest)];
        let g = Vector::<f32, N>::cast_from(gradient[ABSOLUTE_POS]);
        let slope = carried::<N>(outputs[0], argument, comptime![code.clone()], 0usize);
        let result = passed::<N>(g, slope, largest);
        let none = no_number::<N>(argument, &list, comptime![code.parameters.len()]);
        gx[ABSOLUTE_POS] = Vector::cast_from(nan_where::<N>(none, result));
    }
}

/// Where cubes and units stand in an array of `rows` rows, each of `channels` channels of
/// `inner` elements; numbers of elements are those of vectors where these are consecutive.
#[derive(CubeType, CubeLaunch, Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) rows: u32,
    pub(crate) channels: u32,
    pub(crate) inner: u32,
    /// How many blocks share the work of a channel, or of a column.
    pub(crate) blocks: u32,
    /// How much of it each does.
    pub(crate) share: u32,
}

/// `gx = g f'(x)`, and the sums of `g df/dp` over the elements that a unit visits, which
/// are added to `sums`.
#[cube]
fn visit<F: Float, N: Size>(
    x: Vector<F, N>,
    gradient: Vector<F, N>,
    stored: &Sequence<Vector<f32, N>>,
    sums: &mut Array<Vector<f32, N>>,
    #[comptime] code: Code,
    #[comptime] largest: f32,
) -> Vector<F, N> {
    let argument = Vector::<f32, N>::cast_from(x);
    let g = Vector::<f32, N>::cast_from(gradient);
    let ranged = allowed::<N>(stored, comptime![code.clone()]);
    let inside = near::<N>(argument, comptime![code.clone()]);
    let outputs = walk::<N>(inside, &ranged, comptime![code.clone()]);
    let none = no_number::<N>(argument, stored, comptime![code.parameters.len()]);
    #[unroll]
    for k in 1..comptime![code.outputs.len()] {
        let slope = carried::<N>(outputs[k], argument, comptime![code.clone()], k);
        let term = nan_where::<N>(none, passed::<N>(g, slope, LARGEST));
        sums[comptime![k - 1]] = sums[comptime![k - 1]] + term;
    }
    let slope = carried::<N>(outputs[0], argument, comptime![code.clone()], 0usize);
    let result = passed::<N>(g, slope, largest);
    Vector::cast_from(nan_where::<N>(none, result))
}

/// The sum over the units of a cube, in the order of a tree.
#[cube]
fn sum_of_units(mine: f32, shared: &mut Shared<[f32]>) -> f32 {
    sync_cube();
    shared[UNIT_POS as usize] = mine;
    sync_cube();
    let mut half = comptime![UNITS / 2].runtime();
    while half > 0 {
        if UNIT_POS < half {
            let other = shared[(UNIT_POS + half) as usize];
            shared[UNIT_POS as usize] += other;
        }
        half /= 2;
        sync_cube();
    }
    shared[0]
}

/// `gx = g f'(x)`, and the sums of `g df/dp` of each cube: for channels of many elements.
/// A cube works on one channel.
#[cube(launch, create_dummy_kernel)]
pub(crate) fn backward_runs<F: Float, N: Size>(
    x: &[Vector<F, N>],
    gradient: &[Vector<F, N>],
    parameters: &[f32],
    gx: &mut [Vector<F, N>],
    partial: &mut [f32],
    shape: Shape,
    #[comptime] code: Code,
    #[comptime] largest: u32,
    #[define(F)] _element: ElemType,
) {
    let largest = comptime![f32::from_bits(largest)];
    let count = comptime![code.parameters.len()];
    let block = CUBE_POS as u32 % shape.blocks;
    let channel = CUBE_POS as u32 / shape.blocks;
    if channel < shape.channels {
        let list =
            stored::<N>(parameters, channel as usize, shape.channels, 1, count, Layout::Runs);
        let mut sums = Array::<Vector<f32, N>>::new(count);
        #[unroll]
        for k in 0..count {
            sums[k] = lit::<N>(0.0);
        }
        let all = shape.rows * shape.inner;
        let end = min((block + 1) * shape.share, all);
        let mut at = block * shape.share + UNIT_POS;
        while at < end {
            let row = at / shape.inner;
            let place =
                ((row * shape.channels + channel) * shape.inner + at % shape.inner) as usize;
            gx[place] = visit::<F, N>(
                x[place],
                gradient[place],
                &list,
                &mut sums,
                comptime![code.clone()],
                largest,
            );
            at += UNITS;
        }
        let mut shared = Shared::<[f32]>::new_slice(comptime![UNITS as usize]);
        #[unroll]
        for k in 0..count {
            let total = sum_of_units(sums[k].vector_sum(), &mut shared);
            if UNIT_POS == 0 {
                let set = (block * shape.channels + channel) as usize;
                partial[set * count + k] = total;
            }
        }
    }
}

/// The same for channels of few elements: a unit works on neighbouring columns, and the
/// sums of each column are kept apart.
#[cube(launch, create_dummy_kernel)]
pub(crate) fn backward_columns<F: Float, N: Size>(
    x: &[Vector<F, N>],
    gradient: &[Vector<F, N>],
    parameters: &[f32],
    gx: &mut [Vector<F, N>],
    partial: &mut [f32],
    shape: Shape,
    #[comptime] code: Code,
    #[comptime] largest: u32,
    #[define(F)] _element: ElemType,
) {
    let largest = comptime![f32::from_bits(largest)];
    let count = comptime![code.parameters.len()];
    let columns = shape.channels * shape.inner / N::value() as u32;
    let groups = columns.div_ceil(CUBE_DIM_X);
    let column = (CUBE_POS as u32 % groups) * CUBE_DIM_X + UNIT_POS_X;
    let block = (CUBE_POS as u32 / groups) * CUBE_DIM_Y + UNIT_POS_Y;
    if column < columns && block < shape.blocks {
        let list = stored::<N>(
            parameters,
            column as usize * N::value(),
            shape.channels,
            shape.inner,
            count,
            Layout::Mixed,
        );
        let mut sums = Array::<Vector<f32, N>>::new(count);
        #[unroll]
        for k in 0..count {
            sums[k] = lit::<N>(0.0);
        }
        let end = min((block + 1) * shape.share, shape.rows);
        let mut row = block * shape.share;
        while row < end {
            let place = (row * columns + column) as usize;
            gx[place] = visit::<F, N>(
                x[place],
                gradient[place],
                &list,
                &mut sums,
                comptime![code.clone()],
                largest,
            );
            row += 1;
        }
        #[unroll]
        for lane in 0..N::value() {
            let set = (block * columns + column) as usize * N::value() + lane;
            #[unroll]
            for k in 0..count {
                partial[set * count + k] = sums[k].extract(lane);
            }
        }
    }
}

/// The sums of the blocks' sums, a cube for each parameter of each channel.
#[cube(launch, create_dummy_kernel)]
pub(crate) fn total(
    partial: &[f32],
    gp: &mut [f32],
    channels: u32,
    inner: u32,
    blocks: u32,
    #[comptime] count: usize,
) {
    let which = CUBE_POS;
    if which < gp.len() {
        let channel = which / count;
        let k = which % count;
        let inner = inner as usize;
        let columns = channels as usize * inner;
        let all = blocks as usize * inner;
        let mut mine = 0.0f32;
        let mut at = UNIT_POS as usize;
        while at < all {
            let set = (at / inner) * columns + channel * inner + at % inner;
            mine += partial[set * count + k];
            at += comptime![UNITS as usize];
        }
        let mut shared = Shared::<[f32]>::new_slice(comptime![UNITS as usize]);
        let sum = sum_of_units(mine, &mut shared);
        if UNIT_POS == 0 {
            gp[which] = sum;
        }
    }
}
