//! Real zeros of a polynomial: where a raw denominator has poles.

use crate::numbers::Extended;
use crate::real::Real;

/// The zeros on the line of the polynomial with these coefficients, from the constant
/// on, in ascending order; `value` evaluates it more accurately, if there is a way.
///
/// Between neighbouring zeros of its derivative a polynomial has one zero at most: the
/// zeros of all derivatives, from the last one up, are found by bisection, which
/// cannot miss one where the polynomial changes sign. Zeros of even order, where it
/// does not, are found as zeros of the derivative at which the value is lost in
/// rounding. Numbers have an exponent of their own on the way, since powers and
/// quotients of ordinary coefficients leave the range of f64.
pub(super) fn real_zeros(coefficients: &[f64], value: impl Fn(f64) -> f64) -> Vec<f64> {
    let mut coefficients: Vec<_> = coefficients.iter().map(|&c| Extended::new(c)).collect();
    while coefficients.len() > 1 && coefficients.last().is_some_and(|c| c.sign() == 0.0) {
        coefficients.pop();
    }
    // One step of the secant, where it helps.
    let polished = |x: f64| {
        let step = x.abs().max(1.0) * 1e-7;
        let (left, right) = (value(x - step), value(x + step));
        let moved = x - value(x) * (2.0 * step) / (right - left);
        let better = (moved - x).abs() < step && value(moved).abs() < value(x).abs();
        if better { moved } else { x }
    };
    zeros_of(&coefficients).into_iter().map(polished).collect()
}

fn horner(coefficients: &[Extended], x: f64) -> Extended {
    let x = Extended::new(x);
    coefficients.iter().rev().fold(Extended::ZERO, |sum, &c| sum * x + c)
}

/// Whether the value at `x` is no more than rounding may make of 0.
fn is_lost(coefficients: &[Extended], x: f64, value: Extended) -> bool {
    let magnitude = Extended::new(x).abs();
    let sum = coefficients.iter().rev().fold(Extended::ZERO, |sum, c| sum * magnitude + c.abs());
    (value.abs() - sum.times(4.0 * f64::EPSILON)).sign() <= 0.0
}

fn zeros_of(coefficients: &[Extended]) -> Vec<f64> {
    let degree = coefficients.len() - 1;
    if degree == 0 {
        return Vec::new();
    }
    let leading = coefficients[degree];
    if degree == 1 {
        let zero = (-coefficients[0]).over(leading).nearest();
        return if zero.is_finite() { vec![zero] } else { Vec::new() };
    }
    let derivative: Vec<_> =
        coefficients.iter().enumerate().skip(1).map(|(k, c)| c.times(k as f64)).collect();
    // Cauchy's bound: all zeros are within. What is beyond f64 is no argument.
    let bound = coefficients[..degree]
        .iter()
        .map(|c| 1.0 + c.over(leading).abs().finite())
        .fold(1.0, f64::max)
        .min(f64::MAX);
    let mut ends = vec![-bound];
    ends.extend(zeros_of(&derivative).into_iter().filter(|x| x.abs() < bound));
    ends.push(bound);
    let mut zeros: Vec<f64> = Vec::new();
    for pair in ends.windows(2) {
        let (mut low, mut high) = (pair[0], pair[1]);
        let (at_low, at_high) = (horner(coefficients, low), horner(coefficients, high));
        let touching = |x: f64, value: Extended| x.abs() < bound && is_lost(coefficients, x, value);
        for (x, value) in [(low, at_low), (high, at_high)] {
            if touching(x, value) && zeros.last().is_none_or(|&last| last < x) {
                zeros.push(x);
            }
        }
        let below = at_low.sign() < 0.0;
        if touching(low, at_low) || touching(high, at_high) || below == (at_high.sign() < 0.0) {
            continue;
        }
        loop {
            let middle = low / 2.0 + high / 2.0;
            if middle <= low || middle >= high {
                break;
            }
            if (horner(coefficients, middle).sign() < 0.0) == below {
                low = middle;
            } else {
                high = middle;
            }
        }
        zeros.push(low);
    }
    zeros
}
