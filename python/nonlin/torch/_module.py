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
from nonlin.torch._names import class_name


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
            cls = class_of(nonlin.get(function))
        elif function and issubclass(cls, (Rational, Formula)):
            right = class_of(nonlin.get(function))
            if not issubclass(cls, right):
                raise TypeError(f"{function!r} is no {cls.__name__}; use {right.__name__}")
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
        self._layout = _arguments.layout(self.function)
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
            if hasattr(self, name):
                raise ValueError(
                    f"torch.nn.Module has an attribute {name!r} of its own; "
                    f"give the parameter of {self.function.id} another name to train it"
                )
            if self.per_channel and self.channels is None:
                lazy: Any = UninitializedParameter
                self.register_parameter(name, lazy(device=device, dtype=dtype))
            else:
                values_of = torch.empty(self._shape(name), device=device, dtype=dtype)
                self.register_parameter(name, nn.Parameter(values_of))
        self._text = text(self.function)
        self._stochastic = self.function.stochastic
        self.reset_parameters()

    def _shape(self, name: str) -> tuple[int, ...]:
        """Of a trained parameter: channels, and coefficients if it is a vector of them."""
        channels = () if self.channels is None else (self.channels,)
        own = self._layout
        return (*channels, len(own.values[name])) if own.vectors else channels

    @torch.no_grad()
    def reset_parameters(self) -> None:
        """Gives the trained parameters the values they started with."""
        for name in self.trained:
            parameter = self.get_parameter(name)
            if not is_lazy(parameter):
                start = self._layout.values[name]
                values = start if parameter.dim() else start[0]
                parameter.copy_(torch.tensor(values, dtype=torch.float64))

    def forward(self, x: Tensor) -> Tensor:
        """The function of each element."""
        if type(x) is not Tensor and not torch.compiler.is_compiling():
            _arguments.check_input(x, type(self).__name__)
        seed = None
        if self._stochastic and self.training:
            seed = torch.randint(2**63 - 1, (), device=x.device)
        if not self.trained:
            return apply(x, None, self._text, self.channel_axis, seed)
        if self.per_channel and self.channels is None:
            self._materialize(x)
        # Not get_parameter: functional_call puts plain tensors in their places.
        tensors: dict[str, Tensor] = {name: getattr(self, name) for name in self.trained}
        parameters = _arguments.stacked(
            self._layout, tensors, x, self.channel_axis, type(self).__name__
        )
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
                parameter.materialize(self._shape(name), device=device)
        self.reset_parameters()

    def current(self) -> list[Function]:
        """The function with its present parameter values, one for each channel if they
        have values of their own. Values out of their range are the nearest allowed."""
        columns = {name: self.get_parameter(name) for name in self.trained}
        if any(is_lazy(column) for column in columns.values()):
            raise RuntimeError(
                f"{type(self).__name__} does not know its channels before its first input"
            )
        found = []
        for channel in range(self.channels or 1):
            values = dict(self.function.values)
            for name, column in columns.items():
                own = column.detach() if self.channels is None else column.detach()[channel]
                members = self.function._groups[name]
                values.update(zip(members, own.reshape(-1).tolist(), strict=True))
            for name, value in values.items():
                _arguments.check_finite(name, value)
            allowed = self.function._activation.project(list(values.values()))
            found.append(self.function.with_values(**dict(zip(values, allowed, strict=True))))
        return found

    def extra_repr(self) -> str:
        if self.function.family in ("rational", "formula"):
            parts = [str(self.function)]
        else:
            parts = [
                f"{p.name}={p.value}"
                for p in self.function.parameters
                if p.value != p.default or p.name in self.trained
            ]
        if self.trained:
            parts.append(f"trained: {', '.join(self.trained)}")
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


class Rational(Activation):
    """A rational unit, with its coefficients as two vectors, or matrices with a row for
    each channel: `numerator` and `denominator`.

    >>> from nonlin.torch import Rational
    >>> unit = Rational("hp1(init=gelu)")
    >>> unit
    Rational(hp1(init=gelu), trained: numerator, denominator)
    >>> tuple(unit.numerator.shape), tuple(unit.denominator.shape)
    ((6,), (4,))

    Args:
        function: the name of a unit, with its form and what it starts from:
            `"safe_pau"`, `"pau(m=7,n=6)"`, `"hp1(init=gelu)"`,
            `"safe_opau(basis=legendre)"`.
        trainable: `"numerator"`, `"denominator"`, or `True` for both, as by default.

    See `Activation` for the other arguments.
    """


class Formula(Activation):
    """A formula as a module; `formula` makes them."""


_CLASSES: dict[str, type[Activation]] = {}
_FAMILIES: dict[str, type[Activation]] = {"rational": Rational, "formula": Formula}


def class_of(function: Function) -> type[Activation]:
    """The class of a function: its own, or that of all units, or of all formulas."""
    if function.family in _FAMILIES:
        return _FAMILIES[function.family]
    made = _CLASSES.get(function.id)
    return made or make_class(function, class_name(function.id), "nonlin.torch")


def formula(text: str, **arguments: Any) -> Activation:
    """A formula of `x` as a module. Parameters are declared in front, with the values they
    start with, and are trained.

    >>> from nonlin.torch import formula
    >>> formula("x * tanh(exp(x))")
    Formula(x*tanh(exp(x)))
    >>> formula("f(a=2) = a*x*sigmoid(x)", per_channel=16)
    Formula(f(a=2) = a*x*sigmoid(x), trained: a, 16 channels at dimension 1)

    The other arguments are those of `Activation`.
    """
    # Says so if it is none.
    nonlin.formula(text)
    return Formula(text, **arguments)


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
    # As errors about arguments name them.
    __init__.__qualname__ = __new__.__qualname__ = name
    members = {"__init__": __init__, "__new__": __new__, "__doc__": doc, "__module__": module}
    _CLASSES[function.id] = made = type(name, (Activation,), members)
    made.__qualname__ = name
    return made
