//! What a kernel computes, as it is known while the kernel is compiled.

use std::collections::HashMap;

use crate::ranges::{Interval, interval};

/// The place of an operation among those before it.
pub(crate) type Id = usize;

/// A function of one number; see `math.rs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Math {
    Exp,
    Expm1,
    Ln,
    Log1p,
    Erf,
    Erfc,
    NormalCdf,
    Sin,
    Cos,
    Atan,
}

/// An operation on single-precision numbers, or on truth values.
///
/// In [`Code`], the results that are numbers and those that are truth values are counted
/// apart: a kernel keeps them in two lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Op {
    Input,
    Parameter(usize),
    /// As bits.
    Constant(u32),
    Neg(Id),
    Add(Id, Id),
    Sub(Id, Id),
    Mul(Id, Id),
    /// A product of which a factor of zero makes 0 even where the other is infinite.
    Absorb(Id, Id),
    Div(Id, Id),
    Abs(Id),
    Sqrt(Id),
    Floor(Id),
    Power(Id, Id),
    /// `exp(a b)` without the rounding error of the product.
    ExpProduct(Id, Id),
    Math(Math, Id),
    Less(Id, Id),
    LessEqual(Id, Id),
    And(Id, Id),
    Or(Id, Id),
    /// The truth value first.
    Select(Id, Id, Id),
}

impl Op {
    pub(crate) fn is_comparison(self) -> bool {
        matches!(self, Op::Less(..) | Op::LessEqual(..) | Op::And(..) | Op::Or(..))
    }

    fn operands(self) -> impl Iterator<Item = Id> {
        let operands = match self {
            Op::Input | Op::Parameter(_) | Op::Constant(_) => [None; 3],
            Op::Neg(a) | Op::Abs(a) | Op::Sqrt(a) | Op::Floor(a) | Op::Math(_, a) => {
                [Some(a), None, None]
            }
            Op::Add(a, b)
            | Op::Sub(a, b)
            | Op::Mul(a, b)
            | Op::Absorb(a, b)
            | Op::Div(a, b)
            | Op::Power(a, b)
            | Op::ExpProduct(a, b)
            | Op::Less(a, b)
            | Op::LessEqual(a, b)
            | Op::And(a, b)
            | Op::Or(a, b) => [Some(a), Some(b), None],
            Op::Select(a, b, c) => [Some(a), Some(b), Some(c)],
        };
        operands.into_iter().flatten()
    }

    fn map(self, f: impl Fn(Id) -> Id) -> Op {
        match self {
            Op::Input | Op::Parameter(_) | Op::Constant(_) => self,
            Op::Neg(a) => Op::Neg(f(a)),
            Op::Add(a, b) => Op::Add(f(a), f(b)),
            Op::Sub(a, b) => Op::Sub(f(a), f(b)),
            Op::Mul(a, b) => Op::Mul(f(a), f(b)),
            Op::Absorb(a, b) => Op::Absorb(f(a), f(b)),
            Op::Div(a, b) => Op::Div(f(a), f(b)),
            Op::Abs(a) => Op::Abs(f(a)),
            Op::Sqrt(a) => Op::Sqrt(f(a)),
            Op::Floor(a) => Op::Floor(f(a)),
            Op::Power(a, b) => Op::Power(f(a), f(b)),
            Op::ExpProduct(a, b) => Op::ExpProduct(f(a), f(b)),
            Op::Math(math, a) => Op::Math(math, f(a)),
            Op::Less(a, b) => Op::Less(f(a), f(b)),
            Op::LessEqual(a, b) => Op::LessEqual(f(a), f(b)),
            Op::And(a, b) => Op::And(f(a), f(b)),
            Op::Or(a, b) => Op::Or(f(a), f(b)),
            Op::Select(a, b, c) => Op::Select(f(a), f(b), f(c)),
        }
    }
}

/// A parameter as a kernel reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Bounds {
    /// The least and the largest allowed value, as bits.
    pub(crate) low: u32,
    pub(crate) high: u32,
}

/// How results go on beyond what single precision can be evaluated at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Reach {
    /// The largest argument that the operations are given, as bits.
    pub(crate) end: u32,
    /// Whether the value goes on beyond it as a straight line; else it stays.
    pub(crate) straight: bool,
    /// Whether the value is infinite at minus and at plus infinity, although it is small at
    /// the largest argument.
    pub(crate) slow: (bool, bool),
}

/// Operations, and which of their results are wanted. Kernels are compiled for one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Code {
    pub(crate) ops: Vec<Op>,
    pub(crate) outputs: Vec<Id>,
    /// The parameters that come in a buffer.
    pub(crate) parameters: Vec<Bounds>,
    pub(crate) reach: Reach,
    /// Which of the outputs grow with the argument beyond the reach.
    pub(crate) grows: Vec<bool>,
}

/// Operations as they are made: equal ones are one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Builder {
    pub(crate) ops: Vec<Op>,
    intervals: Vec<Interval>,
    known: HashMap<Op, Id>,
}

impl Builder {
    pub(crate) fn add(&mut self, op: Op) -> Id {
        if let Some(&id) = self.known.get(&op) {
            return id;
        }
        let id = self.ops.len();
        self.ops.push(op);
        self.intervals.push(interval(op, |id| self.intervals[id]));
        self.known.insert(op, id);
        id
    }

    /// A product of any two numbers.
    pub(crate) fn product(&mut self, a: Id, b: Id) -> Id {
        let nonzero = |id: Id| self.value(id).is_some_and(|c| c != 0.0);
        let finite = |id: Id| self.intervals[id].finite();
        if nonzero(a) || nonzero(b) || (finite(a) && finite(b)) {
            self.add(Op::Mul(a, b))
        } else {
            self.add(Op::Absorb(a, b))
        }
    }

    pub(crate) fn constant(&mut self, c: f64) -> Id {
        // There are no infinite constants in shading languages.
        let c = (c as f32).clamp(-f32::MAX, f32::MAX);
        self.add(Op::Constant(c.to_bits()))
    }

    pub(crate) fn value(&self, id: Id) -> Option<f32> {
        match self.ops[id] {
            Op::Constant(bits) => Some(f32::from_bits(bits)),
            _ => None,
        }
    }

    /// What the outputs need, numbers and truth values counted apart.
    pub(crate) fn finish(&self, outputs: &[Id]) -> (Vec<Op>, Vec<Id>) {
        let mut needed = vec![false; self.ops.len()];
        for &output in outputs {
            needed[output] = true;
        }
        for id in (0..needed.len()).rev() {
            if needed[id] {
                self.ops[id].operands().for_each(|operand| needed[operand] = true);
            }
        }
        let mut place = vec![0; needed.len()];
        let (mut numbers, mut masks) = (0, 0);
        let mut ops = Vec::new();
        for (id, op) in self.ops.iter().enumerate().filter(|&(id, _)| needed[id]) {
            let count = if op.is_comparison() { &mut masks } else { &mut numbers };
            place[id] = *count;
            *count += 1;
            ops.push(op.map(|operand| place[operand]));
        }
        (ops, outputs.iter().map(|&output| place[output]).collect())
    }
}
