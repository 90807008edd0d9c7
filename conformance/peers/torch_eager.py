"""Evaluates functions of PyTorch tensors eagerly, with autograd's gradients."""

import numpy as np
import torch

from peers.exchange import Function, Results

TYPES = {
    "f32": torch.float32,
    "f64": torch.float64,
    "f16": torch.float16,
    "bf16": torch.bfloat16,
}


def versions() -> dict[str, str]:
    """The version, and which of its kernels this machine selects."""
    return {"torch": torch.__version__, "kernels": torch.backends.cpu.get_cpu_capability()}


def evaluate(function: Function, dtype: str, inputs: np.ndarray) -> Results:
    """Values, and gradients for an upstream gradient of 1."""
    wanted = TYPES[dtype]
    x = to_torch(inputs, dtype).requires_grad_()
    call = function.call
    if isinstance(call, type) or getattr(call, "makes_module", False):
        call = call().to(wanted)
    y = call(x)
    note = None if y.dtype == wanted else f"returns {str(y.dtype).removeprefix('torch.')}"
    value = to_numpy(y.to(wanted), inputs.dtype)
    try:
        y.backward(torch.ones_like(y))
        if x.grad is None:
            raise RuntimeError("no gradient arrives at the input")
    # Whatever a library raises is a result of this suite.
    except Exception as error:  # noqa: BLE001
        return Results(value, gradient_error=f"{type(error).__name__}: {error}", note=note)
    return Results(value, to_numpy(x.grad, inputs.dtype), note=note)


def to_torch(array: np.ndarray, dtype: str) -> torch.Tensor:
    """A tensor with the same bits; NumPy's bfloat16 is none of PyTorch's."""
    if dtype == "bf16":
        return torch.from_numpy(array.view(np.int16).copy()).view(torch.bfloat16)
    return torch.from_numpy(array.copy())


def to_numpy(tensor: torch.Tensor, dtype: np.dtype) -> np.ndarray:
    """An array with the same bits."""
    tensor = tensor.detach().contiguous()
    if tensor.dtype == torch.bfloat16:
        return tensor.view(torch.int16).numpy().view(dtype)
    return tensor.numpy()
