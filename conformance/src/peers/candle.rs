//! Candle's own activation functions on the CPU.

use super::{Results, Run};
use crate::Failure;
use crate::dtype::Dtype;
use crate::exchange::Work;
use candle_core::{DType, Device, Result, Tensor, Var, WithDType};
use candle_nn::{Activation, Module, PReLU, ops};
use half::{bf16, f16};

type Function = fn(&Tensor) -> Result<Tensor>;

/// SELU's constants, which candle leaves to its users.
const SELU: (f32, f32) = (1.673_263_2, 1.050_701);

/// As candle calls them, by the definition that each of them means.
const FUNCTIONS: [(&str, &str, Function); 17] = [
    ("Activation::Gelu", "gelu", |x| Activation::Gelu.forward(x)),
    ("Activation::NewGelu", "gelu_tanh", |x| Activation::NewGelu.forward(x)),
    ("Activation::Relu", "relu", |x| Activation::Relu.forward(x)),
    ("Activation::Relu2", "squared_relu", |x| Activation::Relu2.forward(x)),
    ("Activation::Relu6", "relu6", |x| Activation::Relu6.forward(x)),
    ("Activation::Silu", "silu", |x| Activation::Silu.forward(x)),
    ("Activation::Sigmoid", "sigmoid", |x| Activation::Sigmoid.forward(x)),
    ("Activation::HardSigmoid", "hard_sigmoid_pt", |x| Activation::HardSigmoid.forward(x)),
    ("Activation::Swish", "swish", |x| Activation::Swish.forward(x)),
    ("Activation::Mish", "mish", |x| Activation::Mish.forward(x)),
    ("Activation::HardSwish", "hard_swish", |x| Activation::HardSwish.forward(x)),
    ("Activation::Elu(1)", "elu", |x| Activation::Elu(1.0).forward(x)),
    ("Activation::LeakyRelu(0.01)", "leaky_relu", |x| Activation::LeakyRelu(0.01).forward(x)),
    ("ops::selu", "selu", |x| ops::selu(x, SELU.0, SELU.1)),
    ("PReLU(0.25)", "prelu", prelu),
    ("Tensor::tanh", "tanh", Tensor::tanh),
    ("Tensor::relu", "relu", Tensor::relu),
];

fn prelu(x: &Tensor) -> Result<Tensor> {
    let weight = Tensor::full(0.25f32, 1, x.device())?.to_dtype(x.dtype())?;
    PReLU::new(weight, true).forward(x)
}

/// Runs all of them.
pub(super) fn run(work: &Work) -> std::result::Result<(), Failure> {
    let how =
        "`candle_nn::Activation` and its kin on `Device::Cpu`, gradients by `Tensor::backward`.";
    let packages = ["candle-core", "candle-nn"];
    let mut run = Run::new(work, (60, "candle", "candle"), how, &packages);
    for (name, function, apply) in FUNCTIONS {
        for dtype in Dtype::ALL {
            run.case(name, function, dtype, |x| match dtype {
                Dtype::F32 => evaluate(apply, x.iter().map(|&x| x as f32)),
                Dtype::F64 => evaluate(apply, x.iter().copied()),
                Dtype::F16 => evaluate(apply, x.iter().map(|&x| f16::from_f64(x))),
                Dtype::Bf16 => evaluate(apply, x.iter().map(|&x| bf16::from_f64(x))),
            })?;
        }
    }
    run.finish()
}

fn evaluate<E: WithDType>(apply: Function, x: impl Iterator<Item = E>) -> Results {
    let data: Vec<E> = x.collect();
    let message = |error: candle_core::Error| error.to_string();
    let both = || {
        let count = data.len();
        let x = Var::from_tensor(&Tensor::from_vec(data, count, &Device::Cpu)?)?;
        let y = apply(x.as_tensor())?;
        let gradient = y.backward().and_then(|gradients| match gradients.get(&x) {
            Some(gradient) => numbers(gradient),
            None => Err(candle_core::Error::Msg("no gradient arrives at the input".to_owned())),
        });
        Ok((numbers(&y)?, gradient))
    };
    match both() {
        Ok((y, gradient)) => (Ok(y), gradient.map_err(message)),
        Err(error) => (Err(message(error)), Err("no value".to_owned())),
    }
}

/// The numbers of a tensor, every one of which an `f64` holds.
fn numbers(tensor: &Tensor) -> Result<Vec<f64>> {
    tensor.to_dtype(DType::F64)?.to_vec1()
}
