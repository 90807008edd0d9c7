"""The functions that PyTorch has itself, by their names here."""

from collections.abc import Callable

import torch
import torch.nn.functional as T

BUILT_IN: dict[str, Callable[..., torch.Tensor]] = {
    "relu": torch.relu,
    "relu6": T.relu6,
    "leaky_relu": T.leaky_relu,
    "elu": T.elu,
    "selu": T.selu,
    "celu": T.celu,
    "softplus": T.softplus,
    "hard_swish": T.hardswish,
    "hard_sigmoid_pt": T.hardsigmoid,
    "hardtanh": T.hardtanh,
    "sigmoid": torch.sigmoid,
    "log_sigmoid": T.logsigmoid,
    "tanh": torch.tanh,
    "softsign": T.softsign,
    "arctan": torch.atan,
    "silu": T.silu,
    "gelu": T.gelu,
    "gelu_tanh": lambda x: T.gelu(x, approximate="tanh"),
    "mish": T.mish,
}
