//! Rational units: a form with its coefficients, at single arguments.

use super::evaluate::{denominator_at, evaluate};
use super::{Denominator, Form};
use crate::activation::Activation;
use crate::catalogue::Function;
use crate::error::{Error, Result};
use crate::kernels::Kernel;

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
    function: &'static Function,
    coefficients: Vec<f64>,
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
        let function = form.function()?;
        check(&form, &coefficients)?;
        Ok(Unit { form, function, coefficients })
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

    /// The form as a function of the catalogue.
    #[must_use]
    pub fn function(&self) -> &'static Function {
        self.function
    }

    /// The kernels over slices, with these coefficients.
    #[must_use]
    pub fn kernel(&self) -> Kernel<'_> {
        Kernel::unchecked(self.function, &self.coefficients, None)
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
        self.form.derivatives_at(&self.coefficients, x, 2)[2]
    }

    /// The derivatives at `x` by each coefficient, laid out as the coefficients are.
    #[must_use]
    pub fn coefficient_gradient(&self, x: f64) -> Vec<f64> {
        self.form.coefficient_gradient(&self.coefficients, x)
    }

    /// The zeros of a raw denominator on the line, to about 15 digits, in ascending
    /// order; none for the safe ones.
    #[must_use]
    pub fn poles(&self) -> Vec<f64> {
        if self.form.version.is_safe() {
            return Vec::new();
        }
        let mut powers = self.form.sum_in_powers(self.denominator());
        powers[0] += 1.0;
        super::poles::real_zeros(&powers, |x| self.denominator_at(x))
    }

    /// `Q(x)`.
    #[must_use]
    pub fn denominator_at(&self, x: f64) -> f64 {
        denominator_at(&self.form, &self.coefficients, x)
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

impl From<Unit> for Activation {
    fn from(unit: Unit) -> Self {
        Activation::of(unit.function, unit.coefficients)
    }
}
