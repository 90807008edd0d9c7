//! The point of the simplex that is nearest: Martins, Astudillo (2016).

use super::sum::{sum, two_sum};

/// The threshold below the largest element, and that element; `None` for a row with NaN.
/// An element's share is what exceeds the threshold.
fn threshold(x: &[f64]) -> Option<(f64, f64)> {
    if x.iter().any(|x| x.is_nan()) {
        return None;
    }
    let largest = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sorted: Vec<f64> = x.iter().map(|&x| below(x, largest)).collect();
    // Those that are 1 or more below the largest have no share whatever the others are.
    sorted.retain(|&d| d > -1.0);
    sorted.sort_by(|a, b| b.total_cmp(a));
    let mut count = sorted.len();
    loop {
        let threshold = (sum(sorted[..count].iter().copied()) - 1.0) / count as f64;
        if count == 1 || sorted[count - 1] > threshold {
            return Some((threshold, largest));
        }
        count -= 1;
    }
}

/// `x - largest`, where equal infinities differ by 0.
fn below(x: f64, largest: f64) -> f64 {
    if x == largest {
        return 0.0;
    }
    let (difference, error) = two_sum(x, -largest);
    if error.is_finite() { difference + error } else { difference }
}

pub(super) fn forward(x: &[f64], y: &mut [f64]) {
    let Some((threshold, largest)) = threshold(x) else { return y.fill(f64::NAN) };
    for (y, &x) in y.iter_mut().zip(x) {
        *y = (below(x, largest) - threshold).max(0.0);
    }
}

pub(super) fn backward(x: &[f64], gy: &[f64], gx: &mut [f64]) {
    let Some((threshold, largest)) = threshold(x) else { return gx.fill(f64::NAN) };
    let inside = |x: f64| below(x, largest) > threshold;
    let count = x.iter().filter(|x| inside(**x)).count();
    let list = x.iter().zip(gy).filter(|(x, _)| inside(**x));
    let mean = sum(list.map(|(_, g)| *g)) / count.max(1) as f64;
    for ((gx, &x), &g) in gx.iter_mut().zip(x).zip(gy) {
        *gx = if inside(x) { g - mean } else { 0.0 };
    }
}
