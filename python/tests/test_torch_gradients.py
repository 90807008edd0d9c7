"""Gradients of every order and mode, of every function."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

import nonlin  # noqa: E402
import nonlin.torch as nt  # noqa: E402
import nonlin.torch.functional as F  # noqa: E402

FUNCTIONS = nonlin.tuned_functions()
IDS = [f.id for f in FUNCTIONS]
PARAMETRIC = [f for f in FUNCTIONS if f.parameters]


def smooth_points(f: nonlin.Function, shape: tuple[int, ...] = (3, 4)) -> torch.Tensor:
    """Numbers that differences of them do not carry over a kink."""
    torch.manual_seed(0)
    x = torch.randn(shape, dtype=torch.float64) * 2
    for kink in f.properties.kinks:
        near = (x - kink.at).abs() < 0.05
        x[near] += 0.2
    return x.requires_grad_()


def tensors(f: nonlin.Function, channels: int | None) -> dict[str, torch.Tensor]:
    """Parameter values, a little apart for each channel, and inside their ranges."""
    made = {}
    for p in f.parameters:
        low, high = max(p.low, p.default - 0.2), min(p.high, p.default + 0.2)
        middle = (low + high) / 2
        shift = torch.linspace(-0.04, 0.04, channels or 1, dtype=torch.float64)
        value = middle + shift if channels else torch.tensor(middle, dtype=torch.float64)
        made["lambda_" if p.name == "lambda" else p.name] = value.requires_grad_()
    return made


@pytest.mark.parametrize("f", FUNCTIONS, ids=IDS)
def test_gradients_of_every_order(f: nonlin.Function) -> None:
    x = smooth_points(f)
    of = getattr(F, f.id)
    assert torch.autograd.gradcheck(
        of, x, check_forward_ad=True, check_batched_grad=True, check_batched_forward_grad=True
    )
    assert torch.autograd.gradgradcheck(of, x, check_fwd_over_rev=True, check_rev_over_rev=True)

    def slope(x: torch.Tensor) -> torch.Tensor:
        return torch.autograd.grad(of(x).sum(), x, create_graph=True)[0]

    assert torch.autograd.gradgradcheck(slope, x)


@pytest.mark.parametrize("channels", [None, 4])
@pytest.mark.parametrize("f", PARAMETRIC, ids=lambda f: f.id)
def test_gradients_by_parameters(f: nonlin.Function, channels: int | None) -> None:
    x, values = smooth_points(f, (2, 4)), tensors(f, channels)
    # The kinks move with the parameters.
    with torch.no_grad():
        x[(x.abs() < 0.15)] += 0.3
        for kink in f.properties.kinks:
            x[(x - kink.at).abs() < 0.35] += 0.7
    names = list(values)

    def of(x: torch.Tensor, *given: torch.Tensor) -> torch.Tensor:
        return getattr(F, f.id)(x, **dict(zip(names, given, strict=True)))

    arguments = (x, *values.values())
    assert torch.autograd.gradcheck(of, arguments, check_forward_ad=True, check_batched_grad=True)
    assert torch.autograd.gradgradcheck(of, arguments)


BUILT_IN = {
    "relu": torch.relu,
    "relu6": torch.nn.functional.relu6,
    "gelu": torch.nn.functional.gelu,
    "gelu_tanh": lambda x: torch.nn.functional.gelu(x, approximate="tanh"),
    "silu": torch.nn.functional.silu,
    "mish": torch.nn.functional.mish,
    "elu": torch.nn.functional.elu,
    "selu": torch.nn.functional.selu,
    "celu": torch.nn.functional.celu,
    "leaky_relu": torch.nn.functional.leaky_relu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "log_sigmoid": torch.nn.functional.logsigmoid,
    "softplus": torch.nn.functional.softplus,
    "softsign": torch.nn.functional.softsign,
    "hardtanh": torch.nn.functional.hardtanh,
    "hard_swish": torch.nn.functional.hardswish,
    "hard_sigmoid_pt": torch.nn.functional.hardsigmoid,
    "rrelu": torch.nn.functional.rrelu,
    "arctan": torch.atan,
}


@pytest.mark.parametrize("name", BUILT_IN)
def test_agrees_with_what_pytorch_has(name: str) -> None:
    x = torch.linspace(-12, 12, 2401, dtype=torch.float64)
    x = torch.cat([x, torch.tensor([0.0, -0.0, 3.0, -3.0, 6.0, 1.0, -1.0], dtype=torch.float64)])
    a, b = x.clone().requires_grad_(), x.clone().requires_grad_()
    ours, theirs = getattr(F, name)(a), BUILT_IN[name](b)
    torch.testing.assert_close(ours, theirs, rtol=1e-9, atol=1e-9)
    ours.sum().backward()
    theirs.sum().backward()
    # PyTorch rounds the sixth of a hard sigmoid to float32.
    torch.testing.assert_close(a.grad, b.grad, rtol=1e-7, atol=3e-8)


@pytest.mark.parametrize(
    ("name", "dtype", "x"),
    [
        ("telu", torch.float32, 89.0),
        ("telu", torch.float16, 12.0),
        ("elu", torch.float32, 200.0),
        ("mish", torch.float16, 20.0),
        ("mish", torch.float32, -200.0),
        *[
            (name, dtype, x)
            for name in ("zorro_symmetric", "zorro_sigmoid", "zorro_tanh", "zorro_sloped")
            for dtype in (torch.float32, torch.float16)
            for x in (100.0, -100.0)
        ],
    ],
)
def test_gradients_are_numbers_where_one_liners_fail(name: str, dtype, x: float) -> None:
    t = torch.tensor([x], dtype=dtype, requires_grad=True)
    slope = nonlin.get(name).grad(float(t.detach()))
    getattr(F, name)(t).backward()
    assert t.grad.item() == pytest.approx(slope, rel=2e-3, abs=1e-6)


def test_third_derivatives_for_physics() -> None:
    x = torch.linspace(-2, 2, 5, dtype=torch.float64, requires_grad=True)
    y = F.telu(x)
    for order in range(1, 5):
        (y,) = torch.autograd.grad(y.sum(), x, create_graph=True)
        torch.testing.assert_close(
            y.detach(), torch.from_numpy(nonlin.telu.nth_derivative(x.detach().numpy(), order))
        )
    with pytest.raises(ValueError, match="order 4"):
        torch.autograd.grad(y.sum(), x)


def test_third_derivatives_by_parameters_are_refused_in_words() -> None:
    x = torch.ones(3, dtype=torch.float64, requires_grad=True)
    beta = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
    (g,) = torch.autograd.grad(F.swish(x, beta=beta).sum(), x, create_graph=True)
    (gg,) = torch.autograd.grad(g.sum(), x, create_graph=True)
    with pytest.raises(RuntimeError, match="nonlin"):
        torch.autograd.grad(gg.sum(), x)


def test_functional_transforms() -> None:
    from torch.func import grad, hessian, jacfwd, jacrev, vmap

    v = torch.linspace(-1, 1, 4, dtype=torch.float64)
    expected = torch.diag(torch.from_numpy(nonlin.mish.nth_derivative(v.numpy(), 2)))
    for second in (hessian, lambda f: jacrev(jacrev(f)), lambda f: jacrev(jacfwd(f))):
        torch.testing.assert_close(second(lambda x: F.mish(x).sum())(v), expected)
    per_sample = vmap(grad(lambda x: F.mish(x).sum()))(torch.stack([v, 2 * v]))
    torch.testing.assert_close(per_sample[1], torch.from_numpy(nonlin.mish.grad((2 * v).numpy())))


@pytest.mark.parametrize("in_dim", [0, 1, 2])
def test_vmap_over_parameters_and_channels(in_dim: int) -> None:
    from torch.func import vmap

    x = torch.randn(3, 3, 3, dtype=torch.float64)
    beta = torch.tensor([[0.5, 1.0, 2.0], [1.0, 1.0, 1.0], [3.0, 2.0, 1.0]], dtype=torch.float64)
    for axis in (0, 1, -1):

        def of(x: torch.Tensor, b: torch.Tensor, axis: int = axis) -> torch.Tensor:
            return F.swish(x, beta=b, channel_axis=axis)

        for rows, dims in ((beta, (in_dim, 0)), (beta[0], (in_dim, None)), (beta[0], (None, None))):
            if dims == (None, None):
                continue
            found = vmap(of, in_dims=dims)(x, rows)
            loop = [of(x.select(in_dim, k), rows[k] if dims[1] == 0 else rows) for k in range(3)]
            torch.testing.assert_close(found, torch.stack(loop))
        each = vmap(torch.func.grad(lambda b, x: of(x, b).sum()), in_dims=(None, in_dim))
        loop = [
            torch.func.grad(lambda b, k=k: of(x.select(in_dim, k), b).sum())(beta[0])
            for k in range(3)
        ]
        torch.testing.assert_close(each(beta[0], x), torch.stack(loop))


def test_randomness_is_the_same_backward() -> None:
    module = nt.RReLU()
    torch.manual_seed(1)
    x = torch.full((1000,), -1.0, requires_grad=True)
    y = module(x)
    y.sum().backward()
    torch.testing.assert_close(y, -x.grad)
    assert 0.125 <= x.grad.min() < x.grad.max() <= 1 / 3
    torch.manual_seed(1)
    assert torch.equal(module(x), y) and not torch.equal(module(x), y)
    assert module.eval()(x).unique().numel() == 1
