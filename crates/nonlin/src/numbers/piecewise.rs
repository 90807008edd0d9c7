//! Polynomials on neighbouring intervals, whose coefficients every lane looks up.

use fearless_simd::prelude::*;

use super::{Isa, Pack, V32};
use crate::float::Float;

/// Intervals, and entries of a lookup: what two 512-bit registers hold.
pub(crate) const INTERVALS: usize = 32;

/// Numbers for each interval: a point within it, and the coefficients of a polynomial in
/// the distance from there, constant term first.
pub(crate) const TERMS: usize = 8;

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

/// The terms of each interval, next to each other and as columns: vectors differ in what
/// they are quick to look up.
///
/// Aligned as registers are: what straddles two lines of the cache is read twice.
#[derive(Clone, Debug)]
#[repr(align(64))]
pub struct Terms {
    pub(super) columns: [[f32; INTERVALS]; TERMS],
    pub(super) rows: [[f32; TERMS]; INTERVALS],
}

impl Terms {
    /// From the terms of each interval.
    pub(crate) fn of(rows: [[f32; TERMS]; INTERVALS]) -> Self {
        let columns = std::array::from_fn(|k| rows.map(|row| row[k]));
        Terms { columns, rows }
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
    /// Whether all terms are found at once, and not one by one.
    const BY_ROWS: bool;
    /// Term `k`.
    fn term(self, terms: &Terms, k: usize) -> Self;
    /// All terms.
    fn terms(self, terms: &Terms) -> [Self; TERMS];

    /// The polynomial of the interval that `self` is in, at `self`.
    #[inline(always)]
    fn piece(self, grid: Grid, terms: &Terms) -> Parts<Self> {
        let constant = |c: f32| self.splat(f64::from(c));
        let half = self.splat(0.5);
        let (left, right) =
            (self.fma(constant(grid.left), half), self.fma(constant(grid.right), half));
        let interval = left.min_num(right) + self.splat(MAGIC);
        if Self::BY_ROWS {
            let [point, constant, rest @ ..] = interval.terms(terms);
            let [.., mut slope] = rest;
            let distance = self - point;
            let mut k = rest.len() - 1;
            while k > 0 {
                k -= 1;
                slope = slope.fma(distance, rest[k]);
            }
            return Parts { constant, distance, slope };
        }
        // Each where it is needed: registers hold few.
        let distance = self - interval.term(terms, 0);
        let mut k = TERMS - 1;
        let mut slope = interval.term(terms, k);
        while k > 2 {
            k -= 1;
            slope = slope.fma(distance, interval.term(terms, k));
        }
        Parts { constant: interval.term(terms, 1), distance, slope }
    }
}

impl Lookup for f32 {
    const BY_ROWS: bool = true;
    #[inline(always)]
    fn term(self, terms: &Terms, k: usize) -> f32 {
        self.terms(terms)[k]
    }
    #[inline(always)]
    fn terms(self, terms: &Terms) -> [f32; TERMS] {
        terms.rows[self.to_bits() as usize % INTERVALS]
    }
}

impl<S: Isa> Lookup for V32<S> {
    const BY_ROWS: bool = S::BY_ROWS;
    #[inline(always)]
    fn term(self, terms: &Terms, k: usize) -> Self {
        V32(self.0.token().term(terms, k, self.0.bitcast()))
    }
    #[inline(always)]
    fn terms(self, terms: &Terms) -> [Self; TERMS] {
        let [a, b, c, d, e, f, g, h] = self.0.token().terms(terms, self.0.bitcast());
        [V32(a), V32(b), V32(c), V32(d), V32(e), V32(f), V32(g), V32(h)]
    }
}

// Loops, and no closures, which might not become part of the caller and would then lack its
// instructions.
impl<V: Lookup, const K: usize> Lookup for Pack<V, K> {
    const BY_ROWS: bool = V::BY_ROWS;
    #[inline(always)]
    fn term(self, terms: &Terms, k: usize) -> Self {
        let mut pack = self;
        for v in &mut pack.0 {
            *v = v.term(terms, k);
        }
        pack
    }
    #[inline(always)]
    fn terms(self, terms: &Terms) -> [Self; TERMS] {
        let mut packs = [self; TERMS];
        for i in 0..K {
            let terms = self.0[i].terms(terms);
            for k in 0..TERMS {
                packs[k].0[i] = terms[k];
            }
        }
        packs
    }
}
