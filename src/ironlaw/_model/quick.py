"""A question that was asked before with other values: read, computed and shown without a detour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from ironlaw._calculus import Straight, straight
from ironlaw._language import LawVariable, at_once, display
from ironlaw._model.members import Members

_MOST_TEXTS = 64  # of one given, whose numbers are remembered
Name = str | LawVariable


class Quick:
    """A target from givens of certain names, where nothing but definitions leads to it.

    What it cannot read at once, or cannot compute, it leaves to others: it returns None.
    """

    def __init__(
        self, line: Straight, given: Sequence[LawVariable], fixed: dict[Any, float]
    ) -> None:
        self._given = tuple(given)
        self._texts: list[dict[str, float]] = [{} for _ in given]
        places = {v: place for place, v in enumerate(self._given)}
        start = [fixed.get(v, 0.0) for v in line.inputs]
        self._start = start
        self._moves = [(i, places[v]) for i, v in enumerate(line.inputs) if v in places]
        self._call = line.scalar.call
        self._has_defaults = bool(line.defaults)
        self._unit = line.target.unit
        self._is_checked = bool(line.sides)

    def __call__(self, stated: Iterable[Any]) -> Any:
        """Return the target as a quantity; None where that takes more."""
        values = []
        for variable, texts, one in zip(self._given, self._texts, stated, strict=True):
            value = texts.get(one) if type(one) is str else None
            if value is None:
                value = at_once(variable, one)
                if type(one) is str and value is not None and len(texts) < _MOST_TEXTS:
                    texts[one] = value
            if value is None or (value == 0.0 and self._has_defaults):
                return None
            values.append(value)
        args = self._start.copy()
        for place, source in self._moves:
            args[place] = values[source]
        try:
            found = self._call(*args)
        except (ArithmeticError, ValueError):
            return None
        if found is None or (self._is_checked and not _agree(found[1:])):
            return None
        return display(found[0], self._unit)


def _agree(sides: Sequence[float]) -> bool:
    pairs = zip(sides[::2], sides[1::2], strict=True)
    return all(abs(one - other) <= 1e-6 * max(abs(one), abs(other)) for one, other in pairs)


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
