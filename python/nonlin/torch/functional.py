"""Every function of the catalogue, applied to tensors.

>>> import torch
>>> import nonlin.torch.functional as F
>>> F.relu(torch.tensor([-1.0, 2.0])).tolist()
[0.0, 2.0]
>>> F.swish(torch.ones(2), beta=torch.tensor(2.0, requires_grad=True)).requires_grad
True
"""

from typing import Any as _Any

import nonlin
from nonlin.torch._functional import activation, formula, make

_MADE = {function.id: make(function) for function in nonlin.tuned_functions()}
globals().update(_MADE)


def __getattr__(name: str) -> _Any:
    # The long tail, and other names.
    try:
        found = getattr(nonlin, name)
    except AttributeError as error:
        raise AttributeError(str(error).replace("'nonlin'", __name__, 1)) from None
    if not isinstance(found, nonlin.Function):
        raise AttributeError(f"module {__name__} has no attribute {name!r}")
    return _MADE.get(found.id) or _MADE.setdefault(found.id, make(found))


def __dir__() -> list[str]:
    return sorted({*globals(), *(function.id for function in nonlin.functions())})


__all__ = ["activation", "formula", *_MADE]
