//! Operators of the standard that are functions of the catalogue.

use nonlin::Activation;

use super::proto::{Attribute, Node, Tensor};

/// A node for a function, and the first version of the operators that has it.
pub(super) struct Native {
    pub(super) node: Node,
    pub(super) constants: Vec<Tensor>,
    pub(super) since: u32,
}

/// The operator that does what the function does with these parameters.
pub(super) fn native(activation: &Activation) -> Option<Native> {
    let function = activation.function();
    if function.form().is_some() || function.typed().is_some() {
        return None;
    }
    let p = activation.values();
    let float = Attribute::float;
    let (operator, attributes) = match function.id() {
        "relu" => ("Relu", vec![]),
        "leaky_relu" => ("LeakyRelu", vec![float("alpha", p[0])]),
        // In evaluation its slope is the mean.
        "rrelu" => ("LeakyRelu", vec![float("alpha", f64::midpoint(p[0], p[1]))]),
        "prelu" => ("PRelu", vec![]),
        "relu6" | "hardtanh" => ("Clip", vec![]),
        "elu" => ("Elu", vec![float("alpha", p[0])]),
        "celu" => ("Celu", vec![float("alpha", p[0])]),
        "selu" => ("Selu", vec![float("gamma", p[0]), float("alpha", p[1])]),
        "softplus" if p[0] == 1.0 => ("Softplus", vec![]),
        "softsign" => ("Softsign", vec![]),
        "sigmoid" => ("Sigmoid", vec![]),
        "tanh" => ("Tanh", vec![]),
        "arctan" => ("Atan", vec![]),
        "hard_sigmoid_pt" => ("HardSigmoid", vec![float("alpha", 1.0 / 6.0), float("beta", 0.5)]),
        "hard_sigmoid_02" => ("HardSigmoid", vec![float("alpha", 0.2), float("beta", 0.5)]),
        "hard_swish" => ("HardSwish", vec![]),
        "threshold" if p[1] == 0.0 => ("ThresholdedRelu", vec![float("alpha", p[0])]),
        "gelu" => ("Gelu", vec![Attribute::string("approximate", "none")]),
        "gelu_tanh" => ("Gelu", vec![Attribute::string("approximate", "tanh")]),
        "mish" => ("Mish", vec![]),
        "silu" => ("Swish", vec![float("alpha", 1.0)]),
        "swish" => ("Swish", vec![float("alpha", p[0])]),
        "quick_gelu" => ("Swish", vec![float("alpha", 1.702)]),
        _ => return None,
    };
    let bounds: &[f64] = match function.id() {
        "relu6" => &[0.0, 6.0],
        "hardtanh" | "prelu" => p,
        _ => &[],
    };
    let constants: Vec<Tensor> = bounds
        .iter()
        .enumerate()
        .map(|(k, &value)| Tensor {
            name: format!("constant_{k}"),
            data_type: 1,
            float_data: vec![value as f32],
            ..Tensor::default()
        })
        .collect();
    let input = std::iter::once("x".to_owned()).chain(constants.iter().map(|c| c.name.clone()));
    let node = Node {
        input: input.collect(),
        output: vec!["y".to_owned()],
        op_type: operator.to_owned(),
        attribute: attributes,
        ..Node::default()
    };
    let since = match operator {
        "Gelu" => 20,
        "Swish" => 24,
        _ => 18,
    };
    Some(Native { node, constants, since })
}
