"""What users pass, checked; errors say what would be right."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

import torch
from torch import Tensor

from nonlin import Function
from nonlin.torch._ops import check


def check_input(x: Any, what: str) -> Tensor:
    """The tensor, if the kernels take it."""
    # Anything else about a tensor is found out where it matters.
    if type(x) is Tensor:
        return x
    if not isinstance(x, Tensor):
        raise TypeError(f"{what} takes a tensor, not {type(x).__name__}")
    check(x)
    return x


def check_channels(x: Tensor, count: int, axis: int, what: str) -> None:
    """Whether the tensor has as many channels as there are parameters."""
    check_axis(axis)
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
    """The parameters to train, in the order of the function; those of a rational unit are
    its two vectors of coefficients."""
    names = list(function._groups)
    if trainable is None:
        published = any(p.trainable for p in function.parameters)
        trained = {p.name for p in function.parameters if p.trainable}
        groups = function._groups.items()
        return tuple(n for n, members in groups if trained & {*members}) if published else ()
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
    check_axis(axis)


def check_axis(axis: Any) -> None:
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
    groups = function._groups
    for name, tensor in tensors.items():
        if name not in groups:
            if name in function.values:
                raise TypeError(
                    f"{name} alone cannot be a tensor; give {' or '.join(groups)} of {function.id}"
                )
            function.with_values(**{name: 0.0})
        _check_shape(name, tensor, len(groups[name]), function.family == "rational")
        if tensor.device != x.device:
            raise ValueError(f"{name} is on {tensor.device}, but the input on {x.device}")
        if not tensor.is_floating_point():
            raise TypeError(f"{name} must be a floating-point tensor, not {tensor.dtype}")
    return function, stacked(layout(function), tensors, x, axis, function.id)


def _check_shape(name: str, tensor: Tensor, length: int, vector: bool) -> None:
    shape = tuple(tensor.shape)
    if vector and (tensor.dim() not in (1, 2) or shape[-1] != length):
        raise ValueError(
            f"{name} must be a tensor of shape ({length},), or (channels, {length}), not {shape}"
        )
    if not vector and tensor.dim() > 1:
        raise ValueError(
            f"{name} must be a number, a tensor of one element or one value for each "
            f"channel, not a tensor of shape {shape}"
        )


class Layout(NamedTuple):
    """How the parameters of a function lie in a set of them."""

    values: dict[str, list[float]]
    """The values of each group."""
    vectors: bool
    """Whether groups are vectors, as those of rational units."""


def layout(function: Function) -> Layout:
    known = function.values
    values = {name: [known[m] for m in members] for name, members in function._groups.items()}
    return Layout(values, function.family == "rational")


def stacked(own: Layout, tensors: dict[str, Tensor], x: Tensor, axis: int, what: str) -> Tensor:
    """Parameter sets from some that are tensors, and fixed values of the others."""
    # The set of one parameter is itself a vector, of one entry.
    sets = {name: t if own.vectors else t.reshape(-1, 1) for name, t in tensors.items()}
    sets = {name: t[0] if t.dim() == 2 and len(t) == 1 else t for name, t in sets.items()}
    counts = {len(t) for t in sets.values() if t.dim() == 2}
    if len(counts) > 1:
        shapes = ", ".join(f"{name} {tuple(t.shape)}" for name, t in tensors.items())
        raise ValueError(f"{what}: parameters for different numbers of channels: {shapes}")
    dtype = torch.float64 if x.dtype == torch.float64 else torch.float32
    device = next(iter(tensors.values())).device
    count = next(iter(counts), None)
    if count is not None:
        check_channels(x, count, axis, what)
    parts = []
    for name, values in own.values.items():
        part = sets.get(name)
        if part is None:
            part = torch.tensor(values, dtype=dtype, device=device)
        part = part.to(dtype)
        parts.append(part if count is None else part.expand(count, -1))
    return torch.cat(parts, -1) if len(parts) > 1 else parts[0].contiguous()


def check_finite(name: str, value: float) -> None:
    if not math.isfinite(value):
        raise ValueError(f"{name} = {value} is not a finite number")
