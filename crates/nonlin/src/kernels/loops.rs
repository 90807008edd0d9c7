//! The loops: one formula over slices, in vectors of whatever width the token has.
//!
//! A rest shorter than a vector is padded and goes through the same code, so that
//! a result does not depend on its position in the array.

use std::ops::Range;

use crate::catalogue::{Formula, MAX_PARAMETERS};
use crate::numbers::{Dual, Lanes};

/// The longest vector of any level, in elements.
const WIDEST: usize = 128;

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
fn saturate<V: Lanes, F: Formula>(x: V, y: V, limit: V) -> V {
    if !F::GROWS {
        return y;
    }
    let clamped = y.clamp(-limit, limit);
    if V::FINITE_ONLY {
        return clamped;
    }
    V::select(x.abs().equal(x.lit(f64::INFINITY)), y, clamped)
}

/// The slope at `x` for the backward pass, NaN where `x` is.
#[inline(always)]
fn slope<V: Lanes, F: Formula>(x: V, d: V, limit: V) -> V {
    let d = saturate::<V, F>(x, d, limit);
    if V::FINITE_ONLY { d } else { V::select(x.equal(x), d, x) }
}

/// A gradient through a slope; where the slope is 0 nothing passes, as in PyTorch.
#[inline(always)]
fn through<V: Lanes>(gy: V, d: V) -> V {
    let zero = gy.lit(0.0);
    V::select(d.equal(zero), zero, gy * d)
}

#[inline(always)]
fn dual<V: Lanes, F: Formula>(x: V, p: &[V; MAX_PARAMETERS]) -> Dual<V> {
    F::eval(Dual::variable(x), &p.map(Dual::constant))
}

/// The derivative by parameter `K`, saturated as a slope is; 0 where the function
/// has no such parameter.
#[inline(always)]
fn by_parameter<V: Lanes, F: Formula, const K: usize>(
    x: V,
    p: &[V; MAX_PARAMETERS],
    limit: V,
) -> V {
    if K >= F::PARAMETERS {
        return x.lit(0.0);
    }
    let mut duals = p.map(Dual::constant);
    duals[K] = Dual::variable(p[K]);
    let d = F::eval(Dual::constant(x), &duals).derivative();
    // Terms beyond the range of the type that cancel leave no number: nothing is
    // known then, and nothing is passed on.
    slope::<V, F>(x, V::select(d.equal(d), d, x.lit(0.0)), limit)
}

/// The derivatives by all parameters. Which one is the variable must be known when
/// a kernel is compiled: a loop over them would compute with tangents that are zero.
#[inline(always)]
fn by_parameters<V: Lanes, F: Formula>(
    x: V,
    p: &[V; MAX_PARAMETERS],
    limit: V,
) -> [V; MAX_PARAMETERS] {
    [
        by_parameter::<V, F, 0>(x, p, limit),
        by_parameter::<V, F, 1>(x, p, limit),
        by_parameter::<V, F, 2>(x, p, limit),
        by_parameter::<V, F, 3>(x, p, limit),
        by_parameter::<V, F, 4>(x, p, limit),
    ]
}

/// `y = f(x)`.
#[inline(always)]
pub(super) fn forward<V: Lanes, F: Formula>(
    token: V::Token,
    p: &[f64],
    bound: f64,
    x: &[V::Scalar],
    y: &mut [V::Scalar],
) {
    let params = splat::<V>(token, p);
    let limit = V::constant(token, bound);
    let y = &mut y[..x.len()];
    sweep::<V>(
        x.len(),
        #[inline(always)]
        |i, full| {
            let v = load::<V>(token, x, i, full);
            store(saturate::<V, F>(v, F::eval(v, &params), limit), y, i, full);
            if V::FINITE_ONLY && !finite::<V>(token, x, i, full) {
                let range = i..(i + V::LEN).min(x.len());
                forward_apart::<V, F>(p, bound, &x[range.clone()], &mut y[range]);
            }
        },
    );
}

/// `gx = gy f'(x)`, and `y = f(x)` where it is wanted.
#[inline(always)]
pub(super) fn backward<V: Lanes, F: Formula>(
    token: V::Token,
    p: &[f64],
    bound: f64,
    x: &[V::Scalar],
    gy: &[V::Scalar],
    mut y: Option<&mut [V::Scalar]>,
    gx: &mut [V::Scalar],
) {
    let params = splat::<V>(token, p);
    let limit = V::constant(token, bound);
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
            if V::FINITE_ONLY && !finite::<V>(token, x, i, full) {
                let range = i..(i + V::LEN).min(x.len());
                let y = y.as_deref_mut().map(|y| &mut y[range.clone()]);
                let (x, gy) = (&x[range.clone()], &gy[range.clone()]);
                backward_apart::<V, F>(p, bound, x, gy, y, &mut gx[range]);
            }
        },
    );
}

/// `gx = gy f'(x)`, and the sums over all elements of `gy df/dp_k` added to `gp`.
#[inline(always)]
pub(super) fn parameters<V: Lanes, F: Formula>(
    token: V::Token,
    p: &[f64],
    bound: f64,
    x: &[V::Scalar],
    gy: &[V::Scalar],
    gx: &mut [V::Scalar],
    gp: &mut [f64],
) {
    let params = splat::<V>(token, p);
    let limit = V::constant(token, bound);
    let (gy, gx) = (&gy[..x.len()], &mut gx[..x.len()]);
    let zero = V::constant(token, 0.0);
    let mut sums = [zero; MAX_PARAMETERS];
    let mut run = 0;
    sweep::<V>(
        x.len(),
        #[inline(always)]
        |i, full| {
            let (mut v, mut g) = (load::<V>(token, x, i, full), load::<V>(token, gy, i, full));
            let apart = V::FINITE_ONLY && !finite::<V>(token, x, i, full);
            if apart {
                // What is treated apart adds nothing here, and neither does padding,
                // whose gy is 0.
                let here = v.abs().lt(v.lit(f64::INFINITY));
                (v, g) = (V::select(here, v, zero), V::select(here, g, zero));
            }
            let d = slope::<V, F>(v, dual::<V, F>(v, &params).derivative(), limit);
            store(through(g, d), gx, i, full);
            let by = by_parameters::<V, F>(v, &params, limit);
            for (sum, d) in sums.iter_mut().zip(by).take(F::PARAMETERS) {
                *sum = *sum + through(g, d);
            }
            if apart {
                let range = i..(i + V::LEN).min(x.len());
                let (x, gy) = (&x[range.clone()], &gy[range.clone()]);
                parameters_apart::<V, F>(p, bound, x, gy, &mut gx[range], gp);
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
pub(super) fn rows<V: Lanes, F: Formula>(token: V::Token, bound: f64, job: Rows<'_, V::Scalar>) {
    let Rows { p, x, gy, mut y, mut gx, mut gp } = job;
    let len = x.len();
    let limit = V::constant(token, bound);
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
                    let by = by_parameters::<V, F>(v, &params, limit);
                    for (k, d) in by.into_iter().enumerate().take(F::PARAMETERS) {
                        store(through(g, d), &mut gp[k * len..(k + 1) * len], i, full);
                    }
                }
            }
            if V::FINITE_ONLY && !finite::<V>(token, x, i, full) {
                let range = i..(i + V::LEN).min(len);
                let job = Rows {
                    p,
                    x,
                    gy,
                    y: y.as_deref_mut(),
                    gx: gx.as_deref_mut(),
                    gp: gp.as_deref_mut(),
                };
                rows_apart::<V, F>(bound, range, job);
            }
        },
    );
}

/// Whether the elements of a vector are all finite.
#[inline(always)]
fn finite<V: Lanes>(token: V::Token, from: &[V::Scalar], i: usize, full: bool) -> bool {
    if full {
        V::all_finite(token, &from[i..i + V::LEN])
    } else {
        from[i..].iter().all(|&x| is_finite::<V>(x))
    }
}

fn is_finite<V: Lanes>(x: V::Scalar) -> bool {
    Into::<f64>::into(x).is_finite()
}

/// `y = f(x)` for the infinite elements and NaN of a vector, one by one in f64.
#[cold]
#[inline(never)]
fn forward_apart<V: Lanes, F: Formula>(
    p: &[f64],
    bound: f64,
    x: &[V::Scalar],
    y: &mut [V::Scalar],
) {
    for (&x, y) in x.iter().zip(y).filter(|(x, _)| !is_finite::<V>(**x)) {
        let mut value = [0.0];
        forward::<f64, F>((), p, bound, &[x.into()], &mut value);
        *y = V::scalar(value[0]);
    }
}

/// As [`forward_apart`] for [`backward`].
#[cold]
#[inline(never)]
fn backward_apart<V: Lanes, F: Formula>(
    p: &[f64],
    bound: f64,
    x: &[V::Scalar],
    gy: &[V::Scalar],
    mut y: Option<&mut [V::Scalar]>,
    gx: &mut [V::Scalar],
) {
    for (i, &x) in x.iter().enumerate().filter(|(_, x)| !is_finite::<V>(**x)) {
        let (mut value, mut gradient) = ([0.0], [0.0]);
        let (x, gy) = ([x.into()], [gy[i].into()]);
        backward::<f64, F>((), p, bound, &x, &gy, Some(&mut value), &mut gradient);
        gx[i] = V::scalar(gradient[0]);
        if let Some(y) = y.as_deref_mut() {
            y[i] = V::scalar(value[0]);
        }
    }
}

/// As [`forward_apart`] for [`parameters`].
#[cold]
#[inline(never)]
fn parameters_apart<V: Lanes, F: Formula>(
    p: &[f64],
    bound: f64,
    x: &[V::Scalar],
    gy: &[V::Scalar],
    gx: &mut [V::Scalar],
    gp: &mut [f64],
) {
    for (i, &x) in x.iter().enumerate().filter(|(_, x)| !is_finite::<V>(**x)) {
        let mut gradient = [0.0];
        parameters::<f64, F>((), p, bound, &[x.into()], &[gy[i].into()], &mut gradient, gp);
        gx[i] = V::scalar(gradient[0]);
    }
}

/// As [`forward_apart`] for [`rows`].
#[cold]
#[inline(never)]
fn rows_apart<V: Lanes, F: Formula>(bound: f64, range: Range<usize>, job: Rows<'_, V::Scalar>) {
    let Rows { p, x, gy, mut y, mut gx, mut gp } = job;
    let len = x.len();
    for i in range.filter(|&i| !is_finite::<V>(x[i])) {
        let mut parameters = [0.0; MAX_PARAMETERS];
        for (k, parameter) in parameters.iter_mut().enumerate().take(F::PARAMETERS) {
            *parameter = p[k * len + i].into();
        }
        let (mut value, mut gradient, mut by) = ([0.0], [0.0], [0.0; MAX_PARAMETERS]);
        let g = gy.map(|gy| [gy[i].into()]);
        let job = Rows {
            p: &parameters[..F::PARAMETERS],
            x: &[x[i].into()],
            gy: g.as_ref().map(<[f64; 1]>::as_slice),
            y: Some(&mut value),
            gx: Some(&mut gradient),
            gp: Some(&mut by[..F::PARAMETERS]),
        };
        rows::<f64, F>((), bound, job);
        if let Some(y) = y.as_deref_mut() {
            y[i] = V::scalar(value[0]);
        }
        if let Some(gx) = gx.as_deref_mut() {
            gx[i] = V::scalar(gradient[0]);
        }
        if let Some(gp) = gp.as_deref_mut() {
            for k in 0..F::PARAMETERS {
                gp[k * len + i] = V::scalar(by[k]);
            }
        }
    }
}
