# Written by tools/stubs.py from the catalogue.
from collections.abc import Callable

from torch import Tensor

from nonlin import Function
from nonlin._catalogue import keyword
from nonlin.torch._functional import formula as formula

# The long tail.
def __getattr__(name: str) -> Callable[..., Tensor]: ...

def activation(
    x: Tensor, function: str | Function, *, channel_axis: int = 1, **values: float | Tensor
) -> Tensor: ...
def binary_step(x: Tensor, *, channel_axis: int = 1) -> Tensor:
    """Binary step: 1 from 0 up, 0 below."""

def sigmoid(x: Tensor, *, channel_axis: int = 1) -> Tensor:
    """Logistic sigmoid: The logistic function 1 / (1 + exp(-x))."""

def hard_sigmoid_pt(x: Tensor, *, channel_axis: int = 1) -> Tensor:
    """Hard sigmoid (slope 1/6): Piecewise linear sigmoid of slope 1/6."""

def hard_sigmoid_02(x: Tensor, *, channel_axis: int = 1) -> Tensor:
    """Hard sigmoid (slope 0.2): Piecewise linear sigmoid of slope 0.2."""

def log_sigmoid(x: Tensor, *, channel_axis: int = 1) -> Tensor:
    """Log-sigmoid: The logarithm of the sigmoid."""

def tanh(x: Tensor, *, channel_axis: int = 1) -> Tensor:
    """Hyperbolic tangent: The hyperbolic tangent."""

def hardtanh(x: Tensor, *, channel_axis: int = 1, a: float | Tensor = -1.0, b: float | Tensor = 1.0) -> Tensor:
    """HardTanh: The identity between two bounds, constant outside."""

def arctan(x: Tensor, *, channel_axis: int = 1) -> Tensor:
    """Arctangent: The arctangent."""

def softsign(x: Tensor, *, channel_axis: int = 1) -> Tensor:
    """Softsign: x / (1 + |x|)."""

def dsilu(x: Tensor, *, channel_axis: int = 1) -> Tensor:
    """Derivative of SiLU: The derivative of SiLU."""

def dgelu(x: Tensor, *, channel_axis: int = 1) -> Tensor:
    """Derivative of GELU: The derivative of GELU."""

def relu(x: Tensor, *, channel_axis: int = 1) -> Tensor:
    """ReLU: max(0, x)."""

def leaky_relu(x: Tensor, *, channel_axis: int = 1, alpha: float | Tensor = 0.01) -> Tensor:
    """Leaky ReLU: x, and a fixed small slope for negative x."""

def prelu(x: Tensor, *, channel_axis: int = 1, a: float | Tensor = 0.25) -> Tensor:
    """PReLU: x, and a trained slope for negative x."""

def rrelu(x: Tensor, *, channel_axis: int = 1, lower: float | Tensor = 0.125, upper: float | Tensor = 0.3333333333333333) -> Tensor:
    """Randomized leaky ReLU: x, and a slope for negative x that is drawn per element in training."""

def relu6(x: Tensor, *, channel_axis: int = 1) -> Tensor:
    """ReLU6: ReLU bounded at 6."""

def squared_relu(x: Tensor, *, channel_axis: int = 1) -> Tensor:
    """Squared ReLU: The square of ReLU."""

def threshold(x: Tensor, *, channel_axis: int = 1, a: float | Tensor = 0.0, v: float | Tensor = 0.0) -> Tensor:
    """Threshold: x above a threshold, a constant otherwise."""

def elu(x: Tensor, *, channel_axis: int = 1, alpha: float | Tensor = 1.0) -> Tensor:
    """ELU: x, and alpha (exp(x) - 1) for negative x."""

def celu(x: Tensor, *, channel_axis: int = 1, alpha: float | Tensor = 1.0) -> Tensor:
    """CELU: x, and alpha (exp(x / alpha) - 1) for negative x."""

def selu(x: Tensor, *, channel_axis: int = 1, lambda_: float | Tensor = 1.0507009873554805, alpha: float | Tensor = 1.6732632423543772) -> Tensor:
    """SELU: A scaled ELU whose constants keep mean 0 and variance 1."""

def softplus(x: Tensor, *, channel_axis: int = 1, beta: float | Tensor = 1.0) -> Tensor:
    """Softplus: The smooth ReLU ln(1 + exp(beta x)) / beta."""

def hard_swish(x: Tensor, *, channel_axis: int = 1) -> Tensor:
    """Hard swish: x relu6(x + 3) / 6."""

def silu(x: Tensor, *, channel_axis: int = 1) -> Tensor:
    """SiLU: x sigmoid(x)."""

def swish(x: Tensor, *, channel_axis: int = 1, beta: float | Tensor = 1.0) -> Tensor:
    """Swish: x sigmoid(beta x)."""

def gelu(x: Tensor, *, channel_axis: int = 1) -> Tensor:
    """GELU: x times the normal distribution function of x."""

def gelu_tanh(x: Tensor, *, channel_axis: int = 1) -> Tensor:
    """GELU (tanh approximation): The tanh approximation of GELU."""

def quick_gelu(x: Tensor, *, channel_axis: int = 1) -> Tensor:
    """Quick GELU: x sigmoid(1.702 x)."""

def mish(x: Tensor, *, channel_axis: int = 1) -> Tensor:
    """Mish: x tanh(softplus(x))."""

def logish(x: Tensor, *, channel_axis: int = 1, alpha: float | Tensor = 1.0, beta: float | Tensor = 1.0) -> Tensor:
    """Logish: alpha x ln(1 + sigmoid(beta x))."""

def smish(x: Tensor, *, channel_axis: int = 1, alpha: float | Tensor = 1.0, beta: float | Tensor = 1.0) -> Tensor:
    """Smish: alpha x tanh(ln(1 + sigmoid(beta x)))."""

def telu(x: Tensor, *, channel_axis: int = 1) -> Tensor:
    """TeLU: x tanh(exp(x))."""

def serf(x: Tensor, *, channel_axis: int = 1) -> Tensor:
    """Serf: x erf(softplus(x))."""

def tanhsoft(x: Tensor, *, channel_axis: int = 1, alpha: float | Tensor = 0.5, beta: float | Tensor = 0.5, gamma: float | Tensor = 1.0, delta: float | Tensor = 0.1) -> Tensor:
    """TanhSoft: tanh(alpha x + beta exp(gamma x)) ln(delta + exp(x))."""

def tanhsoft1(x: Tensor, *, channel_axis: int = 1, alpha: float | Tensor = 0.87) -> Tensor:
    """TanhSoft-1: tanh(alpha x) softplus(x)."""

def tanhsoft2(x: Tensor, *, channel_axis: int = 1, beta: float | Tensor = 0.6, gamma: float | Tensor = 1.0) -> Tensor:
    """TanhSoft-2: x tanh(beta exp(gamma x))."""

def tanhsoft3(x: Tensor, *, channel_axis: int = 1, delta: float | Tensor = 1.0) -> Tensor:
    """TanhSoft-3: ln(1 + exp(x) tanh(delta x))."""

def eis(x: Tensor, *, channel_axis: int = 1, alpha: float | Tensor = 1.0, beta: float | Tensor = 1.0, gamma: float | Tensor = 1.0, delta: float | Tensor = 1.0, theta: float | Tensor = 1.0) -> Tensor:
    """EIS: x softplus(x)^alpha / (sqrt(beta + gamma x^2) + delta exp(-theta x))."""

def eis1(x: Tensor, *, channel_axis: int = 1, delta: float | Tensor = 1.16, theta: float | Tensor = 1.0) -> Tensor:
    """EIS-1: x softplus(x) / (x + delta exp(-theta x))."""

def eis2(x: Tensor, *, channel_axis: int = 1, beta: float | Tensor = 1.0, gamma: float | Tensor = 1.0) -> Tensor:
    """EIS-2: x softplus(x) / sqrt(beta + gamma x^2)."""

def eis3(x: Tensor, *, channel_axis: int = 1, delta: float | Tensor = 0.68, theta: float | Tensor = 1.7) -> Tensor:
    """EIS-3: x / (1 + delta exp(-theta x))."""

def zorro_symmetric(x: Tensor, *, channel_axis: int = 1, a: float | Tensor = 1.2, b: float | Tensor = 1.0) -> Tensor:
    """Symmetric-Zorro: The identity on [0, 1] between two mirrored arms."""

def zorro_asymmetric(x: Tensor, *, channel_axis: int = 1, a_min: float | Tensor = 1.2, b_min: float | Tensor = 1.0, a_max: float | Tensor = 1.2, b_max: float | Tensor = 1.0) -> Tensor:
    """Asymmetric-Zorro: The identity on [0, 1] between two arms of their own."""

def zorro_sigmoid(x: Tensor, *, channel_axis: int = 1, m: float | Tensor = 0.5, a: float | Tensor = 4.0, b: float | Tensor = 2.0) -> Tensor:
    """Sigmoid-Zorro: Symmetric-Zorro of m x + 1/2: linear about 0, from 0 to 1."""

def zorro_tanh(x: Tensor, *, channel_axis: int = 1, m: float | Tensor = 1.0, a: float | Tensor = 4.0, b: float | Tensor = 2.0) -> Tensor:
    """Tanh-Zorro: The odd Zorro: linear about 0, from -1 to 1."""

def zorro_sloped(x: Tensor, *, channel_axis: int = 1, m: float | Tensor = 1.5, a: float | Tensor = 1.2, b: float | Tensor = 1.0) -> Tensor:
    """Sloped-Zorro: Symmetric-Zorro of m x: a steeper linear part."""

