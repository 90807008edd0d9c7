"""Arrays of any shape, strides and type as the kernels take them: flat, in the order
of memory."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nonlin import _nonlin

Array = NDArray[Any]

_DTYPES = {"float16", "float32", "float64", "bfloat16"}

_threads: int | None = None


def work_alone() -> None:
    """Kernels use the calling thread only from now on."""
    global _threads
    _threads = 1


def forked() -> bool:
    """Whether that has been said."""
    return _threads is not None


def call(threads: int | None = None, **rest: Any) -> _nonlin.Call:
    """What a kernel takes besides arrays; see `call.rs`."""
    return _nonlin.Call(threads=_threads or threads, **rest)


def result_dtype(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """The type of the result for an input type: that of NumPy's own functions."""
    if dtype.name in _DTYPES:
        return dtype.newbyteorder("=")
    if dtype.kind in "biu":
        # As np.tanh: no more than holds the integer.
        return np.dtype({1: np.float16, 2: np.float32}.get(dtype.itemsize, np.float64))
    raise TypeError(
        f"arrays of {dtype} are not supported; use float16, float32, float64, bfloat16 "
        "(of ml_dtypes), or integers"
    )


def flat(array: Array) -> Array | None:
    """The elements in the order of memory, without a copy; None where they do not lie
    side by side."""
    if not array.flags.c_contiguous:
        order = sorted(range(array.ndim), key=lambda axis: -array.strides[axis])
        array = array.transpose(order)
        if not array.flags.c_contiguous:
            return None
    if not array.flags.aligned:
        return None
    return bits(array.reshape(-1))


def elements(array: Array) -> Array:
    """As `flat`, of an array that is known to be dense."""
    view = flat(array)
    if view is None:
        raise ValueError("the elements do not lie side by side")
    return view


def bits(array: Array) -> Array:
    """Half precision as the kernels take it."""
    return array.view(np.uint16) if array.dtype.itemsize == 2 else array


def same_layout(array: Array, like: Array) -> bool:
    """Whether the elements of both lie in the same order."""
    return all(
        a == b or n <= 1 for a, b, n in zip(array.strides, like.strides, like.shape, strict=True)
    )


def as_array(x: Any, name: str = "x") -> Array:
    """What NumPy makes of the argument, if that is numbers."""
    try:
        array = np.asarray(x)
    except ValueError as error:
        raise ValueError(f"{name} is no array: {error}") from None
    if array.dtype == object:
        raise TypeError(f"{name} is not an array of numbers but of {type(x).__name__} objects")
    return array


def prepared(x: Array, dtype: np.dtype[Any], like: Array) -> Array:
    """`x` in that type, flat and in the memory order of `like`, copied only if need be."""
    if x.dtype == dtype and x.dtype.isnative and same_layout(x, like):
        view = flat(x)
        if view is not None:
            return view
    copy = np.empty_like(like, dtype=dtype)
    np.copyto(copy, x, casting="unsafe")
    return elements(copy)


def check_out(out: Any, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
    """The array that results go to, if it can take them."""
    if isinstance(out, tuple) and len(out) == 1:
        (out,) = out
    if not isinstance(out, np.ndarray):
        raise TypeError(f"out must be a NumPy array, not {type(out).__name__}")
    if out.shape != shape:
        raise ValueError(f"out has the shape {out.shape}, but the result has {shape}")
    if not np.can_cast(dtype, out.dtype, "same_kind"):
        raise TypeError(f"out of {out.dtype} cannot take a result of {dtype}")
    if not out.flags.writeable:
        raise ValueError("out is read-only")
    return out


def pair(x: Any, gy: Any) -> tuple[Array, Array, np.dtype[Any]]:
    """`x` and a gradient of its shape, and the type they are computed in."""
    array = as_array(x)
    dtype = result_dtype(array.dtype)
    gradient = as_array(gy, "gy")
    result_dtype(gradient.dtype)
    if gradient.ndim == 0:
        gradient = np.broadcast_to(gradient, array.shape)
    elif gradient.shape != array.shape:
        raise ValueError(f"gy has the shape {gradient.shape}, but x has {array.shape}")
    elif isinstance(gy, np.ndarray) and result_dtype(gradient.dtype) != dtype:
        raise TypeError(f"gy is of {gradient.dtype}, but x is of {array.dtype}; convert one")
    return array, gradient, dtype


def target(
    out: Array | None, x: Array, dtype: np.dtype[Any], apart: tuple[Array, ...] = ()
) -> Array:
    """Where results are computed: `out` itself, if kernels can write there."""
    if out is None or out.dtype != dtype or not out.dtype.isnative or flat(out) is None:
        return np.empty_like(x, dtype=dtype, subok=False)
    overlapping = [a for a in (apart or (x,)) if np.may_share_memory(out, a)]
    in_place = not apart and out is x
    return out if in_place or not overlapping else np.empty_like(x, dtype=dtype, subok=False)


def result(y: Array, out: Array | None, x: Array) -> Any:
    if out is None:
        return y[()] if x.ndim == 0 else y
    if out is not y:
        np.copyto(out, y, casting="same_kind")
    return out
