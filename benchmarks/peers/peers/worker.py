"""The Python side of a worker: reads requests, answers them, one JSON object a line.

The Rust worker has the same messages, in src/protocol.rs.
"""

import gc
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import repeat
from typing import Any, Protocol

import numpy as np

# At most so many results are compared.
SAMPLES = 1 << 16


class NotOfferedError(Exception):
    """The implementation has no such function, or not in that way."""


NO_OWN = "has no function of its own"
NO_REUSE = "cannot write into memory it is given"


@dataclass
class Prepared:
    """A case, ready to be timed: a call is one step."""

    # Runs the case and waits for its end. What it returns are the outputs: y, in
    # training also the gradients by x and by the trained parameter.
    step: Callable[[], tuple[Any, ...]]
    kind: str


class Library(Protocol):
    """What a worker needs of a library."""

    def describe(self) -> dict[str, str]:
        """Its version and settings."""

    def load(self, dtype: str, x: np.ndarray, gy: np.ndarray) -> None:
        """Takes inputs, as f32, and rounds them to the element type."""

    def prepare(self, subject: str, function: str, training: bool, reused: bool) -> Prepared:
        """Makes a case ready."""

    def numbers(self, array: Any) -> np.ndarray:
        """An array of the library as f32."""

    def forget(self) -> None:
        """Drops what was kept for a function."""


class Worker:
    """Answers requests with a library."""

    def __init__(self, peer: Library) -> None:
        self.peer = peer
        self.prepared: dict[tuple[Any, ...], Prepared] = {}

    def case(self, request: dict[str, Any]) -> Prepared:
        """The case of a request, from the last time if there was one."""
        key = tuple(request[name] for name in ("subject", "function", "training", "reused"))
        if key not in self.prepared:
            self.prepared[key] = self.peer.prepare(*key)
        return self.prepared[key]

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """The reply to a request."""
        match request["do"]:
            case "describe":
                return self.peer.describe()
            case "inputs":
                self.prepared.clear()
                x, gy = (
                    np.fromfile(f"{request['folder']}/{name}.f32", np.float32, request["size"])
                    for name in ("x", "gy")
                )
                self.peer.load(request["dtype"], x, gy)
                return {}
            case "sample":
                return self.sample(self.case(request), request["training"], request["path"])
            case "time":
                step = self.case(request).step
                clock(step, request["warm"])
                return {"seconds": clock(step, request["repeats"])}
            case "forget":
                self.prepared.clear()
                self.peer.forget()
                return {}
            case other:
                raise ValueError(f"no request {other}")

    def sample(self, prepared: Prepared, training: bool, path: str) -> dict[str, Any]:
        """Runs a case once and writes some of the results to a file."""
        outputs = prepared.step()
        arrays = 2 if training else 1
        thinned = []
        for output in outputs[:arrays]:
            values = self.peer.numbers(output).ravel()
            thinned.append(values[:: max(values.size // SAMPLES, 1)][:SAMPLES])
        np.concatenate(thinned).astype("<f4").tofile(path)
        parameter = None
        if len(outputs) > arrays:
            parameter = float(self.peer.numbers(outputs[arrays]).sum())
        return {
            "kind": prepared.kind,
            "upstream": "given",
            "arrays": arrays,
            "parameter": parameter,
        }


def clock(step: Callable[[], Any], repeats: int) -> float:
    """The seconds that so many steps take; results are dropped within the time."""
    start = time.perf_counter()
    for _ in repeat(None, repeats):
        step()
    return time.perf_counter() - start


def brief(error: Exception) -> str:
    """The first sentence of an error; advice follows."""
    sentence = str(error).strip().partition("\n")[0].partition(". ")[0]
    text = f"{type(error).__name__}: {sentence}"
    return text if len(text) <= 160 else text[:157] + "..."


def serve(make: Callable[[], Library]) -> None:
    """Answers requests until there are no more. What libraries print goes to stderr."""
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    worker: Worker | None = None
    # As timeit does: garbage is collected between requests, not within a time.
    gc.disable()
    for line in sys.stdin:
        try:
            # Here, so that a library that is not installed is an answer.
            worker = worker or Worker(make())
            reply = worker.answer(json.loads(line))
        except NotOfferedError as error:
            reply = {"absent": str(error)}
        except Exception as error:  # noqa: BLE001
            # Whatever a library raises is its result.
            reply = {"failed": brief(error)}
        gc.collect(0)
        print(json.dumps(reply), file=replies, flush=True)
