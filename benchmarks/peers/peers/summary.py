"""The expectations of the page."""

from .arguments import Arguments
from .cases import TITLES
from .expectations import (
    ARRAYS,
    MARGIN,
    TARGETS,
    Closest,
    Target,
    closest,
    least_ratio,
    slower,
    verdict,
)
from .results import Results
from .tables import factor, nanoseconds, table

# Rows of the list of misses; all are in the JSON file.
LONGEST = 100


def headline(results: Results) -> list[str]:
    """The outcome in a sentence."""
    ratios = [r for result in results.all if (r := results.ratio(result)) is not None]
    # nonlin's own are 1 and would count as passed.
    own = sum(result.subject == "nonlin" and result.state == "timed" for result in results.all)
    missed = len(slower(results))
    return [
        f"nonlin is at least as fast as the peer, or within {MARGIN:.0%} of it, in "
        f"{len(ratios) - own - missed} of {len(ratios) - own} comparisons, and slower in {missed}: "
        "see [Expectations](#expectations)."
    ]


def summary(arguments: Arguments, results: Results) -> list[str]:
    """All expectations with their outcomes."""
    return [
        "## Expectations",
        "",
        *never_slower(arguments, results),
        *where_slower(results),
        *targets(arguments, results),
    ]


def never_slower(arguments: Arguments, results: Results) -> list[str]:
    """A row per function: the peer that comes closest."""
    dtypes = list(dict.fromkeys(d for section in arguments.sections for d in section.dtypes))
    columns: list[tuple[str, tuple[str, ...], str]] = []
    keys = [section.key for section in arguments.sections]
    if any(key in ARRAYS for key in keys):
        columns += [(dtype, ARRAYS, dtype) for dtype in dtypes]
    columns += [
        (f"{section.size} elements", (section.key,), section.dtypes[0])
        for section in arguments.sections
        if section.per_call
    ]
    rows = []
    for function in arguments.functions:
        found = [closest(results, function, sections, dtype) for _, sections, dtype in columns]
        verdicts = [verdict(one.ratio) for one in found if one is not None]
        worst = next((v for v in ("miss", "level", "pass") if v in verdicts), "–")
        rows.append([function, *map(nearest, found), mark(worst)])
    counts = {v: sum(row[-1] == mark(v) for row in rows) for v in ("pass", "level", "miss")}
    return [
        "### Never slower than a peer",
        "",
        "The peer that comes closest over both sizes of arrays, forward and training, output allocated and reused, "
        f"and its time as a multiple of nonlin's. Level: slower by less than {MARGIN:.0%}, which a further run may "
        f"turn round. **Pass: {counts['pass']}, level: {counts['level']}, miss: {counts['miss']} functions.**",
        "",
        *table(["function", *(title for title, _, _ in columns), "verdict"], rows),
    ]


def nearest(one: Closest | None) -> str:
    """A ratio and whose it is."""
    if one is None:
        return "–"
    text = f"{factor(one.ratio)} {TITLES[one.result.subject]}"
    return f"**{text}**" if verdict(one.ratio) == "miss" else text


def mark(outcome: str) -> str:
    """A verdict as it is printed."""
    return "**miss**" if outcome == "miss" else outcome


def where_slower(results: Results) -> list[str]:
    """Every miss, the worst first."""
    found = slower(results)
    if not found:
        return ["No peer is faster anywhere.", ""]
    rows = []
    for one in found[:LONGEST]:
        result = one.result
        ours = results.get(*result.key[:3], "nonlin", *result.key[4:])
        rows.append(
            [
                result.function,
                result.section,
                result.dtype,
                "training" if result.training else "forward",
                "reused" if result.reused else "allocated",
                TITLES[result.subject] + ("°" if result.kind == "composed" else ""),
                nanoseconds(ours.time) if ours else "–",
                nanoseconds(result.time),
                f"{one.ratio:.2f}",
            ]
        )
    head = [
        "function",
        "section",
        "type",
        "pass",
        "output",
        "peer",
        "nonlin",
        "peer takes",
        "ratio",
    ]
    return [
        "<details>",
        f"<summary>The comparisons in which nonlin is slower, the worst {len(rows)} of {len(found)}</summary>",
        "",
        *table(head, rows),
        "</details>",
        "",
    ]


def targets(arguments: Arguments, results: Results) -> list[str]:
    """Expected factors, and those found."""
    lines = ["### So many times as fast", ""]
    lines += [
        "Times of the peer as multiples of nonlin's, in f32; the lesser of output allocated and reused.",
        "",
    ]
    for target in TARGETS:
        lines += of_target(target, arguments, results)
    return lines


def of_target(target: Target, arguments: Arguments, results: Results) -> list[str]:
    """The table of one expectation."""
    ways = [
        (section.key, training)
        for section in arguments.sections
        if section.key in ARRAYS and "f32" in section.dtypes
        for training in (False, True)
    ]
    rows = []
    for function in target.functions:
        if function not in arguments.functions:
            continue
        ratios = [least_ratio(results, target, function, *way) for way in ways]
        known = [ratio for ratio in ratios if ratio is not None]
        if known:
            cells = ["–" if ratio is None else factor(ratio) for ratio in ratios]
            rows.append([function, *cells, mark("pass" if min(known) >= target.factor else "miss")])
    if not rows:
        return []
    passed = sum(row[-1] == "pass" for row in rows)
    name = TITLES[target.peer].removesuffix(" one-liner")
    what = "own functions" if target.own else "one-liners"
    head = ["function", *(f"{key}, {'training' if t else 'forward'}" for key, t in ways), "verdict"]
    return [
        f"**At least {target.factor:.0f} times as fast as {name}'s {what}: {passed} of {len(rows)} pass**",
        "",
        *table(head, rows),
    ]
