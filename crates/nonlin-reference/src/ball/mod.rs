//! Ball arithmetic: an MPFR number with a proved bound of its error.
//!
//! Every operation returns a ball that holds the true result for every choice
//! of true operands in theirs. A naive formula that cancels therefore says by
//! itself how many digits are left, and one evaluation at a sufficient
//! precision is a proof where comparing two precisions would be a guess.

mod bound;
mod elementary;
mod saturating;

pub(crate) use bound::{Bound, RANGE};
pub(crate) use saturating::euler;

use rug::Assign;
use rug::Float;
use rug::float::{Round, Special};
use std::cmp::Ordering;

/// `mid ± error`. An infinite `mid` is a limit and a NaN is undefined; both
/// are final, more precision would not change them.
#[derive(Clone, Debug)]
pub(crate) struct Ball {
    pub(crate) mid: Float,
    pub(crate) error: Bound,
}

/// The bound of the error of having rounded to `mid`.
fn rounding(mid: &Float, direction: Ordering) -> Bound {
    if direction == Ordering::Equal {
        return Bound::EXACT;
    }
    let smallest = Bound::power(-RANGE);
    match mid.get_exp() {
        Some(exponent) => {
            Bound::power(i64::from(exponent) - i64::from(mid.prec()) - 1).max(smallest)
        }
        // Underflow; an overflow to infinity is given no error by `Ball::new`.
        None => smallest,
    }
}

/// The bound of the magnitude of `mid` itself.
fn magnitude(mid: &Float) -> Bound {
    match mid.get_exp() {
        Some(exponent) => Bound::power(i64::from(exponent)),
        None if mid.is_zero() => Bound::EXACT,
        None => Bound::UNKNOWN,
    }
}

impl Ball {
    /// A ball; infinities and NaN are final and carry no error.
    fn new(mid: Float, error: Bound) -> Ball {
        let error = if mid.is_finite() { error } else { Bound::EXACT };
        Ball { mid, error }
    }

    /// The result of one MPFR operation plus the propagated error.
    fn rounded((mid, direction): (Float, Ordering), propagated: Bound) -> Ball {
        let error = rounding(&mid, direction).plus(propagated);
        Ball::new(mid, error)
    }

    pub(crate) fn exact(mid: Float) -> Ball {
        Ball { mid, error: Bound::EXACT }
    }

    pub(crate) fn integer(precision: u32, value: i32) -> Ball {
        Ball::exact(Float::with_val(precision, value))
    }

    /// Nothing is known at this precision.
    pub(crate) fn unknown(precision: u32) -> Ball {
        Ball { mid: Float::new(precision), error: Bound::UNKNOWN }
    }

    fn special(precision: u32, special: Special) -> Ball {
        Ball::exact(Float::with_val(precision, special))
    }

    fn nan(precision: u32) -> Ball {
        Ball::special(precision, Special::Nan)
    }

    fn infinity(precision: u32, negative: bool) -> Ball {
        let special = if negative { Special::NegInfinity } else { Special::Infinity };
        Ball::special(precision, special)
    }

    /// A zero that is the limit of something smaller than MPFR can hold.
    fn limit_zero(precision: u32, negative: bool) -> Ball {
        let special = if negative { Special::NegZero } else { Special::Zero };
        Ball { mid: Float::with_val(precision, special), error: Bound::LIMIT }
    }

    pub(crate) fn precision(&self) -> u32 {
        self.mid.prec()
    }

    fn is_exact_zero(&self) -> bool {
        self.mid.is_zero() && self.error == Bound::EXACT
    }

    /// A zero, exact or as a limit: it absorbs an infinite factor.
    fn is_absorbing_zero(&self) -> bool {
        self.mid.is_zero() && self.error.is_limit()
    }

    /// A bound of the true magnitude.
    fn upper(&self) -> Bound {
        magnitude(&self.mid).plus(self.error)
    }

    /// `e` such that the true magnitude is at least `2^e`, and the true sign
    /// is that of `mid`; `None` when the ball reaches zero.
    pub(crate) fn lower(&self) -> Option<i64> {
        if self.mid.is_infinite() {
            return Some(RANGE);
        }
        let exponent = i64::from(self.mid.get_exp()?);
        if self.error == Bound::EXACT {
            Some(exponent - 1)
        } else if self.error <= Bound::power(exponent - 2) {
            Some(exponent - 2)
        } else {
            None
        }
    }

    pub(crate) fn neg(mut self) -> Ball {
        self.mid = -self.mid;
        self
    }

    pub(crate) fn abs(mut self) -> Ball {
        self.mid = self.mid.abs();
        self
    }

    /// Times `2^shift`, exactly.
    pub(crate) fn shifted(mut self, shift: i32) -> Ball {
        self.mid <<= shift;
        self.error = self.error.shifted(i64::from(shift));
        self
    }

    pub(crate) fn add(&self, other: &Ball) -> Ball {
        let precision = self.precision();
        if self.error.max(other.error) == Bound::UNKNOWN {
            return Ball::unknown(precision);
        }
        let (mid, direction) =
            Float::with_val_round(precision, &self.mid + &other.mid, Round::Nearest);
        let mut error = rounding(&mid, direction);
        // A sum that rounds back to one operand has dropped just the other,
        // which may be far less than half a unit in the last place.
        if direction != Ordering::Equal {
            if mid == self.mid {
                error = error.min(magnitude(&other.mid));
            } else if mid == other.mid {
                error = error.min(magnitude(&self.mid));
            }
        }
        Ball::new(mid, error.plus(self.error).plus(other.error))
    }

    pub(crate) fn sub(&self, other: &Ball) -> Ball {
        self.add(&other.clone().neg())
    }

    pub(crate) fn mul(&self, other: &Ball) -> Ball {
        let precision = self.precision();
        let negative = self.mid.is_sign_negative() != other.mid.is_sign_negative();
        if self.mid.is_nan() || other.mid.is_nan() {
            return Ball::nan(precision);
        }
        if self.is_exact_zero() || other.is_exact_zero() {
            let special = if negative { Special::NegZero } else { Special::Zero };
            return Ball::special(precision, special);
        }
        if self.mid.is_infinite() || other.mid.is_infinite() {
            return if self.is_absorbing_zero() || other.is_absorbing_zero() {
                Ball::limit_zero(precision, negative)
            } else if self.lower().is_none() || other.lower().is_none() {
                Ball::unknown(precision)
            } else {
                Ball::infinity(precision, negative)
            };
        }
        let propagated =
            self.error.times(other.upper()).plus(other.error.times(magnitude(&self.mid)));
        let product = Float::with_val_round(precision, &self.mid * &other.mid, Round::Nearest);
        Ball::rounded(product, propagated)
    }

    pub(crate) fn div(&self, other: &Ball) -> Ball {
        let precision = self.precision();
        let negative = self.mid.is_sign_negative() != other.mid.is_sign_negative();
        if self.mid.is_nan() || other.mid.is_nan() {
            return Ball::nan(precision);
        }
        if other.mid.is_infinite() {
            return if self.mid.is_infinite() {
                Ball::nan(precision)
            } else if self.error == Bound::UNKNOWN {
                Ball::unknown(precision)
            } else {
                Ball::limit_zero(precision, negative)
            };
        }
        if other.is_absorbing_zero() {
            return if self.is_absorbing_zero() {
                Ball::nan(precision)
            } else if self.lower().is_some() {
                Ball::infinity(precision, negative)
            } else {
                Ball::unknown(precision)
            };
        }
        let Some(lower) = other.lower() else {
            return Ball::unknown(precision);
        };
        if self.mid.is_infinite() {
            return Ball::infinity(precision, negative);
        }
        // a'/b' - a/b = ((a' - a) - (a/b)(b' - b)) / b'
        let quotient = Float::with_val_round(precision, &self.mid / &other.mid, Round::Nearest);
        let propagated = self.error.plus(other.error.times(magnitude(&quotient.0))).shifted(-lower);
        Ball::rounded(quotient, propagated)
    }

    /// `1 / self`.
    pub(crate) fn reciprocal(&self) -> Ball {
        Ball::integer(self.precision(), 1).div(self)
    }

    /// The order of the true values, if the balls are apart or exact.
    pub(crate) fn compare(&self, other: &Ball) -> Option<Ordering> {
        if self.mid.is_nan() || other.mid.is_nan() {
            return None;
        }
        let error = self.error.plus(other.error);
        if error == Bound::EXACT {
            return self.mid.partial_cmp(&other.mid);
        }
        let mut difference = Float::new(64);
        difference.assign(&self.mid - &other.mid);
        let apart = match difference.get_exp() {
            Some(exponent) => error <= Bound::power(i64::from(exponent) - 2),
            None => difference.is_infinite() && error != Bound::UNKNOWN,
        };
        if apart { difference.cmp0() } else { None }
    }
}
