"""The order in which the authors of relations have their variables, which print in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ironlaw._language import Equation, LawVariable, Step
from ironlaw._words.grouping import Written, written_in


class Rank(dict[str, int]):
    """The place of each variable, by its name, and the constants that print as letters.

    What was printed in it is kept with it.
    """

    lettered: frozenset[str] = frozenset()
    written: tuple[Written, ...] = ()
    printed: dict[tuple[Any, bool], str] | None = None


NO_RANK = Rank()


def ranked(steps: Iterable[Step], lettered: Iterable[LawVariable] = ()) -> Rank:
    """Return the order in which the authors of the relations in some steps have their variables.

    Constants that print as their number are ``lettered`` where they are asked for, or have another
    value.
    """
    return rank_of((x.stated for x in steps if x.stated is not None), lettered)


def rank_of(stated: Iterable[Equation], lettered: Iterable[LawVariable] = ()) -> Rank:
    """Return the order in which the authors of some equations have their variables."""
    equations = list(dict.fromkeys(stated))
    names = (v.name for one in equations for v in (*one.inputs, *one.variables))
    found = Rank((name, index) for index, name in enumerate(dict.fromkeys(names)))
    found.printed = {}
    found.lettered = frozenset(v.name for v in lettered if v.symbol != v.glyph)
    parts = (part for one in equations for part in written_in(one, found.lettered))
    found.written = tuple(sorted(parts, key=lambda one: -len(one.shown)))
    return found
