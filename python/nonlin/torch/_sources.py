"""What all Triton kernels have around the lines of a formula."""

from __future__ import annotations

from collections.abc import Iterable


def _indented(lines: Iterable[str], depth: int) -> str:
    return "".join(f"{'    ' * depth}{line}\n" for line in lines)


def elementwise(lines: list[str], count: int, wide: str, gradient: bool) -> str:
    """One element after the other: `y` of `x`, or `gx` of `x` and `gy`. With `count`
    parameters, `inner` neighbours share a set of them."""
    load = f"tl.load({{}} + at, mask=inside, other=0.0).to({wide})"
    body = ["at = tl.program_id(0).to(tl.int64) * BLOCK + tl.arange(0, BLOCK)", "inside = at < n"]
    body.append(f"x = {load.format('x_ptr')}")
    if gradient:
        body.append(f"gy = {load.format('gy_ptr')}")
    if count:
        body.append("set_at = at // inner % count")
        body += [f"p{k} = tl.load(p_ptr + set_at * {count} + {k})" for k in range(count)]
    body += [*lines, "tl.store(out_ptr + at, r0, mask=inside)"]
    between = "gy_ptr, " if gradient else ""
    head = f"def kernel(x_ptr, {between}out_ptr, p_ptr, n, count, inner, BLOCK: tl.constexpr):\n"
    return head + _indented(body, 1)


def reduced(lines: list[str], count: int, wide: str) -> str:
    """`gx`, and the gradients by the parameters summed over a share of the elements: rows
    of a block are elements, columns channels."""
    load = f"tl.load({{}} + at, mask=inside, other=0.0).to({wide})"
    before = ["channel = tl.program_id(1) * COLUMNS + tl.arange(0, COLUMNS)"]
    before.append("known = channel < count")
    for k in range(count):
        place = f"p_ptr + channel * {count} + {k}"
        before.append(f"p{k} = tl.load({place}, mask=known, other=1.0)[None, :]")
        before.append(f"s{k} = tl.zeros((ROWS, COLUMNS), {wide})")
    before.append("first = tl.program_id(0).to(tl.int64) * ROWS")
    loop = [
        "e = start + tl.arange(0, ROWS)",
        "row = (e // inner) * (inner * count) + e % inner",
        "at = row[:, None] + (channel.to(tl.int64) * inner)[None, :]",
        "inside = (e < each)[:, None] & known[None, :]",
        f"x = {load.format('x_ptr')}",
        f"gy = {load.format('gy_ptr')}",
        *lines,
        "tl.store(gx_ptr + at, r0, mask=inside)",
        *(f"s{k} += tl.where(inside, r{k + 1}, 0.0)" for k in range(count)),
    ]
    after = ["place = (tl.program_id(0).to(tl.int64) * count + channel) * " + str(count)]
    after += [f"tl.store(out_ptr + place + {k}, tl.sum(s{k}, 0), mask=known)" for k in range(count)]
    arguments = "x_ptr, gy_ptr, gx_ptr, p_ptr, out_ptr, each, count, inner, splits"
    return (
        f"def kernel({arguments}, ROWS: tl.constexpr, COLUMNS: tl.constexpr):\n"
        + _indented(before, 1)
        + "    for start in range(first, each, splits * ROWS):\n"
        + _indented(loop, 2)
        + _indented(after, 1)
    )
