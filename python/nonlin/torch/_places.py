"""Where the activations of a model are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from nonlin.torch._module import Activation

# Functions that models keep as attributes, by the name of the class that is the same.
FUNCTIONS: dict[Any, str] = {
    getattr(namespace, name): name
    for namespace in (torch, torch.nn.functional)
    for name in (
        *("relu", "relu6", "gelu", "silu", "mish", "elu", "selu", "celu", "leaky_relu", "tanh"),
        *("sigmoid", "softplus", "hardtanh", "hardswish", "hardsigmoid", "softsign", "rrelu"),
        *("logsigmoid",),
    )
    if hasattr(namespace, name)
}


@dataclass(frozen=True)
class Place:
    """An attribute of a module that is an activation, or may be one."""

    owner: nn.Module
    name: str
    path: str
    value: Any

    @property
    def label(self) -> str:
        return FUNCTIONS.get(hashed(self.value)) or type(self.value).__name__


def hashed(value: Any) -> Any:
    try:
        hash(value)
    except TypeError:
        return None
    return value


def places(model: nn.Module) -> Iterator[Place]:
    """All modules below, and plain functions that are known activations."""
    for prefix, owner in model.named_modules():
        dotted = f"{prefix}." if prefix else ""
        # Not named_children, which leaves out what is shared.
        for name, child in owner._modules.items():
            if child is not None:
                yield Place(owner, name, dotted + name, child)
        for name, value in list(vars(owner).items()):
            if callable(value) and hashed(value) in FUNCTIONS:
                yield Place(owner, name, dotted + name, value)


def looks_like_activation(value: Any) -> bool:
    """Whether it is an activation module, by its class, or a known function."""
    if not isinstance(value, nn.Module):
        return hashed(value) in FUNCTIONS
    words = ("relu", "elu", "gelu", "silu", "swish", "mish", "sigmoid", "tanh", "activation")
    name = type(value).__name__.lower()
    known = type(value).__module__ == "torch.nn.modules.activation" and "attention" not in name
    leaf = not list(value.children()) and any(word in name for word in words)
    return isinstance(value, Activation) or known or leaf


def run(model: nn.Module, batch: Any) -> Any:
    """The model on an input, or a tuple or dictionary of inputs."""
    if isinstance(batch, Mapping):
        return model(**batch)
    return model(*(batch if isinstance(batch, tuple) else (batch,)))
