//! The loops: one formula over slices, in vectors of whatever width the token has.
//!
//! A rest shorter than a vector is padded and goes through the same code, so that
//! a result does not depend on its position in the array.

use crate::catalogue::{Formula, MAX_PARAMETERS};
use crate::numbers::{Domain, Dual, Lanes, Memory};
use crate::real::Real;

use super::{ahead, apart};

/// The longest vector of any level, in elements.
const WIDEST: usize = 128;

/// Elements that do not fill a vector. A local variable that must be aligned also aligns what
/// registers are spilled to, which compilers leave to chance otherwise: a spilled vector across
/// the end of a page makes a loop take twice as long, and where a stack lies changes from thread
/// to thread and run to run.
#[repr(align(64))]
struct Padded<T>([T; WIDEST]);

impl<T: Memory> Padded<T> {
    #[inline(always)]
    fn new() -> Self {
        Padded([T::default(); WIDEST])
    }
}

/// Elements summed in single precision before a sum moves to f64.
const RUN: usize = 32;

/// Calls `body` with the offset of each vector, and whether it is a whole one.
///
/// One copy of the body serves both cases: the loops are long, there are
/// thousands of them, and the branch is always predicted.
#[inline(always)]
pub(crate) fn sweep<V: Lanes<T>, T: Memory>(len: usize, mut body: impl FnMut(usize, bool)) {
    let mut i = 0;
    while i < len {
        body(i, len - i >= V::LEN);
        i += V::LEN;
    }
}

#[inline(always)]
pub(crate) fn load<V: Lanes<T>, T: Memory>(token: V::Token, from: &[T], i: usize, full: bool) -> V {
    if full {
        ahead::fetch(from, i, V::LEN);
        V::load(token, &from[i..i + V::LEN])
    } else {
        let mut buffer = Padded::new();
        buffer.0[..from.len() - i].copy_from_slice(&from[i..]);
        V::load(token, &buffer.0)
    }
}

#[inline(always)]
pub(crate) fn store<V: Lanes<T>, T: Memory>(value: V, to: &mut [T], i: usize, full: bool) {
    store_by::<V, T, false>(value, to, i, full);
}

/// As [`store`]; what is stored for a number that is not finite does not matter.
#[inline(always)]
pub(crate) fn store_finite<V: Lanes<T>, T: Memory>(value: V, to: &mut [T], i: usize, full: bool) {
    store_by::<V, T, true>(value, to, i, full);
}

#[inline(always)]
fn store_by<V: Lanes<T>, T: Memory, const FINITE: bool>(
    value: V,
    to: &mut [T],
    i: usize,
    full: bool,
) {
    if full {
        ahead::fetch(to, i, V::LEN);
        put::<V, T, FINITE>(value, &mut to[i..i + V::LEN]);
    } else {
        let mut buffer = Padded::new();
        put::<V, T, FINITE>(value, &mut buffer.0);
        let len = to.len() - i;
        to[i..].copy_from_slice(&buffer.0[..len]);
    }
}

#[inline(always)]
fn put<V: Lanes<T>, T: Memory, const FINITE: bool>(value: V, to: &mut [T]) {
    if FINITE {
        value.store_finite(to);
    } else {
        value.store(to);
    }
}

/// Parameters in every lane; those that the function does not have are zero.
#[inline(always)]
fn splat<V: Lanes<T>, T: Memory>(token: V::Token, p: &[f64]) -> [V; MAX_PARAMETERS] {
    let mut lanes = [V::constant(token, 0.0); MAX_PARAMETERS];
    for (lane, &p) in lanes.iter_mut().zip(p) {
        *lane = V::constant(token, p);
    }
    lanes
}

/// A finite argument has a finite result: beyond the range of the element type,
/// its largest number. Infinite arguments keep their limits, NaN stays NaN.
#[inline(always)]
fn saturate<V: Lanes<T>, F: Formula, T: Memory>(x: V, y: V, limit: V) -> V {
    if !F::GROWS {
        return y;
    }
    let clamped = y.clamp(-limit, limit);
    if V::DOMAIN != Domain::All {
        return clamped;
    }
    V::select(x.abs().equal(x.lit(f64::INFINITY)), y, clamped)
}

/// The slope at `x` for the backward pass, NaN where `x` is.
#[inline(always)]
fn slope<V: Lanes<T>, F: Formula, T: Memory>(x: V, d: V, limit: V) -> V {
    let d = saturate::<V, F, T>(x, d, limit);
    if V::DOMAIN != Domain::All { d } else { V::select(x.equal(x), d, x) }
}

/// A gradient through a slope; where the slope is 0 nothing passes, as in PyTorch.
#[inline(always)]
fn through<V: Lanes<T>, T: Memory>(gy: V, d: V) -> V {
    let zero = gy.lit(0.0);
    V::select(d.equal(zero), zero, gy * d)
}

/// As [`through`], where gradients that are not finite are treated apart.
#[inline(always)]
fn passed<V: Lanes<T>, T: Memory>(gy: V, d: V) -> V {
    if V::DOMAIN == Domain::All { through::<V, T>(gy, d) } else { gy * d }
}

/// Parameters that do not change. Written out: a method of arrays that takes a closure might
/// not become part of the kernel, and would then lack its instructions; and what goes through
/// a loop is seen too late to be the same in two derivatives.
#[inline(always)]
fn constants<V: Real>(p: &[V; MAX_PARAMETERS]) -> [Dual<V>; MAX_PARAMETERS] {
    let [a, b, c, d, e] = *p;
    let of = Dual::constant;
    [of(a), of(b), of(c), of(d), of(e)]
}

#[inline(always)]
fn dual<V: Real, F: Formula>(x: V, p: &[V; MAX_PARAMETERS]) -> Dual<V> {
    F::eval(Dual::variable(x), &constants(p))
}

/// The derivative by parameter `K`, of which there must be one; of a pair, by the one that
/// counts at `x`.
#[inline(always)]
fn raw_by_parameter<V: Real, F: Formula, const K: usize>(x: V, p: &[V; MAX_PARAMETERS]) -> V {
    if F::SCALES_X && K == 0 && V::ROOMY {
        // Of g(p x): the derivative by x, which is there, is p g'(p x).
        return dual::<V, F>(x, p).derivative() * (x * (x.lit(1.0) / p[0]));
    }
    let mut duals = constants(p);
    if F::TWO_SIDED {
        // Only one of the pair counts at any x: one evaluation serves both.
        let half = F::PARAMETERS / 2;
        duals[K % half] = Dual::variable(p[K % half]);
        duals[K % half + half] = Dual::variable(p[K % half + half]);
    } else {
        duals[K] = Dual::variable(p[K]);
    }
    F::eval(Dual::constant(x), &duals).derivative()
}

/// Likewise, saturated as a slope is.
#[inline(always)]
fn by_parameter<V: Lanes<T>, F: Formula, T: Memory, const K: usize>(
    x: V,
    p: &[V; MAX_PARAMETERS],
    limit: V,
) -> V {
    let d = raw_by_parameter::<V, F, K>(x, p);
    // Terms beyond the range of the type that cancel leave no number: nothing is
    // known then, and nothing is passed on.
    slope::<V, F, T>(x, V::select(d.equal(d), d, x.lit(0.0)), limit)
}

/// What counts for parameter `K` at `x`: of a pair, one on each side of 0. At NaN, both are
/// NaN.
#[inline(always)]
fn counted<V: Lanes<T>, F: Formula, T: Memory, const K: usize>(x: V, gy: V) -> V {
    let zero = x.lit(0.0);
    match (F::TWO_SIDED, K < F::PARAMETERS / 2) {
        (false, _) => gy,
        (true, true) => V::select(zero.le(x), zero, gy),
        (true, false) => V::select(x.lt(zero), zero, gy),
    }
}

/// Runs `$body` with `$K` the number of each parameter in turn. Which one is the variable must
/// be known when a kernel is compiled: a loop over them would compute with tangents that are
/// zero.
macro_rules! each_parameter {
    ($f:ident, |$K:ident| $body:expr) => {{
        macro_rules! with {
            ($number:literal) => {
                if $number < $f::PARAMETERS {
                    const $K: usize = $number;
                    $body
                }
            };
        }
        const { assert!($f::PARAMETERS <= MAX_PARAMETERS && MAX_PARAMETERS == 5) };
        with!(0);
        with!(1);
        with!(2);
        with!(3);
        with!(4);
    }};
}

/// `y = f(x)`; vectors with elements out of the number's domain are done again by
/// `apart`, which need not do others.
#[inline(always)]
pub(super) fn forward<V: Lanes<T>, F: Formula, T: Memory>(
    token: V::Token,
    p: &[f64],
    bound: f64,
    x: &[T],
    y: &mut [T],
    apart: impl Fn(&[T], &mut [T]),
) {
    let params = splat::<V, T>(token, p);
    let limit = V::constant(token, bound);
    let y = &mut y[..x.len()];
    // Unless the number reaches farther than the type: what is beyond the limit is finite then.
    let shows = V::all((limit + limit).equal(V::constant(token, f64::INFINITY)));
    if F::PIECEWISE_LINEAR && F::GROWS && V::DOMAIN == Domain::All && shows {
        for (x, y) in x.chunks(UNCLAMPED).zip(y.chunks_mut(UNCLAMPED)) {
            if !unclamped::<V, F, T>(token, &params, x, y) {
                clamped::<V, F, T>(token, &params, limit, x, y, &apart);
            }
        }
        return;
    }
    clamped::<V, F, T>(token, &params, limit, x, y, &apart);
}

/// Straight lines that are checked together for results that leave the range: the check of each
/// would cost as much as they do.
const UNCLAMPED: usize = 1024;

/// `y = f(x)`; returns whether all results are finite.
#[inline(always)]
fn unclamped<V: Lanes<T>, F: Formula, T: Memory>(
    token: V::Token,
    params: &[V; MAX_PARAMETERS],
    x: &[T],
    y: &mut [T],
) -> bool {
    let zero = V::constant(token, 0.0);
    let mut flaws = zero;
    sweep::<V, T>(
        x.len(),
        #[inline(always)]
        |i, full| {
            let value = F::eval(load::<V, T>(token, x, i, full), params);
            // 0 times what is not finite is NaN, which stays.
            flaws = value.mul_add(zero, flaws);
            store(value, y, i, full);
        },
    );
    V::all(flaws.equal(zero))
}

/// `y = f(x)`, with results clamped to the limit.
#[inline(always)]
fn clamped<V: Lanes<T>, F: Formula, T: Memory>(
    token: V::Token,
    params: &[V; MAX_PARAMETERS],
    limit: V,
    x: &[T],
    y: &mut [T],
    apart: impl Fn(&[T], &mut [T]),
) {
    sweep::<V, T>(
        x.len(),
        #[inline(always)]
        |i, full| {
            let v = load::<V, T>(token, x, i, full);
            store(saturate::<V, F, T>(v, F::eval(v, params), limit), y, i, full);
            if !within::<V, T>(token, x, i, full) {
                let range = i..(i + V::LEN).min(x.len());
                apart(&x[range.clone()], &mut y[range]);
            }
        },
    );
}

/// `gx = gy f'(x)`, and `y = f(x)` where it is wanted; `apart` as for [`forward`], also
/// where gradients are not finite.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub(super) fn backward<V: Lanes<T>, F: Formula, T: Memory>(
    token: V::Token,
    p: &[f64],
    bound: f64,
    x: &[T],
    gy: &[T],
    mut y: Option<&mut [T]>,
    gx: &mut [T],
    apart: impl Fn(&[T], &[T], Option<&mut [T]>, &mut [T]),
) {
    let params = splat::<V, T>(token, p);
    let limit = V::constant(token, bound);
    let (gy, gx) = (&gy[..x.len()], &mut gx[..x.len()]);
    sweep::<V, T>(
        x.len(),
        #[inline(always)]
        |i, full| {
            let v = load::<V, T>(token, x, i, full);
            // First, so that gy is on its way from memory while the slope is computed.
            let here = within::<V, T>(token, x, i, full) && finite::<V, T>(token, gy, i, full);
            let d = slope::<V, F, T>(v, dual::<V, F>(v, &params).derivative(), limit);
            store(passed::<V, T>(load::<V, T>(token, gy, i, full), d), gx, i, full);
            if let Some(y) = y.as_deref_mut() {
                // As forward does it, to the last bit; what both share is there.
                store(saturate::<V, F, T>(v, F::eval(v, &params), limit), y, i, full);
            }
            if !here {
                let range = i..(i + V::LEN).min(x.len());
                let y = y.as_deref_mut().map(|y| &mut y[range.clone()]);
                let (x, gy) = (&x[range.clone()], &gy[range.clone()]);
                apart(x, gy, y, &mut gx[range]);
            }
        },
    );
}

/// `gx = gy f'(x)`, and the sums over all elements of `gy df/dp_k` added to `gp`.
#[inline(always)]
pub(super) fn parameters<V: Lanes<T>, F: Formula, T: Memory>(
    token: V::Token,
    p: &[f64],
    bound: f64,
    x: &[T],
    gy: &[T],
    gx: &mut [T],
    gp: &mut [f64],
) {
    let params = splat::<V, T>(token, p);
    let limit = V::constant(token, bound);
    let (gy, gx) = (&gy[..x.len()], &mut gx[..x.len()]);
    let zero = V::constant(token, 0.0);
    let mut sums = [V::none(token); MAX_PARAMETERS];
    let mut run = 0;
    sweep::<V, T>(
        x.len(),
        #[inline(always)]
        |i, full| {
            let (mut v, mut g) =
                (load::<V, T>(token, x, i, full), load::<V, T>(token, gy, i, full));
            let apart = !(within::<V, T>(token, x, i, full) && finite::<V, T>(token, gy, i, full));
            if apart {
                // What is treated apart adds nothing here, and neither does padding,
                // whose gy is 0.
                let infinity = v.lit(f64::INFINITY);
                let here = v.abs().lt(infinity) & g.abs().lt(infinity);
                (v, g) = (V::select(here, v, zero), V::select(here, g, zero));
            }
            let d = slope::<V, F, T>(v, dual::<V, F>(v, &params).derivative(), limit);
            store(passed::<V, T>(g, d), gx, i, full);
            let mut parts = [V::none(token); MAX_PARAMETERS];
            each_parameter!(F, |K| {
                if V::DOMAIN == Domain::All {
                    let d = by_parameter::<V, F, T, K>(v, &params, limit);
                    let g = counted::<V, F, T, K>(v, g);
                    parts[K] = through::<V, T>(g, d).added(parts[K]);
                } else if !F::TWO_SIDED {
                    let d = raw_by_parameter::<V, F, K>(v, &params);
                    parts[K] = g.product(d);
                } else if K < F::PARAMETERS / 2 {
                    let d = raw_by_parameter::<V, F, K>(v, &params);
                    let right = K + F::PARAMETERS / 2;
                    let (negative, zero) = (v.lt(zero), v.lit(0.0));
                    parts[K] = V::select(negative, g, zero).product(d);
                    parts[right] = V::select(negative, zero, g).product(d);
                }
            });
            // Derivatives beyond the range of the number are rare: they show in the sums.
            let mut all = parts[0];
            each_parameter!(F, |K| if K > 0 {
                all = all + parts[K];
            });
            let plain = V::DOMAIN == Domain::All || V::is_finite(all);
            if plain {
                each_parameter!(F, |K| sums[K] = sums[K] + parts[K]);
            }
            if apart || !plain {
                let range = i..(i + V::LEN).min(x.len());
                let (x, gy) = (&x[range.clone()], &gy[range.clone()]);
                apart::parameters::<V, F, T>(p, bound, x, gy, &mut gx[range], gp, !plain);
            }
            run += 1;
            if run == RUN {
                for (gp, sum) in gp.iter_mut().zip(&mut sums) {
                    *gp += V::sum(*sum);
                    *sum = V::none(token);
                }
                run = 0;
            }
        },
    );
    for (gp, sum) in gp.iter_mut().zip(sums) {
        *gp += V::sum(sum);
    }
}

/// What the loop with a parameter per element reads and writes. Rows of `p` and
/// `gp` are as long as `x`, one row a parameter.
pub(crate) struct Rows<'a, T> {
    pub(crate) p: &'a [T],
    pub(crate) x: &'a [T],
    pub(crate) gy: Option<&'a [T]>,
    pub(crate) y: Option<&'a mut [T]>,
    pub(crate) gx: Option<&'a mut [T]>,
    pub(crate) gp: Option<&'a mut [T]>,
}

/// Forward and backward with parameters that change from element to element.
#[inline(always)]
pub(super) fn rows<V: Lanes<T>, F: Formula, T: Memory>(
    token: V::Token,
    bound: f64,
    job: Rows<'_, T>,
) {
    let Rows { p, x, gy, mut y, mut gx, mut gp } = job;
    let len = x.len();
    let limit = V::constant(token, bound);
    sweep::<V, T>(
        len,
        #[inline(always)]
        |i, full| {
            let v = load::<V, T>(token, x, i, full);
            let mut params = [V::constant(token, 0.0); MAX_PARAMETERS];
            for (k, lane) in params.iter_mut().enumerate().take(F::PARAMETERS) {
                *lane = load::<V, T>(token, &p[k * len..(k + 1) * len], i, full);
            }
            if let Some(y) = y.as_deref_mut() {
                store(saturate::<V, F, T>(v, F::eval(v, &params), limit), y, i, full);
            }
            if let Some(gy) = gy {
                let g = load::<V, T>(token, gy, i, full);
                if let Some(gx) = gx.as_deref_mut() {
                    let d = slope::<V, F, T>(v, dual::<V, F>(v, &params).derivative(), limit);
                    store(passed::<V, T>(g, d), gx, i, full);
                }
                if let Some(gp) = gp.as_deref_mut() {
                    each_parameter!(F, |K| {
                        let d = by_parameter::<V, F, T, K>(v, &params, limit);
                        let row = &mut gp[K * len..(K + 1) * len];
                        store(passed::<V, T>(counted::<V, F, T, K>(v, g), d), row, i, full);
                    });
                }
            }
            let finite = gy.is_none_or(|gy| finite::<V, T>(token, gy, i, full));
            if !(finite && within::<V, T>(token, x, i, full)) {
                let range = i..(i + V::LEN).min(len);
                let job = Rows {
                    p,
                    x,
                    gy,
                    y: y.as_deref_mut(),
                    gx: gx.as_deref_mut(),
                    gp: gp.as_deref_mut(),
                };
                apart::rows::<V, F, T>(bound, range, job);
            }
        },
    );
}

/// Whether the elements of a vector are all in the number's domain.
#[inline(always)]
fn within<V: Lanes<T>, T: Memory>(token: V::Token, from: &[T], i: usize, full: bool) -> bool {
    if V::DOMAIN == Domain::All {
        true
    } else if full {
        V::all_within(token, &from[i..i + V::LEN])
    } else {
        from[i..].iter().all(|&x| V::DOMAIN.has(x))
    }
}

/// Whether the gradients of a vector are all finite, where that matters.
#[inline(always)]
fn finite<V: Lanes<T>, T: Memory>(token: V::Token, from: &[T], i: usize, full: bool) -> bool {
    if V::DOMAIN == Domain::All {
        true
    } else if full {
        V::all_finite(token, &from[i..i + V::LEN])
    } else {
        from[i..].iter().all(|&x| Domain::Finite.has(x))
    }
}

/// Copies elements from one type to the other.
#[inline(always)]
pub(super) fn convert<
    V: Lanes<A> + Lanes<B, Token = <V as Lanes<A>>::Token>,
    A: Memory,
    B: Memory,
>(
    token: <V as Lanes<A>>::Token,
    from: &[A],
    to: &mut [B],
) {
    let to = &mut to[..from.len()];
    sweep::<V, A>(
        from.len(),
        #[inline(always)]
        |i, full| store::<V, B>(load::<V, A>(token, from, i, full), to, i, full),
    );
}
