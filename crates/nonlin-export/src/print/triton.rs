//! Triton.
//!
//! Its own `exp` is that of the graphics processor (off by 50 units in the last place at
//! -80), and it has no tanh, expm1 or log1p of its own: atoms are made of arithmetic, so
//! that the interpreter computes what a device does.

use super::Job;
use super::python::{Python, atom, opening};
use crate::operations::{Callee, Routine};
use crate::options::Part;
use nonlin::atoms::AtomId;

const TRITON: Python = Python {
    module: "tl",
    native: &[
        atom(AtomId::Sin, "tl.sin"),
        atom(AtomId::Cos, "tl.cos"),
        (Callee::TwoTo, "((({u}).to(tl.int32) + 127) << 23).to(tl.float32, bitcast=True)"),
        // sqrt(1/2) is 0x3f3504f3.
        (
            Callee::Exponent,
            "((({u}).to(tl.int32, bitcast=True) - 1060439283) >> 23).to(tl.float32)",
        ),
    ],
    basic: ["tl.abs", "tl.sqrt_rn", "tl.floor"],
    full_like: None,
    decorator: "@triton.jit\n",
    double: None,
};

const SUPPORT: &str = r#"

@triton.jit
def _nearest(y, x, largest: tl.constexpr):
    # The largest number of the type that is stored, where x is finite.
    return tl.where(tl.abs(x) <= 3.4028235e38, tl.minimum(tl.maximum(y, -largest), largest), y)


@triton.jit
def _places(count, channels, inner, channelled: tl.constexpr, block: tl.constexpr):
    k = tl.program_id(0).to(tl.int64) * block + tl.arange(0, block)
    places = k
    if channelled:
        places = (k // inner) * channels * inner + tl.program_id(1) * inner + k % inner
    return places, k < count


def _layout(x, *parameters):
    """Parameters as a matrix, a row each. They are numbers, tensors of one element, or one
    element for each channel, which is the second dimension of x."""
    rows = [torch.as_tensor(p, dtype=torch.float32, device=x.device).flatten() for p in parameters]
    channels = max([row.numel() for row in rows], default=1)
    if channels > 1 and (x.dim() < 2 or x.shape[1] != channels):
        raise ValueError(f"{channels} values for a parameter, but x has the shape {tuple(x.shape)}; one for each of its channels, dimension 1, are expected")
    if any(row.numel() not in (1, channels) for row in rows):
        raise ValueError("parameters have different numbers of channels")
    matrix = torch.stack([row.expand(channels) for row in rows]) if rows else x.new_zeros(1, 1)
    inner = x.shape[2:].numel() if channels > 1 else x.numel()
    return matrix.contiguous(), x.numel() // channels, channels, inner


_BLOCK = 1024
"#;

const FORWARD: &str = r#"

@triton.jit
def ROUTINE_kernel(x_ptr, y_ptr, p_ptr, count, channels, inner, channelled: tl.constexpr, largest: tl.constexpr, block: tl.constexpr):
    places, inside = _places(count, channels, inner, channelled, block)
LOADS    x = tl.load(x_ptr + places, mask=inside, other=0.0).to(tl.float32)
    y = _nearest(ROUTINE(ARGUMENTS), x, largest)
    tl.store(y_ptr + places, y, mask=inside)


def ROUTINE_forward(SIGNATURE):
    x = x.contiguous()
    y = torch.empty_like(x)
    matrix, count, channels, inner = _layout(ARGUMENTS)
    if count:
        ROUTINE_kernel[(triton.cdiv(count, _BLOCK), channels)](
            x, y, matrix, count, channels, inner, channels > 1, torch.finfo(x.dtype).max, _BLOCK
        )
    return y
"#;

const BACKWARD: &str = r#"

@triton.jit
def NAME_backward_kernel(x_ptr, gy_ptr, gx_ptr, p_ptr, sums_ptr, count, channels, inner, channelled: tl.constexpr, largest: tl.constexpr, block: tl.constexpr):
    places, inside = _places(count, channels, inner, channelled, block)
LOADS    x = tl.load(x_ptr + places, mask=inside, other=0.0).to(tl.float32)
    gy = tl.load(gy_ptr + places, mask=inside, other=0.0).to(tl.float32)
    UNPACKED = NAME_gradients(ARGUMENTS)
    gx = _nearest(gy * _nearest(slope, x, largest), gy, largest)
    tl.store(gx_ptr + places, gx, mask=inside)
SUMS

def NAME_backward(x, gy, PARAMETERS_AFTER):
    """The gradient by x, and a matrix of those by the parameters, a row each with a column for
    each channel; summed in blocks, the same at every call."""
    x, gy = x.contiguous(), gy.contiguous()
    gx = torch.empty_like(x)
    matrix, count, channels, inner = _layout(ARGUMENTS)
    blocks = triton.cdiv(count, _BLOCK)
    sums = x.new_zeros(COUNT, channels, blocks, dtype=torch.float32)
    if count:
        NAME_backward_kernel[(blocks, channels)](
            x, gy, gx, matrix, sums, count, channels, inner, channels > 1, torch.finfo(x.dtype).max, _BLOCK
        )
    return gx, sums.sum(-1)
"#;

impl Job<'_> {
    fn of_triton(&self, template: &str, routine: &Routine) -> String {
        let parameters = &self.lowered.parameters;
        let load = |(k, (name, _)): (usize, &(String, f64))| {
            format!("    {name} = tl.load(p_ptr + {k} * channels + tl.program_id(1))\n")
        };
        let names = self.result_names();
        let sum = |(k, name): (usize, &String)| {
            format!(
                "    sum_{k} = tl.sum(tl.where(inside, gy * {name}, 0.0), axis=0)\n    tl.store(sums_ptr + ({k} * channels + tl.program_id(1)) * tl.num_programs(0) + tl.program_id(0), sum_{k})\n"
            )
        };
        let after = parameters.iter().map(|(name, value)| format!("{name}={value:?}"));
        let text = template
            .replace("LOADS", &parameters.iter().enumerate().map(load).collect::<String>())
            .replace("SUMS", &names[2..].iter().enumerate().map(sum).collect::<String>())
            .replace("UNPACKED", &names.join(", "))
            .replace("PARAMETERS_AFTER", &after.collect::<Vec<_>>().join(", "))
            .replace("gy, )", "gy)")
            .replace("COUNT", &parameters.len().to_string())
            .replace("ROUTINE", &routine.name);
        self.filled(&text)
    }
}

pub(super) fn print(job: &Job<'_>) -> String {
    let routines = job.routines();
    let imports = "import torch\nimport triton\nimport triton.language as tl\n";
    let mut text = opening(job, imports) + SUPPORT + &TRITON.helpers(job, &routines);
    for routine in &routines {
        text += &format!("\n\n{}", TRITON.function(routine, None, &routine.name));
    }
    text += &job.of_triton(FORWARD, routines[0]);
    if job.part == Part::Gradients {
        text += &job.of_triton(BACKWARD, routines[0]);
    }
    text
}
