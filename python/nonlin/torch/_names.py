"""The names of module classes."""

from __future__ import annotations

import functools
import re

import nonlin
from nonlin import Function

# What neither the published name nor the words of the identifier tell.
_SPECIAL = {"rrelu": "RReLU", "dsilu": "DSiLU", "dgelu": "DGELU"}


def _words(text: str) -> list[str]:
    return [word[0].upper() + word[1:] for word in re.split(r"[\W_]+", text) if word]


def _published(function: Function) -> str | None:
    """The published name, if it is the identifier in another spelling."""
    name = "".join(_words(function.name))
    return name if name.lower() == function.id.replace("_", "") else None


@functools.cache
def class_name(name: str) -> str:
    """The class of a function, as in `TeLU` or `ZorroSymmetric`."""
    function = nonlin.get(name)
    if function.id in _SPECIAL:
        return _SPECIAL[function.id]
    return _published(function) or "".join(_spelled(word) for word in function.id.split("_"))


def named(name: str) -> Function | None:
    """The function whose class that is."""
    return _by_class().get(name)


@functools.cache
def _by_class() -> dict[str, Function]:
    return {class_name(function.id): function for function in nonlin.functions()}


def _spelled(word: str) -> str:
    """A word of an identifier as the function of that name is spelled."""
    return _spellings().get(word) or word.capitalize()


@functools.cache
def _spellings() -> dict[str, str | None]:
    return {f.id: _published(f) for f in nonlin.functions()}
