"""Every function of the catalogue, applied to tensors.

>>> import torch
>>> import nonlin.torch.functional as F
>>> F.relu(torch.tensor([-1.0, 2.0])).tolist()
[0.0, 2.0]
>>> F.swish(torch.ones(2), beta=torch.tensor(2.0, requires_grad=True)).requires_grad
True
"""

from nonlin._tail import fill
from nonlin.torch._functional import activation, formula, make

# A literal, for what reads modules without running them; the catalogue's names follow.
__all__ = ["activation", "formula"]
__all__ += fill(globals(), make)
