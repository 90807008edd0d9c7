"""The operations as autograd functions, which have forward-mode derivatives, too."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd import Function

from nonlin.torch import _onnx, _ops


class Forward(Function):
    generate_vmap_rule = True

    @staticmethod
    def forward(x, parameters, function, axis, seed):  # type: ignore[no-untyped-def]
        return _ops.forward(x, parameters, function, axis, seed)

    @staticmethod
    def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
        x, parameters, ctx.function, ctx.axis, seed = inputs
        ctx.save_for_backward(x, parameters, seed)
        ctx.save_for_forward(x, parameters, seed)

    @staticmethod
    def backward(ctx: Any, gy: Tensor) -> Any:  # type: ignore[override]
        x, parameters, seed = ctx.saved_tensors
        rest = (ctx.function, ctx.axis, seed)
        if ctx.needs_input_grad[1]:
            gx, gp = BackwardParameters.apply(gy, x, parameters, *rest)
            return gx, gp, None, None, None
        return Backward.apply(gy, x, parameters, *rest, 1), None, None, None, None

    @staticmethod
    def jvp(ctx: Any, tx: Tensor | None, tp: Tensor | None, *_: Any) -> Any:  # type: ignore[override]
        x, parameters, seed = ctx.saved_tensors
        return _along(tx, tp, x, parameters, (ctx.function, ctx.axis, seed))


class Backward(Function):
    """`gy` times the derivative of some order."""

    generate_vmap_rule = True

    @staticmethod
    def forward(gy, x, parameters, function, axis, seed, order):  # type: ignore[no-untyped-def]
        return _ops.backward(gy, x, parameters, function, axis, seed, order)

    @staticmethod
    def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
        gy, x, parameters, ctx.function, ctx.axis, seed, ctx.order = inputs
        ctx.save_for_backward(gy, x, parameters, seed)
        ctx.save_for_forward(gy, x, parameters, seed)

    @staticmethod
    def backward(ctx: Any, v: Tensor) -> Any:  # type: ignore[override]
        gy, x, parameters, seed = ctx.saved_tensors
        rest = (ctx.function, ctx.axis, seed)
        if ctx.needs_input_grad[2]:
            by = _ops.second_gradients(v, gy, x, parameters, rest, ctx.order, True)
            return *by, None, None, None, None
        by_gy = Backward.apply(v, x, parameters, *rest, ctx.order)
        by_x = Backward.apply(v * gy, x, parameters, *rest, ctx.order + 1)
        return by_gy, by_x, None, None, None, None, None

    @staticmethod
    def jvp(ctx: Any, tg: Tensor | None, tx: Tensor | None, tp: Any, *_: Any) -> Any:  # type: ignore[override]
        gy, x, parameters, seed = ctx.saved_tensors
        rest = (ctx.function, ctx.axis, seed)
        if tp is not None:
            # The part of the parameters in a gradient of gradients.
            return _mixed(gy, x, parameters, rest, tg, tx, tp)
        result = torch.zeros_like(x)
        if tg is not None:
            result = result + Backward.apply(tg, x, parameters, *rest, ctx.order)
        if tx is not None:
            result = result + Backward.apply(tx * gy, x, parameters, *rest, ctx.order + 1)
        return result


class BackwardParameters(Function):
    generate_vmap_rule = True

    @staticmethod
    def forward(gy, x, parameters, function, axis, seed):  # type: ignore[no-untyped-def]
        return _ops.backward_parameters(gy, x, parameters, function, axis, seed)

    @staticmethod
    def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
        gy, x, parameters, ctx.function, ctx.axis, seed = inputs
        ctx.save_for_backward(gy, x, parameters, seed)

    @staticmethod
    def backward(ctx: Any, vx: Tensor, vp: Tensor) -> Any:  # type: ignore[override]
        gy, x, parameters, seed = ctx.saved_tensors
        by = _ops.double_backward(vx, vp, gy, x, parameters, ctx.function, ctx.axis, seed)
        return *by, None, None, None


def _along(
    tx: Tensor | None,
    tp: Tensor | None,
    x: Tensor,
    parameters: Tensor | None,
    rest: tuple[str, int, Tensor | None],
) -> Tensor:
    """The derivative along a direction in `x` and the parameters."""
    if tp is not None and parameters is not None:
        tx = torch.zeros_like(x) if tx is None else tx
        one = torch.ones_like(x)
        return _ops.double_backward(tx, tp, one, x, parameters, *rest)[0]
    return torch.zeros_like(x) if tx is None else Backward.apply(tx, x, parameters, *rest, 1)


def _mixed(
    gy: Tensor,
    x: Tensor,
    parameters: Tensor,
    rest: tuple[str, int, Tensor | None],
    tg: Tensor | None,
    tx: Tensor | None,
    tp: Tensor,
) -> Tensor:
    tx = torch.zeros_like(x) if tx is None else tx
    result = _ops.double_backward(tx, tp, gy, x, parameters, *rest)[1]
    return result if tg is None else result + Backward.apply(tg, x, parameters, *rest, 1)


def apply(
    x: Tensor, parameters: Tensor | None, function: str, axis: int, seed: Tensor | None
) -> Tensor:
    """The function, however it is called for."""
    if _onnx.exporting():
        return _onnx.forward(x, parameters, function, axis)
    # A compiler takes the operation itself, whose gradients it knows.
    if torch.compiler.is_compiling():
        return _ops.forward(x, parameters, function, axis, seed)
    result: Tensor = Forward.apply(x, parameters, function, axis, seed)
    return result
