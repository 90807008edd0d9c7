"""The operations under PyTorch's compiler, exporter and checks."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from torch import library  # noqa: E402

import nonlin  # noqa: E402
import nonlin.torch as nt  # noqa: E402
import nonlin.torch.functional as F  # noqa: E402

OPS = torch.ops.nonlin


def leaf(*shape: int) -> torch.Tensor:
    return torch.randn(shape).requires_grad_()


@pytest.mark.parametrize("layout", ["contiguous", "channels_last", "strided"])
@pytest.mark.parametrize("sets", [None, (1,), (3, 1)])
def test_opcheck(layout: str, sets) -> None:
    x = torch.randn(2, 3, 4, 4)
    if layout == "channels_last":
        x = x.to(memory_format=torch.channels_last)
    if layout == "strided":
        x = torch.randn(2, 3, 4, 8)[..., ::2]
    x = x.requires_grad_()
    gy = torch.randn(2, 3, 4, 4, requires_grad=True)
    parameters = None if sets is None else torch.rand(sets).add(0.5).requires_grad_()
    rest = ("swish(beta=2)", 1, None)
    library.opcheck(OPS.forward, (x, parameters, *rest))
    library.opcheck(OPS.backward, (gy, x, parameters, *rest, 1))
    if parameters is not None:
        library.opcheck(OPS.backward_parameters, (gy, x, parameters, *rest))
        plain = [t.detach() for t in (gy, torch.randn_like(parameters), gy, x, parameters)]
        library.opcheck(OPS.double_backward, (*plain, *rest))


def test_opcheck_of_random_slopes() -> None:
    seed = torch.tensor(3)
    library.opcheck(OPS.forward, (leaf(5), None, "rrelu", 1, seed))


@pytest.mark.parametrize("backend", ["eager", "aot_eager"])
def test_compiles_without_graph_breaks(backend: str) -> None:
    torch._dynamo.reset()
    model = torch.nn.Sequential(
        torch.nn.Linear(4, 6),
        nt.TeLU(),
        torch.nn.Linear(6, 6),
        nt.Swish(per_channel=6),
        nt.RReLU(),
        nt.ELU(alpha=0.5),
    )
    compiled = torch.compile(model, fullgraph=True, backend=backend)
    x = leaf(3, 4)
    model.eval()
    expected = model(x)
    torch.testing.assert_close(compiled(x), expected)
    expected.sum().backward()
    grads = [p.grad.clone() for p in model.parameters()]
    model.zero_grad()
    compiled(x).sum().backward()
    for p, g in zip(model.parameters(), grads, strict=True):
        torch.testing.assert_close(p.grad, g)
    model.train()
    assert compiled(x).shape == (3, 6)
    compiled(leaf(5, 4))


def test_compiled_functions_keep_the_input_only() -> None:
    torch._dynamo.reset()
    kept = []
    of = torch.compile(F.telu, backend="aot_eager", fullgraph=True)
    x = leaf(100)
    with torch.autograd.graph.saved_tensors_hooks(lambda t: kept.append(t) or t, lambda t: t):
        of(x)
    assert [t.numel() for t in kept] == [100]


def test_inductor_compiles() -> None:
    torch._dynamo.reset()
    try:
        of = torch.compile(lambda x: F.mish(x * 2) + 1, fullgraph=True)
        found = of(torch.ones(4))
    except Exception as error:
        if "compiler" in str(error).lower():
            pytest.skip(f"inductor cannot compile here: {error}")
        raise
    torch.testing.assert_close(found, F.mish(torch.ones(4) * 2) + 1)


def test_export() -> None:
    model = torch.nn.Sequential(torch.nn.Linear(4, 4), nt.Logish(), nt.PReLU(per_channel=4)).eval()
    x = torch.randn(2, 4)
    batch = torch.export.Dim("batch")
    exported = torch.export.export(model, (x,), dynamic_shapes=({0: batch},))
    y = torch.randn(7, 4)
    torch.testing.assert_close(exported.module()(y), model(y))


def test_fake_tensors_and_meta() -> None:
    from torch._subclasses.fake_tensor import FakeTensorMode

    with FakeTensorMode():
        x = torch.empty(2, 3, dtype=torch.bfloat16)
        assert F.gelu(x).dtype == torch.bfloat16 and nt.TeLU()(x).shape == (2, 3)
    assert F.gelu(torch.empty(2, 3, device="meta")).shape == (2, 3)


def test_activation_checkpointing_and_hooks() -> None:
    from torch.utils.checkpoint import checkpoint

    x = leaf(4, 4)
    y = checkpoint(lambda x: F.serf(x), x, use_reentrant=False)
    y.sum().backward()
    torch.testing.assert_close(x.grad, torch.from_numpy(nonlin.serf.grad(x.detach().numpy())))
