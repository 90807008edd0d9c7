"""The report of `inspect`, as a table and as a page."""

from __future__ import annotations

import html
import math
import os
import tempfile
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Row:
    """One call of an activation."""

    path: str
    """The module; with #2, #3 where it is called several times."""
    kind: str
    shape: tuple[int, ...]
    mean: float
    """Mean of the outputs."""
    std: float
    """Standard deviation of the outputs."""
    zero: float
    """Share of outputs that are 0."""
    dead: float
    """Share of units (channels) through which no element of the batch passes any
    gradient."""
    saturated: float
    """Share of elements at which the slope is below 0.001."""
    gradient: float
    """Norm of the gradient by the output, divided by the root of the number of
    elements."""
    not_finite: int
    """Outputs and gradients that are infinite or no number."""


_HEADS = {
    "path": "module",
    "kind": "function",
    "shape": "output",
    "mean": "mean",
    "std": "std",
    "zero": "zero",
    "dead": "dead units",
    "saturated": "saturated",
    "gradient": "gradient",
    "not_finite": "not finite",
}
_SHARES = {"zero", "dead", "saturated"}


@dataclass(frozen=True)
class Report:
    """What `inspect` found, by depth; printed, it is a table."""

    rows: tuple[Row, ...]
    loss: float

    def _cells(self) -> list[list[str]]:
        return [[_shown(f.name, getattr(row, f.name)) for f in fields(Row)] for row in self.rows]

    def __str__(self) -> str:
        table = [list(_HEADS.values()), *self._cells()]
        widths = [max(len(line[k]) for line in table) for k in range(len(_HEADS))]
        # Text to the left, numbers to the right.
        aligned = [
            "  ".join(
                cell.ljust(width) if k < 3 else cell.rjust(width)
                for k, (cell, width) in enumerate(zip(line, widths, strict=True))
            ).rstrip()
            for line in table
        ]
        return "\n".join([*aligned, "", *(self.findings() or ["Nothing stands out."])])

    def findings(self) -> list[str]:
        """What stands out, in words."""
        found = []
        for row in self.rows:
            if row.not_finite:
                found.append(f"{row.path}: {row.not_finite} values are infinite or no number.")
            if row.dead >= 0.1:
                found.append(
                    f"{row.path}: {row.dead:.0%} of the units are dead: nothing in this batch "
                    "passes a gradient through them."
                )
            elif row.saturated >= 0.9:
                found.append(f"{row.path}: {row.saturated:.0%} of the elements are saturated.")
        known = [row for row in self.rows if row.gradient > 0]
        if len(known) > 1:
            first, last = known[0], known[-1]
            ratio = first.gradient / last.gradient
            if not 1e-3 <= ratio <= 1e3:
                word = "vanish" if ratio < 1 else "explode"
                found.append(
                    f"Gradients {word}: {first.gradient:.2g} at {first.path}, "
                    f"{last.gradient:.2g} at {last.path}."
                )
        return found

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{name}</th>" for name in _HEADS.values())
        lines = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>"
            for cells in self._cells()
        )
        words = "".join(f"<li>{html.escape(text)}</li>" for text in self.findings())
        return (
            f"<ul>{words or '<li>Nothing stands out.</li>'}</ul>{_bars(self.rows)}"
            f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
        )

    def to_html(self, path: str | os.PathLike[str]) -> Path:
        """Writes the report as a page; returns its path."""
        page = _PAGE.format(body=self._repr_html_(), loss=self.loss)
        target = Path(path)
        if not target.parent.is_dir():
            raise FileNotFoundError(f"{target.parent}: there is no such folder")
        handle, name = tempfile.mkstemp(dir=target.parent, suffix=".tmp")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(page)
            # A temporary file is private to the user; a report is for showing.
            os.chmod(name, 0o644)
            os.replace(name, target)
        except BaseException:
            os.unlink(name)
            raise
        return target


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Activations</title><style>
body {{ font: 15px/1.5 system-ui, sans-serif; margin: 2em; color: #1a1a1a }}
table {{ border-collapse: collapse; font-variant-numeric: tabular-nums }}
th, td {{ padding: .25em .8em; text-align: right; border-bottom: 1px solid #e4e4e4 }}
th:nth-child(-n+3), td:nth-child(-n+3) {{ text-align: left }}
</style></head><body><h1>Activations</h1><p>Loss {loss:.6g}</p>{body}</body></html>
"""


def _bars(rows: tuple[Row, ...]) -> str:
    """Gradient norms by depth, on a logarithmic scale."""
    known = [row.gradient for row in rows if row.gradient > 0]
    if not known:
        return ""
    low, high = math.log10(min(known)) - 0.5, math.log10(max(known))
    bars = []
    for k, row in enumerate(rows):
        share = (math.log10(row.gradient) - low) / (high - low) if row.gradient > 0 else 0.0
        label = html.escape(f"{row.path}: {row.gradient:.3g}")
        bars.append(
            f'<rect x="{12 * k}" y="{100 - 100 * share:.1f}" width="10" '
            f'height="{100 * share:.1f}" fill="#0072b2"><title>{label}</title></rect>'
        )
    width = 12 * len(rows)
    return (
        "<p>Gradient norms by depth, logarithmic:</p>"
        f'<svg viewBox="0 0 {width} 100" width="{min(3 * width, 900)}" height="120" '
        f'preserveAspectRatio="none">{"".join(bars)}</svg>'
    )


def _shown(name: str, value: Any) -> str:
    if name in _SHARES:
        return f"{value:.1%}"
    if name == "shape":
        return "x".join(map(str, value))
    return f"{value:.4g}" if isinstance(value, float) else str(value)
