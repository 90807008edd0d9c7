//! How to fit.

use crate::error::{Error, Result};

/// What is to be small.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Norm {
    /// The weighted sum of squared errors.
    LeastSquares,
    /// The largest weighted error.
    Minimax,
}

/// What an error counts, depending on `x`. Errors at points count their own weights, too.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Weight {
    /// The same everywhere.
    Uniform,
    /// As often as `x` is drawn from a normal distribution of that deviation: relative
    /// to 1 at 0, and no less than 0.001.
    Normal {
        /// The standard deviation.
        deviation: f64,
    },
}

impl Weight {
    pub(crate) fn at(self, x: f64) -> f64 {
        match self {
            Weight::Uniform => 1.0,
            Weight::Normal { deviation } => (-0.5 * (x / deviation).powi(2)).exp().max(1e-3),
        }
    }
}

/// How to fit.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the fit counts, for targets that are functions.
    pub interval: (f64, f64),
    /// What is to be small.
    pub norm: Norm,
    /// What an error counts.
    pub weight: Weight,
    /// From how many starting points.
    pub starts: usize,
    /// Of the starting points.
    pub seed: u64,
    /// At how many arguments a function is looked at.
    pub samples: usize,
    /// The largest magnitude that a coefficient may have. Where the 1 of a denominator is
    /// in the way of a fit, coefficients grow without end; such a unit cannot be trained.
    pub largest_coefficient: f64,
    /// Whether fits that have poles, which raw denominators may have, do not count.
    pub avoid_poles: bool,
}

impl Default for Options {
    /// Minimax on [-3, 3], where published units are fitted, from 16 starts.
    fn default() -> Self {
        Options {
            interval: (-3.0, 3.0),
            norm: Norm::Minimax,
            weight: Weight::Uniform,
            starts: 16,
            seed: 0,
            samples: 1001,
            largest_coefficient: f64::INFINITY,
            avoid_poles: false,
        }
    }
}

impl Options {
    pub(crate) fn check(&self) -> Result<()> {
        let wrong = |reason: String| Err(Error::Option(reason));
        let (a, b) = self.interval;
        if !(a.is_finite() && b.is_finite() && a < b) {
            return wrong(format!("the interval [{a}, {b}] must be finite, and its ends in order"));
        }
        if self.starts == 0 {
            return wrong("at least one start is needed".into());
        }
        if !(100..=100_000).contains(&self.samples) {
            return wrong(format!("{} samples: 100 to 100000 are allowed", self.samples));
        }
        if self.largest_coefficient.is_nan() || self.largest_coefficient < 1e-3 {
            return wrong(format!(
                "a largest coefficient of {} is not allowed; it must be at least 0.001",
                self.largest_coefficient
            ));
        }
        match self.weight {
            Weight::Normal { deviation } if !(deviation.is_finite() && deviation > 0.0) => {
                wrong(format!("a deviation of {deviation} is not allowed; it must be above 0"))
            }
            _ => Ok(()),
        }
    }
}
