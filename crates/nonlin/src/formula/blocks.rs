//! Elements of any type as registers see them.

use half::{bf16, f16};

use super::arena::LONGEST;
use super::ends::Source;
use super::number::{Number, zero};
use super::registers::STEP;
use crate::kernels::convert::Half;
use crate::kernels::table::at_level;
use crate::level::Level;
use crate::numbers::{Memory, Pack, Quick, V32, V64};

/// Elements as they can be computed with.
#[derive(Clone, Copy, Debug)]
pub enum Plain<'a> {
    /// f32, and what is stored in half of it.
    Single(&'a [f32]),
    /// f64.
    Double(&'a [f64]),
}

/// Elements that are written, likewise.
#[derive(Debug)]
pub enum PlainMut<'a> {
    /// f32, and what is stored in half of it.
    Single(&'a mut [f32]),
    /// f64.
    Double(&'a mut [f64]),
}

/// Room for a block of elements that are not where they are computed with.
#[derive(Debug, Default)]
pub struct Buffer {
    single: Vec<f32>,
    double: Vec<f64>,
}

/// An element type by blocks.
pub trait Blocks: Memory {
    /// Whether registers see it as it is.
    const PLAIN: bool;
    /// The elements as they are, if that is a type of registers.
    fn plain(from: &[Self]) -> Option<Plain<'_>>;
    /// The same of elements that are written.
    fn plain_mut(to: &mut [Self]) -> Option<PlainMut<'_>>;
    /// The elements in a buffer, up to the end of a vector: the last one repeated, or 0.
    fn copied<'a>(level: Level, from: &[Self], buffer: &'a mut Buffer, repeated: bool)
    -> Plain<'a>;
    /// Room for so many elements, and others after them.
    fn room(len: usize, buffer: &mut Buffer) -> PlainMut<'_>;
    /// What was written to that room.
    fn fetch(level: Level, buffer: &Buffer, to: &mut [Self]);
}

/// Whole vectors for so many elements.
fn room<T: Copy + Default>(buffer: &mut Vec<T>, len: usize) -> &mut [T] {
    buffer.resize(LONGEST, T::default());
    &mut buffer[..len.next_multiple_of(STEP)]
}

fn padding<T: Copy + Default>(elements: &[T], repeated: bool) -> T {
    elements.last().copied().filter(|_| repeated).unwrap_or_default()
}

macro_rules! plain {
    ($t:ident, $plain:ident, $buffer:ident) => {
        impl Blocks for $t {
            const PLAIN: bool = true;
            fn plain(from: &[Self]) -> Option<Plain<'_>> {
                Some(Plain::$plain(from))
            }
            fn plain_mut(to: &mut [Self]) -> Option<PlainMut<'_>> {
                Some(PlainMut::$plain(to))
            }
            fn copied<'a>(
                _: Level,
                from: &[Self],
                buffer: &'a mut Buffer,
                repeated: bool,
            ) -> Plain<'a> {
                let block = room(&mut buffer.$buffer, from.len());
                let (to, rest) = block.split_at_mut(from.len());
                to.copy_from_slice(from);
                rest.fill(padding(to, repeated));
                Plain::$plain(block)
            }
            fn room(len: usize, buffer: &mut Buffer) -> PlainMut<'_> {
                PlainMut::$plain(room(&mut buffer.$buffer, len))
            }
            fn fetch(_: Level, buffer: &Buffer, to: &mut [Self]) {
                to.copy_from_slice(&buffer.$buffer[..to.len()]);
            }
        }
    };
}
plain!(f32, Single, single);
plain!(f64, Double, double);

macro_rules! halves {
    ($($t:ident)+) => {
        $(impl Blocks for $t {
            const PLAIN: bool = false;
            fn plain(_: &[Self]) -> Option<Plain<'_>> {
                None
            }
            fn plain_mut(_: &mut [Self]) -> Option<PlainMut<'_>> {
                None
            }
            fn copied<'a>(
                level: Level,
                from: &[Self],
                buffer: &'a mut Buffer,
                repeated: bool,
            ) -> Plain<'a> {
                let block = room(&mut buffer.single, from.len());
                let (to, rest) = block.split_at_mut(from.len());
                Half::widen(level, from, to);
                rest.fill(padding(to, repeated));
                Plain::Single(block)
            }
            fn room(len: usize, buffer: &mut Buffer) -> PlainMut<'_> {
                PlainMut::Single(room(&mut buffer.single, len))
            }
            fn fetch(level: Level, buffer: &Buffer, to: &mut [Self]) {
                Half::narrow(level, &buffer.single[..to.len()], to);
            }
        })+
    };
}
halves! { f16 bf16 }

/// Vectors that finite elements are looked for in.
type Singles<S> = Quick<Pack<V32<S>, 4>>;
type Doubles<S> = Quick<Pack<V64<S>, 4>>;

impl Plain<'_> {
    pub(super) fn len(self) -> usize {
        match self {
            Plain::Single(from) => from.len(),
            Plain::Double(from) => from.len(),
        }
    }

    /// Whether all elements are finite; there are whole vectors of them.
    pub(super) fn is_finite(self, level: Level) -> bool {
        let mut finite = true;
        match self {
            Plain::Single(from) => at_level!(level, true, Singles, Quick<f32>, |V, token| {
                finite = all_finite::<V>(token, from);
            }),
            Plain::Double(from) => at_level!(level, true, Doubles, Quick<f64>, |V, token| {
                finite = all_finite::<V>(token, from);
            }),
        }
        finite
    }
}

/// 0 times what is not finite is NaN, which stays.
#[inline(always)]
fn all_finite<V: Number>(token: V::Token, from: &[V::Block]) -> bool {
    let zero = zero::<V>(token);
    let mut sum = zero;
    for from in from.chunks_exact(V::LEN) {
        sum = V::from_block(token, from).mul_add(zero, sum);
    }
    sum.is_zero()
}

/// The sum of gradients times slopes, of which each is in the range of the type, and
/// whether all was finite.
pub(super) fn sum(
    level: Level,
    limit: f64,
    len: usize,
    slopes: Source<'_, f64>,
    gy: Source<'_, f64>,
) -> (f64, bool) {
    let mut result = (0.0, true);
    at_level!(level, true, Doubles, Quick<f64>, |V, token| {
        result = sum_of::<V>(token, limit, len, slopes, gy);
    });
    result
}

#[inline(always)]
fn sum_of<V: Number<Block = f64>>(
    token: V::Token,
    limit: f64,
    len: usize,
    slopes: Source<'_, f64>,
    gy: Source<'_, f64>,
) -> (f64, bool) {
    let zero = zero::<V>(token);
    let (mut sum, mut seen) = (zero, zero);
    for i in (0..len).step_by(V::LEN) {
        let (d, g) = (slopes.load::<V>(token, i), gy.load::<V>(token, i));
        seen = d.mul_add(zero, seen);
        sum = g.mul_add(d.bounded(d.lit(limit)), sum);
    }
    let mut lanes = [0.0; STEP];
    sum.to_block(&mut lanes);
    (lanes.iter().sum(), seen.is_zero())
}
