//! Polynomials through values of a function, interval by interval.

use std::f64::consts::PI;

use crate::numbers::{INTERVALS, Terms};

/// Where intervals lie: so many of one width to the left of 0, the others of another width
/// to the right.
#[derive(Clone, Copy)]
pub(super) struct Intervals {
    pub(super) left: usize,
    pub(super) left_width: f64,
    /// Not less than that on the left.
    pub(super) right_width: f64,
}

impl Intervals {
    /// The arguments that have an interval, without the last few, which rounding might lead
    /// beyond.
    pub(super) fn bounds(self) -> [f64; 2] {
        let right = INTERVALS - self.left;
        let inside = 1.0 - 1e-6;
        [-self.left_width * self.left as f64 * inside, self.right_width * right as f64 * inside]
    }

    /// The entry of each interval, its middle and its width.
    pub(super) fn all(self) -> impl Iterator<Item = (usize, f64, f64)> {
        let left = self.left as i32;
        (1 - left..=INTERVALS as i32 - left).map(move |n| {
            let width = if n <= 0 { self.left_width } else { self.right_width };
            (n.rem_euclid(INTERVALS as i32) as usize, (f64::from(n) - 0.5) * width, width)
        })
    }
}

/// A polynomial for each interval, which has the values of `function` at
/// Chebyshev's points.
pub(super) fn fit<const N: usize>(intervals: Intervals, function: impl Fn(f64) -> f64) -> Terms<N> {
    let mut rows = [[0.0; N]; INTERVALS];
    for (entry, middle, width) in intervals.all() {
        let mut polynomial = [0.0; N];
        let coefficients = &mut polynomial[1..];
        interpolate(middle, width / 2.0, &function, coefficients);
        let point = exact_start(middle, width, coefficients);
        rows[entry][0] = point;
        for (to, &from) in rows[entry][1..].iter_mut().zip(&*coefficients) {
            *to = from as f32;
        }
    }
    Terms::of(rows)
}

/// The coefficients of the polynomial in the distance from `middle`.
fn interpolate(middle: f64, half: f64, function: &impl Fn(f64) -> f64, sum: &mut [f64]) {
    let n = sum.len();
    let nodes: Vec<f64> = (0..n).map(|i| half * (PI * (i as f64 + 0.5) / n as f64).cos()).collect();
    // Newton's divided differences, and their sum by Horner's rule.
    let mut differences: Vec<f64> = nodes.iter().map(|t| function(middle + t)).collect();
    for order in 1..n {
        for i in (order..n).rev() {
            let rise = differences[i] - differences[i - 1];
            differences[i] = rise / (nodes[i] - nodes[i - order]);
        }
    }
    sum.fill(0.0);
    for i in (0..n).rev() {
        for k in (1..n).rev() {
            sum[k] = sum[k - 1] - nodes[i] * sum[k];
        }
        sum[0] = differences[i] - nodes[i] * sum[0];
    }
}

/// How many points are tried, and over which share of the width.
const TRIED: i32 = 256;
const SPREAD: f64 = 0.05;

/// Moves the polynomial about `middle` to a point at which its value is next to a number of
/// f32: the constant term then has no rounding error, which would count in full. What the
/// other terms round counts as far as they make up the value; the point is about where that
/// is as much at one end of the interval as at the other, if the function is exponential.
fn exact_start(middle: f64, width: f64, p: &mut [f64]) -> f32 {
    let value = |t: f64| p.iter().rev().fold(0.0, |sum, c| sum * t + c);
    let rate = p[1] / p[0];
    let balanced = if rate == 0.0 { 0.0 } else { -(rate * width / 2.0).cosh().ln() / rate };
    // Where the value crosses 0 there is no balance.
    let start = balanced.clamp(-width / 4.0, width / 4.0);
    let candidates = (0..TRIED).map(|i| {
        let t = start + (f64::from(i) / f64::from(TRIED) - 0.5) * SPREAD * width;
        let point = (middle + t) as f32;
        let v = value(f64::from(point) - middle);
        (((f64::from(v as f32) - v) / v).abs(), point)
    });
    let best = candidates.fold((f64::INFINITY, middle as f32), |best, candidate| {
        if candidate.0 < best.0 { candidate } else { best }
    });
    let t = f64::from(best.1) - middle;
    for i in 0..p.len() {
        for k in (i..p.len() - 1).rev() {
            p[k] += t * p[k + 1];
        }
    }
    best.1
}
