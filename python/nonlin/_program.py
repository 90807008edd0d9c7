"""Formulas as programs, run with the operations of another library.

A backend names what it has by NumPy's names: `exp`, `expm1`, `log`, `log1p`, `tanh`,
`sqrt`, `abs`, `floor`, `erf`, `erfc`, `sin`, `cos`, `arctan`, `arcsinh`, `power`, `where`,
`zeros_like`, `ones_like`, `isinf`, and `full` for a constant in the shape of an array.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any

from nonlin import _nonlin

Steps = tuple[tuple[str, tuple[int, ...], float | None], ...]


@functools.cache
def program(name: str, order: int = 0, parameter: int | None = None) -> Steps:
    """The program of a function, of a derivative, or of that by a parameter."""
    activation = _nonlin.Activation(name)
    steps = (
        activation.program(order) if parameter is None else activation.parameter_program(parameter)
    )
    return tuple((operation, tuple(operands), detail) for operation, operands, detail in steps)


def evaluate(steps: Steps, backend: Any, x: Any, parameters: Sequence[Any]) -> Any:
    """Runs a program; parameters must broadcast to `x`."""
    values: list[Any] = []
    for operation, operands, detail in steps:
        arguments = [values[k] for k in operands]
        if operation == "input":
            value = x
        elif operation == "parameter":
            value = parameters[int(detail)]  # type: ignore[arg-type]
        elif operation == "constant":
            value = detail
        else:
            arguments = _as_arrays(operation, arguments, backend, x)
            value = _OPERATIONS[operation](backend, *arguments)
        values.append(value)
    # A constant derivative is still one number for each element.
    return values[-1] + backend.zeros_like(x) if _is_number(values[-1]) else values[-1]


def gradient(m: Any, gy: Any, slope: Any) -> Any:
    """A gradient through a slope, of which 0 lets nothing pass, not even what is infinite.

    In this form it has the right derivative where the slope is 0, too.
    """
    return slope * m.where((slope == 0) & m.isinf(gy), m.zeros_like(gy), gy)


def moderate(m: Any, x: Any, large: float = 1e9) -> Any:
    """`x` with large numbers in place of infinities, for what has its limits there."""
    return m.where(m.isinf(x), m.where(x < 0, m.full(x, -large), m.full(x, large)), x)


# As far as the rational units of f64 reach their limits.
LARGE = 1e18


def finite(m: Any, y: Any, x: Any, limit: float) -> Any:
    """`y`, of which a finite argument has a finite one, within the range of a type, and no
    number none."""
    bounded = m.where(y > limit, m.full(y, limit), m.where(y < -limit, m.full(y, -limit), y))
    return m.where(x == x, m.where(m.isinf(x), y, bounded), x)


def settled(m: Any, y: Any, x: Any) -> Any:
    """The limit of a quotient of polynomials, of which `y` is the value at a large number
    in place of an infinite `x`."""
    end = m.where(y < 0, m.full(y, -math.inf), m.full(y, math.inf))
    return m.where(m.isinf(x) & (m.abs(y) > 1e6), end, y)


def _is_number(value: Any) -> bool:
    return isinstance(value, (bool, int, float))


def _as_arrays(operation: str, arguments: list[Any], backend: Any, x: Any) -> list[Any]:
    """Constants as arrays, except where an operator takes them as they are."""
    if operation in ("add", "sub", "mul", "div") and not all(map(_is_number, arguments)):
        return arguments
    return [backend.full(x, a) if _is_number(a) else a for a in arguments]


def _mul(m: Any, a: Any, b: Any) -> Any:
    # The product of a constant cannot be 0 times infinity: constants are neither.
    return a * b if _is_number(a) or _is_number(b) else _absorb(m, a, b)


def _absorb(m: Any, a: Any, b: Any) -> Any:
    """The product, of which a zero factor makes 0 even where the other is infinite."""
    product = a * b
    indefinite = (product != product) & (a == a) & (b == b)
    return m.where(indefinite, m.zeros_like(product), product)


def _decay(m: Any, u: Any) -> tuple[Any, Any]:
    return m.exp(-m.abs(u)), u < 0


def _sigmoid(m: Any, u: Any) -> Any:
    q, left = _decay(m, u)
    return m.where(left, q, m.ones_like(q)) / (1 + q)


def _density(m: Any, u: Any) -> Any:
    q, _ = _decay(m, u)
    return q / ((1 + q) * (1 + q))


def _softplus(m: Any, u: Any) -> Any:
    q, left = _decay(m, u)
    return m.where(left, m.zeros_like(u), u) + m.log1p(q)


def _silu_slope(m: Any, u: Any) -> Any:
    return _absorb(m, _sigmoid(m, u), 1 + _absorb(m, u, _sigmoid(m, -u)))


def _silu_curvature(m: Any, u: Any) -> Any:
    return _absorb(m, _density(m, u), 2 - u * m.tanh(0.5 * u))


def _sech2(m: Any, u: Any) -> Any:
    q = m.exp(-2 * m.abs(u))
    return 4 * q / ((1 + q) * (1 + q))


def _tanh_exp_slope(m: Any, u: Any) -> Any:
    e = m.exp(u)
    return _absorb(m, e, _sech2(m, e))


def _tanh_softplus(m: Any, u: Any) -> Any:
    q, left = _decay(m, u)
    numerator = m.where(left, q * (2 + q), 1 + 2 * q)
    return numerator / (numerator + m.where(left, 2 * m.ones_like(q), 2 * q * q))


def _tanh_softplus_slope(m: Any, u: Any) -> Any:
    q, left = _decay(m, u)
    root = m.where(left, 2 + q * (2 + q), 1 + 2 * q * (1 + q))
    return 4 * q * (1 + q) * m.where(left, m.ones_like(q), q) / (root * root)


def _log1p_sigmoid_slope(m: Any, u: Any) -> Any:
    q, left = _decay(m, u)
    return q / ((1 + q) * m.where(left, 1 + 2 * q, 2 + q))


def _smish_denominator(m: Any, q: Any, left: Any) -> Any:
    return m.where(left, 2 + q * (6 + 5 * q), 5 + q * (6 + 2 * q))


def _tanh_log1p_sigmoid(m: Any, u: Any) -> Any:
    q, left = _decay(m, u)
    return m.where(left, q * (2 + 3 * q), 3 + 2 * q) / _smish_denominator(m, q, left)


def _tanh_log1p_sigmoid_slope(m: Any, u: Any) -> Any:
    q, left = _decay(m, u)
    root = _smish_denominator(m, q, left)
    return 4 * q * (1 + q) * m.where(left, 1 + 2 * q, 2 + q) / (root * root)


def _erf_softplus_slope(m: Any, u: Any) -> Any:
    s = _softplus(m, u)
    return 2 / math.sqrt(math.pi) * m.exp(-s * s) * _sigmoid(m, u)


def _normal_cdf(m: Any, u: Any) -> Any:
    return 0.5 * m.erfc(-math.sqrt(0.5) * u)


def _normal_pdf(m: Any, u: Any) -> Any:
    return math.sqrt(0.5 / math.pi) * m.exp(-0.5 * u * u)


def _asinh_slope(m: Any, u: Any) -> Any:
    # The square may overflow where the result does not vanish.
    large = m.abs(u) > 1e9
    near = m.where(large, m.zeros_like(u), u)
    far = m.where(large, m.abs(u), m.ones_like(u))
    return m.where(large, 1 / far, 1 / m.sqrt(1 + near * near))


def _softsign(m: Any, u: Any) -> Any:
    size = m.abs(u)
    beyond = size > 1
    far = 1 / (1 + 1 / m.where(beyond, size, m.ones_like(u)))
    near = m.where(beyond, m.zeros_like(u), u)
    return m.where(beyond, m.where(u < 0, -far, far), near / (1 + m.abs(near)))


def _softsign_slope(m: Any, u: Any) -> Any:
    s = 1 + m.abs(u)
    return 1 / s / s


_OPERATIONS: dict[str, Callable[..., Any]] = {
    "neg": lambda m, a: -a,
    "add": lambda m, a, b: a + b,
    "sub": lambda m, a, b: a - b,
    "mul": _mul,
    "div": lambda m, a, b: a / b,
    "abs": lambda m, a: m.abs(a),
    "sqrt": lambda m, a: m.sqrt(a),
    "floor": lambda m, a: m.floor(a),
    "power": lambda m, a, b: m.power(a, b),
    "less": lambda m, a, b: a < b,
    "less_equal": lambda m, a, b: a <= b,
    "and": lambda m, a, b: a & b,
    "or": lambda m, a, b: a | b,
    "select": lambda m, mask, yes, no: m.where(mask, yes, no),
    "exp": lambda m, u: m.exp(u),
    "expm1": lambda m, u: m.expm1(u),
    "ln": lambda m, u: m.log(u),
    "log1p": lambda m, u: m.log1p(u),
    "sigmoid": _sigmoid,
    "logistic_density": _density,
    "softplus": _softplus,
    "silu_slope": _silu_slope,
    "silu_curvature": _silu_curvature,
    "tanh": lambda m, u: m.tanh(u),
    "sech2": _sech2,
    "tanh_exp": lambda m, u: m.tanh(m.exp(u)),
    "tanh_exp_slope": _tanh_exp_slope,
    "asinh": lambda m, u: m.arcsinh(u),
    "asinh_slope": _asinh_slope,
    "tanh_softplus": _tanh_softplus,
    "tanh_softplus_slope": _tanh_softplus_slope,
    "log1p_sigmoid": lambda m, u: m.log1p(_sigmoid(m, u)),
    "log1p_sigmoid_slope": _log1p_sigmoid_slope,
    "tanh_log1p_sigmoid": _tanh_log1p_sigmoid,
    "tanh_log1p_sigmoid_slope": _tanh_log1p_sigmoid_slope,
    "erf_softplus": lambda m, u: m.erf(_softplus(m, u)),
    "erf_softplus_slope": _erf_softplus_slope,
    "erf": lambda m, u: m.erf(u),
    "erfc": lambda m, u: m.erfc(u),
    "gaussian": lambda m, u: m.exp(-u * u),
    "normal_cdf": _normal_cdf,
    "normal_pdf": _normal_pdf,
    "gelu_slope": lambda m, u: _normal_cdf(m, u) + _absorb(m, u, _normal_pdf(m, u)),
    "gelu_curvature": lambda m, u: _absorb(m, 2 - u * u, _normal_pdf(m, u)),
    "sin": lambda m, u: m.sin(u),
    "cos": lambda m, u: m.cos(u),
    "atan": lambda m, u: m.arctan(u),
    "lorentzian": lambda m, u: 1 / (1 + u * u),
    "softsign": _softsign,
    "softsign_slope": _softsign_slope,
}
