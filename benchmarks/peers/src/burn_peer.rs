//! Burn's own activations on its CPU backend, Flex, and one-liners in its operations.

use std::time::Duration;

use burn::tensor::activation as own;
use burn::tensor::{Device, Tensor, TensorData};
use nonlin::Element;

use crate::inputs::{Inputs, Number, thin};
use crate::peer::{Absent, Outcome, Peer, Sample, Zorro, clock, trained};
use crate::protocol::{Case, Kind, Upstream};

type Vector = Tensor<1>;
/// The function of an input and of the trained parameter, which most ignore.
type Function = Box<dyn Fn(&Vector, &Vector) -> Vector>;

pub(crate) struct Burn {
    x: Vector,
    /// The same, for which a gradient is asked.
    leaf: Vector,
    /// A parameter of every value that one is trained from, both ways.
    parameter: fn(f64, bool) -> Vector,
}

fn tensor<T: Number>(values: Vec<T>, device: &Device) -> Vector {
    let shape = [values.len()];
    Tensor::from_data(TensorData::new(values, shape), (device, T::BURN))
}

fn parameter<T: Number>(value: f64, tracked: bool) -> Vector {
    let value = vec![<T as Element>::from_f64(value)];
    if tracked {
        tensor(value, &Device::flex().autodiff()).require_grad()
    } else {
        tensor(value, &Device::flex())
    }
}

impl Burn {
    pub(crate) fn new<T: Number>(inputs: &Inputs<T>) -> Self {
        Burn {
            x: tensor(inputs.x.clone(), &Device::flex()),
            leaf: tensor(inputs.x.clone(), &Device::flex().autodiff()).require_grad(),
            parameter: parameter::<T>,
        }
    }

    fn prepare(&self, case: &Case) -> Outcome<(Function, Kind, Vector)> {
        if case.reused {
            return Err(Absent::no_reuse());
        }
        let (function, kind) = find(&case.function)
            .ok_or_else(|| Absent::failed(format!("no one-liner for {}", case.function)))?;
        let start = trained(&case.function);
        // Gradients of parameters are only asked for where there is one.
        let tracked = case.training && start.is_some();
        Ok((function, kind, (self.parameter)(start.unwrap_or(1.0), tracked)))
    }

    /// The output, the gradient by the input, and that by the parameter. Burn takes
    /// no upstream gradient: the backward pass starts with ones.
    fn step(&self, f: &Function, p: &Vector) -> Outcome<(Vector, Vector, Option<Vector>)> {
        let y = f(&self.leaf, p);
        let gradients = y.backward();
        let gx = self.leaf.grad(&gradients).ok_or_else(|| Absent::failed("no gradient"))?;
        let gp = if p.is_require_grad() { p.grad(&gradients) } else { None };
        Ok((y, gx, gp))
    }
}

fn values(tensor: Vector) -> Vec<f64> {
    tensor.into_data().iter::<f64>().collect()
}

impl Peer for Burn {
    fn sample(&mut self, case: &Case) -> Outcome<Sample> {
        let (f, kind, p) = self.prepare(case)?;
        if !case.training {
            let arrays = vec![thin(&values(f(&self.x, &p)), |v| v)];
            return Ok(Sample { kind, upstream: Upstream::Given, arrays, parameter: None });
        }
        let (y, gx, _) = self.step(&f, &p)?;
        let arrays = vec![thin(&values(y), |v| v), thin(&values(gx), |v| v)];
        // With ones, the parameter's gradient is not that of the others.
        Ok(Sample { kind, upstream: Upstream::Ones, arrays, parameter: None })
    }

    fn time(&mut self, case: &Case, repeats: usize) -> Outcome<Duration> {
        let (f, _, p) = self.prepare(case)?;
        if case.training {
            clock(repeats, || self.step(&f, &p))
        } else {
            clock(repeats, || Ok(f(&self.x, &p)))
        }
    }
}

fn find(name: &str) -> Option<(Function, Kind)> {
    let own: Option<fn(Vector) -> Vector> = match name {
        "relu" => Some(own::relu),
        "leaky_relu" => Some(|x| own::leaky_relu(x, 0.01)),
        "elu" => Some(|x| own::elu(x, 1.0)),
        "celu" => Some(|x| own::celu(x, 1.0)),
        "selu" => Some(own::selu),
        "softplus" => Some(|x| own::softplus(x, 1.0)),
        "hard_swish" => Some(own::hard_swish),
        "sigmoid" => Some(own::sigmoid),
        "tanh" => Some(own::tanh),
        "silu" => Some(own::silu),
        "gelu" => Some(own::gelu),
        "gelu_tanh" => Some(own::gelu_approximate),
        "mish" => Some(own::mish),
        _ => None,
    };
    if let Some(f) = own {
        return Some((Box::new(move |x, _| f(x.clone())), Kind::Own));
    }
    if name == "prelu" {
        return Some((Box::new(|x, p| own::prelu(x.clone(), p.clone())), Kind::Own));
    }
    if let Some(zorro) = Zorro::of(name) {
        let tanh = name == "zorro_tanh";
        let sigmoid = name == "zorro_sigmoid";
        let f = move |x: &Vector, _: &Vector| {
            if tanh {
                let u = (x.clone() * zorro.m + 1.0) * 0.5;
                arms(u, &zorro) * 2.0 - 1.0
            } else if sigmoid {
                arms(x.clone() * zorro.m + 0.5, &zorro)
            } else if zorro.m == 1.0 {
                arms(x.clone(), &zorro)
            } else {
                arms(x.clone() * zorro.m, &zorro)
            }
        };
        return Some((Box::new(f), Kind::Composed));
    }
    let composed: fn(&Vector, &Vector) -> Vector = match name {
        "swish" => |x, p| x.clone() * own::sigmoid(x.clone() * p.clone()),
        "logish" => |x, _| x.clone() * own::sigmoid(x.clone()).log1p(),
        "smish" => |x, _| x.clone() * own::sigmoid(x.clone()).log1p().tanh(),
        "telu" => |x, _| x.clone() * x.clone().exp().tanh(),
        "serf" => |x, _| x.clone() * own::softplus(x.clone(), 1.0).erf(),
        "dsilu" => |x, _| {
            let s = own::sigmoid(x.clone());
            s.clone() * (x.clone() * (-s + 1.0) + 1.0)
        },
        "dgelu" => |x, _| {
            let cdf = ((x.clone() * std::f64::consts::FRAC_1_SQRT_2).erf() + 1.0) * 0.5;
            let density = (x.clone() * x.clone() * -0.5).exp() * DENSITY_AT_0;
            cdf + x.clone() * density
        },
        _ => return None,
    };
    Some((Box::new(composed), Kind::Composed))
}

/// 1 / sqrt(2 pi)
const DENSITY_AT_0: f64 = 0.398_942_280_401_432_7;

/// The symmetric Zorro as published.
fn arms(u: Vector, zorro: &Zorro) -> Vector {
    let arm = |t: Vector| own::sigmoid((t.clone() - zorro.b) * zorro.a) * t * zorro.k();
    let left = arm(u.clone());
    let right = -arm(-u.clone() + 1.0) + 1.0;
    let below = u.clone().lower_scalar(0.0);
    let above = u.clone().greater_scalar(1.0);
    u.mask_where(below, left).mask_where(above, right)
}
