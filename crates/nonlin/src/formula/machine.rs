//! Running register code over blocks.
//!
//! There is one loop per instruction, in vectors, over a block that stays in the
//! first-level cache.

use super::code::{Code, INPUT, Operand, Operation};
use super::number::Number;
use super::operations::*;
use crate::atoms::{Atom, Visitor};
use crate::kernels::table::at_level;
use crate::level::Level;
use crate::numbers::{Pack, Quick, V64};
use crate::program::Node;
use crate::real::Real;

/// Elements of a block.
pub(super) const BLOCK: usize = 512;

/// Elements of the longest vector.
const WIDEST: usize = 32;

/// Vectors side by side; a debug build has less to compile.
const SIDE_BY_SIDE: usize = if cfg!(debug_assertions) { 2 } else { 4 };

/// As f32 is computed: in f64, without compensation.
pub(super) type Fast<S> = Quick<Pack<V64<S>, SIDE_BY_SIDE>>;
/// With all digits of f64.
type Exact<S> = Pack<V64<S>, 2>;

/// How numbers are computed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Digits {
    /// As many as f32 sees.
    Few,
    /// As many as f64 has.
    All,
}

/// Numbers that begin where a vector should: one that straddles two lines of the cache
/// takes twice as long.
#[derive(Debug, Default)]
struct Aligned {
    storage: Vec<f64>,
    start: usize,
    len: usize,
}

impl Aligned {
    /// Bytes of a line of the cache, and the numbers in it.
    const LINE: usize = 64;
    const SLACK: usize = Self::LINE / size_of::<f64>();

    fn grow(&mut self, len: usize) {
        if self.len < len {
            self.storage = vec![0.0; len + Self::SLACK];
            // Where no such place is known any other will do.
            self.start = self.storage.as_ptr().align_offset(Self::LINE).min(Self::SLACK);
            self.len = len;
        }
    }

    fn slice(&self) -> &[f64] {
        &self.storage[self.start..self.start + self.len]
    }

    fn slice_mut(&mut self) -> &mut [f64] {
        &mut self.storage[self.start..self.start + self.len]
    }
}

/// Registers and uniforms of one thread.
#[derive(Debug, Default)]
pub(super) struct Arena {
    /// The registers, and behind them the uniforms, each as often as the longest vector
    /// has lanes.
    numbers: Aligned,
    registers: usize,
    scalars: Vec<f64>,
}

impl Arena {
    /// Makes room for the code, and computes what does not depend on `x`.
    pub(super) fn prepare(&mut self, code: &Code, parameters: &[f64]) {
        self.registers = code.registers;
        let uniforms = self.registers * BLOCK;
        self.numbers.grow(uniforms + code.uniforms.len() * WIDEST);
        self.scalars.clear();
        let lanes = self.numbers.slice_mut()[uniforms..].chunks_exact_mut(WIDEST);
        for (&node, lanes) in code.uniforms.iter().zip(lanes) {
            let value = uniform(node, &self.scalars, parameters);
            self.scalars.push(value);
            lanes.fill(value);
        }
    }

    /// Where `x` goes.
    pub(super) fn input(&mut self) -> &mut [f64] {
        &mut self.numbers.slice_mut()[INPUT as usize * BLOCK..][..BLOCK]
    }

    /// A result of the last run.
    pub(super) fn output(&self, register: u32) -> &[f64] {
        &self.numbers.slice()[register as usize * BLOCK..][..BLOCK]
    }

    /// Runs the code over the first `len` elements of `x`, and a few more.
    pub(super) fn run(&mut self, code: &Code, level: Level, digits: Digits, len: usize) {
        let uniforms = self.registers * BLOCK;
        let numbers = self.numbers.slice_mut();
        for instruction in &code.instructions {
            let (before, others) = numbers.split_at_mut(instruction.to as usize * BLOCK);
            let (to_block, after) = others.split_at_mut(BLOCK);
            let bank = Bank { before, after, uniforms, from: &instruction.from };
            step(Place { level, digits, len }, instruction.operation, to_block, bank);
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

/// An operand: a block, or one vector for all.
#[derive(Clone, Copy)]
struct Source<'a> {
    slice: &'a [f64],
    /// What of the place in a block counts here: all of it, or nothing.
    mask: usize,
}

impl Source<'_> {
    #[inline(always)]
    fn load<V: Number>(self, token: V::Token, i: usize) -> V {
        let at = i & self.mask;
        V::from_block(token, &self.slice[at..at + V::LEN])
    }
}

/// All numbers but the block that is written, and which of them the operands are.
#[derive(Clone, Copy)]
struct Bank<'a> {
    before: &'a [f64],
    after: &'a [f64],
    /// Where the uniforms begin among all numbers.
    uniforms: usize,
    from: &'a [Operand; 4],
}

impl<'a> Bank<'a> {
    /// Called in the loops' own functions: what is put together elsewhere comes through
    /// memory, in pieces that are not those it is read in, and that costs more than a block.
    #[inline(always)]
    fn source(self, k: usize) -> Source<'a> {
        let (at, len, mask) = match self.from[k] {
            Operand::Register(k) => (k as usize * BLOCK, BLOCK, usize::MAX),
            Operand::Uniform(k) => (self.uniforms + k as usize * WIDEST, WIDEST, 0),
        };
        let before = self.before.len();
        let slice = if at < before {
            &self.before[at..at + len]
        } else {
            &self.after[at - before - BLOCK..][..len]
        };
        Source { slice, mask }
    }
}

/// How an instruction runs, and over how many elements.
#[derive(Clone, Copy)]
struct Place {
    level: Level,
    digits: Digits,
    len: usize,
}

fn step(place: Place, operation: Operation, to: &mut [f64], bank: Bank<'_>) {
    let job = Job { place, to, bank };
    match operation {
        Operation::Neg => job.run::<Neg>(),
        Operation::Add => job.run::<Add>(),
        Operation::Sub => job.run::<Sub>(),
        Operation::Mul => job.run::<Mul>(),
        Operation::Div => job.run::<Div>(),
        Operation::Abs => job.run::<Abs>(),
        Operation::Sqrt => job.run::<Sqrt>(),
        Operation::Floor => job.run::<Floor>(),
        Operation::Power => job.run::<Power>(),
        Operation::MulAdd => job.run::<MulAdd>(),
        Operation::MulSub => job.run::<MulSub>(),
        Operation::Less => job.run::<Less>(),
        Operation::LessEqual => job.run::<LessEqual>(),
        Operation::And => job.run::<Mul>(),
        Operation::Or => job.run::<Or>(),
        Operation::Select => job.run::<Select>(),
        Operation::SelectLess => job.run::<SelectLess>(),
        Operation::SelectLessEqual => job.run::<SelectLessEqual>(),
        Operation::Atom(atom) => atom.visit(job),
    }
}

/// One instruction over a block.
struct Job<'a> {
    place: Place,
    to: &'a mut [f64],
    bank: Bank<'a>,
}

impl Job<'_> {
    fn run<E: Each>(self) {
        sweep_at::<E>(self.place, self.to, self.bank);
    }
}

impl Visitor for Job<'_> {
    fn visit<A: Atom>(self) {
        self.run::<OfAtom<A>>();
    }
}

/// Each loop is a function of its own at each level: in one that had all of them, the
/// compiler gives up on inlining.
#[inline(never)]
fn sweep_at<E: Each>(place: Place, to: &mut [f64], bank: Bank<'_>) {
    let Place { level, digits, len } = place;
    match digits {
        Digits::Few => at_level!(level, true, Fast, Quick<f64>, |V, token| {
            sweep::<V, E>(token, to, len, bank);
        }),
        Digits::All => at_level!(level, true, Exact, f64, |V, token| {
            sweep::<V, E>(token, to, len, bank);
        }),
    }
}

#[inline(always)]
fn sweep<V: Number, E: Each>(token: V::Token, to: &mut [f64], len: usize, bank: Bank<'_>) {
    let (a, b, c, d) = (bank.source(0), bank.source(1), bank.source(2), bank.source(3));
    let blocks = to[..len.next_multiple_of(V::LEN)].chunks_exact_mut(V::LEN);
    let mut i = 0;
    for to in blocks {
        let value = E::each::<V>(
            #[inline(always)]
            |k| match k {
                0 => a.load(token, i),
                1 => b.load(token, i),
                2 => c.load(token, i),
                _ => d.load(token, i),
            },
        );
        value.to_block(to);
        i += V::LEN;
    }
}
