//! Burn's own activation functions on its CPU backend.

use super::{Results, Run};
use crate::Failure;
use crate::dtype::Dtype;
use crate::exchange::Work;
use burn::tensor::activation as a;
use burn::tensor::{DType, Device, Element, Tensor, TensorData};
use half::{bf16, f16};

type Function = fn(Tensor<1>) -> Tensor<1>;

/// As Burn calls them, by the definition that each of them documents.
const FUNCTIONS: [(&str, &str, Function); 22] = [
    ("relu", "relu", a::relu),
    ("hardtanh(-1, 1)", "hardtanh", |x| a::hardtanh(x, -1.0, 1.0)),
    ("relu6", "relu6", a::relu6),
    ("leaky_relu(0.01)", "leaky_relu", |x| a::leaky_relu(x, 0.01)),
    ("gelu", "gelu", a::gelu),
    ("gelu_approximate", "gelu_tanh", a::gelu_approximate),
    ("prelu(0.25)", "prelu", prelu),
    ("softplus(1)", "softplus", |x| a::softplus(x, 1.0)),
    ("sigmoid", "sigmoid", a::sigmoid),
    ("hard_sigmoid(1/6, 0.5)", "hard_sigmoid_pt", |x| a::hard_sigmoid(x, 1.0 / 6.0, 0.5)),
    ("hard_sigmoid(0.2, 0.5)", "hard_sigmoid_02", |x| a::hard_sigmoid(x, 0.2, 0.5)),
    ("log_sigmoid", "log_sigmoid", a::log_sigmoid),
    ("silu", "silu", a::silu),
    ("hard_swish", "hard_swish", a::hard_swish),
    ("mish", "mish", a::mish),
    ("tanh", "tanh", a::tanh),
    ("elu(1)", "elu", |x| a::elu(x, 1.0)),
    ("celu(1)", "celu", |x| a::celu(x, 1.0)),
    ("selu", "selu", a::selu),
    ("threshold(0, 0)", "threshold", |x| a::threshold(x, 0.0, 0.0)),
    ("thresholded_relu(0)", "threshold", |x| a::thresholded_relu(x, 0.0)),
    ("softsign", "softsign", a::softsign),
];

fn prelu(x: Tensor<1>) -> Tensor<1> {
    let weight = Tensor::from_data(TensorData::from([0.25]), (&x.device(), x.dtype()));
    a::prelu(x, weight)
}

/// Runs all of them.
pub(super) fn run(work: &Work) -> Result<(), Failure> {
    let how = "`burn::tensor::activation` on `Device::flex().autodiff()`, gradients of the sum.";
    let packages = ["burn", "burn-flex", "burn-autodiff"];
    let mut run = Run::new(work, (50, "burn", "Burn (Flex)"), how, &packages);
    for (name, function, apply) in FUNCTIONS {
        for dtype in Dtype::ALL {
            run.case(name, function, dtype, |x| match dtype {
                Dtype::F32 => evaluate(apply, DType::F32, x.iter().map(|&x| x as f32)),
                Dtype::F64 => evaluate(apply, DType::F64, x.iter().copied()),
                Dtype::F16 => evaluate(apply, DType::F16, x.iter().map(|&x| f16::from_f64(x))),
                Dtype::Bf16 => evaluate(apply, DType::BF16, x.iter().map(|&x| bf16::from_f64(x))),
            })?;
        }
    }
    run.finish()
}

fn evaluate<E: Element>(apply: Function, dtype: DType, x: impl Iterator<Item = E>) -> Results {
    let data: Vec<E> = x.collect();
    let count = data.len();
    let device = Device::flex().autodiff();
    let x = Tensor::<1>::from_data(TensorData::new(data, [count]), (&device, dtype)).require_grad();
    let y = apply(x.clone());
    let numbers = |tensor: Tensor<1>| tensor.into_data().iter::<f64>().collect::<Vec<f64>>();
    let gradients = y.clone().sum().backward();
    let gradient = x.grad(&gradients).map(numbers);
    (Ok(numbers(y)), gradient.ok_or_else(|| "no gradient arrives at the input".to_owned()))
}
