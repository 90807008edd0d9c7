"""Functions as the operators of ONNX: the standard's own where it has one, otherwise
operators that it has had for long, printed from the formula's program."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import torch
import torch.nn.functional as T
from torch import Tensor

from nonlin._program import evaluate, program
from nonlin.torch import _composed
from nonlin.torch._kernels import activation


def _selu(x: Tensor, scale: float, alpha: float) -> Tensor | None:
    usual = activation("selu").values == [scale, alpha]
    return T.selu(x) if usual else None


def _softsign(x: Tensor) -> Tensor:
    # PyTorch takes it apart.
    operators = getattr(torch.onnx, "ops", None)
    if operators is None or not torch.compiler.is_exporting():
        return T.softsign(x)
    found: Tensor = operators.symbolic("Softsign", (x,), dtype=x.dtype, shape=x.shape)
    return found


# What PyTorch's exporter has an operator for; parameters as this library orders them. None
# where the operator has other values.
_NATIVE: dict[str, Callable[..., Tensor | None]] = {
    "relu": T.relu,
    "relu6": lambda x: T.hardtanh(x, 0.0, 6.0),
    "leaky_relu": T.leaky_relu,
    "elu": T.elu,
    "celu": T.celu,
    "softplus": T.softplus,
    "softsign": _softsign,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "hard_sigmoid_pt": T.hardsigmoid,
    "hard_swish": T.hardswish,
    "hardtanh": T.hardtanh,
    "gelu": T.gelu,
    "gelu_tanh": lambda x: T.gelu(x, approximate="tanh"),
    "mish": T.mish,
    "silu": T.silu,
    "arctan": torch.atan,
    "selu": _selu,
}


# What ONNX lacks, of what it has; constants without a shape.


def _full(like: Tensor, value: float) -> Tensor:
    return torch.tensor(value, dtype=like.dtype, device=like.device)


def _expm1(u: Tensor) -> Tensor:
    # Near 0 the difference would cancel: it is a product there.
    e = torch.exp(u)
    return torch.where(u.abs() < 1, torch.tanh(0.5 * u) * (e + 1), e - 1)


def _log1p(u: Tensor) -> Tensor:
    # The rounding error of 1 + u is in both, and leaves with the quotient (Kahan; HP-15C
    # Advanced Functions Handbook, 1982).
    v = 1 + u
    log, difference = torch.log(v), v - 1
    exact = (difference == 0) | (u.abs() > 1e9)
    safe = torch.where(exact, _full(u, 1.0), difference)
    return torch.where(difference == 0, u, torch.where(exact, log, u / safe * log))


def _erfc(u: Tensor) -> Tensor:
    # Press et al., Numerical Recipes, section 6.2: a relative error of 1.2e-7.
    z = u.abs()
    t = 1 / (1 + 0.5 * z)
    sum_ = 0.17087277 * t
    for c in (-0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418):
        sum_ = (sum_ + c) * t
    sum_ = ((sum_ + 0.37409196) * t + 1.00002368) * t - 1.26551223
    tail = t * torch.exp(sum_ - z * z)
    outer = torch.where(u < 0, 2 - tail, tail)
    return torch.where(z < 0.5, 1 - torch.erf(u), outer)


_BACKEND = SimpleNamespace(
    **{
        **{name: of for name, of in vars(_composed.Backend).items() if name[0] != "_"},
        "full": _full,
        "zeros_like": lambda like: _full(like, 0.0),
        "ones_like": lambda like: _full(like, 1.0),
        "expm1": _expm1,
        "log1p": _log1p,
        "erfc": _erfc,
    }
)


def exporting() -> bool:
    """Whether a model is being exported to ONNX."""
    return torch.onnx.is_in_onnx_export()


def forward(x: Tensor, parameters: Tensor | None, function: str, axis: int) -> Tensor:
    """The function as it is in use: those that draw random numbers have their means."""
    found = activation(function)
    if found.id == "prelu" and parameters is not None:
        return _prelu(x, parameters, axis)
    if parameters is None and found.id in _NATIVE:
        native = _NATIVE[found.id](x, *found.values)
        if native is not None:
            return native
    narrow = x.element_size() == 2
    wide = x.float() if narrow else x
    if _composed.is_unit(found):
        # Where powers would leave the range, which is far outside what networks have.
        highest = sum(name.startswith("a") for name, *_ in found.parameters())
        far = float(torch.finfo(wide.dtype).max ** (0.9 / highest))
        wide = wide.clamp(-far, far)
    values: list[Any] = found.values
    if parameters is not None:
        values = _composed.columns(found, parameters, wide, axis)
    y: Tensor = evaluate(program(found.id), _BACKEND, wide, values)
    if narrow:
        limit = torch.finfo(x.dtype).max
        y = y.clamp(-limit, limit)
    return y.to(x.dtype)


def _prelu(x: Tensor, parameters: Tensor, axis: int) -> Tensor:
    """The operator takes slopes that broadcast from the last dimension on."""
    slope = parameters.reshape(-1).to(x.dtype)
    if x.dim() > 1 and axis % x.dim() == 1:
        return T.prelu(x, slope)
    if len(slope) > 1:
        slope = slope.view([-1 if k == axis % x.dim() else 1 for k in range(x.dim())])
    return torch.where(x < 0, slope * x, x)
