//! The loops: one formula over slices, in vectors of whatever width the token has.
//!
//! A rest shorter than a vector is padded and goes through the same code, so that
//! a result does not depend on its position in the array.

use crate::catalogue::{Formula, MAX_PARAMETERS};
use crate::float::Float;
use crate::numbers::{Dual, Lanes};

/// The longest vector of any level, in elements.
const WIDEST: usize = 16;

/// Elements summed in single precision before a sum moves to f64.
const RUN: usize = 32;

/// Calls `body` with the offset of each vector, and whether it is a whole one.
///
/// One copy of the body serves both cases: the loops are long, there are
/// thousands of them, and the branch is always predicted.
#[inline(always)]
fn sweep<V: Lanes>(len: usize, mut body: impl FnMut(usize, bool)) {
    let mut i = 0;
    while i < len {
        body(i, len - i >= V::LEN);
        i += V::LEN;
    }
}

#[inline(always)]
fn load<V: Lanes>(token: V::Token, from: &[V::Scalar], i: usize, full: bool) -> V {
    if full {
        V::load(token, &from[i..i + V::LEN])
    } else {
        let mut buffer = [V::Scalar::default(); WIDEST];
        buffer[..from.len() - i].copy_from_slice(&from[i..]);
        V::load(token, &buffer)
    }
}

#[inline(always)]
fn store<V: Lanes>(value: V, to: &mut [V::Scalar], i: usize, full: bool) {
    if full {
        value.store(&mut to[i..i + V::LEN]);
    } else {
        let mut buffer = [V::Scalar::default(); WIDEST];
        value.store(&mut buffer);
        let len = to.len() - i;
        to[i..].copy_from_slice(&buffer[..len]);
    }
}

/// Parameters in every lane; those that the function does not have are zero.
#[inline(always)]
fn splat<V: Lanes>(token: V::Token, p: &[f64]) -> [V; MAX_PARAMETERS] {
    let mut lanes = [V::constant(token, 0.0); MAX_PARAMETERS];
    for (lane, &p) in lanes.iter_mut().zip(p) {
        *lane = V::constant(token, p);
    }
    lanes
}

/// A finite argument has a finite result: beyond the range of the element type,
/// its largest number. Infinite arguments keep their limits, NaN stays NaN.
#[inline(always)]
fn saturate<V: Float, F: Formula>(x: V, y: V, limit: V) -> V {
    if !F::GROWS {
        return y;
    }
    let infinity = x.splat(f64::INFINITY);
    let clamped = V::blend(limit.less(y), limit, V::blend(y.less(-limit), -limit, y));
    V::blend(x.magnitude().equal(infinity), y, clamped)
}

/// The slope at `x` for the backward pass, NaN where `x` is.
#[inline(always)]
fn slope<V: Float, F: Formula>(x: V, d: V, limit: V) -> V {
    V::blend(x.equal(x), saturate::<V, F>(x, d, limit), x)
}

/// A gradient through a slope; where the slope is 0 nothing passes, as in PyTorch.
#[inline(always)]
fn through<V: Float>(gy: V, d: V) -> V {
    let zero = gy.splat(0.0);
    V::blend(d.equal(zero), zero, gy * d)
}

#[inline(always)]
fn dual<V: Float, F: Formula>(x: V, p: &[V; MAX_PARAMETERS]) -> Dual<V> {
    F::eval(Dual::variable(x), &p.map(Dual::constant))
}

/// The derivative by parameter `k`.
#[inline(always)]
fn by_parameter<V: Float, F: Formula>(x: V, p: &[V; MAX_PARAMETERS], k: usize) -> V {
    let mut duals = p.map(Dual::constant);
    duals[k] = Dual::variable(p[k]);
    let d = F::eval(Dual::constant(x), &duals).derivative();
    // Terms beyond the range of the type that cancel leave no number: nothing is
    // known then, and nothing is passed on.
    V::blend(d.equal(d), d, x.splat(0.0))
}

/// `y = f(x)`.
#[inline(always)]
pub(super) fn forward<V: Lanes, F: Formula>(
    token: V::Token,
    p: &[f64],
    limit: f64,
    x: &[V::Scalar],
    y: &mut [V::Scalar],
) {
    let params = splat::<V>(token, p);
    let limit = V::constant(token, limit);
    let y = &mut y[..x.len()];
    sweep::<V>(
        x.len(),
        #[inline(always)]
        |i, full| {
            let v = load::<V>(token, x, i, full);
            store(saturate::<V, F>(v, F::eval(v, &params), limit), y, i, full);
        },
    );
}

/// `gx = gy f'(x)`, and `y = f(x)` where it is wanted.
#[inline(always)]
pub(super) fn backward<V: Lanes, F: Formula>(
    token: V::Token,
    p: &[f64],
    limit: f64,
    x: &[V::Scalar],
    gy: &[V::Scalar],
    mut y: Option<&mut [V::Scalar]>,
    gx: &mut [V::Scalar],
) {
    let params = splat::<V>(token, p);
    let limit = V::constant(token, limit);
    let (gy, gx) = (&gy[..x.len()], &mut gx[..x.len()]);
    sweep::<V>(
        x.len(),
        #[inline(always)]
        |i, full| {
            let v = load::<V>(token, x, i, full);
            let result = dual::<V, F>(v, &params);
            let d = slope::<V, F>(v, result.derivative(), limit);
            store(through(load::<V>(token, gy, i, full), d), gx, i, full);
            if let Some(y) = y.as_deref_mut() {
                store(saturate::<V, F>(v, result.v, limit), y, i, full);
            }
        },
    );
}

/// `gx = gy f'(x)`, and the sums over all elements of `gy df/dp_k` added to `gp`.
#[inline(always)]
pub(super) fn parameters<V: Lanes, F: Formula>(
    token: V::Token,
    p: &[f64],
    limit: f64,
    x: &[V::Scalar],
    gy: &[V::Scalar],
    gx: &mut [V::Scalar],
    gp: &mut [f64],
) {
    let params = splat::<V>(token, p);
    let limit = V::constant(token, limit);
    let (gy, gx) = (&gy[..x.len()], &mut gx[..x.len()]);
    let zero = V::constant(token, 0.0);
    let mut sums = [zero; MAX_PARAMETERS];
    let mut run = 0;
    sweep::<V>(
        x.len(),
        #[inline(always)]
        |i, full| {
            let v = load::<V>(token, x, i, full);
            // Padding has gy = 0 and adds nothing.
            let g = load::<V>(token, gy, i, full);
            let d = slope::<V, F>(v, dual::<V, F>(v, &params).derivative(), limit);
            store(through(g, d), gx, i, full);
            for (k, sum) in sums.iter_mut().enumerate().take(F::PARAMETERS) {
                let d = slope::<V, F>(v, by_parameter::<V, F>(v, &params, k), limit);
                *sum = *sum + through(g, d);
            }
            run += 1;
            if run == RUN {
                for (gp, sum) in gp.iter_mut().zip(&mut sums) {
                    *gp += sum.sum();
                    *sum = zero;
                }
                run = 0;
            }
        },
    );
    for (gp, sum) in gp.iter_mut().zip(&sums) {
        *gp += sum.sum();
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
pub(super) fn rows<V: Lanes, F: Formula>(token: V::Token, limit: f64, job: Rows<'_, V::Scalar>) {
    let Rows { p, x, gy, mut y, mut gx, mut gp } = job;
    let len = x.len();
    let limit = V::constant(token, limit);
    sweep::<V>(
        len,
        #[inline(always)]
        |i, full| {
            let v = load::<V>(token, x, i, full);
            let mut params = [V::constant(token, 0.0); MAX_PARAMETERS];
            for (k, lane) in params.iter_mut().enumerate().take(F::PARAMETERS) {
                *lane = load::<V>(token, &p[k * len..(k + 1) * len], i, full);
            }
            if let Some(y) = y.as_deref_mut() {
                store(saturate::<V, F>(v, F::eval(v, &params), limit), y, i, full);
            }
            if let Some(gy) = gy {
                let g = load::<V>(token, gy, i, full);
                if let Some(gx) = gx.as_deref_mut() {
                    let d = slope::<V, F>(v, dual::<V, F>(v, &params).derivative(), limit);
                    store(through(g, d), gx, i, full);
                }
                if let Some(gp) = gp.as_deref_mut() {
                    for k in 0..F::PARAMETERS {
                        let d = slope::<V, F>(v, by_parameter::<V, F>(v, &params, k), limit);
                        store(through(g, d), &mut gp[k * len..(k + 1) * len], i, full);
                    }
                }
            }
        },
    );
}
