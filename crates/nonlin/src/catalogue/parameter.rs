//! Families, parameters and their ranges.

use std::fmt;
use std::str::FromStr;

use crate::error::Error;

/// What kind of function it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Family {
    /// Steps.
    Step,
    /// From one constant to another, S-shaped.
    Sigmoidal,
    /// Odd S-shapes, and relatives of tanh.
    TanhLike,
    /// Piecewise linear or exponential: the identity above, little below.
    Rectifier,
    /// Rectifiers and sigmoids with hard bounds.
    Bounded,
    /// Straight pieces between thresholds.
    PiecewiseLinear,
    /// Rectifiers with an exponential negative part.
    ExponentialLinear,
    /// Smooth versions of rectifiers.
    SoftplusLike,
    /// `x` times a gate.
    SelfGated,
    /// The Zorro family.
    Zorro,
    /// Sines, cosines and what is made of them.
    Periodic,
    /// Bumps about a centre.
    Radial,
    /// Polynomials, powers and their pieces.
    Polynomial,
    /// Trained mixtures of other functions.
    Adaptive,
    /// Trainable quotients of polynomials.
    Rational,
    /// Formulas that are typed; no function of the catalogue is one.
    Formula,
}

impl Family {
    /// All families of named functions, in catalogue order.
    pub const ALL: &'static [Family] = &[
        Family::Step,
        Family::Sigmoidal,
        Family::TanhLike,
        Family::Rectifier,
        Family::Bounded,
        Family::PiecewiseLinear,
        Family::ExponentialLinear,
        Family::SoftplusLike,
        Family::SelfGated,
        Family::Zorro,
        Family::Periodic,
        Family::Radial,
        Family::Polynomial,
        Family::Adaptive,
        Family::Rational,
    ];

    /// The name, as in `self-gated`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Family::Step => "step",
            Family::Sigmoidal => "sigmoidal",
            Family::Rectifier => "rectifier",
            Family::SelfGated => "self-gated",
            Family::Zorro => "zorro",
            Family::Rational => "rational",
            Family::Formula => "formula",
            Family::TanhLike => "tanh-like",
            Family::Bounded => "bounded",
            Family::PiecewiseLinear => "piecewise-linear",
            Family::ExponentialLinear => "exponential-linear",
            Family::SoftplusLike => "softplus-like",
            Family::Periodic => "periodic",
            Family::Radial => "radial",
            Family::Polynomial => "polynomial",
            Family::Adaptive => "adaptive",
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Family {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let plain = text.to_ascii_lowercase().replace('_', "-");
        Family::ALL.iter().copied().find(|family| family.name() == plain).ok_or_else(|| {
            Error::UnknownFamily {
                name: text.to_owned(),
                families: Family::ALL.iter().map(|family| family.name()).collect(),
            }
        })
    }
}

/// The values that a parameter may take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// Whether the lower end itself is excluded.
    pub low_open: bool,
    /// Whether the upper end itself is excluded.
    pub high_open: bool,
}

impl Range {
    /// Every finite number.
    pub const REAL: Range =
        Range { low: f64::NEG_INFINITY, high: f64::INFINITY, low_open: true, high_open: true };
    /// Every finite number above 0.
    pub const POSITIVE: Range = Range { low: 0.0, ..Range::REAL };
    /// Every finite number from 0 up.
    pub const NON_NEGATIVE: Range = Range { low: 0.0, low_open: false, ..Range::REAL };

    /// The closed interval.
    #[must_use]
    pub const fn closed(low: f64, high: f64) -> Range {
        Range { low, high, low_open: false, high_open: false }
    }

    /// Every finite number up to and including `high`.
    #[must_use]
    pub const fn at_most(high: f64) -> Range {
        Range { high, high_open: false, ..Range::REAL }
    }

    /// The nearest number in the range, a little inside where an end is excluded;
    /// `None` for NaN. Infinite values become the largest finite one.
    #[must_use]
    pub fn nearest(&self, value: f64) -> Option<f64> {
        if value.is_nan() || self.contains(value) {
            return (!value.is_nan()).then_some(value);
        }
        // Small against any parameter, and still above the rounding of f32.
        let inside = |end: f64| 1e-6 * end.abs().max(1.0);
        let largest = f64::from(f32::MAX);
        let (mut low, mut high) = (self.low.max(-largest), self.high.min(largest));
        if self.low_open && self.low.is_finite() {
            low += inside(low);
        }
        if self.high_open && self.high.is_finite() {
            high -= inside(high);
        }
        Some(value.clamp(low, high))
    }

    /// Whether the value is finite and in the range.
    #[must_use]
    pub fn contains(&self, value: f64) -> bool {
        let above = if self.low_open { value > self.low } else { value >= self.low };
        let below = if self.high_open { value < self.high } else { value <= self.high };
        value.is_finite() && above && below
    }
}

impl FromStr for Range {
    type Err = String;

    /// Reads what [`Display`](fmt::Display) writes, as in `(0, inf)` or `[0, 1]`.
    fn from_str(text: &str) -> Result<Self, String> {
        let inner = text.strip_prefix(['(', '[']).and_then(|t| t.strip_suffix([')', ']']));
        let ends = inner.and_then(|inner| inner.split_once(", "));
        let number = |text: &str| text.parse::<f64>().ok().filter(|v| !v.is_nan());
        let ends = ends.and_then(|(low, high)| number(low).zip(number(high)));
        let (low, high) = ends
            .ok_or_else(|| format!("a range such as (0, inf) or [0, 1] expected, not '{text}'"))?;
        Ok(Range { low, high, low_open: text.starts_with('('), high_open: text.ends_with(')') })
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = |v: f64| {
            if v == f64::INFINITY {
                "inf".to_owned()
            } else if v == f64::NEG_INFINITY {
                "-inf".to_owned()
            } else {
                v.to_string()
            }
        };
        let (open, close) =
            (if self.low_open { '(' } else { '[' }, if self.high_open { ')' } else { ']' });
        write!(f, "{open}{}, {}{close}", end(self.low), end(self.high))
    }
}

/// A parameter of a function.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// The name, the paper's letter where that is readable.
    pub name: &'static str,
    /// The value when none is given.
    pub default: f64,
    /// The values it may take.
    pub range: Range,
    /// Whether its authors train it.
    pub trainable: bool,
    /// What it does.
    pub meaning: &'static str,
}
