"""Replacing the activations of a model, in place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn

import nonlin
from nonlin import Function
from nonlin.torch._module import class_of
from nonlin.torch._places import Place, looks_like_activation, places, run

Target = str | type | Callable[..., Any]
Replacement = str | Function | type[nn.Module] | Callable[[], nn.Module]


@dataclass(frozen=True)
class Change:
    """One activation that was replaced."""

    path: str
    old: str
    new: str


@dataclass
class Swap:
    """What `swap` did; printed, it is a report."""

    changes: list[Change]
    _undo: list[Callable[[], None]] = field(repr=False)

    def undo(self) -> None:
        """Puts the old activations back; once only."""
        if not self._undo:
            raise RuntimeError("this swap has been undone already")
        while self._undo:
            self._undo.pop()()

    def __len__(self) -> int:
        return len(self.changes)

    def __str__(self) -> str:
        count = len(self.changes)
        head = f"{count} activation{'s' if count != 1 else ''} replaced"
        width = max((len(change.path) for change in self.changes), default=0)
        lines = [f"  {c.path:<{width}}  {c.old} -> {c.new}" for c in self.changes]
        return "\n".join([head, *lines])


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def _matches(target: Target, place: Place) -> bool:
    if isinstance(target, str):
        return _plain(target) == _plain(place.label)
    if isinstance(target, type):
        return type(place.value) is target
    return place.value is target


def _described(target: Target) -> str:
    return target if isinstance(target, str) else getattr(target, "__name__", repr(target))


def swap(
    model: nn.Module,
    what: Mapping[Target, Replacement] | Target,
    by: Replacement | None = None,
    *,
    example: Any = None,
    **options: Any,
) -> Swap:
    """Replaces activations of a model in place.

    >>> import torch, nonlin.torch
    >>> model = torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.ReLU())
    >>> done = nonlin.torch.swap(model, {"ReLU": "telu"})
    >>> print(done)
    1 activation replaced
      1  ReLU -> TeLU()
    >>> done.undo(); model[1]
    ReLU()

    Args:
        model: any module. Children of modules and containers are replaced, and
            attributes that are functions such as `torch.nn.functional.relu`.
        what: what to replace: the name of a class, a class (not its subclasses) or a
            function; or a mapping of these to their replacements.
        by: the replacement: the name of a function, text such as `"swish(beta=2)"`, a
            `nonlin.Function`, a module class, or anything that makes a module.
        example: an input (or a tuple or dictionary of inputs) to run the model on, which
            tells how many channels there are where `per_channel=True`; otherwise the
            first batch does.
        options: of `Activation`, such as `trainable` and `per_channel`.

    A module that is used in several places is replaced by one. New parameters are on the
    device of the model's, in their type.
    """
    if not isinstance(model, nn.Module):
        raise TypeError(f"model must be a torch.nn.Module, not {type(model).__name__}")
    pairs = _pairs(what, by)
    for target, _ in pairs:
        if not (isinstance(target, str) or callable(target)):
            raise TypeError(f"{target!r} is not the name of a class, a class or a function")
    makers = [(target, _maker(replacement, model, options)) for target, replacement in pairs]
    found = [
        (place, maker)
        for place in places(model)
        for maker in [next((m for t, m in makers if _matches(t, place)), None)]
        if maker is not None
    ]
    if not found:
        _nothing(model, [target for target, _ in pairs])
    made: dict[int, nn.Module] = {}
    report = Swap([], [])
    for place, maker in found:
        new = made.get(id(place.value)) if isinstance(place.value, nn.Module) else None
        if new is None:
            new = made[id(place.value)] = maker()
            new.train(place.owner.training)
        report._undo.append(_put(place, new))
        report.changes.append(Change(place.path, place.label, repr(new)))
    if example is not None:
        _try(model, example, report)
    return report


def _pairs(what: Any, by: Any) -> list[tuple[Target, Replacement]]:
    if isinstance(what, Mapping):
        if by is not None:
            raise TypeError("a mapping has the replacements already; leave `by` out")
        if not what:
            raise ValueError("the mapping names nothing to replace")
        return list(what.items())
    if by is None:
        raise TypeError("name the replacement: swap(model, 'ReLU', 'telu')")
    return [(what, by)]


def _maker(by: Any, model: nn.Module, options: dict[str, Any]) -> Callable[[], nn.Module]:
    """What makes the modules; mistakes show before the model is touched."""
    if isinstance(by, (str, Function)):
        function = nonlin.get(by)
        cls = class_of(function)
        parameter = next((p for p in model.parameters() if p.is_floating_point()), None)
        if parameter is not None:
            options = {"device": parameter.device, "dtype": parameter.dtype} | options
        cls(function, **options)
        return lambda: cls(function, **options)
    if not callable(by):
        raise TypeError(
            "a replacement is the name of a function, a nonlin.Function, or something that "
            f"makes a module, not {type(by).__name__}"
        )

    def make() -> nn.Module:
        module = by(**options)
        if not isinstance(module, nn.Module):
            raise TypeError(f"{_described(by)} made a {type(module).__name__}, not a module")
        return module

    make()
    return make


def _put(place: Place, new: nn.Module) -> Callable[[], None]:
    """Replaces the activation; returns what puts it back."""
    owner, name, old = place.owner, place.name, place.value
    if isinstance(old, nn.Module):
        owner._modules[name] = new

        def back() -> None:
            owner._modules[name] = old

        return back
    # The encoder layer of PyTorch has a shortcut for two functions.
    shortcut = vars(owner).get("activation_relu_or_gelu")
    if shortcut:
        owner.__dict__["activation_relu_or_gelu"] = 0
    del owner.__dict__[name]
    setattr(owner, name, new)

    def back_function() -> None:
        del owner._modules[name]
        owner.__dict__[name] = old
        if shortcut:
            owner.__dict__["activation_relu_or_gelu"] = shortcut

    return back_function


def _try(model: nn.Module, example: Any, report: Swap) -> None:
    """Runs the model as it is used later, without a trace in it."""
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        with torch.no_grad():
            run(model, example)
    except Exception:
        report.undo()
        raise
    finally:
        for module, mode in modes:
            module.training = mode
    fresh = dict(model.named_modules())
    report.changes[:] = [Change(c.path, c.old, repr(fresh[c.path])) for c in report.changes]


def _nothing(model: nn.Module, targets: list[Target]) -> None:
    wanted = " or ".join(map(_described, targets))
    if any(_matches(t, Place(model, "", "", model)) for t in targets):
        raise ValueError(f"the model itself is {wanted}; there is nothing to replace it in")
    counts = Counter(place.label for place in places(model) if looks_like_activation(place.value))
    has = ", ".join(f"{name} ({count})" for name, count in counts.most_common())
    raise ValueError(
        f"there is no {wanted} in the model; "
        + (f"its activations are {has}" if has else "it has no activation modules")
        + "; functions called in forward() cannot be replaced"
    )
