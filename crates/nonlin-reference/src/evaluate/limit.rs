//! Values at infinity.

use super::{Evaluation, Evaluator, FIRST};
use rug::Float;
use rug::float::Special;

impl Evaluator<'_> {
    /// The value at ±∞ is the limit, told from two far points: agreement,
    /// growth to infinity or decay to zero.
    pub(super) fn at_infinity(&mut self, negative: bool) -> Evaluation {
        let mut far = |exponent: i32| {
            let sign = if negative { -1 } else { 1 };
            self.at_finite(&(Float::with_val(FIRST, sign) << exponent))
        };
        let (near, far) = (far(20_000), far(40_000));
        let mut settled = near.settled && far.settled;
        let limits: Vec<Float> = near
            .results()
            .zip(far.results())
            .map(|(near, far)| {
                let limit = limit(near, far);
                settled &= !limit.is_nan() || near.is_nan();
                limit
            })
            .collect();
        let mut limits = limits.into_iter();
        let mut next = || limits.next().unwrap_or_else(|| Float::with_val(FIRST, Special::Nan));
        let (value, d1, d2) = (next(), next(), next());
        Evaluation { value, d1, d2, dp: limits.collect(), settled }
    }
}

/// The limit of a function that is `near` at ±2^20000 and `far` at ±2^40000.
/// NaN when the two do not show one.
fn limit(near: &Float, far: &Float) -> Float {
    let precision = FIRST;
    let special = |special| Float::with_val(precision, special);
    if near.is_nan() || far.is_nan() {
        return special(Special::Nan);
    }
    if near == far {
        return far.clone();
    }
    let difference = Float::with_val(precision, far - near).abs();
    let size = Float::with_val(precision, far.abs_ref());
    if difference <= Float::with_val(precision, &size >> 60) {
        return far.clone();
    }
    let same_sign = near.is_sign_negative() == far.is_sign_negative();
    let before = Float::with_val(precision, near.abs_ref());
    let smallest = Float::with_val(precision, 1) >> 1200;
    if size <= smallest || (same_sign && size <= Float::with_val(precision, &before * 0.6)) {
        special(if far.is_sign_negative() { Special::NegZero } else { Special::Zero })
    } else if same_sign && size >= Float::with_val(precision, &before * 1.4) {
        special(if far.is_sign_negative() { Special::NegInfinity } else { Special::Infinity })
    } else {
        special(Special::Nan)
    }
}
