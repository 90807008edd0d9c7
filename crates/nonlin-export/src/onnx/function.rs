//! Routines as functions of standard operators.

use nonlin::atoms::AtomId;

use super::proto::{Attribute, Function, Node, OperatorSet, Tensor};
use crate::definitions;
use crate::operations::{Callee, Id, Op, Routine};

/// Where the functions that models bring along are.
pub(super) const DOMAIN: &str = "nonlin";

/// The operator that a callee is; none for what needs a function. `Tanh` is left out: in the
/// common runtime it is off by 100 units, and by thousands for small arguments.
pub(super) fn operator(callee: Callee) -> Option<&'static str> {
    Some(match callee {
        Callee::Atom(AtomId::Exp) => "Exp",
        Callee::Atom(AtomId::Ln) => "Log",
        Callee::Atom(AtomId::Erf) => "Erf",
        Callee::Atom(AtomId::Sin) => "Sin",
        Callee::Atom(AtomId::Cos) => "Cos",
        Callee::Atom(AtomId::Atan) => "Atan",
        Callee::Atom(AtomId::Asinh) => "Asinh",
        Callee::Power => "Pow",
        _ => return None,
    })
}

/// The routine as a function: its arguments from `inputs` on are attributes.
pub(super) fn function(
    routine: &Routine,
    inputs: usize,
    results: &[String],
    opset: u32,
) -> Function {
    let mut writer = Writer { routine, inputs, nodes: Vec::new() };
    for (id, op) in routine.ops.iter().enumerate() {
        writer.operation(id, *op);
    }
    let input = &routine.arguments[0];
    let varies = varying(routine);
    for (&id, name) in routine.results.iter().zip(results) {
        let value = writer.name(id);
        if varies[id] {
            writer.push("Identity", vec![value], name.clone());
        } else {
            // A constant is still one number for each element.
            let same = format!("{name}_same");
            writer.push("Equal", vec![input.clone(), input.clone()], same.clone());
            writer.push("Where", vec![same, value.clone(), value], name.clone());
        }
    }
    Function {
        name: routine.name.clone(),
        domain: DOMAIN.to_owned(),
        input: routine.arguments[..inputs].to_vec(),
        output: results.to_vec(),
        attribute: routine.arguments[inputs..].to_vec(),
        node: writer.nodes,
        opset_import: operators(opset),
    }
}

pub(super) fn operators(opset: u32) -> Vec<OperatorSet> {
    let own = OperatorSet { domain: DOMAIN.to_owned(), version: 1 };
    vec![OperatorSet { domain: String::new(), version: opset.into() }, own]
}

/// Which operations depend on the first argument.
fn varying(routine: &Routine) -> Vec<bool> {
    let mut varying: Vec<bool> = Vec::with_capacity(routine.ops.len());
    for op in &routine.ops {
        varying.push(*op == Op::Argument(0) || op.operands().any(|id| varying[id]));
    }
    varying
}

struct Writer<'a> {
    routine: &'a Routine,
    inputs: usize,
    nodes: Vec<Node>,
}

impl Writer<'_> {
    /// What the result of an operation is called.
    fn name(&self, id: Id) -> String {
        match self.routine.ops[id] {
            Op::Argument(k) if k < self.inputs => self.routine.arguments[k].clone(),
            _ => format!("t{id}"),
        }
    }

    fn push(&mut self, operator: &str, input: Vec<String>, output: String) {
        let op_type = operator.to_owned();
        self.nodes.push(Node { input, output: vec![output], op_type, ..Node::default() });
    }

    fn constant(&mut self, id: Id, attribute: Attribute) {
        let output = self.name(id);
        self.push("Constant", vec![], output);
        if let Some(node) = self.nodes.last_mut() {
            node.attribute.push(attribute);
        }
    }

    fn operation(&mut self, id: Id, op: Op) {
        let operator = match op {
            Op::Argument(k) if k < self.inputs => return,
            Op::Argument(k) => {
                let of = &self.routine.arguments[k];
                return self.constant(id, Attribute::reference("value_float", of));
            }
            Op::Constant(bits) => {
                let c = f64::from_bits(bits);
                let limit = f64::from(f32::MAX);
                return self.constant(id, Attribute::float("value_float", c.clamp(-limit, limit)));
            }
            Op::Known(truth) => {
                let int32_data = vec![truth.into()];
                let tensor = Tensor { data_type: 9, int32_data, ..Tensor::default() };
                return self.constant(id, Attribute::tensor("value", tensor));
            }
            Op::Neg(_) => "Neg",
            Op::Add(..) => "Add",
            Op::Sub(..) => "Sub",
            Op::Mul(..) => "Mul",
            Op::Div(..) => "Div",
            Op::Abs(_) => "Abs",
            Op::Sqrt(_) => "Sqrt",
            Op::Floor(_) => "Floor",
            Op::Less(..) => "Less",
            Op::LessEqual(..) => "LessOrEqual",
            Op::Equal(..) => "Equal",
            Op::And(..) => "And",
            Op::Or(..) => "Or",
            Op::Select(..) => "Where",
            Op::Call(callee, ..) => operator(callee).unwrap_or_default(),
        };
        let input = op.operands().map(|id| self.name(id)).collect();
        let output = self.name(id);
        self.push(operator, input, output);
        if let (Op::Call(callee, ..), Some(node)) = (op, self.nodes.last_mut())
            && operator.is_empty()
        {
            node.op_type = definitions::name(callee);
            DOMAIN.clone_into(&mut node.domain);
        }
    }
}
