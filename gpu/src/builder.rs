//! Operations as they are made.

use std::collections::HashMap;

use nonlin::atoms::AtomId;
use nonlin::program::{Id, Node};

use crate::code::Op;
use crate::ranges::{Interval, interval};

/// Operations as they are made: equal ones are one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Builder {
    pub(crate) ops: Vec<Op>,
    intervals: Vec<Interval>,
    known: HashMap<Op, Id>,
}

impl Builder {
    pub(crate) fn add(&mut self, op: impl Into<Op>) -> Id {
        let op = op.into();
        if let Some(&id) = self.known.get(&op) {
            return id;
        }
        let id = self.ops.len() as Id;
        self.ops.push(op);
        self.intervals.push(interval(op, |id| self.intervals[id as usize]));
        self.known.insert(op, id);
        id
    }

    pub(crate) fn op(&self, id: Id) -> Op {
        self.ops[id as usize]
    }

    /// A product of any two numbers.
    pub(crate) fn product(&mut self, a: Id, b: Id) -> Id {
        if let Some(terms) = self.cancelled(a, b).or_else(|| self.cancelled(b, a)) {
            return match terms {
                (term, None) => term,
                (first, Some(second)) => self.sum(first, second),
            };
        }
        let nonzero = |id: Id| self.value(id).is_some_and(|c| c != 0.0);
        let finite = |id: Id| self.intervals[id as usize].finite();
        if nonzero(a) || nonzero(b) || (finite(a) && finite(b)) {
            self.add(Op::Product(a, b))
        } else {
            self.add(Node::Mul(a, b))
        }
    }

    /// The terms of `x (u/x)` and `x (u/x + v/x)`: quotients by a small argument may be too large
    /// for single precision where the product is not.
    fn cancelled(&self, x: Id, sum: Id) -> Option<(Id, Option<Id>)> {
        if self.op(x) != Op::Node(Node::Input) {
            return None;
        }
        let dividend = |id: Id| match self.op(id) {
            Op::Node(Node::Div(u, divisor)) if divisor == x => Some(u),
            _ => None,
        };
        match self.op(sum) {
            Op::Node(Node::Add(a, b)) => Some((dividend(a)?, Some(dividend(b)?))),
            _ => Some((dividend(sum)?, None)),
        }
    }

    pub(crate) fn constant(&mut self, c: f64) -> Id {
        // There are no infinite constants in shading languages.
        let c = (c as f32).clamp(-f32::MAX, f32::MAX);
        self.add(Node::constant(c.into()))
    }

    pub(crate) fn value(&self, id: Id) -> Option<f32> {
        match self.op(id) {
            Op::Node(Node::Constant(bits)) => Some(f64::from_bits(bits) as f32),
            _ => None,
        }
    }

    pub(crate) fn neg(&mut self, a: Id) -> Id {
        match self.op(a) {
            Op::Node(Node::Constant(bits)) => self.add(Node::constant(-f64::from_bits(bits))),
            Op::Node(Node::Neg(b)) => b,
            _ => self.add(Node::Neg(a)),
        }
    }

    pub(crate) fn sum(&mut self, a: Id, b: Id) -> Id {
        self.add(Node::Add(a, b))
    }

    pub(crate) fn plus(&mut self, a: Id, c: f64) -> Id {
        let c = self.constant(c);
        self.add(Node::Add(a, c))
    }

    pub(crate) fn minus(&mut self, a: Id, b: Id) -> Id {
        self.add(Node::Sub(a, b))
    }

    /// A product of finite numbers, or of numbers that are not 0.
    pub(crate) fn times(&mut self, a: Id, b: Id) -> Id {
        self.add(Op::Product(a, b))
    }

    pub(crate) fn scaled(&mut self, c: f64, a: Id) -> Id {
        let c = self.constant(c);
        self.times(c, a)
    }

    pub(crate) fn over(&mut self, a: Id, b: Id) -> Id {
        self.add(Node::Div(a, b))
    }

    pub(crate) fn abs(&mut self, a: Id) -> Id {
        self.add(Node::Abs(a))
    }

    pub(crate) fn math(&mut self, atom: AtomId, a: Id) -> Id {
        self.add(Node::Atom(atom, a))
    }

    pub(crate) fn select(&mut self, mask: Id, yes: Id, no: Id) -> Id {
        if yes == no { yes } else { self.add(Node::Select(mask, yes, no)) }
    }

    pub(crate) fn less(&mut self, a: Id, b: Id) -> Id {
        self.add(Node::Less(a, b))
    }

    pub(crate) fn negative(&mut self, u: Id) -> Id {
        let zero = self.constant(0.0);
        self.less(u, zero)
    }

    /// What the outputs need, numbers and truth values counted apart.
    pub(crate) fn finish(&self, outputs: &[Id]) -> (Vec<Op>, Vec<Id>) {
        let mut needed = vec![false; self.ops.len()];
        for &output in outputs {
            needed[output as usize] = true;
        }
        for id in (0..needed.len()).rev() {
            if needed[id] {
                self.ops[id].operands().for_each(|operand| needed[operand as usize] = true);
            }
        }
        let mut place = vec![0; needed.len()];
        let (mut numbers, mut masks) = (0, 0);
        let mut ops = Vec::new();
        for (id, op) in self.ops.iter().enumerate().filter(|&(id, _)| needed[id]) {
            let count = if op.is_comparison() { &mut masks } else { &mut numbers };
            place[id] = *count;
            *count += 1;
            ops.push(op.map(|operand| place[operand as usize]));
        }
        (ops, outputs.iter().map(|&output| place[output as usize]).collect())
    }
}
