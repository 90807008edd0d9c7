//! Functions as routines: their programs, with care for products and for what overflows.

use std::cell::RefCell;

use nonlin::program::Node;
use nonlin::{Activation, Function};

use crate::builder::{Builder, Value};
use crate::error::Result;
use crate::facts::Facts;
use crate::operations::{Callee, Id, Op, Routine};
use crate::rational;

/// A function with all that may be printed of it.
#[derive(Clone)]
pub(crate) struct Lowered {
    /// The parameters that are arguments, with their values.
    pub(crate) parameters: Vec<(String, f64)>,
    pub(crate) value: Routine,
    pub(crate) derivative: Routine,
    /// The value, the derivative by `x`, those by the parameters.
    pub(crate) gradients: Routine,
}

/// The results of a function: nodes, and which of them are wanted.
type Wanted = (Vec<Node>, Vec<usize>);

fn programs(function: &'static Function) -> Result<Vec<Wanted>> {
    let formula = match function.form() {
        Some(form) => Some(rational::formula(form, function)?),
        None => function.typed().cloned(),
    };
    if let Some(formula) = formula {
        let program = formula.program();
        let results = program.outputs().iter().map(|&id| id as usize).collect();
        return Ok(vec![(program.nodes().to_vec(), results)]);
    }
    let all = [function.expression(), function.derivative()];
    let all = all.into_iter().chain(function.parameter_derivatives());
    Ok(all.map(|e| (e.nodes().to_vec(), vec![e.nodes().len() - 1])).collect())
}

/// The routines of a function under this name; fixed parameters are no arguments.
pub(crate) fn lower(activation: &Activation, name: &str, fixed: bool) -> Result<Lowered> {
    let function = activation.function();
    let names = function.parameters().iter().map(|p| p.name.to_owned());
    let mut parameters: Vec<(String, f64)> =
        names.zip(activation.values().iter().copied()).collect();
    let lowering = Lowering::default();
    let x = lowering.builder.argument(0);
    let values: Vec<Value> = (0..parameters.len())
        .map(|k| match fixed {
            true => lowering.builder.constant(parameters[k].1),
            false => lowering.builder.argument(k + 1),
        })
        .collect();
    let mut results = Vec::new();
    for (nodes, wanted) in programs(function)? {
        let translated = lowering.translate(&nodes, x, &values);
        results.extend(wanted.into_iter().map(|id| lowering.finite(translated[id], x)));
        if function.form().is_some() {
            // A slope of powers that overflow, far from where anything else happens.
            for result in &mut results[1..] {
                let lost = x.equals(x).select(0.0, x);
                *result = result.equals(*result).select(*result, lost);
            }
        }
    }
    if fixed {
        parameters.clear();
        results.truncate(2);
    }
    let mut arguments = vec!["x".to_owned()];
    arguments.extend(parameters.iter().map(|(name, _)| name.clone()));
    let routine = |suffix: &str, results: &[Value<'_>]| {
        lowering.builder.finish(format!("{name}{suffix}"), arguments.clone(), results)
    };
    Ok(Lowered {
        value: routine("", &results[..1]),
        derivative: routine("_derivative", &results[1..2]),
        gradients: routine("_gradients", &results),
        parameters,
    })
}

#[derive(Default)]
struct Lowering {
    builder: Builder,
    /// What is known of the operations so far.
    facts: RefCell<Vec<Facts>>,
}

impl Lowering {
    fn facts(&self, id: Id) -> Facts {
        let mut facts = self.facts.borrow_mut();
        while facts.len() <= id {
            let op = self.builder.op(facts.len());
            let next = Facts::of(op, |id| facts[id], |id| self.builder.op(id));
            facts.push(next);
        }
        facts[id]
    }

    /// The result, or the largest finite number for a finite argument.
    fn finite<'b>(&'b self, y: Value<'b>, x: Value<'b>) -> Value<'b> {
        if self.facts(y.id).may_overflow() { y.call_with(Callee::Finite, x) } else { y }
    }

    /// A product of which a zero factor makes 0.
    fn product<'b>(&'b self, a: Value<'b>, b: Value<'b>) -> Value<'b> {
        for (one, other) in [(a, b), (b, a)] {
            if self.builder.known_number(one.id) == Some(0.0) {
                return one;
            }
            if self.builder.known_number(one.id) == Some(-1.0) {
                return -other;
            }
        }
        if a.id == b.id {
            return a * b;
        }
        let (p, q) = (self.facts(a.id), self.facts(b.id));
        match (p.needs_gate(q), q.needs_gate(p)) {
            (false, false) => a * b,
            (true, false) => a.gate(b),
            (false, true) => b.gate(a),
            (true, true) => b.equals(0.0).select(a.equals(a).select(b, a), b.gate(a)),
        }
    }

    /// The constant; languages have no common word for what is not finite.
    fn constant<'b>(&'b self, c: f64, x: Value<'b>) -> Value<'b> {
        if c.is_nan() {
            return (-(x.abs() + 1.0)).sqrt();
        }
        if c.is_infinite() {
            return (x.abs() + 2.0) * f64::MAX.copysign(c);
        }
        self.builder.constant(c)
    }

    fn translate<'b>(
        &'b self,
        nodes: &[Node],
        x: Value<'b>,
        parameters: &[Value<'b>],
    ) -> Vec<Value<'b>> {
        let mut values: Vec<Value<'b>> = Vec::with_capacity(nodes.len());
        for node in nodes {
            let v = |id: u32| values[id as usize];
            let i = |id: u32| values[id as usize].id;
            let value = match *node {
                Node::Input => x,
                Node::Parameter(k) => parameters[k],
                Node::Constant(bits) => self.constant(f64::from_bits(bits), x),
                Node::Neg(a) => -v(a),
                Node::Add(a, b) => v(a) + v(b),
                Node::Sub(a, b) => v(a) - v(b),
                Node::Mul(a, b) => self.product(v(a), v(b)),
                Node::Div(a, b) => v(a) / v(b),
                Node::Abs(a) => v(a).abs(),
                Node::Sqrt(a) => v(a).sqrt(),
                Node::Floor(a) => v(a).floor(),
                Node::Power(a, b) => v(a).call_with(Callee::Power, v(b)),
                Node::Atom(atom, a) => v(a).atom(atom),
                Node::Less(a, b) => self.builder.make(Op::Less(i(a), i(b))),
                Node::LessEqual(a, b) => self.builder.make(Op::LessEqual(i(a), i(b))),
                Node::And(a, b) => self.builder.make(Op::And(i(a), i(b))),
                Node::Or(a, b) => self.builder.make(Op::Or(i(a), i(b))),
                Node::Select(mask, yes, no) | Node::Stable(mask, yes, no) => {
                    v(mask).select(v(yes), v(no))
                }
            };
            values.push(value);
        }
        values
    }
}
