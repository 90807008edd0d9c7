# Written by tools/stubs.py from the catalogue.
from nonlin._catalogue import Kink as Kink
from nonlin._catalogue import Parameter as Parameter
from nonlin._catalogue import Properties as Properties
from nonlin._catalogue import Reference as Reference
from nonlin._function import Function as Function
from nonlin._function import formula as formula
from nonlin._function import get as get

__version__: str

def functions(family: str | None = None) -> list[Function]: ...

binary_step: Function
"""Binary step: 1 from 0 up, 0 below."""
sigmoid: Function
"""Logistic sigmoid: The logistic function 1 / (1 + exp(-x))."""
hard_sigmoid_pt: Function
"""Hard sigmoid (slope 1/6): Piecewise linear sigmoid of slope 1/6."""
hard_sigmoid_02: Function
"""Hard sigmoid (slope 0.2): Piecewise linear sigmoid of slope 0.2."""
log_sigmoid: Function
"""Log-sigmoid: The logarithm of the sigmoid."""
tanh: Function
"""Hyperbolic tangent: The hyperbolic tangent."""
hardtanh: Function
"""HardTanh: The identity between two bounds, constant outside."""
arctan: Function
"""Arctangent: The arctangent."""
softsign: Function
"""Softsign: x / (1 + |x|)."""
dsilu: Function
"""Derivative of SiLU: The derivative of SiLU."""
dgelu: Function
"""Derivative of GELU: The derivative of GELU."""
relu: Function
"""ReLU: max(0, x)."""
leaky_relu: Function
"""Leaky ReLU: x, and a fixed small slope for negative x."""
prelu: Function
"""PReLU: x, and a trained slope for negative x."""
rrelu: Function
"""Randomized leaky ReLU: x, and a slope for negative x that is drawn per element in training."""
relu6: Function
"""ReLU6: ReLU bounded at 6."""
squared_relu: Function
"""Squared ReLU: The square of ReLU."""
threshold: Function
"""Threshold: x above a threshold, a constant otherwise."""
elu: Function
"""ELU: x, and alpha (exp(x) - 1) for negative x."""
celu: Function
"""CELU: x, and alpha (exp(x / alpha) - 1) for negative x."""
selu: Function
"""SELU: A scaled ELU whose constants keep mean 0 and variance 1."""
softplus: Function
"""Softplus: The smooth ReLU ln(1 + exp(beta x)) / beta."""
hard_swish: Function
"""Hard swish: x relu6(x + 3) / 6."""
silu: Function
"""SiLU: x sigmoid(x)."""
swish: Function
"""Swish: x sigmoid(beta x)."""
gelu: Function
"""GELU: x times the normal distribution function of x."""
gelu_tanh: Function
"""GELU (tanh approximation): The tanh approximation of GELU."""
quick_gelu: Function
"""Quick GELU: x sigmoid(1.702 x)."""
mish: Function
"""Mish: x tanh(softplus(x))."""
logish: Function
"""Logish: alpha x ln(1 + sigmoid(beta x))."""
smish: Function
"""Smish: alpha x tanh(ln(1 + sigmoid(beta x)))."""
telu: Function
"""TeLU: x tanh(exp(x))."""
serf: Function
"""Serf: x erf(softplus(x))."""
tanhsoft: Function
"""TanhSoft: tanh(alpha x + beta exp(gamma x)) ln(delta + exp(x))."""
tanhsoft1: Function
"""TanhSoft-1: tanh(alpha x) softplus(x)."""
tanhsoft2: Function
"""TanhSoft-2: x tanh(beta exp(gamma x))."""
tanhsoft3: Function
"""TanhSoft-3: ln(1 + exp(x) tanh(delta x))."""
eis: Function
"""EIS: x softplus(x)^alpha / (sqrt(beta + gamma x^2) + delta exp(-theta x))."""
eis1: Function
"""EIS-1: x softplus(x) / (x + delta exp(-theta x))."""
eis2: Function
"""EIS-2: x softplus(x) / sqrt(beta + gamma x^2)."""
eis3: Function
"""EIS-3: x / (1 + delta exp(-theta x))."""
zorro_symmetric: Function
"""Symmetric-Zorro: The identity on [0, 1] between two mirrored arms."""
zorro_asymmetric: Function
"""Asymmetric-Zorro: The identity on [0, 1] between two arms of their own."""
zorro_sigmoid: Function
"""Sigmoid-Zorro: Symmetric-Zorro of m x + 1/2: linear about 0, from 0 to 1."""
zorro_tanh: Function
"""Tanh-Zorro: The odd Zorro: linear about 0, from -1 to 1."""
zorro_sloped: Function
"""Sloped-Zorro: Symmetric-Zorro of m x: a steeper linear part."""
