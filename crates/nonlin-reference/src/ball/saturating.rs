//! Functions that saturate. Where the rounded result is the saturated value
//! itself, its error is the function's own distance from saturation, often
//! far less than a rounding error, and is stated as such: `1 + erf(-20)` is
//! then known to be below `2^-577` at any precision.

use super::{Ball, Bound, magnitude, rounding};
use rug::Float;
use rug::float::Round;
use std::cmp::Ordering;

/// Above this magnitude `cosh` nears MPFR's exponent range.
const HYPERBOLIC: f64 = 1e8;

impl Ball {
    /// A power of two that bounds `exp(-factor * |x|^power)` over the ball.
    fn decay(&self, factor: f64, power: i32) -> Bound {
        if self.mid.is_infinite() {
            return Bound::LIMIT;
        }
        if self.lower().is_none() {
            return Bound::power(0);
        }
        // The ball's lower end as an f64, rounded down by more than the
        // conversion can have rounded up.
        let mut low = self.mid.to_f64().abs() * (1.0 - 1e-15);
        if self.error != Bound::EXACT {
            low -= 2f64.powi(self.error.exponent().clamp(-1074, 1023) as i32);
        }
        let bits = factor * low.max(0.0).powi(power) * std::f64::consts::LOG2_E;
        // The cast saturates, and `power` sticks at the limit.
        Bound::power(1 - (bits * (1.0 - 1e-12)) as i64)
    }

    /// The hyperbolic tangent.
    pub(crate) fn tanh(&self) -> Ball {
        let precision = self.precision();
        if self.mid.is_nan() {
            return Ball::nan(precision);
        }
        if *self.mid.as_abs() >= HYPERBOLIC {
            return self.saturated(self.decay(2.0, 1).shifted(1));
        }
        let result = Float::with_val_round(precision, self.mid.tanh_ref(), Round::Nearest);
        self.with_saturation(result, self.error, self.decay(2.0, 1).shifted(1))
    }

    /// `1 / cosh²`, the derivative of the hyperbolic tangent.
    pub(crate) fn sech_squared(&self) -> Ball {
        let precision = self.precision();
        if self.mid.is_nan() {
            return Ball::nan(precision);
        }
        if *self.mid.as_abs() >= HYPERBOLIC {
            let error = self.decay(2.0, 1).shifted(2);
            return Ball { mid: Float::new(precision), error };
        }
        if self.error > Bound::power(-2) {
            return Ball::unknown(precision);
        }
        let mut result = self.mid.clone().sech();
        result.square_mut();
        // Two roundings, and |(ln sech²)'| is at most 2.
        let error = rounding(&result, Ordering::Less).shifted(3);
        let propagated = self.error.times(magnitude(&result)).shifted(2);
        Ball::new(result, error.plus(propagated))
    }

    /// The error function.
    pub(crate) fn erf(&self) -> Ball {
        let precision = self.precision();
        if self.mid.is_nan() {
            return Ball::nan(precision);
        }
        let result = Float::with_val_round(precision, self.mid.erf_ref(), Round::Nearest);
        self.with_saturation(result, self.error.shifted(1), self.decay(1.0, 2))
    }

    /// `1 - erf(x)`.
    pub(crate) fn erfc(&self) -> Ball {
        let precision = self.precision();
        if self.mid.is_nan() {
            return Ball::nan(precision);
        }
        let negative = self.mid.is_sign_negative();
        // exp(-x²) itself underflows, as far as erfc is concerned, from 2^15.
        if self.lower().is_some_and(|lower| lower >= 15) {
            let mid = Float::with_val(precision, if negative { 2 } else { 0 });
            return Ball { mid, error: self.decay(1.0, 2) };
        }
        if self.error > Bound::power(-18) {
            return Ball::unknown(precision);
        }
        let result = Float::with_val_round(precision, self.mid.erfc_ref(), Round::Nearest);
        let slope = if negative {
            Bound::power(1)
        } else {
            // |(ln erfc)'| is below 2x + 1.5, so below 2^17 here.
            self.upper().shifted(1).plus(Bound::power(2)).shifted(1).times(magnitude(&result.0))
        };
        Ball::rounded(result, self.error.times(slope))
    }

    /// `2/√π exp(-x²)`, the derivative of the error function.
    pub(crate) fn erf_slope(&self) -> Ball {
        let precision = self.precision();
        let root_pi = Ball::pi(precision).sqrt();
        self.mul(self).neg().exp().shifted(1).div(&root_pi)
    }

    /// `σ(x)` and `σ(-x)`, from one exponential that cannot overflow.
    pub(crate) fn sigmoids(&self) -> (Ball, Ball) {
        let precision = self.precision();
        let small = self.clone().abs().neg().exp();
        let large_side = Ball::integer(precision, 1).add(&small).reciprocal();
        let small_side = small.mul(&large_side);
        let (sigmoid, mirrored) = if self.mid.is_sign_negative() {
            (small_side, large_side)
        } else {
            (large_side, small_side)
        };
        (sigmoid.widened_across_zero(self), mirrored.widened_across_zero(self))
    }

    /// `ln(1 + e^x)`, which is `x` for large `x`.
    pub(crate) fn softplus(&self) -> Ball {
        let tail = self.clone().abs().neg().exp().ln_1p();
        // max(x, 0) + ln(1 + e^-|x|), with the sign that the mid has.
        if self.mid.is_sign_negative() {
            tail.widened_across_zero(self)
        } else {
            tail.add(self).widened_across_zero(self)
        }
    }

    /// Adds `operand`'s error if its sign is not certain: a formula that was
    /// chosen by the sign may then be that of the other side of zero.
    fn widened_across_zero(mut self, operand: &Ball) -> Ball {
        if operand.error != Bound::EXACT && operand.lower().is_none() {
            self.error = self.error.plus(operand.error.shifted(1));
        }
        self
    }

    fn with_saturation(&self, result: (Float, Ordering), slope: Bound, distance: Bound) -> Ball {
        if *result.0.as_abs() == 1 && self.lower().is_some() {
            // The true value, wherever in the ball the operand is, differs
            // from ±1 by no more than at the ball's lower end.
            return Ball { mid: result.0, error: distance };
        }
        Ball::rounded(result, slope)
    }

    fn saturated(&self, distance: Bound) -> Ball {
        if self.lower().is_none() {
            return Ball::unknown(self.precision());
        }
        let sign = if self.mid.is_sign_negative() { -1 } else { 1 };
        Ball { mid: Float::with_val(self.precision(), sign), error: distance }
    }
}

/// `e`, as `exp(1)`.
pub(crate) fn euler(precision: u32) -> Ball {
    Ball::integer(precision, 1).exp()
}
