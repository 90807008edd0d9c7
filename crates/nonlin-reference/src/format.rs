//! Floating-point formats: rounding to them, and errors in their units.

use crate::Compact;
use rug::Float;
use rug::float::Round;

/// A binary floating-point format whose numbers are all doubles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Format {
    /// Bits of the significand, the leading one included.
    precision: u32,
    /// The least positive (subnormal) number is two to this.
    least_exponent: i32,
    /// Two to this is the first power of two that overflows.
    overflow_exponent: i32,
}

impl Format {
    /// IEEE binary16.
    pub const F16: Format = Format { precision: 11, least_exponent: -24, overflow_exponent: 16 };
    /// Bfloat16: the upper half of an `f32`.
    pub const BF16: Format = Format { precision: 8, least_exponent: -133, overflow_exponent: 128 };
    /// IEEE binary32.
    pub const F32: Format = Format { precision: 24, least_exponent: -149, overflow_exponent: 128 };
    /// IEEE binary64.
    pub const F64: Format =
        Format { precision: 53, least_exponent: -1074, overflow_exponent: 1024 };

    /// The exponent of two of the least positive number, a subnormal.
    pub const fn least_exponent(self) -> i32 {
        self.least_exponent
    }

    /// The largest finite number.
    pub fn max(self) -> f64 {
        // 2^overflow is no double for F64, hence halves.
        let half = 2f64.powi(self.overflow_exponent - 1);
        half + (half - half * 2f64.powi(1 - self.precision as i32))
    }

    /// `truth` rounded to nearest, ties to even; overflow gives an infinity.
    ///
    /// A truth that is known to `2^-80` and that close to a tie may round to
    /// the neighbour.
    pub fn round(self, truth: &Float) -> f64 {
        let Some(exponent) = truth.get_exp() else {
            return truth.to_f64();
        };
        let zero = 0f64.copysign(if truth.is_sign_negative() { -1.0 } else { 1.0 });
        // Subnormals have fewer bits; at none the half of the least remains.
        let bits = exponent.saturating_sub(self.least_exponent);
        if bits < 0 {
            return zero;
        }
        if bits == 0 {
            let half = Float::with_val(64, 1) << (self.least_exponent - 1);
            let above = *truth.as_abs() > half;
            return if above { 2f64.powi(self.least_exponent).copysign(zero) } else { zero };
        }
        let bits = self.precision.min(bits.unsigned_abs());
        let (rounded, _) = Float::with_val_round(bits, truth, Round::Nearest);
        if rounded.get_exp().is_some_and(|exponent| exponent > self.overflow_exponent) {
            return f64::INFINITY.copysign(zero);
        }
        rounded.to_f64()
    }

    /// The distance of `computed` from `truth` in units in the last place that
    /// this format has at the truth: `2^(e - p + 1)` for `2^e <= |truth|`, and
    /// the least positive number where that is larger.
    ///
    /// For a truth beyond the format's largest number both that number and the
    /// infinity are right (0), as is NaN for a NaN; otherwise a computed NaN,
    /// an infinite truth missed and an infinity of the wrong sign are
    /// infinitely wrong. A computed infinity counts as the first power of two
    /// that overflows.
    pub fn ulp_error(self, computed: f64, truth: &Float) -> f64 {
        Compact::new(truth).ulp_error(computed, self)
    }

    /// The error from a truth `(hi + lo) * 2^exponent` with `hi + lo` in
    /// `[1/2, 1)`, a special value or zero.
    pub(crate) fn ulps(self, computed: f64, (hi, lo, exponent): (f64, f64, i32)) -> f64 {
        if hi.is_nan() || computed.is_nan() {
            return if hi.is_nan() && computed.is_nan() { 0.0 } else { f64::INFINITY };
        }
        let overflows = hi.is_infinite() || (hi != 0.0 && exponent > self.overflow_exponent);
        let (hi, lo, exponent) = if overflows || self.exceeds_max(hi, lo, exponent) {
            if computed.abs() >= self.max() {
                let right = computed.is_sign_negative() == hi.is_sign_negative();
                return if right { 0.0 } else { f64::INFINITY };
            }
            if hi.is_infinite() {
                return f64::INFINITY;
            }
            let fraction = 1.0 - 2f64.powi(-(self.precision as i32));
            (fraction.copysign(hi), 0.0, self.overflow_exponent)
        } else {
            (hi, lo, exponent)
        };
        if computed.is_infinite() && computed.is_sign_negative() != hi.is_sign_negative() {
            return f64::INFINITY;
        }
        let least = self.least_exponent;
        let unit = if hi == 0.0 { least } else { (exponent - self.precision as i32).max(least) };
        let computed = if computed.is_infinite() {
            scale(1f64.copysign(computed), self.overflow_exponent - unit)
        } else {
            scale(computed, -unit)
        };
        ((computed - scale(hi, exponent - unit)) - scale(lo, exponent - unit)).abs()
    }

    fn exceeds_max(self, hi: f64, lo: f64, exponent: i32) -> bool {
        let fraction = 1.0 - 2f64.powi(-(self.precision as i32));
        let (hi, lo) = if hi < 0.0 { (-hi, -lo) } else { (hi, lo) };
        exponent == self.overflow_exponent && (hi > fraction || (hi == fraction && lo > 0.0))
    }
}

/// `x * 2^exponent`, in steps that stay within range on the way.
pub(crate) fn scale(mut x: f64, exponent: i32) -> f64 {
    let mut left = exponent.clamp(-4000, 4000);
    while left != 0 {
        let step = left.clamp(-1000, 1000);
        x *= 2f64.powi(step);
        left -= step;
    }
    x
}

/// [`Format::ulp_error`] of a computed `f32`.
pub fn ulp_error_f32(computed: f32, truth: &Float) -> f64 {
    Format::F32.ulp_error(f64::from(computed), truth)
}

/// [`Format::ulp_error`] of a computed `f64`.
pub fn ulp_error_f64(computed: f64, truth: &Float) -> f64 {
    Format::F64.ulp_error(computed, truth)
}

/// [`Format::ulp_error`] of a computed binary16, given as the `f32` it equals.
pub fn ulp_error_f16(computed: f32, truth: &Float) -> f64 {
    Format::F16.ulp_error(f64::from(computed), truth)
}

/// [`Format::ulp_error`] of a computed bfloat16, given as the `f32` it equals.
pub fn ulp_error_bf16(computed: f32, truth: &Float) -> f64 {
    Format::BF16.ulp_error(f64::from(computed), truth)
}

/// The truth rounded to an `f32`.
pub fn round_f32(truth: &Float) -> f32 {
    Format::F32.round(truth) as f32
}

/// The truth rounded to an `f64`.
pub fn round_f64(truth: &Float) -> f64 {
    Format::F64.round(truth)
}

/// The truth rounded to a binary16, as the `f32` it equals.
pub fn round_f16(truth: &Float) -> f32 {
    Format::F16.round(truth) as f32
}

/// The truth rounded to a bfloat16, as the `f32` it equals.
pub fn round_bf16(truth: &Float) -> f32 {
    Format::BF16.round(truth) as f32
}
