"""Whether givens determine an unknown, by the rank of the equations' slopes at random points.

Structure tells only what holds whatever the equations say: it calls missing what cancels. At a
random point of all that is not known, an unknown is determined if its slopes are a combination of
those of the equations that have to be met (Griewank and Walther 2008, for slopes along
definitions); the equations of that combination are those that it follows from.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import sympy

from ironlaw._language import Equation, LawVariable
from ironlaw._solving.basis import Basis
from ironlaw._solving.moving import FAR, NEAR, Exactly, Moving, Values, drawn

_MOST = 400  # equations; what is larger takes longer than a partial answer may
_SEED = 13
_ROUNDING = 1e-10
_BOUNDED = 1e-3
_TURNING = (sympy.Max, sympy.Min, sympy.floor, sympy.ceiling, sympy.Abs, sympy.Piecewise)


class Cause(NamedTuple):
    """What an unknown follows from.

    Attributes
    ----------
    equations
        The smallest part of the equations that was found to determine it.
    idle
        Variables that can have any value in them: the unknown does not move with them.
    """

    equations: tuple[Equation, ...]
    idle: tuple[LawVariable, ...]


def determined(equations: Sequence[Equation], unknown: LawVariable, known: Values) -> Cause | None:
    """Return what an unknown follows from; None where it moves while all equations are met.

    Parameters
    ----------
    equations
        The active equations.
    unknown
        The variable asked for.
    known
        Variables with a value.

    Examples
    --------
    >>> import ironlaw as il
    >>> law = il.laws[18].only("carbon", "facility_energy")
    >>> known = dict.fromkeys(law.symbols("facility_energy carbon_intensity"), 2.0)
    >>> found = determined(law.equations, law.variable("carbon"), known)
    >>> [one.name for one in found.equations], [v.name for v in found.idle]
    (['carbon', 'facility_energy'], ['pue'])
    """
    part = _connected(equations, unknown, known)
    if part is None:
        return None
    found = _reduced(part, unknown, known)
    return found if found is not None and _is_exact(found, unknown, known) else None


def unmoved(
    equations: Sequence[Equation], unknowns: Sequence[LawVariable], known: Values
) -> list[LawVariable]:
    """Return those of many unknowns that may be determined: they do not move at random points.

    Examples
    --------
    >>> import ironlaw as il
    >>> law = il.laws[18].only("carbon", "facility_energy")
    >>> known = dict.fromkeys(law.symbols("facility_energy carbon_intensity"), 2.0)
    >>> [v.name for v in unmoved(law.equations, law.symbols("pue carbon"), known)]
    ['carbon']
    """
    if len(equations) > _MOST:
        return list(unknowns)
    left = list(unknowns)
    for decades in (NEAR, FAR):  # far away another regime may hold
        there = Moving(equations, known, partial(drawn, rng=random.Random(_SEED), decades=decades))
        basis = Basis([row for _, row in there.met], rounding=_ROUNDING)
        if decades == NEAR or not there.is_cut:
            left = [v for v in left if basis.combined(there.rows[v]) is not None]
    return left


def _is_exact(found: Cause, unknown: LawVariable, known: Values) -> bool:
    """Tell whether an unknown does not move at all: what hardly moves it is seen by many digits."""
    there = Exactly(found.equations, known, partial(drawn, rng=random.Random(_SEED)))
    rows = [row for _, row in there.met]
    is_level = Basis(rows, rounding=sympy.Float(1e-35)).combined(there.rows[unknown]) is not None
    return is_level and not there.is_cut


def _reduced(part: Sequence[Equation], unknown: LawVariable, known: Values) -> Cause | None:
    """Return what an unknown follows from at a random point, in as few equations as will do."""
    draw = partial(drawn, rng=random.Random(_SEED))
    found: Cause | None = None
    while True:
        there = Moving(part, known, draw)
        fewer = _cause(there, unknown)
        if fewer is None:
            return found
        found, part = fewer, _contracted(there, fewer.equations, unknown)
        if len(part) == len(found.equations):
            return found


def _connected(
    equations: Sequence[Equation], unknown: LawVariable, known: Values
) -> list[Equation] | None:
    """Return the equations that the unknown is connected to by what is not known; None if many."""
    uses: dict[LawVariable, list[int]] = {}
    for index, one in enumerate(equations):
        for variable in one.variables:
            uses.setdefault(variable, []).append(index)
    seen, work, found = {unknown}, [unknown], set[int]()
    while work:
        for index in uses.get(work.pop(), ()):
            if index in found:
                continue
            found.add(index)
            if len(found) > _MOST:
                return None
            fresh = [v for v in equations[index].variables if v not in known and v not in seen]
            seen.update(fresh)
            work += fresh
    return [equations[index] for index in sorted(found)]


def _cause(there: Moving, unknown: LawVariable) -> Cause | None:
    """Return what the unknown follows from, if it does."""
    rows = [row for _, row in there.met]
    needed = Basis(rows, rounding=_ROUNDING).combined(there.rows[unknown])
    if needed is None:
        return None
    equations = _behind(there, [there.met[index][0] for index in needed], unknown)
    own = Basis([rows[index] for index in needed], rounding=_ROUNDING, weight=_weight)
    if any(_turns(one, there, own) for one in equations):
        return None
    held = {v for one in equations for v in one.variables}
    return Cause(equations, tuple(v for v in there.leaves if v in held and v not in own.pivots))


def _weight(variable: LawVariable) -> float:
    """Return how readily a variable is decided by others: a bounded one where it has to be."""
    return _BOUNDED if math.isfinite(variable.domain.upper) else 1.0


def _turns(one: Equation, there: Moving, basis: Basis) -> bool:
    """Tell whether an equation has other slopes elsewhere, and what it holds can move there."""
    if not one.rhs.has(*_TURNING):
        return False
    rows = (there.rows[v] for v in one.variables if v in there.rows)
    return any(basis.combined(row) is None for row in rows)


def _contracted(
    there: Moving, equations: Sequence[Equation], unknown: LawVariable
) -> tuple[Equation, ...]:
    """Return equations without the definitions that let what they define be anything.

    So does one that moves with a variable which no other equation holds.
    """
    count = Counter(v for one in equations for v in one.variables)

    def is_any(one: Equation) -> bool:
        defines = one.defines
        if defines is None or defines == unknown or there.defined.get(defines) is not one:
            return False
        row = there.rows[defines]
        return any(row.get(v) and count[v] == 1 and v != unknown for v in one.others)

    return tuple(one for one in equations if not is_any(one))


def _behind(there: Moving, met: Sequence[Equation], unknown: LawVariable) -> tuple[Equation, ...]:
    """Return equations that have to be met, with the definitions that they and another need."""
    found = dict.fromkeys(met)
    work = [unknown, *(v for one in met for v in one.variables)]
    for variable in work:  # grows while it is walked
        one = there.defined.get(variable)
        if one is not None and one not in found:
            found[one] = None
            work += one.variables
    return tuple(one for one in there.equations if one in found)
