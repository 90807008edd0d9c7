"""Forward and backward through autograd, against PyTorch's built-in functions, against
one-liners as papers print them, and against the same compiled; a rational unit with its
coefficients trained; bytes that are kept for the backward pass; a training step of
ResNet-18. Prints a page of ratios, or writes it to a file."""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import nonlin.torch
import nonlin.torch.functional as F
import torch
import torch.nn.functional as T
from built_in import BUILT_IN

Function = Callable[..., torch.Tensor]
UNIT = "safe_pau (5, 4)"
RESNET = "resnet18"
# Seconds for one ratio; on a busy machine there are fewer runs, so that the page is done in
# twelve minutes.
PATIENCE = 20

ONE_LINERS: dict[str, Function] = {
    "telu": lambda x: x * torch.tanh(torch.exp(x)),
    "logish": lambda x: x * torch.log(1 + torch.sigmoid(x)),
    "smish": lambda x: x * torch.tanh(torch.log(1 + torch.sigmoid(x))),
    "swish": lambda x: x * torch.sigmoid(1.0 * x),
    "serf": lambda x: x * torch.erf(torch.log(1 + torch.exp(x))),
    "squared_relu": lambda x: torch.relu(x) ** 2,
    "quick_gelu": lambda x: x * torch.sigmoid(1.702 * x),
}


def composed_unit(x: torch.Tensor, a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """A safe PAU of degrees (5, 4) as its authors write it in PyTorch: powers, multiplied
    by coefficients and added up."""
    powers = [torch.ones_like(x), x]
    while len(powers) < len(a):
        powers.append(powers[-1] * x)
    numerator = sum(c * power for c, power in zip(a, powers, strict=True))
    terms = (torch.abs(c * power) for c, power in zip(b, powers[1:], strict=False))
    return numerator / (1 + sum(terms))


def units() -> tuple[Function, Function]:
    """Ours and the composed one, both with coefficients that are trained."""
    module = nonlin.torch.Rational("safe_pau(init=gelu)")
    a, b = (p.detach().clone().requires_grad_() for p in module.parameters())
    return module, lambda x: composed_unit(x, a, b)


def clock() -> float:
    """Seconds; with one thread those that it ran, which other programs do not change."""
    return time.process_time() if torch.get_num_threads() == 1 else time.perf_counter()


def step(of: Function, x: torch.Tensor, gy: torch.Tensor) -> float:
    """Seconds of one pass forward and backward."""
    x.grad = None
    start = clock()
    of(x).backward(gy)
    return clock() - start


def ratio(ours: Callable[[], float], theirs: Callable[[], float], rounds: int) -> tuple[float, ...]:
    """Medians of both, and of theirs divided by ours, of runs that take turns, each first
    every other time: caches are as the other has left them."""
    pairs = []
    start = time.perf_counter()
    for k in range(rounds + 2):
        if k > 4 and time.perf_counter() - start > PATIENCE:
            break
        if k % 2:
            b, a = theirs(), ours()
        else:
            a, b = ours(), theirs()
        pairs.append((a, b))
    pairs = pairs[2:]
    a, b = (statistics.median(column) for column in zip(*pairs, strict=True))
    return a, b, statistics.median(y / x for x, y in pairs)


def kept(of: Function, dtype: torch.dtype) -> float:
    """Bytes for each element that are kept for the backward pass."""
    x = torch.randn(4096, dtype=dtype, requires_grad=True)
    seen: dict[int, int] = {}

    def pack(t: torch.Tensor) -> torch.Tensor:
        if t.numel() > 1:
            seen[t.data_ptr()] = t.numel() * t.element_size()
        return t

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda t: t):
        y = of(x)
    del y
    return sum(seen.values()) / x.numel()


def compiled(of: Function, x: torch.Tensor) -> Function | None:
    try:
        made = torch.compile(of)
        made(x)
    except Exception as error:
        print(f"<!-- torch.compile does not work here: {type(error).__name__} -->")
        return None
    return made


def row(name: str, ours: Function, theirs: Function, kind: str, args: argparse.Namespace) -> str:
    x = torch.randn(args.elements, requires_grad=True)
    gy = torch.randn(args.elements)
    cells = [name, kind]
    a, b, r = ratio(lambda: step(ours, x, gy), lambda: step(theirs, x, gy), args.rounds)
    cells += [f"{a * 1e3:.1f}", f"{b * 1e3:.1f}", f"**{r:.2f}**"]
    fast = compiled(theirs, x) if kind != "built-in" and not args.no_compile else None
    if fast is not None:
        _, _, r = ratio(lambda: step(ours, x, gy), lambda: step(fast, x, gy), args.rounds)
        cells.append(f"{r:.2f}")
    else:
        cells.append("")
    cells += [f"{kept(ours, torch.float32):g}", f"{kept(theirs, torch.float32):g}"]
    cells += [f"{kept(ours, torch.bfloat16):g}", f"{kept(theirs, torch.bfloat16):g}"]
    return "| " + " | ".join(cells) + " |"


def resnet(rounds: int) -> str:
    try:
        from torchvision.models import resnet18
    except ImportError:
        return "SKIPPED: torchvision is not installed: no training step of ResNet-18 was measured."
    torch.manual_seed(0)
    x, labels = torch.randn(64, 3, 32, 32), torch.randint(10, (64,))

    def trained(by: object) -> Callable[[], float]:
        model = resnet18(num_classes=10)
        if by is not None:
            nonlin.torch.swap(model, torch.nn.ReLU, by)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.01)

        def run() -> float:
            start = clock()
            optimizer.zero_grad()
            T.cross_entropy(model(x), labels).backward()
            optimizer.step()
            return clock() - start

        return run

    # A step is long, and what it differs by small.
    rounds *= 3
    a, b, r = ratio(trained("telu"), trained(torch.nn.ReLU), rounds)
    _, _, in_place = ratio(trained("telu"), trained(None), rounds)
    return (
        f"A training step of ResNet-18 (32x32, batch 64): {a * 1e3:.0f} ms with telu, "
        f"{b * 1e3:.0f} ms with nn.ReLU; {100 * (1 / r - 1):+.1f} %, "
        f"the median of up to {rounds} pairs. Against nn.ReLU(inplace=True), as torchvision "
        f"has it: {100 * (1 / in_place - 1):+.1f} %."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--elements", type=int, default=16 * 2**20)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--threads", type=int, default=None, help="of both; all by default")
    parser.add_argument("--no-compile", action="store_true", help="leave torch.compile out")
    parser.add_argument("--only", nargs="*", help="these functions only")
    parser.add_argument("--note", default="", help="what is to be said about the machine")
    parser.add_argument("--out", type=Path, help="the file to write instead of printing")
    args = parser.parse_args()
    # The pool of our kernels is as large as PyTorch's.
    threads = args.threads or len(os.sched_getaffinity(0))
    torch.set_num_threads(threads)
    lines = page(args, threads)
    if args.out is None:
        for line in lines:
            print(line, flush=True)
        return
    text = "".join(f"{line}\n" for line in lines)
    temporary = args.out.with_suffix(".tmp")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(args.out)


def page(args: argparse.Namespace, threads: int) -> Iterator[str]:
    yield "# Speed in PyTorch, on the CPU"
    yield ""
    yield (
        f"Written by `benchmarks/python.sh`. PyTorch {torch.__version__}, threads: {threads}, "
        f"{args.elements} elements of f32, medians of up to {args.rounds} runs in turn."
        + (f" {args.note}" if args.note else "")
    )
    yield ""
    yield (
        "Milliseconds forward and backward; ratios above 1 mean that nonlin is faster. Bytes are "
        "those that are kept for the backward pass, for each element."
    )
    yield ""
    yield (
        "| function | PyTorch has | nonlin ms | PyTorch ms | ratio | to torch.compile "
        "| bytes f32 | PyTorch's | bytes bf16 | PyTorch's |"
    )
    yield "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|"
    wanted = args.only or [*BUILT_IN, *ONE_LINERS, UNIT, RESNET]
    for kind, table in (("built-in", BUILT_IN), ("one-liner", ONE_LINERS)):
        for name, theirs in table.items():
            if name in wanted:
                yield row(name, getattr(F, name), theirs, kind, args)
    if UNIT in wanted:
        ours, theirs = units()
        yield row(UNIT, ours, theirs, "composed", args)
    if RESNET in wanted:
        yield ""
        yield resnet(args.rounds)


if __name__ == "__main__":
    main()
