//! PyTorch.

use super::Job;
use super::python::{Python, atom, module};
use crate::operations::Callee;
use nonlin::atoms::AtomId;

const TORCH: Python = Python {
    module: "torch",
    native: &[
        atom(AtomId::Exp, "torch.exp"),
        atom(AtomId::Expm1, "torch.expm1"),
        atom(AtomId::Ln, "torch.log"),
        atom(AtomId::Log1p, "torch.log1p"),
        atom(AtomId::Tanh, "torch.tanh"),
        atom(AtomId::Erf, "torch.erf"),
        atom(AtomId::Erfc, "torch.erfc"),
        atom(AtomId::Sin, "torch.sin"),
        atom(AtomId::Cos, "torch.cos"),
        atom(AtomId::Atan, "torch.atan"),
        atom(AtomId::Asinh, "torch.asinh"),
        (Callee::Power, "torch.pow"),
        // Of any type: what has been computed is rounded to the argument's at the end.
        (Callee::Finite, "_finite"),
    ],
    basic: ["torch.abs", "torch.sqrt", "torch.floor"],
    full_like: Some("torch.full_like"),
    decorator: "",
    double: Some("torch.float64"),
};

const SUPPORT: &str = r#"

def _finite(y, x, dtype=None):
    """The nearest finite number of the type, where x is finite."""
    largest = torch.finfo(dtype or y.dtype).max
    return torch.where(torch.isfinite(x), y.clamp(-largest, largest), y)


def _wide(x, *parameters):
    TYPE
    return x.to(dtype), *(torch.as_tensor(p, dtype=dtype, device=x.device) for p in parameters)


def _narrow(y, x):
    """The result in the type of the argument."""
    return _finite(y, x, x.dtype).to(x.dtype)
"#;

/// With its derivatives for autograd, which would make NaN of branches not taken.
const FUNCTION: &str = r#"

class _Function(torch.autograd.Function):
    """NAME with its derivatives; it keeps its arguments, and nothing else."""

    generate_vmap_rule = True

    @staticmethod
    def forward(x, *parameters):
        return _narrow(_NAME(*_wide(x, *parameters)), x)

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, gy):
        x, *parameters = inputs = ctx.saved_tensors
        _, *slopes = _NAME_gradients(*_wide(x, *parameters))
        gradients = []
        for argument, slope, needed in zip(inputs, slopes, ctx.needs_input_grad):
            if needed:
                gradient = gy * _finite(slope, x, x.dtype)
                gradient = gradient.sum_to_size(argument.shape).to(argument.dtype)
            gradients.append(gradient if needed else None)
        return tuple(gradients)


def NAME(SIGNATURE):
    return _Function.apply(
        x, *(torch.as_tensor(p, dtype=None if torch.is_tensor(p) else _wide(x)[0].dtype, device=x.device) for p in [PARAMETERS])
    )
"#;

const USUAL: &str = r#""""All in the type that is computed in: half precision in f32."""
    dtype = torch.promote_types(x.dtype, torch.float32)"#;

/// For formulas that leave the range of f32 on the way, or lose its digits.
const ROOMY: &str = r#""""All in f64, where the device has it: the formula needs room on the way."""
    dtype = torch.float32 if x.device.type == "mps" else torch.float64"#;

pub(super) fn print(job: &Job<'_>) -> String {
    let support = SUPPORT.replace("TYPE", if job.wide { ROOMY } else { USUAL });
    module(job, &TORCH, "import torch\n", &support, FUNCTION)
}
