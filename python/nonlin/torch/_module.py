"""Activation functions as modules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.parameter import UninitializedParameter, is_lazy

import nonlin
from nonlin import Function
from nonlin._catalogue import keyword
from nonlin.torch import _arguments
from nonlin.torch._autograd import apply
from nonlin.torch._functional import text


class Activation(nn.Module):
    """An activation function of the catalogue.

    >>> from nonlin.torch import Activation
    >>> Activation("swish", beta=2, trainable=False)
    Swish(beta=2.0)
    >>> Activation("prelu", per_channel=64)
    PReLU(a=0.25, trained: a, 64 channels at dimension 1)

    Args:
        function: the name of a function, text such as `"swish(beta=2)"`, or a
            `nonlin.Function`.
        trainable: the parameters to train: names, `True` for all, `False` for none.
            By default those that the authors of the function train.
        per_channel: how many channels have trained parameters of their own; `True` for
            as many as the first input has. By default all elements share them.
        channel_axis: the dimension of the input that counts channels.
        inplace: accepted where PyTorch's own modules have it, and without effect.
        device, dtype: of the trained parameters.
        values: parameter values; `lambda_` is `lambda`.

    Trained values that leave their range act as the nearest allowed value. The backward
    pass keeps the input and nothing else.
    """

    function: Function
    """The function with the values it starts with."""

    def __new__(cls, function: str | Function = "", *args: Any, **kwargs: Any) -> Activation:
        # An object of a plain Activation is one of the function's own class.
        if cls is Activation and function:
            cls = class_of(nonlin.get(function).id)
        return super().__new__(cls)

    def __init__(
        self,
        function: str | Function,
        *,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
        **values: Any,
    ) -> None:
        super().__init__()
        self.function = nonlin.get(function, **values)
        self.trained = _arguments.trained_names(self.function, trainable)
        _arguments.check_per_channel(per_channel, channel_axis)
        if dtype is not None and not dtype.is_floating_point:
            raise TypeError(f"parameters are floating-point numbers, not {dtype}")
        if per_channel and not self.trained:
            raise ValueError(
                f"{self.function.id} has no trained parameters that channels could have"
                + (": use trainable=True" if self.function.parameters else "")
            )
        self.channel_axis = channel_axis
        self.channels = per_channel if _arguments.is_count(per_channel) else None
        self.per_channel = bool(per_channel)
        for name in self.trained:
            if self.per_channel and self.channels is None:
                lazy: Any = UninitializedParameter
                self.register_parameter(name, lazy(device=device, dtype=dtype))
            else:
                shape = () if self.channels is None else (self.channels,)
                values_of = torch.empty(shape, device=device, dtype=dtype)
                self.register_parameter(name, nn.Parameter(values_of))
        self._text = text(self.function)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Gives the trained parameters the values they started with."""
        for name in self.trained:
            parameter = self.get_parameter(name)
            if not is_lazy(parameter):
                nn.init.constant_(parameter, self.function.values[name])

    def forward(self, x: Tensor) -> Tensor:
        """The function of each element."""
        if not torch.compiler.is_compiling():
            _arguments.check_input(x, type(self).__name__)
        seed = None
        if self.training and self.function.stochastic:
            seed = torch.randint(2**63 - 1, (), device=x.device)
        if not self.trained:
            return apply(x, None, self._text, self.channel_axis, seed)
        if self.per_channel and self.channels is None:
            self._materialize(x)
        tensors: dict[str, Tensor] = {name: self.get_parameter(name) for name in self.trained}
        fixed = list(self.function.values.items())
        parameters = _arguments.stacked(fixed, tensors, x, self.channel_axis, type(self).__name__)
        return apply(x, parameters, self._text, self.channel_axis, seed)

    def _materialize(self, x: Tensor) -> None:
        axis = self.channel_axis
        if not -x.dim() <= axis < x.dim():
            _arguments.check_channels(x, 0, axis, type(self).__name__)
        self._allocate(x.shape[axis], x.device)

    def _allocate(self, channels: int, device: Any = None) -> None:
        self.channels = channels
        for name in self.trained:
            parameter = self.get_parameter(name)
            if is_lazy(parameter):
                parameter.materialize((channels,), device=device)
        self.reset_parameters()

    def current(self) -> list[Function]:
        """The function with its present parameter values, one for each channel if they
        have values of their own. Values out of their range are the nearest allowed."""
        values = [p.value for p in self.function.parameters]
        names = [p.name for p in self.function.parameters]
        columns = {name: self.get_parameter(name) for name in self.trained}
        if any(is_lazy(column) for column in columns.values()):
            raise RuntimeError(
                f"{type(self).__name__} does not know its channels before its first input"
            )
        found = []
        for channel in range(self.channels or 1):
            for name, column in columns.items():
                value = float(column.detach().reshape(-1)[channel])
                _arguments.check_finite(name, value)
                values[names.index(name)] = value
            allowed = self.function._activation.project(values)
            found.append(self.function.with_values(**dict(zip(names, allowed, strict=True))))
        return found

    def extra_repr(self) -> str:
        values = self.function.values
        parts = [
            f"{p.name}={p.value}"
            for p in self.function.parameters
            if p.value != p.default or p.name in self.trained
        ]
        if self.trained:
            parts.append(f"trained: {', '.join(name for name in values if name in self.trained)}")
        if self.per_channel:
            count = "as many channels as" if self.channels is None else f"{self.channels} channels"
            parts.append(f"{count} at dimension {self.channel_axis}")
        return ", ".join(parts)

    def _load_from_state_dict(self, state: dict[str, Any], prefix: str, *rest: Any) -> None:
        if self.per_channel and self.channels is None:
            saved = [state.get(prefix + name) for name in self.trained]
            if all(isinstance(s, Tensor) and not is_lazy(s) for s in saved):
                self._allocate(len(saved[0]))  # type: ignore[arg-type]
        super()._load_from_state_dict(state, prefix, *rest)


_CLASSES: dict[str, type[Activation]] = {}


def class_of(name: str) -> type[Activation]:
    """The class of the function with that identifier; rational units and formulas have
    none of their own."""
    return _CLASSES.get(name, Activation)


def make_class(function: Function, name: str, module: str) -> type[Activation]:
    """A class for one function, named `name` in `module`."""

    def __init__(self: Activation, of: str | Function = function, **arguments: Any) -> None:
        Activation.__init__(self, of, **arguments)

    def __new__(cls: type[Activation], of: str | Function = "", **arguments: Any) -> Activation:
        if of and nonlin.get(of).id != function.id:
            raise TypeError(f"{name} is {function.id}, not {nonlin.get(of).id}")
        return nn.Module.__new__(cls)

    values = "".join(f", {keyword(p.name)}={p.default:g}" for p in function.parameters)
    call = f"{name}(*{values}, trainable=None, per_channel=None, channel_axis=1)"
    doc = f"{call}\n\n{function.__doc__}\nSee `Activation` for the other arguments.\n"
    members = {"__init__": __init__, "__new__": __new__, "__doc__": doc, "__module__": module}
    _CLASSES[function.id] = made = type(name, (Activation,), members)
    made.__qualname__ = name
    return made
