//! What a kernel computes at an argument: the function's operations, and what goes on beyond
//! where single precision can follow them.

use std::sync::Arc;

use cubecl::prelude::*;
use nonlin::program::Node;

use super::Job;
use super::bits::{absorb, bounded, nan_of, nan_where, size_bits};
use super::parameters::{allowed, no_number};
use crate::code::{Code, Op};
use crate::math::{LARGEST, exp_product, lit, math, power, within};

/// The outputs of the code at `x`.
#[cube]
fn walk<N: Size>(
    x: Vector<f32, N>,
    parameters: &Sequence<Vector<f32, N>>,
    #[comptime] code: Arc<Code>,
) -> Sequence<Vector<f32, N>> {
    let mut r = Sequence::<Vector<f32, N>>::new();
    let mut masks = Sequence::<Vector<bool, N>>::new();
    #[unroll]
    for i in 0..comptime![code.ops.len()] {
        let op = comptime![code.ops[i]];
        let a = comptime![code.operand(i, 0)];
        let b = comptime![code.operand(i, 1)];
        let c = comptime![code.operand(i, 2)];
        match op {
            Op::Product(..) => r.push(r[a] * r[b]),
            Op::ExpProduct(..) => r.push(exp_product::<N>(r[a], r[b])),
            Op::Node(Node::Input) => r.push(x),
            Op::Node(Node::Parameter(k)) => r.push(parameters[k]),
            Op::Node(Node::Constant(bits)) => {
                if comptime![f64::from_bits(bits).is_nan()] {
                    // Where a formula has no value. No name for it in WGSL; made of the argument.
                    r.push(nan_of::<N>(x));
                } else {
                    r.push(lit::<N>(comptime![f64::from_bits(bits) as f32]));
                }
            }
            Op::Node(Node::Neg(_)) => r.push(-r[a]),
            Op::Node(Node::Add(..)) => r.push(r[a] + r[b]),
            Op::Node(Node::Sub(..)) => r.push(r[a] - r[b]),
            Op::Node(Node::Mul(..)) => r.push(absorb::<N>(r[a], r[b])),
            Op::Node(Node::Div(..)) => r.push(r[a] / r[b]),
            Op::Node(Node::Abs(_)) => r.push(r[a].abs()),
            Op::Node(Node::Sqrt(_)) => r.push(r[a].sqrt()),
            Op::Node(Node::Floor(_)) => r.push(r[a].floor()),
            Op::Node(Node::Power(..)) => r.push(power::<N>(r[a], r[b])),
            Op::Node(Node::Atom(atom, _)) => r.push(math::<N>(r[a], atom)),
            Op::Node(Node::Less(..)) => masks.push(r[a].less_than(&r[b])),
            Op::Node(Node::LessEqual(..)) => masks.push(r[a].less_equal(&r[b])),
            Op::Node(Node::And(..)) => masks.push(masks[a].vec_and(masks[b])),
            Op::Node(Node::Or(..)) => masks.push(masks[a].or(masks[b])),
            Op::Node(Node::Select(..) | Node::Stable(..)) => {
                r.push(select_many(masks[a], r[b], r[c]));
            }
        }
    }
    let mut outputs = Sequence::<Vector<f32, N>>::new();
    #[unroll]
    for i in 0..comptime![code.outputs.len()] {
        let place = comptime![code.outputs[i] as usize];
        outputs.push(r[place]);
    }
    outputs
}

/// The argument that the code is given for `x`.
#[cube]
fn near<N: Size>(x: Vector<f32, N>, #[comptime] code: Arc<Code>) -> Vector<f32, N> {
    let end = comptime![f32::from_bits(code.reach.end)];
    within::<N>(x, comptime![-end], end)
}

/// An output at the largest argument that the code is given, carried on to `x` by whole
/// powers of the argument: those on the left and on the right.
#[cube]
fn carried<N: Size>(
    v: Vector<f32, N>,
    x: Vector<f32, N>,
    #[comptime] end: f32,
    #[comptime] degrees: (i8, i8),
) -> Vector<f32, N> {
    if comptime![degrees == (0, 0) || end >= LARGEST] {
        v
    } else {
        let size = within::<N>(x, -LARGEST, LARGEST).abs();
        let ends = max(size * lit::<N>(comptime![1.0 / end]), lit::<N>(1.0));
        let left = by_power::<N>(v, ends, comptime![degrees.0]);
        let right = by_power::<N>(v, ends, comptime![degrees.1]);
        select_many(x.less_than(&lit::<N>(0.0)), left, right)
    }
}

/// `v b^degree`, a factor at a time, so that only the result can leave the range.
#[cube]
fn by_power<N: Size>(
    v: Vector<f32, N>,
    b: Vector<f32, N>,
    #[comptime] degree: i8,
) -> Vector<f32, N> {
    let mut v = v;
    #[unroll]
    for _ in 0..comptime![degree.unsigned_abs() as usize] {
        if comptime![degree > 0] {
            v = v * b;
        } else {
            v = v / b;
        }
    }
    v
}

/// The value, from the outputs of the code.
#[cube]
fn value<N: Size>(
    x: Vector<f32, N>,
    outputs: &Sequence<Vector<f32, N>>,
    #[comptime] job: Job,
) -> Vector<f32, N> {
    let mut v = outputs[0];
    // Constants and straight lines are exact as they are; what is steeper or decays is not.
    let powers = comptime![job.code.powers_of_value()];
    let power = carried::<N>(v, x, comptime![f32::from_bits(job.code.reach.end)], powers);
    if comptime![job.code.outputs.len() > 1] {
        let rest = within::<N>(x, -LARGEST, LARGEST) - near::<N>(x, comptime![job.code.clone()]);
        v = v + absorb::<N>(outputs[1], rest);
    }
    let left = if comptime![powers.0 == 0] { v } else { power };
    let right = if comptime![powers.1 == 0] { v } else { power };
    v = select_many(x.less_than(&lit::<N>(0.0)), left, right);
    // At an infinite argument what has grown is infinite.
    let slow_left = comptime![job.code.reach.slow.0];
    let slow_right = comptime![job.code.reach.slow.1];
    let threshold = select_many(
        x.less_than(&lit::<N>(0.0)),
        lit::<N>(comptime![if slow_left { 0.0 } else { 1e19 }]),
        lit::<N>(comptime![if slow_right { 0.0 } else { 1e19 }]),
    );
    let infinite = size_bits::<N>(x).equal(&Vector::new(0x7f80_0000u32));
    let grown = infinite.vec_and(v.abs().greater_than(&threshold));
    let sign = Vector::<u32, N>::reinterpret(v) & Vector::new(0x8000_0000u32);
    let limit = Vector::<f32, N>::reinterpret(sign | Vector::new(0x7f80_0000u32));
    let largest = comptime![f32::from_bits(job.largest)];
    select_many(grown, limit, bounded::<N>(v, largest))
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

/// What is asked for at `x`: the value; or `g f'(x)`, and `g df/dp` for each parameter.
#[cube]
fn point<N: Size>(
    x: Vector<f32, N>,
    gradient: Vector<f32, N>,
    stored: &Sequence<Vector<f32, N>>,
    #[comptime] job: Job,
) -> Sequence<Vector<f32, N>> {
    let list = allowed::<N>(stored, comptime![job.code.clone()]);
    let inside = near::<N>(x, comptime![job.code.clone()]);
    let outputs = walk::<N>(inside, &list, comptime![job.code.clone()]);
    let none = no_number::<N>(x, stored, comptime![job.code.parameters.len()]);
    let mut results = Sequence::<Vector<f32, N>>::new();
    if comptime![job.gradients] {
        #[unroll]
        for k in 0..comptime![job.code.outputs.len()] {
            let end = comptime![f32::from_bits(job.code.reach.end)];
            let slope = carried::<N>(outputs[k], x, end, comptime![job.code.degrees[k]]);
            // Sums of the gradients by parameters are in single precision.
            let largest = comptime![if k == 0 { f32::from_bits(job.largest) } else { LARGEST }];
            results.push(nan_where::<N>(none, passed::<N>(gradient, slope, largest)));
        }
    } else {
        let v = value::<N>(x, &outputs, comptime![job.clone()]);
        results.push(nan_where::<N>(none, v));
    }
    results
}

/// A lane of a vector.
#[cube]
fn lane<N: Size>(v: Vector<f32, N>, #[comptime] i: usize) -> Vector<f32, Const<1>> {
    Vector::new(v.extract(i))
}

/// [`point`] for all lanes, at once or one after the other; `inside` holds.
///
/// One after the other is for compilers that print C++. They have no arithmetic on vectors, and
/// take apart one operation after the other: of a sum of eight lanes become sixteen
/// extractions, eight sums and a construction. CubeCL compares each of these with all others of
/// its scope and those around to find equal ones, which takes minutes for the longest programs.
/// Lane by lane there is nothing to take apart, and since `inside` is not known while the
/// kernel is compiled, each lane has a scope of its own, which is left with it.
#[cube]
pub(super) fn points<N: Size>(
    x: Vector<f32, N>,
    gradient: Vector<f32, N>,
    stored: &Sequence<Vector<f32, N>>,
    inside: bool,
    #[comptime] job: Job,
) -> Sequence<Vector<f32, N>> {
    if comptime![job.lane_by_lane] {
        let count = comptime![job.results()];
        let mut all = Array::<Vector<f32, N>>::new(count);
        #[unroll]
        for k in 0..count {
            all[k] = lit::<N>(0.0);
        }
        #[unroll]
        for i in 0..N::value() {
            if inside {
                let mut parameters = Sequence::<Vector<f32, Const<1>>>::new();
                #[unroll]
                for k in 0..comptime![job.code.parameters.len()] {
                    parameters.push(lane::<N>(stored[k], i));
                }
                let u = lane::<N>(x, i);
                let g = lane::<N>(gradient, i);
                let results = point::<Const<1>>(u, g, &parameters, comptime![job.clone()]);
                #[unroll]
                for k in 0..count {
                    let mut v = all[k];
                    v.insert(i, results[k].extract(0usize));
                    all[k] = v;
                }
            }
        }
        let mut list = Sequence::<Vector<f32, N>>::new();
        #[unroll]
        for k in 0..count {
            list.push(all[k]);
        }
        list
    } else {
        point::<N>(x, gradient, stored, job)
    }
}
