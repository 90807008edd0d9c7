//! Real zeros of a polynomial: where a raw denominator has poles.

/// The zeros on the line of a polynomial of that degree, in ascending order; `value`
/// evaluates it, `powers` gives its coefficients from the constant on.
///
/// Between neighbouring zeros of its derivative a polynomial has one zero at most: the
/// zeros of all derivatives, from the last one up, are found by bisection, which
/// cannot miss one where the polynomial changes sign. Zeros of even order, where it
/// does not, are found as zeros of the derivative at which the value is lost in
/// rounding.
pub(super) fn real_zeros(
    value: impl Fn(f64) -> f64,
    degree: usize,
    powers: impl FnOnce() -> Vec<f64>,
) -> Vec<f64> {
    let mut coefficients = powers();
    coefficients.truncate(degree + 1);
    while coefficients.len() > 1 && coefficients.last() == Some(&0.0) {
        coefficients.pop();
    }
    let zeros = zeros_of(&coefficients);
    // One step of the secant on the polynomial as it is evaluated.
    zeros
        .into_iter()
        .map(|x| {
            let step = x.abs().max(1.0) * 1e-7;
            let (left, right) = (value(x - step), value(x + step));
            let moved = x - value(x) * (2.0 * step) / (right - left);
            if (moved - x).abs() < step { moved } else { x }
        })
        .collect()
}

fn horner(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, &c| sum.mul_add(x, c))
}

/// What rounding may make of the sum at `x`.
fn noise(coefficients: &[f64], x: f64) -> f64 {
    let magnitudes =
        coefficients.iter().rev().fold(0.0, |sum: f64, c| sum.mul_add(x.abs(), c.abs()));
    magnitudes * f64::EPSILON * 4.0
}

fn zeros_of(coefficients: &[f64]) -> Vec<f64> {
    let degree = coefficients.len() - 1;
    if degree == 0 {
        return Vec::new();
    }
    if degree == 1 {
        return vec![-coefficients[0] / coefficients[1]];
    }
    let derivative: Vec<f64> =
        coefficients.iter().enumerate().skip(1).map(|(k, c)| c * k as f64).collect();
    let turning = zeros_of(&derivative);
    // Cauchy's bound: all zeros are within.
    let leading = coefficients[degree].abs();
    let bound = 1.0 + coefficients[..degree].iter().fold(0.0f64, |b, c| b.max(c.abs() / leading));
    let mut ends = vec![-bound];
    ends.extend(turning.iter().copied().filter(|x| x.abs() < bound));
    ends.push(bound);
    let mut zeros: Vec<f64> = Vec::new();
    for pair in ends.windows(2) {
        let (mut low, mut high) = (pair[0], pair[1]);
        let (at_low, at_high) = (horner(coefficients, low), horner(coefficients, high));
        let touching =
            |x: f64, value: f64| x.abs() < bound && value.abs() <= noise(coefficients, x);
        for (x, value) in [(low, at_low), (high, at_high)] {
            if touching(x, value) && zeros.last().is_none_or(|&last| last < x) {
                zeros.push(x);
            }
        }
        if touching(low, at_low) || touching(high, at_high) || (at_low < 0.0) == (at_high < 0.0) {
            continue;
        }
        loop {
            let middle = low + (high - low) / 2.0;
            if middle <= low || middle >= high {
                break;
            }
            if (horner(coefficients, middle) < 0.0) == (at_low < 0.0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        zeros.push(low);
    }
    zeros
}
