"""Modules: parameters, state, copies, groups."""

from __future__ import annotations

import copy
import doctest
import io
import pickle

import pytest

torch = pytest.importorskip("torch")

import nonlin  # noqa: E402
import nonlin.torch as nt  # noqa: E402
from nonlin.torch._names import class_name  # noqa: E402


@pytest.mark.parametrize("f", nonlin.tuned_functions(), ids=lambda f: f.id)
def test_every_function_is_a_module(f: nonlin.Function) -> None:
    cls = getattr(nt, class_name(f.id))
    module = cls()
    assert cls.__name__ in nt.__all__ and cls.__module__ == "nonlin.torch"
    assert f.formula in cls.__doc__
    assert type(nt.Activation(f.id)) is cls
    x = torch.linspace(-3, 3, 13, dtype=torch.float64)
    module = module.double().eval()
    torch.testing.assert_close(module(x), torch.from_numpy(f(x.numpy())))
    for again in (copy.deepcopy(module), pickle.loads(pickle.dumps(module))):
        assert type(again) is cls and repr(again) == repr(module)
        assert torch.equal(again(x), module(x))
    trained = [p.name for p in f.parameters if p.trainable]
    assert list(dict(module.named_parameters())) == trained
    if f.parameters:
        every = cls(trainable=True, per_channel=13, channel_axis=0).double().eval()
        assert len(list(every.parameters())) == len(f.parameters)
        torch.testing.assert_close(every(x), module(x))


def test_what_is_printed() -> None:
    assert repr(nt.TeLU()) == "TeLU()"
    assert repr(nt.Swish(beta=2, trainable=False)) == "Swish(beta=2.0)"
    assert repr(nt.PReLU(per_channel=8)) == "PReLU(a=0.25, trained: a, 8 channels at dimension 1)"
    assert doctest.testmod(nt._module).failed == 0


def test_training_moves_parameters_and_reset_brings_them_back() -> None:
    module = nt.Swish(beta=1.5)
    optimizer = torch.optim.SGD(module.parameters(), lr=0.1)
    module(torch.randn(64)).square().sum().backward()
    optimizer.step()
    (now,) = module.current()
    assert module.beta.item() != 1.5 and now.values["beta"] == pytest.approx(module.beta.item())
    module.reset_parameters()
    assert module.beta.item() == 1.5


def test_state_dicts() -> None:
    a, b = nt.PReLU(per_channel=3), nt.PReLU(per_channel=3)
    with torch.no_grad():
        a.a.copy_(torch.tensor([0.1, 0.2, 0.3]))
    file = io.BytesIO()
    torch.save(a.state_dict(), file)
    file.seek(0)
    b.load_state_dict(torch.load(file))
    assert torch.equal(a.a, b.a) and [f.values["a"] for f in b.current()] == pytest.approx(
        [0.1, 0.2, 0.3]
    )
    lazy = nt.PReLU(per_channel=True)
    lazy.load_state_dict(a.state_dict())
    assert torch.equal(lazy.a, a.a) and lazy.channels == 3
    with pytest.raises(RuntimeError, match="size mismatch"):
        nt.PReLU(per_channel=4).load_state_dict(a.state_dict())


def test_channels_of_the_first_input() -> None:
    module = nt.ZorroSymmetric(per_channel=True, trainable=["a"], a=4, b=2)
    with pytest.raises(RuntimeError, match="first input"):
        module.current()
    assert "as many channels as" in repr(module)
    module(torch.randn(2, 5, 3))
    assert module.a.shape == (5,) and module.a[0].item() == 4 and module.function.values["b"] == 2
    with pytest.raises(ValueError, match="5 channels"):
        module(torch.randn(2, 6, 3))


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: nt.Activation("gelo"), ValueError, "did you mean gelu"),
        (lambda: nt.TeLU("gelu"), TypeError, "TeLU is telu, not gelu"),
        (lambda: nt.TeLU("telu", 1), TypeError, r"^TeLU\(\) takes"),
        (lambda: nt.TeLU(trainable=True), ValueError, "no parameters to train"),
        (lambda: nt.Swish(trainable="b"), ValueError, "its parameters are beta"),
        (lambda: nt.Swish(beta=float("inf")), ValueError, "beta"),
        (lambda: nt.ELU(alpha=0), ValueError, r"\(0, inf\)"),
        (lambda: nt.Swish(gamma=1), TypeError, "its parameters are beta"),
        (lambda: nt.GELU(per_channel=4), ValueError, "no trained parameters"),
        (lambda: nt.ELU(per_channel=4), ValueError, "use trainable=True"),
        (lambda: nt.Swish(per_channel=0), ValueError, "at least 1"),
        (lambda: nt.Swish(per_channel="x"), TypeError, "number of channels"),
        (lambda: nt.Swish(per_channel=2, channel_axis=None), TypeError, "position"),
        (lambda: nt.Swish(dtype=torch.int32), TypeError, "floating-point"),
        (lambda: nt.Swish()(3.0), TypeError, "Swish takes a tensor"),
        (lambda: nt.Swish(per_channel=3)(torch.ones(2, 4)), ValueError, "3 channels"),
        (lambda: nt.Swish(per_channel=3)(torch.ones(3)), ValueError, "dimension 1"),
    ],
)
def test_bad_input_gets_a_helpful_error(call, error, words) -> None:
    with pytest.raises(error, match=words):
        call()


def test_groups_keep_weight_decay_off_shapes() -> None:
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), nt.PReLU(per_channel=4), torch.nn.PReLU())
    groups = nt.param_groups(model, weight_decay=0.1, lr=0.5)
    assert [g.get("weight_decay") for g in groups] == [0.1, 0.0]
    assert [len(g["params"]) for g in groups] == [2, 2] and groups[0]["lr"] == 0.5
    torch.optim.AdamW(groups, lr=1e-3)
    assert len(nt.param_groups(torch.nn.Linear(2, 2))) == 1


def in_another_process(module, x, queue) -> None:
    queue.put(module(x).detach().numpy())


def test_multiprocessing() -> None:
    import multiprocessing

    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    module, x = nt.Swish(beta=2.0), torch.randn(10)
    process = context.Process(target=in_another_process, args=(module, x, queue))
    process.start()
    torch.testing.assert_close(torch.from_numpy(queue.get(timeout=120)), module(x).detach())
    process.join()


def test_module_attributes_are_not_shadowed() -> None:
    names = {p.name for f in nonlin.tuned_functions() for p in f.parameters}
    assert not [name for name in names if hasattr(torch.nn.Module(), name)]
