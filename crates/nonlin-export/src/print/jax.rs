//! JAX.

use super::Job;
use super::python::{Python, atom, module};
use crate::operations::Callee;
use nonlin::atoms::AtomId;

const JAX: Python = Python {
    module: "jnp",
    native: &[
        atom(AtomId::Exp, "jnp.exp"),
        atom(AtomId::Expm1, "jnp.expm1"),
        atom(AtomId::Ln, "jnp.log"),
        atom(AtomId::Log1p, "jnp.log1p"),
        atom(AtomId::Tanh, "jnp.tanh"),
        atom(AtomId::Erf, "jax.lax.erf"),
        atom(AtomId::Erfc, "jax.lax.erfc"),
        atom(AtomId::Sin, "jnp.sin"),
        atom(AtomId::Cos, "jnp.cos"),
        atom(AtomId::Atan, "jnp.arctan"),
        atom(AtomId::Asinh, "jnp.arcsinh"),
        (Callee::Power, "jnp.power"),
        (Callee::Finite, "_finite"),
    ],
    basic: ["jnp.abs", "jnp.sqrt", "jnp.floor"],
    full_like: Some("jnp.full_like"),
    decorator: "",
    double: Some("jnp.float64"),
};

const SUPPORT: &str = r#"

def _finite(y, x, dtype=None):
    """The nearest finite number of the type, where x is finite."""
    largest = float(jnp.finfo(dtype or y.dtype).max)
    return jnp.where(jnp.isfinite(x), jnp.clip(y, -largest, largest), y)


def _wide(x, *parameters):
    TYPE
    return x.astype(dtype), *(jnp.asarray(p, dtype) for p in parameters)


def _narrow(y, x):
    """The result in the type of the argument."""
    dtype = jnp.asarray(x).dtype
    if not jnp.issubdtype(dtype, jnp.floating):
        return y
    return _finite(y, x, dtype).astype(dtype)
"#;

/// With its derivatives, in place of those that JAX would make of the branches.
const FUNCTION: &str = r"

@jax.custom_jvp
def NAME(SIGNATURE):
    return _narrow(_NAME(*_wide(ARGUMENTS)), x)


@NAME.defjvp
def _rule(primals, tangents):
    x = primals[0]
    value, *slopes = _NAME_gradients(*_wide(*primals))
    y = _narrow(value, x)
    total = jnp.zeros_like(y)
    for slope, tangent in zip(slopes, tangents):
        total = total + (_narrow(slope, x) * tangent).astype(y.dtype)
    return y, total
";

const USUAL: &str = r#""""All in the type that is computed in: half precision in f32."""
    x = jnp.asarray(x)
    dtype = jnp.promote_types(x.dtype, jnp.float32)"#;

/// For formulas that leave the range of f32 on the way, or lose its digits.
const ROOMY: &str = r#""""All in f64 where it is enabled (`jax_enable_x64`): the formula needs room on the way."""
    x = jnp.asarray(x)
    dtype = jax.dtypes.canonicalize_dtype(jnp.float64)"#;

pub(super) fn print(job: &Job<'_>) -> String {
    let support = SUPPORT.replace("TYPE", if job.wide { ROOMY } else { USUAL });
    module(job, &JAX, "import jax\nimport jax.numpy as jnp\n", &support, FUNCTION)
}
