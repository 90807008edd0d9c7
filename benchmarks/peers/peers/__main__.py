"""The driver: measures, and writes the page and the numbers behind it."""

import json
import shlex
import sys
from dataclasses import asdict
from pathlib import Path

from . import machine
from .arguments import HERE, parse
from .measure import measure
from .page import page
from .results import Results

FOLDER = HERE / "results"


def write(path: Path, text: str) -> None:
    """Writes a file whole or not at all."""
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_text(text)
    temporary.replace(path)


def command() -> str:
    """The command as it was given."""
    words = sys.argv[1:]
    if "--rust-worker" in words:
        at = words.index("--rust-worker")
        words = words[:at] + words[at + 2 :]
    return shlex.join(["benchmarks/peers/run.sh", *words])


def main() -> None:
    """Measures and writes."""
    arguments = parse()
    if arguments.rust_worker is None or not arguments.rust_worker.exists():
        sys.exit("the Rust worker is missing: start this with benchmarks/peers/run.sh")
    FOLDER.mkdir(exist_ok=True)
    log = FOLDER / "workers.log"
    log.write_bytes(b"")
    results = Results()
    # Before the run puts a load on the machine itself.
    load = dict(machine.describe({}))["load at the start"]

    about: list[tuple[str, str]] = []

    def save() -> None:
        """Keeps the numbers after each section, should the next one be stopped."""
        rows = [asdict(result) for result in results.all]
        run = {"command": command(), "machine": dict(about), "results": rows}
        write(FOLDER / "peers.json", json.dumps(run, indent=1))

    descriptions, missing = measure(arguments, log, results, save)
    about += [
        (name, load if name == "load at the start" else value)
        for name, value in machine.describe(descriptions)
    ]
    about.append(("rounds", str(arguments.rounds)))
    save()
    write(arguments.output, page(arguments, command(), about, missing, results))
    print(f"wrote {arguments.output} and {FOLDER / 'peers.json'}", file=sys.stderr)


if __name__ == "__main__":
    main()
