"""PyTorch's own threads, for kernels that run between its operations."""

from __future__ import annotations

import ctypes
import functools

import torch

from nonlin import _nonlin


@functools.cache
def shared() -> bool:
    """Whether kernels may run on them, which PyTorch offers from 2.10 on: by a function in C,
    of the interface that stays as it is. Elsewhere kernels have threads of their own."""
    try:
        # The libraries that this one needs are searched, too.
        of = ctypes.CDLL(torch._C.__file__).torch_parallel_for
    except (AttributeError, OSError):
        return False
    address = ctypes.cast(of, ctypes.c_void_p).value
    if not address:
        return False
    _nonlin.take_threads(address)
    return True
