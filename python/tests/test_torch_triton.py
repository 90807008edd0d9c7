"""The kernels of GPUs, without one: run by Triton's interpreter, and compiled for cards."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("triton")

from test_tail import TAIL, WITHIN, X, close  # noqa: E402

import nonlin  # noqa: E402
from nonlin.torch import _kernels, _triton  # noqa: E402
from nonlin.torch._functional import text  # noqa: E402

interpreted = pytest.mark.skipif(not _triton.INTERPRETED, reason="run by the test below")
compiled = pytest.mark.skipif(_triton.INTERPRETED, reason="needs the compiler")

MADE = [
    *("hp1(init=gelu)", "pau(init=silu)", "safe_opau(basis=legendre,version=B,m=3,n=2)"),
    *("x*tanh(exp(x))", "f(a=2) = a*x*atan(x) - floor(x)"),
]
ALL = [*nonlin.tuned_functions(), *map(nonlin.get, MADE)]
# The interpreter takes a second for each.
SOME_OF_TAIL = TAIL[::8]
NARROW = {"relu", "telu", "gelu", "mish", "elu", "swish", "zorro_symmetric", "hp1"}
NUMBERS = [0.0, -0.0, 1e-30, -1e-30, 0.3, -0.3, 1, -1, 5, -5, 20, -20, 89, -89, 1e4, -1e4, 1e30]
NUMBERS += [-1e30, 3e38, -3e38, float("inf"), -float("inf"), float("nan")]


@compiled
def test_by_the_interpreter() -> None:
    environment = {**os.environ, "TRITON_INTERPRET": "1"}
    command = [sys.executable, "-W", "ignore", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run([*command, __file__], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:]
    assert f"{2 * len(ALL) + len(SOME_OF_TAIL) + 1} passed" in done.stdout, done.stdout[-3000:]


@interpreted
@pytest.mark.parametrize("f", ALL, ids=lambda f: f.id)
def test_values_and_slopes(f: nonlin.Function) -> None:
    wide = [torch.float32, torch.float64]
    narrow = [torch.float16, torch.bfloat16] if f.id in NARROW else []
    for dtype in [*wide, *narrow]:
        numbers = NUMBERS if f.family != "formula" else NUMBERS[:-3]
        x = torch.cat([torch.tensor(numbers), torch.linspace(-7, 7, 37)]).to(dtype)
        if f.family == "formula":
            # Infinity less infinity.
            x = x[x.isfinite()]
        gy = torch.full_like(x, 0.5)
        eps = torch.finfo(dtype).eps
        close = {"rtol": 60 * eps, "atol": 20 * eps, "equal_nan": True}
        rest = (text(f), 0, None)
        ours, exact = (m.forward(x, None, *rest) for m in (_triton, _kernels))
        torch.testing.assert_close(ours, exact, **close)
        ours, exact = (m.backward(gy, x, None, *rest, 1) for m in (_triton, _kernels))
        torch.testing.assert_close(ours, exact, **close)
    x = torch.linspace(-3, 3, 31, dtype=torch.float64)
    ours, exact = (m.backward(x, x, None, *rest, 2) for m in (_triton, _kernels))
    torch.testing.assert_close(ours, exact, rtol=1e-8, atol=1e-8)


@interpreted
def test_other_values_take_the_same_kernel() -> None:
    x = torch.linspace(-3, 3, 7)
    _triton._elementwise.cache_clear()
    for beta in (1.0, 2.0, 3.0):
        rest = (None, f"swish(beta={beta})", 1, None)
        torch.testing.assert_close(_triton.forward(x, *rest), _kernels.forward(x, *rest))
    assert _triton._elementwise.cache_info().currsize == 1


@interpreted
@pytest.mark.parametrize("f", ALL, ids=lambda f: f.id)
def test_gradients_by_parameters(f: nonlin.Function) -> None:
    if not f.parameters:
        return
    x = torch.linspace(-3, 3, 24 * 5, dtype=torch.float64).view(2, 3, 4, 5) + 0.01
    sets = torch.tensor(list(f.values.values()), dtype=torch.float64)
    sets = sets + torch.tensor([[0.01], [0.0], [0.02]], dtype=torch.float64)
    gy = torch.linspace(1, 2, 120, dtype=torch.float64).view(2, 3, 4, 5)
    many = torch.linspace(-3, 3, 3 * 40_000, dtype=torch.float64).view(-1, 3, 20)
    for at, parameters in (
        (x, sets),
        (x.to(memory_format=torch.channels_last), sets),
        (x.permute(2, 1, 0, 3)[:, :, ::2], sets),
        (x, sets[0]),
        (x[:0], sets),
        *([(many, sets)] if f.id in NARROW else []),
    ):
        rest = (parameters, text(f), 1, None)
        g = gy.reshape(at.shape) if at.numel() == gy.numel() else torch.ones_like(at)
        ours, exact = (m.forward(at, *rest) for m in (_triton, _kernels))
        torch.testing.assert_close(ours, exact, rtol=1e-9, atol=1e-9)
        both = (m.backward_parameters(g, at, *rest) for m in (_triton, _kernels))
        for ours, exact in zip(*both, strict=True):
            torch.testing.assert_close(ours, exact, rtol=1e-8, atol=1e-8)


@interpreted
@pytest.mark.parametrize("f", SOME_OF_TAIL, ids=lambda f: f.id)
def test_the_long_tail(f: nonlin.Function) -> None:
    rest = (text(f), 1, None)
    # Near arguments in single precision, and blocks with far ones in double.
    for numbers in (X[:41], X):
        x = torch.from_numpy(numbers).float()
        gy = torch.full_like(x, 0.5)
        ours, exact = (m.forward(x, None, *rest) for m in (_triton, _kernels))
        close(ours, exact, f)
        ours, exact = (m.backward(gy, x, None, *rest, 1) for m in (_triton, _kernels))
        close(ours, exact, f, 3e-5)
    if f.parameters:
        x = torch.linspace(*WITHIN.get(f.id, (-3, 3)), 60, dtype=torch.float64).view(5, 3, 4) + 0.01
        sets = torch.tensor([list(f.values.values())] * 3, dtype=torch.float64)
        gy = torch.linspace(1, 2, 60, dtype=torch.float64).view(5, 3, 4)
        both = (m.backward_parameters(gy, x, sets, *rest) for m in (_triton, _kernels))
        for ours, exact in zip(*both, strict=True):
            close(ours, exact, f, 1e-8)


@compiled
@pytest.mark.parametrize("architecture", [80, 90])
@pytest.mark.parametrize("name", ["gelu", "telu", "prelu", "hp1", "f(a=2) = a*x*atan(x)"])
def test_compiles_for_cards(name: str, architecture: int, tmp_path, monkeypatch) -> None:
    import triton
    from triton.backends.compiler import GPUTarget
    from triton.compiler import ASTSource

    monkeypatch.setenv("TRITON_CACHE_DIR", str(tmp_path))
    target = GPUTarget("cuda", architecture, 32)
    sizes = {"BLOCK": 1024, "ROWS": 256, "COLUMNS": 4}
    kernels = [_triton._elementwise(name, torch.float16, order) for order in (0, 1)]
    if nonlin.get(name).parameters:
        kernels.append(_triton._reduced(name, torch.float16))
    for kernel in kernels:
        names = kernel.arg_names
        sums = {"p_ptr", "out_ptr"} if "gx_ptr" in names else {"p_ptr"}

        def kind(n: str, sums: set[str] = sums) -> str:
            if n in sizes:
                return "constexpr"
            return "i64" if not n.endswith("_ptr") else "*fp32" if n in sums else "*fp16"

        constants = {(names.index(n),): size for n, size in sizes.items() if n in names}
        source = ASTSource(kernel, {n: kind(n) for n in names}, constexprs=constants)
        try:
            found = triton.compile(source, target=target)
        except RuntimeError as error:
            if "ptxas" in str(error) and "find" in str(error):
                pytest.skip(f"no assembler: {error}")
            raise
        assert f"sm_{architecture}" in found.asm["ptx"] and found.asm["cubin"]
