"""The worker that measures JAX, compiled for the CPU."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from .cases import TRAINED
from .worker import NO_OWN, Library, NotOfferedError, Prepared, serve


class Jax:
    """JAX's own functions and one-liners, each compiled as a whole.

    XLA has as many threads as the process may use cores: the driver sees to that.
    """

    def __init__(self) -> None:
        import jax

        # Without it, f64 is f32.
        jax.config.update("jax_enable_x64", True)
        from . import jax_functions

        self.jax = jax
        self.functions = jax_functions
        # An array that is not reused would be timed as if it were.
        warnings.filterwarnings("error", message=".*donated buffers were not usable.*")

    def describe(self) -> dict[str, str]:
        return {"version": f"JAX {self.jax.__version__}"}

    def load(self, dtype: str, x: np.ndarray, gy: np.ndarray) -> None:
        types = {"f32": "float32", "f16": "float16", "bf16": "bfloat16", "f64": "float64"}
        self.type = types[dtype]
        self.x, self.gy = (self.jax.numpy.asarray(array, dtype=self.type) for array in (x, gy))

    def prepare(self, subject: str, function: str, training: bool, reused: bool) -> Prepared:
        own = subject == "jax"
        f = (self.functions.OWN if own else self.functions.ONE_LINERS).get(function)
        if f is None:
            raise NotOfferedError(NO_OWN)
        p = self.jax.numpy.asarray([TRAINED.get(function, 1.0)], dtype=self.type)
        program = self.training(f, function) if training else self.forward(f)
        arguments = (self.x, self.gy, p) if training else (self.x, p)
        kind = "own" if own else "composed"
        if reused:
            return Prepared(self.into_donated(program, arguments, 2 if training else 1), kind)
        compiled = self.jax.jit(program)
        wait = self.jax.block_until_ready
        return Prepared(lambda: wait(compiled(*arguments)), kind)

    def forward(self, f: Callable[..., Any]) -> Callable[..., tuple[Any, ...]]:
        """The function as a program."""

        def program(x: Any, p: Any) -> tuple[Any, ...]:
            return (f(x, p),)

        return program

    def training(self, f: Callable[..., Any], function: str) -> Callable[..., tuple[Any, ...]]:
        """Forward and backward as one program."""

        def program(x: Any, gy: Any, p: Any) -> tuple[Any, ...]:
            if function in TRAINED:
                y, pull = self.jax.vjp(f, x, p)
            else:
                y, pull = self.jax.vjp(lambda x: f(x, p), x)
            return (y, *pull(gy))

        return program

    def into_donated(
        self, program: Callable[..., tuple[Any, ...]], arguments: tuple[Any, ...], count: int
    ) -> Callable[[], tuple[Any, ...]]:
        """A step whose outputs take the place of those of the step before."""

        def with_outputs(outputs: tuple[Any, ...], *arguments: Any) -> tuple[Any, ...]:
            return program(*arguments)

        jax = self.jax
        compiled = jax.jit(with_outputs, donate_argnums=0, keep_unused=True)
        outputs = tuple(jax.numpy.zeros_like(self.x) for _ in range(count))

        def step() -> tuple[Any, ...]:
            nonlocal outputs
            results = jax.block_until_ready(compiled(outputs, *arguments))
            outputs = results[:count]
            return results

        return step

    def numbers(self, array: Any) -> np.ndarray:
        return np.asarray(array.astype("float32"))

    def forget(self) -> None:
        """Drops the compiled programs."""
        self.jax.clear_caches()


def make() -> Library:
    """The library, loaded."""
    return Jax()


if __name__ == "__main__":
    serve(make)
