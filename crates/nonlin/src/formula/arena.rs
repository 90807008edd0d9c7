//! Where register code keeps its numbers, and how it runs over them.

use super::code::{Code, Instruction, OPERANDS, Operand, Operation, Target};
use super::ends::{Out, Source};
use super::machine::step;
use super::operations::product;
use super::registers::{Place, Register, STEP};
use crate::program::Node;
use crate::real::Real;

/// The most elements of a block with registers.
pub(super) const LONGEST: usize = 2048;

/// The most elements of a block where nothing is kept in between: enough that what a block
/// costs by itself does not show.
const NOTHING_KEPT: usize = 1 << 15;

/// Bytes that a block may take with its registers: most of the first-level cache.
const CACHE: usize = 36 * 1024;

/// Lanes of the widest vector.
const LANES: usize = 16;

/// Numbers that begin where a vector should: one that straddles two lines of the cache
/// takes twice as long.
#[derive(Debug, Default)]
struct Aligned<B> {
    storage: Vec<B>,
    start: usize,
    len: usize,
}

impl<B: Register> Aligned<B> {
    /// Bytes of a line of the cache.
    const LINE: usize = 64;

    fn grow(&mut self, len: usize) {
        if self.len < len {
            let slack = Self::LINE / size_of::<B>();
            self.storage = vec![B::default(); len + slack];
            // Where no such place is known any other will do.
            self.start = self.storage.as_ptr().align_offset(Self::LINE).min(slack);
            self.len = len;
        }
    }

    fn slice(&self) -> &[B] {
        &self.storage[self.start..self.start + self.len]
    }

    fn slice_mut(&mut self) -> &mut [B] {
        &mut self.storage[self.start..self.start + self.len]
    }
}

/// Registers and uniforms of one thread.
#[derive(Debug, Default)]
pub(super) struct Arena<B> {
    /// The registers, room for results, and behind them the uniforms, each as often as the
    /// widest vector has lanes.
    numbers: Aligned<B>,
    /// Elements of a block.
    block: usize,
    registers: usize,
    /// Where the uniforms begin.
    uniforms: usize,
    scalars: Vec<f64>,
}

impl<B: Register> Arena<B> {
    /// Makes room for the code, and computes what does not depend on `x`. How many elements
    /// can be run over at a time.
    pub(super) fn prepare(&mut self, code: &Code, parameters: &[f64]) -> usize {
        self.registers = code.registers;
        // Beside the registers there are elements that are read and written.
        let bytes = code.registers * size_of::<B>() + 3 * size_of::<f32>();
        self.block = match code.registers {
            0 if code.only_goes_out() => NOTHING_KEPT,
            _ => (CACHE / bytes / STEP * STEP).clamp(STEP, LONGEST),
        };
        self.uniforms = (code.registers + code.outputs()) * self.block;
        self.numbers.grow(self.uniforms + code.uniforms.len() * LANES);
        self.scalars.clear();
        let lanes = self.numbers.slice_mut()[self.uniforms..].chunks_exact_mut(LANES);
        for (&node, lanes) in code.uniforms.iter().zip(lanes) {
            let value = uniform(node, &self.scalars, parameters);
            self.scalars.push(value);
            lanes.fill(B::of(value));
        }
        self.block
    }

    /// A result of the last run that was kept.
    pub(super) fn output(&self, k: usize) -> &[B] {
        &self.numbers.slice()[(self.registers + k) * self.block..][..self.block]
    }

    /// Runs the code over the elements of `x`. Results go where `outs` says; those that it
    /// does not name are kept. Whether all that went out was finite.
    pub(super) fn run(
        &mut self,
        code: &Code,
        place: Place,
        x: Source<'_, B>,
        outs: &mut [Option<Out<'_, B>>],
    ) -> bool {
        let mut finite = true;
        for instruction in &code.instructions {
            finite &= self.instruction(place, instruction, x, outs);
        }
        finite
    }

    fn instruction(
        &mut self,
        place: Place,
        instruction: &Instruction,
        x: Source<'_, B>,
        outs: &mut [Option<Out<'_, B>>],
    ) -> bool {
        let &Instruction { operation, to, watches, ref from } = instruction;
        let (uniforms, length) = (self.uniforms, self.block);
        let numbers = self.numbers.slice_mut();
        let kept = match to {
            Target::Register(k) => k as usize,
            Target::Output(k) => {
                if let Some(Some(out)) = outs.get_mut(k) {
                    let (after, gap) = (&[][..], 0);
                    let bank =
                        Bank { before: numbers, after, gap, length, uniforms, x, watches, from };
                    return step(place, operation, To::Out(out), &bank);
                }
                self.registers + k
            }
        };
        let (before, others) = numbers.split_at_mut(kept * length);
        let gap = if matches!(operation, Operation::Both(_)) { 2 * length } else { length };
        let (to, after) = others.split_at_mut(gap);
        let bank = Bank { before, after, gap, length, uniforms, x, watches, from };
        step(place, operation, To::Register(to), &bank)
    }
}

/// Where one instruction writes.
pub(super) enum To<'t, 'a, B> {
    Register(&'t mut [B]),
    Out(&'t mut Out<'a, B>),
}

/// All numbers but the block that is written, and which of them the operands are.
pub(super) struct Bank<'a, B> {
    before: &'a [B],
    after: &'a [B],
    /// How many are written.
    gap: usize,
    /// How many a register has.
    pub(super) length: usize,
    /// Where the uniforms begin among all numbers.
    uniforms: usize,
    pub(super) x: Source<'a, B>,
    /// Whether this is to see if `x` is finite.
    pub(super) watches: bool,
    from: &'a [Operand; OPERANDS],
}

impl<'a, B: Copy> Bank<'a, B> {
    /// Called in the loops' own functions: what is put together elsewhere comes through
    /// memory, in pieces that are not those it is read in, and that costs more than a block.
    #[inline(always)]
    pub(super) fn source(&self, k: usize) -> Source<'a, B> {
        match self.from[k] {
            Operand::Input => self.x,
            Operand::Register(k) => {
                Source::Block(self.numbers(k as usize * self.length, self.length))
            }
            Operand::Uniform(k) => {
                Source::Uniform(self.numbers(self.uniforms + k as usize * LANES, LANES))
            }
        }
    }

    #[inline(always)]
    fn numbers(&self, at: usize, len: usize) -> &'a [B] {
        let before = self.before.len();
        if at < before {
            &self.before[at..at + len]
        } else {
            &self.after[at - before - self.gap..][..len]
        }
    }
}

/// The value of a node that does not depend on `x`.
fn uniform(node: Node, values: &[f64], parameters: &[f64]) -> f64 {
    let v = |id: u32| values[id as usize];
    let truth = |holds: bool| f64::from(u8::from(holds));
    match node {
        Node::Input => f64::NAN,
        Node::Parameter(k) => parameters.get(k).copied().unwrap_or(f64::NAN),
        Node::Constant(bits) => f64::from_bits(bits),
        Node::Neg(a) => -v(a),
        Node::Add(a, b) => v(a) + v(b),
        Node::Sub(a, b) => v(a) - v(b),
        Node::Mul(a, b) => product(v(a), v(b)),
        Node::Div(a, b) => v(a) / v(b),
        Node::Abs(a) => v(a).abs(),
        Node::Sqrt(a) => v(a).sqrt(),
        Node::Floor(a) => v(a).floor(),
        Node::Power(a, b) => v(a).powr(v(b)),
        Node::Atom(atom, a) => atom.eval(v(a)),
        Node::Less(a, b) => truth(v(a) < v(b)),
        Node::LessEqual(a, b) => truth(v(a) <= v(b)),
        Node::And(a, b) => truth(v(a) != 0.0 && v(b) != 0.0),
        Node::Or(a, b) => truth(v(a) != 0.0 || v(b) != 0.0),
        Node::Select(mask, yes, no) | Node::Stable(mask, yes, no) => {
            if v(mask) == 0.0 {
                v(no)
            } else {
                v(yes)
            }
        }
    }
}
