"""Functions that are made at run time, formulas and rational units, as modules and
functions: all that those of the catalogue can do."""

from __future__ import annotations

import copy
import doctest
import pickle

import pytest

torch = pytest.importorskip("torch")

import nonlin  # noqa: E402
import nonlin.torch as nt  # noqa: E402
import nonlin.torch.functional as F  # noqa: E402

MADE = {
    "formula": (lambda: nt.formula("x * tanh(exp(x))"), {}),
    "formula with parameters": (
        lambda: nt.formula("f(a=2, b=1) = a*x*sigmoid(b*x)"),
        {"a": (), "b": ()},
    ),
    "one of them per channel": (
        lambda: nt.formula("f(a=2, b=1) = a*x*sigmoid(b*x)", trainable="b", per_channel=3),
        {"b": (3,)},
    ),
    "not trained": (lambda: nt.formula("f(a=2) = x*atan(a*x)", a=3, trainable=False), {}),
    "unit": (lambda: nt.Rational("hp1(init=gelu)"), {"numerator": (6,), "denominator": (4,)}),
    "unit per channel": (
        lambda: nt.Activation("safe_pau(m=3,n=2,version=C)", per_channel=3),
        {"numerator": (3, 4), "denominator": (3, 3)},
    ),
    "channels to come": (
        lambda: nt.Rational("safe_opau(basis=legendre,m=3,n=2)", per_channel=True),
        {"numerator": (3, 4), "denominator": (3, 2)},
    ),
    "half a unit": (lambda: nt.Rational("pau", trainable="denominator"), {"denominator": (4,)}),
    "polynomial": (lambda: nt.Rational("pau(n=0)"), {"numerator": (6,)}),
}


@pytest.mark.parametrize("name", MADE)
def test_everything(name: str) -> None:
    torch._dynamo.reset()
    make, shapes = MADE[name]
    module = make().double()
    torch.manual_seed(0)
    x = torch.randn(2, 3, 4, dtype=torch.float64, requires_grad=True)
    y = module(x)
    assert {key: tuple(t.shape) for key, t in module.state_dict().items()} == shapes
    function = module.function
    torch.testing.assert_close(
        y, torch.from_numpy(function(x.detach().numpy())), rtol=1e-6, atol=1e-6
    )
    assert eval(repr(function)) == function == pickle.loads(pickle.dumps(function))
    for again in (pickle.loads(pickle.dumps(module)), copy.deepcopy(module)):
        assert type(again) is type(module) and repr(again) == repr(module)
        assert torch.equal(again(x), y)
    names = list(dict(module.named_parameters()))

    def of(x: torch.Tensor, *values: torch.Tensor) -> torch.Tensor:
        return torch.func.functional_call(module, dict(zip(names, values, strict=True)), (x,))

    arguments = (x, *module.parameters())
    assert torch.autograd.gradcheck(of, arguments, check_forward_ad=True, check_batched_grad=True)
    assert torch.autograd.gradgradcheck(of, arguments)

    expected = torch.autograd.grad(y.sum(), arguments)
    compiled = torch.compile(module, fullgraph=True, backend="aot_eager")
    torch.testing.assert_close(torch.autograd.grad(compiled(x).sum(), arguments), expected)
    exported = torch.export.export(module.eval(), (x.detach(),))
    torch.testing.assert_close(exported.module()(x), y)
    rows = torch.stack([x.detach(), 2 * x.detach()])
    torch.testing.assert_close(torch.func.vmap(module)(rows)[1], module(rows[1]))

    other = make().double()
    other(x)
    with torch.no_grad():
        for p in module.parameters():
            p.mul_(1.5)
    other.load_state_dict(module.state_dict())
    torch.testing.assert_close(other(x), module(x))
    for current, p in zip(other.current()[:1], [list(module.parameters())], strict=True):
        first = [v for t in p for v in (t if other.channels is None else t[0]).reshape(-1).tolist()]
        assert not first or set(first) <= set(current.values.values())
    other.reset_parameters()
    torch.testing.assert_close(other(x), y)


@pytest.mark.parametrize("name", ["x*atan(x)", "f(a=2) = a*x*sigmoid(x)", "hp1(init=gelu)"])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16])
def test_narrow_types_keep_the_input_only(name: str, dtype) -> None:
    x = torch.linspace(-4, 4, 200).to(dtype).requires_grad_()
    kept = []
    with torch.autograd.graph.saved_tensors_hooks(lambda t: kept.append(t) or t, lambda t: t):
        y = F.activation(x, name)
    assert [t.data_ptr() for t in kept] == [x.data_ptr()]
    exact = nonlin.get(name)(x.detach().double().numpy())
    eps = torch.finfo(dtype).eps
    torch.testing.assert_close(y.double(), torch.from_numpy(exact), rtol=2 * eps, atol=2 * eps)


def test_as_functions() -> None:
    mine = F.formula("f(a=1) = x * tanh(exp(a*x))")
    a = torch.tensor(0.5, requires_grad=True)
    x = torch.linspace(-2, 2, 9)
    y = mine(x, a=a)
    torch.testing.assert_close(y, x * torch.tanh(torch.exp(a * x)))
    (by,) = torch.autograd.grad(y.sum(), a)
    expected = nonlin.formula("f(a=1) = x * tanh(exp(a*x))", a=0.5).grad_parameters(x.numpy())
    assert by.item() == pytest.approx(expected[1]["a"], rel=1e-5)
    rows = torch.randn(3, 6, requires_grad=True)
    z = F.activation(torch.randn(2, 3, 5), "hp1", numerator=rows)
    (by,) = torch.autograd.grad(z.sum(), rows)
    assert by.shape == (3, 6) and by.abs().min() > 0


def test_in_models() -> None:
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 2))
    done = nt.swap(model, {"ReLU": "hp1(init=relu)"}, per_channel=4)
    decayed, others = nt.param_groups(model, weight_decay=0.1)
    assert len(decayed["params"]) == 4 and others["weight_decay"] == 0.0
    assert [tuple(p.shape) for p in others["params"]] == [(4, 6), (4, 4)]
    assert nt.inspect(model, torch.randn(5, 3)).rows[0].kind == "Rational(hp1(init=relu))"
    done.undo()
    nt.swap(model, {"ReLU": "f(a=1) = x*atan(a*x)"})
    assert repr(model[1]) == "Formula(f(a=1) = x*atan(a*x), trained: a)"
    assert nt.inspect(model, torch.randn(5, 3)).rows[0].kind == "Formula(f(a=1) = x*atan(a*x))"


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: nt.formula("gelu"), ValueError, "is no formula but the function gelu"),
        (lambda: nt.formula("x*q"), ValueError, "a parameter is declared in front"),
        (lambda: nt.formula("f(a=1) = a*x", b=2), TypeError, "its parameters are a"),
        (lambda: nt.formula("f(type=1) = type*x"), ValueError, "another name"),
        (lambda: nonlin.formula(3), TypeError, "not int"),
        (lambda: nt.Rational("gelu"), TypeError, "use GELU"),
        (lambda: nt.Formula("hp1"), TypeError, "use Rational"),
        (lambda: nt.Rational("hp1", trainable="a_0"), ValueError, "numerator, denominator"),
        (lambda: nt.Rational("hpp1"), ValueError, "did you mean hp1"),
        (
            lambda: F.activation(torch.ones(2), "hp1", numerator=torch.ones(5)),
            ValueError,
            r"\(6,\), or \(channels, 6\), not \(5,\)",
        ),
        (
            lambda: F.activation(torch.ones(2), "hp1", a_0=torch.ones(())),
            TypeError,
            "give numerator or denominator",
        ),
        (
            lambda: F.activation(torch.ones(2, 4), "hp1", numerator=torch.ones(3, 6)),
            ValueError,
            "3 channels",
        ),
    ],
)
def test_bad_input_gets_a_helpful_error(call, error, words) -> None:
    with pytest.raises(error, match=words):
        call()


def test_the_examples() -> None:
    for module in (nt._module, nt._functional):
        assert doctest.testmod(module).failed == 0
