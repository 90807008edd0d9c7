"""What users pass, checked; errors say what would be right."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import torch
from torch import Tensor

from nonlin import Function
from nonlin.torch._ops import check


def check_input(x: Any, what: str) -> Tensor:
    """The tensor, if the kernels take it."""
    if not isinstance(x, Tensor):
        raise TypeError(f"{what} takes a tensor, not {type(x).__name__}")
    check(x)
    return x


def check_channels(x: Tensor, count: int, axis: int, what: str) -> None:
    """Whether the tensor has as many channels as there are parameters."""
    if not -x.dim() <= axis < x.dim():
        raise ValueError(
            f"{what} has parameters for the channels of dimension {axis}, "
            f"but the input has the shape {tuple(x.shape)}"
        )
    if x.shape[axis] != count:
        raise ValueError(
            f"{what} has parameters for {count} channels, but dimension {axis} of the input "
            f"of shape {tuple(x.shape)} has {x.shape[axis]}"
        )


def trained_names(function: Function, trainable: bool | Iterable[str] | None) -> tuple[str, ...]:
    """The parameters to train, in the order of the function."""
    names = [p.name for p in function.parameters]
    if trainable is None:
        published = any(p.trainable for p in function.parameters)
        return tuple(p.name for p in function.parameters if p.trainable) if published else ()
    if isinstance(trainable, bool):
        if trainable and not names:
            raise ValueError(f"{function.id} has no parameters to train")
        return tuple(names) if trainable else ()
    wanted = [trainable] if isinstance(trainable, str) else list(trainable)
    unknown = [name for name in wanted if name not in names]
    if unknown:
        has = f"its parameters are {', '.join(names)}" if names else "it has none"
        raise ValueError(f"{function.id} has no parameter {unknown[0]!r} to train; {has}")
    return tuple(name for name in names if name in wanted)


def is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def check_per_channel(per_channel: Any, axis: Any) -> None:
    """Whether that is a number of channels, or a wish for as many as there are."""
    if not (per_channel is None or isinstance(per_channel, bool) or is_count(per_channel)):
        raise TypeError(
            f"per_channel is the number of channels, True or False, not {per_channel!r}"
        )
    if is_count(per_channel) and per_channel < 1:
        raise ValueError(f"per_channel must be at least 1, not {per_channel}")
    if not is_count(axis):
        raise TypeError(f"channel_axis is the position of a dimension, not {axis!r}")


def assemble(
    x: Tensor, function: Function, values: dict[str, Any], axis: int
) -> tuple[Function, Tensor | None]:
    """Numbers among the values go into the function; tensors become one tensor of
    parameter sets, together with the rest."""
    tensors = {name: v for name, v in values.items() if isinstance(v, Tensor)}
    function = function.with_values(**{k: v for k, v in values.items() if k not in tensors})
    if not tensors:
        return function, None
    known = function.values
    for name, tensor in tensors.items():
        if name not in known:
            function.with_values(**{name: 0.0})
        if tensor.dim() > 1:
            raise ValueError(
                f"{name} must be a number, a tensor of one element or one value for each "
                f"channel, not a tensor of shape {tuple(tensor.shape)}"
            )
        if tensor.device != x.device:
            raise ValueError(f"{name} is on {tensor.device}, but the input on {x.device}")
        if not tensor.is_floating_point():
            raise TypeError(f"{name} must be a floating-point tensor, not {tensor.dtype}")
    return function, stacked(list(known.items()), tensors, x, axis, function.id)


def stacked(
    fixed: Sequence[tuple[str, float]],
    tensors: dict[str, Tensor],
    x: Tensor,
    axis: int,
    what: str,
) -> Tensor:
    """Parameter sets from some that are tensors, and fixed values of the others."""
    counts = {t.numel() for t in tensors.values() if t.dim() == 1 and t.numel() != 1}
    if len(counts) > 1:
        shapes = ", ".join(f"{name} {tuple(t.shape)}" for name, t in tensors.items())
        raise ValueError(f"{what}: parameters for different numbers of channels: {shapes}")
    dtype = torch.float64 if x.dtype == torch.float64 else torch.float32
    one = next(iter(tensors.values()))
    count = next(iter(counts), None)
    if count is not None:
        check_channels(x, count, axis, what)
    columns = []
    for name, value in fixed:
        column = tensors.get(name)
        if column is None:
            column = torch.full((), value, dtype=dtype, device=one.device)
        column = column.to(dtype).reshape(-1)
        columns.append(column.expand(count) if count is not None else column[0])
    return torch.stack(columns, -1)


def check_finite(name: str, value: float) -> None:
    if not math.isfinite(value):
        raise ValueError(f"{name} = {value} is not a finite number")
