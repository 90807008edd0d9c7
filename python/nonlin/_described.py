"""What is known about a function of the catalogue, as attributes."""

from __future__ import annotations

import functools

import numpy as np

from nonlin import _nonlin
from nonlin._catalogue import Kink, Parameter, Properties, Reference, groups
from nonlin._checks import count, number
from nonlin._html import shown


class Described:
    """Formula, parameters, source and properties."""

    _activation: _nonlin.Activation

    @property
    def id(self) -> str:
        """The identifier, as in `telu`."""
        return self._activation.id

    @property
    def name(self) -> str:
        """The published name, as in `TeLU`."""
        return self._activation.name

    __name__ = id

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other names that find it."""
        return tuple(self._activation.aliases)

    @property
    def family(self) -> str:
        """The family, as in `rectifier`."""
        return self._activation.family

    @property
    def summary(self) -> str:
        """What it is, in a line."""
        return self._activation.summary

    @property
    def notes(self) -> str:
        """Conventions and name clashes; may be empty."""
        return self._activation.notes

    @property
    def stochastic(self) -> bool:
        """Whether it draws random numbers in training."""
        return self._activation.stochastic

    @property
    def values(self) -> dict[str, float]:
        """The parameter values by name."""
        return {p.name: p.value for p in self.parameters}

    @functools.cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters, in the order of the paper."""
        return tuple(
            Parameter(name, value, default, *ends, trainable, meaning)
            for (name, default, ends, trainable, meaning), value in zip(
                self._activation.parameters(), self._activation.values, strict=True
            )
        )

    @functools.cached_property
    def _groups(self) -> dict[str, list[str]]:
        return groups([p.name for p in self.parameters], self.family)

    @functools.cached_property
    def reference(self) -> Reference:
        """Where it was first published."""
        return Reference(*self._activation.reference())

    @functools.cached_property
    def properties(self) -> Properties:
        """Range, limits, Lipschitz constant, kinks and so on."""
        found = self._activation.properties()
        kinks = tuple(Kink(*kink) for kink in found.pop("kinks"))
        return Properties(kinks=kinks, **found)

    @property
    def formula(self) -> str:
        """The formula as text."""
        return self._activation.formula()

    @property
    def latex(self) -> str:
        """The formula as LaTeX."""
        return self._activation.latex()

    @property
    def derivative(self) -> str:
        """The derivative as text."""
        return self._activation.formula(1)

    @property
    def derivative_latex(self) -> str:
        """The derivative as LaTeX."""
        return self._activation.latex(1)

    def svg(self, low: float = -5.0, high: float = 5.0) -> str:
        """A picture of the function and its derivative."""
        low, high = number("low", low), number("high", high)
        if not (np.isfinite(low) and np.isfinite(high) and low < high):
            raise ValueError(f"{low} to {high} is no range; low must be below high, both finite")
        return self._activation.svg(low, high)

    def onnx(self, *, opset: int | None = None, rank: int | None = None) -> bytes:
        """The function as an ONNX model of one node, for f32: see `nonlin.onnx`."""
        counts = {"opset": opset, "rank": rank}
        return self._activation.onnx(**{k: count(k, n) for k, n in counts.items()})

    def _repr_html_(self) -> str:
        return shown(self)
