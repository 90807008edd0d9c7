from collections.abc import Sequence
from typing import Any

from numpy import float64
from numpy.typing import NDArray

# A NumPy array, or a dense tensor of PyTorch on the CPU.
_Elements = Any

__version__: str
MAX_ORDER: int

_Steps = list[tuple[str, list[int], float | None]]

class Activation:
    def __new__(cls, text: str) -> Activation: ...
    id: str
    name: str
    aliases: list[str]
    family: str
    summary: str
    notes: str
    stochastic: bool
    tuned: bool
    values: list[float]
    def with_values(self, values: Sequence[float]) -> Activation: ...
    def with_named(self, values: Sequence[tuple[str, float]]) -> Activation: ...
    def project(self, values: Sequence[float]) -> list[float]: ...
    def parameters(
        self,
    ) -> list[tuple[str, float, tuple[float, float, bool, bool], bool, str]]: ...
    def reference(self) -> tuple[str, str, int | None, str | None]: ...
    def formula(self, order: int = 0) -> str: ...
    def latex(self, order: int = 0) -> str: ...
    def program(self, order: int = 0) -> _Steps: ...
    def parameter_program(self, parameter: int) -> _Steps: ...
    def derivatives(self, x: float, order: int) -> list[float]: ...
    def properties(self) -> dict[str, Any]: ...
    def svg(self, low: float, high: float) -> str: ...
    def onnx(self, opset: int | None = None, rank: int | None = None) -> bytes: ...
    def doc(self) -> str: ...

class Call:
    def __new__(
        cls,
        parameters: Sequence[float] | None = None,
        channels: tuple[int, int] | None = None,
        seed: int | None = None,
        threads: int | None = None,
        shared: bool = False,
    ) -> Call: ...

def take_threads(address: int) -> None: ...
def command(arguments: Sequence[str]) -> int: ...
def functions() -> list[str]: ...
def forward(
    activation: Activation, dtype: str, call: Call, x: _Elements, y: _Elements | None
) -> None: ...
def backward(
    activation: Activation,
    dtype: str,
    call: Call,
    x: _Elements,
    gy: _Elements,
    gx: _Elements,
    order: int,
) -> None: ...
def backward_parameters(
    activation: Activation,
    dtype: str,
    call: Call,
    x: _Elements,
    gy: _Elements,
    gx: _Elements,
) -> NDArray[float64]: ...
def double_backward(
    activation: Activation,
    dtype: str,
    call: Call,
    x: _Elements,
    gy: _Elements,
    vx: _Elements,
    vp: Sequence[float],
    by_gy: _Elements,
    by_x: _Elements,
) -> NDArray[float64]: ...
