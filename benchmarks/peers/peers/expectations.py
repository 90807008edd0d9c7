"""What is expected of nonlin, and whether the numbers bear it out."""

from dataclasses import dataclass

from .cases import OURS, PEERS
from .results import Result, Results

# Medians of the same thing differ by so much from run to run.
MARGIN = 0.03


@dataclass(frozen=True)
class Target:
    """At least so many times as fast as a peer on these functions, in f32."""

    peer: str
    factor: float
    functions: tuple[str, ...]
    # Only where the function is the peer's own.
    own: bool


OWN_OF_RUST = (
    "relu",
    "leaky_relu",
    "prelu",
    "elu",
    "celu",
    "selu",
    "softplus",
    "hard_swish",
    "sigmoid",
    "tanh",
    "silu",
    "gelu",
    "gelu_tanh",
    "mish",
)

TARGETS = (
    Target("torch", 2.0, ("mish", "gelu_tanh", "softplus", "elu"), own=True),
    Target("torch_one_liner", 4.0, ("telu", "logish", "smish"), own=False),
    Target("burn", 10.0, OWN_OF_RUST, own=True),
    Target("candle", 10.0, OWN_OF_RUST, own=True),
)

ARRAYS = ("memory", "cache")


def verdict(ratio: float) -> str:
    """Whether nonlin is at least as fast, for a ratio of times."""
    if ratio >= 1:
        return "pass"
    return "level" if ratio >= 1 - MARGIN else "miss"


@dataclass
class Closest:
    """The peer that comes closest to nonlin, or passes it."""

    ratio: float
    result: Result


def closest(
    results: Results, function: str, sections: tuple[str, ...], dtype: str
) -> Closest | None:
    """The least ratio over peers, directions and outputs."""
    found: Closest | None = None
    for result in results.all:
        wanted = result.function == function and result.dtype == dtype
        if not wanted or result.section not in sections or result.subject == OURS:
            continue
        ratio = results.ratio(result)
        if ratio is not None and (found is None or ratio < found.ratio):
            found = Closest(ratio, result)
    return found


def slower(results: Results) -> list[Closest]:
    """Every case in which a peer is faster, the worst first."""
    found = []
    for result in results.all:
        ratio = results.ratio(result) if result.subject != OURS else None
        if ratio is not None and verdict(ratio) == "miss":
            found.append(Closest(ratio, result))
    return sorted(found, key=lambda one: one.ratio)


def least_ratio(
    results: Results, target: Target, function: str, section: str, training: bool
) -> float | None:
    """The least ratio to a peer, over outputs allocated and reused."""
    ratios = []
    for reused in (False, True):
        result = results.get(section, "f32", function, target.peer, training, reused)
        if result is None or (target.own and result.kind != "own"):
            continue
        ratio = results.ratio(result)
        if ratio is not None:
            ratios.append(ratio)
    return min(ratios, default=None)


def peers_timed(results: Results) -> list[str]:
    """The peers of which there is at least one time."""
    timed = {result.subject for result in results.all if result.state == "timed"}
    return [peer.title for peer in PEERS if peer.key in timed]
