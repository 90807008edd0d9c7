//! Routines as they are written: operations on values, simplified as they are made.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::{Add, Div, Mul, Neg, Sub};

use nonlin::atoms::AtomId;

use crate::operations::{Callee, Id, Op, Routine};

/// A routine that is being written; equal operations are one.
#[derive(Default)]
pub(crate) struct Builder {
    ops: RefCell<Vec<Op>>,
    known: RefCell<HashMap<Op, Id>>,
}

impl Builder {
    pub(crate) fn argument(&self, k: usize) -> Value<'_> {
        self.make(Op::Argument(k))
    }

    pub(crate) fn constant(&self, c: f64) -> Value<'_> {
        self.make(Op::Constant(c.to_bits()))
    }

    pub(crate) fn make(&self, op: Op) -> Value<'_> {
        let op = match self.simplified(op) {
            Ok(id) => return Value { builder: self, id },
            Err(op) => op,
        };
        let id = *self.known.borrow_mut().entry(op).or_insert_with(|| {
            self.ops.borrow_mut().push(op);
            self.ops.borrow().len() - 1
        });
        Value { builder: self, id }
    }

    pub(crate) fn op(&self, id: Id) -> Op {
        self.ops.borrow()[id]
    }

    pub(crate) fn known_number(&self, id: Id) -> Option<f64> {
        match self.op(id) {
            Op::Constant(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    /// Operations on constants, and those that change nothing.
    fn simplified(&self, op: Op) -> Result<Id, Op> {
        let number = |id| self.known_number(id);
        let truth = |id| match self.op(id) {
            Op::Known(truth) => Some(truth),
            _ => None,
        };
        let one = |a: Id, f: &dyn Fn(f64) -> f64| number(a).map(f);
        let two = |a: Id, b: Id, f: &dyn Fn(f64, f64) -> f64| Some(f(number(a)?, number(b)?));
        let result = match op {
            Op::Neg(a) => match self.op(a) {
                Op::Neg(b) => return Ok(b),
                _ => one(a, &|a| -a),
            },
            Op::Abs(a) => one(a, &f64::abs),
            Op::Sqrt(a) => one(a, &f64::sqrt),
            Op::Floor(a) => one(a, &f64::floor),
            Op::Add(a, b) if number(b) == Some(0.0) => return Ok(a),
            Op::Add(a, b) if number(a) == Some(0.0) => return Ok(b),
            Op::Sub(a, b) if number(b) == Some(0.0) => return Ok(a),
            Op::Mul(a, b) if number(b) == Some(1.0) => return Ok(a),
            Op::Mul(a, b) if number(a) == Some(1.0) => return Ok(b),
            Op::Div(a, b) if number(b) == Some(1.0) => return Ok(a),
            Op::Add(a, b) => two(a, b, &|a, b| a + b),
            Op::Sub(a, b) => two(a, b, &|a, b| a - b),
            Op::Mul(a, b) => two(a, b, &|a, b| a * b),
            Op::Div(a, b) => two(a, b, &|a, b| a / b),
            Op::Call(Callee::Atom(atom), a, _) => one(a, &|a| atom.eval(a)),
            Op::Call(Callee::Power, a, Some(b)) => two(a, b, &f64::powf),
            Op::Less(a, b) => return self.decided(two(a, b, &|a, b| (a < b).into()), op),
            Op::LessEqual(a, b) => return self.decided(two(a, b, &|a, b| (a <= b).into()), op),
            Op::And(a, b) | Op::Or(a, b) => {
                let is_and = matches!(op, Op::And(..));
                return match (truth(a), truth(b)) {
                    (Some(known), _) if known == is_and => Ok(b),
                    (_, Some(known)) if known == is_and => Ok(a),
                    (Some(_), _) => Ok(a),
                    (_, Some(_)) => Ok(b),
                    _ => Err(self.equality(op)),
                };
            }
            Op::Select(mask, yes, no) => match truth(mask) {
                Some(truth) => return Ok(if truth { yes } else { no }),
                None if yes == no => return Ok(yes),
                None => None,
            },
            _ => None,
        };
        // What is not finite has no literal everywhere.
        Err(result.filter(|c| c.is_finite()).map_or(op, |c| Op::Constant(c.to_bits())))
    }

    fn decided(&self, known: Option<f64>, op: Op) -> Result<Id, Op> {
        Err(known.map_or(op, |truth| Op::Known(truth != 0.0)))
    }

    /// `a <= b and b <= a` is `a == b`.
    fn equality(&self, op: Op) -> Op {
        match op {
            Op::And(p, q) => match (self.op(p), self.op(q)) {
                (Op::LessEqual(a, b), Op::LessEqual(c, d)) if (a, b) == (d, c) => Op::Equal(a, b),
                _ => op,
            },
            _ => op,
        }
    }

    /// The routine with these results, and nothing that they do not need.
    pub(crate) fn finish(
        &self,
        name: impl Into<String>,
        arguments: Vec<String>,
        results: &[Value<'_>],
    ) -> Routine {
        let ops = self.ops.borrow();
        let mut needed = vec![false; ops.len()];
        results.iter().for_each(|result| needed[result.id] = true);
        for id in (0..ops.len()).rev() {
            if needed[id] {
                ops[id].operands().for_each(|operand| needed[operand] = true);
            }
        }
        let mut place = vec![0; ops.len()];
        let mut kept = Vec::new();
        for id in (0..ops.len()).filter(|&id| needed[id]) {
            place[id] = kept.len();
            kept.push(ops[id].map(|operand| place[operand]));
        }
        let results = results.iter().map(|result| place[result.id]).collect();
        Routine { name: name.into(), arguments, ops: kept, results }
    }
}

/// A value of a routine that is being written.
#[derive(Clone, Copy)]
pub(crate) struct Value<'b> {
    builder: &'b Builder,
    pub(crate) id: Id,
}

impl<'b> Value<'b> {
    pub(crate) fn constant(self, c: f64) -> Self {
        self.builder.constant(c)
    }
    pub(crate) fn abs(self) -> Self {
        self.builder.make(Op::Abs(self.id))
    }
    pub(crate) fn sqrt(self) -> Self {
        self.builder.make(Op::Sqrt(self.id))
    }
    pub(crate) fn floor(self) -> Self {
        self.builder.make(Op::Floor(self.id))
    }
    pub(crate) fn less(self, other: impl Number<'b>) -> Self {
        self.builder.make(Op::Less(self.id, other.value(self).id))
    }
    pub(crate) fn equals(self, other: impl Number<'b>) -> Self {
        self.builder.make(Op::Equal(self.id, other.value(self).id))
    }
    pub(crate) fn and(self, other: Self) -> Self {
        self.builder.make(Op::And(self.id, other.id))
    }
    /// The first where this truth value holds, else the second.
    pub(crate) fn select(self, yes: impl Number<'b>, no: impl Number<'b>) -> Self {
        let (yes, no) = (yes.value(self), no.value(self));
        self.builder.make(Op::Select(self.id, yes.id, no.id))
    }
    pub(crate) fn call(self, callee: Callee) -> Self {
        self.builder.make(Op::Call(callee, self.id, None))
    }
    pub(crate) fn call_with(self, callee: Callee, other: Self) -> Self {
        self.builder.make(Op::Call(callee, self.id, Some(other.id)))
    }
    pub(crate) fn atom(self, atom: AtomId) -> Self {
        self.call(Callee::Atom(atom))
    }
    /// `self * factor`, and 0 where the factor is.
    pub(crate) fn gate(self, factor: Self) -> Self {
        self.call_with(Callee::Gate, factor)
    }
    /// By Horner's scheme, the constant first.
    pub(crate) fn polynomial(self, coefficients: &[f64]) -> Self {
        let (last, rest) = coefficients.split_last().unwrap_or((&0.0, &[]));
        rest.iter().rev().fold(self.constant(*last), |sum, &c| sum * self + c)
    }
}

/// A value or a constant.
pub(crate) trait Number<'b> {
    fn value(self, beside: Value<'b>) -> Value<'b>;
}

impl<'b> Number<'b> for Value<'b> {
    fn value(self, _: Value<'b>) -> Value<'b> {
        self
    }
}

impl<'b> Number<'b> for f64 {
    fn value(self, beside: Value<'b>) -> Value<'b> {
        beside.constant(self)
    }
}

macro_rules! arithmetic {
    ($($operator:ident $method:ident;)+) => {$(
        impl<'b, N: Number<'b>> $operator<N> for Value<'b> {
            type Output = Self;
            fn $method(self, other: N) -> Self {
                self.builder.make(Op::$operator(self.id, other.value(self).id))
            }
        }
        impl<'b> $operator<Value<'b>> for f64 {
            type Output = Value<'b>;
            fn $method(self, other: Value<'b>) -> Value<'b> {
                $operator::$method(other.constant(self), other)
            }
        }
    )+};
}
arithmetic! { Add add; Sub sub; Mul mul; Div div; }

impl Neg for Value<'_> {
    type Output = Self;
    fn neg(self) -> Self {
        self.builder.make(Op::Neg(self.id))
    }
}
