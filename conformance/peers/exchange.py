"""Files by which results are handed over; see `src/exchange.rs` for their layout."""

import json
import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import ml_dtypes
import numpy as np

DTYPES = {
    "f32": np.dtype(np.float32),
    "f64": np.dtype(np.float64),
    "f16": np.dtype(np.float16),
    "bf16": np.dtype(ml_dtypes.bfloat16),
}


@dataclass
class Results:
    """What one function gives: either array may be missing, with a reason."""

    value: np.ndarray | None = None
    gradient: np.ndarray | None = None
    value_error: str | None = None
    gradient_error: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Function:
    """A function of an implementation and the definition that it is judged by."""

    name: str
    definition: str
    call: Callable
    parameters: Sequence[float] = ()
    dtypes: Sequence[str] = tuple(DTYPES)


@dataclass
class Implementation:
    """An implementation with its place on the page."""

    id: str
    order: int
    title: str
    how: str
    versions: dict[str, str]
    functions: Sequence[Function]
    evaluate: Callable[[Function, str, np.ndarray], Results]
    cases: list[dict] = field(default_factory=list)

    def run(self, work: Path) -> None:
        """Runs every function in every type, and writes the results and the index."""
        folder = work / "results" / self.id
        folder.mkdir(parents=True, exist_ok=True)
        inputs = {name: read_inputs(work, name) for name in DTYPES}
        for number, function in enumerate(self.functions):
            for dtype in function.dtypes:
                results = attempt(self.evaluate, function, dtype, inputs[dtype])
                file = f"{number}.{dtype}"
                write(folder / f"{file}.value.bin", results.value)
                write(folder / f"{file}.gradient.bin", results.gradient)
                case = {
                    "name": function.name,
                    "function": function.definition,
                    "parameters": list(function.parameters),
                    "dtype": dtype,
                    "file": file,
                    "note": results.note,
                    "value_error": results.value_error,
                    "gradient_error": results.gradient_error,
                }
                self.cases.append(case)
        versions = {"python": platform.python_version(), **self.versions}
        about = {"order": self.order, "title": self.title, "how": self.how}
        write_index(work, self.id, **about, versions=versions, cases=self.cases)
        print(f"{self.title}: {len(self.cases)} cases", flush=True)


def attempt(evaluate: Callable, function: Function, dtype: str, x: np.ndarray) -> Results:
    """The results, or the reason why an implementation has none."""
    try:
        results = evaluate(function, dtype, x)
    # Whatever a library raises is a result of this suite.
    except Exception as error:  # noqa: BLE001
        reason = f"{type(error).__name__}: {error}"
        return Results(value_error=reason, gradient_error=reason)
    for part in ("value", "gradient"):
        array = asdict(results)[part]
        if array is not None and array.shape != x.shape:
            reason = f"the {part} has the shape {array.shape} for inputs of {x.shape}"
            setattr(results, part, None)
            setattr(results, f"{part}_error", reason)
    return results


def write_index(work: Path, name: str, **about: object) -> None:
    """Writes what an implementation is and what it has run."""
    path = work / "results" / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    temporary.write_text(json.dumps({"id": name, **about}, indent=1))
    temporary.rename(path)


def read_inputs(work: Path, dtype: str) -> np.ndarray:
    """The inputs of a type."""
    path = work / "inputs" / f"{dtype}.bin"
    if not path.is_file():
        message = f"{path} is missing: run `nonlin-conformance inputs {work}` first"
        raise SystemExit(message)
    return np.fromfile(path, dtype=np.uint8).view(DTYPES[dtype])


def write(path: Path, array: np.ndarray | None) -> None:
    """Writes the bytes of an array, or removes what an earlier run has left."""
    if array is None:
        path.unlink(missing_ok=True)
    else:
        np.ascontiguousarray(array).view(np.uint8).tofile(path)
