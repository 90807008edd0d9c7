"""What all tests share: definitions in arbitrary precision, and loud skipping."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

OPTIONAL = ("ml_dtypes", "torch", "jax", "torchvision", "timm", "transformers", "triton")
OPTIONAL += ("onnxscript", "onnxruntime")
MISSING = [name for name in OPTIONAL if importlib.util.find_spec(name) is None]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for name in MISSING:
        terminalreporter.write_line(
            f"SKIPPED: {name} is not installed; what needs it was NOT tested", red=True, bold=True
        )


@pytest.fixture(scope="session")
def repository() -> Path:
    return Path(__file__).resolve().parents[2]
