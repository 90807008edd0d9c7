"""What the activations of a model do on a batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from nonlin.torch._module import Formula, Rational
from nonlin.torch._places import looks_like_activation, run
from nonlin.torch._report import Report, Row

# Slopes smaller than this let next to nothing pass.
SATURATED = 1e-3


@dataclass
class _Call:
    path: str
    kind: str
    x: Tensor
    y: Tensor
    gy: Tensor | None = None


def _kind(module: nn.Module) -> str:
    """The class, and which of them if it stands for many functions."""
    name = type(module).__name__
    return f"{name}({module.function})" if isinstance(module, (Rational, Formula)) else name


@contextmanager
def _recorded(model: nn.Module) -> Iterator[list[_Call]]:
    """Notes inputs, outputs and gradients of all activations while it is open."""
    calls: list[_Call] = []
    counts: dict[str, int] = {}
    waiting: list[Tensor] = []

    def before(module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        x = inputs[0].detach()
        # What works in place overwrites its input.
        waiting.append(x.clone() if getattr(module, "inplace", False) else x)

    def hook(path: str) -> Callable[..., Tensor]:
        def of(module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> Tensor:
            counts[path] = counts.get(path, 0) + 1
            label = path if counts[path] == 1 else f"{path} #{counts[path]}"
            call = _Call(label, _kind(module), waiting.pop(), output.detach())
            calls.append(call)
            if output.requires_grad:
                output.register_hook(lambda g: setattr(call, "gy", g.detach()))
            return output

        return of

    handles = [
        handle
        for path, module in model.named_modules()
        if looks_like_activation(module)
        for handle in (
            module.register_forward_pre_hook(before),
            module.register_forward_hook(hook(path or "(model)")),
        )
    ]
    try:
        yield calls
    finally:
        for handle in handles:
            handle.remove()


def _slopes(model: nn.Module, path: str, x: Tensor) -> Tensor:
    """The derivative of an activation at its input."""
    module = model.get_submodule("" if path == "(model)" else path)
    copy = x.detach().clone().requires_grad_()
    with torch.enable_grad():
        y = module(copy.clone())
    if not y.requires_grad:
        return torch.zeros_like(x)
    (slope,) = torch.autograd.grad(y.sum(), copy)
    return slope


def _row(call: _Call, slope: Tensor) -> Row:
    y = call.y.float()
    finite = y[y.isfinite()]
    # Units are the entries of the channel dimension; a batch of numbers has none.
    units = (slope == 0) if slope.dim() < 2 else (slope == 0).movedim(1, -1).flatten(0, -2).all(0)
    gy = call.gy
    norm = 0.0 if gy is None else float(gy.float().norm() / max(gy.numel(), 1) ** 0.5)
    bad = int((~y.isfinite()).sum()) + (0 if gy is None else int((~gy.isfinite()).sum()))
    return Row(
        call.path,
        call.kind,
        tuple(call.y.shape),
        float(finite.mean()) if finite.numel() else float("nan"),
        float(finite.std(correction=0)) if finite.numel() else float("nan"),
        float((y == 0).float().mean()),
        float(units.float().mean()),
        float((slope.abs() < SATURATED).float().mean()),
        norm,
        bad,
    )


def inspect(model: nn.Module, batch: Any, loss: Callable[[Any], Tensor] | None = None) -> Report:
    """Runs a batch forward and backward through a model and tells what its activations
    do: dead and saturated units, statistics of outputs, gradient norms by depth.

    >>> import torch, nonlin.torch
    >>> model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU())
    >>> report = nonlin.torch.inspect(model, torch.randn(16, 4))
    >>> report.rows[0].kind
    'ReLU'

    Args:
        model: any module; it is run in its present mode, its gradients, buffers and the
            state of the random numbers are left as they were.
        batch: an input, or a tuple or dictionary of inputs.
        loss: a scalar of the output of the model; by default the mean of its squares.
    """
    if not isinstance(model, nn.Module):
        raise TypeError(f"model must be a torch.nn.Module, not {type(model).__name__}")
    buffers = [(buffer, buffer.detach().clone()) for buffer in model.buffers()]
    with torch.random.fork_rng(devices=[]), _recorded(model) as calls, torch.enable_grad():
        output = run(model, batch)
        value = _mean_square(output) if loss is None else loss(output)
        if not isinstance(value, Tensor) or value.numel() != 1:
            raise ValueError("loss must make a tensor of one number of the output of the model")
        if not calls:
            raise ValueError("the model calls no activation modules that could be inspected")
        trained = [p for p in model.parameters() if p.requires_grad]
        if value.requires_grad and trained:
            torch.autograd.grad(value, trained, allow_unused=True)
    rows = []
    for call in calls:
        slope = _slopes(model, call.path.split(" #")[0], call.x)
        rows.append(_row(call, slope))
    with torch.no_grad():
        for buffer, old in buffers:
            buffer.copy_(old)
    return Report(tuple(rows), float(value.detach()))


def _mean_square(output: Any) -> Tensor:
    if not isinstance(output, Tensor):
        # Outputs of Hugging Face models and tuples: their first tensor.
        values = list(output.values()) if isinstance(output, Mapping) else list(output)
        output = next((v for v in values if isinstance(v, Tensor)), None)
        if output is None:
            raise ValueError("the output of the model has no tensor; give a loss")
    return output.float().square().mean()
