//! Softmax and its relatives.

use super::sum::{dot, sum, two_sum};
use crate::atoms::Atoms;

/// Which of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Usual,
    /// Of the negated arguments.
    Negated,
    Logarithm,
    /// With 1 added to the denominator.
    Quiet,
}

/// A row by its largest element: exponentials of the distances from it, and their sum but
/// for the 1 of that element itself.
struct Row {
    largest: f64,
    at: usize,
    exponentials: Vec<f64>,
    others: f64,
    sign: f64,
}

/// The exponential of `x - largest`, with the rounding error of the difference.
fn distance(x: f64, largest: f64) -> f64 {
    if x == largest {
        // Infinite ones have no difference.
        return 1.0;
    }
    let (difference, error) = two_sum(x, -largest);
    let value = Atoms::exp(difference);
    if error.is_finite() { value + value * error } else { value }
}

impl Row {
    /// `None` for a row with NaN.
    fn new(kind: Kind, x: &[f64]) -> Option<Row> {
        let sign = if kind == Kind::Negated { -1.0 } else { 1.0 };
        let (mut at, mut largest) = (0, f64::NEG_INFINITY);
        for (i, &x) in x.iter().enumerate() {
            if x.is_nan() {
                return None;
            }
            if sign * x > largest {
                (at, largest) = (i, sign * x);
            }
        }
        let exponentials: Vec<f64> = x.iter().map(|x| distance(sign * x, largest)).collect();
        let list = exponentials.iter().enumerate();
        let others = sum(list.filter(|(i, _)| *i != at).map(|(_, e)| *e));
        Some(Row { largest, at, exponentials, others, sign })
    }

    /// The shares of the elements.
    fn shares(&mut self, kind: Kind) -> &[f64] {
        let one = match kind {
            Kind::Quiet if self.largest < 0.0 => {
                // All is small against 1: exponentials of the elements themselves.
                let scale = Atoms::exp(self.largest);
                self.exponentials.iter_mut().for_each(|e| *e *= scale);
                self.others *= scale;
                1.0 + scale
            }
            Kind::Quiet => 1.0 + Atoms::exp(-self.largest),
            _ => 1.0,
        };
        let total = self.others + one;
        self.exponentials.iter_mut().for_each(|e| *e /= total);
        &self.exponentials
    }
}

pub(super) fn forward(kind: Kind, x: &[f64], y: &mut [f64]) {
    let Some(mut row) = Row::new(kind, x) else { return y.fill(f64::NAN) };
    if kind != Kind::Logarithm {
        return y.copy_from_slice(row.shares(kind));
    }
    let logarithm = Atoms::log1p(row.others);
    for (y, &x) in y.iter_mut().zip(x) {
        if x == row.largest {
            *y = -logarithm;
            continue;
        }
        let (difference, error) = two_sum(x, -row.largest);
        let (whole, second) = two_sum(difference, -logarithm);
        let error = error + second;
        *y = if error.is_finite() { whole + error } else { whole };
    }
}

pub(super) fn backward(kind: Kind, x: &[f64], gy: &[f64], gx: &mut [f64]) {
    let Some(mut row) = Row::new(kind, x) else { return gx.fill(f64::NAN) };
    let (sign, at) = (row.sign, row.at);
    let shares = row.shares(kind);
    if kind == Kind::Logarithm {
        let total = sum(gy.iter().copied());
        for ((gx, &share), &g) in gx.iter_mut().zip(shares).zip(gy) {
            *gx = (-share).mul_add(total, g);
        }
        if share_is_all(shares, at) {
            // g - total is minus the sum of the others.
            let list = gy.iter().enumerate().filter(|(i, _)| *i != at);
            gx[at] = -sum(list.map(|(_, g)| *g));
        }
        return;
    }
    // The mean is taken off first: gradients that are nearly alike cancel exactly.
    let usual = kind != Kind::Quiet && gy[at].is_finite();
    let reference = if usual { gy[at] } else { 0.0 };
    let mean = dot(shares.iter().zip(gy).map(|(&share, &g)| (share, g - reference)));
    for ((gx, &share), &g) in gx.iter_mut().zip(shares).zip(gy) {
        *gx = sign * share * ((g - reference) - mean);
    }
}

/// Whether the other shares are lost beside this one.
fn share_is_all(shares: &[f64], at: usize) -> bool {
    shares[at] == 1.0
}
