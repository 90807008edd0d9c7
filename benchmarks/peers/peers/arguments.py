"""The command line. Run as a program it only checks one."""

import argparse
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .cases import DTYPES, FUNCTIONS, Section, sections

HERE = Path(__file__).resolve().parent.parent
SECTIONS = ("memory", "cache", "call")
SIZE = 1 << 24
ROUNDS = 5
# Above it, the arrays and intermediates of a one-liner may not fit.
LARGEST = 1 << 28


@dataclass(frozen=True)
class Arguments:
    """What was asked for."""

    sections: list[Section]
    functions: list[str]
    rounds: int
    output: Path
    rust_worker: Path | None


def cores() -> list[int]:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def whole(least: int, most: int) -> Callable[[str], int]:
    """A reader of whole numbers within bounds."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(f"{number} is not from {least} to {most}")
        return number

    return read


def some_of(known: tuple[str, ...], what: str) -> Callable[[str], list[str]]:
    """A reader of lists of known words."""

    def read(text: str) -> list[str]:
        words = [word.strip() for word in text.split(",")]
        for word in words:
            if word not in known:
                expected = ", ".join(known)
                raise argparse.ArgumentTypeError(f"no {what} {word!r}; there are {expected}")
        return list(dict.fromkeys(words))

    return read


def parse(arguments: list[str] | None = None) -> Arguments:
    """Reads the command line; what is wrong with it is said, and the program ends."""
    available = len(cores())
    parser = argparse.ArgumentParser(
        prog="benchmarks/peers/run.sh",
        description="Measures nonlin against its peers and writes docs/peers.md.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--size",
        type=whole(1024, LARGEST),
        default=SIZE,
        metavar="N",
        help=f"elements of an array in memory (default {SIZE})",
    )
    parser.add_argument(
        "--rounds",
        type=whole(1, 1000),
        default=ROUNDS,
        metavar="N",
        help=f"turns that everything takes; medians are reported (default {ROUNDS})",
    )
    parser.add_argument(
        "--threads",
        type=whole(1, available),
        default=available,
        metavar="N",
        help=f"threads for arrays in memory; the rest has one (default {available}, all cores)",
    )
    parser.add_argument(
        "--dtype",
        type=some_of(DTYPES, "element type"),
        default=list(DTYPES),
        metavar="LIST",
        help=f"element types (default {','.join(DTYPES)})",
    )
    parser.add_argument(
        "--functions",
        type=some_of(FUNCTIONS, "function"),
        default=list(FUNCTIONS),
        metavar="LIST",
        help="functions (default all)",
    )
    parser.add_argument(
        "--sections",
        type=some_of(SECTIONS, "section"),
        default=list(SECTIONS),
        metavar="LIST",
        help=f"sections (default {','.join(SECTIONS)})",
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=HERE.parent.parent / "docs" / "peers.md",
        metavar="PATH",
        help="the page (default docs/peers.md)",
    )
    parser.add_argument("--rust-worker", type=Path, help=argparse.SUPPRESS)
    parsed = parser.parse_args(arguments)
    if not parsed.output.parent.is_dir():
        parser.error(f"argument --output: {parsed.output.parent} is not a folder")
    chosen = [
        section
        for section in sections(parsed.size, parsed.threads, tuple(parsed.dtype))
        if section.key in parsed.sections
    ]
    return Arguments(chosen, parsed.functions, parsed.rounds, parsed.output, parsed.rust_worker)


if __name__ == "__main__":
    parse()
