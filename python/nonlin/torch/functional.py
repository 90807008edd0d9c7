"""Every function of the catalogue, applied to tensors.

>>> import torch
>>> import nonlin.torch.functional as F
>>> F.relu(torch.tensor([-1.0, 2.0])).tolist()
[0.0, 2.0]
>>> F.swish(torch.ones(2), beta=torch.tensor(2.0, requires_grad=True)).requires_grad
True
"""

import nonlin
from nonlin.torch._functional import activation, formula, make

_MADE = {function.id: make(function) for function in nonlin.functions()}
globals().update(_MADE)

__all__ = ["activation", "formula", *_MADE]
