"""JAX's own activation functions."""

import jax
import jaxlib
import numpy as np
from jax import nn
from jax import numpy as jnp

from peers.exchange import Function, Implementation, Results

FUNCTIONS = (
    Function("relu", "relu", nn.relu),
    Function("relu6", "relu6", nn.relu6),
    Function("leaky_relu(0.01)", "leaky_relu", nn.leaky_relu),
    Function("sigmoid", "sigmoid", nn.sigmoid),
    Function("hard_sigmoid", "hard_sigmoid_pt", nn.hard_sigmoid),
    Function("log_sigmoid", "log_sigmoid", nn.log_sigmoid),
    Function("softplus", "softplus", nn.softplus),
    Function("soft_sign", "softsign", nn.soft_sign),
    Function("tanh", "tanh", nn.tanh),
    Function("hard_tanh", "hardtanh", nn.hard_tanh),
    Function("numpy.arctan", "arctan", jnp.arctan),
    Function("elu", "elu", nn.elu),
    Function("celu", "celu", nn.celu),
    Function("selu", "selu", nn.selu),
    Function("silu", "silu", nn.silu),
    Function("hard_silu", "hard_swish", nn.hard_silu),
    Function("gelu(approximate=False)", "gelu", lambda x: nn.gelu(x, approximate=False)),
    Function("gelu(approximate=True)", "gelu_tanh", lambda x: nn.gelu(x, approximate=True)),
    Function("mish", "mish", nn.mish),
)


def evaluate(function: Function, dtype: str, inputs: np.ndarray) -> Results:
    """Values, and gradients for an upstream gradient of 1, both compiled."""
    del dtype

    def both(x: jax.Array) -> tuple[jax.Array, jax.Array]:
        y, pull_back = jax.vjp(function.call, x)
        return y, pull_back(jnp.ones_like(y))[0]

    y, gradient = jax.jit(both)(jnp.asarray(inputs))
    note = None if y.dtype == inputs.dtype else f"returns {y.dtype}"
    value = np.asarray(y.astype(inputs.dtype))
    return Results(value, np.asarray(gradient.astype(inputs.dtype)), note=note)


def implementation(order: int, title: str) -> Implementation:
    """The functions of `jax.nn`."""
    # Without it f64 inputs would silently become f32.
    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_platforms", "cpu")
    return Implementation(
        id="jax",
        order=order,
        title=title,
        how="`jax.nn` on the CPU, values and `jax.vjp` gradients in one `jax.jit`; "
        "64-bit types are switched on.",
        versions={"jax": jax.__version__, "jaxlib": jaxlib.__version__, "numpy": np.__version__},
        functions=FUNCTIONS,
        evaluate=evaluate,
    )
