"""Programs as functions of JAX."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array

import nonlin
from nonlin import Function
from nonlin._catalogue import plain
from nonlin._nonlin import MAX_ORDER
from nonlin._program import evaluate, moderate, program


class _Backend:
    exp = staticmethod(jnp.exp)
    expm1 = staticmethod(jnp.expm1)
    log = staticmethod(jnp.log)
    log1p = staticmethod(jnp.log1p)
    tanh = staticmethod(jnp.tanh)
    sqrt = staticmethod(jnp.sqrt)
    abs = staticmethod(jnp.abs)
    floor = staticmethod(jnp.floor)
    erf = staticmethod(jax.scipy.special.erf)
    erfc = staticmethod(jax.scipy.special.erfc)
    sin = staticmethod(jnp.sin)
    cos = staticmethod(jnp.cos)
    arctan = staticmethod(jnp.arctan)
    arcsinh = staticmethod(jnp.arcsinh)
    power = staticmethod(jnp.power)
    where = staticmethod(jnp.where)
    zeros_like = staticmethod(jnp.zeros_like)
    ones_like = staticmethod(jnp.ones_like)
    isinf = staticmethod(jnp.isinf)
    full = staticmethod(jnp.full_like)


def _computed(steps: Any, x: Array, parameters: tuple[Array, ...]) -> Array:
    """The program in f32 at least; a finite argument has a finite result."""
    dtype = x.dtype
    wide = jnp.promote_types(dtype, jnp.float32)
    arguments = [p.astype(wide) for p in parameters]
    y = evaluate(steps, _Backend, x.astype(wide), arguments)
    limit = float(jnp.finfo(dtype).max)
    y = jnp.where(jnp.isinf(x), y, jnp.clip(y, -limit, limit))
    return jnp.broadcast_to(y, x.shape).astype(dtype)


@functools.cache
def _derivative(name: str, order: int) -> Callable[..., Array]:
    """The function, or a derivative of it by `x`, of `x` and all parameters. Its own
    derivative by `x` is the next of these."""
    steps = program(name, order)

    @jax.custom_jvp
    def of(x: Array, *parameters: Array) -> Array:
        return _computed(steps, moderate(_Backend, x) if order > 1 else x, parameters)

    def by_parameter(k: int, x: Array, parameters: tuple[Array, ...]) -> Array:
        if order == 0:
            return _computed(program(name, parameter=k), x, parameters)
        # Of a higher derivative, JAX's own.
        one = tuple(
            jnp.ones_like(p) if i == k else jnp.zeros_like(p) for i, p in enumerate(parameters)
        )
        return jax.jvp(lambda *p: _computed(steps, x, p), parameters, one)[1]

    def rule(primals: Any, tangents: Any) -> tuple[Array, Array]:
        x, *parameters = primals
        tx, *tps = tangents
        y = of(*primals)
        total = jnp.zeros_like(y)
        if not _is_zero(tx):
            total = total + tx * _next(name, order)(x, *parameters)
        for k, tp in enumerate(tps):
            if not _is_zero(tp):
                slope = by_parameter(k, x, tuple(parameters))
                total = total + tp.astype(y.dtype) * slope
        return y, total

    of.defjvp(rule, symbolic_zeros=True)
    return of


def _next(name: str, order: int) -> Callable[..., Array]:
    if order >= MAX_ORDER:
        raise NotImplementedError(
            f"{name}: derivatives are available to order {MAX_ORDER}, not {order + 1}"
        )
    return _derivative(name, order + 1)


def _is_zero(tangent: Any) -> bool:
    return isinstance(tangent, jax.custom_derivatives.SymbolicZero)


def activation(x: Any, function: str | Function, **parameters: Any) -> Array:
    """The function of that name, of each element of `x`.

    Parameters are numbers or arrays that broadcast to `x`, and have gradients. Those of
    rational units may be given as `numerator` and `denominator`, with the coefficients in
    the last dimension.
    """
    return _apply(nonlin.get(function), x, parameters)


def _apply(function: Function, x: Any, parameters: dict[str, Any]) -> Array:
    x = jnp.asarray(x)
    if jnp.issubdtype(x.dtype, jnp.integer) or x.dtype == bool:
        x = x.astype(jnp.result_type(float))
    if not jnp.issubdtype(x.dtype, jnp.floating):
        raise TypeError(f"nonlin takes real floating-point arrays, not {x.dtype}")
    parameters = _split(function, {plain(name): v for name, v in parameters.items()})
    known = function.values
    numbers = {}
    for name, value in parameters.items():
        if name not in known:
            function.with_values(**{name: 0.0})
        # What is known before tracing is checked.
        if isinstance(value, (int, float)):
            numbers[name] = float(value)
    known = function.with_values(**numbers).values
    values = [jnp.asarray(parameters.get(name, known[name]), _wide(x)) for name in known]
    for name, value in zip(known, values, strict=True):
        if not _broadcasts(value.shape, x.shape):
            raise ValueError(
                f"{name} has the shape {value.shape}, which does not broadcast to that of x, "
                f"{x.shape}"
            )
    return _derivative(function.id, 0)(x, *values)


def _split(function: Function, parameters: dict[str, Any]) -> dict[str, Any]:
    """Vectors of coefficients by coefficient."""
    if function.family != "rational":
        return parameters
    found = {}
    for name, value in parameters.items():
        members = function._groups.get(name)
        if members is None:
            found[name] = value
            continue
        value = jnp.asarray(value)
        if value.shape[-1:] != (len(members),):
            raise ValueError(
                f"the last dimension of {name} must count its {len(members)} coefficients; "
                f"its shape is {value.shape}"
            )
        found.update((member, value[..., k]) for k, member in enumerate(members))
    return found


def _broadcasts(shape: tuple[int, ...], to: tuple[int, ...]) -> bool:
    last = to[len(to) - len(shape) :]
    return len(shape) <= len(to) and all(a in (1, b) for a, b in zip(shape, last, strict=True))


def _wide(x: Array) -> Any:
    return jnp.promote_types(x.dtype, jnp.float32)


def make(function: Function) -> Callable[..., Array]:
    """The function of the namespace `nonlin.jax`."""

    def of(x: Any, **parameters: Any) -> Array:
        return _apply(function, x, parameters)

    of.__name__ = of.__qualname__ = function.id if function.id.isidentifier() else function.name
    of.__module__ = "nonlin.jax"
    of.__doc__ = f"{function.__doc__}\nParameters may be arrays; see `activation`.\n"
    return of


def formula(text: str, **parameters: float) -> Callable[..., Array]:
    """The function of arrays that a formula of `x` means; parameters may be arrays.

    >>> import jax
    >>> from nonlin.jax import formula
    >>> mine = formula("f(a=1) = x * tanh(exp(a*x))")
    >>> float(jax.grad(mine)(0.0, a=2.0).round(4))
    0.7616
    """
    return make(nonlin.formula(text, **parameters))
