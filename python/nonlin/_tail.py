"""Modules with a member for every function; those of the long tail are made on first use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import nonlin


def fill(members: dict[str, Any], make: Callable[[nonlin.Function], Any]) -> list[str]:
    """Gives the module whose globals are `members` a member for every function, by `make`;
    the names of those that are made at once."""
    made = {function.id: make(function) for function in nonlin.tuned_functions()}
    name_of_module = members["__name__"]

    def find(name: str) -> Any:
        try:
            found = getattr(nonlin, name)
        except AttributeError as error:
            raise AttributeError(str(error).replace("'nonlin'", name_of_module, 1)) from None
        if not isinstance(found, nonlin.Function):
            raise AttributeError(f"module {name_of_module} has no attribute {name!r}")
        return made.get(found.id) or made.setdefault(found.id, make(found))

    def names() -> list[str]:
        return sorted({*members, *(function.id for function in nonlin.functions())})

    members.update(made, __getattr__=find, __dir__=names)
    return list(made)
