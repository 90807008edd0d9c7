//! One instruction over a block.
//!
//! There is one loop per instruction, in vectors. The first instruction reads elements as
//! they lie in memory and the last one writes such, so that short formulas make no pass
//! over the block but their own.

use super::arena::{Bank, To};
use super::code::{OPERANDS, Operation};
use super::ends::Source;
use super::number::{Number, zero};
use super::operations::*;
use super::pairs::with_slope;
use super::registers::{Place, Register};
use crate::atoms::Atom;

/// Runs one instruction; whether what went out was finite.
pub(super) fn step<B: Register>(
    place: Place,
    operation: Operation,
    to: To<'_, '_, B>,
    bank: &Bank<'_, B>,
) -> bool {
    let job = Job { place, to, bank };
    match operation {
        Operation::Move => job.run::<Move>(),
        Operation::Neg => job.run::<Neg>(),
        Operation::Add => job.run::<Add>(),
        Operation::Sub => job.run::<Sub>(),
        Operation::Mul => job.run::<Mul>(),
        Operation::Div => job.run::<Div>(),
        Operation::Abs => job.run::<Abs>(),
        Operation::Sqrt => job.run::<Sqrt>(),
        Operation::Floor => job.run::<Floor>(),
        Operation::Power => B::power(job),
        Operation::MulAdd => job.run::<MulAdd>(),
        Operation::MulSub => job.run::<MulSub>(),
        Operation::Less => job.run::<Less>(),
        Operation::LessEqual => job.run::<LessEqual>(),
        Operation::And => job.run::<Mul>(),
        Operation::Or => job.run::<Or>(),
        Operation::Select => job.run::<Select>(),
        Operation::SelectLess => job.run::<SelectLess>(),
        Operation::SelectLessEqual => job.run::<SelectLessEqual>(),
        Operation::AtLeast => job.run::<AtLeast>(),
        Operation::AtMost => job.run::<AtMost>(),
        Operation::Product => job.run::<Product>(),
        Operation::Scaled => job.run::<Scaled>(),
        Operation::Clamp => job.run::<Clamp>(),
        Operation::Atom(atom) => B::atom(job, atom),
        Operation::Slope(atom) => with_slope(job, atom, false),
        Operation::Both(atom) => with_slope(job, atom, true),
    }
}

/// One instruction over a block.
pub(super) struct Job<'t, 'a, B> {
    pub(super) place: Place,
    pub(super) to: To<'t, 'a, B>,
    pub(super) bank: &'t Bank<'t, B>,
}

impl<B: Register> Job<'_, '_, B> {
    pub(super) fn run<E: Each>(self) -> bool {
        B::sweep::<E>(self.place, self.to, self.bank)
    }
}

/// One loop. Whether what went out is finite, and `x` where that is watched.
#[inline(always)]
pub(super) fn sweep<V: Number, E: Each>(
    token: V::Token,
    mut to: To<'_, '_, V::Block>,
    len: usize,
    bank: &Bank<'_, V::Block>,
) -> bool {
    // A loop: what methods of arrays call might not become part of this function.
    let mut from = [bank.source(0); OPERANDS];
    for (k, from) in from.iter_mut().enumerate() {
        *from = bank.source(k);
    }
    if !E::IS_LONG
        && let To::Register(to) = to
    {
        let mut i = 0;
        for to in to[..len].chunks_exact_mut(V::LEN) {
            value::<V, E>(token, from, i).to_block(to);
            i += V::LEN;
        }
        return true;
    }
    let mut seen = zero::<V>(token);
    for i in (0..len).step_by(V::LEN) {
        let value = value::<V, E>(token, from, i);
        match &mut to {
            To::Register(to) => value.to_block(&mut to[i..i + V::LEN]),
            To::Out(out) => seen = out.put(token, i, value, seen),
        }
        if bank.watches {
            seen = watched(token, bank, i, seen);
        }
    }
    seen.is_zero()
}

#[inline(always)]
fn value<V: Number, E: Each>(
    token: V::Token,
    from: [Source<'_, V::Block>; OPERANDS],
    i: usize,
) -> V {
    E::each::<V>(
        #[inline(always)]
        |k| from[k].load(token, i),
    )
}

/// `seen`, with 0 times `x` added.
#[inline(always)]
fn watched<V: Number>(token: V::Token, bank: &Bank<'_, V::Block>, i: usize, seen: V) -> V {
    bank.x.load::<V>(token, i).mul_add(seen.lit(0.0), seen)
}

/// An atom and its derivative, each as by itself: what they have in common is computed once.
#[inline(always)]
pub(super) fn sweep_pair<V: Number, A: Atom, D: Atom>(
    token: V::Token,
    to: &mut [V::Block],
    len: usize,
    bank: &Bank<'_, V::Block>,
) -> bool {
    let (value, slope) = to.split_at_mut(bank.length);
    let from = [bank.source(0), bank.source(1), bank.source(2)];
    let mut seen = zero::<V>(token);
    for i in (0..len).step_by(V::LEN) {
        let u = affine::<V>(from[0].load(token, i), from[1].load(token, i), from[2].load(token, i));
        V::atom::<A>(u.into()).collapse().to_block(&mut value[i..i + V::LEN]);
        V::atom::<D>(u.into()).collapse().to_block(&mut slope[i..i + V::LEN]);
        if bank.watches {
            seen = watched(token, bank, i, seen);
        }
    }
    seen.is_zero()
}
