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

from typing import Any as _Any

import nonlin
from nonlin.jax._functions import activation, formula, make

_MADE = {function.id: make(function) for function in nonlin.tuned_functions()}
globals().update(_MADE)


def __getattr__(name: str) -> _Any:
    # The long tail, and other names.
    try:
        found = getattr(nonlin, name)
    except AttributeError as error:
        raise AttributeError(str(error).replace("'nonlin'", __name__, 1)) from None
    if not isinstance(found, nonlin.Function):
        raise AttributeError(f"module {__name__} has no attribute {name!r}")
    return _MADE.get(found.id) or _MADE.setdefault(found.id, make(found))


def __dir__() -> list[str]:
    return sorted({*globals(), *(function.id for function in nonlin.functions())})


__all__ = ["activation", "formula", *_MADE]
