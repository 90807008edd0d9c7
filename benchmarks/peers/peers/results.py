"""Results, and how they are found again."""

from dataclasses import dataclass, field
from statistics import median

from .cases import OURS


@dataclass
class Result:
    """What became of a case."""

    section: str
    dtype: str
    function: str
    subject: str
    training: bool
    reused: bool
    # "timed", "absent" (not offered), "failed", or "differs" from nonlin.
    state: str
    # Why there is no time.
    reason: str = ""
    # "own" or "composed".
    kind: str = ""
    # Nanoseconds per element, or per call, of each round.
    times: list[float] = field(default_factory=list)

    @property
    def time(self) -> float:
        """The median over the rounds."""
        return median(self.times)

    @property
    def key(self) -> tuple[str, str, str, str, bool, bool]:
        """What tells it from other results."""
        return (
            self.section,
            self.dtype,
            self.function,
            self.subject,
            self.training,
            self.reused,
        )


class Results:
    """All results of a run."""

    def __init__(self) -> None:
        self.all: list[Result] = []
        self.by_key: dict[tuple[str, str, str, str, bool, bool], Result] = {}

    def add(self, result: Result) -> None:
        """Adds a result."""
        self.all.append(result)
        self.by_key[result.key] = result

    def get(
        self, section: str, dtype: str, function: str, subject: str, training: bool, reused: bool
    ) -> Result | None:
        """The result of a case, if it was part of the run."""
        return self.by_key.get((section, dtype, function, subject, training, reused))

    def ratio(self, result: Result) -> float | None:
        """How much longer it takes than nonlin does in the same way."""
        ours = self.get(
            result.section,
            result.dtype,
            result.function,
            OURS,
            result.training,
            result.reused,
        )
        if result.state != "timed" or ours is None or ours.state != "timed":
            return None
        return result.time / ours.time
