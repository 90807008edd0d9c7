"""Models with our modules as ONNX, run by onnxruntime, against our values."""

from __future__ import annotations

import collections
import logging
import warnings

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnxscript")
runtime = pytest.importorskip("onnxruntime")

import nonlin  # noqa: E402
import nonlin.torch as nt  # noqa: E402

MADE = ["hp1(init=gelu)", "safe_pau(init=gelu)", "x*tanh(exp(x))", "f(a=2) = a*x*atan(x)-floor(x)"]
NAMES = [*(f.id for f in nonlin.tuned_functions()), *MADE]
NUMBERS = [0.0, 1e-30, 1e-5, 0.3, 1.0, 5.0, 9.0, 20.0, 89.0, 1e4, 1e30]
X = torch.cat([torch.tensor(NUMBERS), -torch.tensor(NUMBERS), torch.linspace(-7, 7, 58)])


class Every(torch.nn.Module):
    """All functions of one input."""

    def __init__(self, names: list[str], **options) -> None:
        super().__init__()
        self.of = torch.nn.ModuleList(nt.Activation(name, **options) for name in names)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, ...]:
        return tuple(of(x) for of in self.of)


def exported(model: torch.nn.Module, x: torch.Tensor, path) -> tuple[list[np.ndarray], list[str]]:
    """What the exported model makes of the input, and its operators."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.disable(logging.WARNING)
        try:
            program = torch.onnx.export(model.eval(), (x,), dynamo=True, verbose=False)
        finally:
            logging.disable(logging.NOTSET)
    file = str(path / "model.onnx")
    program.save(file)
    session = runtime.InferenceSession(file, providers=["CPUExecutionProvider"])
    found = session.run(None, {session.get_inputs()[0].name: x.numpy()})
    return found, [node.op_type for node in program.model.graph]


@pytest.fixture(scope="module", params=[False, None], ids=["fixed", "trained"])
def every(request, tmp_path_factory):
    model = Every(NAMES, trainable=request.param)
    x = X.view(2, -1)
    results, operators = exported(model, x, tmp_path_factory.mktemp("onnx"))
    assert "nonlin" not in " ".join(operators)
    return x, dict(zip(NAMES, zip(model.of, results, strict=True), strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_values(every, name: str) -> None:
    x, found = every
    module, y = found[name]
    largest = float(np.finfo(np.float32).max)
    exact = module.function(x.double().numpy())
    y, exact = (np.clip(t, -largest, largest) for t in (y, exact))
    assert np.isfinite(y).all()
    if module.function.family == "rational":
        # Far outside, units are levelled off.
        near = x.abs().numpy() < 1e6
        y, exact = y[near], exact[near]
    # The operators of the runtime itself have an absolute error of this in GELU.
    np.testing.assert_allclose(y, exact, rtol=4e-6, atol=4e-7)


@pytest.mark.parametrize(
    ("name", "operator"),
    [
        *[("relu", "Relu"), ("leaky_relu", "LeakyRelu"), ("elu", "Elu"), ("celu", "Celu")],
        *[("softplus", "Softplus"), ("softsign", "Softsign"), ("sigmoid", "Sigmoid")],
        *[("tanh", "Tanh"), ("hard_sigmoid_pt", "HardSigmoid"), ("hard_swish", "HardSwish")],
        *[("gelu", "Gelu"), ("gelu_tanh", "Gelu"), ("mish", "Mish"), ("selu", "Selu")],
        *[("arctan", "Atan"), ("prelu", "PRelu")],
    ],
)
def test_native_operators(name: str, operator: str, tmp_path) -> None:
    _, operators = exported(nt.Activation(name), torch.randn(2, 4), tmp_path)
    assert collections.Counter(operators)[operator] == 1, operators


def test_channels_and_batches(tmp_path) -> None:
    model = torch.nn.Sequential(
        torch.nn.Conv2d(3, 6, 3),
        nt.Swish(per_channel=6),
        nt.Rational("safe_pau(init=gelu)", per_channel=6),
        nt.PReLU(per_channel=6),
    ).eval()
    with torch.no_grad():
        for p in model[1:].parameters():
            p.mul_(torch.linspace(0.9, 1.1, 6).view(-1, *[1] * (p.dim() - 1)))
    x = torch.randn(2, 3, 8, 8)
    (found,), _ = exported(model, x, tmp_path)
    np.testing.assert_allclose(found, model(x).detach().numpy(), rtol=1e-4, atol=1e-5)


def test_half_precision(tmp_path) -> None:
    model = Every(["telu", "logish", "squared_relu"])
    x = X.clamp(-6e4, 6e4).half()
    found, _ = exported(model, x, tmp_path)
    for of, y in zip(model.of, found, strict=True):
        expected = of(x).float().numpy()
        np.testing.assert_allclose(y.astype(np.float32), expected, rtol=2e-3, atol=1e-6)


@pytest.mark.parametrize(
    ("name", "numbers", "bound"),
    [
        ("expm1", [-80.0, -3.0, -1.0, -0.999, -0.1, 1e-3, 1e-30, 0.4, 0.999, 1.0, 5.0, 80.0], 4e-7),
        ("log1p", [-0.999, -0.5, -1e-3, -1e-30, 1e-8, 1e-3, 0.3, 1.0, 1e5, 1e10, 3e38], 4e-7),
        (
            "erfc",
            [-9.0, -2.0, -0.5, -0.1, 0.0, 0.3, 0.499, 0.5, 0.7, 1.0, 2.0, 3.0, 5.0, 9.0],
            3e-7,
        ),
    ],
)
def test_what_onnx_lacks_is_made_accurately(name: str, numbers: list[float], bound: float) -> None:
    import mpmath

    from nonlin.torch import _onnx

    x = torch.tensor(numbers)
    found = getattr(_onnx._BACKEND, name)(x)
    for at, y in zip(x.tolist(), found.tolist(), strict=True):
        exact = float(getattr(mpmath, name)(mpmath.mpf(at)))
        # The square in the exponential of erfc is rounded.
        size = bound * (1 + (at * at if name == "erfc" else 0))
        assert abs(y - exact) <= size * abs(exact), (at, y, exact)
