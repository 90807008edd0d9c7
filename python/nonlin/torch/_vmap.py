"""How the operations take a batch dimension: it becomes a dimension of the tensor, and
parameters that differ along it become parameters of channels."""

from __future__ import annotations

from typing import Any

from torch import Tensor, library

from nonlin.torch import _ops


def _front(t: Tensor, dim: int | None, size: int) -> Tensor:
    """With the batch dimension first, made if there is none."""
    return t.unsqueeze(0).expand(size, *t.shape) if dim is None else t.movedim(dim, 0)


def _rank(x: Tensor, dim: int | None) -> int:
    return x.dim() - (dim is not None)


def _shifted(axis: int, rank: int) -> int:
    """A dimension of a tensor, behind a new first one."""
    return axis % rank + 1 if rank else axis


class _Fold:
    """Batches and channels as channels."""

    def __init__(
        self,
        x: Tensor,
        x_dim: int | None,
        parameters: Tensor,
        dim: int | None,
        axis: int,
        size: int,
    ) -> None:
        self.channels = _rank(parameters, dim) == 2
        self.axis = _shifted(axis, _rank(x, x_dim))
        self.size = size
        self.parameters = _front(parameters, dim, size)
        self.flat_parameters = self.parameters.reshape(-1, self.parameters.shape[-1])
        self.shape = self._aside(_front(x, x_dim, size)).shape

    def _aside(self, t: Tensor) -> Tensor:
        """Channels next to batches."""
        return t.movedim(self.axis, 1) if self.channels else t

    def flat(self, t: Tensor, dim: int | None) -> Tensor:
        t = self._aside(_front(t, dim, self.size))
        return t.reshape(self.flat_parameters.shape[0], -1)

    def back(self, t: Tensor) -> Tensor:
        t = t.reshape(self.shape)
        return t.movedim(1, self.axis) if self.channels else t

    def back_parameters(self, t: Tensor) -> Tensor:
        return t.reshape(self.parameters.shape)


def _refuse_seed(dim: int | None) -> None:
    if dim is not None:
        raise NotImplementedError("a batch of seeds is not supported; use randomness='same'")


def forward(info: Any, in_dims: Any, x, parameters, function, axis, seed):  # type: ignore[no-untyped-def]
    dim, parameters_dim, _, _, seed_dim = in_dims
    _refuse_seed(seed_dim)
    if parameters_dim is None:
        axis = _shifted(axis, _rank(x, dim))
        return _ops.forward(x.movedim(dim, 0), parameters, function, axis, seed), 0
    fold = _Fold(x, dim, parameters, parameters_dim, axis, info.batch_size)
    y = _ops.forward(fold.flat(x, dim), fold.flat_parameters, function, 0, seed)
    return fold.back(y), 0


def backward(info: Any, in_dims: Any, gy, x, parameters, function, axis, seed, order):  # type: ignore[no-untyped-def]
    g_dim, dim, parameters_dim, _, _, seed_dim, _ = in_dims
    _refuse_seed(seed_dim)
    size = info.batch_size
    if parameters_dim is None:
        axis = _shifted(axis, _rank(x, dim))
        gy, x = _front(gy, g_dim, size), _front(x, dim, size)
        return _ops.backward(gy, x, parameters, function, axis, seed, order), 0
    fold = _Fold(x, dim, parameters, parameters_dim, axis, size)
    arguments = fold.flat(gy, g_dim), fold.flat(x, dim), fold.flat_parameters
    return fold.back(_ops.backward(*arguments, function, 0, seed, order)), 0


def backward_parameters(info: Any, in_dims: Any, gy, x, parameters, function, axis, seed):  # type: ignore[no-untyped-def]
    g_dim, dim, parameters_dim, _, _, seed_dim = in_dims
    _refuse_seed(seed_dim)
    fold = _Fold(x, dim, parameters, parameters_dim, axis, info.batch_size)
    arguments = fold.flat(gy, g_dim), fold.flat(x, dim), fold.flat_parameters
    gx, gp = _ops.backward_parameters(*arguments, function, 0, seed)
    return (fold.back(gx), fold.back_parameters(gp)), (0, 0)


def double_backward(info: Any, in_dims: Any, vx, vp, gy, x, parameters, function, axis, seed):  # type: ignore[no-untyped-def]
    vx_dim, vp_dim, g_dim, dim, parameters_dim, _, _, seed_dim = in_dims
    _refuse_seed(seed_dim)
    fold = _Fold(x, dim, parameters, parameters_dim, axis, info.batch_size)
    directions = _front(vp, vp_dim, info.batch_size).reshape(fold.flat_parameters.shape)
    arguments = fold.flat(gy, g_dim), fold.flat(x, dim), fold.flat_parameters
    by_gy, by_x, by_p = _ops.double_backward(
        fold.flat(vx, vx_dim), directions, *arguments, function, 0, seed
    )
    return (fold.back(by_gy), fold.back(by_x), fold.back_parameters(by_p)), (0, 0, 0)


def register() -> None:
    """Makes the rules known."""
    for name in ("forward", "backward", "backward_parameters", "double_backward"):
        library.register_vmap(f"nonlin::{name}", globals()[name])
