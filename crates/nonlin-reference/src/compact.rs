//! Truth that fits in 24 bytes, so that tests can hold millions.

use crate::format::{Format, scale};
use crate::{Evaluation, Want};
use rug::Float;

/// A number as `(hi + lo) * 2^exponent`: the 106 bits of a double-double over
/// an exponent range that no `f64` subnormal leaves.
///
/// The magnitude of `hi + lo` is in `[1/2, 1)` (`hi` alone may round up to 1);
/// zero, infinities and NaN stand in `hi` alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Compact {
    hi: f64,
    lo: f64,
    exponent: i32,
}

impl Compact {
    /// The number nearest to `number`, to about 106 bits.
    pub fn new(number: &Float) -> Compact {
        let Some(exponent) = number.get_exp() else {
            return Compact { hi: number.to_f64(), lo: 0.0, exponent: 0 };
        };
        let fraction = Float::with_val(number.prec(), number >> exponent);
        let hi = fraction.to_f64();
        let lo = Float::with_val(number.prec().max(64), &fraction - hi).to_f64();
        Compact { hi, lo, exponent }
    }

    /// The leading part of the fraction.
    pub fn hi(self) -> f64 {
        self.hi
    }

    /// The trailing part of the fraction.
    pub fn lo(self) -> f64 {
        self.lo
    }

    /// The exponent of two that scales the fraction.
    pub fn exponent(self) -> i32 {
        self.exponent
    }

    /// The nearest `f64`, for messages; see [`Compact::round`] for subnormals.
    pub fn to_f64(self) -> f64 {
        scale(self.hi, self.exponent)
    }

    /// The number in MPFR.
    pub fn to_float(self) -> Float {
        if self.hi == 0.0 || !self.hi.is_finite() {
            return Float::with_val(128, self.hi);
        }
        Float::with_val(128, Float::with_val(128, self.hi) + self.lo) << self.exponent
    }

    /// Rounded to a format; see [`Format::round`].
    pub fn round(self, format: Format) -> f64 {
        format.round(&self.to_float())
    }

    /// The error of `computed` in units in the last place; see
    /// [`Format::ulp_error`].
    pub fn ulp_error(self, computed: f64, format: Format) -> f64 {
        format.ulps(computed, (self.hi, self.lo, self.exponent))
    }

    /// Whether this is NaN, which unwanted results are.
    pub fn is_nan(self) -> bool {
        self.hi.is_nan()
    }
}

/// An [`Evaluation`] in compact numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct CompactEvaluation {
    /// The value.
    pub value: Compact,
    /// The first derivative by `x`; NaN if it was not wanted.
    pub d1: Compact,
    /// The second derivative by `x`; NaN if it was not wanted.
    pub d2: Compact,
    /// The derivative by each parameter; empty if they were not wanted.
    pub dp: Box<[Compact]>,
    /// Whether every result is proved; see [`Evaluation::settled`].
    pub settled: bool,
}

impl CompactEvaluation {
    pub(crate) fn new(evaluation: &Evaluation, want: Want) -> CompactEvaluation {
        let unwanted = Compact { hi: f64::NAN, lo: 0.0, exponent: 0 };
        let derivative = |order, number: &Float| {
            if want.order() >= order { Compact::new(number) } else { unwanted }
        };
        CompactEvaluation {
            value: Compact::new(&evaluation.value),
            d1: derivative(1, &evaluation.d1),
            d2: derivative(2, &evaluation.d2),
            dp: evaluation.dp.iter().map(Compact::new).collect(),
            settled: evaluation.settled,
        }
    }
}
