"""The guide does what it says: every snippet is run, in order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

GUIDE = Path(__file__).resolve().parents[2] / "docs/python.md"
PARTS = re.split(r"\n## ", GUIDE.read_text("utf-8"))


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.splitlines()[0])
def test_snippets(part: str, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    snippets = re.findall(r"```python\n(.*?)```", part, re.S)
    for snippet in snippets:
        for needed in ("torch", "jax"):
            if f"import {needed}" in snippet:
                pytest.importorskip(needed)
        if "import nonlin" not in snippet and "nonlin" not in names:
            exec("import nonlin", names)
        exec(compile(snippet, str(GUIDE), "exec"), names)


def test_there_are_snippets() -> None:
    assert sum(part.count("```python") for part in PARTS) >= 9
