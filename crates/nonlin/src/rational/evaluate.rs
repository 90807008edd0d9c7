//! Rational units at single arguments, in numbers that do not overflow.

use super::poles::real_zeros;
use super::unit::powers_of;
use super::{Denominator, Form};
use crate::numbers::Extended;
use crate::numbers::Taylor;
use crate::real::Real;

/// Numerator and denominator with derivatives up to order `D - 1`.
struct Parts<const D: usize> {
    p: [Extended; D],
    q: [Extended; D],
    /// What `|.|` of the denominator's sum multiplies its derivatives by.
    sign: f64,
}

impl<const D: usize> Parts<D> {
    /// The derivatives of the quotient: `y_k = (p_k - sum over j < k of C(k, j) y_j
    /// q_(k-j)) / q_0`, by Leibniz's rule for `y q = p`.
    fn quotient(&self) -> [Extended; D] {
        let mut y = [Extended::ZERO; D];
        for k in 0..D {
            let (mut rest, mut binomial) = (self.p[k], 1.0);
            for (j, &y) in y[..k].iter().enumerate() {
                rest = rest - (y * self.q[k - j]).times(binomial);
                binomial = binomial * (k - j) as f64 / (j + 1) as f64;
            }
            y[k] = rest.over(self.q[0]);
        }
        y
    }
}

/// The argument; huge for infinities, none for NaN.
fn argument(x: f64) -> Option<Extended> {
    if x.is_nan() {
        None
    } else if x.is_infinite() {
        Some(Extended::huge(x < 0.0))
    } else {
        Some(Extended::new(x))
    }
}

/// A result at `x`: finite where `x` is, and a zero without a sign.
fn rounded(result: Extended, x: f64) -> f64 {
    let nearest = if x.is_finite() { result.finite() } else { result.nearest() };
    nearest + 0.0
}

/// Value and derivative at `x`, and in `gradient`, where it is as long as the
/// coefficients are, the derivatives by each of them.
pub(super) fn evaluate(
    form: &Form,
    coefficients: &[f64],
    x: f64,
    gradient: &mut [f64],
) -> (f64, f64) {
    let Some(at) = argument(x) else {
        gradient.fill(f64::NAN);
        return (f64::NAN, f64::NAN);
    };
    let mut values = [Extended::ZERO; Form::MAX_DEGREE + 1];
    let parts = parts::<2>(form, coefficients, at, &mut values);
    let [y, slope] = parts.quotient();
    if !gradient.is_empty() {
        let q = parts.q[0];
        let (a, b) = gradient.split_at_mut(form.numerators());
        for (to, &f) in a.iter_mut().zip(&values) {
            *to = rounded(f.over(q), x);
        }
        let by_denominator = (-y).over(q);
        let own = &coefficients[form.numerators()..];
        for ((to, &f), &c) in b.iter_mut().zip(&values[form.version.first()..]).zip(own) {
            let derivative = match form.version {
                Denominator::AbsoluteTerms => {
                    f.abs().times(if c == 0.0 { 0.0 } else { c.signum() })
                }
                _ => f.times(parts.sign),
            };
            *to = rounded(derivative * by_denominator, x);
        }
    }
    (rounded(y, x), rounded(slope, x))
}

/// `Q(x)`.
pub(super) fn denominator_at(form: &Form, coefficients: &[f64], x: f64) -> f64 {
    argument(x).map_or(f64::NAN, |at| parts::<1>(form, coefficients, at, &mut []).q[0].finite())
}

/// Orders of derivatives from 0 on.
const ORDERS: usize = Taylor::<f64>::MAX_ORDER + 1;

impl Form {
    /// The value at `x` and its derivatives up to that order.
    pub(crate) fn derivatives_at(&self, coefficients: &[f64], x: f64, order: usize) -> Vec<f64> {
        let Some(at) = argument(x) else { return vec![f64::NAN; order + 1] };
        let y = parts::<ORDERS>(self, coefficients, at, &mut []).quotient();
        y[..=order].iter().map(|&y| rounded(y, x)).collect()
    }

    /// The derivatives at `x` by each coefficient.
    pub(crate) fn coefficient_gradient(&self, coefficients: &[f64], x: f64) -> Vec<f64> {
        let mut gradient = vec![0.0; coefficients.len()];
        evaluate(self, coefficients, x, &mut gradient);
        gradient
    }

    /// Where an absolute value in the denominator has a zero: there may be a kink.
    pub(crate) fn kinks(&self, coefficients: &[f64]) -> Vec<f64> {
        let b = &coefficients[self.numerators()..];
        let mut found: Vec<f64> = match self.version {
            Denominator::Raw => Vec::new(),
            Denominator::AbsoluteTerms => {
                let rows = self.basis.to_powers(self.denominator);
                let used = rows[1..].iter().zip(b).filter(|&(_, &b)| b != 0.0);
                used.flat_map(|(row, _)| real_zeros(row, |_| 0.0)).collect()
            }
            _ => real_zeros(&self.sum_in_powers(b), |_| 0.0),
        };
        found.sort_by(f64::total_cmp);
        found.dedup_by(|a, b| (*a - *b).abs() < 1e-12);
        found
    }

    /// The sum in the denominator by powers of `x`, from the constant on.
    pub(super) fn sum_in_powers(&self, b: &[f64]) -> Vec<f64> {
        let rows = self.basis.to_powers(self.denominator);
        let mut powers = powers_of(&rows[self.version.first()..], b);
        // Without coefficients there are no rows.
        powers.resize(rows.len(), 0.0);
        powers
    }
}

/// Numerator and denominator at `x`; `values` is filled with `f_i(x)` as far as it
/// reaches.
fn parts<const D: usize>(
    form: &Form,
    coefficients: &[f64],
    x: Extended,
    values: &mut [Extended],
) -> Parts<D> {
    let (a, b) = coefficients.split_at(form.numerators());
    let first = form.version.first();
    let mut p = [Extended::ZERO; D];
    let mut s = [Extended::ZERO; D];
    let mut before = [Extended::ZERO; D];
    let mut now = [Extended::ZERO; D];
    now[0] = Extended::ONE;
    for n in 0..=form.numerator.max(form.denominator) {
        if let Some(value) = values.get_mut(n) {
            *value = now[0];
        }
        if let Some(&c) = a.get(n) {
            for (p, f) in p.iter_mut().zip(now) {
                *p = *p + f.times(c);
            }
        }
        if let Some(&c) = n.checked_sub(first).and_then(|j| b.get(j)) {
            let factor = match form.version {
                // |f| has the derivatives of f, with the sign of f.
                Denominator::AbsoluteTerms => c.abs() * now[0].sign(),
                _ => c,
            };
            for (s, f) in s.iter_mut().zip(now) {
                *s = *s + f.times(factor);
            }
        }
        let (slope, offset, old) = form.basis.recurrence(n);
        let factor = x.times(slope) + Extended::new(offset);
        let next = std::array::from_fn(|k| {
            let same = factor * now[k] - before[k].times(old);
            if k == 0 { same } else { same + now[k - 1].times(k as f64 * slope) }
        });
        (before, now) = (now, next);
    }
    let sign = match form.version {
        Denominator::Raw | Denominator::AbsoluteTerms => 1.0,
        _ => s[0].sign(),
    };
    let mut q = s.map(|s| s.times(sign));
    q[0] = q[0] + Extended::new(form.version.offset());
    Parts { p, q, sign }
}
