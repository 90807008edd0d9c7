"""Writes the type stubs of the modules whose members come from the catalogue.

python tools/stubs.py            writes them
python tools/stubs.py --check    fails if they are not current
"""

from __future__ import annotations

import sys
from pathlib import Path

import nonlin
from nonlin import Function
from nonlin._catalogue import keyword

ROOT = Path(__file__).resolve().parent.parent / "nonlin"
NOTE = "# Written by tools/stubs.py from the catalogue.\n"


def summary(function: Function) -> str:
    return f"{function.name}: {function.summary}"


def numpy_stub() -> str:
    head = """from nonlin._catalogue import Kink as Kink
from nonlin._catalogue import Parameter as Parameter
from nonlin._catalogue import Properties as Properties
from nonlin._catalogue import Reference as Reference
from nonlin._find import formula as formula
from nonlin._find import get as get
from nonlin._find import onnx as onnx
from nonlin._function import Function as Function

__version__: str

def functions(family: str | None = None) -> list[Function]: ...
def tuned_functions() -> list[Function]: ...

"""
    members = (f'{f.id}: Function\n"""{summary(f)}"""\n' for f in nonlin.functions())
    return NOTE + head + "".join(members)


def functional_stub() -> str:
    head = """from collections.abc import Callable

from torch import Tensor

from nonlin import Function
from nonlin._catalogue import keyword
from nonlin.torch._functional import formula as formula

# The long tail.
def __getattr__(name: str) -> Callable[..., Tensor]: ...

def activation(
    x: Tensor, function: str | Function, *, channel_axis: int = 1, **values: float | Tensor
) -> Tensor: ...
"""
    return NOTE + head + "".join(map(functional_member, nonlin.tuned_functions()))


def functional_member(function: Function) -> str:
    values = "".join(
        f", {keyword(p.name)}: float | Tensor = {p.default!r}" for p in function.parameters
    )
    return (
        f"def {function.id}(x: Tensor, *, channel_axis: int = 1{values}) -> Tensor:\n"
        f'    """{summary(function)}"""\n\n'
    )


def torch_stub() -> str:
    from nonlin.torch._names import class_name

    head = """from collections.abc import Iterable
from typing import Any

import torch

from nonlin.torch import functional as functional
from nonlin.torch._functional import activation as activation
from nonlin.torch._groups import param_groups as param_groups
from nonlin.torch._inspect import inspect as inspect
from nonlin.torch._module import Activation as Activation
from nonlin.torch._module import Formula as Formula
from nonlin.torch._module import Rational as Rational
from nonlin.torch._module import formula as formula
from nonlin.torch._register import register as register
from nonlin.torch._report import Report as Report
from nonlin.torch._swap import Swap as Swap
from nonlin.torch._swap import swap as swap

# The long tail.
def __getattr__(name: str) -> type[Activation]: ...

"""
    every = nonlin.tuned_functions()
    return NOTE + head + "".join(torch_member(f, class_name(f.id)) for f in every)


def torch_member(function: Function, name: str) -> str:
    values = "".join(
        f"        {keyword(p.name)}: float = {p.default!r},\n" for p in function.parameters
    )
    return f'''class {name}(Activation):
    """{summary(function)}"""

    def __init__(
        self,
        function: str = ...,
        *,
{values}        trainable: bool | str | Iterable[str] | None = None,
        per_channel: int | bool | None = None,
        channel_axis: int = 1,
        inplace: bool = False,
        device: Any = None,
        dtype: torch.dtype | None = None,
    ) -> None: ...

'''


def jax_stub() -> str:
    head = """from collections.abc import Callable
from typing import Any

from jax import Array
from jax.typing import ArrayLike

from nonlin import Function
from nonlin._catalogue import keyword
from nonlin.jax._functions import formula as formula

# The long tail.
def __getattr__(name: str) -> Callable[..., Array]: ...
def activation(x: ArrayLike, function: str | Function, **parameters: Any) -> Array: ...
"""
    return NOTE + head + "".join(map(jax_member, nonlin.tuned_functions()))


def jax_member(function: Function) -> str:
    values = "".join(f", {keyword(p.name)}: ArrayLike = {p.default!r}" for p in function.parameters)
    star = ", *" if values else ""
    return (
        f"def {function.id}(x: ArrayLike{star}{values}) -> Array:\n"
        f'    """{summary(function)}"""\n\n'
    )


def stubs() -> dict[Path, str]:
    found = {ROOT / "__init__.pyi": numpy_stub(), ROOT / "jax" / "__init__.pyi": jax_stub()}
    try:
        found[ROOT / "torch" / "__init__.pyi"] = torch_stub()
    except ImportError:
        print("PyTorch is not installed: its stubs are left as they are", file=sys.stderr)
    found[ROOT / "torch" / "functional.pyi"] = functional_stub()
    return found


def main() -> int:
    stale = [
        path
        for path, text in stubs().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.relative_to(ROOT.parent)} is not current: run tools/stubs.py")
        return bool(stale)
    for path in stale:
        temporary = path.with_suffix(".tmp")
        temporary.write_text(stubs()[path], encoding="utf-8")
        temporary.replace(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
