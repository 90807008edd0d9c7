"""Activation functions for JAX, printed from the formula's program.

>>> import jax, nonlin.jax
>>> float(jax.grad(nonlin.jax.telu)(0.0).round(4))
0.7616
>>> float(jax.jit(nonlin.jax.swish)(1.0, beta=2.0).round(4))
0.8808

Each is made of JAX's own operations, which XLA fuses, with derivatives of its own up to
the fourth order (`custom_jvp`), which neither cancel nor overflow where automatic ones
do. They nest in jit, grad, vmap, jvp and hessian.
"""

try:
    import jax as _jax  # noqa: F401
except ImportError as error:
    raise ImportError(
        "nonlin.jax needs JAX, which is not installed; `pip install jax` does that"
    ) from error

from nonlin._tail import fill
from nonlin.jax._functions import activation, formula, make

# A literal, for what reads modules without running them; the catalogue's names follow.
__all__ = ["activation", "formula"]
__all__ += fill(globals(), make)
