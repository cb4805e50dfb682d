"""Questions about a consistent point: something is dropped, and something further on given."""

from __future__ import annotations

import datetime
import math
import random
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import sympy
from benchmarks.givens import based
from tests.fuzz.points import Case, Point

_MOST_SWAPPED = 3


class Question(NamedTuple):
    """What is asked, and what is given.

    Attributes
    ----------
    kind
        ``forward``, ``inverse``, ``swapped`` (several leaves dropped), ``partial`` or ``surplus``;
        ``contradiction`` (a further given that is wrong), ``hostile`` (one that is no number),
        ``slopes`` (the derivatives of a forward or inverse question), ``check`` (all that the
        givens determine) or ``change`` (a forward question before and after a leaf moves).
    unknown, given
        The variable asked for, and the givens in base units.
    verb
        The method that is called.
    """

    kind: str
    unknown: str
    given: dict[str, Any]
    verb: str = "solve"


def question(rng: random.Random, case: Case) -> Question | None:
    """Draw a question; None where a point has none of the kind that was drawn."""
    (kind,) = rng.choices(list(_KINDS), (2, 10, 4, 4, 4, 2, 2, 2, 1, 1))
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


def _contradiction(rng: random.Random, case: Case) -> Question | None:
    """Give all leaves, since a default would yield, and something else that they make."""
    found = _forward(rng, case)
    leaves = {name: case.point[name] for name in case.model.leaves}
    others = [one.defines for one in case.model.order if case.point[one.defines.name]]
    others = [v for v in others if found is not None and v.name != found.unknown]
    if found is None or not others:
        return None
    wrong = rng.choice(others)
    value = case.point[wrong.name] * rng.choice((0.5, 0.9, 1.1, 2.0))
    if not wrong.domain.contains(value):
        return None
    return found._replace(kind="contradiction", given={**leaves, wrong.name: value})


def _hostile(rng: random.Random, case: Case) -> Question | None:
    """Give what is no number in the place of one, or the name of nothing."""
    found = rng.choice((_forward, inverse, _partial))(rng, case)
    if found is None:
        return None
    name = rng.choice([*found.given, "no_such_name", "", None, 3]) if found.given else "nothing"
    value = rng.choice(HOSTILE)
    given = {**found.given, name: value}
    verb = rng.choice(("solve", "evaluate", "sensitivity", "check", "suggest", "change"))
    if verb == "change" and isinstance(value, list) and value:
        verb = "check"  # two numbers are a change
    if verb in ("solve", "evaluate") and (isinstance(value, list) or getattr(value, "ndim", 0)):
        verb = "suggest"  # these take arrays
    return Question("hostile", found.unknown, given, verb)


def _slopes(rng: random.Random, case: Case) -> Question | None:
    found = rng.choice((_forward, inverse))(rng, case)
    return found and found._replace(kind="slopes", verb="sensitivity")


def _check(rng: random.Random, case: Case) -> Question | None:
    found = rng.choice((inverse, _partial, _surplus))(rng, case)
    return found and found._replace(kind="check", verb="check")


def _change(rng: random.Random, case: Case) -> Question | None:
    found = _forward(rng, case)
    if found is None or not case.model.leaves:
        return None
    leaf, leaves = rng.choice(case.model.leaves), {n: case.point[n] for n in case.model.leaves}
    moved = leaves[leaf] * rng.choice((0.5, 1.1, 2.0))
    if case.model.moved(case.point, leaf, moved) is None:
        return None
    pair = tuple(based({leaf: x})[leaf] for x in (leaves[leaf], moved))
    return Question("change", found.unknown, {**leaves, leaf: pair}, "change")


HOSTILE = (
    *(math.nan, math.inf, -math.inf, "nan", "", "five", "5 parsecs", "1e999", "5 GB GB"),
    *(None, True, 1j, 10**400, b"5", [], [1.0, 2.0], {}, {1: 2}, object(), print, int, Ellipsis),
    *(Decimal("NaN"), datetime.timedelta(1), datetime.date(2026, 1, 1), range(3)),
    *(sympy.zoo, sympy.nan, sympy.oo, sympy.I, sympy.true, sympy.Matrix([1, 2])),
    *(np.array([1.0, 2.0]), np.array(math.nan), np.array("x"), np.datetime64("2026-01-01")),
)

_KINDS = {
    "forward": _forward,
    "inverse": inverse,
    "swapped": _swapped,
    "partial": _partial,
    "surplus": _surplus,
    "contradiction": _contradiction,
    "hostile": _hostile,
    "slopes": _slopes,
    "check": _check,
    "change": _change,
}
