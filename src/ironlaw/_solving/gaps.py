"""How far the relations that the givens leave over are from holding, at values of the unknown."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from functools import reduce
from typing import Any, NamedTuple

import numpy as np
import sympy

from ironlaw._language import Equation, LawVariable, Range
from ironlaw._programs import number
from ironlaw._solving.answer import Answer
from ironlaw._solving.following import Followed, Following, rounding_gap
from ironlaw._solving.grid import between, grid
from ironlaw._solving.ladder import explicit
from ironlaw._solving.problem import Problem

HELD = 1e-9
_EXPLAINED = 1e-2  # no larger gap is taken for rounding
_PROBES = 6
_HALVINGS = 12  # towards where relations lose their values


class Gaps(NamedTuple):
    """How far relations are from holding, at a value of the unknown; all, or only one of them."""

    problem: Problem
    following: Following
    known: dict[LawVariable, float]
    only: Equation | None = None

    def at(self, value: float, *, but_rounding: bool = False) -> float:
        """Return a relative gap between two sides, with its sign; nan without values.

        It is the first that is not small beside the largest: of two that are as large, rounding
        would choose, and change the sign with it. What rounding on the way to a relation explains
        is no gap, if told so: that takes longer.
        """
        return self._judged(value, but_rounding=but_rounding)[0]

    def _judged(self, value: float, *, but_rounding: bool) -> tuple[float, frozenset[str]]:
        """Return the gap at a value, and which relations have one there."""
        unknown = self.problem.unknown
        followed = self.following.after({**self.known, unknown: value}, unknown)
        at = followed.values
        found = self._known(followed)
        gaps = [self._gap(one, at) for one in found]
        names = (one.name for one, gap in zip(found, gaps, strict=True) if math.isfinite(gap))
        known = frozenset(names)
        if but_rounding:
            pairs = zip(found, gaps, strict=True)
            gaps = [gap for one, gap in pairs if not _is_explained(gap, one, followed)]
        return float(_first(gaps)), known

    def along(self, values: Any) -> Any:
        """Return the same at many values at once.

        What follows from one value by single expressions is computed for all, and what does not
        rest on it once; where a variable on the way leaves its domain, and where it has to be
        searched for, each value is asked by itself.
        """
        values = np.asarray(values, dtype=float)
        unknown, flat = self.problem.unknown, values.ravel()
        sample = float(flat[len(flat) // 2])
        followed = self.following.after({**self.known, unknown: sample}, unknown)
        moving = _moving(followed, unknown)
        if moving is None:
            return np.array([self.at(value) for value in flat.tolist()]).reshape(values.shape)
        at: dict[LawVariable, Any] = {**followed.values, unknown: flat}
        inside: Any = np.full(flat.shape, True)
        for variable, expr in moving.items():
            found = number(expr, at)
            inside = inside & variable.domain.hold(found)
            at[variable] = np.clip(found, variable.domain.lower, variable.domain.upper)
        gaps = [self._gap(one, at) for one in self._known(followed)]
        result = np.array(np.broadcast_to(_first(gaps), flat.shape))
        result[~inside] = [self.at(value) for value in flat[~inside].tolist()]
        return result.reshape(values.shape)

    def _known(self, followed: Followed) -> list[Equation]:
        """Return the relations that are left over and all known, of those that are looked at."""
        over = (one for one in followed.over if self.only is None or one.name == self.only.name)
        return [one for one in over if followed.values.keys() >= {*one.variables}]

    @staticmethod
    def _gap(one: Equation, at: dict[LawVariable, Any]) -> Any:
        stated, computed = number(one.lhs, at), number(one.rhs, at)
        scale = np.maximum(np.maximum(np.abs(computed), np.abs(stated)), 1e-300)
        with np.errstate(all="ignore"):
            return (computed - stated) / scale

    def are_small_in(self, one: Answer) -> bool:
        """Tell whether all relations hold wherever a branch is looked at."""
        if one.numbers is None or one.is_point:
            return True
        found: list[tuple[float, frozenset[str]]] = []
        for value in _inside(self.problem.unknown, one.numbers):
            gap, names = self._judged(value, but_rounding=True)
            if abs(gap) > HELD:
                return False
            found.append((value, names))
        return all(self._hold_between(*pair) for pair in itertools.pairwise(found))

    def _hold_between(
        self, one: tuple[float, frozenset[str]], other: tuple[float, frozenset[str]]
    ) -> bool:
        """Tell whether relations that hold at one value hold up to where they have no values."""
        (full, names), (empty, fewer) = sorted((one, other), key=lambda at: -len(at[1]))
        if fewer >= names:
            return True
        for _ in range(_HALVINGS):
            middle = between(full, empty)
            gap, there = self._judged(middle, but_rounding=True)
            if abs(gap) > HELD:
                return False
            full, empty = (middle, empty) if there >= names else (full, middle)
        return True


def _moving(followed: Followed, unknown: LawVariable) -> dict[LawVariable, sympy.Expr] | None:
    """Return what rests on the unknown, in order; None where one has no single expression."""
    found: dict[LawVariable, sympy.Expr] = {}
    for variable, one in followed.origin.items():
        if any(v == unknown or v in found for v in one.variables if v != variable):
            expr = explicit(one, variable)
            if expr is None:
                return None
            found[variable] = expr
    return found


def _first(gaps: Sequence[Any]) -> Any:
    """Return the first gap that is not small beside the largest; 0 without gaps."""
    found: Any = 0.0
    with np.errstate(invalid="ignore"):
        largest: Any = reduce(np.fmax, map(np.abs, gaps), 0.0)
        for gap in reversed(gaps):
            found = np.where(np.abs(gap) < 0.5 * largest, found, gap)
    return found


def _is_explained(gap: float, one: Equation, followed: Followed) -> bool:
    """Tell whether rounding on the way to a relation explains a gap between its sides."""
    is_small = HELD < abs(gap) <= _EXPLAINED or abs(gap) == 1.0  # beside 0 all is rounding
    return is_small and abs(gap) <= rounding_gap(one, followed, {})


def _inside(unknown: LawVariable, numbers: Range[float]) -> list[float]:
    """Return a few values of an interval."""
    points = grid(unknown.domain)
    points = points[(points > numbers.lower) & (points < numbers.upper)]
    middle = [0.5 * (numbers.lower + numbers.upper)] if math.isfinite(numbers.upper) else []
    return [*points[:: max(1, len(points) // _PROBES)].tolist(), *middle]
