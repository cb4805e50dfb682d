"""Equations at a point: what can move there, what moves with it, and what has to be met."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import sympy

from ironlaw._language import Equation, FrozenDict, LawVariable
from ironlaw._programs import differentiated, number
from ironlaw._solving.conditioning import slopes

_STEPS = 200
_TIGHT = 1e-15
_FAR = 300.0  # the logarithm of what no float is further from one than
_HAIR = 1e-9
_DIGITS = 60
NEAR, FAR = (0.0, 3.0), (9.0, 12.0)  # powers of ten
_MET = 1e-11

Values = Mapping[LawVariable, float]
Row = dict[LawVariable, float]
Draw = Callable[[LawVariable], float]
_NOTHING: Values = FrozenDict()


class Moving:
    """Equations at a point, and the slopes there along their definitions.

    Parameters
    ----------
    equations
        Equations, of which those that define what is not known are definitions.
    known
        Variables with a value.
    start
        Values of what no definition makes; those that lack are drawn at random.
    draw
        Draws one.

    Attributes
    ----------
    at
        The value of each variable.
    rows
        For each variable that is not known: its slopes in those that can move, each times the
        value there, so that they are shares.
    met
        The equations that have to be met, each with the slopes of the gap between its sides.
    is_cut
        Whether there are equations that have no value or no slopes at the point: they are left out.
    """

    rounding = 1e-12  # of what an entry was added up from

    def __init__(
        self,
        equations: Sequence[Equation],
        known: Values,
        draw: Draw,
        start: Values = _NOTHING,
    ) -> None:
        self.equations, self.draw, self.start = equations, draw, start
        self.defined: dict[LawVariable, Equation] = {}  # what a definition makes, by it
        self.at: dict[LawVariable, float] = dict(known)
        self.rows: dict[LawVariable, Row] = {}  # by variable, in the variables that can move
        self.met: list[tuple[Equation, Row]] = []
        self.is_cut = False
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
        """Let a variable move."""
        value = self.start.get(variable)
        self.at[variable] = self.draw(variable) if value is None else value
        self.rows[variable] = {variable: self.at[variable]}

    def _pass(self, one: Equation) -> None:
        """Define a variable, or note what has to be met; without slopes there it tells nothing."""
        defines = one.defines
        if defines is None or defines in self.at:
            row = self._row(one.rhs - one.lhs)
            self.met += [(one, row)] if _is_finite(row) else []
            self.is_cut |= not _is_finite(row)
            return
        row, value = self._row(one.rhs), self._value(one.rhs)
        if not (_is_finite(row) and math.isfinite(value)):
            self._let(defines)
            self.is_cut = True
            return
        self.rows[defines], self.at[defines], self.defined[defines] = row, value, one

    def _row(self, expr: sympy.Expr) -> Row:
        """Return the slopes of an expression in what can move, each times the value there.

        Those that are the rounding of what cancels are left out.
        """
        row: Row = {}
        size: Row = {}
        found = self._slopes(expr)
        for variable in sorted(found, key=lambda v: v.name):  # sets have no order
            slope, rows = found[variable], self.rows.get(variable, {})
            if rows and not math.isfinite(slope):
                return dict.fromkeys(rows, math.nan)
            for moving, own in rows.items() if slope else ():
                row[moving] = row.get(moving, 0.0) + slope * own
                size[moving] = size.get(moving, 0.0) + abs(slope * own)
        return {v: x for v, x in row.items() if not abs(x) <= self.rounding * size[v]}

    def _value(self, expr: sympy.Expr) -> float:
        return float(number(expr, self.at))

    def _slopes(self, expr: sympy.Expr) -> Mapping[LawVariable, float]:
        return slopes(expr, self.at)

    @property
    def leaves(self) -> dict[LawVariable, float]:
        """The variables that can move, with their values."""
        return {v: self.at[v] for v, row in self.rows.items() if v in row}


class Exactly(Moving):
    """Equations at a point, with many digits: what is a millionth of a millionth is seen too."""

    rounding = 1e-40

    def _value(self, expr: sympy.Expr) -> Any:
        return self._digits(expr)

    def _slopes(self, expr: sympy.Expr) -> Mapping[LawVariable, Any]:
        derivative = differentiated(expr)
        own = (v for v in expr.free_symbols if v in self.rows)
        return {v: self._digits(derivative(v)) for v in own}

    def _digits(self, expr: sympy.Expr) -> Any:
        """Return a value with many digits; not a number where it has none."""
        floats = {v: sympy.Float(self.at[v], _DIGITS) for v in expr.free_symbols}
        found: Any = expr.xreplace(floats).evalf(_DIGITS)
        return found if found.is_Float or found.is_zero else math.nan


def drawn(variable: LawVariable, rng: random.Random, decades: tuple[float, float] = NEAR) -> float:
    """Return a random value well inside a variable's domain: between powers of ten if it can be."""
    low, high = variable.domain.lower, variable.domain.upper
    if math.isfinite(low) and math.isfinite(high):
        return low + (high - low) * rng.uniform(0.1, 0.9)
    return (low if math.isfinite(low) else 0.0) + math.pow(10.0, rng.uniform(*decades))


def _is_finite(row: Row) -> bool:
    return all(map(math.isfinite, row.values()))


def consistent(equations: Sequence[Equation], known: Values, draw: Draw) -> Values | None:
    """Return values of what can move at which equations are met, found from random ones.

    They are searched for by least squares in the logarithms of what can move, inside its domains
    (Branch, Coleman and Li 1999); None where the search does not lead there.
    """
    from scipy.optimize import least_squares

    first = Moving(equations, known, draw)
    leaves = first.leaves
    if first.is_cut or not first.met:
        return None if first.is_cut else leaves

    @lru_cache(1)  # the gaps are asked for, then their slopes
    def there(*steps: float) -> Moving:
        moved = {v: x * math.exp(step) for (v, x), step in zip(leaves.items(), steps, strict=True)}
        return Moving(equations, known, draw, moved)

    def gaps(steps: np.ndarray) -> np.ndarray:
        found = there(*steps)
        return np.full(len(first.met), _FAR) if found.is_cut else _finite(_gaps(found)[0], _FAR)

    def rows(steps: np.ndarray) -> np.ndarray:
        found = there(*steps)
        shape = (len(first.met), len(leaves))
        return np.zeros(shape) if found.is_cut else _finite(_gaps(found)[1], 0.0)

    ends = np.array([_ends(v, x) for v, x in leaves.items()]).T
    tight = dict.fromkeys(("ftol", "xtol", "gtol"), _TIGHT)
    still = np.zeros(len(leaves))  # from nought, first steps are short
    found = least_squares(gaps, still, rows, bounds=ends, max_nfev=_STEPS, **tight)
    last = there(*found.x)
    is_met = not last.is_cut and np.abs(found.fun).max() < _MET
    is_inside = all(v.domain.contains(x) for v, x in last.at.items() if v not in known)
    return last.leaves if is_met and is_inside else None


def _ends(variable: LawVariable, value: float) -> tuple[float, float]:
    """Return how far a variable's logarithm can move from a value in its domain."""
    low, high = variable.domain.lower, variable.domain.upper
    return (
        math.log(low / value) - _HAIR if low > 0 else -_FAR,
        math.log(high / value) + _HAIR if 0 < high < math.inf else _FAR,
    )


def _finite(found: np.ndarray, otherwise: float) -> np.ndarray:
    """Return numbers, with another in the place of each that is not finite."""
    return np.where(np.isfinite(found), found, otherwise)


def _gaps(there: Moving) -> tuple[np.ndarray, np.ndarray]:
    """Return the relative gap of each equation that has to be met, and its slopes."""
    leaves = list(there.leaves)
    gaps, rows = np.zeros(len(there.met)), np.zeros((len(there.met), len(leaves)))
    for index, (one, row) in enumerate(there.met):
        left, right = (float(number(side, there.at)) for side in (one.lhs, one.rhs))
        scale = max(abs(left), abs(right)) if left and right else 1.0
        if left * right > 0:  # in logarithms, in which products are straight
            gaps[index], scale = math.log(right / left), right
        else:  # across a zero it is further than any float
            gaps[index] = (right - left) / scale + math.copysign(_FAR, right - left) * (left != 0)
        rows[index] = [row.get(v, 0.0) / scale for v in leaves]
    return gaps, rows
