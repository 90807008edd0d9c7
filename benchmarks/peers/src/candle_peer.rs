//! candle's own activations on the CPU, and one-liners in its operations.

use std::time::Duration;

use candle_core::{DType, Device, Module, Result, Tensor, Var};
use candle_nn::{Activation, PReLU, ops};

use crate::inputs::{Inputs, Number, thin};
use crate::peer::{Absent, Outcome, Peer, Sample, Zorro, clock, trained};
use crate::protocol::{Case, Kind, Upstream};

/// The function of an input and of the trained parameter, which most ignore.
type Function = Box<dyn Fn(&Tensor, &Tensor) -> Result<Tensor>>;

impl From<candle_core::Error> for Absent {
    fn from(error: candle_core::Error) -> Self {
        // The first line: a backtrace follows where one is switched on.
        Absent::failed(error.to_string().lines().next().unwrap_or_default())
    }
}

pub(crate) struct Candle {
    x: Tensor,
    /// The same, for which a gradient is asked.
    leaf: Var,
}

impl Candle {
    pub(crate) fn new<T: Number>(inputs: &Inputs<T>) -> Outcome<Self> {
        let x = Tensor::from_slice(&inputs.x, inputs.x.len(), &Device::Cpu)?;
        Ok(Candle { leaf: Var::from_tensor(&x)?, x })
    }

    fn prepare(&self, case: &Case) -> Outcome<(Function, Kind, Tensor)> {
        if case.reused {
            return Err(Absent::no_reuse());
        }
        let (function, kind) = find(&case.function)
            .ok_or_else(|| Absent::failed(format!("no one-liner for {}", case.function)))?;
        let start = trained(&case.function);
        let parameter = Tensor::new(&[start.unwrap_or(1.0)], &Device::Cpu)?;
        let parameter = parameter.to_dtype(self.x.dtype())?;
        // Gradients of parameters are only asked for where there is one.
        if case.training && start.is_some() {
            return Ok((function, kind, Var::from_tensor(&parameter)?.into_inner()));
        }
        Ok((function, kind, parameter))
    }

    /// The output and the gradients. candle takes no upstream gradient: the
    /// backward pass starts with ones.
    fn step(&self, f: &Function, p: &Tensor) -> Outcome<(Tensor, Tensor, Option<Tensor>)> {
        let y = f(self.leaf.as_tensor(), p)?;
        let mut gradients = y.backward()?;
        let gx = gradients.remove(self.leaf.as_tensor());
        Ok((y, gx.ok_or_else(|| Absent::failed("no gradient"))?, gradients.remove(p)))
    }
}

fn values(tensor: &Tensor) -> Result<Vec<f32>> {
    tensor.to_dtype(DType::F32)?.to_vec1()
}

impl Peer for Candle {
    fn sample(&mut self, case: &Case) -> Outcome<Sample> {
        let (f, kind, p) = self.prepare(case)?;
        if !case.training {
            let arrays = vec![thin(&values(&f(&self.x, &p)?)?, f64::from)];
            return Ok(Sample { kind, upstream: Upstream::Given, arrays, parameter: None });
        }
        let (y, gx, _) = self.step(&f, &p)?;
        let arrays = vec![thin(&values(&y)?, f64::from), thin(&values(&gx)?, f64::from)];
        // With ones, the parameter's gradient is not that of the others.
        Ok(Sample { kind, upstream: Upstream::Ones, arrays, parameter: None })
    }

    fn time(&mut self, case: &Case, repeats: usize) -> Outcome<Duration> {
        let (f, _, p) = self.prepare(case)?;
        if case.training {
            clock(repeats, || self.step(&f, &p))
        } else {
            clock(repeats, || Ok(f(&self.x, &p)?))
        }
    }
}

fn find(name: &str) -> Option<(Function, Kind)> {
    let own = match name {
        "relu" => Some(Activation::Relu),
        "leaky_relu" => Some(Activation::LeakyRelu(0.01)),
        "elu" => Some(Activation::Elu(1.0)),
        "hard_swish" => Some(Activation::HardSwish),
        "sigmoid" => Some(Activation::Sigmoid),
        "silu" => Some(Activation::Silu),
        "gelu" => Some(Activation::Gelu),
        "gelu_tanh" => Some(Activation::GeluPytorchTanh),
        "mish" => Some(Activation::Mish),
        _ => None,
    };
    if let Some(activation) = own {
        return Some((Box::new(move |x, _| activation.forward(x)), Kind::Own));
    }
    let own: Option<fn(&Tensor, &Tensor) -> Result<Tensor>> = match name {
        "tanh" => Some(|x, _| x.tanh()),
        "selu" => Some(|x, _| ops::selu(x, SELU_ALPHA, SELU_LAMBDA)),
        "prelu" => Some(|x, p| PReLU::new(p.clone(), true).forward(x)),
        _ => None,
    };
    if let Some(f) = own {
        return Some((Box::new(f), Kind::Own));
    }
    if let Some(zorro) = Zorro::of(name) {
        let tanh = name == "zorro_tanh";
        let sigmoid = name == "zorro_sigmoid";
        let f = move |x: &Tensor, _: &Tensor| {
            if tanh {
                arms(&x.affine(0.5 * zorro.m, 0.5)?, &zorro)?.affine(2.0, -1.0)
            } else if sigmoid {
                arms(&x.affine(zorro.m, 0.5)?, &zorro)
            } else if zorro.m == 1.0 {
                arms(x, &zorro)
            } else {
                arms(&x.affine(zorro.m, 0.0)?, &zorro)
            }
        };
        return Some((Box::new(f), Kind::Composed));
    }
    let composed: fn(&Tensor, &Tensor) -> Result<Tensor> = match name {
        "celu" => |x, _| x.gt(0.0)?.where_cond(x, &(x.exp()? - 1.0)?),
        "softplus" => |x, _| softplus(x),
        "swish" => |x, p| x * ops::sigmoid(&x.broadcast_mul(p)?)?,
        "logish" => |x, _| x * (ops::sigmoid(x)? + 1.0)?.log()?,
        "smish" => |x, _| x * (ops::sigmoid(x)? + 1.0)?.log()?.tanh()?,
        "telu" => |x, _| x * x.exp()?.tanh()?,
        "serf" => |x, _| x * softplus(x)?.erf()?,
        "dsilu" => |x, _| {
            let s = ops::sigmoid(x)?;
            &s * (x * s.affine(-1.0, 1.0)?)?.affine(1.0, 1.0)?
        },
        "dgelu" => |x, _| {
            let erf = x.affine(std::f64::consts::FRAC_1_SQRT_2, 0.0)?.erf()?;
            let density = x.sqr()?.affine(-0.5, 0.0)?.exp()?.affine(DENSITY_AT_0, 0.0)?;
            erf.affine(0.5, 0.5)? + x * density
        },
        _ => return None,
    };
    Some((Box::new(composed), Kind::Composed))
}

const SELU_LAMBDA: f32 = 1.050_701;
const SELU_ALPHA: f32 = 1.673_263_2;

/// 1 / sqrt(2 pi)
const DENSITY_AT_0: f64 = 0.398_942_280_401_432_7;

/// candle has no log1p.
fn softplus(x: &Tensor) -> Result<Tensor> {
    (x.exp()? + 1.0)?.log()
}

/// The symmetric Zorro as published.
fn arms(u: &Tensor, zorro: &Zorro) -> Result<Tensor> {
    let arm = |t: &Tensor| {
        let gate = ops::sigmoid(&t.affine(zorro.a, -zorro.a * zorro.b)?)?;
        (t * gate)?.affine(zorro.k(), 0.0)
    };
    let left = arm(u)?;
    let right = arm(&u.affine(-1.0, 1.0)?)?.affine(-1.0, 1.0)?;
    let inner = u.gt(1.0)?.where_cond(&right, u)?;
    u.lt(0.0)?.where_cond(&left, &inner)
}
