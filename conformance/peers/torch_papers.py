"""One-liners in PyTorch as papers print them and as their code repositories have them.

Nothing here is rearranged: this is what a reader of a paper types.
"""

import math

import torch
from torch import erf, exp, log, tanh, where
from torch.nn import functional as F

from peers import torch_eager
from peers.exchange import Function, Implementation

Tensor = torch.Tensor
SQRT2 = math.sqrt(2.0)
SELU_ALPHA, SELU_LAMBDA = 1.6732632423543772, 1.0507009873554805


def sig(x: Tensor) -> Tensor:
    """The logistic function."""
    return torch.sigmoid(x)


def phi(x: Tensor) -> Tensor:
    """The normal density."""
    return exp(-x * x / 2) / math.sqrt(2 * math.pi)


def dsilu(x: Tensor) -> Tensor:
    """The derivative of SiLU as a function of its own."""
    return sig(x) * (1 + x * (1 - sig(x)))


def dgelu(x: Tensor) -> Tensor:
    """The derivative of GELU as a function of its own."""
    return 0.5 * (1 + erf(x / SQRT2)) + x * phi(x)


def gelu_tanh(x: Tensor) -> Tensor:
    """GELU's approximation."""
    return 0.5 * x * (1 + tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def selu(x: Tensor) -> Tensor:
    """SELU by cases."""
    return SELU_LAMBDA * where(x > 0, x, SELU_ALPHA * (exp(x) - 1))


def tanhsoft(x: Tensor) -> Tensor:
    """TanhSoft with 0.5, 0.5, 1 and 0.1."""
    return tanh(0.5 * x + 0.5 * exp(x)) * log(0.1 + exp(x))


def eis(x: Tensor) -> Tensor:
    """EIS with all parameters 1."""
    return x * log(1 + exp(x)) / (torch.sqrt(1 + x * x) + exp(-x))


def gs(t: Tensor, a: float, b: float) -> Tensor:
    """The shifted logistic function that Zorro's tails are made of."""
    return 1 / (1 + exp(-a * (t - b)))


def zorro(t: Tensor, a: float, b: float, a_max: float, b_max: float) -> Tensor:
    """Zorro by cases: linear on [0, 1], damped outside."""
    low = (1 + math.exp(a * b)) * t * gs(t, a, b)
    high = 1 - (1 + math.exp(a_max * b_max)) * (1 - t) * gs(1 - t, a_max, b_max)
    return where(t < 0, low, where(t <= 1, t, high))


def zorro_folded(t: Tensor) -> Tensor:
    """Zorro in the way of its published PyTorch code: both tails at once, by
    folding the line about 1/2.
    """
    a, b = 1.2, 1.0
    outside = torch.maximum((t - 0.5).abs() - 0.5, torch.zeros(1, dtype=t.dtype))
    damped = outside / (1 + exp(a * (outside + b)))
    return torch.clamp(t, 0, 1) + (1 + math.exp(a * b)) * damped * torch.sign(t)


FUNCTIONS = (
    Function("1/(1+exp(-x))", "sigmoid", lambda x: 1 / (1 + exp(-x))),
    Function(
        "(exp(x)-exp(-x))/(exp(x)+exp(-x))",
        "tanh",
        lambda x: (exp(x) - exp(-x)) / (exp(x) + exp(-x)),
    ),
    Function("log(1/(1+exp(-x)))", "log_sigmoid", lambda x: log(1 / (1 + exp(-x)))),
    Function("x/(1+abs(x))", "softsign", lambda x: x / (1 + x.abs())),
    Function("log(1+exp(x))", "softplus", lambda x: log(1 + exp(x))),
    Function("relu(x)**2", "squared_relu", lambda x: F.relu(x) ** 2),
    Function(
        "clamp(0.2x+0.5, 0, 1)", "hard_sigmoid_02", lambda x: torch.clamp(0.2 * x + 0.5, 0, 1)
    ),
    Function("x*relu6(x+3)/6", "hard_swish", lambda x: x * F.relu6(x + 3) / 6),
    Function("where(x>0, x, exp(x)-1)", "elu", lambda x: where(x > 0, x, exp(x) - 1)),
    Function("selu: where(x>0, x, alpha*(exp(x)-1))", "selu", selu),
    Function("x/(1+exp(-x))", "silu", lambda x: x / (1 + exp(-x))),
    Function("x*sigmoid(x)", "swish", lambda x: x * sig(x)),
    Function("gelu: 0.5*x*(1+erf(x/sqrt(2)))", "gelu", lambda x: 0.5 * x * (1 + erf(x / SQRT2))),
    Function("gelu_tanh", "gelu_tanh", gelu_tanh),
    Function("quick_gelu: x*sigmoid(1.702x)", "quick_gelu", lambda x: x * sig(1.702 * x)),
    Function("mish: x*tanh(log(1+exp(x)))", "mish", lambda x: x * tanh(log(1 + exp(x)))),
    Function("mish: x*tanh(softplus(x))", "mish", lambda x: x * tanh(F.softplus(x))),
    Function("logish: x*log(1+sigmoid(x))", "logish", lambda x: x * log(1 + sig(x))),
    Function("smish: x*tanh(log(1+sigmoid(x)))", "smish", lambda x: x * tanh(log(1 + sig(x)))),
    Function("telu: x*tanh(exp(x))", "telu", lambda x: x * tanh(exp(x))),
    Function("serf: x*erf(log(1+exp(x)))", "serf", lambda x: x * erf(log(1 + exp(x)))),
    Function("dsilu", "dsilu", dsilu),
    Function("dgelu", "dgelu", dgelu),
    Function("tanhsoft", "tanhsoft", tanhsoft),
    Function(
        "tanhsoft1: tanh(0.87x)*log(1+exp(x))",
        "tanhsoft1",
        lambda x: tanh(0.87 * x) * log(1 + exp(x)),
    ),
    Function("tanhsoft2: x*tanh(0.6exp(x))", "tanhsoft2", lambda x: x * tanh(0.6 * exp(x))),
    Function("tanhsoft3: log(1+exp(x)*tanh(x))", "tanhsoft3", lambda x: log(1 + exp(x) * tanh(x))),
    Function("eis", "eis", eis),
    Function("eis1", "eis1", lambda x: x * log(1 + exp(x)) / (x + 1.16 * exp(-x))),
    Function("eis2", "eis2", lambda x: x * log(1 + exp(x)) / torch.sqrt(1 + x * x)),
    Function("eis3: x/(1+0.68exp(-1.7x))", "eis3", lambda x: x / (1 + 0.68 * exp(-1.7 * x))),
    Function(
        "zorro_symmetric, by cases", "zorro_symmetric", lambda x: zorro(x, 1.2, 1.0, 1.2, 1.0)
    ),
    Function("zorro_symmetric, folded", "zorro_symmetric", zorro_folded),
    Function("zorro_asymmetric", "zorro_asymmetric", lambda x: zorro(x, 1.2, 1.0, 1.2, 1.0)),
    Function("zorro_sigmoid", "zorro_sigmoid", lambda x: zorro(0.5 * x + 0.5, 4, 2, 4, 2)),
    Function("zorro_tanh", "zorro_tanh", lambda x: 2 * zorro((x + 1) / 2, 4, 2, 4, 2) - 1),
    Function("zorro_sloped", "zorro_sloped", lambda x: zorro(1.5 * x, 1.2, 1.0, 1.2, 1.0)),
)


def implementation(order: int, title: str) -> Implementation:
    """The one-liners."""
    return Implementation(
        id="torch_papers",
        order=order,
        title=title,
        how="Formulas as in the papers, typed in PyTorch (`conformance/peers/torch_papers.py`); "
        "eager on the CPU, gradients by autograd.",
        versions=torch_eager.versions(),
        functions=FUNCTIONS,
        evaluate=torch_eager.evaluate,
    )
