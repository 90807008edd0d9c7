"""The worker that measures PyTorch, eager and on the CPU."""

import os
from typing import Any

import numpy as np

from .cases import TRAINED
from .worker import NO_OWN, NO_REUSE, Library, NotOfferedError, Prepared, serve


class Torch:
    """PyTorch's own functions, one-liners in its operations, and oneDNN through it."""

    def __init__(self) -> None:
        import torch

        from . import torch_functions

        self.torch = torch
        self.functions = torch_functions
        self.types = {
            "f32": torch.float32,
            "f16": torch.float16,
            "bf16": torch.bfloat16,
            "f64": torch.float64,
        }
        torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))

    def describe(self) -> dict[str, str]:
        torch = self.torch
        return {
            "version": f"PyTorch {torch.__version__}",
            "level": torch.backends.cpu.get_cpu_capability(),
        }

    def load(self, dtype: str, x: np.ndarray, gy: np.ndarray) -> None:
        self.x, self.gy = (
            self.torch.from_numpy(array).to(self.types[dtype]).clone() for array in (x, gy)
        )
        # Memory for results, touched once.
        self.y, self.gx = self.x.clone(), self.gy.clone()

    def prepare(self, subject: str, function: str, training: bool, reused: bool) -> Prepared:
        if reused:
            return self.prepare_reused(subject, function, training)
        tables = {
            "torch": self.functions.OWN,
            "torch_one_liner": self.functions.ONE_LINERS,
            "onednn": self.functions.ONEDNN,
        }
        f = tables[subject].get(function)
        if f is None:
            raise NotOfferedError(NO_OWN)
        tensor = self.torch.tensor
        p = tensor([TRAINED.get(function, 1.0)], dtype=self.x.dtype)
        x, gy = self.x, self.gy
        if subject == "onednn":
            x, gy, p = x.to_mkldnn(), gy.to_mkldnn(), p.to_mkldnn()
        kind = "composed" if subject == "torch_one_liner" else "own"
        if not training:
            return Prepared(lambda: (f(x, p),), kind)
        x = x.detach().requires_grad_()
        wanted = [x]
        if function in TRAINED:
            wanted.append(p.detach().requires_grad_())
            p = wanted[1]
        grad = self.torch.autograd.grad

        def step() -> tuple[Any, ...]:
            y = f(x, p)
            return (y, *grad(y, wanted, gy))

        return Prepared(step, kind)

    def prepare_reused(self, subject: str, function: str, training: bool) -> Prepared:
        f = self.functions.OUT.get(function)
        backward = self.functions.OUT_BACKWARD.get(function)
        if subject != "torch" or f is None:
            raise NotOfferedError(NO_REUSE)
        x, gy, y, gx = self.x, self.gy, self.y, self.gx
        if not training:
            return Prepared(lambda: (f(x, y),), "own")
        if backward is None:
            raise NotOfferedError(NO_REUSE)
        return Prepared(lambda: (f(x, y), backward(x, y, gy, gx)), "own")

    def numbers(self, array: Any) -> np.ndarray:
        array = array.detach()
        if array.is_mkldnn:
            array = array.to_dense()
        return array.float().numpy()

    def forget(self) -> None:
        """Nothing is kept."""


def make() -> Library:
    """The library, loaded."""
    return Torch()


if __name__ == "__main__":
    serve(make)
