"""A function of the catalogue, applied to NumPy arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, SupportsFloat

import numpy as np

from nonlin import _nonlin
from nonlin._arrays import (
    as_array,
    call,
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
from nonlin._catalogue import keyword, plain
from nonlin._checks import number
from nonlin._described import Described


class _Docstring:
    """The docstring of the class, and of each of its objects."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __get__(self, instance: Any, owner: type) -> str:
        return self.text if instance is None else instance._activation.doc()


class Function(Described):
    __doc__ = _Docstring(  # type: ignore[assignment]
        """An activation function with values for its parameters.

        `f(x)` applies it to an array, `f.grad(x, gy)` is the backward pass. It is
        immutable, hashable and can be pickled.
        """
    )

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
            _nonlin.forward(self._activation, name, call(), view, None)
        elif view is not None and same_layout(array, y):
            _nonlin.forward(self._activation, name, call(), view, elements(y))
        else:
            np.copyto(y, array, casting="unsafe")
            _nonlin.forward(self._activation, name, call(), elements(y), None)
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
        _nonlin.backward(self._activation, dtype.name, call(), *arguments, elements(gx), order)
        return result(gx, out, array)

    def grad_parameters(self, x: Any, gy: Any = 1.0) -> tuple[Any, dict[str, float]]:
        """The backward pass with the gradients by the parameters, summed over all
        elements: `(gx, {"beta": ...})`."""
        array, gradient, dtype = pair(x, gy)
        gx = np.empty_like(array, dtype=dtype)
        arguments = prepared(array, dtype, gx), prepared(gradient, dtype, gx)
        sums = _nonlin.backward_parameters(
            self._activation, dtype.name, call(), *arguments, elements(gx)
        )
        names = (p.name for p in self.parameters)
        by = dict(zip(names, sums.tolist(), strict=True))
        return result(gx, None, array), by

    # As an object

    def with_values(self, **parameters: SupportsFloat) -> Function:
        """The same function with other values of the named parameters."""
        given = [(plain(name), number(name, value)) for name, value in parameters.items()]
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
