"""Functions by their names, and of text."""

from __future__ import annotations

from typing import SupportsFloat

from nonlin import _nonlin
from nonlin._function import Function


def get(name: str | Function, /, **parameters: SupportsFloat) -> Function:
    """The function of that identifier, published name or alias, with values for its
    parameters; `name` can be text such as `"swish(beta=2)"`.

    >>> import nonlin
    >>> nonlin.get("swish", beta=2)
    nonlin.get('swish', beta=2.0)
    >>> nonlin.get("TeLU") is not None
    True

    Raises ValueError for an unknown name or a value out of range, TypeError for a
    parameter that the function does not have.
    """
    if isinstance(name, Function):
        return name.with_values(**parameters)
    if not isinstance(name, str):
        raise TypeError(f"the name of a function is a string, not {type(name).__name__}")
    return Function(_nonlin.Activation(name)).with_values(**parameters)


def formula(text: str, /, **parameters: SupportsFloat) -> Function:
    """The function that a formula of `x` means, compiled when it is first used.

    Parameters are declared in front, with the values they start with.

    >>> import nonlin
    >>> mine = nonlin.formula("x * tanh(exp(x))")
    >>> mine([-1.0, 0.0, 1.0]).round(4).tolist()
    [-0.3521, 0.0, 0.9913]
    >>> nonlin.formula("f(a=2) = a*x*sigmoid(x)", a=3)
    nonlin.formula('f(a=2) = a*x*sigmoid(x)', a=3.0)

    Raises ValueError for what cannot be read, with the place where, and for the name of
    a function, which `get` finds; TypeError for a parameter that is not declared.
    """
    if not isinstance(text, str):
        raise TypeError(f"a formula is a string, not {type(text).__name__}")
    found = get(text, **parameters)
    if found.family != "formula":
        raise ValueError(f"{text!r} is no formula but the function {found.id}; use nonlin.get")
    return found


def onnx(
    function: str | Function,
    /,
    *,
    opset: int | None = None,
    rank: int | None = None,
    **parameters: SupportsFloat,
) -> bytes:
    """The function as an ONNX model of one node, which takes and gives f32 tensors: an
    operator of the standard where it has one, otherwise a function of standard operators,
    which the model brings along.

    >>> import nonlin
    >>> from pathlib import Path
    >>> model = nonlin.onnx("telu")
    >>> size = Path("telu.onnx").write_bytes(model)  # doctest: +SKIP

    Args:
        function: the name, text such as `"swish(beta=2)"`, or a `Function`.
        opset: the version of ONNX's operators that the model may use, from 18 to 25; by
            default the least, from 18 on, with which the function is one of them.
        rank: how many dimensions tensors have, each of any size; 1 by default.
        parameters: values for the parameters, which are attributes of the node.

    Raises ValueError for an unknown name or a number out of range, TypeError for a parameter
    that the function does not have.
    """
    return get(function, **parameters).onnx(opset=opset, rank=rank)
