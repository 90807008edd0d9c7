//! Functions whose error is the operand's times a bound of the derivative.

use super::{Ball, Bound, RANGE, magnitude};
use rug::Float;
use rug::float::{Constant, Round};

impl Ball {
    /// The decimal number `text`, which the lexer has checked.
    pub(crate) fn decimal(precision: u32, text: &str) -> Ball {
        let Ok(parsed) = Float::parse(text) else {
            return Ball::unknown(precision);
        };
        Ball::rounded(Float::with_val_round(precision, parsed, Round::Nearest), Bound::EXACT)
    }

    /// π.
    pub(crate) fn pi(precision: u32) -> Ball {
        let pi = Float::with_val_round(precision, Constant::Pi, Round::Nearest);
        Ball::rounded(pi, Bound::EXACT)
    }

    /// Whether the magnitude is so large that `exp` leaves MPFR's range.
    pub(super) fn is_beyond_exp(&self) -> bool {
        self.lower().is_some_and(|lower| lower >= 30)
    }

    /// `e^x`; beyond MPFR's range its limit, infinity or zero.
    pub(crate) fn exp(&self) -> Ball {
        let precision = self.precision();
        if self.mid.is_nan() {
            return Ball::nan(precision);
        }
        if self.is_beyond_exp() {
            return if self.mid.is_sign_negative() {
                Ball::limit_zero(precision, false)
            } else {
                Ball::infinity(precision, false)
            };
        }
        if self.error > Bound::power(0) {
            return Ball::unknown(precision);
        }
        let result = Float::with_val_round(precision, self.mid.exp_ref(), Round::Nearest);
        // e^(x + d) - e^x is at most 2 d e^x for d up to 1.
        let mut propagated = self.error.times(magnitude(&result.0)).shifted(1);
        if result.0.is_zero() {
            propagated = Bound::power(-RANGE + 4);
        }
        Ball::rounded(result, propagated)
    }

    /// `e^x - 1`.
    pub(crate) fn exp_m1(&self) -> Ball {
        let precision = self.precision();
        if self.mid.is_nan() {
            return Ball::nan(precision);
        }
        if self.is_beyond_exp() {
            return if self.mid.is_sign_negative() {
                Ball { mid: Float::with_val(precision, -1), error: Bound::LIMIT }
            } else {
                Ball::infinity(precision, false)
            };
        }
        if self.error > Bound::power(0) {
            return Ball::unknown(precision);
        }
        let result = Float::with_val_round(precision, self.mid.exp_m1_ref(), Round::Nearest);
        let slope = magnitude(&result.0).max(Bound::power(1)).shifted(2);
        Ball::rounded(result, self.error.times(slope))
    }

    /// The natural logarithm; NaN for negative numbers, -∞ at zero.
    pub(crate) fn ln(&self) -> Ball {
        let precision = self.precision();
        if self.is_absorbing_zero() {
            return Ball::infinity(precision, true);
        }
        let Some(lower) = self.lower() else {
            return self.nan_or_unknown();
        };
        if self.mid.is_sign_negative() {
            return Ball::nan(precision);
        }
        let result = Float::with_val_round(precision, self.mid.ln_ref(), Round::Nearest);
        Ball::rounded(result, self.error.shifted(-lower))
    }

    /// `ln(1 + x)`; NaN below -1, -∞ at -1.
    pub(crate) fn ln_1p(&self) -> Ball {
        let precision = self.precision();
        let one_more = Ball::integer(precision, 1).add(self);
        if self.mid.is_nan() || one_more.is_absorbing_zero() {
            return one_more.ln();
        }
        let Some(lower) = one_more.lower() else {
            return one_more.nan_or_unknown();
        };
        if one_more.mid.is_sign_negative() {
            return Ball::nan(precision);
        }
        let result = Float::with_val_round(precision, self.mid.ln_1p_ref(), Round::Nearest);
        Ball::rounded(result, self.error.shifted(-lower))
    }

    /// The square root; NaN for negative numbers.
    pub(crate) fn sqrt(&self) -> Ball {
        let precision = self.precision();
        if self.mid.is_zero() && self.error != Bound::UNKNOWN {
            let error = match self.error {
                Bound::EXACT => Bound::EXACT,
                error => Bound::power(error.exponent() / 2 + 1),
            };
            return Ball { mid: self.mid.clone(), error };
        }
        if self.lower().is_none() {
            return self.nan_or_unknown();
        }
        if self.mid.is_sign_negative() {
            return Ball::nan(precision);
        }
        let result = Float::with_val_round(precision, self.mid.sqrt_ref(), Round::Nearest);
        // |√x' - √x| is at most |x' - x| / √x.
        let exponent = result.0.get_exp().map_or(0, i64::from);
        Ball::rounded(result, self.error.shifted(1 - exponent))
    }

    /// The sine. Undefined at infinity.
    pub(crate) fn sin(&self) -> Ball {
        let result = Float::with_val_round(self.precision(), self.mid.sin_ref(), Round::Nearest);
        Ball::rounded(result, self.error)
    }

    /// The cosine. Undefined at infinity.
    pub(crate) fn cos(&self) -> Ball {
        let result = Float::with_val_round(self.precision(), self.mid.cos_ref(), Round::Nearest);
        Ball::rounded(result, self.error)
    }

    /// The hyperbolic sine.
    pub(crate) fn sinh(&self) -> Ball {
        let precision = self.precision();
        if self.mid.is_nan() {
            return Ball::nan(precision);
        }
        if self.is_beyond_exp() {
            return Ball::infinity(precision, self.mid.is_sign_negative());
        }
        if self.error > Bound::power(0) {
            return Ball::unknown(precision);
        }
        let result = Float::with_val_round(precision, self.mid.sinh_ref(), Round::Nearest);
        // cosh(x + d) for d up to 1 is below 4 max(2, |sinh x|).
        let slope = magnitude(&result.0).max(Bound::power(1)).shifted(2);
        Ball::rounded(result, self.error.times(slope))
    }

    /// The hyperbolic cosine.
    pub(crate) fn cosh(&self) -> Ball {
        let precision = self.precision();
        if self.mid.is_nan() {
            return Ball::nan(precision);
        }
        if self.is_beyond_exp() {
            return Ball::infinity(precision, false);
        }
        if self.error > Bound::power(0) {
            return Ball::unknown(precision);
        }
        let result = Float::with_val_round(precision, self.mid.cosh_ref(), Round::Nearest);
        let slope = magnitude(&result.0).shifted(2);
        Ball::rounded(result, self.error.times(slope))
    }

    /// The inverse tangent.
    pub(crate) fn atan(&self) -> Ball {
        let result = Float::with_val_round(self.precision(), self.mid.atan_ref(), Round::Nearest);
        Ball::rounded(result, self.error)
    }

    /// The inverse hyperbolic sine.
    pub(crate) fn asinh(&self) -> Ball {
        let result = Float::with_val_round(self.precision(), self.mid.asinh_ref(), Round::Nearest);
        Ball::rounded(result, self.error)
    }

    /// `self^exponent`. Small integer exponents multiply, so that negative
    /// bases are welcome; others are `exp(exponent * ln(base))`.
    pub(crate) fn pow(&self, exponent: &Ball) -> Ball {
        let precision = self.precision();
        if let Some(n) = exponent.as_small_integer() {
            let power = self.power_by_squaring(n.unsigned_abs());
            return if n < 0 { power.reciprocal() } else { power };
        }
        if self.is_exact_zero() && exponent.lower().is_some() {
            return if exponent.mid.is_sign_negative() {
                Ball::infinity(precision, false)
            } else {
                Ball::integer(precision, 0)
            };
        }
        exponent.mul(&self.ln()).exp()
    }

    /// The value, if it is exactly an integer of at most 64.
    pub(crate) fn as_small_integer(&self) -> Option<i32> {
        let small = self.error == Bound::EXACT && self.mid.is_integer() && *self.mid.as_abs() <= 64;
        if small { self.mid.to_i32_saturating() } else { None }
    }

    fn power_by_squaring(&self, n: u32) -> Ball {
        let mut power = Ball::integer(self.precision(), 1);
        for bit in (0..u32::BITS - n.leading_zeros()).rev() {
            power = power.mul(&power);
            if n >> bit & 1 == 1 {
                power = power.mul(self);
            }
        }
        power
    }

    /// For an operand that reaches zero where zero is a singularity.
    fn nan_or_unknown(&self) -> Ball {
        if self.mid.is_nan() {
            Ball::nan(self.precision())
        } else {
            Ball::unknown(self.precision())
        }
    }
}
