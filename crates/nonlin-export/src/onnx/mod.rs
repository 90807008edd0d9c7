//! ONNX: a model of one node, an operator of the standard or a function of such.

mod function;
mod native;
mod proto;

use function::{DOMAIN, function, operator, operators};
use nonlin::Activation;
use prost::Message;
use proto::{Attribute, Dimension, Graph, Model, Node, Shape, Tensor, TensorType, Type, ValueInfo};

use crate::definitions::helpers;
use crate::error::{Error, Result};
use crate::lower::lower;
use crate::operations::Callee;
use crate::options::{Options, Part, Precision};
use crate::print::{default_name, is_identifier};
use crate::target::Target;

/// Whether the standard has an operator for it.
pub(crate) fn has(callee: Callee) -> bool {
    operator(callee).is_some()
}

/// The model's bytes.
pub(crate) fn model(activation: &Activation, options: &Options) -> Result<Vec<u8>> {
    let name = options.name.clone().unwrap_or_else(|| default_name(activation));
    if !is_identifier(&name) {
        return Err(Error::Name { name, target: Target::Onnx });
    }
    // The standard wants a rank, though nothing here depends on it.
    let rank = options.rank.unwrap_or(1);
    let wanted = native::native(activation).filter(|native| {
        options.part == Part::Value && options.opset.is_none_or(|opset| native.since <= opset)
    });
    let least = wanted.as_ref().map_or(*Options::OPSETS.start(), |native| native.since);
    let opset = options.opset.unwrap_or(least);
    if let Some(native) = wanted {
        let outputs = native.node.output.clone();
        let operators = operators(opset).into_iter().take(1).collect();
        let graph = graph(&name, rank, native.node, native.constants, &outputs);
        return Ok(encoded(activation, Model { opset_import: operators, ..empty(graph, opset) }));
    }
    let lowered = lower(activation, &name, options.fixed)?;
    let routine = match options.part {
        Part::Value => &lowered.value,
        Part::Derivative => &lowered.derivative,
        Part::Gradients => &lowered.gradients,
    };
    let mut outputs = vec!["y".to_owned()];
    if routine.results.len() > 1 {
        outputs.push("slope".to_owned());
        outputs.extend(lowered.parameters.iter().map(|(name, _)| format!("d_{name}")));
    }
    let own = function(routine, 1, &outputs, opset);
    let node = Node {
        input: vec!["x".to_owned()],
        output: outputs.clone(),
        name: own.name.clone(),
        op_type: own.name.clone(),
        domain: DOMAIN.to_owned(),
        attribute: lowered.parameters.iter().map(|(name, v)| Attribute::float(name, *v)).collect(),
    };
    let mut functions = vec![own];
    for helper in helpers(&[routine], Precision::F32, &has) {
        functions.push(function(&helper, helper.arguments.len(), &["result".to_owned()], opset));
    }
    let graph = graph(&name, rank, node, Vec::new(), &outputs);
    let model = Model { functions, opset_import: operators(opset), ..empty(graph, opset) };
    Ok(encoded(activation, model))
}

fn encoded(activation: &Activation, model: Model) -> Vec<u8> {
    Model { doc_string: activation.to_string(), ..model }.encode_to_vec()
}

fn empty(graph: Graph, opset: u32) -> Model {
    Model {
        // Functions came with 8; later versions changed nothing that is used here.
        ir_version: if opset > 20 { 10 } else { 8 },
        producer_name: "nonlin".to_owned(),
        producer_version: env!("CARGO_PKG_VERSION").to_owned(),
        graph: Some(graph),
        ..Model::default()
    }
}

fn graph(
    name: &str,
    rank: usize,
    node: Node,
    initializer: Vec<Tensor>,
    outputs: &[String],
) -> Graph {
    let dim = (0..rank).map(|k| Dimension { dim_param: format!("d{k}") }).collect();
    let tensor = TensorType { elem_type: 1, shape: Some(Shape { dim }) };
    let value = |name: &str| ValueInfo {
        name: name.to_owned(),
        r#type: Some(Type { tensor_type: Some(tensor.clone()) }),
    };
    Graph {
        name: name.to_owned(),
        node: vec![node],
        initializer,
        input: vec![value("x")],
        output: outputs.iter().map(|name| value(name)).collect(),
    }
}
