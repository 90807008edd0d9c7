"""A function of the catalogue, applied to NumPy arrays."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, SupportsFloat

import numpy as np

from nonlin import _nonlin
from nonlin._arrays import (
    Call,
    as_array,
    check_out,
    elements,
    flat,
    pair,
    prepared,
    result,
    result_dtype,
    same_layout,
    target,
)
from nonlin._catalogue import Kink, Parameter, Properties, Reference, groups, keyword, plain
from nonlin._html import shown


class _Docstring:
    """The docstring of the class, and of each of its objects."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __get__(self, instance: Any, owner: type) -> str:
        return self.text if instance is None else instance._activation.doc()


class Function:
    __doc__ = _Docstring(  # type: ignore[assignment]
        """An activation function with values for its parameters.

        `f(x)` applies it to an array, `f.grad(x, gy)` is the backward pass. It is
        immutable, hashable and can be pickled.
        """
    )

    _activation: _nonlin.Activation

    def __init__(self, activation: _nonlin.Activation) -> None:
        self._activation = activation

    # Evaluation

    def __call__(self, x: Any, out: Any = None) -> Any:
        """The function of each element.

        Arrays of float16, float32, float64 and bfloat16 keep their type, integers give
        what NumPy's own functions make of them; numbers give numbers.
        """
        array = as_array(x)
        dtype = result_dtype(array.dtype)
        if out is not None:
            out = check_out(out, array.shape, dtype)
        y = target(out, array, dtype)
        name = dtype.name
        view = flat(array) if array.dtype == y.dtype and array.dtype.isnative else None
        if y is array and view is not None:
            _nonlin.forward(self._activation, name, Call.of(), view, None)
        elif view is not None and same_layout(array, y):
            _nonlin.forward(self._activation, name, Call.of(), view, elements(y))
        else:
            np.copyto(y, array, casting="unsafe")
            _nonlin.forward(self._activation, name, Call.of(), elements(y), None)
        return result(y, out, array)

    def grad(self, x: Any, gy: Any = 1.0, out: Any = None) -> Any:
        """The backward pass: `gy` times the derivative at `x`.

        `gy` must have the shape of `x`, or be a number.
        """
        return self._backward(x, gy, out, 1)

    def nth_derivative(self, x: Any, order: int, gy: Any = 1.0, out: Any = None) -> Any:
        """`gy` times the derivative of that order at `x`, from 1 to 4."""
        if isinstance(order, bool) or not isinstance(order, (int, np.integer)):
            raise TypeError(f"order must be an integer, not {order!r}")
        if not 1 <= order <= _nonlin.MAX_ORDER:
            raise ValueError(
                f"derivatives are available from order 1 to {_nonlin.MAX_ORDER}, not {order}"
            )
        return self._backward(x, gy, out, int(order))

    def _backward(self, x: Any, gy: Any, out: Any, order: int) -> Any:
        array, gradient, dtype = pair(x, gy)
        if out is not None:
            out = check_out(out, array.shape, dtype)
        # Both are read while results are written.
        gx = target(out, array, dtype, apart=(array, gradient))
        arguments = prepared(array, dtype, gx), prepared(gradient, dtype, gx)
        _nonlin.backward(self._activation, dtype.name, Call.of(), *arguments, elements(gx), order)
        return result(gx, out, array)

    def grad_parameters(self, x: Any, gy: Any = 1.0) -> tuple[Any, dict[str, float]]:
        """The backward pass with the gradients by the parameters, summed over all
        elements: `(gx, {"beta": ...})`."""
        array, gradient, dtype = pair(x, gy)
        gx = np.empty_like(array, dtype=dtype)
        arguments = prepared(array, dtype, gx), prepared(gradient, dtype, gx)
        sums = _nonlin.backward_parameters(
            self._activation, dtype.name, Call.of(), *arguments, elements(gx)
        )
        names = (p.name for p in self.parameters)
        by = dict(zip(names, sums.tolist(), strict=True))
        return result(gx, None, array), by

    # What is known about it

    @property
    def id(self) -> str:
        """The identifier, as in `telu`."""
        return self._activation.id

    @property
    def name(self) -> str:
        """The published name, as in `TeLU`."""
        return self._activation.name

    __name__ = id

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other names that find it."""
        return tuple(self._activation.aliases)

    @property
    def family(self) -> str:
        """The family, as in `rectifier`."""
        return self._activation.family

    @property
    def summary(self) -> str:
        """What it is, in a line."""
        return self._activation.summary

    @property
    def notes(self) -> str:
        """Conventions and name clashes; may be empty."""
        return self._activation.notes

    @property
    def stochastic(self) -> bool:
        """Whether it draws random numbers in training."""
        return self._activation.stochastic

    @property
    def values(self) -> dict[str, float]:
        """The parameter values by name."""
        return {p.name: p.value for p in self.parameters}

    @functools.cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters, in the order of the paper."""
        return tuple(
            Parameter(name, value, default, *ends, trainable, meaning)
            for (name, default, ends, trainable, meaning), value in zip(
                self._activation.parameters(), self._activation.values, strict=True
            )
        )

    @functools.cached_property
    def _groups(self) -> dict[str, list[str]]:
        return groups([p.name for p in self.parameters], self.family)

    @functools.cached_property
    def reference(self) -> Reference:
        """Where it was first published."""
        return Reference(*self._activation.reference())

    @functools.cached_property
    def properties(self) -> Properties:
        """Range, limits, Lipschitz constant, kinks and so on."""
        found = self._activation.properties()
        kinks = tuple(Kink(*kink) for kink in found.pop("kinks"))
        return Properties(kinks=kinks, **found)

    @property
    def formula(self) -> str:
        """The formula as text."""
        return self._activation.formula()

    @property
    def latex(self) -> str:
        """The formula as LaTeX."""
        return self._activation.latex()

    @property
    def derivative(self) -> str:
        """The derivative as text."""
        return self._activation.formula(1)

    @property
    def derivative_latex(self) -> str:
        """The derivative as LaTeX."""
        return self._activation.latex(1)

    def svg(self, low: float = -5.0, high: float = 5.0) -> str:
        """A picture of the function and its derivative."""
        low, high = _number("low", low), _number("high", high)
        if not (np.isfinite(low) and np.isfinite(high) and low < high):
            raise ValueError(f"{low} to {high} is no range; low must be below high, both finite")
        return self._activation.svg(low, high)

    def onnx(self, *, opset: int | None = None, rank: int | None = None) -> bytes:
        """The function as an ONNX model of one node, for f32: see `nonlin.onnx`."""
        counts = {"opset": opset, "rank": rank}
        return self._activation.onnx(**{k: _count(k, n) for k, n in counts.items()})

    # As an object

    def with_values(self, **parameters: SupportsFloat) -> Function:
        """The same function with other values of the named parameters."""
        given = [(plain(name), _number(name, value)) for name, value in parameters.items()]
        return Function(self._activation.with_named(given)) if given else self

    def __repr__(self) -> str:
        if self.family == "rational":
            return f"nonlin.get({str(self)!r})"
        changed = {keyword(p.name): p.value for p in self.parameters if p.value != p.default}
        values = "".join(f", {name}={value!r}" for name, value in changed.items())
        if self.family == "formula":
            return f"nonlin.formula({self.id!r}{values})"
        return f"nonlin.get({self.id!r}{values})" if changed else f"nonlin.{self.id}"

    def __str__(self) -> str:
        return str(self._activation)

    def _repr_html_(self) -> str:
        return shown(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Function):
            return NotImplemented
        return (self.id, self._activation.values) == (other.id, other._activation.values)

    def __hash__(self) -> int:
        return hash((self.id, *self._activation.values))

    def __reduce__(self) -> tuple[Callable[..., Function], tuple[Any, ...]]:
        return _restored, (self.id, self._activation.values)


def _restored(name: str, values: list[float]) -> Function:
    return Function(_nonlin.Activation(name).with_values(values))


def get(name: str | Function, /, **parameters: SupportsFloat) -> Function:
    """The function of that identifier, published name or alias, with values for its
    parameters; `name` can be text such as `"swish(beta=2)"`.

    >>> import nonlin
    >>> nonlin.get("swish", beta=2)
    nonlin.get('swish', beta=2.0)
    >>> nonlin.get("TeLU") is not None
    True

    Raises ValueError for an unknown name or a value out of range, TypeError for a
    parameter that the function does not have.
    """
    if isinstance(name, Function):
        return name.with_values(**parameters)
    if not isinstance(name, str):
        raise TypeError(f"the name of a function is a string, not {type(name).__name__}")
    return Function(_nonlin.Activation(name)).with_values(**parameters)


def formula(text: str, /, **parameters: SupportsFloat) -> Function:
    """The function that a formula of `x` means, compiled when it is first used.

    Parameters are declared in front, with the values they start with.

    >>> import nonlin
    >>> mine = nonlin.formula("x * tanh(exp(x))")
    >>> mine([-1.0, 0.0, 1.0]).round(4).tolist()
    [-0.3521, 0.0, 0.9913]
    >>> nonlin.formula("f(a=2) = a*x*sigmoid(x)", a=3)
    nonlin.formula('f(a=2) = a*x*sigmoid(x)', a=3.0)

    Raises ValueError for what cannot be read, with the place where, and for the name of
    a function, which `get` finds; TypeError for a parameter that is not declared.
    """
    if not isinstance(text, str):
        raise TypeError(f"a formula is a string, not {type(text).__name__}")
    found = get(text, **parameters)
    if found.family != "formula":
        raise ValueError(f"{text!r} is no formula but the function {found.id}; use nonlin.get")
    return found


def onnx(
    function: str | Function,
    /,
    *,
    opset: int | None = None,
    rank: int | None = None,
    **parameters: SupportsFloat,
) -> bytes:
    """The function as an ONNX model of one node, which takes and gives f32 tensors: an
    operator of the standard where it has one, otherwise a function of standard operators,
    which the model brings along.

    >>> import nonlin
    >>> from pathlib import Path
    >>> model = nonlin.onnx("telu")
    >>> size = Path("telu.onnx").write_bytes(model)  # doctest: +SKIP

    Args:
        function: the name, text such as `"swish(beta=2)"`, or a `Function`.
        opset: the version of ONNX's operators that the model may use, from 18 to 25; by
            default the least, from 18 on, with which the function is one of them.
        rank: how many dimensions tensors have, each of any size; 1 by default.
        parameters: values for the parameters, which are attributes of the node.

    Raises ValueError for an unknown name or a number out of range, TypeError for a parameter
    that the function does not have.
    """
    return get(function, **parameters).onnx(opset=opset, rank=rank)


def _count(name: str, value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{name} must be an integer, not {value!r}")
    if not 0 <= value < 2**31:
        raise ValueError(f"{name} must be a count, not {value}")
    return int(value)


def _number(name: str, value: SupportsFloat) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be a number, not {value!r}") from None
