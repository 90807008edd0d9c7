"""The operations, known to PyTorch: `torch.ops.nonlin.*`.

Each has a rule for shapes (fake), for gradients and for vmap, so that `torch.compile`,
`torch.export` and `torch.func` take them as they take PyTorch's own. All gradients need
the input only.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, library

from nonlin.torch import _composed, _kernels, _triton

_REST = "str function, int axis, Tensor? seed"


def _runs(x: Tensor) -> Any:
    """What computes on the device of a tensor."""
    if x.device.type == "cpu":
        return _kernels
    return _triton if _triton.runs_on(x) else _composed


def check(x: Tensor) -> None:
    """Raises if there is nothing to compute such a tensor with."""
    if x.dtype not in _kernels.NAMES:
        raise TypeError(
            f"nonlin takes tensors of float32, float64, float16 and bfloat16, not {x.dtype}"
        )
    if x.layout != torch.strided:
        raise TypeError(f"nonlin takes strided tensors, not {x.layout}; x.to_dense() makes one")


def check_gradient(gy: Tensor, x: Tensor, name: str = "gy") -> None:
    """Raises if it is no gradient of something of the shape of `x`."""
    if gy.shape != x.shape:
        raise ValueError(f"{name} has the shape {tuple(gy.shape)}, but x has {tuple(x.shape)}")


@library.custom_op(
    "nonlin::forward",
    mutates_args=(),
    schema=f"(Tensor x, Tensor? parameters, {_REST}) -> Tensor",
)
def forward(
    x: Tensor, parameters: Tensor | None, function: str, axis: int, seed: Tensor | None
) -> Tensor:
    """`f(x)`; `parameters` are a set, or one for each channel, in place of those of the
    text `function`."""
    check(x)
    return _runs(x).forward(x, parameters, function, axis, seed)


@library.custom_op(
    "nonlin::backward",
    mutates_args=(),
    schema=f"(Tensor gy, Tensor x, Tensor? parameters, {_REST}, int order) -> Tensor",
)
def backward(
    gy: Tensor,
    x: Tensor,
    parameters: Tensor | None,
    function: str,
    axis: int,
    seed: Tensor | None,
    order: int,
) -> Tensor:
    """`gy` times the derivative of that order at `x`."""
    check(x)
    check_gradient(gy, x)
    return _runs(x).backward(gy, x, parameters, function, axis, seed, order)


@library.custom_op(
    "nonlin::backward_parameters",
    mutates_args=(),
    schema=f"(Tensor gy, Tensor x, Tensor parameters, {_REST}) -> (Tensor, Tensor)",
)
def backward_parameters(
    gy: Tensor, x: Tensor, parameters: Tensor, function: str, axis: int, seed: Tensor | None
) -> tuple[Tensor, Tensor]:
    """The gradients by `x` and by the parameters."""
    check(x)
    check_gradient(gy, x)
    return _runs(x).backward_parameters(gy, x, parameters, function, axis, seed)


@library.custom_op(
    "nonlin::double_backward",
    mutates_args=(),
    schema=(
        "(Tensor vx, Tensor vp, Tensor gy, Tensor x, Tensor parameters, "
        f"{_REST}) -> (Tensor, Tensor, Tensor)"
    ),
)
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
    """The gradients of `backward_parameters` by `gy`, `x` and the parameters."""
    check(x)
    check_gradient(gy, x)
    check_gradient(vx, x, "vx")
    return _runs(x).double_backward(vx, vp, gy, x, parameters, function, axis, seed)


# Shapes


@forward.register_fake
def _(x, parameters, function, axis, seed):  # type: ignore[no-untyped-def]
    check(x)
    return torch.empty_like(x)


@backward.register_fake
def _(gy, x, parameters, function, axis, seed, order):  # type: ignore[no-untyped-def]
    return torch.empty_like(x)


@backward_parameters.register_fake
def _(gy, x, parameters, function, axis, seed):  # type: ignore[no-untyped-def]
    return torch.empty_like(x), torch.empty_like(parameters)


@double_backward.register_fake
def _(vx, vp, gy, x, parameters, function, axis, seed):  # type: ignore[no-untyped-def]
    return torch.empty_like(x), torch.empty_like(x), torch.empty_like(parameters)


# Gradients


def input_gradient(
    gy: Tensor,
    x: Tensor,
    parameters: Tensor | None,
    rest: tuple[str, int, Tensor | None],
    by_parameters: bool,
) -> tuple[Tensor, Tensor | None]:
    """The gradients of `forward`, in one pass."""
    if by_parameters and parameters is not None:
        gx, gp = backward_parameters(gy, x, parameters, *rest)
        return gx, gp
    return backward(gy, x, parameters, *rest, 1), None


def second_gradients(
    v: Tensor,
    gy: Tensor,
    x: Tensor,
    parameters: Tensor | None,
    rest: tuple[str, int, Tensor | None],
    order: int,
    by_parameters: bool,
) -> tuple[Tensor, Tensor, Tensor | None]:
    """The gradients of `backward` by `gy`, `x` and the parameters."""
    if by_parameters and parameters is not None:
        if order != 1:
            raise NotImplementedError(
                "third derivatives by trained parameters are not available; "
                "use trainable=False where derivatives beyond the second are needed"
            )
        none = torch.zeros_like(parameters)
        return double_backward(v, none, gy, x, parameters, *rest)
    by_gy = backward(v, x, parameters, *rest, order)
    return by_gy, backward(v * gy, x, parameters, *rest, order + 1), None


def _save(ctx: Any, tensors: tuple[Any, ...], *rest: Any) -> None:
    ctx.save_for_backward(*tensors)
    ctx.rest = rest


def _forward_context(ctx, inputs, output):  # type: ignore[no-untyped-def]
    x, parameters, function, axis, seed = inputs
    _save(ctx, (x, parameters, seed), function, axis)


def _forward_gradient(ctx, gy):  # type: ignore[no-untyped-def]
    x, parameters, seed = ctx.saved_tensors
    rest = (*ctx.rest, seed)
    gx, gp = input_gradient(gy, x, parameters, rest, ctx.needs_input_grad[1])
    return gx, gp, None, None, None


def _backward_context(ctx, inputs, output):  # type: ignore[no-untyped-def]
    gy, x, parameters, function, axis, seed, order = inputs
    _save(ctx, (gy, x, parameters, seed), function, axis, order)


def _backward_gradient(ctx, v):  # type: ignore[no-untyped-def]
    gy, x, parameters, seed = ctx.saved_tensors
    function, axis, order = ctx.rest
    rest, wanted = (function, axis, seed), ctx.needs_input_grad[2]
    by = second_gradients(v, gy, x, parameters, rest, order, wanted)
    return *by, None, None, None, None


def _parameters_context(ctx, inputs, output):  # type: ignore[no-untyped-def]
    gy, x, parameters, function, axis, seed = inputs
    _save(ctx, (gy, x, parameters, seed), function, axis)


def _parameters_gradient(ctx, vx, vp):  # type: ignore[no-untyped-def]
    gy, x, parameters, seed = ctx.saved_tensors
    vx = torch.zeros_like(x) if vx is None else vx
    vp = torch.zeros_like(parameters) if vp is None else vp
    by = double_backward(vx, vp, gy, x, parameters, *ctx.rest, seed)
    return *by, None, None, None


forward.register_autograd(_forward_gradient, setup_context=_forward_context)
backward.register_autograd(_backward_gradient, setup_context=_backward_context)
backward_parameters.register_autograd(_parameters_gradient, setup_context=_parameters_context)
