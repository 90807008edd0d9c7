"""Numbers that users pass."""

from __future__ import annotations

from typing import Any, SupportsFloat

import numpy as np


def count(name: str, value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{name} must be an integer, not {value!r}")
    if not 0 <= value < 2**31:
        raise ValueError(f"{name} must be a count, not {value}")
    return int(value)


def number(name: str, value: SupportsFloat) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be a number, not {value!r}") from None
