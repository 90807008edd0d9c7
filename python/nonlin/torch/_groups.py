"""Parameter groups of an optimiser."""

from __future__ import annotations

from typing import Any

from torch import nn

from nonlin.torch._module import Activation


def param_groups(model: nn.Module, **rest: Any) -> list[dict[str, Any]]:
    """The parameters of a model in two groups for an optimiser: those of activation
    functions without weight decay, which would pull their shapes to 0, and all others.

    >>> import torch, nonlin.torch
    >>> model = torch.nn.Sequential(torch.nn.Linear(2, 2), nonlin.torch.PReLU())
    >>> groups = nonlin.torch.param_groups(model, weight_decay=0.01)
    >>> [(len(g["params"]), g["weight_decay"]) for g in groups]
    [(2, 0.01), (1, 0.0)]

    `rest` are options of the first group. Parameters that are shared by modules, or that
    do not require gradients, appear once and not at all.
    """
    if not isinstance(model, nn.Module):
        raise TypeError(f"model must be a torch.nn.Module, not {type(model).__name__}")
    shapes: dict[int, nn.Parameter] = {}
    for module in model.modules():
        if isinstance(module, (Activation, nn.PReLU)):
            shapes.update((id(p), p) for p in module.parameters(recurse=False) if p.requires_grad)
    others = [p for p in model.parameters() if p.requires_grad and id(p) not in shapes]
    groups = [{**rest, "params": others}, {"params": list(shapes.values()), "weight_decay": 0.0}]
    return [group for group in groups if group["params"]]
