"""Programs as the source of Triton kernels."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from nonlin._program import LARGE, evaluate, finite, gradient, moderate, program, settled

# What the library of the device has, by the names of programs.
_LIBRARY = {
    **{name: name for name in ("exp", "expm1", "log", "log1p", "tanh", "sqrt", "abs", "floor")},
    **{name: name for name in ("erf", "erfc", "sin", "cos")},
    "arctan": "atan",
    "arcsinh": "asinh",
    "power": "pow",
}


def literal(value: float) -> str:
    return repr(value) if math.isfinite(value) else f'float("{value}")'


class Value:
    """The name of a result in the source."""

    def __init__(self, printer: Printer, name: str) -> None:
        self.printer = printer
        self.name = name

    def __neg__(self) -> Value:
        return self.printer.line(f"-{self.name}")


def _operator(symbol: str, swapped: bool = False) -> Any:
    def of(self: Value, other: Value | float) -> Value:
        right = other.name if isinstance(other, Value) else f"({literal(float(other))})"
        operands = (right, self.name) if swapped else (self.name, right)
        return self.printer.line(f" {symbol} ".join(operands))

    return of


for _name, _symbol in {"add": "+", "sub": "-", "mul": "*", "truediv": "/"}.items():
    setattr(Value, f"__{_name}__", _operator(_symbol))
    setattr(Value, f"__r{_name}__", _operator(_symbol, swapped=True))
for _name, _symbol in {
    **{"lt": "<", "le": "<=", "gt": ">", "eq": "==", "ne": "!="},
    **{"and": "&", "or": "|"},
}.items():
    setattr(Value, f"__{_name}__", _operator(_symbol))


class Printer:
    """The backend of `_program` that writes down what it is asked for, each only once."""

    def __init__(self, prefix: str = "t") -> None:
        self.lines: list[str] = []
        self.prefix = prefix
        self.known: dict[str, Value] = {}

    def line(self, expression: str) -> Value:
        found = self.known.get(expression)
        if found is None:
            found = Value(self, f"{self.prefix}{len(self.known)}")
            self.known[expression] = found
            self.lines.append(f"{found.name} = {expression}")
        return found

    def __getattr__(self, name: str) -> Any:
        if name not in _LIBRARY:
            raise AttributeError(name)

        def of(*operands: Value) -> Value:
            arguments = ", ".join(operand.name for operand in operands)
            return self.line(f"libdevice.{_LIBRARY[name]}({arguments})")

        return of

    def full(self, like: Value, value: float) -> Value:
        return self.line(f"tl.full({like.name}.shape, {literal(value)}, {like.name}.dtype)")

    def zeros_like(self, like: Value) -> Value:
        return self.full(like, 0.0)

    def ones_like(self, like: Value) -> Value:
        return self.full(like, 1.0)

    def where(self, mask: Value, yes: Value, no: Value) -> Value:
        return self.line(f"tl.where({mask.name}, {yes.name}, {no.name})")

    def isinf(self, u: Value) -> Value:
        return self.line(f'libdevice.abs({u.name}) == float("inf")')


class Formula:
    """What the kernels of a function compute, as lines: of `x`, of `gy` for gradients,
    and of the parameters `p0`, `p1`, ...

    Results are within `limit`. `far` is where steps may leave the range of f32: blocks
    with such elements are done in f64; infinity if there is none.
    """

    def __init__(
        self,
        name: str,
        count: int,
        *,
        limit: float,
        far: float,
        unit: bool,
    ) -> None:
        self.name = name
        self.count = count
        self.limit = limit
        self.far = far
        self.unit = unit

    def forward(self) -> list[str]:
        """The lines that compute the result `r0`, which is `y`."""
        return self._both(lambda m, x, values: [self._finite(m, 0, x, values)])

    def backward(self, order: int) -> list[str]:
        """`r0` is `gx`, for the derivative of that order."""

        def of(m: Printer, x: Value, values: list[Any]) -> list[Value]:
            return [gradient(m, Value(m, "gy"), self._finite(m, order, x, values))]

        return self._both(of)

    def backward_parameters(self) -> list[str]:
        """`r0` is `gx`, the others the gradients by the parameters."""

        def of(m: Printer, x: Value, values: list[Any]) -> list[Value]:
            gy = Value(m, "gy")
            results = [gradient(m, gy, self._finite(m, 1, x, values))]
            at = self._moderate(m, x) if self.unit else x
            for k in range(self.count):
                by = evaluate(program(self.name, parameter=k), m, at, values)
                results.append(gradient(m, gy, by))
            return results

        return self._both(of)

    def _moderate(self, m: Printer, x: Value) -> Value:
        found: Value = moderate(m, x, LARGE) if self.unit else moderate(m, x)
        return found

    def _finite(self, m: Printer, order: int, x: Value, values: list[Any]) -> Value:
        at = self._moderate(m, x) if order > 1 or self.unit else x
        y = evaluate(program(self.name, order), m, at, values)
        found: Value = finite(m, settled(m, y, x) if self.unit else y, x, self.limit)
        return found

    def _both(self, of: Callable[[Printer, Value, list[Any]], list[Value]]) -> list[str]:
        """The lines, and once more in f64 for blocks that need it."""
        near = self._lines(of, Printer("t"), "x", "")
        if not math.isfinite(self.far):
            return near
        far = ["v = x.to(tl.float64)", *self._lines(of, Printer("u"), "v", ".to(tl.float32)")]
        return [
            f"if tl.max(tl.where(inside, tl.abs(x), 0.0)) > {literal(self.far)}:",
            *(f"    {line}" for line in far),
            "else:",
            *(f"    {line}" for line in near),
        ]

    def _lines(self, of: Any, printer: Printer, x: str, cast: str) -> list[str]:
        values = [Value(printer, f"p{k}") for k in range(self.count)]
        results = of(printer, Value(printer, x), values)
        named = [f"r{k} = {result.name}{cast}" for k, result in enumerate(results)]
        return [*printer.lines, *named]
