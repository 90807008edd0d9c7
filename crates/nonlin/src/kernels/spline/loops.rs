//! The loops: piecewise polynomials over slices.

use super::fit::Intervals;
use super::{Both, Layout};
use crate::kernels::element::BLOCK;
use crate::kernels::loops::{load, store, sweep};
use crate::numbers::{Grid, Lanes, Lookup, Memory};

/// Which elements the polynomials are of, and what they are multiplied with.
#[derive(Clone, Copy)]
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
        let Layout { intervals, root, .. } = layout;
        let (scale, offset) = root.map_or((0.0, 1.0), |root| (1.0, -root));
        let per_unit = |width: f64| (1.0 / width) as f32;
        let Intervals { left_width, right_width, .. } = intervals;
        let grid = Grid { left: per_unit(left_width), right: per_unit(right_width) };
        Range { bounds: intervals.bounds(), grid, scale, offset }
    }

    fn has(&self, x: f64) -> bool {
        let [low, high] = self.bounds;
        low <= x && x <= high
    }
}

impl<const N: usize> Both<N> {
    #[inline(always)]
    fn value<V: Lookup>(&self, x: V) -> V {
        let Range { grid, scale, offset, .. } = self.range;
        let factor = x.fma(x.splat(scale), x.splat(offset));
        // Where the factor is a zero the sum may have the other sign.
        x.piece(grid, &self.value).times(factor).with_sign(factor)
    }

    #[inline(always)]
    fn slope<V: Lookup>(&self, x: V) -> V {
        x.piece(self.range.grid, &self.slope).value()
    }
}

/// `y = f(x)`; elements out of range are computed by `apart`.
#[inline(always)]
pub(super) fn forward<V: Lanes<T> + Lookup, T: Memory, const N: usize>(
    token: V::Token,
    both: &Both<N>,
    x: &[T],
    y: &mut [T],
    apart: impl Fn(&[T], &mut [T]),
) {
    let [low, high] = both.range.bounds.map(
        #[inline(always)]
        |c| V::constant(token, c),
    );
    for (x, y) in x.chunks(BLOCK).zip(y.chunks_mut(BLOCK)) {
        let mut within = true;
        sweep::<V, T>(
            x.len(),
            #[inline(always)]
            |i, full| {
                let v = load::<V, T>(token, x, i, full);
                store(both.value(v), y, i, full);
                within &= V::all(low.le(v) & v.le(high));
            },
        );
        if !within {
            forward_apart(&both.range, x, y, &apart);
        }
    }
}

/// `gx = gy f'(x)`, and `y = f(x)` where it is wanted; elements out of range, and gradients
/// that are not finite, are treated by `apart`.
#[inline(always)]
pub(super) fn backward<V: Lanes<T> + Lookup, T: Memory, const N: usize>(
    token: V::Token,
    both: &Both<N>,
    x: &[T],
    gy: &[T],
    mut y: Option<&mut [T]>,
    gx: &mut [T],
    apart: impl Fn(&[T], &[T], Option<&mut [T]>, &mut [T]),
) {
    let [low, high] = both.range.bounds.map(
        #[inline(always)]
        |c| V::constant(token, c),
    );
    let infinity = V::constant(token, f64::INFINITY);
    for start in (0..x.len()).step_by(BLOCK) {
        let range = start..(start + BLOCK).min(x.len());
        let (x, gy, gx) = (&x[range.clone()], &gy[range.clone()], &mut gx[range.clone()]);
        let mut y = y.as_deref_mut().map(|y| &mut y[range]);
        let mut within = true;
        sweep::<V, T>(
            x.len(),
            #[inline(always)]
            |i, full| {
                let v = load::<V, T>(token, x, i, full);
                let g = load::<V, T>(token, gy, i, full);
                within &= V::all(low.le(v) & v.le(high) & g.abs().lt(infinity));
                let slope = both.slope(v);
                store(g * slope, gx, i, full);
                if let Some(y) = y.as_deref_mut() {
                    store(both.value(v), y, i, full);
                }
            },
        );
        if !within {
            backward_apart(&both.range, x, gy, y, gx, &apart);
        }
    }
}

/// The places of elements in a block.
struct Places {
    places: [u16; BLOCK],
    count: usize,
}

impl Places {
    fn of(len: usize, wanted: impl Fn(usize) -> bool) -> Self {
        let (mut places, mut count) = ([0; BLOCK], 0);
        for i in 0..len {
            places[count] = i as u16;
            count += usize::from(wanted(i));
        }
        Places { places, count }
    }

    fn all(&self) -> impl Iterator<Item = usize> {
        self.places[..self.count].iter().map(|&i| usize::from(i))
    }

    /// Their elements, one after the other.
    fn packed<'a, T: Memory>(&self, from: &[T], to: &'a mut [T; BLOCK]) -> &'a [T] {
        for (to, i) in to.iter_mut().zip(self.all()) {
            *to = from[i];
        }
        &to[..self.count]
    }
}

#[cold]
#[inline(never)]
fn forward_apart<T: Memory>(range: &Range, x: &[T], y: &mut [T], apart: &impl Fn(&[T], &mut [T])) {
    let places = Places::of(x.len(), |i| !range.has(x[i].into()));
    let (mut xs, mut ys) = ([T::default(); BLOCK], [T::default(); BLOCK]);
    apart(places.packed(x, &mut xs), &mut ys[..places.count]);
    for (i, &result) in places.all().zip(&ys) {
        y[i] = result;
    }
}

#[cold]
#[inline(never)]
fn backward_apart<T: Memory>(
    range: &Range,
    x: &[T],
    gy: &[T],
    y: Option<&mut [T]>,
    gx: &mut [T],
    apart: &impl Fn(&[T], &[T], Option<&mut [T]>, &mut [T]),
) {
    let out = |i: usize| !range.has(x[i].into());
    let places = Places::of(x.len(), |i| out(i) || !gy[i].into().is_finite());
    let (mut xs, mut gs) = ([T::default(); BLOCK], [T::default(); BLOCK]);
    let (mut ys, mut ds) = ([T::default(); BLOCK], [T::default(); BLOCK]);
    let (xs, gs) = (places.packed(x, &mut xs), places.packed(gy, &mut gs));
    let wanted = y.is_some().then_some(&mut ys[..places.count]);
    apart(xs, gs, wanted, &mut ds[..places.count]);
    for (i, &result) in places.all().zip(&ds) {
        gx[i] = result;
    }
    if let Some(y) = y {
        // A gradient that is not finite changes no value.
        for (i, &result) in places.all().zip(&ys).filter(|&(i, _)| out(i)) {
            y[i] = result;
        }
    }
}
