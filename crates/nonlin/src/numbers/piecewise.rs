//! Polynomials on neighbouring intervals, whose coefficients every lane looks up.

use fearless_simd::prelude::*;

use super::{Isa, Pack, V32};
use crate::float::Float;

/// Intervals, and entries of a lookup: what a register of 512 bits holds, or two of 256.
pub(crate) const INTERVALS: usize = 16;

/// Numbers for each interval: a point within it, and the coefficients of a polynomial in
/// the distance from there, constant term first.
pub(crate) const TERMS: usize = 10;

/// As many as results with the digits of bf16 need.
pub(crate) const FEW_TERMS: usize = 7;

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

/// A term of each interval. Aligned as registers are: what straddles two lines of the cache
/// is read twice.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub struct Column(pub(super) [f32; INTERVALS]);

/// The `N` terms of each interval.
#[derive(Clone, Debug)]
pub(crate) struct Terms<const N: usize>([Column; N]);

impl<const N: usize> Terms<N> {
    /// From the terms of each interval.
    pub(crate) fn of(rows: [[f32; N]; INTERVALS]) -> Self {
        Terms(std::array::from_fn(|k| Column(rows.map(|row| row[k]))))
    }
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

/// Numbers that look terms up, by the interval in their lowest bits.
pub(crate) trait Lookup: Float {
    /// The term of that interval.
    fn term(self, column: &Column) -> Self;

    /// The polynomial of the interval that `self` is in, at `self`.
    #[inline(always)]
    fn piece<const N: usize>(self, grid: Grid, terms: &Terms<N>) -> Parts<Self> {
        let constant = |c: f32| self.splat(f64::from(c));
        let half = self.splat(0.5);
        let (left, right) =
            (self.fma(constant(grid.left), half), self.fma(constant(grid.right), half));
        let interval = left.min_num(right) + self.splat(MAGIC);
        let distance = self - interval.term(&terms.0[0]);
        let mut k = N - 1;
        let mut slope = interval.term(&terms.0[k]);
        while k > 2 {
            k -= 1;
            slope = slope.fma(distance, interval.term(&terms.0[k]));
        }
        Parts { constant: interval.term(&terms.0[1]), distance, slope }
    }
}

impl Lookup for f32 {
    #[inline(always)]
    fn term(self, column: &Column) -> f32 {
        column.0[self.to_bits() as usize % INTERVALS]
    }
}

impl<S: Isa> Lookup for V32<S> {
    #[inline(always)]
    fn term(self, column: &Column) -> Self {
        V32(self.0.token().term(column, self.0.bitcast()))
    }
}

// A loop, and no closure, which might not become part of the caller and would then lack its
// instructions.
impl<V: Lookup, const K: usize> Lookup for Pack<V, K> {
    #[inline(always)]
    fn term(self, column: &Column) -> Self {
        let mut pack = self;
        for v in &mut pack.0 {
            *v = v.term(column);
        }
        pack
    }
}
