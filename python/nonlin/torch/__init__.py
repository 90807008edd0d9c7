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

import nonlin
from nonlin.torch import _vmap, functional
from nonlin.torch._functional import activation
from nonlin.torch._groups import param_groups
from nonlin.torch._inspect import inspect
from nonlin.torch._module import Activation, Formula, Rational, formula, make_class
from nonlin.torch._names import class_name
from nonlin.torch._register import register
from nonlin.torch._report import Report
from nonlin.torch._swap import Swap, swap

_vmap.register()

_CLASSES = {
    class_name(function.id): make_class(function, class_name(function.id), __name__)
    for function in nonlin.functions()
}
globals().update(_CLASSES)

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
