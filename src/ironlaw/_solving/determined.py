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
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import scipy.linalg
import sympy

from ironlaw._language import Equation, LawVariable
from ironlaw._programs import number
from ironlaw._solving.conditioning import slopes

_MOST = 400  # equations; what is larger takes longer than a partial answer may
_SEED = 13
_SMALL = 1e-9

Values = Mapping[LawVariable, float]
Row = dict[LawVariable, float]


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
    part: Sequence[Equation] | None = _connected(equations, unknown, known)
    if part is None:
        return None
    while True:
        slopes_there = _Slopes(part, known, random.Random(_SEED))
        found = slopes_there.cause(unknown)
        part = () if found is None else slopes_there.contracted(found.equations, unknown)
        if found is None or len(part) == len(found.equations):
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


class _Slopes:
    """Equations at a random point: the slopes of what they define, and of what has to be met."""

    def __init__(self, equations: Sequence[Equation], known: Values, rng: random.Random) -> None:
        self.equations, self.known, self.rng = equations, known, rng
        self.defined: dict[LawVariable, Equation] = {}  # what a definition makes, by it
        self.at: dict[LawVariable, float] = dict(known)
        self.rows: dict[LawVariable, Row] = {}  # by variable, in the variables that can move
        self.met: list[tuple[Equation, Row]] = []
        waiting = list(equations)
        defined = {one.defines for one in waiting}
        for variable in dict.fromkeys(v for one in waiting for v in one.variables):
            if variable not in known and variable not in defined:
                self._let(variable)
        while waiting:
            ready = [one for one in waiting if all(v in self.at for v in one.others)]
            if not ready:  # definitions that go round: one is let loose, its equation to be met
                self._let(next(v for v in waiting[0].variables if v not in self.at))
                continue
            for one in ready:
                self._pass(one)
            waiting = [one for one in waiting if one not in ready]

    def _let(self, variable: LawVariable) -> None:
        """Let a variable move, from a random value in its domain."""
        self.at[variable] = drawn(variable, self.rng)
        self.rows[variable] = {variable: self.at[variable]}

    def _pass(self, one: Equation) -> None:
        """Define a variable, or note what has to be met."""
        defines = one.defines
        if defines is None or defines in self.at:
            self.met.append((one, self._row(one.rhs - one.lhs)))
            return
        self.rows[defines] = self._row(one.rhs)
        self.at[defines] = float(number(one.rhs, self.at))
        self.defined[defines] = one

    def _row(self, expr: sympy.Expr) -> Row:
        """Return the slopes of an expression in what can move, each times the value there."""
        row: Row = {}
        for variable, slope in slopes(expr, self.at).items():
            for moving, own in self.rows.get(variable, {}).items() if slope else ():
                row[moving] = row.get(moving, 0.0) + slope * own
        return row

    def cause(self, unknown: LawVariable) -> Cause | None:
        """Return what the unknown follows from, if it does."""
        moving = [v for v, row in self.rows.items() if v in row]
        matrix = _dense([row for _, row in self.met], moving)
        target = _dense([self.rows[unknown]], moving)
        if matrix is None or target is None:
            return None
        chosen = _independent(matrix)
        shares = np.linalg.lstsq(matrix[chosen].T, target[0], rcond=None)[0]
        if np.abs(target[0] - shares @ matrix[chosen]).max(initial=0.0) > _SMALL:
            return None
        needed = [index for index, x in zip(chosen, shares, strict=True) if abs(x) > _SMALL]
        met = [self.met[index][0] for index in needed]
        equations = self._behind(met, unknown)
        held = {v for one in equations for v in one.variables}
        idle = _idle(matrix[needed])
        return Cause(equations, tuple(v for i, v in enumerate(moving) if i in idle and v in held))

    def contracted(
        self, equations: Sequence[Equation], unknown: LawVariable
    ) -> tuple[Equation, ...]:
        """Return equations without the definitions that let what they define be anything.

        So does one that moves with a variable which no other equation holds.
        """
        count = Counter(v for one in equations for v in one.variables)

        def is_any(one: Equation) -> bool:
            defines = one.defines
            if defines is None or defines == unknown or self.defined.get(defines) is not one:
                return False
            row = self.rows[defines]
            return any(row.get(v) and count[v] == 1 and v != unknown for v in one.others)

        return tuple(one for one in equations if not is_any(one))

    def _behind(self, met: Sequence[Equation], unknown: LawVariable) -> tuple[Equation, ...]:
        """Return equations that have to be met, with the definitions that they and another need."""
        found = dict.fromkeys(met)
        work = [unknown, *(v for one in met for v in one.variables)]
        for variable in work:  # grows while it is walked
            one = self.defined.get(variable)
            if one is not None and one not in found:
                found[one] = None
                work += one.variables
        return tuple(one for one in self.equations if one in found)


def _dense(rows: Sequence[Row], moving: Sequence[LawVariable]) -> Any:
    """Return rows as a matrix, each by its largest entry; None where one is not finite."""
    found = np.array([[row.get(v, 0.0) for v in moving] for row in rows])
    found = found.reshape(len(rows), len(moving))
    if not np.isfinite(found).all():
        return None
    size = np.abs(found).max(axis=1, initial=0.0, keepdims=True)
    return np.divide(found, size, out=np.zeros_like(found), where=size > 0)


def _independent(matrix: Any) -> list[int]:
    """Return the rows that are no combination of those before them."""
    basis = np.zeros((0, matrix.shape[1]))
    chosen: list[int] = []
    for index, row in enumerate(matrix):
        left = row
        for _ in range(2):  # once more, for the digits that the first time loses
            left = left - (left @ basis.T) @ basis
        size = float(np.linalg.norm(left))
        if size > _SMALL:
            basis = np.vstack([basis, left / size])
            chosen.append(index)
    return chosen


def _idle(matrix: Any) -> set[int]:
    """Return columns without which the rows keep their rank."""
    count, width = matrix.shape
    if not count:
        return set(range(width))
    *_, order = scipy.linalg.qr(matrix, mode="economic", pivoting=True)
    return set(order[count:].tolist())


def drawn(variable: LawVariable, rng: random.Random) -> float:
    """Return a random value well inside a variable's domain."""
    low, high = variable.domain.lower, variable.domain.upper
    if math.isfinite(low) and math.isfinite(high):
        return low + (high - low) * rng.uniform(0.1, 0.9)
    return (low if math.isfinite(low) else 0.0) + math.pow(10.0, rng.uniform(0.0, 3.0))
