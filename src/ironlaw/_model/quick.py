"""A question that was asked before with other values: read, computed and shown without a detour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from ironlaw._calculus import Straight, straight
from ironlaw._language import LawVariable, at_once, display
from ironlaw._model.members import Members

RTOL = 1e-6  # relative gap within which givens agree
Name = str | LawVariable


class Quick:
    """A target from givens of certain names, where nothing but definitions leads to it.

    What it cannot read at once, or cannot compute, it leaves to others: it returns None.
    """

    def __init__(
        self, line: Straight, given: Sequence[LawVariable], fixed: dict[Any, float]
    ) -> None:
        self._line, self._readers = line, tuple(at_once(v.unit, v.domain) for v in given)
        places = {v: place for place, v in enumerate(given)}
        self._start = [fixed.get(v, 0.0) for v in line.inputs]
        self._moves = [(i, places[v]) for i, v in enumerate(line.inputs) if v in places]

    def __call__(self, stated: Iterable[Any]) -> Any:
        """Return the target as a quantity; None where that takes more."""
        values = [read(one) for read, one in zip(self._readers, stated, strict=True)]
        if None in values or (self._line.defaults and 0.0 in values):
            return None
        inputs: list[Any] = self._start.copy()
        for place, source in self._moves:
            inputs[place] = values[source]
        value = self._line.at(inputs, RTOL)
        return None if value is None else display(value, self._line.target.unit)


def quick(members: Members, target: Name, names: tuple[Name, ...]) -> Quick | None:
    """Return how to compute a target from givens of some names; None where it takes a search.

    Remembered with the system, by target and names.
    """
    return members.memory.recalled((_made, target, names), partial(_made, members, target, names))


def _made(members: Members, target: Name, names: tuple[Name, ...]) -> Quick | None:
    variable = members.variable(target)
    given = [members.passed(name) for name in names]
    fixed = {v: x for v, x in members.constants.items() if v not in given and v != variable}
    if not given or variable in given:
        return None
    line = straight(members.memory, variable, frozenset({*fixed, *given}))
    return None if line is None else Quick(line, given, dict(fixed))
