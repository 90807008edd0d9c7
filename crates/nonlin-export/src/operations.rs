//! Programs as they are printed: arithmetic, comparisons, selections, calls.

use nonlin::atoms::AtomId;

/// The index of an operation in its routine.
pub(crate) type Id = usize;

/// What is called: by its own name where the language has it, otherwise a helper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Callee {
    /// An atom of one argument.
    Atom(AtomId),
    /// The first, which is not negative, to the power of the second.
    Power,
    /// The product, which is 0 where the second factor is, even if the first is infinite.
    Gate,
    /// The first, or the nearest finite number where the second, the argument, is finite.
    Finite,
    /// Two to the power of an integer between -126 and 127.
    TwoTo,
    /// The exponent that brings a positive normal number to `[sqrt(1/2), sqrt(2))`.
    Exponent,
}

/// An operation. `Mul` is the plain product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Op {
    Argument(usize),
    Constant(u64),
    Neg(Id),
    Add(Id, Id),
    Sub(Id, Id),
    Mul(Id, Id),
    Div(Id, Id),
    Abs(Id),
    Sqrt(Id),
    Floor(Id),
    /// A truth value that is known.
    Known(bool),
    Less(Id, Id),
    LessEqual(Id, Id),
    Equal(Id, Id),
    And(Id, Id),
    Or(Id, Id),
    Select(Id, Id, Id),
    Call(Callee, Id, Option<Id>),
}

impl Op {
    pub(crate) fn operands(self) -> impl Iterator<Item = Id> {
        let operands = match self {
            Op::Argument(_) | Op::Constant(_) | Op::Known(_) => [None; 3],
            Op::Neg(a) | Op::Abs(a) | Op::Sqrt(a) | Op::Floor(a) => [Some(a), None, None],
            Op::Add(a, b)
            | Op::Sub(a, b)
            | Op::Mul(a, b)
            | Op::Div(a, b)
            | Op::Less(a, b)
            | Op::LessEqual(a, b)
            | Op::Equal(a, b)
            | Op::And(a, b)
            | Op::Or(a, b) => [Some(a), Some(b), None],
            Op::Select(a, b, c) => [Some(a), Some(b), Some(c)],
            Op::Call(_, a, b) => [Some(a), b, None],
        };
        operands.into_iter().flatten()
    }

    /// The same operation with the operands replaced.
    pub(crate) fn map(self, f: impl Fn(Id) -> Id) -> Op {
        match self {
            Op::Argument(_) | Op::Constant(_) | Op::Known(_) => self,
            Op::Neg(a) => Op::Neg(f(a)),
            Op::Add(a, b) => Op::Add(f(a), f(b)),
            Op::Sub(a, b) => Op::Sub(f(a), f(b)),
            Op::Mul(a, b) => Op::Mul(f(a), f(b)),
            Op::Div(a, b) => Op::Div(f(a), f(b)),
            Op::Abs(a) => Op::Abs(f(a)),
            Op::Sqrt(a) => Op::Sqrt(f(a)),
            Op::Floor(a) => Op::Floor(f(a)),
            Op::Less(a, b) => Op::Less(f(a), f(b)),
            Op::LessEqual(a, b) => Op::LessEqual(f(a), f(b)),
            Op::Equal(a, b) => Op::Equal(f(a), f(b)),
            Op::And(a, b) => Op::And(f(a), f(b)),
            Op::Or(a, b) => Op::Or(f(a), f(b)),
            Op::Select(a, b, c) => Op::Select(f(a), f(b), f(c)),
            Op::Call(callee, a, b) => Op::Call(callee, f(a), b.map(f)),
        }
    }

    /// Whether it is a truth value.
    pub(crate) fn is_truth(self) -> bool {
        matches!(
            self,
            Op::Known(_)
                | Op::Less(..)
                | Op::LessEqual(..)
                | Op::Equal(..)
                | Op::And(..)
                | Op::Or(..)
        )
    }
}

/// A function of the source: operands before operations.
#[derive(Clone, Debug)]
pub(crate) struct Routine {
    pub(crate) name: String,
    pub(crate) arguments: Vec<String>,
    pub(crate) ops: Vec<Op>,
    pub(crate) results: Vec<Id>,
}
