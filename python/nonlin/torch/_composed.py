"""The same results from PyTorch's own operations, printed from the formula's program:
for devices that the kernels are not for."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from nonlin._program import LARGE, evaluate, finite, gradient, moderate, program, settled
from nonlin.torch._kernels import activation


class Backend:
    exp = staticmethod(torch.exp)
    expm1 = staticmethod(torch.expm1)
    log = staticmethod(torch.log)
    log1p = staticmethod(torch.log1p)
    tanh = staticmethod(torch.tanh)
    sqrt = staticmethod(torch.sqrt)
    abs = staticmethod(torch.abs)
    floor = staticmethod(torch.floor)
    erf = staticmethod(torch.erf)
    erfc = staticmethod(torch.erfc)
    sin = staticmethod(torch.sin)
    cos = staticmethod(torch.cos)
    arctan = staticmethod(torch.atan)
    arcsinh = staticmethod(torch.asinh)
    power = staticmethod(torch.pow)
    where = staticmethod(torch.where)
    zeros_like = staticmethod(torch.zeros_like)
    ones_like = staticmethod(torch.ones_like)
    isinf = staticmethod(torch.isinf)
    full = staticmethod(torch.full_like)


def _arguments(
    x: Tensor, parameters: Tensor | None, function: str, axis: int, seed: Tensor | None
) -> tuple[Tensor, list[Any], str]:
    """`x` and the parameters in the type they are computed in, and the identifier."""
    found = activation(function)
    wide = _widened(x, found)
    if parameters is None:
        one = torch.ones((), dtype=wide.dtype, device=x.device)
        values: list[Any] = [one * value for value in found.values]
    else:
        values = columns(found, parameters, wide, axis)
    if seed is not None and found.stochastic:
        # At rest, such a function has the mean of the two parameters.
        t = _shares(wide, seed)
        low, high = values
        values = [low + (high - low) * t] * 2
    return wide, values, found.id


def columns(found: Any, parameters: Tensor, x: Tensor, axis: int) -> list[Any]:
    """Each parameter, within its range, in a shape that broadcasts to `x`."""
    shape = [1] * x.dim()
    if parameters.dim() == 2:
        shape[axis] = -1
    every = projected(found, parameters).to(x.dtype).unbind(-1)
    return [value.view(shape) if value.dim() == 1 else value for value in every]


def is_unit(found: Any) -> bool:
    """Whether it is a rational unit, which has limits at infinity that its formula has not."""
    return bool(found.family == "rational")


def far(found: Any) -> float:
    """Beyond which steps of the function may leave the range of f32, though it does not:
    products of polynomials, and whatever a formula does."""
    if is_unit(found):
        return float(1e30 ** (1 / len(found.values)))
    return math.inf if found.tuned else 16.0


def _widened(x: Tensor, found: Any) -> Tensor:
    # The device of a Mac has nothing wider.
    if math.isfinite(far(found)) and x.device.type != "mps":
        return x.double()
    return x.float() if x.element_size() == 2 else x


def projected(found: Any, parameters: Tensor) -> Tensor:
    """The nearest allowed values; no number stays none."""
    for k, (_, _, (low, high, low_open, high_open), _, _) in enumerate(found.parameters()):
        if math.isinf(low) and math.isinf(high):
            continue
        low += 1e-6 * max(abs(low), 1.0) if low_open and math.isfinite(low) else 0.0
        high -= 1e-6 * max(abs(high), 1.0) if high_open and math.isfinite(high) else 0.0
        column = parameters[..., k].clamp(low, high)
        # The gradient is that at the edge, as the kernels have it.
        column = parameters[..., k] + (column - parameters[..., k]).detach()
        mask = torch.arange(parameters.shape[-1], device=parameters.device) == k
        parameters = torch.where(mask, column.unsqueeze(-1), parameters)
    return parameters


def _shares(x: Tensor, seed: Tensor) -> Tensor:
    """How far between two parameters each element draws, the same for one seed."""
    generator = torch.Generator(device=x.device).manual_seed(int(seed.item()))
    return torch.empty_like(x, requires_grad=False).uniform_(generator=generator)


def derivative(
    x: Tensor,
    parameters: Tensor | None,
    function: str,
    axis: int,
    seed: Tensor | None,
    order: int,
) -> Tensor:
    """The function, or its derivative of that order, in the type it is computed in."""
    wide, values, name = _arguments(x, parameters, function, axis, seed)
    unit = is_unit(activation(function))
    at = wide
    if unit:
        at = moderate(Backend, wide, LARGE)
    elif order > 1:
        at = moderate(Backend, wide)
    result: Tensor = evaluate(program(name, order), Backend, at, values)
    return settled(Backend, result, wide) if unit else result


def forward(
    x: Tensor, parameters: Tensor | None, function: str, axis: int, seed: Tensor | None
) -> Tensor:
    y = derivative(x, parameters, function, axis, seed, 0)
    return _finite(y, x).to(x.dtype)


def _finite(y: Tensor, x: Tensor) -> Tensor:
    found: Tensor = finite(Backend, y, x, torch.finfo(x.dtype).max)
    return found


def backward(
    gy: Tensor,
    x: Tensor,
    parameters: Tensor | None,
    function: str,
    axis: int,
    seed: Tensor | None,
    order: int,
) -> Tensor:
    slope = _finite(derivative(x, parameters, function, axis, seed, order), x)
    gx: Tensor = gradient(Backend, gy.to(slope.dtype), slope)
    return gx.to(x.dtype)


def backward_parameters(
    gy: Tensor,
    x: Tensor,
    parameters: Tensor,
    function: str,
    axis: int,
    seed: Tensor | None,
) -> tuple[Tensor, Tensor]:
    gx = backward(gy, x, parameters, function, axis, seed, 1)
    wide, values, name = _arguments(x, parameters, function, axis, seed)
    if is_unit(activation(function)):
        wide = moderate(Backend, wide, LARGE)
    count = parameters.shape[-1]
    every = [evaluate(program(name, parameter=k), Backend, wide, values) for k in range(count)]
    if seed is not None and activation(function).stochastic:
        t, both = _shares(wide, seed), every[0] + every[1]
        every = [(1 - t) * both, t * both]
    every = [gradient(Backend, gy.to(by.dtype), by) for by in every]
    sums = [_sum(by, parameters, axis) for by in every]
    return gx, torch.stack(sums, -1).to(parameters.dtype)


def _sum(by: Tensor, parameters: Tensor, axis: int) -> Tensor:
    if parameters.dim() == 1:
        return by.sum()
    others = [k for k in range(by.dim()) if k != axis % by.dim()]
    return by.sum(others) if others else by


def double_backward(
    vx: Tensor,
    vp: Tensor,
    gy: Tensor,
    x: Tensor,
    parameters: Tensor,
    function: str,
    axis: int,
    seed: Tensor | None,
) -> tuple[Tensor, Tensor, Tensor]:
    with torch.enable_grad():
        x, gy = x.detach().requires_grad_(), gy.detach().requires_grad_()
        parameters = parameters.detach().requires_grad_()
        gx, gp = backward_parameters(gy, x, parameters, function, axis, seed)
        total = (vx.detach() * gx).sum() + (vp.detach() * gp).sum()
        found = torch.autograd.grad(total, (gy, x, parameters), allow_unused=True)
    by = [
        torch.zeros_like(of) if g is None else g
        for g, of in zip(found, (gy, x, parameters), strict=True)
    ]
    return by[0], by[1], by[2]
