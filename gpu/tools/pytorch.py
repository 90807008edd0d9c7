"""Times of activation functions in PyTorch, eager and compiled.

    python pytorch.py --elements 67108864 --dtype f32 < functions > times

The input has, for each function, a line with its name and the number of lines that follow,
separated by a tab, and these lines: what `nonlin export --to torch --fixed --label function`
prints. What PyTorch has itself is taken from there, whatever else is run as printed. A line of the
output is the function and seconds of forward and backward, eager and compiled, `-` where PyTorch
fails; the first line is the device.
"""

from __future__ import annotations

import argparse
import itertools
import math
import sys
import time
import types
from collections.abc import Callable
from pathlib import Path

import torch
import torch._functorch.config

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks" / "python"))
from built_in import BUILT_IN  # noqa: E402

Function = Callable[[torch.Tensor], torch.Tensor]
DTYPES = {"f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16}


def printed(name: str, source: str) -> Function:
    """The function of a printed module, which is registered as compilers of PyTorch need it."""
    module = types.ModuleType(f"printed_{name}")
    sys.modules[module.__name__] = module
    exec(compile(source, module.__name__, "exec"), module.__dict__)
    return module.function


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
        name, count = line.rstrip("\n").split("\t")
        source = "".join(itertools.islice(sys.stdin, int(count)))
        of = BUILT_IN.get(name) or printed(name, source)
        torch._dynamo.reset()
        times = attempt(name, "eager", of, x, g)
        times += attempt(name, "compiled", torch.compile(of, dynamic=False), x, g)
        cells = ("-" if math.isnan(time) else f"{time:.6e}" for time in times)
        print(name, *cells, sep="\t", flush=True)


if __name__ == "__main__":
    main()
