"""How far the relations that the givens leave over are from holding, at values of the unknown."""

from __future__ import annotations

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
from ironlaw._solving.grid import grid
from ironlaw._solving.ladder import explicit
from ironlaw._solving.problem import Problem

HELD = 1e-9
_EXPLAINED = 1e-2  # no larger gap is taken for rounding
_PROBES = 6


class Gaps(NamedTuple):
    """How far relations are from holding, at a value of the unknown."""

    problem: Problem
    following: Following
    known: dict[LawVariable, float]

    def at(self, value: float, *, but_rounding: bool = False) -> float:
        """Return a relative gap between two sides, with its sign; nan without values.

        It is the first that is not small beside the largest: of two that are as large, rounding
        would choose, and change the sign with it. What rounding on the way to a relation explains
        is no gap, if told so: that takes longer.
        """
        unknown = self.problem.unknown
        followed = self.following.after({**self.known, unknown: value}, unknown)
        at = followed.values
        found = [one for one in followed.over if at.keys() >= {*one.variables}]
        gaps = [self._gap(one, at) for one in found]
        if but_rounding:
            pairs = zip(found, gaps, strict=True)
            gaps = [gap for one, gap in pairs if not _is_explained(gap, one, followed)]
        return float(_first(gaps))

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
        gaps = [self._gap(one, at) for one in followed.over if at.keys() >= {*one.variables}]
        result = np.array(np.broadcast_to(_first(gaps), flat.shape))
        result[~inside] = [self.at(value) for value in flat[~inside].tolist()]
        return result.reshape(values.shape)

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
        inside = _inside(self.problem.unknown, one.numbers)
        gaps = [abs(self.at(value, but_rounding=True)) for value in inside]
        return all(gap <= HELD or math.isnan(gap) for gap in gaps)


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
    return HELD < abs(gap) <= _EXPLAINED and abs(gap) <= rounding_gap(one, followed, {})


def _inside(unknown: LawVariable, numbers: Range[float]) -> list[float]:
    """Return a few values of an interval."""
    points = grid(unknown.domain)
    points = points[(points > numbers.lower) & (points < numbers.upper)]
    middle = [0.5 * (numbers.lower + numbers.upper)] if math.isfinite(numbers.upper) else []
    return [*points[:: max(1, len(points) // _PROBES)].tolist(), *middle]
