"""Swapping activations of models, and inspecting them."""

from __future__ import annotations

import doctest

import pytest

torch = pytest.importorskip("torch")

from torch import nn  # noqa: E402

import nonlin  # noqa: E402
import nonlin.torch as nt  # noqa: E402


class Block(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(3, 3, 3, padding=1), nn.Conv2d(3, 3, 3, padding=1)
        self.relu = nn.ReLU(inplace=True)
        self.final = nn.functional.relu

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.final(self.conv2(self.relu(self.conv1(self.relu(x)))))


def model() -> nn.Module:
    shared = nn.GELU()
    return nn.ModuleDict(
        {
            "blocks": nn.ModuleList([Block(), Block()]),
            "head": nn.Sequential(nn.Linear(3, 3), shared, nn.Linear(3, 3), shared, nn.ReLU6()),
        }
    )


def test_swaps_modules_containers_and_functions() -> None:
    m = model()
    done = nt.swap(m, {"ReLU": "telu", nn.GELU: nonlin.get("swish", beta=2)})
    assert {c.path for c in done.changes} == {
        *(f"blocks.{k}.{name}" for k in (0, 1) for name in ("relu", "final")),
        "head.1",
        "head.3",
    }
    assert isinstance(m["blocks"][0].relu, nt.TeLU) and isinstance(m["blocks"][1].final, nt.TeLU)
    assert m["head"][1] is m["head"][3] and m["head"][1].function.values == {"beta": 2.0}
    assert isinstance(m["head"][4], nn.ReLU6)
    assert "blocks.0.relu" in str(done) and len(done) == 6
    m["blocks"][0](torch.randn(1, 3, 4, 4)).sum().backward()
    done.undo()
    assert isinstance(m["blocks"][0].relu, nn.ReLU) and m["blocks"][0].final is nn.functional.relu
    assert isinstance(m["head"][3], nn.GELU) and m["head"][3] is m["head"][1]
    with pytest.raises(RuntimeError, match="already"):
        done.undo()


def test_parameters_per_channel() -> None:
    m = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Conv2d(4, 7, 3), nn.ReLU()).to(
        torch.float64
    )
    nt.swap(m, nn.ReLU, "zorro_symmetric", per_channel=True, trainable=True)
    m(torch.randn(1, 1, 9, 9, dtype=torch.float64))
    assert m[1].a.shape == (4,) and m[3].b.shape == (7,) and m[3].b.dtype == torch.float64
    m = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.ReLU())
    before = m[1].running_mean.clone()
    done = nt.swap(m, "relu", "prelu", per_channel=True, example=torch.randn(4, 2))
    assert m[2].a.shape == (3,) and m.training and torch.equal(m[1].running_mean, before)
    assert "3 channels" in str(done)


def test_a_module_shared_by_widths_is_refused_in_words() -> None:
    class Two(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.relu, self.a, self.b = nn.ReLU(), nn.Linear(2, 3), nn.Linear(3, 4)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.relu(self.b(self.relu(self.a(x))))

    m = Two()
    with pytest.raises(ValueError, match="3 channels"):
        nt.swap(m, "ReLU", "prelu", per_channel=True, example=torch.randn(1, 2))
    assert isinstance(m.relu, nn.ReLU)


def test_other_replacements() -> None:
    m = model()
    nt.swap(m, nn.functional.relu, nn.SiLU)
    assert isinstance(m["blocks"][0].final, nn.SiLU)
    nt.swap(m, "ReLU", lambda: nn.Softplus(beta=2))
    assert m["blocks"][0].relu.beta == 2
    # Ours can be replaced again.
    nt.swap(m, "GELU", "telu")
    nt.swap(m, "TeLU", "mish")
    assert isinstance(m["head"][1], nt.Mish)


def test_the_encoder_layer_of_pytorch() -> None:
    layer = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True).eval()
    x = torch.randn(2, 3, 8)
    with torch.no_grad():
        before = layer(x)
        done = nt.swap(layer, "relu", "telu")
        after = layer(x)
        assert (after - before).abs().max() > 1e-4
        done.undo()
        torch.testing.assert_close(layer(x), before)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (
            lambda: nt.swap(model(), "SiLU", "telu"),
            ValueError,
            r"no SiLU .* ReLU \(2\), relu \(2\), ",
        ),
        (lambda: nt.swap(nn.Linear(1, 1), "ReLU", "telu"), ValueError, "no activation modules"),
        (lambda: nt.swap(nn.ReLU(), "ReLU", "telu"), ValueError, "the model itself"),
        (lambda: nt.swap(model(), "ReLU", "tellu"), ValueError, "did you mean telu"),
        (lambda: nt.swap(model(), "ReLU"), TypeError, "name the replacement"),
        (lambda: nt.swap(model(), {}), ValueError, "nothing"),
        (lambda: nt.swap(model(), {"ReLU": "telu"}, "gelu"), TypeError, "leave `by` out"),
        (lambda: nt.swap(model(), "ReLU", 3), TypeError, "not int"),
        (lambda: nt.swap(model(), "ReLU", dict), TypeError, "made a dict"),
        (lambda: nt.swap(3, "ReLU", "telu"), TypeError, "torch.nn.Module"),
        (lambda: nt.swap(model(), 5, "telu"), TypeError, "5 is not the name of a class"),
        (lambda: nt.param_groups([]), TypeError, "torch.nn.Module, not list"),
        (lambda: nt.swap(model(), "ReLU", "telu", alpha=1), TypeError, "no parameter 'alpha'"),
        (lambda: nt.inspect(nn.Linear(2, 2), torch.randn(1, 2)), ValueError, "no activation"),
        (lambda: nt.inspect(3, 3), TypeError, "torch.nn.Module"),
        (
            lambda: nt.inspect(nn.Sequential(nn.ReLU()), torch.ones(2), loss=lambda y: y),
            ValueError,
            "one number",
        ),
    ],
)
def test_bad_input_gets_a_helpful_error(call, error, words) -> None:
    with pytest.raises(error, match=words):
        call()


def test_inspect_finds_what_is_wrong(tmp_path) -> None:
    torch.manual_seed(0)
    m = nn.Sequential(
        nn.Linear(4, 10), nn.ReLU(inplace=True), nn.Linear(10, 10), nt.Tanh(), nn.Linear(10, 1)
    )
    with torch.no_grad():
        m[0].bias[:5] = -100
        m[2].weight *= 1000
    x = torch.randn(32, 4)
    state = {k: v.clone() for k, v in m.state_dict().items()}
    report = nt.inspect(m, x, loss=lambda y: y.square().mean())
    relu, tanh = report.rows
    assert (relu.path, relu.kind, relu.shape) == ("1", "ReLU", (32, 10))
    assert relu.dead == pytest.approx(0.5, abs=0.21) and relu.dead >= 0.5
    after = m[0](x).relu()
    assert relu.mean == pytest.approx(after.mean().item(), rel=1e-5)
    assert relu.std == pytest.approx(after.std(correction=0).item(), rel=1e-5)
    assert relu.zero == pytest.approx((after == 0).float().mean().item())
    assert tanh.saturated > 0.9 and relu.gradient > 0 and relu.not_finite == 0
    # The gradient by the output of tanh is that by the input of the last layer.
    t = torch.tanh(m[2](after)).detach().requires_grad_()
    (g,) = torch.autograd.grad(m[4](t).square().mean(), t)
    assert tanh.gradient == pytest.approx(g.norm().item() / t.numel() ** 0.5, rel=1e-4)
    assert all(p.grad is None for p in m.parameters())
    assert all(torch.equal(v, state[k]) for k, v in m.state_dict().items())
    text = str(report)
    assert "dead" in text and "saturated" in text and "1" in text.splitlines()[1]
    page = report.to_html(tmp_path / "report.html")
    assert "<svg" in page.read_text() and [p.name for p in tmp_path.iterdir()] == ["report.html"]
    with pytest.raises(FileNotFoundError, match="no such folder"):
        report.to_html(tmp_path / "none" / "report.html")


def test_inspect_counts_calls() -> None:
    block = Block()
    report = nt.inspect(block, torch.randn(2, 3, 4, 4))
    assert [row.path for row in report.rows] == ["relu", "relu #2"]


def test_examples_in_docstrings() -> None:
    for module in (nt._swap, nt._inspect, nt._groups, nt.functional, nt):
        assert doctest.testmod(module).failed == 0


def test_torchvision_models() -> None:
    models = pytest.importorskip("torchvision.models")
    m = models.resnet18(num_classes=10)
    done = nt.swap(m, {"ReLU": "telu"})
    assert len(done) == 9
    m(torch.randn(2, 3, 32, 32)).sum().backward()
    done.undo()
    assert isinstance(m.relu, nn.ReLU)


def test_timm_and_transformers() -> None:
    try:
        known = nt.register()
    except ImportError as error:
        assert "neither timm nor transformers" in str(error)
        pytest.skip("neither timm nor transformers is installed")
    if "timm" in known:
        import timm

        m = timm.create_model("resnet10t", act_layer="nonlin_telu", num_classes=3)
        assert any(isinstance(module, nt.TeLU) for module in m.modules())
        m(torch.randn(1, 3, 64, 64)).sum().backward()
    if "transformers" in known:
        from transformers import BertConfig, BertModel

        config = BertConfig(
            hidden_size=16,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=32,
            hidden_act="nonlin_telu",
        )
        m = BertModel(config)
        assert any(isinstance(module, nt.TeLU) for module in m.modules())
        m(torch.zeros(1, 4, dtype=torch.long)).last_hidden_state.sum().backward()
