"""The package torch_activation: those of its classes that have a definition here."""

from importlib.metadata import version

import torch_activation as zoo

from peers import torch_eager
from peers.exchange import Function, Implementation

# Class, its arguments, the definition, and the definition's parameters where they
# are not the defaults. A class that the package names after a paper is judged by
# that paper's formula.
CLASSES = (
    ("Sigmoid", {}, "sigmoid", ()),
    ("HardSigmoid", {"version": 2}, "hard_sigmoid_02", ()),
    ("LogSigmoid", {}, "log_sigmoid", ()),
    ("Tanh", {}, "tanh", ()),
    ("HardTanh", {}, "hardtanh", ()),
    ("Arctan", {}, "arctan", ()),
    ("Softsign", {}, "softsign", ()),
    ("dSiLU", {}, "dsilu", ()),
    ("ReLU", {}, "relu", ()),
    ("LReLU", {}, "leaky_relu", ()),
    # Its parameter is the divisor.
    ("PReLU", {"a": 4.0}, "prelu", ()),
    ("ReLUN", {"n": 6.0}, "relu6", ()),
    ("BReLU", {"a": 6.0}, "relu6", ()),
    ("SquaredReLU", {}, "squared_relu", ()),
    ("MPELU", {}, "elu", ()),
    ("SvELU", {}, "elu", ()),
    ("CELU", {}, "celu", ()),
    ("ScaledExponentialLinearUnit", {}, "selu", ()),
    ("Softplus", {}, "softplus", ()),
    ("pSoftplus", {}, "softplus", ()),
    ("HardSwish", {}, "hard_swish", ()),
    ("SiLU", {}, "silu", ()),
    ("Swish", {}, "swish", ()),
    ("GELU", {}, "gelu", ()),
    ("SiELU", {}, "gelu_tanh", ()),
    ("Mish", {}, "mish", ()),
    ("Logish", {}, "logish", ()),
    ("pLogish", {}, "logish", (1.0, 10.0)),
    ("Smish", {}, "smish", ()),
    ("TeLU", {}, "telu", ()),
    ("TanhExp", {}, "telu", ()),
    ("Serf", {}, "serf", ()),
    ("PSerf", {}, "serf", ()),
    ("TanhSoft", {}, "tanhsoft", ()),
    ("TanhSoft1", {"a": 0.87}, "tanhsoft1", ()),
    ("TanhSoft2", {"b": 0.6}, "tanhsoft2", ()),
    ("TanhSoft3", {}, "tanhsoft3", ()),
    # EIS-3 with delta and theta 1.
    ("EIS", {}, "eis3", (1.0, 1.0)),
)


def maker(name: str, arguments: dict) -> object:
    """What makes the module; a missing class is found out when it is run."""

    def make() -> object:
        return getattr(zoo, name)(**arguments)

    make.makes_module = True
    return make


def label(name: str, arguments: dict) -> str:
    """The class with its arguments."""
    listed = ", ".join(f"{key}={value:g}" for key, value in arguments.items())
    return f"{name}({listed})" if listed else name


def implementation(order: int, title: str) -> Implementation:
    """The classes."""
    functions = [
        Function(label(name, arguments), definition, maker(name, arguments), parameters)
        for name, arguments, definition, parameters in CLASSES
    ]
    return Implementation(
        id="torch_activation",
        order=order,
        title=title,
        how="Classes of the PyPI package, as modules of the input's type; "
        "eager on the CPU, gradients by autograd.",
        versions={"torch_activation": version("torch_activation"), **torch_eager.versions()},
        functions=functions,
        evaluate=torch_eager.evaluate,
    )
