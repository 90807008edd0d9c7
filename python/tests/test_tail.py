"""The long tail of the catalogue: every function in every face, against the kernels, which
the library's own tests hold against arbitrary precision."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

import nonlin

TAIL = [f for f in nonlin.functions() if f not in nonlin.tuned_functions()]
X = np.concatenate([np.linspace(-6, 6, 41), [0.0, 1e-30, -1e-30, 89.0, -89.0, 1e4, -1e4]])
# Sines of products, which single precision does not tell apart: 30 ulp of the argument.
TURNING = {"finer", "shifted_sine"}
# Functions of an interval alone: beyond it composed operations are NaN.
WITHIN = {"sbaf": (0.04, 0.94)}


def close(ours, exact, f: nonlin.Function, bound: float = 1e-5) -> None:
    bound *= 10 if f.id in TURNING else 1
    largest = float(np.finfo(np.float32).max)
    ours, exact = (np.clip(np.asarray(t, np.float64), -largest, largest) for t in (ours, exact))
    np.testing.assert_allclose(ours, exact, rtol=bound, atol=bound, err_msg=f.id)


def test_there_is_a_long_tail() -> None:
    assert len(TAIL) > 300 and len(nonlin.tuned_functions()) > 40
    assert len({f.id for f in nonlin.functions()}) == len(nonlin.functions())


def test_they_are_attributes() -> None:
    for f in TAIL:
        assert getattr(nonlin, f.id) == f == pickle.loads(pickle.dumps(f)) == eval(repr(f))


def test_modules_and_functions_of_pytorch() -> None:
    torch = pytest.importorskip("torch")
    import nonlin.torch.functional as F
    from nonlin.torch import Activation, _composed, _kernels
    from nonlin.torch._functional import text
    from nonlin.torch._names import class_name

    x = torch.from_numpy(X).float()
    for f in TAIL:
        module = Activation(f.id)
        assert type(module) is getattr(nonlin.torch, class_name(f.id))
        assert type(pickle.loads(pickle.dumps(module))) is type(copy.deepcopy(module))
        leaf = x.clone().requires_grad_()
        y = module(leaf)
        torch.testing.assert_close(getattr(F, f.id)(x), y.detach(), equal_nan=True)
        close(y.detach(), f(X.astype(np.float32)), f)
        y.sum().backward()
        rest = (text(f), 0, None)
        close(leaf.grad, _kernels.backward(torch.ones_like(x), x, None, *rest, 1), f)
        # What devices without kernels have.
        close(_composed.forward(x, None, *rest), y.detach(), f)
        close(_composed.backward(torch.ones_like(x), x, None, *rest, 1), leaf.grad, f)


def test_wrong_names_have_near_ones() -> None:
    pytest.importorskip("torch")
    import nonlin.torch as nt

    for module, name, near in (
        (nt, "Snak", "snake"),
        (nt, "hard_shrink", "Hardshrink"),
        (nt.functional, "snak", "snake"),
    ):
        with pytest.raises(AttributeError, match=f"{module.__name__}.*{near}"):
            getattr(module, name)


def test_gradients_by_parameters() -> None:
    torch = pytest.importorskip("torch")
    from nonlin.torch import Activation, _composed
    from nonlin.torch._functional import text

    for f in TAIL:
        if not f.parameters:
            continue
        x = torch.linspace(*WITHIN.get(f.id, (-3, 3)), 60, dtype=torch.float64).view(5, 3, 4) + 0.01
        module = Activation(f.id, trainable=True, per_channel=3, dtype=torch.float64)
        module(x).sum().backward()
        values = torch.tensor([list(f.values.values())] * 3, dtype=torch.float64)
        _, exact = _composed.backward_parameters(torch.ones_like(x), x, values, text(f), 1, None)
        start = torch.stack([p.detach() for p in module.parameters()], -1)
        assert torch.equal(start, values), f.id
        found = torch.stack([p.grad for p in module.parameters()], -1)
        close(found, exact, f, 1e-8)


def test_in_jax() -> None:
    jax = pytest.importorskip("jax")
    import nonlin.jax

    x = X.astype(np.float32)[:41]
    for f in TAIL[::20]:
        of = getattr(nonlin.jax, f.id)
        close(of(x), f(x), f)
        slopes = jax.vmap(jax.grad(of))(jax.numpy.asarray(x))
        close(slopes, f.grad(x), f, 3e-5)


def test_as_onnx_models() -> None:
    runtime = pytest.importorskip("onnxruntime")
    x = np.clip(X, -30, 30).astype(np.float32)
    for f in nonlin.functions():
        session = runtime.InferenceSession(nonlin.onnx(f), providers=["CPUExecutionProvider"])
        (y,) = session.run(None, {"x": x})
        close(y, f(x.astype(np.float64)), f)
