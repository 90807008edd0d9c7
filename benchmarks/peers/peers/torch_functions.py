"""The functions in PyTorch: its own, the papers' one-liners, and those into given memory."""

import math
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

aten = torch.ops.aten

# Functions of an input and of the trained parameter, which most ignore.
Function = Callable[[Tensor, Tensor], Tensor]

OWN: dict[str, Function] = {
    "relu": lambda x, _: torch.relu(x),
    "leaky_relu": lambda x, _: F.leaky_relu(x, 0.01),
    "prelu": lambda x, p: F.prelu(x, p),
    "elu": lambda x, _: F.elu(x),
    "celu": lambda x, _: F.celu(x),
    "selu": lambda x, _: F.selu(x),
    "softplus": lambda x, _: F.softplus(x),
    "hard_swish": lambda x, _: F.hardswish(x),
    "sigmoid": lambda x, _: torch.sigmoid(x),
    "tanh": lambda x, _: torch.tanh(x),
    "silu": lambda x, _: F.silu(x),
    "gelu": lambda x, _: F.gelu(x),
    "gelu_tanh": lambda x, _: F.gelu(x, approximate="tanh"),
    "mish": lambda x, _: F.mish(x),
}

SELU_SCALE = 1.0507009873554805
SELU_ALPHA = 1.6732632423543772


def _dsilu(x: Tensor, _: Tensor) -> Tensor:
    s = torch.sigmoid(x)
    return s * (1 + x * (1 - s))


def _dgelu(x: Tensor, _: Tensor) -> Tensor:
    cdf = 0.5 * (1 + torch.erf(x * math.sqrt(0.5)))
    return cdf + x * torch.exp(-0.5 * x * x) * (1 / math.sqrt(2 * math.pi))


def _arms(u: Tensor, a: float, b: float) -> Tensor:
    """The symmetric Zorro as published."""
    k = 1 + math.exp(a * b)

    def arm(t: Tensor) -> Tensor:
        return k * t * torch.sigmoid(a * (t - b))

    return torch.where(u < 0, arm(u), torch.where(u > 1, 1 - arm(1 - u), u))


ONE_LINERS: dict[str, Function] = {
    "relu": lambda x, _: x.clamp(min=0),
    "leaky_relu": lambda x, _: torch.where(x > 0, x, 0.01 * x),
    "prelu": lambda x, p: torch.where(x > 0, x, p * x),
    "elu": lambda x, _: torch.where(x > 0, x, torch.expm1(x)),
    "celu": lambda x, _: torch.where(x > 0, x, torch.expm1(x / 1.0)),
    "selu": lambda x, _: SELU_SCALE * torch.where(x > 0, x, SELU_ALPHA * torch.expm1(x)),
    "softplus": lambda x, _: torch.log1p(torch.exp(x)),
    "hard_swish": lambda x, _: x * (x + 3).clamp(0, 6) / 6,
    "sigmoid": lambda x, _: 1 / (1 + torch.exp(-x)),
    "tanh": lambda x, _: 2 / (1 + torch.exp(-2 * x)) - 1,
    "silu": lambda x, _: x * torch.sigmoid(x),
    "swish": lambda x, p: x * torch.sigmoid(p * x),
    "gelu": lambda x, _: 0.5 * x * (1 + torch.erf(x * math.sqrt(0.5))),
    "gelu_tanh": lambda x, _: (
        0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
    ),
    "mish": lambda x, _: x * torch.tanh(F.softplus(x)),
    "logish": lambda x, _: x * torch.log1p(torch.sigmoid(x)),
    "smish": lambda x, _: x * torch.tanh(torch.log1p(torch.sigmoid(x))),
    "telu": lambda x, _: x * torch.tanh(torch.exp(x)),
    "serf": lambda x, _: x * torch.erf(F.softplus(x)),
    "dsilu": _dsilu,
    "dgelu": _dgelu,
    "zorro_symmetric": lambda x, _: _arms(x, 1.2, 1.0),
    # The same with both arms' parameters equal, as they are by default.
    "zorro_asymmetric": lambda x, _: _arms(x, 1.2, 1.0),
    "zorro_sigmoid": lambda x, _: _arms(0.5 * x + 0.5, 4.0, 2.0),
    "zorro_tanh": lambda x, _: 2 * _arms(0.5 * x + 0.5, 4.0, 2.0) - 1,
    "zorro_sloped": lambda x, _: _arms(1.5 * x, 1.2, 1.0),
}

# Into memory that is there: only where the kernel itself writes there. Others, such
# as aten.mish_backward.out, compute a new tensor and copy it.
OUT: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "relu": lambda x, y: torch.clamp_min(x, 0, out=y),
    "leaky_relu": lambda x, y: aten.leaky_relu.out(x, 0.01, out=y),
    "elu": lambda x, y: aten.elu.out(x, 1, 1, 1, out=y),
    "celu": lambda x, y: aten.elu.out(x, 1, 1, 1, out=y),
    "selu": lambda x, y: aten.elu.out(x, SELU_ALPHA, SELU_SCALE, 1, out=y),
    "softplus": lambda x, y: aten.softplus.out(x, out=y),
    "hard_swish": lambda x, y: aten.hardswish.out(x, out=y),
    "sigmoid": lambda x, y: torch.sigmoid(x, out=y),
    "tanh": lambda x, y: torch.tanh(x, out=y),
    "silu": lambda x, y: aten.silu.out(x, out=y),
    "gelu": lambda x, y: aten.gelu.out(x, out=y),
    "gelu_tanh": lambda x, y: aten.gelu.out(x, approximate="tanh", out=y),
    "mish": lambda x, y: aten.mish.out(x, out=y),
}


def _elu_backward(alpha: float, scale: float) -> Callable[..., Tensor]:
    def backward(x: Tensor, _: Tensor, gy: Tensor, gx: Tensor) -> Tensor:
        return aten.elu_backward.grad_input(gy, alpha, scale, 1, False, x, grad_input=gx)

    return backward


# From x, y and the upstream gradient into the gradient by x.
OUT_BACKWARD: dict[str, Callable[[Tensor, Tensor, Tensor, Tensor], Tensor]] = {
    "relu": lambda x, y, gy, gx: aten.threshold_backward.grad_input(gy, y, 0, grad_input=gx),
    "leaky_relu": lambda x, y, gy, gx: aten.leaky_relu_backward.grad_input(
        gy, x, 0.01, False, grad_input=gx
    ),
    "elu": _elu_backward(1, 1),
    "celu": _elu_backward(1, 1),
    "selu": _elu_backward(SELU_ALPHA, SELU_SCALE),
    "softplus": lambda x, y, gy, gx: aten.softplus_backward.grad_input(gy, x, 1, 20, grad_input=gx),
    "sigmoid": lambda x, y, gy, gx: aten.sigmoid_backward.grad_input(gy, y, grad_input=gx),
    "tanh": lambda x, y, gy, gx: aten.tanh_backward.grad_input(gy, y, grad_input=gx),
    "silu": lambda x, y, gy, gx: aten.silu_backward.grad_input(gy, x, grad_input=gx),
    "gelu": lambda x, y, gy, gx: aten.gelu_backward.grad_input(gy, x, grad_input=gx),
    "gelu_tanh": lambda x, y, gy, gx: aten.gelu_backward.grad_input(
        gy, x, approximate="tanh", grad_input=gx
    ),
}

# oneDNN computes on tensors in its own layout, which few functions accept.
ONEDNN: dict[str, Function] = {
    name: OWN[name] for name in ("relu", "gelu", "sigmoid", "tanh", "prelu")
}
