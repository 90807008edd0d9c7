# Written by tools/stubs.py from the catalogue.
from collections.abc import Iterable
from typing import Any

import torch

from nonlin.torch import functional as functional
from nonlin.torch._functional import activation as activation
from nonlin.torch._groups import param_groups as param_groups
from nonlin.torch._inspect import inspect as inspect
from nonlin.torch._module import Activation as Activation
from nonlin.torch._module import Formula as Formula
from nonlin.torch._module import Rational as Rational
from nonlin.torch._module import formula as formula
from nonlin.torch._register import register as register
from nonlin.torch._report import Report as Report
from nonlin.torch._swap import Swap as Swap
from nonlin.torch._swap import swap as swap

# The long tail.
def __getattr__(name: str) -> type[Activation]: ...

class BinaryStep(Activation):
    """Binary step: 1 from 0 up, 0 below."""

    def __init__(
        self,
        function: str = ...,
        *,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class Sigmoid(Activation):
    """Logistic sigmoid: The logistic function 1 / (1 + exp(-x))."""

    def __init__(
        self,
        function: str = ...,
        *,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class HardSigmoidPt(Activation):
    """Hard sigmoid (slope 1/6): Piecewise linear sigmoid of slope 1/6."""

    def __init__(
        self,
        function: str = ...,
        *,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class HardSigmoid02(Activation):
    """Hard sigmoid (slope 0.2): Piecewise linear sigmoid of slope 0.2."""

    def __init__(
        self,
        function: str = ...,
        *,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class LogSigmoid(Activation):
    """Log-sigmoid: The logarithm of the sigmoid."""

    def __init__(
        self,
        function: str = ...,
        *,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class Tanh(Activation):
    """Hyperbolic tangent: The hyperbolic tangent."""

    def __init__(
        self,
        function: str = ...,
        *,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class HardTanh(Activation):
    """HardTanh: The identity between two bounds, constant outside."""

    def __init__(
        self,
        function: str = ...,
        *,
        a: float = -1.0,
        b: float = 1.0,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class Arctan(Activation):
    """Arctangent: The arctangent."""

    def __init__(
        self,
        function: str = ...,
        *,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class Softsign(Activation):
    """Softsign: x / (1 + |x|)."""

    def __init__(
        self,
        function: str = ...,
        *,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class DSiLU(Activation):
    """Derivative of SiLU: The derivative of SiLU."""

    def __init__(
        self,
        function: str = ...,
        *,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class DGELU(Activation):
    """Derivative of GELU: The derivative of GELU."""

    def __init__(
        self,
        function: str = ...,
        *,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class ReLU(Activation):
    """ReLU: max(0, x)."""

    def __init__(
        self,
        function: str = ...,
        *,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class LeakyReLU(Activation):
    """Leaky ReLU: x, and a fixed small slope for negative x."""

    def __init__(
        self,
        function: str = ...,
        *,
        alpha: float = 0.01,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class PReLU(Activation):
    """PReLU: x, and a trained slope for negative x."""

    def __init__(
        self,
        function: str = ...,
        *,
        a: float = 0.25,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class RReLU(Activation):
    """Randomized leaky ReLU: x, and a slope for negative x that is drawn per element in training."""

    def __init__(
        self,
        function: str = ...,
        *,
        lower: float = 0.125,
        upper: float = 0.3333333333333333,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class ReLU6(Activation):
    """ReLU6: ReLU bounded at 6."""

    def __init__(
        self,
        function: str = ...,
        *,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class SquaredReLU(Activation):
    """Squared ReLU: The square of ReLU."""

    def __init__(
        self,
        function: str = ...,
        *,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class Threshold(Activation):
    """Threshold: x above a threshold, a constant otherwise."""

    def __init__(
        self,
        function: str = ...,
        *,
        a: float = 0.0,
        v: float = 0.0,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class ELU(Activation):
    """ELU: x, and alpha (exp(x) - 1) for negative x."""

    def __init__(
        self,
        function: str = ...,
        *,
        alpha: float = 1.0,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class CELU(Activation):
    """CELU: x, and alpha (exp(x / alpha) - 1) for negative x."""

    def __init__(
        self,
        function: str = ...,
        *,
        alpha: float = 1.0,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class SELU(Activation):
    """SELU: A scaled ELU whose constants keep mean 0 and variance 1."""

    def __init__(
        self,
        function: str = ...,
        *,
        lambda_: float = 1.0507009873554805,
        alpha: float = 1.6732632423543772,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class Softplus(Activation):
    """Softplus: The smooth ReLU ln(1 + exp(beta x)) / beta."""

    def __init__(
        self,
        function: str = ...,
        *,
        beta: float = 1.0,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class HardSwish(Activation):
    """Hard swish: x relu6(x + 3) / 6."""

    def __init__(
        self,
        function: str = ...,
        *,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class SiLU(Activation):
    """SiLU: x sigmoid(x)."""

    def __init__(
        self,
        function: str = ...,
        *,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class Swish(Activation):
    """Swish: x sigmoid(beta x)."""

    def __init__(
        self,
        function: str = ...,
        *,
        beta: float = 1.0,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class GELU(Activation):
    """GELU: x times the normal distribution function of x."""

    def __init__(
        self,
        function: str = ...,
        *,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class GELUTanh(Activation):
    """GELU (tanh approximation): The tanh approximation of GELU."""

    def __init__(
        self,
        function: str = ...,
        *,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class QuickGELU(Activation):
    """Quick GELU: x sigmoid(1.702 x)."""

    def __init__(
        self,
        function: str = ...,
        *,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class Mish(Activation):
    """Mish: x tanh(softplus(x))."""

    def __init__(
        self,
        function: str = ...,
        *,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class Logish(Activation):
    """Logish: alpha x ln(1 + sigmoid(beta x))."""

    def __init__(
        self,
        function: str = ...,
        *,
        alpha: float = 1.0,
        beta: float = 1.0,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class Smish(Activation):
    """Smish: alpha x tanh(ln(1 + sigmoid(beta x)))."""

    def __init__(
        self,
        function: str = ...,
        *,
        alpha: float = 1.0,
        beta: float = 1.0,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class TeLU(Activation):
    """TeLU: x tanh(exp(x))."""

    def __init__(
        self,
        function: str = ...,
        *,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class Serf(Activation):
    """Serf: x erf(softplus(x))."""

    def __init__(
        self,
        function: str = ...,
        *,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class TanhSoft(Activation):
    """TanhSoft: tanh(alpha x + beta exp(gamma x)) ln(delta + exp(x))."""

    def __init__(
        self,
        function: str = ...,
        *,
        alpha: float = 0.5,
        beta: float = 0.5,
        gamma: float = 1.0,
        delta: float = 0.1,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class TanhSoft1(Activation):
    """TanhSoft-1: tanh(alpha x) softplus(x)."""

    def __init__(
        self,
        function: str = ...,
        *,
        alpha: float = 0.87,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class TanhSoft2(Activation):
    """TanhSoft-2: x tanh(beta exp(gamma x))."""

    def __init__(
        self,
        function: str = ...,
        *,
        beta: float = 0.6,
        gamma: float = 1.0,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class TanhSoft3(Activation):
    """TanhSoft-3: ln(1 + exp(x) tanh(delta x))."""

    def __init__(
        self,
        function: str = ...,
        *,
        delta: float = 1.0,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class EIS(Activation):
    """EIS: x softplus(x)^alpha / (sqrt(beta + gamma x^2) + delta exp(-theta x))."""

    def __init__(
        self,
        function: str = ...,
        *,
        alpha: float = 1.0,
        beta: float = 1.0,
        gamma: float = 1.0,
        delta: float = 1.0,
        theta: float = 1.0,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class EIS1(Activation):
    """EIS-1: x softplus(x) / (x + delta exp(-theta x))."""

    def __init__(
        self,
        function: str = ...,
        *,
        delta: float = 1.16,
        theta: float = 1.0,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class EIS2(Activation):
    """EIS-2: x softplus(x) / sqrt(beta + gamma x^2)."""

    def __init__(
        self,
        function: str = ...,
        *,
        beta: float = 1.0,
        gamma: float = 1.0,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class EIS3(Activation):
    """EIS-3: x / (1 + delta exp(-theta x))."""

    def __init__(
        self,
        function: str = ...,
        *,
        delta: float = 0.68,
        theta: float = 1.7,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class ZorroSymmetric(Activation):
    """Symmetric-Zorro: The identity on [0, 1] between two mirrored arms."""

    def __init__(
        self,
        function: str = ...,
        *,
        a: float = 1.2,
        b: float = 1.0,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class ZorroAsymmetric(Activation):
    """Asymmetric-Zorro: The identity on [0, 1] between two arms of their own."""

    def __init__(
        self,
        function: str = ...,
        *,
        a_min: float = 1.2,
        b_min: float = 1.0,
        a_max: float = 1.2,
        b_max: float = 1.0,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class ZorroSigmoid(Activation):
    """Sigmoid-Zorro: Symmetric-Zorro of m x + 1/2: linear about 0, from 0 to 1."""

    def __init__(
        self,
        function: str = ...,
        *,
        m: float = 0.5,
        a: float = 4.0,
        b: float = 2.0,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class ZorroTanh(Activation):
    """Tanh-Zorro: The odd Zorro: linear about 0, from -1 to 1."""

    def __init__(
        self,
        function: str = ...,
        *,
        m: float = 1.0,
        a: float = 4.0,
        b: float = 2.0,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

class ZorroSloped(Activation):
    """Sloped-Zorro: Symmetric-Zorro of m x: a steeper linear part."""

    def __init__(
        self,
        function: str = ...,
        *,
        m: float = 1.5,
        a: float = 1.2,
        b: float = 1.0,
        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

