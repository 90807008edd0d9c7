//! A program as register code: one instruction after the other, each over a block.

use super::build::Build;
use crate::atoms::AtomId;
use crate::program::{Id, Node, Program};

/// What an instruction does with its operands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Operation {
    Move,
    Neg,
    Add,
    Sub,
    Mul,
    Div,
    Abs,
    Sqrt,
    Floor,
    Power,
    /// `d A(a b + c)`
    Atom(AtomId),
    /// `A(a b + c) + d (e A'(a b + c))`
    Slope(AtomId),
    /// `A(a b + c)`, and `A'(a b + c)` in the next register.
    Both(AtomId),
    /// `a b + c`
    MulAdd,
    /// `c - a b`
    MulSub,
    /// 1 where `a < b`, else 0: truth values are numbers here.
    Less,
    LessEqual,
    And,
    Or,
    /// `b` where `a` is not 0, else `c`.
    Select,
    /// `c` where `a < b`, else `d`.
    SelectLess,
    SelectLessEqual,
    /// The larger: `b` where they tie.
    AtLeast,
    /// The smaller: `b` where they tie.
    AtMost,
    /// `a (b c)`
    Product,
    /// `(a b + c) d`
    Scaled,
    /// The sum of the first two, at least the third and at most the fourth.
    Clamp,
}

impl Operation {
    /// Whether looking if `x` is finite is hidden behind it, wherever its result goes.
    fn hides_a_look(self) -> bool {
        matches!(self, Operation::Atom(_) | Operation::Slope(_) | Operation::Both(_))
    }
}

/// Where an operand is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Operand {
    /// The elements of `x`.
    Input,
    /// A block of numbers.
    Register(u32),
    /// A number that is the same for all elements.
    Uniform(u32),
}

/// Where a result goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Target {
    /// A register that is none of the operands.
    Register(u32),
    /// Out: it is a result of the code, and nothing else needs it.
    Output(usize),
}

/// The most operands of an instruction.
pub(super) const OPERANDS: usize = 5;

#[derive(Clone, Copy, Debug)]
pub(super) struct Instruction {
    pub(super) operation: Operation,
    pub(super) to: Target,
    /// Whether it is to see if `x` is finite.
    pub(super) watches: bool,
    pub(super) from: [Operand; OPERANDS],
}

/// What computes some results of a program.
#[derive(Clone, Debug)]
pub(super) struct Code {
    /// What does not depend on `x`, in order; operands are places in this list.
    pub(super) uniforms: Vec<Node>,
    pub(super) instructions: Vec<Instruction>,
    /// How many registers it takes.
    pub(super) registers: usize,
    /// Which results of the program it computes.
    pub(super) wanted: Vec<usize>,
}

impl Code {
    /// The code for some of the results, in this order. The first is always given a place to
    /// go to.
    pub(super) fn of(program: &Program, wanted: &[usize]) -> Code {
        let outputs: Vec<Id> = wanted.iter().map(|&k| program.outputs()[k]).collect();
        let mut code = Build::new(program, &outputs).code();
        code.wanted = wanted.to_vec();
        let reads = |i: &Instruction| i.from.contains(&Operand::Input);
        let first = code.instructions.iter().position(reads);
        let watcher =
            first.filter(|&k| code.instructions[k].operation.hides_a_look()).or_else(|| {
                let goes_out = |i: &Instruction| reads(i) && i.to == Target::Output(0);
                code.instructions.iter().position(goes_out)
            });
        if let Some(k) = watcher {
            code.instructions[k].watches = true;
        }
        code
    }

    /// Whether values and slopes are all that it gives: derivatives by parameters are kept
    /// for their sums.
    pub(super) fn only_goes_out(&self) -> bool {
        self.wanted.iter().all(|&k| k < 2)
    }

    /// How many results it has.
    pub(super) fn outputs(&self) -> usize {
        self.wanted.len()
    }

    /// Whether an instruction sees if `x` is finite, so that nothing else need look at it.
    pub(super) fn watches(&self) -> bool {
        self.instructions.iter().any(|i| i.watches)
    }
}
