//! Polynomials on neighbouring intervals, whose coefficients every lane looks up.

use fearless_simd::prelude::*;

use super::{Isa, Pack, V32};
use crate::float::Float;

/// Intervals that are looked up at once at any level: what a register of 256 bits holds.
pub(crate) const INTERVALS: usize = 8;

/// Those that a register of 512 bits holds.
pub(crate) const TWICE_AS_MANY: usize = 2 * INTERVALS;

/// Numbers for each interval: a point within it, and the coefficients of a polynomial in
/// the distance from there, constant term first.
pub(crate) const TERMS: usize = 12;

/// As many as results with the digits of f16 need.
pub(crate) const HALF_TERMS: usize = 10;

/// As many as results with the digits of bf16 need.
pub(crate) const FEW_TERMS: usize = 8;

/// As many as functions without a nearby pole need, in f32, f16 and bf16.
pub(crate) const SHORT_TERMS: [usize; 3] = [9, 9, 7];

/// The lines between intervals: `x` is in interval `round(min(left x, right x) + 1/2)` of
/// those from `1 - n` to `count - n`, where `n` lie to the left of 0. They are of one width
/// there, and of another, not less, to the right. Where 0 is in the middle of one and none is
/// to its right, they may become narrower to the left: `x` is in `round((left - more x) x)`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grid {
    /// Intervals in a unit to the left of 0.
    pub(crate) left: f32,
    /// Intervals in a unit to the right of 0.
    pub(crate) right: f32,
    /// How many more there are in a unit for each unit to the left of 0.
    pub(crate) more: f32,
    /// Intervals to the left of 0.
    pub(crate) below: usize,
    /// All intervals, a power of two.
    pub(crate) count: usize,
}

/// A term of each interval, twice if there are half as many as entries. Aligned as registers
/// are: what straddles two lines of the cache is read twice.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub struct Column(pub(super) [f32; TWICE_AS_MANY]);

/// The `N` terms of each interval.
#[derive(Clone, Debug)]
pub(crate) struct Terms<const N: usize>([Column; N]);

impl<const N: usize> Terms<N> {
    /// From the terms of each interval, of which there are as many as entries or half as many.
    pub(crate) fn of(rows: &[[f32; N]]) -> Self {
        let entry = |k: usize| Column(std::array::from_fn(|i| rows[i % rows.len()][k]));
        Terms(std::array::from_fn(entry))
    }

    /// Half of them: `entry` says which, for each.
    pub(crate) fn part(&self, entry: impl Fn(usize) -> usize) -> Self {
        let half = |column: Column| std::array::from_fn(|i| column.0[entry(i % INTERVALS)]);
        Terms(self.0.map(|column| Column(half(column))))
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
        factor.fma(self.constant, factor * self.distance * self.slope)
    }

    /// The value times `factor + rest`, of which the rest is small; the value keeps what it
    /// is rounded by.
    #[inline(always)]
    pub(crate) fn times_sum(self, factor: F, rest: F) -> F {
        let value = self.value();
        let lost = self.distance.fma(self.slope, self.constant - value);
        factor.fma(value, rest.fma(value, factor * lost))
    }
}

/// Adding this rounds to an integer, and leaves it in the low bits. Those that tell
/// intervals apart are 0 in it.
const MAGIC: f64 = 12_582_912.0;

/// The last number below 1/2: an argument of 0 is then in the interval to the left of 0
/// whatever its number is, and not, where that is odd, in the other by rounding to even.
const ALMOST_HALF: f64 = 0.5 - f32::EPSILON as f64 / 4.0;

/// The sign of an f32.
const SIGN: u32 = 1 << 31;

/// Numbers that look terms up, by the interval in their lowest bits.
pub(crate) trait Lookup: Float {
    /// The term of that interval.
    fn term(self, column: &Column) -> Self;

    /// The bits of either; of packs, in one vector.
    fn united(self, other: Self) -> Self;

    /// What was before, or NaN if a number is not finite; of packs, in one vector: registers that
    /// hold this hold no terms.
    fn flaws(self, before: Self) -> Self;

    /// `-|self|`.
    fn to_the_left(self) -> Self;

    /// `-self` where the sign of `x` is positive.
    fn flipped_right(self, x: Self) -> Self;

    /// No interval, for unions.
    #[inline(always)]
    fn no_interval(self) -> Self {
        self.splat(MAGIC)
    }

    /// Whether that is an interval there is, or a union of such: another has bits that none
    /// of them has, and is a larger number, a negative one or none.
    #[inline(always)]
    fn is_interval(self, grid: Grid) -> Self::Mask {
        let last = self.splat(MAGIC + (grid.count - 1) as f64);
        self.no_interval().less_equal(self) & self.less_equal(last)
    }

    /// The interval that `self` is in, as a number that looks terms up.
    #[inline(always)]
    fn interval(self, grid: Grid) -> Self {
        let constant = |c: f32| self.splat(f64::from(c));
        let half = self.splat(ALMOST_HALF);
        let (left, right) =
            (self.fma(constant(grid.left), half), self.fma(constant(grid.right), half));
        left.min_num(right) + self.splat(MAGIC + grid.below as f64 - 1.0)
    }

    /// Likewise, where intervals are of one width.
    #[inline(always)]
    fn interval_of_one_width(self, grid: Grid) -> Self {
        let n = self.fma(self.splat(f64::from(grid.left)), self.splat(ALMOST_HALF));
        n + self.splat(MAGIC + grid.below as f64 - 1.0)
    }

    /// Likewise, where 0 is also in the middle of one: `round(left x)` is counted.
    #[inline(always)]
    fn interval_about(self, grid: Grid) -> Self {
        let middle = self.splat(MAGIC + grid.below as f64);
        self.fma(self.splat(f64::from(grid.left)), middle)
    }

    /// Likewise, where they become narrower to the left.
    #[inline(always)]
    fn interval_tapered(self, grid: Grid) -> Self {
        let constant = |c: f32| self.splat(f64::from(c));
        let per_unit = self.fma(constant(-grid.more), constant(grid.left));
        self.fma(per_unit, self.splat(MAGIC + grid.below as f64))
    }

    /// The polynomial of that interval, at `self`.
    #[inline(always)]
    fn piece<const N: usize>(self, interval: Self, terms: &Terms<N>) -> Parts<Self> {
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
        column.0[self.to_bits() as usize % TWICE_AS_MANY]
    }
    #[inline(always)]
    fn united(self, other: f32) -> f32 {
        f32::from_bits(self.to_bits() | other.to_bits())
    }
    #[inline(always)]
    fn flaws(self, before: Self) -> Self {
        // 0 times what is not finite is NaN, which stays.
        self.fma(self.splat(0.0), before)
    }
    #[inline(always)]
    fn to_the_left(self) -> f32 {
        -self.abs()
    }
    #[inline(always)]
    fn flipped_right(self, x: f32) -> f32 {
        f32::from_bits(self.to_bits() ^ (!x.to_bits() & SIGN))
    }
}

impl<S: Isa> Lookup for V32<S> {
    #[inline(always)]
    fn term(self, column: &Column) -> Self {
        V32(self.0.token().term(column, self.0.bitcast()))
    }
    #[inline(always)]
    fn united(self, other: Self) -> Self {
        V32(S::f32s::from_bits(self.0.to_bits() | other.0.to_bits()))
    }
    #[inline(always)]
    fn flaws(self, before: Self) -> Self {
        // 0 times what is not finite is NaN, which stays.
        self.fma(self.splat(0.0), before)
    }
    #[inline(always)]
    fn to_the_left(self) -> Self {
        V32(-self.0.abs())
    }
    #[inline(always)]
    fn flipped_right(self, x: Self) -> Self {
        V32(S::f32s::from_bits(self.0.to_bits() ^ (!x.0.to_bits() & SIGN)))
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
    #[inline(always)]
    fn united(self, other: Self) -> Self {
        let mut pack = self;
        for other in other.0 {
            pack.0[0] = pack.0[0].united(other);
        }
        pack
    }
    #[inline(always)]
    fn flaws(self, before: Self) -> Self {
        let mut flaws = before;
        for v in self.0 {
            flaws.0[0] = v.flaws(flaws.0[0]);
        }
        flaws
    }
    #[inline(always)]
    fn to_the_left(self) -> Self {
        let mut pack = self;
        for v in &mut pack.0 {
            *v = v.to_the_left();
        }
        pack
    }
    #[inline(always)]
    fn flipped_right(self, x: Self) -> Self {
        let mut pack = self;
        for (v, x) in pack.0.iter_mut().zip(x.0) {
            *v = v.flipped_right(x);
        }
        pack
    }
}
