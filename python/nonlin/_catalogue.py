"""What is known about a function of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Parameter:
    """A parameter of a function."""

    name: str
    value: float
    default: float
    low: float
    high: float
    low_open: bool
    high_open: bool
    trainable: bool
    """Whether the authors of the function train it."""
    meaning: str

    @property
    def range(self) -> str:
        """The allowed values as an interval."""
        left, right = "(" if self.low_open else "[", ")" if self.high_open else "]"
        return f"{left}{self.low:g}, {self.high:g}{right}"


@dataclass(frozen=True)
class Kink:
    """An argument at which a function is not smooth."""

    at: float
    order: int
    """The lowest derivative that jumps there, 0 for the value itself."""
    slope: float
    """The slope that kernels use there."""


@dataclass(frozen=True)
class Properties:
    """What a function is like, computed from its formula."""

    infimum: float
    infimum_at: float | None
    supremum: float
    supremum_at: float | None
    limit_left: float
    limit_right: float
    slope_left: float
    slope_right: float
    lipschitz: float
    monotone: bool
    smoothness: str
    kinks: tuple[Kink, ...]
    zero_centred: bool
    normal_mean: float
    """The mean value for standard normal inputs."""
    saturates_left: bool
    saturates_right: bool


@dataclass(frozen=True)
class Reference:
    """Where a function was first published."""

    authors: str
    title: str
    year: int | None
    identifier: str | None


def keyword(name: str) -> str:
    """A parameter as a keyword of a call, which `lambda` cannot be."""
    return "lambda_" if name == "lambda" else name


def plain(name: str) -> str:
    """The parameter that a keyword means."""
    return "lambda" if name == "lambda_" else name


def groups(names: Sequence[str], family: str) -> dict[str, list[str]]:
    """What parameters are trained and given as: each by itself, but the coefficients of a
    rational unit as two vectors."""
    if family != "rational":
        return {name: [name] for name in names}
    parts = {"numerator": "a", "denominator": "b"}
    found = {part: [n for n in names if n[0] == letter] for part, letter in parts.items()}
    return {part: members for part, members in found.items() if members}
