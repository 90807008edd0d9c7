//! A unit as a formula, in any kind of number.

use super::{Denominator, Form};
use crate::real::Real;

impl Form {
    /// `P(x) / Q(x)` with these coefficients.
    pub(crate) fn formula<R: Real>(&self, x: R, coefficients: &[R]) -> R {
        self.formula_by(&self.rows(), x, coefficients)
    }

    /// The coefficients of the basis by powers, as far as the form needs them.
    pub(crate) fn rows(&self) -> Vec<Vec<f64>> {
        self.basis.to_powers(self.numerator.max(self.denominator))
    }

    /// [`Self::formula`] with the rows at hand.
    pub(crate) fn formula_by<R: Real>(&self, rows: &[Vec<f64>], x: R, coefficients: &[R]) -> R {
        let (a, b) = coefficients.split_at(self.numerators());
        let first = self.version.first();
        let values: Vec<R> = rows.iter().map(|row| polynomial(x, row)).collect();
        let sum = |coefficients: &[R], values: &[R]| {
            let terms = coefficients.iter().zip(values).map(|(&c, &f)| c * f);
            terms.reduce(|sum, term| sum + term).unwrap_or(x.lit(0.0))
        };
        let offset = x.lit(self.version.offset());
        let denominator = match self.version {
            Denominator::Raw => offset + sum(b, &values[first..]),
            Denominator::AbsoluteTerms => {
                b.iter().zip(&values[first..]).fold(offset, |sum, (&c, &f)| sum + c.abs() * f.abs())
            }
            _ => offset + sum(b, &values[first..]).abs(),
        };
        sum(a, &values) / denominator
    }
}

/// By Horner's scheme, without the terms that are not there.
fn polynomial<R: Real>(x: R, row: &[f64]) -> R {
    let degree = row.iter().rposition(|&c| c != 0.0).unwrap_or(0);
    let mut value = x.lit(row[degree]);
    for &c in row[..degree].iter().rev() {
        value = value * x;
        if c != 0.0 {
            value = value + x.lit(c);
        }
    }
    value
}
