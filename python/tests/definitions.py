"""The definitions of the literature, evaluated by mpmath: `formulas.txt` of the
reference crate, which is independent of the library."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mpmath

FORMULAS = Path(__file__).resolve().parents[2] / "crates/nonlin-reference/src/formulas.txt"
DIGITS = 250
# Of differences, whose error is its square.
STEP = mpmath.mpf("1e-25")

_WORDS = {
    "exp": mpmath.exp,
    "ln": mpmath.log,
    "tanh": mpmath.tanh,
    "sqrt": mpmath.sqrt,
    "erf": mpmath.erf,
    "atan": mpmath.atan,
    "abs": abs,
    "iff": lambda condition, yes, no: yes() if condition else no(),
    "softplus": lambda u: (
        u + mpmath.log1p(mpmath.exp(-u)) if u > 0 else mpmath.log1p(mpmath.exp(u))
    ),
    "sigmoid": lambda u: 1 / (1 + mpmath.exp(-u)),
    "number": mpmath.mpf,
    "pi": +mpmath.pi,
}


def _python(text: str) -> str:
    """The language of the table as Python: lazy branches, exact decimals."""
    text = re.sub(r"\blambda\b", "lambda_", text).replace("^", "**")
    text = re.sub(r"(?<![\w.])(\d+(?:\.\d+)?)", r"number('\1')", text)
    while "if(" in text.replace("iff(", ""):
        start = re.search(r"\bif\(", text).start()  # type: ignore[union-attr]
        depth, at, commas = 0, start + 3, []
        for at in range(start + 2, len(text)):
            depth += {"(": 1, ")": -1}.get(text[at], 0)
            if text[at] == "," and depth == 1:
                commas.append(at)
            if depth == 0:
                break
        condition, yes, no = (
            text[start + 3 : commas[0]],
            text[commas[0] + 1 : commas[1]],
            text[commas[1] + 1 : at],
        )
        text = f"{text[:start]}iff({condition}, lambda: {yes}, lambda: {no}){text[at + 1 :]}"
    return text


@functools.cache
def _table() -> dict[str, Callable[..., Any]]:
    lines = [line for line in FORMULAS.read_text("utf-8").splitlines() if not line.startswith("#")]
    entries = re.split(r"\n(?=\w)", "\n".join(line for line in lines if line.strip()))
    found = {}
    for entry in entries:
        head, text = entry.split(" =", 1)
        name, parameters = re.fullmatch(r"(\w+)\((.*)\)", head.strip(), re.S).groups()  # type: ignore[union-attr]
        names = [p.split("=")[0].strip() for p in parameters.split(",") if p.strip()]
        names = ["lambda_" if n == "lambda" else n for n in names]
        source = f"lambda x{''.join(', ' + n for n in names)}: {_python(' '.join(text.split()))}"
        found[name] = eval(source, dict(_WORDS, __builtins__={}))
    return found


def value(name: str, x: float, parameters: list[float]) -> mpmath.mpf:
    """The function at exactly these doubles."""
    with mpmath.workdps(DIGITS):
        return +_table()[name](mpmath.mpf(x), *map(mpmath.mpf, parameters))


def slope(name: str, x: float, parameters: list[float], order: int = 1) -> mpmath.mpf:
    """Its derivative by x; x must not be near a kink."""
    with mpmath.workdps(DIGITS):
        p = [mpmath.mpf(v) for v in parameters]
        return +mpmath.diff(lambda t: _table()[name](t, *p), mpmath.mpf(x), order, h=STEP)


def by_parameter(name: str, x: float, parameters: list[float], k: int) -> mpmath.mpf:
    with mpmath.workdps(DIGITS):
        p = [mpmath.mpf(v) for v in parameters]

        def moved(t: mpmath.mpf) -> mpmath.mpf:
            return _table()[name](mpmath.mpf(x), *[t if i == k else v for i, v in enumerate(p)])

        return +mpmath.diff(moved, p[k], 1, h=STEP)
