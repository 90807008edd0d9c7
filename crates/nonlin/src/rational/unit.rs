//! Rational units: a form with its coefficients, at single arguments.

use super::extended::Extended;
use super::{Denominator, Form};
use crate::error::{Error, Result};

/// A rational function `P(x) / Q(x)` of some [`Form`], with its coefficients.
///
/// At every finite `x` value and derivatives are finite: beyond the range of f64 they
/// are its largest number, and exactly at a pole of a raw denominator they are so,
/// too. Where an absolute value has a kink, its derivative is taken as 0.
///
/// ```
/// use nonlin::rational::{Form, Unit};
///
/// // The identity, on probabilists' Hermite polynomials.
/// let mut coefficients = vec![0.0; Form::HP1.coefficients()];
/// coefficients[1] = 1.0;
/// let unit = Unit::new(Form::HP1, coefficients)?;
/// assert_eq!(unit.value(1.5), 1.5);
/// # Ok::<(), nonlin::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    form: Form,
    coefficients: Vec<f64>,
}

/// Numerator and denominator with two derivatives each.
struct Parts {
    p: [Extended; 3],
    q: [Extended; 3],
    /// What `|.|` of the denominator's sum multiplies its derivatives by.
    sign: f64,
}

impl Unit {
    /// The unit with these coefficients: `a_0, ..., a_m`, then those of the
    /// denominator, from `b_1` on (from `b_0` in version C).
    ///
    /// # Errors
    ///
    /// If there are too many or too few, or one is not finite; and if a raw denominator
    /// has zeros on the line: the error names them, and what to use instead.
    pub fn new(form: Form, coefficients: Vec<f64>) -> Result<Self> {
        let unit = Self::with_poles(form, coefficients)?;
        let poles = unit.poles();
        if poles.is_empty() {
            return Ok(unit);
        }
        let list: Vec<_> = poles
            .iter()
            .map(|x| {
                if (1e-3..1e6).contains(&x.abs()) { format!("{x:.6}") } else { format!("{x:.3e}") }
            })
            .collect();
        Err(Error::RationalForm {
            reason: format!(
                "the denominator of {form} is 0 at x = {}; use a safe version of it, as in {}",
                list.join(", "),
                Form { version: Denominator::AbsoluteTerms, ..form }
            ),
        })
    }

    /// As [`Self::new`], whether it has poles or not: [`Self::poles`] tells.
    ///
    /// # Errors
    ///
    /// If there are too many or too few coefficients, or one is not finite.
    pub fn with_poles(form: Form, coefficients: Vec<f64>) -> Result<Self> {
        let form = form.checked()?;
        check(&form, &coefficients)?;
        Ok(Unit { form, coefficients })
    }

    /// The form.
    #[must_use]
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// The coefficients, laid out as for [`Self::new`].
    #[must_use]
    pub fn coefficients(&self) -> &[f64] {
        &self.coefficients
    }

    /// `a_0, ..., a_m`.
    #[must_use]
    pub fn numerator(&self) -> &[f64] {
        &self.coefficients[..self.form.numerators()]
    }

    /// `b_1, ..., b_n` (from `b_0` on in version C).
    #[must_use]
    pub fn denominator(&self) -> &[f64] {
        &self.coefficients[self.form.numerators()..]
    }

    /// The value at `x`. At infinities it is the limit, at NaN it is NaN.
    #[must_use]
    pub fn value(&self, x: f64) -> f64 {
        evaluate(&self.form, &self.coefficients, x, &mut []).0
    }

    /// The derivative at `x`.
    #[must_use]
    pub fn derivative(&self, x: f64) -> f64 {
        evaluate(&self.form, &self.coefficients, x, &mut []).1
    }

    /// The second derivative at `x`.
    #[must_use]
    pub fn second_derivative(&self, x: f64) -> f64 {
        let Some(at) = argument(x) else { return f64::NAN };
        let Parts { p, q, .. } = parts(&self.form, &self.coefficients, at, &mut []);
        let y = p[0].over(q[0]);
        let slope = (p[1] - y * q[1]).over(q[0]);
        let second = (p[2] - y * q[2] - (slope * q[1]).times(2.0)).over(q[0]);
        rounded(second, x)
    }

    /// The derivatives at `x` by each coefficient, laid out as the coefficients are.
    #[must_use]
    pub fn coefficient_gradient(&self, x: f64) -> Vec<f64> {
        let mut gradient = vec![0.0; self.coefficients.len()];
        evaluate(&self.form, &self.coefficients, x, &mut gradient);
        gradient
    }

    /// The zeros of a raw denominator on the line, to about 15 digits, in ascending
    /// order; none for the safe ones.
    #[must_use]
    pub fn poles(&self) -> Vec<f64> {
        if self.form.version.is_safe() {
            return Vec::new();
        }
        let rows = self.form.basis.to_powers(self.form.denominator);
        let mut powers = powers_of(&rows[self.form.version.first()..], self.denominator());
        // Without coefficients there are no rows.
        powers.resize(rows.len(), 0.0);
        powers[0] += 1.0;
        super::poles::real_zeros(&powers, |x| self.denominator_at(x))
    }

    /// `Q(x)`.
    #[must_use]
    pub fn denominator_at(&self, x: f64) -> f64 {
        argument(x)
            .map_or(f64::NAN, |at| parts(&self.form, &self.coefficients, at, &mut []).q[0].finite())
    }
}

/// Whether there are as many coefficients as the form has, all of them finite.
pub(super) fn check(form: &Form, coefficients: &[f64]) -> Result<()> {
    let expected = form.coefficients();
    if coefficients.len() != expected {
        return Err(Error::RationalForm {
            reason: format!(
                "{form} has {} + {} = {expected} coefficients, not {}",
                form.numerators(),
                form.denominators(),
                coefficients.len()
            ),
        });
    }
    match coefficients.iter().position(|c| !c.is_finite()) {
        None => Ok(()),
        Some(i) => {
            let (letter, index) = match i.checked_sub(form.numerators()) {
                None => ('a', i),
                Some(j) => ('b', j + form.version.first()),
            };
            Err(Error::RationalForm {
                reason: format!(
                    "{form}: coefficient {letter}_{index} = {} is not allowed; it must be finite",
                    coefficients[i]
                ),
            })
        }
    }
}

/// Coefficients of powers, from those of the polynomials with these rows.
pub(super) fn powers_of(rows: &[Vec<f64>], coefficients: &[f64]) -> Vec<f64> {
    let mut powers = vec![0.0; rows.first().map_or(0, Vec::len)];
    for (row, &c) in rows.iter().zip(coefficients) {
        for (power, &entry) in powers.iter_mut().zip(row) {
            *power += c * entry;
        }
    }
    powers
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

/// A result at `x`: finite where `x` is.
fn rounded(result: Extended, x: f64) -> f64 {
    if x.is_finite() { result.finite() } else { result.nearest() }
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
    let Parts { p, q, sign } = parts(form, coefficients, at, &mut values);
    let y = p[0].over(q[0]);
    if !gradient.is_empty() {
        let (a, b) = gradient.split_at_mut(form.numerators());
        for (to, &f) in a.iter_mut().zip(&values) {
            *to = rounded(f.over(q[0]), x);
        }
        let by_denominator = (-y).over(q[0]);
        let own = &coefficients[form.numerators()..];
        for ((to, &f), &c) in b.iter_mut().zip(&values[form.version.first()..]).zip(own) {
            let derivative = match form.version {
                Denominator::AbsoluteTerms => {
                    f.abs().times(if c == 0.0 { 0.0 } else { c.signum() })
                }
                _ => f.times(sign),
            };
            *to = rounded(derivative * by_denominator, x);
        }
    }
    (rounded(y, x), rounded((p[1] - y * q[1]).over(q[0]), x))
}

/// Numerator and denominator at `x`; `values` is filled with `f_i(x)` as far as it
/// reaches.
fn parts(form: &Form, coefficients: &[f64], x: Extended, values: &mut [Extended]) -> Parts {
    let (a, b) = coefficients.split_at(form.numerators());
    let first = form.version.first();
    let mut p = [Extended::ZERO; 3];
    let mut s = [Extended::ZERO; 3];
    let (mut before, mut now) =
        ([Extended::ZERO; 3], [Extended::ONE, Extended::ZERO, Extended::ZERO]);
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
        let next = [
            factor * now[0] - before[0].times(old),
            factor * now[1] + now[0].times(slope) - before[1].times(old),
            factor * now[2] + now[1].times(2.0 * slope) - before[2].times(old),
        ];
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
