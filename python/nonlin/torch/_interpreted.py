"""The library of the device for Triton's interpreter, which has none: by PyTorch's own
functions on the CPU."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from triton.language.core import tensor
from triton.runtime.interpreter import TensorHandle


def _lifted(of: Callable[..., torch.Tensor]) -> Callable[..., Any]:
    def function(*operands: Any) -> Any:
        found = of(*(torch.from_numpy(operand.handle.data) for operand in operands))
        first = operands[0]
        shape = max((o.type for o in operands), key=lambda t: getattr(t, "numel", 1))
        return tensor(TensorHandle(found.numpy(), first.handle.dtype), shape)

    return function


exp = _lifted(torch.exp)
expm1 = _lifted(torch.expm1)
log = _lifted(torch.log)
log1p = _lifted(torch.log1p)
tanh = _lifted(torch.tanh)
sqrt = _lifted(torch.sqrt)
abs = _lifted(torch.abs)
floor = _lifted(torch.floor)
erf = _lifted(torch.erf)
erfc = _lifted(torch.erfc)
sin = _lifted(torch.sin)
cos = _lifted(torch.cos)
atan = _lifted(torch.atan)
asinh = _lifted(torch.asinh)
pow = _lifted(torch.pow)
