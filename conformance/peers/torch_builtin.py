"""PyTorch's own activation functions."""

import torch
from torch.nn import functional as F

from peers import torch_eager
from peers.exchange import Function, Implementation


def prelu(x: torch.Tensor) -> torch.Tensor:
    """PReLU with one slope in the type of the input."""
    return F.prelu(x, torch.tensor([0.25], dtype=x.dtype))


FUNCTIONS = (
    Function("relu", "relu", F.relu),
    Function("relu6", "relu6", F.relu6),
    Function("leaky_relu(0.01)", "leaky_relu", F.leaky_relu),
    Function("prelu(0.25)", "prelu", prelu),
    Function("rrelu(1/8, 1/3), evaluation", "rrelu", F.rrelu),
    Function("threshold(0, 0)", "threshold", lambda x: F.threshold(x, 0.0, 0.0)),
    Function("hardtanh", "hardtanh", F.hardtanh),
    Function("hardsigmoid", "hard_sigmoid_pt", F.hardsigmoid),
    Function("hardswish", "hard_swish", F.hardswish),
    Function("sigmoid", "sigmoid", torch.sigmoid),
    Function("logsigmoid", "log_sigmoid", F.logsigmoid),
    Function("tanh", "tanh", torch.tanh),
    Function("atan", "arctan", torch.atan),
    Function("softsign", "softsign", F.softsign),
    Function("softplus", "softplus", F.softplus),
    Function("elu", "elu", F.elu),
    Function("celu", "celu", F.celu),
    Function("selu", "selu", F.selu),
    Function("silu", "silu", F.silu),
    Function("gelu", "gelu", F.gelu),
    Function("gelu(approximate='tanh')", "gelu_tanh", lambda x: F.gelu(x, approximate="tanh")),
    Function("mish", "mish", F.mish),
)


def implementation(order: int, title: str) -> Implementation:
    """The built-in functions."""
    return Implementation(
        id="torch",
        order=order,
        title=title,
        how="`torch.nn.functional` and `torch`, eager on the CPU, gradients by autograd.",
        versions=torch_eager.versions(),
        functions=FUNCTIONS,
        evaluate=torch_eager.evaluate,
    )
