//! Polynomials on neighbouring intervals, whose coefficients every lane looks up.

use fearless_simd::prelude::*;

use super::{Isa, Pack, V32};
use crate::float::Float;

/// Intervals, and entries of a lookup: what two 512-bit registers hold.
pub(crate) const INTERVALS: usize = 32;

/// A number for each interval.
pub(crate) type Entries = [f32; INTERVALS];

/// The lines between intervals: `x` is in interval `round(min(left x, right x) + 1/2)`,
/// counted modulo [`INTERVALS`]. They are of one width to the left of 0, and of another, not
/// less, to the right.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grid {
    /// Intervals in a unit to the left of 0.
    pub(crate) left: f32,
    /// Intervals in a unit to the right of 0.
    pub(crate) right: f32,
}

/// A polynomial of `N` terms for each interval, in the distance from a point within it.
#[derive(Clone, Debug)]
pub(crate) struct Piecewise<const N: usize> {
    /// The points, at which the first coefficient is next to exact.
    pub(crate) points: Entries,
    /// The coefficients, constant terms first.
    pub(crate) coefficients: [Entries; N],
}

/// The value of a piecewise polynomial as the constant term and the rest.
#[derive(Clone, Copy)]
pub(crate) struct Parts<F> {
    pub(crate) constant: F,
    /// The distance from the interval's point, and what it is multiplied with.
    pub(crate) distance: F,
    pub(crate) slope: F,
}

impl<F: Float> Parts<F> {
    /// The value, rounded once or little more.
    #[inline(always)]
    pub(crate) fn value(self) -> F {
        self.distance.fma(self.slope, self.constant)
    }

    /// The value times `factor`, likewise.
    #[inline(always)]
    pub(crate) fn times(self, factor: F) -> F {
        factor.fma(self.constant, factor * (self.distance * self.slope))
    }
}

/// Adding this rounds to an integer, and leaves it in the low bits.
const MAGIC: f64 = 12_582_912.0;

/// Numbers that look coefficients up.
pub(crate) trait Lookup: Float {
    /// The entries that the lowest bits of the lanes say.
    fn look_up(self, entries: &Entries) -> Self;

    /// The polynomial of the interval that `self` is in, at `self`.
    #[inline(always)]
    fn piece<const N: usize>(self, grid: Grid, pieces: &Piecewise<N>) -> Parts<Self> {
        let constant = |c: f32| self.splat(f64::from(c));
        let half = self.splat(0.5);
        let (left, right) =
            (self.fma(constant(grid.left), half), self.fma(constant(grid.right), half));
        let planted = left.min_num(right) + self.splat(MAGIC);
        let distance = self - planted.look_up(&pieces.points);
        let mut slope = planted.look_up(&pieces.coefficients[N - 1]);
        let mut k = N - 1;
        while k > 1 {
            k -= 1;
            slope = slope.fma(distance, planted.look_up(&pieces.coefficients[k]));
        }
        Parts { constant: planted.look_up(&pieces.coefficients[0]), distance, slope }
    }
}

impl Lookup for f32 {
    #[inline(always)]
    fn look_up(self, entries: &Entries) -> f32 {
        entries[self.to_bits() as usize % INTERVALS]
    }
}

impl<S: Isa> Lookup for V32<S> {
    #[inline(always)]
    fn look_up(self, entries: &Entries) -> Self {
        V32(self.0.token().lookup(entries, self.0.bitcast()))
    }
}

impl<V: Lookup, const K: usize> Lookup for Pack<V, K> {
    #[inline(always)]
    fn look_up(self, entries: &Entries) -> Self {
        // A loop, and no closure, which might not become part of the caller and would
        // then lack its instructions.
        let mut lanes = self.0;
        for v in &mut lanes {
            *v = v.look_up(entries);
        }
        Pack(lanes)
    }
}
