"""Activation functions applied to tensors."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from torch import Tensor

import nonlin
from nonlin import Function
from nonlin._catalogue import plain
from nonlin.torch import _arguments
from nonlin.torch._autograd import apply


def text(function: Function) -> str:
    """The function with all its values, as text that `nonlin.get` reads."""
    if function.family in ("rational", "formula"):
        # Values have their place in the text.
        return str(function)
    values = ",".join(f"{p.name}={p.value!r}" for p in function.parameters)
    return f"{function.id}({values})" if values else function.id


@functools.lru_cache(maxsize=1024)
def _named(name: str) -> Function:
    return nonlin.get(name)


def activation(
    x: Tensor,
    function: str | Function,
    *,
    channel_axis: int = 1,
    **values: float | Tensor,
) -> Tensor:
    """The function of that name, of each element of `x`.

    Parameter values are numbers, or tensors, which have gradients then: of one element,
    or of one for each entry of dimension `channel_axis`. Those of rational units are
    `numerator` and `denominator`, vectors, or matrices with a row for each channel.
    """
    _arguments.check_input(x, "activation")
    known = function if isinstance(function, Function) else _named(function)
    return _applied(x, known, channel_axis, values)


def _applied(x: Tensor, function: Function, axis: int, values: dict[str, float | Tensor]) -> Tensor:
    parameters = None
    if values:
        values = {plain(name): value for name, value in values.items()}
        function, parameters = _arguments.assemble(x, function, values, axis)
    return apply(x, parameters, text(function), axis, None)


def make(function: Function) -> Callable[..., Tensor]:
    """The function of the namespace `nonlin.torch.functional`."""
    unchanged = text(function)

    def of(x: Tensor, *, channel_axis: int = 1, **values: Any) -> Tensor:
        _arguments.check_input(x, function.id)
        if not values:
            return apply(x, None, unchanged, channel_axis, None)
        return _applied(x, function, channel_axis, values)

    of.__name__ = of.__qualname__ = function.id if function.id.isidentifier() else function.name
    of.__module__ = "nonlin.torch.functional"
    of.__doc__ = f"{function.__doc__}\nParameters may be tensors; see `activation`.\n"
    return of


def formula(text: str, **values: float) -> Callable[..., Tensor]:
    """The function of tensors that a formula of `x` means; its parameters may be tensors.

    >>> import torch
    >>> from nonlin.torch.functional import formula
    >>> mine = formula("f(a=1) = x * tanh(exp(a*x))")
    >>> mine(torch.zeros(2), a=torch.tensor(0.5)).tolist()
    [0.0, 0.0]
    """
    return make(nonlin.formula(text, **values))
