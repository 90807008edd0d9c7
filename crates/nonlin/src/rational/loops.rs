//! The loops of rational units: vectors of f64, whatever the elements are.

use super::Form;
use super::evaluate::evaluate;
use super::prepared::{Kind, Prepared};
use crate::kernels::loops::{load, store, sweep};
use crate::kernels::plan::Job;
use crate::numbers::{Lanes, Memory};
use crate::real::Real;

/// Denominators from this magnitude on divide without overflow.
const LEAST_DENOMINATOR: f64 = 1e-20;

/// Gradients up to this magnitude are summed without overflow, which all of f32 are.
const LARGEST_GRADIENT: f64 = f32::MAX as f64;

/// Numerator, denominator, their derivatives, and what coefficients of the denominator
/// are multiplied by, at vectors `x`.
struct Parts<V, const N: usize> {
    p: V,
    dp: V,
    q: V,
    dq: V,
    terms: [V; N],
}

/// `f(x) = P(x) / Q(x)`; what it does not need of the derivatives the compiler drops.
#[inline(always)]
fn parts<V: Lanes<T>, T: Memory, const M: usize, const N: usize, const KIND: u8>(
    x: V,
    unit: &Prepared<M, N>,
) -> Parts<V, N> {
    let (zero, one) = (x.lit(0.0), x.lit(1.0));
    let (p, dp) = horner(x, &unit.numerator);
    let left = x.lt(zero);
    let mut terms = [one; N];
    let (q, dq) = match Kind::of(KIND) {
        Kind::Sum { absolute } => {
            let (s, ds) = horner(x, &unit.denominator);
            terms = powers(x);
            let offset = x.lit(unit.offset);
            if absolute {
                // At a zero of the sum the derivative of |s| is taken as 0.
                let (below, above) = (s.lt(zero), zero.lt(s));
                for term in &mut terms {
                    *term = V::select(below, -*term, V::select(above, *term, zero));
                }
                (offset + s.abs(), V::select(below, -ds, V::select(above, ds, zero)))
            } else {
                (offset + s, ds)
            }
        }
        Kind::PowerTerms => {
            let z = x.abs();
            let (s, ds) = horner(z, &unit.denominator);
            terms = powers(z);
            let right = V::select(zero.lt(x), ds, zero);
            (x.lit(unit.offset) + s, V::select(left, -ds, right))
        }
        Kind::Terms => {
            let (mut q, mut dq) = (x.lit(unit.offset), zero);
            let (mut before, mut now) = ((zero, zero), (one, zero));
            let recurrences = unit.recurrence.iter().zip(&unit.denominator[1..]);
            for (term, (recurrence, &size)) in terms[1..].iter_mut().zip(recurrences) {
                let [a, b, c] = recurrence.map(|c| x.lit(c));
                let factor = a.mul_add(x, b);
                let next = (
                    (-c).mul_add(before.0, factor * now.0),
                    (-c).mul_add(before.1, a.mul_add(now.0, factor * now.1)),
                );
                (before, now) = (now, next);
                let (f, df) = now;
                let size = x.lit(size);
                *term = f.abs();
                q = size.mul_add(*term, q);
                let signed = V::select(f.lt(zero), -df, V::select(zero.lt(f), df, zero));
                dq = size.mul_add(signed, dq);
            }
            (q, dq)
        }
    };
    Parts { p, dp, q, dq, terms }
}

/// `1, x, x^2, ...`.
#[inline(always)]
fn powers<V: Real, const N: usize>(x: V) -> [V; N] {
    let mut powers = [x.lit(1.0); N];
    let mut power = powers[0];
    for to in &mut powers[1..] {
        power = power * x;
        *to = power;
    }
    powers
}

/// A polynomial by its coefficients from the constant on, and its derivative.
#[inline(always)]
fn horner<V: Real>(x: V, coefficients: &[f64]) -> (V, V) {
    let mut i = coefficients.len() - 1;
    let (mut p, mut dp) = (x.lit(coefficients[i]), x.lit(0.0));
    while i > 0 {
        i -= 1;
        dp = dp.mul_add(x, p);
        p = p.mul_add(x, x.lit(coefficients[i]));
    }
    (p, dp)
}

/// Whether a vector can be computed in f64 as it is: not too large an argument, no
/// denominator near 0.
#[inline(always)]
fn ordinary<V: Lanes<T>, T: Memory>(x: V, q: V, bound: f64, raw: bool) -> V::Mask {
    let small = x.abs().le(x.lit(bound));
    if raw { small & x.lit(LEAST_DENOMINATOR).le(q.abs()) } else { small }
}

/// `y = f(x)`.
#[inline(always)]
pub(super) fn forward<V: Lanes<T>, T: Memory, const M: usize, const N: usize, const KIND: u8>(
    token: V::Token,
    unit: &Prepared<M, N>,
    bound: f64,
    x: &[T],
    y: &mut [T],
) {
    let limit = V::constant(token, bound);
    let y = &mut y[..x.len()];
    sweep::<V, T>(
        x.len(),
        #[inline(always)]
        |i, full| {
            let v = load::<V, T>(token, x, i, full);
            let Parts { p, q, .. } = parts::<V, T, M, N, KIND>(v, unit);
            store((p / q).clamp(-limit, limit), y, i, full);
            if !V::all(ordinary::<V, T>(v, q, unit.bound, KIND == Kind::RAW)) {
                let range = i..(i + V::LEN).min(x.len());
                forward_apart(unit, bound, &x[range.clone()], &mut y[range]);
            }
        },
    );
}

/// `gx = gy f'(x)`, `y = f(x)` where it is wanted, and the sums over all elements of
/// `gy` times the derivative by each coefficient added to `sums`, where they are:
/// first by the numerator's coefficients of powers, then by those of the terms of the
/// denominator, from `f_0` on. Elements apart are added to `apart`, by the unit's own
/// coefficients.
#[inline(always)]
pub(super) fn backward<
    V: Lanes<T>,
    T: Memory,
    const M: usize,
    const N: usize,
    const KIND: u8,
    const SUMS: bool,
>(
    token: V::Token,
    unit: &Prepared<M, N>,
    bound: f64,
    job: Job<'_, T>,
    sums: &mut Sums<M, N>,
    apart: &mut [f64],
) {
    let Job { x, gy: Some(gy), mut y, gx: Some(gx) } = job else { return };
    let limit = V::constant(token, bound);
    let zero = V::constant(token, 0.0);
    let (gy, gx) = (&gy[..x.len()], &mut gx[..x.len()]);
    let mut by_numerator = [V::none(token); M];
    let mut by_denominator = [V::none(token); N];
    sweep::<V, T>(
        x.len(),
        #[inline(always)]
        |i, full| {
            let v = load::<V, T>(token, x, i, full);
            let mut g = load::<V, T>(token, gy, i, full);
            let Parts { p, dp, q, dq, terms } = parts::<V, T, M, N, KIND>(v, unit);
            let r = v.lit(1.0) / q;
            let value = p * r;
            let slope = ((-value).mul_add(dq, dp) * r).clamp(-limit, limit);
            store(g * slope, gx, i, full);
            if let Some(y) = y.as_deref_mut() {
                store(value.clamp(-limit, limit), y, i, full);
            }
            let here = ordinary::<V, T>(v, q, unit.bound, KIND == Kind::RAW)
                & g.abs().le(v.lit(LARGEST_GRADIENT));
            let (mut v, mut r, mut value) = (v, r, value);
            let whole = V::all(here);
            if !whole {
                let range = i..(i + V::LEN).min(x.len());
                let part = Job {
                    x: &x[range.clone()],
                    gy: Some(&gy[range.clone()]),
                    y: y.as_deref_mut().map(|y| &mut y[range.clone()]),
                    gx: Some(&mut gx[range]),
                };
                backward_apart::<T, M, N>(unit, bound, part, apart);
                // They add nothing here.
                v = V::select(here, v, zero);
                r = V::select(here, r, zero);
                g = V::select(here, g, zero);
                value = V::select(here, value, zero);
            }
            if SUMS {
                let mut u = g * r;
                let w = -(u * value);
                by_numerator[0] = u.added(by_numerator[0]);
                for total in &mut by_numerator[1..] {
                    u = u * v;
                    *total = u.added(*total);
                }
                for (total, term) in by_denominator.iter_mut().zip(terms) {
                    let term = if whole { term } else { V::select(here, term, zero) };
                    *total = (w * term).added(*total);
                }
            }
        },
    );
    if SUMS {
        sums.add::<V, T>(&by_numerator, &by_denominator);
    }
}

/// Sums of gradients by the coefficients that a loop works with.
#[derive(Clone, Copy)]
pub(super) struct Sums<const M: usize, const N: usize> {
    pub(super) by_numerator: [f64; M],
    pub(super) by_denominator: [f64; N],
}

impl<const M: usize, const N: usize> Sums<M, N> {
    pub(super) const NONE: Self = Sums { by_numerator: [0.0; M], by_denominator: [0.0; N] };

    #[inline(always)]
    fn add<V: Lanes<T>, T: Memory>(
        &mut self,
        by_numerator: &[V::Total; M],
        by_denominator: &[V::Total; N],
    ) {
        for (sum, total) in self.by_numerator.iter_mut().zip(by_numerator) {
            *sum += V::sum(*total);
        }
        for (sum, total) in self.by_denominator.iter_mut().zip(by_denominator) {
            *sum += V::sum(*total);
        }
    }
}

/// Whether an element is no matter of the loops.
fn is_apart<const M: usize, const N: usize>(unit: &Prepared<M, N>, x: f64) -> bool {
    // Not so for NaN.
    let small = x.abs() <= unit.bound;
    !small || (!unit.form.version.is_safe() && unit.denominator_at(x).abs() < LEAST_DENOMINATOR)
}

/// [`forward`] for the elements of a vector that overflow on the way, one by one.
#[cold]
#[inline(never)]
pub(super) fn forward_apart<T: Memory, const M: usize, const N: usize>(
    unit: &Prepared<M, N>,
    limit: f64,
    x: &[T],
    y: &mut [T],
) {
    for (&x, y) in x.iter().zip(y) {
        let x: f64 = x.into();
        if is_apart(unit, x) {
            let value = evaluate(&unit.form, &unit.coefficients, x, &mut []).0;
            *y = T::nearest(within(value, limit, x));
        }
    }
}

/// [`backward`] likewise, and where a gradient is huge or not finite: through a slope of
/// 0 nothing passes. Sums of finite gradients stay finite.
#[cold]
#[inline(never)]
pub(super) fn backward_apart<T: Memory, const M: usize, const N: usize>(
    unit: &Prepared<M, N>,
    limit: f64,
    job: Job<'_, T>,
    sums: &mut [f64],
) {
    let Job { x, gy: Some(gy), mut y, gx: Some(gx) } = job else { return };
    let mut own = [0.0; 2 * Form::MAX_DEGREE + 2];
    let own = &mut own[..sums.len()];
    for i in 0..x.len() {
        let (at, g): (f64, f64) = (x[i].into(), gy[i].into());
        let apart = is_apart(unit, at);
        if !apart && g.abs() <= LARGEST_GRADIENT {
            continue;
        }
        let (value, slope) = evaluate(&unit.form, &unit.coefficients, at, own);
        let through = |d: f64| if d == 0.0 { 0.0 } else { g * d };
        gx[i] = T::nearest(through(within(slope, limit, at)));
        if apart && let Some(y) = y.as_deref_mut() {
            y[i] = T::nearest(within(value, limit, at));
        }
        for (sum, &d) in sums.iter_mut().zip(&*own) {
            let next = *sum + through(d);
            let overflows = sum.is_finite() && g.is_finite();
            *sum = if overflows { next.clamp(f64::MIN, f64::MAX) } else { next };
        }
    }
}

/// The value, no larger than the limit where `x` is finite.
fn within(value: f64, limit: f64, x: f64) -> f64 {
    if x.is_finite() { value.clamp(-limit, limit) } else { value }
}
