# Written by tools/stubs.py from the catalogue.
from collections.abc import Callable
from typing import Any

from jax import Array
from jax.typing import ArrayLike

from nonlin import Function
from nonlin._catalogue import keyword
from nonlin.jax._functions import formula as formula

# The long tail.
def __getattr__(name: str) -> Callable[..., Array]: ...
def activation(x: ArrayLike, function: str | Function, **parameters: Any) -> Array: ...
def binary_step(x: ArrayLike) -> Array:
    """Binary step: 1 from 0 up, 0 below."""

def sigmoid(x: ArrayLike) -> Array:
    """Logistic sigmoid: The logistic function 1 / (1 + exp(-x))."""

def hard_sigmoid_pt(x: ArrayLike) -> Array:
    """Hard sigmoid (slope 1/6): Piecewise linear sigmoid of slope 1/6."""

def hard_sigmoid_02(x: ArrayLike) -> Array:
    """Hard sigmoid (slope 0.2): Piecewise linear sigmoid of slope 0.2."""

def log_sigmoid(x: ArrayLike) -> Array:
    """Log-sigmoid: The logarithm of the sigmoid."""

def tanh(x: ArrayLike) -> Array:
    """Hyperbolic tangent: The hyperbolic tangent."""

def hardtanh(x: ArrayLike, *, a: ArrayLike = -1.0, b: ArrayLike = 1.0) -> Array:
    """HardTanh: The identity between two bounds, constant outside."""

def arctan(x: ArrayLike) -> Array:
    """Arctangent: The arctangent."""

def softsign(x: ArrayLike) -> Array:
    """Softsign: x / (1 + |x|)."""

def dsilu(x: ArrayLike) -> Array:
    """Derivative of SiLU: The derivative of SiLU."""

def dgelu(x: ArrayLike) -> Array:
    """Derivative of GELU: The derivative of GELU."""

def relu(x: ArrayLike) -> Array:
    """ReLU: max(0, x)."""

def leaky_relu(x: ArrayLike, *, alpha: ArrayLike = 0.01) -> Array:
    """Leaky ReLU: x, and a fixed small slope for negative x."""

def prelu(x: ArrayLike, *, a: ArrayLike = 0.25) -> Array:
    """PReLU: x, and a trained slope for negative x."""

def rrelu(x: ArrayLike, *, lower: ArrayLike = 0.125, upper: ArrayLike = 0.3333333333333333) -> Array:
    """Randomized leaky ReLU: x, and a slope for negative x that is drawn per element in training."""

def relu6(x: ArrayLike) -> Array:
    """ReLU6: ReLU bounded at 6."""

def squared_relu(x: ArrayLike) -> Array:
    """Squared ReLU: The square of ReLU."""

def threshold(x: ArrayLike, *, a: ArrayLike = 0.0, v: ArrayLike = 0.0) -> Array:
    """Threshold: x above a threshold, a constant otherwise."""

def elu(x: ArrayLike, *, alpha: ArrayLike = 1.0) -> Array:
    """ELU: x, and alpha (exp(x) - 1) for negative x."""

def celu(x: ArrayLike, *, alpha: ArrayLike = 1.0) -> Array:
    """CELU: x, and alpha (exp(x / alpha) - 1) for negative x."""

def selu(x: ArrayLike, *, lambda_: ArrayLike = 1.0507009873554805, alpha: ArrayLike = 1.6732632423543772) -> Array:
    """SELU: A scaled ELU whose constants keep mean 0 and variance 1."""

def softplus(x: ArrayLike, *, beta: ArrayLike = 1.0) -> Array:
    """Softplus: The smooth ReLU ln(1 + exp(beta x)) / beta."""

def hard_swish(x: ArrayLike) -> Array:
    """Hard swish: x relu6(x + 3) / 6."""

def silu(x: ArrayLike) -> Array:
    """SiLU: x sigmoid(x)."""

def swish(x: ArrayLike, *, beta: ArrayLike = 1.0) -> Array:
    """Swish: x sigmoid(beta x)."""

def gelu(x: ArrayLike) -> Array:
    """GELU: x times the normal distribution function of x."""

def gelu_tanh(x: ArrayLike) -> Array:
    """GELU (tanh approximation): The tanh approximation of GELU."""

def quick_gelu(x: ArrayLike) -> Array:
    """Quick GELU: x sigmoid(1.702 x)."""

def mish(x: ArrayLike) -> Array:
    """Mish: x tanh(softplus(x))."""

def logish(x: ArrayLike, *, alpha: ArrayLike = 1.0, beta: ArrayLike = 1.0) -> Array:
    """Logish: alpha x ln(1 + sigmoid(beta x))."""

def smish(x: ArrayLike, *, alpha: ArrayLike = 1.0, beta: ArrayLike = 1.0) -> Array:
    """Smish: alpha x tanh(ln(1 + sigmoid(beta x)))."""

def telu(x: ArrayLike) -> Array:
    """TeLU: x tanh(exp(x))."""

def serf(x: ArrayLike) -> Array:
    """Serf: x erf(softplus(x))."""

def tanhsoft(x: ArrayLike, *, alpha: ArrayLike = 0.5, beta: ArrayLike = 0.5, gamma: ArrayLike = 1.0, delta: ArrayLike = 0.1) -> Array:
    """TanhSoft: tanh(alpha x + beta exp(gamma x)) ln(delta + exp(x))."""

def tanhsoft1(x: ArrayLike, *, alpha: ArrayLike = 0.87) -> Array:
    """TanhSoft-1: tanh(alpha x) softplus(x)."""

def tanhsoft2(x: ArrayLike, *, beta: ArrayLike = 0.6, gamma: ArrayLike = 1.0) -> Array:
    """TanhSoft-2: x tanh(beta exp(gamma x))."""

def tanhsoft3(x: ArrayLike, *, delta: ArrayLike = 1.0) -> Array:
    """TanhSoft-3: ln(1 + exp(x) tanh(delta x))."""

def eis(x: ArrayLike, *, alpha: ArrayLike = 1.0, beta: ArrayLike = 1.0, gamma: ArrayLike = 1.0, delta: ArrayLike = 1.0, theta: ArrayLike = 1.0) -> Array:
    """EIS: x softplus(x)^alpha / (sqrt(beta + gamma x^2) + delta exp(-theta x))."""

def eis1(x: ArrayLike, *, delta: ArrayLike = 1.16, theta: ArrayLike = 1.0) -> Array:
    """EIS-1: x softplus(x) / (x + delta exp(-theta x))."""

def eis2(x: ArrayLike, *, beta: ArrayLike = 1.0, gamma: ArrayLike = 1.0) -> Array:
    """EIS-2: x softplus(x) / sqrt(beta + gamma x^2)."""

def eis3(x: ArrayLike, *, delta: ArrayLike = 0.68, theta: ArrayLike = 1.7) -> Array:
    """EIS-3: x / (1 + delta exp(-theta x))."""

def zorro_symmetric(x: ArrayLike, *, a: ArrayLike = 1.2, b: ArrayLike = 1.0) -> Array:
    """Symmetric-Zorro: The identity on [0, 1] between two mirrored arms."""

def zorro_asymmetric(x: ArrayLike, *, a_min: ArrayLike = 1.2, b_min: ArrayLike = 1.0, a_max: ArrayLike = 1.2, b_max: ArrayLike = 1.0) -> Array:
    """Asymmetric-Zorro: The identity on [0, 1] between two arms of their own."""

def zorro_sigmoid(x: ArrayLike, *, m: ArrayLike = 0.5, a: ArrayLike = 4.0, b: ArrayLike = 2.0) -> Array:
    """Sigmoid-Zorro: Symmetric-Zorro of m x + 1/2: linear about 0, from 0 to 1."""

def zorro_tanh(x: ArrayLike, *, m: ArrayLike = 1.0, a: ArrayLike = 4.0, b: ArrayLike = 2.0) -> Array:
    """Tanh-Zorro: The odd Zorro: linear about 0, from -1 to 1."""

def zorro_sloped(x: ArrayLike, *, m: ArrayLike = 1.5, a: ArrayLike = 1.2, b: ArrayLike = 1.0) -> Array:
    """Sloped-Zorro: Symmetric-Zorro of m x: a steeper linear part."""

