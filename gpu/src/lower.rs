//! Formulas of nonlin as operations of a kernel.

use nonlin::Expression;
use nonlin::program::{Id, Node};

use crate::builder::Builder;
use crate::code::Op;

impl Builder {
    /// The result of an expression, whose parameters are constants where values are given.
    pub(crate) fn expression(&mut self, expression: &Expression, values: Option<&[f64]>) -> Id {
        let mut place: Vec<Id> = Vec::with_capacity(expression.nodes().len());
        for node in expression.nodes() {
            let at = |id: u32| place[id as usize];
            let id = match *node {
                Node::Input => self.add(Node::Input),
                Node::Parameter(k) => self.parameter(k, values),
                Node::Constant(bits) => self.constant(f64::from_bits(bits)),
                Node::Neg(a) => self.neg(at(a)),
                Node::Add(a, b) => self.sum(at(a), at(b)),
                Node::Sub(a, b) => self.minus(at(a), at(b)),
                Node::Mul(a, b) => self.product(at(a), at(b)),
                Node::Div(a, b) => self.over(at(a), at(b)),
                Node::Abs(a) => self.abs(at(a)),
                Node::Sqrt(a) => self.add(Node::Sqrt(at(a))),
                Node::Floor(a) => self.add(Node::Floor(at(a))),
                Node::Power(a, b) => self.add(Node::Power(at(a), at(b))),
                Node::Atom(atom, a) => self.atom(atom, at(a)),
                Node::Less(a, b) => self.less(at(a), at(b)),
                Node::LessEqual(a, b) => self.add(Node::LessEqual(at(a), at(b))),
                Node::And(a, b) => self.add(Node::And(at(a), at(b))),
                Node::Or(a, b) => self.add(Node::Or(at(a), at(b))),
                Node::Select(mask, yes, no) | Node::Stable(mask, yes, no) => {
                    match self.op(at(mask)) {
                        // A form that is always the better one.
                        Op::Node(Node::LessEqual(a, b)) if a == b => at(yes),
                        _ => self.select(at(mask), at(yes), at(no)),
                    }
                }
            };
            place.push(id);
        }
        match place.last() {
            Some(&id) => id,
            None => self.constant(0.0),
        }
    }

    /// A parameter, or its value.
    pub(crate) fn parameter(&mut self, k: usize, values: Option<&[f64]>) -> Id {
        match values.and_then(|values| values.get(k)) {
            Some(&value) => self.constant(value),
            None => self.add(Node::Parameter(k)),
        }
    }
}
