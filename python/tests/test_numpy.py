"""The kernels through NumPy: values, types, shapes, errors."""

from __future__ import annotations

import threading

import definitions
import numpy as np
import pytest

import nonlin

FUNCTIONS = nonlin.tuned_functions()
IDS = [f.id for f in FUNCTIONS]
X = [-89.0, -30.0, -7.375, -2.125, -0.6875, -0.03125, 0.0625, 0.78125, 1.9375, 4.25, 12.125, 89.0]
# Units in the last place that a result may be away, besides the rounding to the type.
DTYPES = {"float64": 4, "float32": 1, "float16": 1}


def dtypes() -> list[np.dtype]:
    found = [np.dtype(name) for name in DTYPES]
    try:
        import ml_dtypes
    except ImportError:
        return found
    return [*found, np.dtype(ml_dtypes.bfloat16)]


def digits(dtype: np.dtype) -> float:
    return 2**-8 if dtype.name == "bfloat16" else float(np.finfo(dtype).eps)


def values(f: nonlin.Function, dtype: np.dtype) -> list[float]:
    """Parameters as the kernels round them."""
    wide = np.float64 if dtype == np.float64 else np.float32
    return [float(wide(v)) for v in f.values.values()]


def close(found: np.ndarray, truth: list, dtype: np.dtype) -> None:
    largest = 3.39e38 if dtype.name == "bfloat16" else float(np.finfo(dtype).max)
    tiny = 9.2e-41 if dtype.name == "bfloat16" else float(np.finfo(dtype).smallest_subnormal)
    for y, t in zip(found.astype(np.float64), truth, strict=True):
        t = max(min(float(t), largest), -largest)
        size = 8 * digits(dtype) * max(abs(t), abs(y)) + 2 * tiny
        assert abs(y - t) <= size, (y, t)


@pytest.mark.parametrize("f", FUNCTIONS, ids=IDS)
def test_values_and_slopes_agree_with_definitions(f: nonlin.Function) -> None:
    for dtype in dtypes():
        x = np.array(X, dtype)
        p = values(f, dtype)
        exact = [float(v) for v in x]
        y = f(x)
        assert y.dtype == dtype
        close(y, [definitions.value(f.id, v, p) for v in exact], dtype)
        gy = np.full_like(x, 0.5)
        gx = f.grad(x, gy)
        assert gx.dtype == dtype
        truth = [definitions.slope(f.id, v, p) for v in exact]
        # A slope near its own zero is as accurate as its terms.
        for found, t in zip(gx.astype(float), truth, strict=True):
            assert abs(found - 0.5 * float(t)) <= 8 * digits(dtype) * (abs(float(t)) + 0.02)


@pytest.mark.parametrize("f", [f for f in FUNCTIONS if f.parameters], ids=lambda f: f.id)
def test_parameter_gradients_agree_with_definitions(f: nonlin.Function) -> None:
    x = np.array([-2.125, -0.6875, 0.78125, 1.9375])
    gx, by = f.grad_parameters(x, np.array([1.0, -2.0, 0.5, 3.0]))
    assert gx.shape == x.shape and list(by) == list(f.values)
    p = list(f.values.values())
    for k, name in enumerate(by):
        truth = sum(
            g * float(definitions.by_parameter(f.id, v, p, k))
            for g, v in zip((1.0, -2.0, 0.5, 3.0), x, strict=True)
        )
        assert by[name] == pytest.approx(truth, rel=1e-11, abs=1e-13)


@pytest.mark.parametrize("f", FUNCTIONS, ids=IDS)
def test_second_derivatives_agree_with_definitions(f: nonlin.Function) -> None:
    x = [v for v in X if abs(v) < 20]
    found = f.nth_derivative(np.array(x), 2, 2.0)
    truth = [2 * float(definitions.slope(f.id, v, list(f.values.values()), 2)) for v in x]
    np.testing.assert_allclose(found, truth, rtol=1e-8, atol=1e-11)


def test_special_values() -> None:
    for f in FUNCTIONS:
        for dtype in dtypes():
            p = f.properties
            special = np.array([0.0, -0.0, np.inf, -np.inf, np.nan], dtype)
            y, gx = f(special).astype(float), f.grad(special).astype(float)
            assert y[0] == y[1] and np.isfinite(y[0])
            np.testing.assert_allclose(y[2:4], [p.limit_right, p.limit_left], rtol=0.01)
            assert np.isnan(y[4]) and np.isfinite(gx[:2]).all()
            slopes = [p.slope_right, p.slope_left]
            np.testing.assert_allclose(gx[2:4], slopes, rtol=0.01, atol=1e-6)
            largest = np.array([3e38 if dtype.itemsize != 2 or dtype.name == "bfloat16" else 65504])
            ends = np.concatenate([largest, -largest]).astype(dtype)
            assert np.isfinite(f(ends).astype(float)).all()
            assert np.isfinite(f.grad(ends).astype(float)).all()


@pytest.mark.parametrize(
    "made",
    [
        lambda a: a,
        lambda a: a.T,
        lambda a: a.transpose(2, 0, 1),
        lambda a: a[::2, 1:, ::3],
        lambda a: a[::-1],
        lambda a: a[:, None, ..., ::-1],
        lambda a: a[:0],
        lambda a: np.asfortranarray(a),
        lambda a: np.broadcast_to(a[0, 0], (3, *a.shape[2:])),
        lambda a: a.astype(">f4"),
        lambda a: np.frombuffer(b"\0" + a.astype("f4").tobytes(), "u1")[1:].view("f4"),
    ],
)
def test_every_layout(made) -> None:
    a = made(np.random.default_rng(0).normal(size=(4, 6, 10)).astype(np.float32))
    expected = nonlin.telu(np.ascontiguousarray(a, np.float32).ravel()).reshape(a.shape)
    kept = a.copy()
    np.testing.assert_array_equal(nonlin.telu(a), expected)
    out = np.full(a.shape, np.nan, np.float32)
    assert nonlin.telu(a, out=out) is out
    np.testing.assert_array_equal(out, expected)
    strided = np.full((*a.shape, 2), np.nan, np.float32)[..., 0]
    np.testing.assert_array_equal(nonlin.telu(a, out=strided), expected)
    gy = np.linspace(-1, 1, a.size, dtype=np.float32).reshape(a.shape)
    flat = nonlin.telu.grad(np.ascontiguousarray(a, np.float32).ravel(), gy.ravel())
    np.testing.assert_array_equal(nonlin.telu.grad(a, gy), flat.reshape(a.shape))
    np.testing.assert_array_equal(nonlin.telu.grad(a, gy.T.copy().T), flat.reshape(a.shape))
    np.testing.assert_array_equal(a, kept)


def test_dense_results_keep_the_layout() -> None:
    a = np.zeros((3, 4, 5), np.float32).transpose(2, 0, 1)
    assert nonlin.gelu(a).strides == a.strides


def test_in_place_and_overlap() -> None:
    a = np.linspace(-3, 3, 101)
    expected, gradient = nonlin.mish(a), nonlin.mish.grad(a, a)
    b = a.copy()
    assert nonlin.mish(b, out=b) is b
    np.testing.assert_array_equal(b, expected)
    b = a.copy()
    nonlin.mish(b[:-1], out=b[1:])
    np.testing.assert_array_equal(b[1:], expected[:-1])
    b = a.copy()
    nonlin.mish.grad(b, b, out=b)
    np.testing.assert_array_equal(b, gradient)


def test_numbers_lists_and_integers() -> None:
    assert type(nonlin.relu(2.0)) is np.float64
    assert type(nonlin.relu(np.float32(2))) is np.float32
    assert nonlin.relu([[1, -1], [-2, 2]]).tolist() == [[1, 0], [0, 2]]
    for name in ("bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"):
        x = np.zeros(3, name)
        assert nonlin.tanh(x).dtype == np.tanh(x).dtype, name
    out = np.zeros(2, np.float32)
    np.testing.assert_array_equal(nonlin.relu(np.array([1.0, -1.0]), out=out), [1, 0])


def test_broadcast_gradient_and_out() -> None:
    x = np.ones((2, 3), np.float32)
    assert nonlin.silu.grad(x).dtype == np.float32
    assert nonlin.silu.grad(x, 2).shape == (2, 3)
    out = np.zeros((2, 3), np.float32)
    assert nonlin.silu.grad(x, x, out=out) is out and out.all()


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: nonlin.gelu("text"), TypeError, "float32"),
        (lambda: nonlin.gelu(1j), TypeError, "complex128"),
        (lambda: nonlin.gelu(None), TypeError, "NoneType"),
        (lambda: nonlin.gelu([[1], [1, 2]]), ValueError, "x is no array"),
        (lambda: nonlin.gelu(np.zeros(3), out=np.zeros(4)), ValueError, r"\(4,\).*\(3,\)"),
        (lambda: nonlin.gelu(np.zeros(3), out=np.zeros(3, int)), TypeError, "int64"),
        (lambda: nonlin.gelu(np.zeros(3), out=[0, 0, 0]), TypeError, "list"),
        (lambda: nonlin.gelu.grad(np.zeros(3), np.zeros(4)), ValueError, r"\(4,\).*\(3,\)"),
        (lambda: nonlin.gelu.grad(np.zeros(3), np.zeros(3, "f4")), TypeError, "float32"),
        (lambda: nonlin.gelu.nth_derivative(1.0, 5), ValueError, "1 to 4, not 5"),
        (lambda: nonlin.gelu.nth_derivative(1.0, 1.5), TypeError, "integer"),
        (lambda: nonlin.get("gelo"), ValueError, "did you mean gelu"),
        (lambda: nonlin.get("hard_sigmoid"), ValueError, "hard_sigmoid_pt"),
        (lambda: nonlin.get("swish", gamma=1), TypeError, "its parameters are beta"),
        (lambda: nonlin.get("swish", beta=float("nan")), ValueError, "beta = NaN"),
        (lambda: nonlin.get("elu", alpha=-1), ValueError, r"\(0, inf\)"),
        (lambda: nonlin.get("swish", beta="x"), TypeError, "must be a number"),
        (lambda: nonlin.get("swish(beta="), ValueError, "column"),
        (lambda: nonlin.get(3), TypeError, "string"),
        (lambda: nonlin.tellu, AttributeError, "did you mean telu"),
        (lambda: nonlin.functions("x"), ValueError, "self-gated"),
        (lambda: nonlin.gelu.svg(1, 0), ValueError, "low must be below high"),
    ],
)
def test_bad_input_gets_a_helpful_error(call, error, words) -> None:
    with pytest.raises(error, match=words):
        call()


def test_other_threads_run_while_a_kernel_does() -> None:
    x = np.linspace(-5, 5, 4_000_000)
    done = threading.Event()
    counts = []

    def work() -> None:
        for _ in range(5):
            nonlin.tanhsoft(x)
        done.set()

    thread = threading.Thread(target=work)
    thread.start()
    count = 0
    while not done.is_set():
        count += 1
        done.wait(0.0005)
    counts.append(count)
    thread.join()
    # With the lock held, this thread would run between calls only.
    assert count > 20


def test_a_forked_process_works() -> None:
    multiprocessing = pytest.importorskip("multiprocessing")
    if "fork" not in multiprocessing.get_all_start_methods():
        pytest.skip("there is no fork here")
    x = np.linspace(-5, 5, 3_000_000, dtype=np.float32)
    expected = nonlin.telu(x)
    context = multiprocessing.get_context("fork")
    parent, child = context.Pipe()
    process = context.Process(target=lambda: child.send(bool((nonlin.telu(x) == expected).all())))
    process.start()
    assert parent.poll(60), "the child does not answer"
    assert parent.recv()
    process.join()
