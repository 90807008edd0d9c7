"""What is known about functions: docstrings, formulas, stubs, the command line."""

from __future__ import annotations

import copy
import doctest
import os
import pickle
import subprocess
import sys
import xml.etree.ElementTree

import pytest

import nonlin


@pytest.mark.parametrize("f", nonlin.tuned_functions(), ids=lambda f: f.id)
def test_docstrings_tell_all_and_are_right(f: nonlin.Function) -> None:
    text = f.__doc__
    assert f.formula in text and f.derivative in text and f.summary in text
    assert f.reference.authors in text
    for p in f.parameters:
        assert f"{p.name} : float" in text and p.meaning in text
    test = doctest.DocTestParser().get_doctest(text, {}, f.id, None, 0)
    assert test.examples
    assert doctest.DocTestRunner().run(test).failed == 0


@pytest.mark.parametrize("f", nonlin.tuned_functions(), ids=lambda f: f.id)
def test_every_function_is_an_attribute(f: nonlin.Function) -> None:
    assert getattr(nonlin, f.id) == f == nonlin.get(f.id)
    if "(" not in f.name:
        assert nonlin.get(f.name) == f
    assert f.id in nonlin.__all__ and f.id in dir(nonlin)
    for alias in f.aliases:
        assert getattr(nonlin, alias) == f
    for again in (pickle.loads(pickle.dumps(f)), copy.deepcopy(f), eval(repr(f))):
        assert again == f and hash(again) == hash(f)


def test_values_change_what_is_equal() -> None:
    a, b = nonlin.get("swish", beta=2), nonlin.get("swish(beta=2)")
    assert a == b and hash(a) == hash(b) and a != nonlin.swish
    assert pickle.loads(pickle.dumps(a)) == a == eval(repr(a))
    assert str(a) == "swish(beta=2)" and a.values == {"beta": 2.0}
    assert nonlin.get(a, beta=3).values == {"beta": 3.0}
    assert nonlin.get("selu", lambda_=1.5).values["lambda"] == 1.5
    assert nonlin.get("zorro_symmetric", a=4, b=2).values == {"a": 4.0, "b": 2.0}


def test_what_is_known() -> None:
    gelu = nonlin.gelu
    assert gelu.formula == "x*Phi(x)" and "Phi" in gelu.latex and gelu.family == "self-gated"
    assert gelu.properties.infimum == pytest.approx(-0.16997120747990369, rel=1e-12)
    assert not gelu.properties.monotone and nonlin.relu.properties.kinks[0].at == 0
    (beta,) = nonlin.swish.parameters
    assert (beta.name, beta.default, beta.trainable, beta.range) == (
        "beta",
        1.0,
        True,
        "(-inf, inf)",
    )
    assert nonlin.telu.reference.identifier == "arXiv:2412.20269" or nonlin.telu.reference.year


def test_notebooks_show_a_picture() -> None:
    page = nonlin.swish._repr_html_()
    start, end = page.index("<svg"), page.index("</svg>") + 6
    xml.etree.ElementTree.fromstring(page[start:end])
    assert "beta = 1" in page and "$f(x)" in page and "Ramachandran" in page


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nonlin", *arguments], capture_output=True, text=True, timeout=60
    )


def test_the_command_line() -> None:
    assert command("eval", "relu", "2").stdout.split() == ["2", "2"]
    assert "x*Phi(x)" in command("show", "gelu").stdout
    failed = command("show", "gelo")
    assert failed.returncode == 1 and "did you mean gelu" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert command("--version").stdout.split() == ["nonlin", nonlin.__version__]
    assert command("--nonsense").returncode == 2
    # The wheel is without it; the build of the workspace is not.
    if "NONLIN_WORKSPACE" not in os.environ:
        assert "cargo install" in command("compare", "--acts", "relu").stderr


def test_the_module_examples() -> None:
    for module in (nonlin, nonlin._find):
        assert doctest.testmod(module).failed == 0


def test_stubs_are_current(repository) -> None:
    pytest.importorskip("torch")
    script = repository / "python/tools/stubs.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
