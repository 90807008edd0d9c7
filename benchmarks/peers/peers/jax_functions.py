"""The functions in JAX: its own, and the papers' one-liners."""

import math
from collections.abc import Callable

import jax
import jax.numpy as jnp
from jax import Array
from jax.scipy.special import erf

# Functions of an input and of the trained parameter, which most ignore.
Function = Callable[[Array, Array], Array]

OWN: dict[str, Function] = {
    "relu": lambda x, _: jax.nn.relu(x),
    "leaky_relu": lambda x, _: jax.nn.leaky_relu(x),
    "elu": lambda x, _: jax.nn.elu(x),
    "celu": lambda x, _: jax.nn.celu(x),
    "selu": lambda x, _: jax.nn.selu(x),
    "softplus": lambda x, _: jax.nn.softplus(x),
    "hard_swish": lambda x, _: jax.nn.hard_swish(x),
    "sigmoid": lambda x, _: jax.nn.sigmoid(x),
    "tanh": lambda x, _: jnp.tanh(x),
    "silu": lambda x, _: jax.nn.silu(x),
    "gelu": lambda x, _: jax.nn.gelu(x, approximate=False),
    "gelu_tanh": lambda x, _: jax.nn.gelu(x, approximate=True),
    "mish": lambda x, _: jax.nn.mish(x),
}

SELU_SCALE = 1.0507009873554805
SELU_ALPHA = 1.6732632423543772


def _dsilu(x: Array, _: Array) -> Array:
    s = jax.nn.sigmoid(x)
    return s * (1 + x * (1 - s))


def _dgelu(x: Array, _: Array) -> Array:
    cdf = 0.5 * (1 + erf(x * math.sqrt(0.5)))
    return cdf + x * jnp.exp(-0.5 * x * x) * (1 / math.sqrt(2 * math.pi))


def _arms(u: Array, a: float, b: float) -> Array:
    """The symmetric Zorro as published."""
    k = 1 + math.exp(a * b)

    def arm(t: Array) -> Array:
        return k * t * jax.nn.sigmoid(a * (t - b))

    return jnp.where(u < 0, arm(u), jnp.where(u > 1, 1 - arm(1 - u), u))


ONE_LINERS: dict[str, Function] = {
    "relu": lambda x, _: jnp.where(x > 0, x, 0),
    "leaky_relu": lambda x, _: jnp.where(x > 0, x, 0.01 * x),
    "prelu": lambda x, p: jnp.where(x > 0, x, p * x),
    "elu": lambda x, _: jnp.where(x > 0, x, jnp.expm1(x)),
    "celu": lambda x, _: jnp.where(x > 0, x, jnp.expm1(x / 1.0)),
    "selu": lambda x, _: SELU_SCALE * jnp.where(x > 0, x, SELU_ALPHA * jnp.expm1(x)),
    "softplus": lambda x, _: jnp.log1p(jnp.exp(x)),
    "hard_swish": lambda x, _: x * jnp.clip(x + 3, 0, 6) / 6,
    "sigmoid": lambda x, _: 1 / (1 + jnp.exp(-x)),
    "tanh": lambda x, _: 2 / (1 + jnp.exp(-2 * x)) - 1,
    "silu": lambda x, _: x * jax.nn.sigmoid(x),
    "swish": lambda x, p: x * jax.nn.sigmoid(p * x),
    "gelu": lambda x, _: 0.5 * x * (1 + erf(x * math.sqrt(0.5))),
    "gelu_tanh": lambda x, _: (
        0.5 * x * (1 + jnp.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
    ),
    "mish": lambda x, _: x * jnp.tanh(jax.nn.softplus(x)),
    "logish": lambda x, _: x * jnp.log1p(jax.nn.sigmoid(x)),
    "smish": lambda x, _: x * jnp.tanh(jnp.log1p(jax.nn.sigmoid(x))),
    "telu": lambda x, _: x * jnp.tanh(jnp.exp(x)),
    "serf": lambda x, _: x * erf(jax.nn.softplus(x)),
    "dsilu": _dsilu,
    "dgelu": _dgelu,
    "zorro_symmetric": lambda x, _: _arms(x, 1.2, 1.0),
    # The same with both arms' parameters equal, as they are by default.
    "zorro_asymmetric": lambda x, _: _arms(x, 1.2, 1.0),
    "zorro_sigmoid": lambda x, _: _arms(0.5 * x + 0.5, 4.0, 2.0),
    "zorro_tanh": lambda x, _: 2 * _arms(0.5 * x + 0.5, 4.0, 2.0) - 1,
    "zorro_sloped": lambda x, _: _arms(1.5 * x, 1.2, 1.0),
}
