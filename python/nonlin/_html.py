"""A function as notebooks show it."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nonlin._described import Described


def shown(function: Described) -> str:
    """Name, formula, plot, parameters and source as HTML."""
    reference = function.reference
    year = f" ({reference.year})" if reference.year else ""
    rest = " ".join(f"{part}." for part in (reference.title, reference.identifier) if part)
    values = "".join(
        f"<li><code>{p.name} = {p.value:g}</code> in {html.escape(p.range)}: "
        f"{html.escape(p.meaning)}</li>"
        for p in function.parameters
    )
    return (
        f"<div><b>{html.escape(function.name)}</b> <code>{html.escape(str(function))}</code><br>"
        f"$f(x) = {html.escape(function.latex)}$"
        f"<div style='max-width:520px'>{function.svg()}</div>"
        f"<ul>{values}</ul>"
        f"<small>{html.escape(f'{reference.authors}{year}. {rest}')}</small></div>"
    )
