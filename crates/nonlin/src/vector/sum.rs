//! Sums and differences that keep what they round away.

/// `a + b`, and what rounding takes from it.
pub(super) fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let part = sum - a;
    (sum, (a - (sum - part)) + (b - part))
}

/// The sum, in twice the digits until the end.
pub(super) fn sum(terms: impl Iterator<Item = f64>) -> f64 {
    let (mut high, mut low) = (0.0, 0.0);
    for term in terms {
        let error;
        (high, error) = two_sum(high, term);
        low += error;
    }
    rounded(high, low)
}

/// The sum of products, likewise.
pub(super) fn dot(pairs: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (mut high, mut low) = (0.0, 0.0);
    for (a, b) in pairs {
        let product = a * b;
        let error;
        (high, error) = two_sum(high, product);
        low += error + a.mul_add(b, -product);
    }
    rounded(high, low)
}

/// Sums beyond the range have no remainder.
fn rounded(high: f64, low: f64) -> f64 {
    if low.is_finite() { high + low } else { high }
}
