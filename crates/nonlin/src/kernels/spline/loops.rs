//! The loops: piecewise polynomials over slices.

use super::fit::Intervals;
use super::others::{self, BLOCK, MANY};
use super::{Apart, Both, Layout, Symmetry, ValueAndSlope};
use crate::kernels::loops::{load, store_finite, sweep};
use crate::kernels::plan::Job;
use crate::numbers::{Grid, Lanes, Lookup, Marks, Memory, TERMS};

/// Which elements the polynomials are of, and what they are multiplied with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range {
    grid: Grid,
    /// The value is the polynomial times `scale x + offset`, if it is not direct.
    scale: f64,
    offset: f64,
    /// What f32 loses of the offset.
    rest: f64,
    pub(super) symmetry: Symmetry,
    /// What a function and its mirror image have in common: a slope of ramps and lines, a
    /// value of steps and arms. Where the function settles, what is added to arguments beyond.
    common: f64,
    /// The argument that mirrors 0, and what f32 loses of it.
    end: [f64; 2],
}

/// Symmetries as numbers, for kernels of their own.
pub(super) const NONE: u8 = Symmetry::None as u8;
pub(super) const RAMP: u8 = Symmetry::Ramp as u8;
pub(super) const TAPERED: u8 = Symmetry::Tapered as u8;
pub(super) const ODD: u8 = Symmetry::Odd as u8;
pub(super) const STEP: u8 = Symmetry::Step as u8;
pub(super) const ROOTED_STEP: u8 = Symmetry::RootedStep as u8;
pub(super) const ARMS: u8 = Symmetry::Arms as u8;
pub(super) const LINE: u8 = Symmetry::Line as u8;
pub(super) const ACROSS: u8 = Symmetry::Across as u8;
pub(super) const SETTLED: u8 = Symmetry::Settled as u8;

/// Whether polynomials of so many terms are of the function itself. About a root they have
/// less digits the farther from it they reach: a half interval, which is all that is next to 0
/// if all intervals are to its left, is near enough, and for half precision a whole one is.
pub(super) const fn is_direct(symmetry: u8, terms: usize) -> bool {
    match symmetry {
        RAMP | TAPERED | ODD | STEP | LINE => true,
        ROOTED_STEP | SETTLED => false,
        _ => terms < TERMS,
    }
}

/// What arguments on a line are multiplied with, where they are looked up: those beyond 32
/// widths of an interval then are out of range, long before values overflow.
const LINE_SCALE: f64 = 1.0 / 64.0;

/// How far lines reach, in widths of an interval: half a width to the right of 0 where they are
/// looked up.
pub(super) const LINE_WIDTHS: f64 = 0.5 / LINE_SCALE;

impl Range {
    pub(super) fn of(layout: Layout, function: ValueAndSlope<'_>) -> Self {
        let Layout { intervals, root, sign, symmetry, end, .. } = layout;
        // A zero that is added to a zero of either sign changes nothing if it is negative.
        let offset = |root: f64| if root == 0.0 { -0.0 } else { -sign * root };
        let (scale, offset) = root.map_or((0.0, sign), |root| (sign, offset(root)));
        let per_unit = |width: f64| (1.0 / width) as f32;
        let Intervals { count, left, left_width, right_width, taper, .. } = intervals;
        let grid = Grid {
            left: per_unit(left_width),
            right: per_unit(right_width),
            more: taper as f32,
            below: left,
            count,
        };
        let common = match symmetry {
            Symmetry::Ramp | Symmetry::Tapered => 2.0 * function(0.0).1,
            Symmetry::Arms => function(end).0,
            Symmetry::Line => function(1.0).1,
            Symmetry::Settled => (1.0 - LINE_SCALE) * intervals.last_start(),
            _ => 2.0 * function(0.0).0,
        };
        let lost = |x: f64| x - f64::from(x as f32);
        let (rest, end) = (lost(offset), [end, lost(end)]);
        Range { grid, scale, offset, rest, symmetry, common, end }
    }

    /// Half of the intervals, from that one on.
    pub(super) fn inner(mut self, first: usize) -> Self {
        self.grid.below -= first;
        self.grid.count /= 2;
        self
    }

    /// Whether an element has an interval, or of a union whether all have.
    #[inline(always)]
    pub(super) fn has<V: Lookup>(self, interval: V) -> V::Mask {
        interval.is_interval(self.grid)
    }

    /// What the polynomials are of.
    #[inline(always)]
    fn argument<V: Lookup, const SYMMETRY: u8>(self, x: V) -> V {
        match SYMMETRY {
            NONE | ACROSS => x,
            ARMS => x.min_num(self.mirrored(x)),
            LINE => x.min_num(x * x.splat(LINE_SCALE)),
            SETTLED => x.min_num(x.fma(x.splat(LINE_SCALE), x.splat(self.common))),
            _ => x.to_the_left(),
        }
    }

    /// The argument to the left of `end / 2` for one to the right of it.
    #[inline(always)]
    fn mirrored<V: Lookup>(self, x: V) -> V {
        (x.splat(self.end[0]) - x) + x.splat(self.end[1])
    }

    /// What polynomials are multiplied with.
    #[inline(always)]
    fn factor<V: Lookup>(self, x: V) -> V {
        x.fma(x.splat(self.scale), x.splat(self.offset))
    }

    /// The interval of an argument.
    #[inline(always)]
    pub(super) fn interval<V: Lookup, const SYMMETRY: u8>(self, x: V) -> V {
        let argument = self.argument::<V, SYMMETRY>(x);
        match SYMMETRY {
            NONE => argument.interval(self.grid),
            ARMS => argument.interval_of_one_width(self.grid),
            TAPERED | ROOTED_STEP => argument.interval_tapered(self.grid),
            _ => argument.interval_about(self.grid),
        }
    }
}

impl<const N: usize> Both<N> {
    #[inline(always)]
    fn value<V: Lookup, const SYMMETRY: u8>(&self, range: Range, x: V) -> V {
        let interval = range.interval::<V, SYMMETRY>(x);
        let argument = range.argument::<V, SYMMETRY>(x);
        let parts = argument.piece(interval, &self.value);
        let common = x.splat(range.common);
        let right = x.splat(0.0).less(x);
        let direct = is_direct(SYMMETRY, N);
        match SYMMETRY {
            // Of zeros the second counts, which has the sign of the result; to the left the zero
            // is negative, so that a result that underflows keeps its sign.
            RAMP | TAPERED => x.splat(-0.0).max_num(x).fma(common, parts.value()),
            ODD => parts.value().flipped_right(x),
            STEP => {
                let left = parts.value();
                V::blend(right, common - left, left)
            }
            ROOTED_STEP => {
                let left = parts.times_sum(range.factor(argument), x.splat(range.rest));
                V::blend(right, common - left, left)
            }
            ARMS => {
                let left = if direct { parts.value() } else { parts.times(range.factor(argument)) };
                V::blend(range.mirrored(x).less(x), common - left, left)
            }
            LINE => V::blend(right, x * common, parts.value()),
            NONE | ACROSS if direct => parts.value(),
            _ => parts.times(range.factor(x)),
        }
    }

    #[inline(always)]
    fn slope<V: Lookup, const SYMMETRY: u8>(&self, range: Range, x: V) -> V {
        let interval = range.interval::<V, SYMMETRY>(x);
        let slope = range.argument::<V, SYMMETRY>(x).piece(interval, &self.slope).value();
        let (common, right) = (x.splat(range.common), x.splat(0.0).less(x));
        match SYMMETRY {
            RAMP | TAPERED => V::blend(right, common - slope, slope),
            LINE => V::blend(right, common, slope),
            _ => slope,
        }
    }
}

/// `y = f(x)`; elements out of range are computed by `apart`.
#[inline(always)]
pub(super) fn forward<V, T: Memory, const N: usize, const SYMMETRY: u8>(
    token: <V as Lanes<T>>::Token,
    range: Range,
    terms: &Both<N>,
    x: &[T],
    y: &mut [T],
    apart: Apart<'_, T>,
) where
    V: Marks<T> + Lookup,
{
    let zero = V::constant(token, 0.0);
    for (x, y) in x.chunks(MANY).zip(y.chunks_mut(MANY)) {
        let mut blocks = 0;
        for (k, (x, y)) in x.chunks(BLOCK).zip(y.chunks_mut(BLOCK)).enumerate() {
            let mut seen = zero.no_interval();
            sweep::<V, T>(
                x.len(),
                #[inline(always)]
                |i, full| {
                    let v = load::<V, T>(token, x, i, full);
                    store_finite::<V, T>(terms.value::<V, SYMMETRY>(range, v), y, i, full);
                    seen = seen.united(range.interval::<V, SYMMETRY>(v));
                },
            );
            blocks |= u64::from(V::any(!range.has(seen))) << k;
        }
        if blocks != 0 {
            let job = Job { x, gy: None, y: Some(y), gx: None };
            others::compute::<V, T, SYMMETRY>(token, range, blocks, job, apart);
        }
    }
}

/// `gx = gy f'(x)`, and `y = f(x)` where it is wanted; elements out of range, and gradients
/// that are not finite, are treated by `apart`.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub(super) fn backward<V, T: Memory, const N: usize, const SYMMETRY: u8>(
    token: <V as Lanes<T>>::Token,
    range: Range,
    terms: &Both<N>,
    x: &[T],
    gy: &[T],
    mut y: Option<&mut [T]>,
    gx: &mut [T],
    apart: Apart<'_, T>,
) where
    V: Marks<T> + Lookup,
{
    let zero = V::constant(token, 0.0);
    for start in (0..x.len()).step_by(MANY) {
        let part = start..(start + MANY).min(x.len());
        let (x, gy, gx) = (&x[part.clone()], &gy[part.clone()], &mut gx[part.clone()]);
        let mut y = y.as_deref_mut().map(|y| &mut y[part]);
        let mut blocks = 0;
        for (k, start) in (0..x.len()).step_by(BLOCK).enumerate() {
            let block = start..(start + BLOCK).min(x.len());
            let (x, gy, gx) = (&x[block.clone()], &gy[block.clone()], &mut gx[block.clone()]);
            let mut y = y.as_deref_mut().map(|y| &mut y[block]);
            let (mut seen, mut flaws) = (zero.no_interval(), zero);
            sweep::<V, T>(
                x.len(),
                #[inline(always)]
                |i, full| {
                    let v = load::<V, T>(token, x, i, full);
                    let g = load::<V, T>(token, gy, i, full);
                    store_finite::<V, T>(g * terms.slope::<V, SYMMETRY>(range, v), gx, i, full);
                    if let Some(y) = y.as_deref_mut() {
                        store_finite::<V, T>(terms.value::<V, SYMMETRY>(range, v), y, i, full);
                    }
                    seen = seen.united(range.interval::<V, SYMMETRY>(v));
                    flaws = g.flaws(flaws);
                },
            );
            let apart = V::any(!(range.has(seen) & flaws.less_equal(zero)));
            blocks |= u64::from(apart) << k;
        }
        if blocks != 0 {
            let job = Job { x, gy: Some(gy), y, gx: Some(gx) };
            others::compute::<V, T, SYMMETRY>(token, range, blocks, job, apart);
        }
    }
}
