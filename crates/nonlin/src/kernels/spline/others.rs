//! Elements that the polynomials are not of: by the formula, packed.

use super::Apart;
use super::loops::Range;
use crate::kernels::loops::{load, store, store_finite, sweep};
use crate::kernels::plan::Job;
use crate::numbers::{Lanes, Lookup, Marks, Memory};

/// Elements that are looked at together.
pub(super) const BLOCK: usize = 256;

/// Elements of which those out of range are packed together: a bit says of each block whether
/// it has any.
pub(super) const MANY: usize = 64 * BLOCK;

/// How many are packed before the formula computes them: as long as another block has room.
const ROOM: usize = 2 * BLOCK;

/// Marked elements of a block: those that are not 0, and as bits.
#[derive(Clone, Copy)]
struct Marked<T> {
    marks: [T; BLOCK],
    bits: [u64; BLOCK / 64],
}

/// Computes the elements of these blocks that are out of range, and gradients that are not
/// finite, by the formula. If few in a block are, they are packed first: the formula takes as
/// long for one element as for a pack of vectors.
#[inline(always)]
pub(super) fn compute<V, T: Memory, const SYMMETRY: u8>(
    token: <V as Lanes<T>>::Token,
    range: Range,
    mut blocks: u64,
    job: Job<'_, T>,
    apart: Apart<'_, T>,
) where
    V: Marks<T> + Lookup,
{
    let Job { x, gy, mut y, mut gx } = job;
    let mut packed = Packed::<T>::new();
    while blocks != 0 {
        let start = blocks.trailing_zeros() as usize * BLOCK;
        blocks &= blocks - 1;
        let block = start..(start + BLOCK).min(x.len());
        let (xs, gs) = (&x[block.clone()], gy.map(|gy| &gy[block.clone()]));
        let all = marked::<V, T, SYMMETRY>(token, range, xs, gs);
        // A gradient that is not finite changes no value.
        let values = match (&y, gs) {
            (Some(_), Some(_)) => marked::<V, T, SYMMETRY>(token, range, xs, None),
            _ => all,
        };
        let mut count = 0;
        for bits in all.bits {
            count += bits.count_ones() as usize;
        }
        if 2 * count > xs.len() {
            let (mut ys, mut ds) = ([T::default(); BLOCK], [T::default(); BLOCK]);
            let (y, gx) = (
                y.as_deref_mut().map(|y| &mut y[block.clone()]),
                gx.as_deref_mut().map(|gx| &mut gx[block]),
            );
            apart(Job {
                x: xs,
                gy: gs,
                y: y.is_some().then_some(&mut ys[..xs.len()]),
                gx: gx.is_some().then_some(&mut ds[..xs.len()]),
            });
            if let Some(gx) = gx {
                replace::<V, T>(token, &all.marks, &ds, gx);
            }
            if let Some(y) = y {
                replace::<V, T>(token, &values.marks, &ys, y);
            }
            continue;
        }
        for (word, (mut bits, values)) in all.bits.into_iter().zip(values.bits).enumerate() {
            while bits != 0 {
                let bit = bits.trailing_zeros();
                let has_value = values >> bit & 1 == 1;
                packed.push(start + 64 * word + bit as usize, has_value, x, gy);
                bits &= bits - 1;
            }
        }
        if packed.count > ROOM - BLOCK {
            let job = Job { x, gy, y: y.as_deref_mut(), gx: gx.as_deref_mut() };
            packed.compute(job, apart);
        }
    }
    if packed.count > 0 {
        packed.compute(Job { x, gy, y, gx }, apart);
    }
}

/// Marks the elements of a block that are out of range, and those whose gradients are not
/// finite.
#[inline(always)]
fn marked<V, T: Memory, const SYMMETRY: u8>(
    token: <V as Lanes<T>>::Token,
    range: Range,
    x: &[T],
    gy: Option<&[T]>,
) -> Marked<T>
where
    V: Marks<T> + Lookup,
{
    let (zero, one) = (V::constant(token, 0.0), V::constant(token, 1.0));
    let infinity = V::constant(token, f64::INFINITY);
    let mut marked = Marked { marks: [T::default(); BLOCK], bits: [0; BLOCK / 64] };
    let marks = &mut marked.marks[..x.len()];
    sweep::<V, T>(
        x.len(),
        #[inline(always)]
        |i, full| {
            let x = load::<V, T>(token, x, i, full);
            let mut keep = range.interval::<V, SYMMETRY>(x).is_interval();
            if let Some(gy) = gy {
                keep = keep & load::<V, T>(token, gy, i, full).magnitude().less(infinity);
            }
            store_finite(V::blend(keep, zero, one), marks, i, full);
        },
    );
    for (bits, marks) in marked.bits.iter_mut().zip(marked.marks.chunks_exact(64)) {
        *bits = V::marks(token, marks);
    }
    marked
}

/// Replaces the results of marked elements.
#[inline(always)]
fn replace<V, T: Memory>(
    token: <V as Lanes<T>>::Token,
    marks: &[T],
    others: &[T],
    results: &mut [T],
) where
    V: Lanes<T> + Lookup,
{
    let (zero, len) = (V::constant(token, 0.0), results.len());
    sweep::<V, T>(
        len,
        #[inline(always)]
        |i, full| {
            let keep = load::<V, T>(token, &marks[..len], i, full).less_equal(zero);
            let result = load::<V, T>(token, results, i, full);
            let other = load::<V, T>(token, &others[..len], i, full);
            store(V::blend(keep, result, other), results, i, full);
        },
    );
}

/// Set in a place whose value is wanted, besides the gradient.
const VALUE: u16 = 1 << 15;

/// Elements side by side that are not so in memory.
struct Packed<T> {
    count: usize,
    places: [u16; ROOM],
    x: [T; ROOM],
    gy: [T; ROOM],
    y: [T; ROOM],
    gx: [T; ROOM],
}

impl<T: Memory> Packed<T> {
    #[inline(always)]
    fn new() -> Self {
        const { assert!(MANY <= VALUE as usize) };
        let none = [T::default(); ROOM];
        Packed { count: 0, places: [0; ROOM], x: none, gy: none, y: none, gx: none }
    }

    #[inline(always)]
    fn push(&mut self, place: usize, has_value: bool, x: &[T], gy: Option<&[T]>) {
        self.places[self.count] = place as u16 | if has_value { VALUE } else { 0 };
        self.x[self.count] = x[place];
        if let Some(gy) = gy {
            self.gy[self.count] = gy[place];
        }
        self.count += 1;
    }

    /// Computes them, and puts the results where they belong; none are left.
    #[inline(always)]
    fn compute(&mut self, job: Job<'_, T>, apart: Apart<'_, T>) {
        let Job { gy, y, gx, .. } = job;
        let all = ..std::mem::take(&mut self.count);
        apart(Job {
            x: &self.x[all],
            gy: gy.map(|_| &self.gy[all]),
            y: y.is_some().then_some(&mut self.y[all]),
            gx: gx.is_some().then_some(&mut self.gx[all]),
        });
        let places = &self.places[all];
        if let Some(y) = y {
            for (&place, &value) in places.iter().zip(&self.y) {
                if place & VALUE != 0 {
                    y[usize::from(place & !VALUE)] = value;
                }
            }
        }
        if let Some(gx) = gx {
            for (&place, &gradient) in places.iter().zip(&self.gx) {
                gx[usize::from(place & !VALUE)] = gradient;
            }
        }
    }
}
