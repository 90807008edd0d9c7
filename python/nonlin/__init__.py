"""Activation functions at the price of ReLU, for NumPy, PyTorch and JAX.

>>> import nonlin
>>> nonlin.telu([-1.0, 0.0, 1.0]).round(4).tolist()
[-0.3521, 0.0, 0.9913]
>>> nonlin.get("swish", beta=2)
nonlin.get('swish', beta=2.0)
>>> print(nonlin.gelu.formula)
x*Phi(x)

Every function of the catalogue is an attribute of this module; `functions()` lists
them, `get` finds one by name and sets parameters, `formula` makes one of text, `onnx` a model.
`nonlin.torch` has them as modules and functions of PyTorch, `nonlin.jax` as functions of
JAX.
"""

from __future__ import annotations

import os
from typing import Any

from nonlin import _nonlin
from nonlin._catalogue import Kink, Parameter, Properties, Reference
from nonlin._find import formula, get, onnx
from nonlin._function import Function
from nonlin._nonlin import __version__

_FUNCTIONS = {name: Function(_nonlin.Activation(name)) for name in _nonlin.functions()}
# What most networks use, with kernels of its own.
_TUNED = {name: function for name, function in _FUNCTIONS.items() if function._activation.tuned}
globals().update(_FUNCTIONS)

__all__ = [
    "Function",
    "Kink",
    "Parameter",
    "Properties",
    "Reference",
    "__version__",
    "formula",
    "functions",
    "get",
    "onnx",
    "tuned_functions",
    *_TUNED,
]


def functions(family: str | None = None) -> list[Function]:
    """All functions of the catalogue, or those of a family.

    >>> import nonlin
    >>> [f.id for f in nonlin.functions("step")]
    ['binary_step', 'sign', 'trained_step', 'rsign']
    """
    every = list(_FUNCTIONS.values())
    if family is None:
        return every
    families = list(dict.fromkeys(f.family for f in every))
    if family not in families:
        raise ValueError(f"unknown family {family!r}; the families are {', '.join(families)}")
    return [f for f in every if f.family == family]


def tuned_functions() -> list[Function]:
    """The functions that have kernels of their own: those that most networks use. The others
    are evaluated as formulas are.

    >>> import nonlin
    >>> nonlin.gelu in nonlin.tuned_functions(), nonlin.snake in nonlin.tuned_functions()
    (True, False)
    """
    return list(_TUNED.values())


def __getattr__(name: str) -> Any:
    # Aliases, and near misses.
    if name.startswith("_"):
        raise AttributeError(f"module 'nonlin' has no attribute {name!r}")
    try:
        return get(name)
    except ValueError as error:
        raise AttributeError(f"module 'nonlin' has no attribute {name!r}: {error}") from None


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))


# The threads of the kernels are not in a forked process.
if hasattr(os, "register_at_fork"):
    from nonlin import _arrays

    os.register_at_fork(after_in_child=_arrays.work_alone)
