"""The kernels on GPUs: Triton kernels printed from the formula's program.

Sums over elements have two stages, in an order that the shape of the input alone
determines: no atomic additions, and the same bits each time. `TRITON_INTERPRET=1` runs
them on the CPU, without a GPU.
"""

from __future__ import annotations

import contextlib
import functools
import linecache
import math
import os
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from nonlin.torch import _composed
from nonlin.torch._kernels import activation, like
from nonlin.torch._print import Formula
from nonlin.torch._sources import elementwise, reduced

try:
    import triton
    import triton.language as tl
except ImportError:
    triton = None

INTERPRETED = os.environ.get("TRITON_INTERPRET", "0") == "1"
# Elements of a block; rows times columns of one that sums.
BLOCK = 1024
# Blocks that share the elements of some channels.
SPLITS = 256


def runs_on(x: Tensor) -> bool:
    """Whether there are kernels for the device of a tensor."""
    return triton is not None and (x.device.type in ("cuda", "xpu") or INTERPRETED)


def _compiled(source: str, name: str) -> Any:
    """A kernel of its source, which Triton reads again."""
    file = f"<nonlin {name} {hash(source):x}>"
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    names: dict[str, Any] = {"tl": tl, "triton": triton, "__name__": __name__}
    names["libdevice"] = _library()
    exec(compile(source, file, "exec"), names)
    return triton.jit(names["kernel"])


def _library() -> Any:
    if INTERPRETED:
        from nonlin.torch import _interpreted

        return _interpreted
    from triton.language.extra import libdevice

    return libdevice


def _wide(dtype: torch.dtype) -> str:
    return "tl.float64" if dtype == torch.float64 else "tl.float32"


def _formula(name: str, dtype: torch.dtype) -> Formula:
    found = activation(name)
    return Formula(
        name,
        len(found.values),
        limit=torch.finfo(dtype).max,
        far=math.inf if dtype == torch.float64 else _composed.far(found),
        unit=_composed.is_unit(found),
    )


@functools.lru_cache(maxsize=1024)
def _elementwise(name: str, dtype: torch.dtype, order: int) -> Any:
    formula = _formula(name, dtype)
    lines = formula.backward(order) if order else formula.forward()
    source = elementwise(lines, formula.count, _wide(dtype), order > 0)
    return _compiled(source, f"{name} {order}")


@functools.lru_cache(maxsize=1024)
def _reduced(name: str, dtype: torch.dtype) -> Any:
    formula = _formula(name, dtype)
    source = reduced(formula.backward_parameters(), formula.count, _wide(dtype))
    return _compiled(source, f"{name} by parameters")


@functools.lru_cache(maxsize=1024)
def _constants(function: str, dtype: torch.dtype, device: torch.device) -> Tensor:
    """The values of the text, so that other values need no other kernel."""
    return torch.tensor(activation(function).values, dtype=dtype, device=device)


def _sets(x: Tensor, parameters: Tensor | None, function: str, axis: int) -> tuple[Any, int, int]:
    """The parameters as kernels take them, how many sets there are, and how many elements
    lie side by side with the same."""
    wide = torch.float64 if x.dtype == torch.float64 else torch.float32
    if parameters is None:
        return _constants(function, wide, x.device), 1, max(x.numel(), 1)
    with torch.no_grad():
        within = _composed.projected(activation(function), parameters.detach())
    values = within.to(wide).contiguous()
    count = parameters.shape[0] if parameters.dim() == 2 else 1
    return values, count, x.stride(axis) if count > 1 else max(x.numel(), 1)


def _prepared(x: Tensor, result: Tensor) -> Tensor:
    return like(x.detach(), result)


def _launch(kernel: Any, x: Tensor, *rest: Any) -> None:
    n = x.numel()
    if n:
        with _device(x):
            kernel[(triton.cdiv(n, BLOCK),)](x, *rest, BLOCK=BLOCK)


def _device(x: Tensor) -> Any:
    return torch.cuda.device(x.device) if x.device.type == "cuda" else contextlib.nullcontext()


def _handled(function: str, seed: Tensor | None) -> bool:
    """What draws random numbers is done by PyTorch's own operations."""
    return seed is None or not activation(function).stochastic


def forward(
    x: Tensor, parameters: Tensor | None, function: str, axis: int, seed: Tensor | None
) -> Tensor:
    if not _handled(function, seed):
        return _composed.forward(x, parameters, function, axis, seed)
    y = torch.empty_like(x)
    x = _prepared(x, y)
    values, count, inner = _sets(y, parameters, function, axis)
    kernel = _elementwise(activation(function).id, x.dtype, 0)
    _launch(kernel, x, y, values, x.numel(), count, inner)
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
    if not _handled(function, seed):
        return _composed.backward(gy, x, parameters, function, axis, seed, order)
    gx = torch.empty_like(x)
    x, gy = _prepared(x, gx), _prepared(gy, gx)
    values, count, inner = _sets(gx, parameters, function, axis)
    kernel = _elementwise(activation(function).id, x.dtype, order)
    _launch(kernel, x, gy, gx, values, x.numel(), count, inner)
    return gx


def backward_parameters(
    gy: Tensor,
    x: Tensor,
    parameters: Tensor,
    function: str,
    axis: int,
    seed: Tensor | None,
) -> tuple[Tensor, Tensor]:
    if not _handled(function, seed):
        return _composed.backward_parameters(gy, x, parameters, function, axis, seed)
    gx = torch.empty_like(x)
    if x.numel() == 0:
        return gx, torch.zeros_like(parameters)
    x, gy = _prepared(x, gx), _prepared(gy, gx)
    values, count, inner = _sets(gx, parameters, function, axis)
    each = x.numel() // count
    per = values.shape[-1]
    # Channels side by side where elements of one are not.
    columns = 1 if inner >= 16 else min(64, triton.next_power_of_2(count))
    rows = max(16, BLOCK // columns // triton.next_power_of_2(max(1, per // 8)))
    groups = triton.cdiv(count, columns)
    splits = max(1, min(triton.cdiv(each, rows), triton.cdiv(SPLITS, groups)))
    sums = torch.empty((splits, count, per), dtype=values.dtype, device=x.device)
    with _device(x):
        _reduced(activation(function).id, x.dtype)[(splits, groups)](
            *(x, gy, gx, values, sums, each, count, inner, splits), ROWS=rows, COLUMNS=columns
        )
    gp = sums.sum(0, dtype=torch.float64 if x.device.type != "xpu" else None)
    return gx, gp.to(parameters.dtype).view(parameters.shape)


double_backward: Callable[..., tuple[Tensor, Tensor, Tensor]] = _composed.double_backward
