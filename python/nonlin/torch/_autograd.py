"""The operations as autograd functions, which have forward-mode derivatives, too."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd import Function, forward_ad
from torch.compiler import is_compiling
from torch.nn import Parameter

from nonlin.torch import _kernels, _onnx, _ops

# What a dense tensor of the CPU is to PyTorch: others are sparse, views with a sign to be
# changed, batches (as torch.autograd.grad(is_grads_batched=True) makes them, too), ...
try:
    _keys_of = torch._C._dispatch_keys
    _PLAIN = {_keys_of(torch.empty(0)).raw_repr()}
    with torch.inference_mode():
        _PLAIN.add(_keys_of(torch.empty(0)).raw_repr())
    _modes = torch._C._len_torch_dispatch_stack
    _transforms = torch._C._are_functorch_transforms_active
    _tracing = torch._C._get_tracing_state
except AttributeError:
    _PLAIN = set()


def _unwatched(x: Tensor) -> bool:
    """Whether nothing but autograd looks on: no mode (fake tensors, say), no transform (vmap,
    say), no tracer, no tensor of another kind; and whether the kernels take it.

    Short, as what follows it: between two convolutions everything that Python runs comes
    from memory, and takes ten times as long as in a loop of its own.
    """
    return (
        (type(x) is Tensor or type(x) is Parameter)
        and len(_PLAIN) > 0
        and _keys_of(x).raw_repr() in _PLAIN
        and x.dtype in _kernels.NAMES
        and not _modes()
        and not _transforms()
        and _tracing() is None
        and forward_ad._current_level < 0
    )


def _gradients(ctx: Any, gy: Tensor) -> Any:
    x, parameters, seed = ctx.saved_tensors
    rest = (ctx.function, ctx.axis, seed)
    wanted = ctx.needs_input_grad[1]
    if not torch.is_grad_enabled() and _unwatched(gy):
        gx, gp = _direct_gradients(gy, x, parameters, rest, wanted)
    elif wanted:
        gx, gp = BackwardParameters.apply(gy, x, parameters, *rest)
    else:
        gx, gp = Backward.apply(gy, x, parameters, *rest, 1), None
    return gx, gp, None, None, None


def _direct_gradients(
    gy: Tensor,
    x: Tensor,
    parameters: Tensor | None,
    rest: tuple[str, int, Tensor | None],
    wanted: bool,
) -> tuple[Tensor, Tensor | None]:
    if wanted and parameters is not None:
        return _kernels.backward_parameters(gy, x, parameters, *rest)
    return _kernels.backward(gy, x, parameters, *rest, 1), None


class Direct(Function):
    """The kernels themselves. Through the operations, with what transforms need, a call
    takes as long as the kernel does on 100 000 elements."""

    @staticmethod
    def forward(ctx: Any, x, parameters, function, axis, seed):  # type: ignore[no-untyped-def]
        ctx.function, ctx.axis = function, axis
        ctx.save_for_backward(x, parameters, seed)
        return _kernels.forward(x, parameters, function, axis, seed)

    @staticmethod
    def backward(ctx: Any, gy: Tensor) -> Any:  # type: ignore[override]
        return _gradients(ctx, gy)


class Plain(Function):
    """`Direct` with the parameters of the text, which most modules of a network have: each
    argument of such a function is looked at, forward and backward."""

    @staticmethod
    def forward(ctx: Any, x, function):  # type: ignore[no-untyped-def]
        ctx.function = function
        ctx.save_for_backward(x)
        return _kernels.forward(x, None, function, 1, None)

    @staticmethod
    def backward(ctx: Any, gy: Tensor) -> Any:  # type: ignore[override]
        (x,) = ctx.saved_tensors
        if not torch.is_grad_enabled() and _unwatched(gy):
            return _kernels.backward(gy, x, None, ctx.function, 1, None, 1), None
        return Backward.apply(gy, x, None, ctx.function, 1, None, 1), None


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
        return _gradients(ctx, gy)

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
    if is_compiling():
        if _onnx.exporting():
            return _onnx.forward(x, parameters, function, axis)
        # A compiler takes the operation itself, whose gradients it knows.
        return _ops.forward(x, parameters, function, axis, seed)
    if _unwatched(x):
        trained = parameters is not None and parameters.requires_grad
        if not (x.requires_grad or trained) or not torch.is_grad_enabled():
            return _kernels.forward(x, parameters, function, axis, seed)
        result: Tensor
        if parameters is None and seed is None:
            result = Plain.apply(x, function)
        else:
            result = Direct.apply(x, parameters, function, axis, seed)
        return result
    _ops.check(x)
    if _onnx.exporting():
        return _onnx.forward(x, parameters, function, axis)
    result = Forward.apply(x, parameters, function, axis, seed)
    return result
