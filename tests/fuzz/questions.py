"""Questions about a consistent point: something is dropped, and something further on given."""

from __future__ import annotations

import random
from typing import NamedTuple

from tests.fuzz.points import Case, Point

_MOST_SWAPPED = 3


class Question(NamedTuple):
    """What is asked, and what is given.

    Attributes
    ----------
    kind
        ``forward``, ``inverse``, ``swapped`` (several leaves dropped), ``partial`` or ``surplus``.
    unknown, given
        The variable asked for, and the givens in base units.
    """

    kind: str
    unknown: str
    given: Point


def question(rng: random.Random, case: Case) -> Question | None:
    """Draw a question; None where a point has none of the kind that was drawn."""
    kinds = ("forward", "inverse", "swapped", "partial", "surplus")
    kind = rng.choices(kinds, (2, 10, 4, 4, 4))[0]
    return _KINDS[kind](rng, case)


def _stated(case: Case) -> Point:
    """Return the leaves that have to be given: all but those that are at their default."""
    at, variables = case.point, case.model.variables
    return {n: at[n] for n in case.model.leaves if variables[n].default != at[n]}


def _forward(rng: random.Random, case: Case) -> Question | None:
    defined = [one.defines.name for one in case.model.order]
    return Question("forward", rng.choice(defined), _stated(case)) if defined else None


def inverse(rng: random.Random, case: Case) -> Question | None:
    """Draw a leaf to be asked for, something that depends on it given in its place."""
    return _exchanged(rng, case, "inverse", 1)


def _swapped(rng: random.Random, case: Case) -> Question | None:
    return _exchanged(rng, case, "swapped", rng.randint(2, _MOST_SWAPPED))


def _exchanged(rng: random.Random, case: Case, kind: str, many: int) -> Question | None:
    """Give something that depends on a leaf in the place of it, for one leaf or more."""
    given = _stated(case)
    leaves = rng.sample(case.model.leaves, min(many, len(case.model.leaves)))
    for leaf in leaves:
        below = [name for name in case.model.below[leaf] if name not in given]
        if not below:
            return None
        given.pop(leaf, None)
        target = rng.choice(below)
        given[target] = case.point[target]
    unknown = leaves[0]
    return None if unknown in given else Question(kind, unknown, given)


def _partial(rng: random.Random, case: Case) -> Question | None:
    names = [name for name in case.point if name not in case.model.constants]
    unknown = rng.choice(names)
    chosen = rng.sample(names, rng.randint(0, min(len(names), 8)))
    return Question("partial", unknown, {n: case.point[n] for n in chosen if n != unknown})


def _surplus(rng: random.Random, case: Case) -> Question | None:
    found = _exchanged(rng, case, "surplus", 1)
    if found is None:
        return None
    names = [n for n in case.point if n not in case.model.constants and n != found.unknown]
    more = rng.sample(names, rng.randint(1, min(len(names), 4)))
    return found._replace(given={**found.given, **{n: case.point[n] for n in more}})


_KINDS = {
    "forward": _forward,
    "inverse": inverse,
    "swapped": _swapped,
    "partial": _partial,
    "surplus": _surplus,
}
