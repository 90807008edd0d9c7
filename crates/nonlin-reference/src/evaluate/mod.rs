//! Adaptive evaluation: more precision until the proved error is small enough.

mod limit;
mod sheet;
#[cfg(test)]
mod soundness;

use crate::ball::{Ball, Bound};
use crate::expression::Graph;
use crate::jet::{Jet, Undecided};
use crate::want::Want;
use rug::Float;
use rug::float::Special;
use sheet::Sheet;

/// The first precision tried, in bits: two limbs.
const FIRST: u32 = 128;
/// The last precision tried, in bits.
const LAST: u32 = 8192;
/// Results are settled when their relative error is at most `2^-RELATIVE`.
const RELATIVE: i64 = 80;
/// Spare bits of a predicted precision.
const SPARE: i64 = 20;

/// What one evaluation gives.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// The value.
    pub value: Float,
    /// The first derivative by `x`; NaN if it was not wanted.
    pub d1: Float,
    /// The second derivative by `x`; NaN if it was not wanted.
    pub d2: Float,
    /// The derivative by each parameter; empty if they were not wanted.
    pub dp: Vec<Float>,
    /// Whether every result is proved to the promised accuracy. `false` means
    /// that 8192 bits did not suffice, or that no limit was found at infinity.
    pub settled: bool,
}

impl Evaluation {
    fn nan(parameters: usize) -> Evaluation {
        let nan = || Float::with_val(FIRST, Special::Nan);
        let dp = (0..parameters).map(|_| nan()).collect();
        Evaluation { value: nan(), d1: nan(), d2: nan(), dp, settled: true }
    }

    fn new(jet: Jet, want: Want, settled: bool) -> Evaluation {
        let known = |derivative: Option<Ball>| match derivative {
            Some(ball) => ball.mid,
            None => Float::new(FIRST),
        };
        let wanted = |order, derivative| {
            if want.order() >= order {
                known(derivative)
            } else {
                Float::with_val(FIRST, Special::Nan)
            }
        };
        Evaluation {
            value: jet.value.mid,
            d1: wanted(1, jet.first),
            d2: wanted(2, jet.second),
            dp: jet.parameters.into_iter().map(known).collect(),
            settled,
        }
    }

    fn results(&self) -> impl Iterator<Item = &Float> {
        [&self.value, &self.d1, &self.d2].into_iter().chain(&self.dp)
    }
}

/// Evaluates one formula with one set of parameters at many points. What does
/// not depend on `x` is computed once for each precision.
pub(crate) struct Evaluator<'a> {
    graph: &'a Graph,
    parameters: &'a [f64],
    want: Want,
    sheets: Vec<Sheet>,
}

impl<'a> Evaluator<'a> {
    pub(crate) fn new(graph: &'a Graph, parameters: &'a [f64], want: Want) -> Evaluator<'a> {
        Evaluator { graph, parameters, want, sheets: Vec::new() }
    }

    /// The evaluation at any double; infinities give limits, NaN gives NaN.
    pub(crate) fn at(&mut self, x: f64) -> Evaluation {
        let count = self.count();
        if x.is_nan() || self.parameters.iter().any(|parameter| parameter.is_nan()) {
            Evaluation::nan(count)
        } else if x.is_infinite() {
            self.at_infinity(x < 0.0)
        } else {
            self.at_finite(&Float::with_val(FIRST, x))
        }
    }

    /// The number of parameters to differentiate by.
    fn count(&self) -> usize {
        if self.want.parameters() { self.parameters.len() } else { 0 }
    }

    fn at_finite(&mut self, x: &Float) -> Evaluation {
        let mut precision = FIRST;
        loop {
            let last = precision >= LAST;
            let next = match self.jet(x, precision, last) {
                Ok(jet) => {
                    let next = self.next_precision(&jet, precision);
                    if next.is_none() || last {
                        return Evaluation::new(jet, self.want, next.is_none());
                    }
                    next
                }
                Err(Undecided) => None,
            };
            precision = next.unwrap_or(precision * 2).min(LAST);
        }
    }

    /// The precision at which every wanted result should be settled; `None`
    /// when all are.
    fn next_precision(&self, jet: &Jet, precision: u32) -> Option<u32> {
        let order = self.want.order();
        let derivatives = [(1, &jet.first), (2, &jet.second)];
        let derivatives = derivatives.into_iter().filter(|(at, _)| order >= *at).map(|(_, d)| d);
        let needed = derivatives
            .chain(&jet.parameters)
            .flatten()
            .chain([&jet.value])
            .filter_map(|ball| needed_precision(ball, i64::from(self.want.floor()), precision))
            .max()?;
        // Multiples of a limb, so that few sheets serve all points.
        let rounded = u32::try_from(needed).unwrap_or(LAST).min(LAST).next_multiple_of(64);
        Some(rounded.max(precision + 64))
    }
}

/// The precision at which `ball` should be settled; `None` if it is.
fn needed_precision(ball: &Ball, floor: i64, precision: u32) -> Option<i64> {
    let precision = i64::from(precision);
    let error = match ball.error {
        Bound::EXACT => return None,
        Bound::UNKNOWN => return Some(2 * precision),
        error => error.exponent(),
    };
    if error <= floor {
        return None;
    }
    // This precision and `error - floor` more bits would show a zero.
    let to_floor = precision + (error - floor) + SPARE;
    let Some(exponent) = ball.mid.get_exp() else {
        // Total cancellation. An error far below a rounding error is the
        // distance from saturation, and so the size of the result.
        let guess = if -error > precision + 64 { RELATIVE + SPARE - error } else { 2 * precision };
        return Some(guess.min(to_floor.max(precision + 64)));
    };
    let goal = i64::from(exponent) - 1 - RELATIVE;
    if error <= goal {
        return None;
    }
    let to_goal = precision + (error - goal) + SPARE;
    Some(to_goal.min(to_floor))
}
