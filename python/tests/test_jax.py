"""JAX functions: values and derivatives of every order against the kernels, which are
tested against definitions, and transformations."""

from __future__ import annotations

import doctest

import numpy as np
import pytest

jax = pytest.importorskip("jax")

import jax.numpy as jnp  # noqa: E402

import nonlin  # noqa: E402
import nonlin.jax as nj  # noqa: E402

jax.config.update("jax_enable_x64", True)

X = [-1e30, -100.0, -20.0, -5.0, -1.0, -0.3, 0.0, 1e-30, 0.3, 1.0, 2.5, 5.0, 20.0, 100.0, 1e30]
FUNCTIONS = nonlin.tuned_functions()


# Compiling is what takes time: narrow types for some functions of each kind.
NARROW = ("sigmoid", "hardtanh", "relu", "elu", "softplus", "gelu", "mish", "telu", "eis")


@pytest.mark.parametrize("f", FUNCTIONS, ids=lambda f: f.id)
def test_values_and_slopes(f: nonlin.Function) -> None:
    both = jax.jit(jax.vmap(jax.value_and_grad(getattr(nj, f.id))))
    wide = (jnp.float64, jnp.float32)
    for dtype in (*wide, jnp.bfloat16, jnp.float16) if f.id in NARROW else wide:
        eps = float(jnp.finfo(dtype).eps)
        x = np.array(X)
        x = np.clip(x, *((-6e4, 6e4) if dtype == jnp.float16 else (-1e30, 1e30))).astype(dtype)
        y, gx = both(x)
        assert y.dtype == dtype and gx.dtype == dtype
        exact = x.astype(np.float64)
        largest = float(jnp.finfo(dtype).max)
        for found, truth in ((y, f(exact)), (gx, f.grad(exact))):
            truth = np.clip(truth, -largest, largest)
            np.testing.assert_allclose(
                np.asarray(found, np.float64), truth, rtol=60 * eps, atol=8 * eps
            )


@pytest.mark.parametrize("f", FUNCTIONS, ids=lambda f: f.id)
def test_higher_derivatives(f: nonlin.Function) -> None:
    second = jax.grad(jax.grad(getattr(nj, f.id)))
    x = np.array([*X, np.inf, -np.inf])
    found = jax.jit(jax.vmap(jax.value_and_grad(second)))(x)
    for order, derivative in zip((2, 3), found, strict=True):
        truth = f.nth_derivative(x, order)
        np.testing.assert_allclose(np.asarray(derivative), truth, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("f", [f for f in FUNCTIONS if f.parameters], ids=lambda f: f.id)
def test_parameters(f: nonlin.Function) -> None:
    x = np.linspace(-3, 3, 25) + 0.011
    names = ["lambda_" if name == "lambda" else name for name in f.values]

    def total(*p):
        return nj.activation(x, f, **dict(zip(names, p, strict=True))).sum()

    values = list(f.values.values())
    found = jax.jit(jax.grad(total, argnums=tuple(range(len(names)))))(*values)
    _, truth = f.grad_parameters(x)
    np.testing.assert_allclose(np.asarray(found), list(truth.values()), rtol=1e-9, atol=1e-10)


def test_transformations() -> None:
    def of(v):
        return nj.swish(v[0], beta=v[1])

    hessian = np.asarray(jax.hessian(of)(jnp.array([1.0, 2.0])))
    assert hessian[0, 0] == pytest.approx(float(nonlin.get("swish", beta=2).nth_derivative(1.0, 2)))
    assert hessian[0, 1] == pytest.approx(hessian[1, 0])
    slope = jax.jvp(nj.mish, (jnp.arange(3.0),), (jnp.ones(3),))[1]
    np.testing.assert_allclose(slope, nonlin.mish.grad(np.arange(3.0)))
    x = jnp.ones((2, 3))
    beta = jnp.array([0.5, 1.0, 2.0])
    np.testing.assert_allclose(nj.swish(x, beta=beta)[0, 2], nonlin.get("swish", beta=2)(1.0))
    assert jax.grad(lambda b: nj.swish(x, beta=b).sum())(beta).shape == (3,)


@pytest.mark.parametrize("text", ["x * tanh(exp(x))", "f(a=2) = a*x*sigmoid(x) - floor(x)"])
def test_formulas(text: str) -> None:
    f, of = nonlin.formula(text), nj.formula(text)
    x = np.linspace(-3, 3, 25) + 0.011
    np.testing.assert_allclose(jax.jit(of)(x), f(x), rtol=1e-12)
    np.testing.assert_allclose(jax.vmap(jax.grad(of))(x), f.grad(x), rtol=1e-12)
    np.testing.assert_allclose(nj.activation(x, text), f(x), rtol=1e-12)
    second = jax.vmap(jax.grad(jax.grad(of)))(x)
    np.testing.assert_allclose(second, f.nth_derivative(x, 2), rtol=1e-9, atol=1e-12)
    if f.parameters:
        by = jax.grad(lambda a: of(x, a=a).sum())(2.0)
        assert by == pytest.approx(f.grad_parameters(x)[1]["a"])


def test_rational_units_take_vectors_of_coefficients() -> None:
    f = nonlin.get("safe_pau(init=gelu)")
    x = np.linspace(-3, 3, 25)
    values = list(f.values.values())
    a, b = jnp.array(values[:6]), jnp.array(values[6:])
    found = nj.activation(x, f, numerator=a, denominator=b)
    np.testing.assert_allclose(found, f(x), rtol=1e-12)
    by = jax.grad(lambda a: nj.activation(x, f, numerator=a).sum())(a)
    np.testing.assert_allclose(
        by, list(f.grad_parameters(x)[1].values())[:6], rtol=1e-9, atol=1e-12
    )
    rows = nj.activation(jnp.ones((2, 3)), f, numerator=jnp.stack([a, 2 * a, 3 * a]))
    np.testing.assert_allclose(rows[0, 2], 3 * f(1.0))
    with pytest.raises(ValueError, match="6 coefficients"):
        nj.activation(x, f, numerator=b)


def test_the_fourth_order_is_the_last() -> None:
    of = nj.telu
    for _ in range(4):
        of = jax.grad(of)
    assert float(of(0.5)) == pytest.approx(float(nonlin.telu.nth_derivative(0.5, 4)))
    with pytest.raises(NotImplementedError, match="order 4"):
        jax.grad(of)(0.5)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: nj.gelu(1j), TypeError, "complex"),
        (lambda: nj.swish(1.0, gamma=1), TypeError, "its parameters are beta"),
        (lambda: nj.elu(1.0, alpha=-1), ValueError, r"\(0, inf\)"),
        (lambda: nj.swish(jnp.ones(2), beta=jnp.ones(3)), ValueError, "beta .*not broadcast"),
        (lambda: nj.swish(1.0, beta=jnp.ones(3)), ValueError, "beta .*not broadcast"),
        (lambda: nj.activation(1.0, "gelo"), ValueError, "did you mean gelu"),
    ],
)
def test_bad_input_gets_a_helpful_error(call, error, words) -> None:
    with pytest.raises(error, match=words):
        call()


def test_integers_and_examples() -> None:
    assert nj.relu(jnp.array([-1, 2])).tolist() == [0.0, 2.0]
    assert doctest.testmod(nj).failed == 0
