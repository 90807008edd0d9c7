//! Where operands come from and where results go.

use super::blocks::{Plain, PlainMut};
use super::number::Number;

/// An operand: numbers of the registers' type, one number for all elements, or elements
/// that are converted on the way.
#[derive(Clone, Copy, Debug)]
pub(super) enum Source<'a, B> {
    Block(&'a [B]),
    Uniform(&'a [B]),
    Single(&'a [f32]),
}

impl<B> Source<'_, B> {
    #[inline(always)]
    pub(super) fn load<V: Number<Block = B>>(self, token: V::Token, i: usize) -> V {
        match self {
            Source::Block(from) => V::from_block(token, &from[i..i + V::LEN]),
            Source::Uniform(from) => V::from_uniform(token, from),
            Source::Single(from) => V::from_single(token, &from[i..i + V::LEN]),
        }
    }
}

/// Elements that are written.
#[derive(Debug)]
pub(super) enum Slot<'a, B> {
    Block(&'a mut [B]),
    Single(&'a mut [f32]),
}

impl<B> Slot<'_, B> {
    #[inline(always)]
    fn store<V: Number<Block = B>>(&mut self, value: V, i: usize) {
        match self {
            Slot::Block(to) => value.to_block(&mut to[i..i + V::LEN]),
            Slot::Single(to) => value.to_single(&mut to[i..i + V::LEN]),
        }
    }
}

/// A result on its way out: in the range of the type, and times a gradient if it is a
/// slope.
#[derive(Debug)]
pub(super) struct Out<'a, B> {
    pub(super) slot: Slot<'a, B>,
    pub(super) gradient: Option<Source<'a, B>>,
    /// The largest number of the type.
    pub(super) limit: f64,
}

impl<B: Copy> Out<'_, B> {
    /// Writes a result and adds 0 times it, and the gradient, to `seen`, which stays 0 if
    /// they are finite.
    #[inline(always)]
    pub(super) fn put<V: Number<Block = B>>(
        &mut self,
        token: V::Token,
        i: usize,
        value: V,
        seen: V,
    ) -> V {
        let zero = value.lit(0.0);
        let seen = value.mul_add(zero, seen);
        let bounded = value.bounded(value.lit(self.limit));
        if let Some(gradient) = self.gradient {
            let gradient = gradient.load::<V>(token, i);
            self.slot.store(gradient * bounded, i);
            return gradient.mul_add(zero, seen);
        }
        self.slot.store(bounded, i);
        seen
    }
}

/// How registers of a type see elements.
pub(super) trait Sees: Sized {
    fn source(from: Plain<'_>) -> Source<'_, Self>;
    fn slot(to: PlainMut<'_>) -> Slot<'_, Self>;
    /// A register as those of f64 see it.
    fn widened(from: &[Self]) -> Source<'_, f64>;
}

impl Sees for f64 {
    fn source(from: Plain<'_>) -> Source<'_, f64> {
        match from {
            Plain::Single(from) => Source::Single(from),
            Plain::Double(from) => Source::Block(from),
        }
    }
    fn slot(to: PlainMut<'_>) -> Slot<'_, f64> {
        match to {
            PlainMut::Single(to) => Slot::Single(to),
            PlainMut::Double(to) => Slot::Block(to),
        }
    }
    fn widened(from: &[f64]) -> Source<'_, f64> {
        Source::Block(from)
    }
}

// Elements of f64 are never computed in f32.
impl Sees for f32 {
    fn source(from: Plain<'_>) -> Source<'_, f32> {
        match from {
            Plain::Single(from) => Source::Block(from),
            Plain::Double(_) => Source::Block(&[]),
        }
    }
    fn slot(to: PlainMut<'_>) -> Slot<'_, f32> {
        match to {
            PlainMut::Single(to) => Slot::Block(to),
            PlainMut::Double(_) => Slot::Block(&mut []),
        }
    }
    fn widened(from: &[f32]) -> Source<'_, f64> {
        Source::Single(from)
    }
}
