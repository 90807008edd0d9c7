//! Elements that the polynomials are not of: by the formula, packed.

use super::Apart;
use super::loops::Range;
use crate::float::Float;
use crate::kernels::loops::{load, store, sweep};
use crate::kernels::plan::Job;
use crate::numbers::{Lanes, Lookup, MODERATE, Marks, Memory};

/// Elements that are looked at together.
pub(super) const BLOCK: usize = 256;

/// Elements of which those out of range are packed together: a bit says of each block whether
/// it has any.
pub(super) const MANY: usize = 64 * BLOCK;

/// How many are packed before the formula computes them: as long as another block has room.
const ROOM: usize = 2 * BLOCK;

/// A bit for each element of a block.
type Bits = [u64; BLOCK / 64];

/// Computes the elements of these blocks that are out of range, and gradients that are not
/// finite, by the formula. If few in a block are, they are packed first: the formula takes as
/// long for one element as for a pack of vectors. So does what the formula resorts to for
/// elements out of its own domain, which are packed apart.
#[inline(always)]
pub(super) fn compute<V, T: Memory, const SYMMETRY: u8>(
    token: <V as Lanes<T>>::Token,
    range: Range,
    mut blocks: u64,
    mut job: Job<'_, T>,
    apart: Apart<'_, T>,
) where
    V: Marks<T> + Lookup,
{
    let (x, gy) = (job.x, job.gy);
    let (mut near, mut far) = (Packed::<T>::new(), Packed::<T>::new());
    while blocks != 0 {
        let start = blocks.trailing_zeros() as usize * BLOCK;
        blocks &= blocks - 1;
        let block = start..(start + BLOCK).min(x.len());
        let (xs, gs) = (&x[block.clone()], gy.map(|gy| &gy[block.clone()]));
        let these = others::<V, T, SYMMETRY>(token, range, xs, gs);
        // A gradient that is not finite changes no value.
        let values = match (&job.y, gs) {
            (Some(_), Some(_)) => others::<V, T, SYMMETRY>(token, range, xs, None),
            _ => these,
        };
        let mut count = 0;
        for bits in these {
            count += bits.count_ones() as usize;
        }
        if 2 * count > xs.len() {
            let (mut ys, mut ds) = ([T::default(); BLOCK], [T::default(); BLOCK]);
            let (y, gx) = (
                job.y.as_deref_mut().map(|y| &mut y[block.clone()]),
                job.gx.as_deref_mut().map(|gx| &mut gx[block]),
            );
            apart(Job {
                x: xs,
                gy: gs,
                y: y.is_some().then_some(&mut ys[..xs.len()]),
                gx: gx.is_some().then_some(&mut ds[..xs.len()]),
            });
            if let Some(gx) = gx {
                replace::<V, T, SYMMETRY>(token, range, xs, gs, &ds, gx);
            }
            if let Some(y) = y {
                replace::<V, T, SYMMETRY>(token, range, xs, None, &ys, y);
            }
            continue;
        }
        let mut bits = these;
        if is_half::<T>()
            && let Some(beyond) = beyond::<V, T>(token, xs)
        {
            let (within, without) = divided(bits, beyond);
            bits = within;
            far.push(start, without, values, job.again(), apart);
        }
        near.push(start, bits, values, job.again(), apart);
    }
    near.compute(job.again(), apart);
    if is_half::<T>() {
        far.compute(job, apart);
    }
}

/// Those of the bits that the others do not have, and those that they have.
#[inline(always)]
fn divided(bits: Bits, others: Bits) -> (Bits, Bits) {
    let (mut without, mut with) = (bits, bits);
    for (word, others) in others.into_iter().enumerate() {
        without[word] &= !others;
        with[word] &= others;
    }
    (without, with)
}

/// Whether the formula's own domain ends before infinity, at [`MODERATE`].
const fn is_half<T>() -> bool {
    size_of::<T>() < size_of::<f32>()
}

/// Which elements of a block are out of range, or have gradients that are not finite.
#[inline(always)]
fn others<V, T: Memory, const SYMMETRY: u8>(
    token: <V as Lanes<T>>::Token,
    range: Range,
    x: &[T],
    gy: Option<&[T]>,
) -> Bits
where
    V: Marks<T> + Lookup,
{
    marked::<V, T>(
        token,
        x.len(),
        #[inline(always)]
        |i, full| !kept::<V, T, SYMMETRY>(token, range, x, gy, i, full),
    )
}

/// Whether elements are in range, with finite gradients.
#[inline(always)]
fn kept<V, T: Memory, const SYMMETRY: u8>(
    token: <V as Lanes<T>>::Token,
    range: Range,
    x: &[T],
    gy: Option<&[T]>,
    i: usize,
    full: bool,
) -> <V as Float>::Mask
where
    V: Lanes<T> + Lookup,
{
    let keep = range.has(range.interval::<V, SYMMETRY>(load::<V, T>(token, x, i, full)));
    let Some(gy) = gy else { return keep };
    let infinity = V::constant(token, f64::INFINITY);
    keep & load::<V, T>(token, gy, i, full).magnitude().less(infinity)
}

/// Which elements of a block are out of the domain of the formula in half precision, if any.
#[inline(always)]
fn beyond<V: Marks<T> + Lookup, T: Memory>(token: <V as Lanes<T>>::Token, x: &[T]) -> Option<Bits> {
    let moderate = V::constant(token, f64::from(MODERATE));
    let bits = marked::<V, T>(
        token,
        x.len(),
        #[inline(always)]
        |i, full| !load::<V, T>(token, x, i, full).magnitude().less_equal(moderate),
    );
    (bits != [0; BLOCK / 64]).then_some(bits)
}

/// The masks of vectors of a block, as bits; those of what a last one is padded with are 0.
#[inline(always)]
fn marked<V: Marks<T>, T: Memory>(
    token: V::Token,
    len: usize,
    mask: impl Fn(usize, bool) -> <V as Float>::Mask,
) -> Bits {
    const { assert!(64 % V::LEN == 0) };
    let mut marked = [0; BLOCK / 64];
    sweep::<V, T>(
        len,
        #[inline(always)]
        |i, full| marked[i / 64] |= V::bits(token, mask(i, full)) << (i % 64),
    );
    marked
}

/// Replaces the results of elements that are out of range, or have gradients that are not
/// finite.
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
    sweep::<V, T>(
        x.len(),
        #[inline(always)]
        |i, full| {
            let keep = kept::<V, T, SYMMETRY>(token, range, x, gy, i, full);
            let result = load::<V, T>(token, results, i, full);
            let other = load::<V, T>(token, &others[..x.len()], i, full);
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

    /// Packs the elements of a block that have bits, those for the gradient alone as well as
    /// those with a bit for the value; computes all if another block had no room.
    #[inline(always)]
    fn push(
        &mut self,
        start: usize,
        bits: Bits,
        values: Bits,
        job: Job<'_, T>,
        apart: Apart<'_, T>,
    ) {
        for (word, (mut bits, values)) in bits.into_iter().zip(values).enumerate() {
            while bits != 0 {
                let bit = bits.trailing_zeros();
                let place = start + 64 * word + bit as usize;
                let value = if values >> bit & 1 == 1 { VALUE } else { 0 };
                self.places[self.count] = place as u16 | value;
                self.x[self.count] = job.x[place];
                if let Some(gy) = job.gy {
                    self.gy[self.count] = gy[place];
                }
                self.count += 1;
                bits &= bits - 1;
            }
        }
        if self.count > ROOM - BLOCK {
            self.compute(job, apart);
        }
    }

    /// Computes them, and puts the results where they belong; none are left.
    #[inline(always)]
    fn compute(&mut self, job: Job<'_, T>, apart: Apart<'_, T>) {
        if self.count == 0 {
            return;
        }
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
