"""Markdown tables."""


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    """A table whose first column is text and whose others are numbers, padded so
    that it can be read as text."""
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]

    def line(cells: list[str]) -> str:
        first = cells[0].ljust(widths[0])
        others = [cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True)]
        return "| " + " | ".join([first, *others]) + " |"

    rule = ["-" * widths[0]] + ["-" * (width - 1) + ":" for width in widths[1:]]
    return [line(head), line(rule), *(line(row) for row in rows), ""]


def nanoseconds(time: float) -> str:
    """Three significant digits, no more than three decimals."""
    if time >= 100:
        return f"{time:.0f}"
    if time >= 10:
        return f"{time:.1f}"
    return f"{time:.2f}" if time >= 1 else f"{time:.3f}"


def factor(ratio: float) -> str:
    """A ratio with two significant digits, and three near 1 where it matters."""
    return f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.1f}" if ratio >= 2 else f"{ratio:.2f}"
