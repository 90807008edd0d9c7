//! The loops: piecewise polynomials over slices.

use super::fit::Intervals;
use super::{Apart, Both, Layout};
use crate::kernels::loops::{load, store, store_finite, sweep};
use crate::kernels::plan::Job;
use crate::numbers::{Grid, Lanes, Lookup, Memory};
use crate::real::Real;

/// Which elements the polynomials are of, and what they are multiplied with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range {
    /// The smallest and the largest.
    pub(super) bounds: [f64; 2],
    pub(super) grid: Grid,
    /// The value is the polynomial times `scale x + offset`, whose sign it has.
    pub(super) scale: f64,
    pub(super) offset: f64,
}

impl Range {
    pub(super) fn of(layout: Layout) -> Self {
        let Layout { intervals, root, sign } = layout;
        let (scale, offset) = root.map_or((0.0, sign), |root| (sign, -sign * root));
        let per_unit = |width: f64| (1.0 / width) as f32;
        let Intervals { left_width, right_width, .. } = intervals;
        let grid = Grid { left: per_unit(left_width), right: per_unit(right_width) };
        Range { bounds: intervals.bounds(), grid, scale, offset }
    }
}

impl<const N: usize> Both<N> {
    #[inline(always)]
    fn value<V: Lookup>(&self, range: Range, x: V) -> V {
        let Range { grid, scale, offset, .. } = range;
        let factor = x.fma(x.splat(scale), x.splat(offset));
        // Where the factor is a zero the sum may have the other sign.
        x.piece(grid, &self.value).times(factor).with_sign(factor)
    }

    #[inline(always)]
    fn slope<V: Lookup>(&self, range: Range, x: V) -> V {
        x.piece(range.grid, &self.slope).value()
    }
}

/// Elements that are looked at together: if one is out of range, the kernel of the formula
/// computes all of them, and those that are out of range take its results.
const BLOCK: usize = 256;

/// `y = f(x)`; elements out of range are computed by `apart`.
#[inline(always)]
pub(super) fn forward<V: Lanes<T> + Lookup, T: Memory, const N: usize>(
    token: <V as Lanes<T>>::Token,
    range: Range,
    terms: &Both<N>,
    x: &[T],
    y: &mut [T],
    apart: Apart<'_, T>,
) {
    let here = Here::<V>::of::<T>(token, range);
    for (x, y) in x.chunks(BLOCK).zip(y.chunks_mut(BLOCK)) {
        let mut within = true;
        sweep::<V, T>(
            x.len(),
            #[inline(always)]
            |i, full| {
                let v = load::<V, T>(token, x, i, full);
                store_finite::<V, T>(terms.value(range, v), y, i, full);
                within &= V::all(here.has(v));
            },
        );
        if !within {
            let mut ys = [T::default(); BLOCK];
            let ys = &mut ys[..x.len()];
            apart(Job { x, gy: None, y: Some(&mut *ys), gx: None });
            here.replace::<T>(token, x, None, ys, y);
        }
    }
}

/// `gx = gy f'(x)`, and `y = f(x)` where it is wanted; elements out of range, and gradients
/// that are not finite, are treated by `apart`.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub(super) fn backward<V: Lanes<T> + Lookup, T: Memory, const N: usize>(
    token: <V as Lanes<T>>::Token,
    range: Range,
    terms: &Both<N>,
    x: &[T],
    gy: &[T],
    mut y: Option<&mut [T]>,
    gx: &mut [T],
    apart: Apart<'_, T>,
) {
    let here = Here::<V>::of::<T>(token, range);
    for start in (0..x.len()).step_by(BLOCK) {
        let block = start..(start + BLOCK).min(x.len());
        let (x, gy, gx) = (&x[block.clone()], &gy[block.clone()], &mut gx[block.clone()]);
        let mut y = y.as_deref_mut().map(|y| &mut y[block]);
        let mut within = true;
        sweep::<V, T>(
            x.len(),
            #[inline(always)]
            |i, full| {
                let v = load::<V, T>(token, x, i, full);
                let g = load::<V, T>(token, gy, i, full);
                within &= V::all(here.has(v) & here.finite(g));
                store_finite::<V, T>(g * terms.slope(range, v), gx, i, full);
                if let Some(y) = y.as_deref_mut() {
                    store_finite::<V, T>(terms.value(range, v), y, i, full);
                }
            },
        );
        if !within {
            let (mut ys, mut ds) = ([T::default(); BLOCK], [T::default(); BLOCK]);
            let (ys, ds) = (&mut ys[..x.len()], &mut ds[..x.len()]);
            let wanted = y.is_some().then_some(&mut *ys);
            apart(Job { x, gy: Some(gy), y: wanted, gx: Some(&mut *ds) });
            here.replace::<T>(token, x, Some(gy), ds, gx);
            if let Some(y) = y {
                // A gradient that is not finite changes no value.
                here.replace::<T>(token, x, None, ys, y);
            }
        }
    }
}

/// What tells elements in range from others.
struct Here<V> {
    low: V,
    high: V,
    infinity: V,
}

impl<V: Real> Here<V> {
    #[inline(always)]
    fn of<T: Memory>(token: <V as Lanes<T>>::Token, range: Range) -> Self
    where
        V: Lanes<T>,
    {
        let [low, high] = range.bounds;
        Here {
            low: V::constant(token, low),
            high: V::constant(token, high),
            infinity: V::constant(token, f64::INFINITY),
        }
    }

    #[inline(always)]
    fn has(&self, x: V) -> V::Mask {
        self.low.le(x) & x.le(self.high)
    }

    #[inline(always)]
    fn finite(&self, g: V) -> V::Mask {
        g.abs().lt(self.infinity)
    }

    /// Replaces results for `x` out of range, or gradients that are not finite.
    #[inline(always)]
    fn replace<T: Memory>(
        &self,
        token: <V as Lanes<T>>::Token,
        x: &[T],
        gy: Option<&[T]>,
        others: &[T],
        results: &mut [T],
    ) where
        V: Lanes<T>,
    {
        sweep::<V, T>(
            x.len(),
            #[inline(always)]
            |i, full| {
                let mut keep = self.has(load::<V, T>(token, x, i, full));
                if let Some(gy) = gy {
                    keep = keep & self.finite(load::<V, T>(token, gy, i, full));
                }
                let result = load::<V, T>(token, results, i, full);
                let other = load::<V, T>(token, others, i, full);
                store(V::select(keep, result, other), results, i, full);
            },
        );
    }
}
