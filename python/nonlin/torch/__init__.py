"""Activation functions for PyTorch.

>>> import torch, nonlin.torch
>>> model = torch.nn.Sequential(torch.nn.Linear(8, 8), nonlin.torch.TeLU())
>>> nonlin.torch.functional.mish(torch.zeros(2)).tolist()
[0.0, 0.0]

Every function is a class, `nonlin.torch.TeLU()`, and a function,
`nonlin.torch.functional.telu(x)`. `formula` makes a module of text, `Rational` is a trainable
quotient of polynomials. `swap` replaces the activations of a model,
`param_groups` keeps weight decay off their parameters.
"""

try:
    import torch as _torch  # noqa: F401
except ImportError as error:
    raise ImportError(
        "nonlin.torch needs PyTorch, which is not installed; `pip install torch` does that"
    ) from error

from typing import Any as _Any

import nonlin
from nonlin.torch import _vmap, functional
from nonlin.torch._functional import activation
from nonlin.torch._groups import param_groups
from nonlin.torch._inspect import inspect
from nonlin.torch._module import Activation, Formula, Rational, class_of, formula
from nonlin.torch._names import class_name, named
from nonlin.torch._register import register
from nonlin.torch._report import Report
from nonlin.torch._swap import Swap, swap

_vmap.register()

_CLASSES = {class_name(function.id): class_of(function) for function in nonlin.tuned_functions()}
globals().update(_CLASSES)


def __getattr__(name: str) -> _Any:
    # The long tail, made when it is first used.
    function = named(name)
    if function is not None:
        return class_of(function)
    why = ""
    if not name.startswith("_"):
        try:
            why = f"; did you mean {class_name(nonlin.get(name).id)}?"
        except (KeyError, ValueError) as error:
            why = f": {error}"
    raise AttributeError(f"module 'nonlin.torch' has no attribute {name!r}{why}")


def __dir__() -> list[str]:
    return sorted({*globals(), *(class_name(function.id) for function in nonlin.functions())})


__all__ = [
    "Activation",
    "Formula",
    "Rational",
    "Report",
    "Swap",
    "activation",
    "formula",
    "functional",
    "inspect",
    "param_groups",
    "register",
    "swap",
    *_CLASSES,
]
