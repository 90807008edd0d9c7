//! Polynomials through values of a function, interval by interval.

use std::f64::consts::PI;

use super::ValueAndSlope;
use crate::numbers::{INTERVALS, TERMS, TWICE_AS_MANY, Terms};

/// Where intervals lie.
#[derive(Clone, Copy)]
pub(super) struct Intervals {
    pub(super) count: usize,
    /// How many lie to the left of 0, or of the interval about it.
    pub(super) left: usize,
    pub(super) left_width: f64,
    /// Of the others. Not less than that on the left.
    pub(super) right_width: f64,
    /// How many more there are in a unit for each unit to the left of 0, where one is about it
    /// and all others are to its left; they are of `left_width` at 0.
    pub(super) taper: f64,
    /// Whether 0 is in the middle of an interval, which then takes no addition to be found.
    pub(super) centred: bool,
}

/// What bounds are multiplied with, for the last few arguments, which rounding might lead beyond.
pub(super) const INSIDE: f64 = 1.0 - 1e-6;

impl Intervals {
    /// So many of one width to the left of 0, the others of another width to the right.
    pub(super) const fn beside(left: usize, left_width: f64, right_width: f64) -> Self {
        let (count, taper, centred) = (INTERVALS, 0.0, false);
        Intervals { count, left, left_width, right_width, taper, centred }
    }

    /// All of one width: one about 0, and so many to the left of it.
    pub(super) const fn about(left: usize, width: f64) -> Self {
        Intervals { centred: true, ..Self::beside(left, width, width) }
    }

    /// Twice as many, of which so many more are to the left.
    pub(super) const fn twice_as_many(self, more_left: usize) -> Self {
        Intervals { count: TWICE_AS_MANY, left: self.left + more_left, ..self }
    }

    /// The arguments that have an interval.
    pub(super) fn bounds(self) -> [f64; 2] {
        [0, self.count].map(|entry| self.start(entry) * INSIDE)
    }

    /// Where the last interval begins.
    pub(super) fn last_start(self) -> f64 {
        self.start(self.count - 1)
    }

    fn start(self, entry: usize) -> f64 {
        let n = entry as f64 - self.left as f64 - if self.centred { 0.5 } else { 0.0 };
        if n >= 0.0 {
            return n * self.right_width;
        }
        // Where (1 / width - taper x) x = n.
        let per_unit = 1.0 / self.left_width;
        2.0 * n / (per_unit + (per_unit * per_unit - 4.0 * self.taper * n).sqrt())
    }

    /// The entry of each interval, its middle and its width. One that is last and about 0 is
    /// looked up to its left only.
    pub(super) fn all(self) -> impl Iterator<Item = (usize, f64, f64)> {
        (0..self.count).map(move |entry| {
            let (start, mut end) = (self.start(entry), self.start(entry + 1));
            if self.centred && entry == self.left && entry == self.count - 1 {
                end = 0.0;
            }
            (entry, (start + end) / 2.0, end - start)
        })
    }
}

/// How many points are tried for a polynomial to be about: the first is about the best.
pub(super) const TRIED: usize = 256;

/// A polynomial for each interval, which has the values of `function` at
/// Chebyshev's points, about the best of so many points.
pub(super) fn fit<const N: usize>(
    intervals: Intervals,
    tried: usize,
    function: impl Fn(f64) -> f64,
) -> Terms<N> {
    Terms::of(&rows(intervals, tried, function))
}

/// Likewise; if the function has a root at 0, the polynomial of an interval that has it, or
/// ends there, is about it, and has the digits of the distance from it; with those of f32, for
/// which more than one point is tried, the slope, too, which must be the same on both sides.
pub(super) fn fit_function<const N: usize>(
    intervals: Intervals,
    tried: usize,
    function: ValueAndSlope<'_>,
    has_root: bool,
) -> Terms<N> {
    let mut rows = rows(intervals, tried, |x| function(x).0);
    for (entry, middle, width) in intervals.all() {
        if !has_root || middle.abs() > width / 2.0 {
            continue;
        }
        // What is added to a zero of either sign changes nothing if it is negative.
        rows[entry][..2].copy_from_slice(&[0.0, -0.0]);
        let mut coefficients = [0.0; N];
        let ratio = |x: f64| function(x).0 / x;
        if tried == 1 {
            let coefficients = &mut coefficients[2..];
            interpolate(middle, width / 2.0, &ratio, coefficients);
            shift(coefficients, -middle);
            write(&mut rows[entry][2..], coefficients);
        } else {
            let slope = function(0.0).1;
            let coefficients = &mut coefficients[3..];
            interpolate(middle, width / 2.0, &|x| (ratio(x) - slope) / x, coefficients);
            shift(coefficients, -middle);
            rows[entry][2] = slope as f32;
            write(&mut rows[entry][3..], coefficients);
        }
    }
    Terms::of(&rows)
}

fn rows<const N: usize>(
    intervals: Intervals,
    tried: usize,
    function: impl Fn(f64) -> f64,
) -> Vec<[f32; N]> {
    let mut rows = vec![[0.0; N]; intervals.count];
    for (entry, middle, width) in intervals.all() {
        let mut coefficients = [0.0; N];
        let coefficients = &mut coefficients[1..];
        interpolate(middle, width / 2.0, &function, coefficients);
        let point = best_point(middle, width, tried, coefficients);
        shift(coefficients, f64::from(point) - middle);
        rows[entry][0] = point;
        write(&mut rows[entry][1..], coefficients);
    }
    rows
}

fn write(to: &mut [f32], coefficients: &[f64]) {
    for (to, &from) in to.iter_mut().zip(coefficients) {
        *to = from as f32;
    }
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

/// Over which share of the width points are tried.
const SPREAD: f64 = 0.1;

/// A point for the polynomial about `middle` to be about. What its terms round counts as far
/// as they make up the value: that is as much at one end of the interval as at the other, if
/// the function is exponential, for a point that can be computed. Next to it there are many
/// that round the coefficients otherwise, of which the best is taken.
fn best_point(middle: f64, width: f64, tried: usize, p: &[f64]) -> f32 {
    let rate = p[1] / p[0];
    let balanced = if rate == 0.0 { 0.0 } else { -(rate * width / 2.0).cosh().ln() / rate };
    let start = if rate < 0.0 && middle + width / 2.0 == 0.0 {
        // The polynomial must not be below its constant term at 0, so that both have the
        // sign of a zero they are multiplied with.
        (0.5 + SPREAD) * width
    } else {
        // Where the value crosses 0 there is no balance.
        balanced.clamp(-width / 4.0, width / 4.0)
    };
    let ends = [-0.5, -0.25, 0.0, 0.25, 0.5].map(|share| share * width);
    let mut sizes = ends.map(|t| value(p, t));
    if sizes.iter().any(|v| v * sizes[0] <= 0.0) {
        sizes = [sizes.iter().fold(0.0, |largest, v| v.abs().max(largest)); 5];
    }
    // At a 0 that lies inside, likewise, for which all must be on the same side of it.
    let has_zero = middle.abs() < width / 2.0;
    let is_allowed = |t: f64| !has_zero || (middle + t) * (middle + start) > 0.0;
    let mut about = [0.0; TERMS];
    let about = &mut about[..p.len()];
    // From the start to both sides.
    let steps = (0..tried).map(|i| {
        let step = width * SPREAD * i.div_ceil(2) as f64 / tried as f64;
        if i % 2 == 0 { start + step } else { start - step }
    });
    let candidates = steps.filter(|&t| is_allowed(t)).map(|t| {
        let point = (middle + t) as f32;
        let t = f64::from(point) - middle;
        about.copy_from_slice(p);
        shift(about, t);
        for c in &mut *about {
            *c -= f64::from(*c as f32);
        }
        let errors = ends.iter().zip(sizes).map(|(end, size)| (value(about, end - t) / size).abs());
        (errors.fold(0.0, f64::max), point)
    });
    let first = (f64::INFINITY, (middle + start) as f32);
    candidates.fold(first, |best, candidate| if candidate.0 < best.0 { candidate } else { best }).1
}

/// The polynomial at `t`.
fn value(p: &[f64], t: f64) -> f64 {
    p.iter().rev().fold(0.0, |sum, c| sum * t + c)
}

/// The polynomial in the distance from `t`.
fn shift(p: &mut [f64], t: f64) {
    for i in 0..p.len() {
        for k in (i..p.len() - 1).rev() {
            p[k] += t * p[k + 1];
        }
    }
}
