//! The loops: piecewise polynomials over slices.

use super::fit::Intervals;
use super::{Apart, Both, Layout, Symmetry};
use crate::kernels::loops::{load, store, store_finite, sweep};
use crate::kernels::plan::Job;
use crate::numbers::{Grid, Lanes, Lookup, Memory};

/// Which elements the polynomials are of, and what they are multiplied with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range {
    grid: Grid,
    /// The value is the polynomial times `scale x + offset`, unless it is that of a ramp.
    scale: f64,
    offset: f64,
    pub(super) symmetry: Symmetry,
    /// What a function and its mirror image have in common: a slope of ramps, a value of
    /// steps.
    common: f64,
}

/// Symmetries as numbers, for kernels of their own.
pub(super) const NONE: u8 = Symmetry::None as u8;
pub(super) const RAMP: u8 = Symmetry::Ramp as u8;
pub(super) const ODD: u8 = Symmetry::Odd as u8;
pub(super) const STEP: u8 = Symmetry::Step as u8;

impl Range {
    /// For a function that has that value and that slope at 0.
    pub(super) fn of(layout: Layout, (value, slope): (f64, f64)) -> Self {
        let Layout { intervals, root, sign, symmetry } = layout;
        // A zero that is added to a zero of either sign changes nothing if it is negative.
        let offset = |root: f64| if root == 0.0 { -0.0 } else { -sign * root };
        let (scale, offset) = root.map_or((0.0, sign), |root| (sign, offset(root)));
        let per_unit = |width: f64| (1.0 / width) as f32;
        let Intervals { left, left_width, right_width } = intervals;
        let grid = Grid { left: per_unit(left_width), right: per_unit(right_width), below: left };
        let common = 2.0 * if symmetry == Symmetry::Ramp { slope } else { value };
        Range { grid, scale, offset, symmetry, common }
    }

    /// What the polynomials are of.
    #[inline(always)]
    fn argument<V: Lookup, const SYMMETRY: u8>(x: V) -> V {
        if SYMMETRY == NONE { x } else { x.to_the_left() }
    }

    /// What polynomials are multiplied with.
    #[inline(always)]
    fn factor<V: Lookup>(self, x: V) -> V {
        x.fma(x.splat(self.scale), x.splat(self.offset))
    }

    /// The interval of an argument.
    #[inline(always)]
    fn interval<V: Lookup, const SYMMETRY: u8>(self, x: V) -> V {
        Self::argument::<V, SYMMETRY>(x).interval(self.grid)
    }
}

impl<const N: usize> Both<N> {
    #[inline(always)]
    fn value<V: Lookup, const SYMMETRY: u8>(&self, range: Range, x: V) -> V {
        let interval = range.interval::<V, SYMMETRY>(x);
        let argument = Range::argument::<V, SYMMETRY>(x);
        let parts = argument.piece(interval, &self.value);
        match SYMMETRY {
            RAMP => {
                let ramp = x.max_num(x.splat(0.0));
                // Of zeros the sum may have the other sign.
                ramp.fma(x.splat(range.common), parts.value()).with_sign(range.factor(x))
            }
            STEP => {
                let left = parts.times(range.factor(argument));
                V::blend(x.splat(0.0).less(x), x.splat(range.common) - left, left)
            }
            _ => parts.times(range.factor(x)),
        }
    }

    #[inline(always)]
    fn slope<V: Lookup, const SYMMETRY: u8>(&self, range: Range, x: V) -> V {
        let interval = range.interval::<V, SYMMETRY>(x);
        let slope = Range::argument::<V, SYMMETRY>(x).piece(interval, &self.slope).value();
        if SYMMETRY == RAMP {
            V::blend(x.splat(0.0).less(x), x.splat(range.common) - slope, slope)
        } else {
            slope
        }
    }
}

/// Elements that are looked at together: if one is out of range, the kernel of the formula
/// computes all of them, and those that are out of range take its results.
const BLOCK: usize = 256;

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
    V: Lanes<T> + Lookup,
{
    let zero = V::constant(token, 0.0);
    for (x, y) in x.chunks(BLOCK).zip(y.chunks_mut(BLOCK)) {
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
        if V::any(!seen.is_interval()) {
            let mut ys = [T::default(); BLOCK];
            let ys = &mut ys[..x.len()];
            apart(Job { x, gy: None, y: Some(&mut *ys), gx: None });
            replace::<V, T, SYMMETRY>(token, range, x, None, ys, y);
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
    V: Lanes<T> + Lookup,
{
    let zero = V::constant(token, 0.0);
    for start in (0..x.len()).step_by(BLOCK) {
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
                // 0 times what is not finite is NaN, which stays.
                flaws = g.fma(zero, flaws);
            },
        );
        if V::any(!(seen.is_interval() & flaws.less_equal(zero))) {
            let (mut ys, mut ds) = ([T::default(); BLOCK], [T::default(); BLOCK]);
            let (ys, ds) = (&mut ys[..x.len()], &mut ds[..x.len()]);
            let wanted = y.is_some().then_some(&mut *ys);
            apart(Job { x, gy: Some(gy), y: wanted, gx: Some(&mut *ds) });
            replace::<V, T, SYMMETRY>(token, range, x, Some(gy), ds, gx);
            if let Some(y) = y {
                // A gradient that is not finite changes no value.
                replace::<V, T, SYMMETRY>(token, range, x, None, ys, y);
            }
        }
    }
}

/// Replaces results for `x` out of range, or gradients that are not finite.
#[inline(always)]
fn replace<V, T: Memory, const SYMMETRY: u8>(
    token: <V as Lanes<T>>::Token,
    range: Range,
    x: &[T],
    gy: Option<&[T]>,
    others: &[T],
    results: &mut [T],
) where
    V: Lanes<T> + Lookup,
{
    let infinity = V::constant(token, f64::INFINITY);
    sweep::<V, T>(
        x.len(),
        #[inline(always)]
        |i, full| {
            let x = load::<V, T>(token, x, i, full);
            let mut keep = range.interval::<V, SYMMETRY>(x).is_interval();
            if let Some(gy) = gy {
                keep = keep & load::<V, T>(token, gy, i, full).magnitude().less(infinity);
            }
            let result = load::<V, T>(token, results, i, full);
            let other = load::<V, T>(token, others, i, full);
            store(V::blend(keep, result, other), results, i, full);
        },
    );
}
