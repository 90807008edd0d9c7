"""Is what is timed the same function? Results are compared with nonlin's."""

from pathlib import Path
from typing import Any

import numpy as np

# Relative to 1 + the value: wide enough for the roundings of a one-liner in half
# precision, and far too narrow for another function.
TOLERANCE = {"f32": 1e-3, "f64": 1e-5, "f16": 2e-2, "bf16": 1e-1}

# Slopes at kinks are a matter of convention, and in half precision one element in a
# few hundred lies on one.
SHARE = 0.005


def read(path: Path, arrays: int) -> np.ndarray:
    """The arrays of a sample."""
    return np.fromfile(path, "<f4").reshape(arrays, -1)


def difference(
    found: np.ndarray,
    reply: dict[str, Any],
    ours: np.ndarray,
    our_reply: dict[str, Any],
    dtype: str,
) -> str | None:
    """What is wrong with a sample, if anything."""
    expected = [ours[0]]
    if len(found) > 1:
        # The third of ours is for those whose backward pass starts with ones.
        expected.append(ours[1 if reply["upstream"] == "given" else 2])
    for name, have, want in zip(("value", "gradient"), found, expected, strict=False):
        if have.shape != want.shape:
            return f"{name}: {have.size} results, not {want.size}"
        not_finite = int(np.count_nonzero(~np.isfinite(have) & np.isfinite(want)))
        if not_finite:
            return f"{name}: infinite or NaN at {not_finite} of {want.size} places"
        with np.errstate(invalid="ignore"):
            error = np.abs(have - want) / (1 + np.abs(want))
        wrong = int(np.count_nonzero(error > TOLERANCE[dtype]))
        if wrong > SHARE * want.size:
            worst = int(np.argmax(error))
            return (
                f"{name}: off at {wrong} of {want.size} places, at worst {have[worst]:.4g} "
                f"where nonlin has {want[worst]:.4g}"
            )
    return parameter_difference(reply, our_reply, len(ours[0]), dtype)


def parameter_difference(
    reply: dict[str, Any], our_reply: dict[str, Any], size: int, dtype: str
) -> str | None:
    """What is wrong with the gradient by the parameter. In half precision its sum
    over a long array is not compared: it may be anything."""
    have, want = reply["parameter"], our_reply["parameter"]
    if have is None or want is None or dtype not in ("f32", "f64"):
        return None
    # Such a sum of numbers of either sign is about the root of their number.
    if abs(have - want) <= 0.01 * (abs(want) + size**0.5):
        return None
    return f"parameter gradient: {have:.6g} where nonlin has {want:.6g}"
