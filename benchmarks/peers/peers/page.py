"""The page."""

from collections import defaultdict

from .arguments import Arguments
from .cases import OURS, SUBJECTS, TITLES, Section
from .expectations import MARGIN, peers_timed, verdict
from .results import Result, Results
from .summary import headline, summary
from .tables import factor, nanoseconds, table

INTRODUCTION = """\
Written by `benchmarks/peers/run.sh`; do not edit by hand. What the functions cost in nonlin and in its peers, in one \
run on one machine, everybody with the same numbers and as many threads.

* Times are medians of rounds in which everybody takes turns. In brackets: how many times as long as nonlin takes in \
the same way; **bold** where nonlin is slower by MARGIN or more.
* Inputs are normal with deviation 2, in memory that has been used before. PyTorch and JAX align \
their arrays to 64 bytes, and nonlin is given such, but for newly allocated output; Burn and candle allocate as they do. \
A result that differs from nonlin's is \
reported instead of a time.
* **Training** is the forward pass and then the backward pass from a given upstream gradient. For prelu and swish, it \
includes the gradient by the parameter. nonlin makes its two passes one after the other; JAX compiles both into one \
program. Burn and candle take no upstream gradient, and start with ones.
* **Allocated**: each call returns a new array. **Reused**: results go into memory that is there: `out=` kernels in \
PyTorch (called without autograd in training), donated buffers in JAX. PyTorch's one-liners, oneDNN, Burn and candle \
have no such way.
* **PyTorch** is eager mode with its own functions, **one-liner** what the paper writes, in tensor operations (in JAX \
compiled as a whole). **oneDNN** is PyTorch on tensors in oneDNN's layout, which it has for five functions only.
* **°** marks a one-liner in an implementation without a function of its own, **–** what an implementation does not \
offer."""

SECTION_NOTES = {
    "memory": "ns per element. New arrays of this size are new pages of the system, for everybody.",
    "cache": "ns per element.",
    "call": "ns per call: the overhead of a function on an array of next to nothing.",
}


def page(
    arguments: Arguments,
    command: str,
    machine: list[tuple[str, str]],
    missing: dict[str, str],
    results: Results,
) -> str:
    """The page as text."""
    lines = [
        "# nonlin and its peers",
        "",
        INTRODUCTION.replace("MARGIN", f"{MARGIN:.0%}"),
        "",
        *headline(results),
        "",
    ]
    lines += [f"* {name}: {value}" for name, value in [("command", f"`{command}`"), *machine]]
    lines.append("")
    for name, reason in missing.items():
        lines += [f"**Absent:** everything of the {name} worker ({reason}).", ""]
    for section in arguments.sections:
        lines += of_section(section, arguments, results)
    lines += summary(arguments, results)
    lines += not_measured(results)
    return "\n".join(lines).rstrip() + "\n"


def of_section(section: Section, arguments: Arguments, results: Results) -> list[str]:
    """All tables of a section."""
    threads = f"{section.threads} thread{'s' if section.threads > 1 else ''}"
    lines = [f"## {section.title}: {section.size:,} elements, {threads}", ""]
    lines += [SECTION_NOTES[section.key], ""]
    for dtype in section.dtypes:
        # What most readers want is open.
        folded = dtype != section.dtypes[0]
        if folded:
            lines += ["<details>", f"<summary>{dtype}</summary>", ""]
        for training in (False, True):
            for reused in (False, True):
                lines += of_way(section, dtype, training, reused, arguments, results)
        if folded:
            lines += ["</details>", ""]
    return lines


def of_way(
    section: Section,
    dtype: str,
    training: bool,
    reused: bool,
    arguments: Arguments,
    results: Results,
) -> list[str]:
    """The table of one type, direction and kind of output."""

    def result(function: str, subject: str) -> Result | None:
        return results.get(section.key, dtype, function, subject, training, reused)

    found = {
        subject.key: [result(function, subject.key) for function in arguments.functions]
        for subject in SUBJECTS
    }
    columns = [
        subject
        for subject in SUBJECTS
        if subject.key == OURS or any(r and r.state != "absent" for r in found[subject.key])
    ]
    rows = [
        [function, *(cell(found[subject.key][i], results) for subject in columns)]
        for i, function in enumerate(arguments.functions)
    ]
    direction = "training" if training else "forward"
    output = "reused" if reused else "allocated"
    head = ["function", *(subject.title for subject in columns)]
    return [f"**{dtype}, {direction}, output {output}**", "", *table(head, rows)]


def cell(result: Result | None, results: Results) -> str:
    """A time with its ratio, or a word in its place."""
    if result is None or result.state == "absent":
        return "–"
    if result.state != "timed":
        return result.state
    time = nanoseconds(result.time)
    if result.subject == OURS:
        return time
    mark = "°" if result.kind == "composed" and "one-liner" not in TITLES[result.subject] else ""
    ratio = results.ratio(result)
    if ratio is None:
        return f"{time}{mark}"
    text = f"({factor(ratio)})"
    return f"{time}{mark} {f'**{text}**' if verdict(ratio) == 'miss' else text}"


def not_measured(results: Results) -> list[str]:
    """Whatever failed or gave other results, with reasons."""
    groups: dict[tuple[str, str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for result in results.all:
        if result.state not in ("failed", "differs"):
            continue
        # Counts and places vary; what is wrong does not.
        reason = result.reason.split(" at ")[0] if result.state == "differs" else result.reason
        way = "training" if result.training else "forward"
        key = (result.subject, result.state, reason)
        groups[key][result.function].add(f"{result.dtype} {way}")
    if not groups:
        return []
    lines = ["## What could not be measured", "", "Compared with " + compared(results) + ".", ""]
    for (subject, state, reason), functions in groups.items():
        where = "; ".join(
            f"{function} ({', '.join(sorted(ways))})" for function, ways in functions.items()
        )
        verb = "fails" if state == "failed" else "differs from nonlin"
        lines.append(f"* {TITLES[subject]} {verb}, {reason}: {where}")
    return [*lines, ""]


def compared(results: Results) -> str:
    """The peers of a run."""
    return ", ".join(peers_timed(results)) or "nobody"
