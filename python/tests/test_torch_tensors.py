"""Tensors of every type, layout and mode; what is kept; errors."""

from __future__ import annotations

import sys

import pytest

torch = pytest.importorskip("torch")

import nonlin  # noqa: E402
import nonlin.torch as nt  # noqa: E402
import nonlin.torch.functional as F  # noqa: E402

DTYPES = [torch.float64, torch.float32, torch.float16, torch.bfloat16]


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_input_is_all_that_is_kept(dtype) -> None:
    for f in nonlin.tuned_functions():
        x = torch.randn(1000, dtype=dtype, requires_grad=True)
        kept = []

        def pack(t: torch.Tensor, kept: list = kept) -> torch.Tensor:
            kept.append(t)
            return t

        with torch.autograd.graph.saved_tensors_hooks(pack, lambda t: t):
            getattr(F, f.id)(x)
        assert [t.data_ptr() for t in kept] == [x.data_ptr()], f.id
        assert sum(t.numel() * t.element_size() for t in kept) == 1000 * dtype.itemsize


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    "made",
    [
        lambda x: x,
        lambda x: x.transpose(1, 3),
        lambda x: x.to(memory_format=torch.channels_last),
        lambda x: x.permute(2, 0, 3, 1),
        lambda x: x[:, :, ::2],
        lambda x: x[1:, :, 1:3],
        lambda x: x[:1].expand(3, -1, -1, -1),
        lambda x: x[:0],
        lambda x: x[0, 0, 0, 0],
        lambda x: x.transpose(0, 1)[:, 1:2],
    ],
)
def test_every_layout(made, dtype) -> None:
    x = made(torch.randn(3, 4, 6, 5, dtype=torch.float64).to(dtype)).detach().requires_grad_()
    y = F.telu(x)
    assert y.dtype == dtype and y.shape == x.shape and y.stride() == torch.empty_like(x).stride()
    flat = F.telu(x.detach().reshape(-1).contiguous())
    assert torch.equal(y.detach().reshape(-1), flat)
    # A gradient of another layout than the input.
    gy = (
        torch.randn(x.shape[::-1], dtype=torch.float64)
        .to(dtype)
        .permute(tuple(range(x.dim()))[::-1])
    )
    (gx,) = torch.autograd.grad(y, x, gy)
    a = x.detach().reshape(-1).clone().requires_grad_()
    (expected,) = torch.autograd.grad(F.telu(a), a, gy.reshape(-1))
    assert torch.equal(gx.reshape(-1), expected)


def test_channels_of_every_layout() -> None:
    beta = torch.tensor([0.5, 1.0, 2.0, -1.0], requires_grad=True)
    x = torch.randn(2, 4, 5, 6)
    expected = x * torch.sigmoid(beta.detach().view(1, 4, 1, 1) * x)
    for made in (x, x.to(memory_format=torch.channels_last), x.permute(3, 1, 0, 2)):
        t = made.detach().requires_grad_()
        y = F.swish(t, beta=beta)
        shape = beta.detach().view(1, 4, 1, 1)
        torch.testing.assert_close(y.detach(), (made * torch.sigmoid(shape * made)))
        (by,) = torch.autograd.grad(y.sum(), beta)
        u = shape * made
        truth = (made * made * torch.sigmoid(u) * torch.sigmoid(-u)).sum((0, 2, 3))
        torch.testing.assert_close(by, truth)
    torch.testing.assert_close(F.swish(x, beta=beta).detach(), expected)
    last = F.swish(x.movedim(1, -1), beta=beta, channel_axis=-1)
    torch.testing.assert_close(last.detach(), expected.movedim(1, -1))


def test_autocast() -> None:
    model = torch.nn.Sequential(torch.nn.Linear(4, 4), nt.PReLU(per_channel=4))
    with torch.autocast("cpu", torch.bfloat16):
        y = model(torch.randn(3, 4))
    assert y.dtype == torch.bfloat16
    y.float().sum().backward()
    assert model[1].a.grad.dtype == torch.float32 and model[1].a.grad.abs().sum() > 0


def test_subclass_of_parameters_and_inference_mode() -> None:
    with torch.inference_mode():
        assert F.relu(torch.ones(2)).tolist() == [1, 1]
    assert F.gelu(torch.nn.Parameter(torch.ones(2))).requires_grad
    x = torch.ones(2, dtype=torch.complex64).imag
    assert F.gelu(x).tolist() == [0, 0]
    x = torch.full((2,), 1 + 2j).conj().imag
    assert x.is_neg() and F.relu6(-x).tolist() == [2, 2] and F.relu(x).tolist() == [0, 0]


def test_large_results() -> None:
    # Beyond the size from which on memory is asked for in large pages.
    x = torch.randn(3, 1_500_001, requires_grad=True)
    y = F.relu(x)
    y.backward(torch.ones_like(y))
    assert torch.equal(y, torch.relu(x)) and torch.equal(x.grad, (x > 0).float())


def test_memory_that_is_not_there_is_no_matter() -> None:
    from nonlin._memory import PAGE, in_large_pages

    in_large_pages(0, 10)
    in_large_pages(PAGE, 4 * PAGE)


@pytest.mark.parametrize("dtype", DTYPES)
def test_any_number_of_threads_gives_the_same(dtype) -> None:
    x, gy = torch.randn(2, 4, 6, 81, 83).to(dtype)
    beta = torch.linspace(0.5, 2, 6)

    def results() -> list[torch.Tensor]:
        leaf = x.clone().requires_grad_()
        y = F.gelu(leaf)
        y.backward(gy)
        second = torch.ops.nonlin.backward(gy, x, None, "telu", 0, None, 2)
        last = x.to(memory_format=torch.channels_last)
        return [y.detach(), leaf.grad, second, F.swish(x, beta=beta), F.swish(last, beta=beta)]

    threads = torch.get_num_threads()
    found = []
    try:
        for n in (1, 2, 3, 8):
            torch.set_num_threads(n)
            found.append(results())
    finally:
        torch.set_num_threads(threads)
    for other in found[1:]:
        assert all(map(torch.equal, other, found[0]))
    if dtype != torch.bfloat16:
        # The kernels' own threads.
        assert (nonlin.gelu(x.numpy()) == found[0][0].numpy()).all()
        assert (nonlin.gelu.grad(x.numpy(), gy.numpy()) == found[0][1].numpy()).all()


def test_threads_of_pytorch_are_used() -> None:
    from nonlin.torch._threads import shared

    version = tuple(map(int, torch.__version__.split(".")[:2]))
    if version >= (2, 10) and sys.platform == "linux":
        assert shared()


def test_what_training_made_of_parameters() -> None:
    x = torch.ones(3, requires_grad=True)
    # Out of range acts as the nearest allowed value, no number makes none.
    y = F.elu(x - 3, alpha=torch.tensor(-1.0))
    torch.testing.assert_close(y, F.elu(x - 3, alpha=1e-6))
    beta = torch.tensor(float("nan"), requires_grad=True)
    y = F.swish(x, beta=beta)
    y.sum().backward()
    assert y.isnan().all() and x.grad.isnan().all() and beta.grad.isnan()


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: F.gelu(torch.ones(2, dtype=torch.int32)), TypeError, "int32"),
        (lambda: F.gelu(torch.ones(2, dtype=torch.complex64)), TypeError, "complex64"),
        (lambda: F.gelu([1.0]), TypeError, "tensor, not list"),
        (lambda: F.gelu(torch.ones(2).to_sparse()), TypeError, "to_dense"),
        (lambda: F.swish(torch.ones(2), gamma=1), TypeError, "its parameters are beta"),
        (lambda: F.swish(torch.ones(2, 3), beta=torch.ones(4)), ValueError, "4 channels.* has 3"),
        (lambda: F.swish(torch.ones(2), beta=torch.ones(4)), ValueError, r"shape \(2,\)"),
        (
            lambda: F.swish(torch.ones(2), beta=torch.ones(4), channel_axis="a"),
            TypeError,
            "position of a dimension, not 'a'",
        ),
        (lambda: F.swish(torch.ones(2, 3), beta=torch.ones(3, 1)), ValueError, r"\(3, 1\)"),
        (lambda: F.swish(torch.ones(2, 3), beta=torch.ones(3).int()), TypeError, "int32"),
        (lambda: F.swish(torch.ones(2), beta=torch.ones((), device="meta")), ValueError, "meta"),
        (lambda: F.elu(torch.ones(2), alpha=-1), ValueError, r"\(0, inf\)"),
        (lambda: nt.activation(torch.ones(2), "gelo"), ValueError, "did you mean gelu"),
        (
            lambda: torch.ops.nonlin.backward(
                torch.ones(3), torch.ones(2), None, "gelu", 0, None, 1
            ),
            ValueError,
            r"gy has the shape \(3,\), but x has \(2,\)",
        ),
        (
            lambda: F.hardtanh(torch.ones(2, 3), a=torch.zeros(3), b=torch.ones(2)),
            ValueError,
            "different numbers of channels",
        ),
    ],
)
def test_bad_input_gets_a_helpful_error(call, error, words) -> None:
    with pytest.raises(error, match=words):
        call()


def composed(op, *arguments):
    """The operation as it is on other devices."""
    from nonlin.torch import _composed

    return getattr(_composed, op)(*arguments)


MADE = ["hp1(init=gelu)", "safe_pau(m=3,n=2,version=C)", "f(a=2) = a*x*tanh(exp(x)) - floor(x)"]


@pytest.mark.parametrize(
    "f", [*nonlin.tuned_functions(), *map(nonlin.get, MADE)], ids=lambda f: f.id
)
def test_composed_operations_agree_with_the_kernels(f: nonlin.Function) -> None:
    from nonlin.torch._functional import text

    grid = torch.tensor(
        [-1e4, -100.0, -20.0, -5.0, -1.0, -0.3, 0.0, 1e-30, 0.3, 1.0, 5.0, 89.0, 1e4]
    )
    for dtype in DTYPES:
        x = torch.cat([grid, torch.linspace(-7, 7, 101)]).to(dtype)
        rest = (text(f), 0, None)
        eps = torch.finfo(dtype).eps
        close = {"rtol": 60 * eps, "atol": 20 * eps}
        torch.testing.assert_close(composed("forward", x, None, *rest), F.activation(x, f), **close)
        gy = torch.full_like(x, 0.5)
        for order in (1, 2):
            ours = torch.ops.nonlin.backward(gy, x, None, *rest, order)
            theirs = composed("backward", gy, x, None, *rest, order)
            scale = 1e3 ** (order - 1)
            torch.testing.assert_close(theirs, ours, rtol=60 * scale * eps, atol=40 * scale * eps)
    if f.parameters:
        x = torch.linspace(-3, 3, 24, dtype=torch.float64).view(2, 3, 4) + 0.01
        p = torch.tensor(list(f.values.values()), dtype=torch.float64)
        p = p + torch.tensor([[0.01], [0.0], [0.02]], dtype=torch.float64)
        gy = torch.linspace(1, 2, 24, dtype=torch.float64).view(2, 3, 4)
        rest = (gy, x, p, text(f), 1, None)
        for a, b in zip(
            composed("backward_parameters", *rest),
            torch.ops.nonlin.backward_parameters(*rest),
            strict=True,
        ):
            torch.testing.assert_close(a, b, rtol=1e-9, atol=1e-9)
        vx, vp = gy.flip(0), p.flip(0)
        for a, b in zip(
            composed("double_backward", vx, vp, *rest),
            torch.ops.nonlin.double_backward(vx, vp, *rest),
            strict=True,
        ):
            torch.testing.assert_close(a, b, rtol=1e-7, atol=1e-7)
