"""The measurement: everything takes its turn in every round."""

import math
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from .arguments import Arguments
from .cases import OURS, SUBJECTS, WORKERS, Case, Section, cases_of
from .guard import difference, read
from .process import WorkerDiedError, WorkerProcess
from .results import Result, Results

WORKER_OF = {subject.key: subject.worker for subject in SUBJECTS}

# Slower calls need no call to warm up: it would not show.
SLOW = 0.05


@dataclass
class Turn:
    """A case that is timed, and how."""

    case: Case
    result: Result
    repeats: int
    warm: int


class Measurement:
    """A section of a run: its workers, and what they find."""

    def __init__(
        self, arguments: Arguments, section: Section, folder: Path, log: Path, results: Results
    ) -> None:
        self.arguments = arguments
        self.section = section
        self.folder = folder
        self.results = results
        # The driver has made sure that it is there.
        rust_worker = arguments.rust_worker or Path()
        self.workers = {
            name: WorkerProcess(name, rust_worker, section.threads, log) for name in WORKERS
        }
        # Workers that do not start, and why.
        self.missing: dict[str, str] = {}
        self.descriptions: dict[str, dict[str, str]] = {}

    def run(self) -> None:
        """Measures everything of the section."""
        try:
            for name in WORKERS:
                self.describe(name)
            for dtype in self.section.dtypes:
                self.load(dtype)
                for function in self.arguments.functions:
                    self.function(dtype, function)
        finally:
            for worker in self.workers.values():
                worker.stop()

    def describe(self, name: str) -> None:
        reply = self.ask(name, {"do": "describe"})
        if "failed" in reply:
            self.missing[name] = reply["failed"]
        else:
            self.descriptions[name] = reply

    def load(self, dtype: str) -> None:
        request = {
            "do": "inputs",
            "dtype": dtype,
            "size": self.section.size,
            "folder": str(self.folder),
        }
        for name in WORKERS:
            if name not in self.missing:
                reply = self.ask(name, request)
                if "failed" in reply:
                    self.missing[name] = reply["failed"]

    def ask(self, name: str, request: dict[str, Any]) -> dict[str, Any]:
        """A worker's answer; that it died is one, too."""
        if name in self.missing:
            return {"failed": self.missing[name]}
        try:
            return self.workers[name].ask(request)
        except WorkerDiedError as error:
            return {"failed": str(error)}

    def function(self, dtype: str, function: str) -> None:
        """Compares and times all cases of a function."""
        start = time.monotonic()
        turns = self.prepare(dtype, function)
        for number in range(self.arguments.rounds):
            # Nobody is always the one after the same other.
            first = number * len(turns) // self.arguments.rounds
            for turn in turns[first:] + turns[:first]:
                self.take(turn)
        for name in WORKERS:
            self.ask(name, {"do": "forget"})
        took = time.monotonic() - start
        print(f"{self.section.title.lower()}, {dtype}, {function}: {took:.1f} s", file=sys.stderr)

    def prepare(self, dtype: str, function: str) -> list[Turn]:
        """All cases of a function that work and agree with nonlin."""
        turns = []
        ours: dict[bool, tuple[np.ndarray, dict[str, Any]]] = {}
        path = self.folder / "sample.f32"
        for case in cases_of(function):
            result = Result(
                self.section.key, dtype, function, case.subject, case.training, case.reused, "timed"
            )
            self.results.add(result)
            worker = WORKER_OF[case.subject]
            if worker in self.missing:
                # Said once for the page, not for each case.
                result.state, result.reason = "absent", self.missing[worker]
                continue
            reply = self.ask(worker, {"do": "sample", "path": str(path)} | case.message())
            if not self.accept(result, reply):
                continue
            result.kind = reply["kind"]
            sample = read(path, reply["arrays"])
            if case.subject == OURS:
                ours.setdefault(case.training, (sample, reply))
            if case.training not in ours:
                result.state, result.reason = "failed", "nothing of nonlin's to compare with"
                continue
            wrong = difference(sample, reply, *ours[case.training], dtype)
            if wrong is not None:
                result.state, result.reason = "differs", wrong
                continue
            turn = self.calibrate(case, result)
            if turn is not None:
                turns.append(turn)
        return turns

    def accept(self, result: Result, reply: dict[str, Any]) -> bool:
        """Whether a reply is one; a reason why not goes into the result."""
        for state in ("absent", "failed"):
            if state in reply:
                result.state, result.reason = state, reply[state]
                return False
        return True

    def calibrate(self, case: Case, result: Result) -> Turn | None:
        """How often a call is to be repeated for the clock not to matter."""
        repeats, seconds = 1, 0.0
        # The second time with enough calls to tell how long one is.
        for attempt in (1, 2):
            # The sample was a call to warm up.
            reply = self.time(case, 0, repeats)
            if not self.accept(result, reply):
                return None
            seconds = max(reply["seconds"] / repeats, 1e-9)
            if attempt == 1:
                repeats = min(math.ceil(self.section.turn / 4 / seconds), 10_000)
                if repeats == 1:
                    break
        wanted = math.ceil(self.section.turn / seconds)
        return Turn(case, result, wanted, 0 if seconds > SLOW else 1 + wanted // 20)

    def time(self, case: Case, warm: int, repeats: int) -> dict[str, Any]:
        request = {"do": "time", "warm": warm, "repeats": repeats} | case.message()
        return self.ask(WORKER_OF[case.subject], request)

    def take(self, turn: Turn) -> None:
        """One turn of a case."""
        if turn.result.state != "timed":
            return
        reply = self.time(turn.case, turn.warm, turn.repeats)
        if self.accept(turn.result, reply):
            per = turn.repeats * (1 if self.section.per_call else self.section.size)
            turn.result.times.append(reply["seconds"] * 1e9 / per)


def write_inputs(folder: Path, size: int) -> None:
    """The numbers that everybody gets: inputs as wide as before a normalisation,
    and upstream gradients."""
    generator = np.random.default_rng(20_261_121)
    for name, deviation in (("x", 2.0), ("gy", 1.0)):
        numbers = generator.standard_normal(size, np.float32) * np.float32(deviation)
        numbers.astype("<f4").tofile(folder / f"{name}.f32")


def measure(
    arguments: Arguments, log: Path, results: Results, save: Callable[[], None]
) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Runs all sections; what workers said of themselves, and which are missing."""
    descriptions: dict[str, dict[str, str]] = {}
    missing: dict[str, str] = {}
    with TemporaryDirectory(prefix="nonlin-peers-") as name:
        folder = Path(name)
        write_inputs(folder, max(section.size for section in arguments.sections))
        for section in arguments.sections:
            measurement = Measurement(arguments, section, folder, log, results)
            measurement.run()
            descriptions |= measurement.descriptions
            missing |= measurement.missing
            save()
    return descriptions, missing
