"""Times of activation functions in PyTorch, eager and compiled.

    python pytorch.py --elements 67108864 --dtype f32 < functions > times

A line of the input is a function, its formula and its parameters, `swish`, `x*sigmoid(beta*x)`
and `beta=1.0`, separated by tabs. What PyTorch has itself is taken from there, whatever else is
written as its formula, as who reads a paper would. A line of the output is the function and seconds
of forward and backward, eager and compiled, `-` where PyTorch fails; the first line is the
device. Exits with an error where the formula cannot be read.
"""

from __future__ import annotations

import argparse
import keyword
import math
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import torch
import torch._functorch.config

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks" / "python"))
from built_in import BUILT_IN  # noqa: E402

Function = Callable[[torch.Tensor], torch.Tensor]
DTYPES = {"f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16}


def either(of_numbers: Callable, of_tensors: Callable) -> Callable:
    """Formulas have constants such as sqrt(2) as well as sqrt(x)."""
    return lambda u: of_tensors(u) if isinstance(u, torch.Tensor) else of_numbers(u)


def where(condition, a, b):
    if not isinstance(condition, torch.Tensor):
        return a if condition else b
    # Two integers would make a tensor of integers.
    return torch.where(condition, *(float(v) if isinstance(v, int) else v for v in (a, b)))


def maximum(a, b):
    tensors = [isinstance(v, torch.Tensor) for v in (a, b)]
    if all(tensors):
        return torch.maximum(a, b)
    return torch.clamp(*(a, b) if tensors[0] else (b, a)) if any(tensors) else max(a, b)


def minimum(a, b):
    tensors = [isinstance(v, torch.Tensor) for v in (a, b)]
    if all(tensors):
        return torch.minimum(a, b)
    tensor, bound = (a, b) if tensors[0] else (b, a)
    return torch.clamp(tensor, max=bound) if any(tensors) else min(a, b)


def density(u):
    return torch.exp(-0.5 * u * u) / math.sqrt(2 * math.pi)


def family(first: Callable, following: Callable) -> Callable[[int], Callable]:
    """Polynomials of a basis, by their recurrence: p_0 = 1, p_1, p_{n+1} of n, x, p_n, p_{n-1}."""

    def of_degree(degree: int) -> Callable:
        def value(x):
            before, now = 1.0, first(x)
            for n in range(1, degree):
                before, now = now, following(n, x, now, before)
            return now

        return value

    return of_degree


BASES = {
    "He": family(lambda x: x, lambda n, x, p, q: x * p - n * q),
    "H": family(lambda x: 2 * x, lambda n, x, p, q: 2 * x * p - 2 * n * q),
    "T": family(lambda x: x, lambda n, x, p, q: 2 * x * p - q),
    "U": family(lambda x: 2 * x, lambda n, x, p, q: 2 * x * p - q),
    "L": family(lambda x: 1 - x, lambda n, x, p, q: ((2 * n + 1 - x) * p - n * q) / (n + 1)),
    "P": family(lambda x: x, lambda n, x, p, q: ((2 * n + 1) * x * p - n * q) / (n + 1)),
}
NAMES = {
    "pi": math.pi,
    "e": math.e,
    "where": where,
    "max": maximum,
    "min": minimum,
    "clamp": torch.clamp,
    "abs": abs,
    "sign": torch.sign,
    "floor": torch.floor,
    "sqrt": either(math.sqrt, torch.sqrt),
    "exp": either(math.exp, torch.exp),
    "ln": either(math.log, torch.log),
    "log": either(math.log, torch.log),
    "sigmoid": either(lambda u: 1 / (1 + math.exp(-u)), torch.sigmoid),
    "softplus": either(lambda u: math.log1p(math.exp(u)), torch.nn.functional.softplus),
    "softsign": torch.nn.functional.softsign,
    "Phi": torch.special.ndtr,
    "normal_cdf": torch.special.ndtr,
    "phi": density,
    "normal_pdf": density,
    "asinh_slope": lambda u: torch.rsqrt(1 + u * u),
    **{f"{name}_{k}": basis(k) for name, basis in BASES.items() for k in range(1, 16)},
    **{name: either(getattr(math, name), getattr(torch, name)) for name in
       ("expm1", "log1p", "tanh", "sinh", "cosh", "asinh", "atan", "erf", "sin", "cos")},
}  # fmt: skip


def function(formula: str, parameters: dict[str, float]) -> Function:
    """The formula in PyTorch."""
    text = re.sub(r"\bif\(", "where(", formula).replace("^", "**")
    # Parameters may be called what is a word of Python.
    for name in filter(keyword.iskeyword, parameters):
        text = re.sub(rf"\b{name}\b", f"{name}_", text)
    parameters = {name + "_" * keyword.iskeyword(name): v for name, v in parameters.items()}
    code = compile(text, formula, "eval")
    unknown = set(code.co_names) - set(NAMES) - set(parameters) - {"x"}
    if unknown:
        raise SystemExit(f"error: {formula} has {', '.join(sorted(unknown))}, which is not known here")
    names = {"__builtins__": {}, **NAMES, **parameters}

    def of(x: torch.Tensor) -> torch.Tensor:
        y = eval(code, names, {"x": x})
        return torch.as_tensor(y, device=x.device).to(x.dtype).expand_as(x)

    return of


def wait(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def seconds(run: Callable[[], object], device: torch.device) -> float:
    """Of one run, the least of several batches."""

    def batch(count: int) -> float:
        wait(device)
        start = time.perf_counter()
        for _ in range(count):
            run()
        wait(device)
        return (time.perf_counter() - start) / count

    batch(2)
    count = int(min(max(0.02 / batch(3), 1), 1000))
    return min(batch(count) for _ in range(5))


def both(of: Function, x: torch.Tensor, g: torch.Tensor) -> list[float]:
    """Of forward, with what the backward pass will need, and of backward."""
    y = of(x)
    backward = (
        seconds(lambda: torch.autograd.grad(y, x, g, retain_graph=True), x.device)
        if y.requires_grad
        else math.nan
    )
    return [seconds(lambda: of(x), x.device), backward]


def attempt(name: str, kind: str, of: Function, x: torch.Tensor, g: torch.Tensor) -> list[float]:
    try:
        return both(of, x, g)
    except Exception as error:
        line = str(error).strip().splitlines()
        print(f"{name}, {kind}: {type(error).__name__}: {line[0] if line else ''}", file=sys.stderr)
        return [math.nan, math.nan]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--elements", type=int, required=True)
    parser.add_argument("--dtype", choices=DTYPES, required=True)
    args = parser.parse_args()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else "the processor"
    print(f"PyTorch {torch.__version__} on {name}", flush=True)
    # The backward pass is run many times.
    torch._functorch.config.donated_buffer = False
    values = (torch.arange(args.elements, device=device) * 7919 % 8192) / 1024 - 4
    x = values.to(DTYPES[args.dtype]).requires_grad_()
    g = values.to(DTYPES[args.dtype])
    for line in sys.stdin:
        name, formula, given = line.rstrip("\n").split("\t")
        pairs = (pair.split("=") for pair in given.split(",") if pair)
        of = BUILT_IN.get(name) or function(formula, {key: float(value) for key, value in pairs})
        torch._dynamo.reset()
        times = attempt(name, "eager", of, x, g)
        times += attempt(name, "compiled", torch.compile(of, dynamic=False), x, g)
        cells = ("-" if math.isnan(time) else f"{time:.6e}" for time in times)
        print(name, *cells, sep="\t", flush=True)


if __name__ == "__main__":
    main()
