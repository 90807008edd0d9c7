"""The kernels on tensors of the CPU: without a copy where the elements are dense, in
whatever order. `_nonlin` takes the memory of dense tensors only."""

from __future__ import annotations

import functools
from typing import Any

import torch
from torch import Tensor

from nonlin import _arrays, _nonlin
from nonlin._arrays import forked
from nonlin._memory import PAGE, in_large_pages
from nonlin.torch._threads import shared

NAMES = {
    torch.float32: "float32",
    torch.float64: "float64",
    torch.float16: "float16",
    torch.bfloat16: "bfloat16",
}


@functools.lru_cache(maxsize=4096)
def activation(function: str) -> _nonlin.Activation:
    """The function that a text such as `swish(beta=2.0)` means."""
    return _nonlin.Activation(function)


def dense(x: Tensor) -> bool:
    """Whether the elements lie side by side, in any order and without overlap."""
    if x.is_contiguous():
        return True
    expected = 1
    for stride, size in sorted(zip(x.stride(), x.shape, strict=True)):
        if size > 1:
            if stride != expected:
                return False
            expected *= size
    return True


def empty_like(x: Tensor) -> Tensor:
    """For a result, of which every element will be written."""
    y = torch.empty_like(x)
    size = y.nbytes
    if size >= 2 * PAGE and y.is_cpu:
        in_large_pages(y.data_ptr(), size)
    return y


def like(x: Tensor, of: Tensor) -> Tensor:
    """`x` in the type and the layout of a dense tensor, copied only if need be."""
    if x.dtype == of.dtype and (
        (x.is_contiguous() and of.is_contiguous()) or x.stride() == of.stride()
    ):
        return x
    return empty_like(of).copy_(x)


@functools.lru_cache(maxsize=64)
def _plain_call(threads: int, forked: bool) -> _nonlin.Call:
    # A forked process has none of the threads of its parent.
    return _arrays.call(threads, shared=not forked and shared())


def call(
    x: Tensor, function: str, parameters: Tensor | None, axis: int, seed: Tensor | None
) -> tuple[_nonlin.Activation, str, _nonlin.Call]:
    """The leading arguments of a kernel for a dense `x`."""
    found = activation(function)
    if parameters is None and seed is None:
        return found, NAMES[x.dtype], _plain_call(torch.get_num_threads(), forked())
    rest: dict[str, Any] = {"shared": not forked() and shared()}
    if parameters is not None:
        rest["parameters"] = parameters.detach().to("cpu", torch.float64).flatten().tolist()
        if parameters.dim() == 2:
            count = parameters.shape[0]
            side_by_side = count > 1 and x.numel() > 0
            rest["channels"] = (count, x.stride(axis) if side_by_side else max(x.numel(), 1))
    if seed is not None:
        rest["seed"] = int(seed.item())
    return found, NAMES[x.dtype], _arrays.call(torch.get_num_threads(), **rest)


def forward(
    x: Tensor, parameters: Tensor | None, function: str, axis: int, seed: Tensor | None
) -> Tensor:
    y = empty_like(x)
    if dense(x):
        _nonlin.forward(*call(x, function, parameters, axis, seed), x, y)
    else:
        y.copy_(x)
        _nonlin.forward(*call(y, function, parameters, axis, seed), y, None)
    return y


def backward(
    gy: Tensor,
    x: Tensor,
    parameters: Tensor | None,
    function: str,
    axis: int,
    seed: Tensor | None,
    order: int,
) -> Tensor:
    gx = empty_like(x)
    x, gy = like(x, gx), like(gy, gx)
    arguments = call(x, function, parameters, axis, seed)
    _nonlin.backward(*arguments, x, gy, gx, order)
    return gx


def backward_parameters(
    gy: Tensor,
    x: Tensor,
    parameters: Tensor,
    function: str,
    axis: int,
    seed: Tensor | None,
) -> tuple[Tensor, Tensor]:
    gx = empty_like(x)
    x, gy = like(x, gx), like(gy, gx)
    arguments = call(x, function, parameters, axis, seed)
    sums = _nonlin.backward_parameters(*arguments, x, gy, gx)
    return gx, torch.from_numpy(sums).to(parameters.dtype).view(parameters.shape)


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
    by_gy, by_x = empty_like(x), empty_like(x)
    x, gy, vx = like(x, by_x), like(gy, by_x), like(vx, by_x)
    directions = vp.detach().to("cpu", torch.float64).flatten().tolist()
    found, dtype, rest = call(x, function, parameters, axis, seed)
    by_p = _nonlin.double_backward(found, dtype, rest, x, gy, vx, directions, by_gy, by_x)
    return by_gy, by_x, torch.from_numpy(by_p).to(parameters.dtype).view(parameters.shape)
