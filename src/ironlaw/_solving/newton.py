"""Blocks with several unknowns: a safeguarded Newton method with the symbolic Jacobian."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy

from ironlaw._language import Equation, LawVariable
from ironlaw._programs import Point, program, sloped
from ironlaw._solving.starts import starts

_LEAST = 40  # starts from which the largest equations are searched
_WORK = 400_000  # operations; larger equations are searched from fewer starts
_PATIENCE = 150
_TRIES = 40
_TOGETHER = 100  # starts that are followed at once
_EXACT = 1e-14
_HALVINGS = [0.5 ** np.arange(a, b) for a, b in ((0, 1), (1, 4), (4, 12), (12, 40))]
_STEPS = 80
_ACCEPT = 1e-9
_SAME = 1e-7
_SINGULAR = 1e-9
_BESIDE = 1e-3

Values = Mapping[LawVariable, float]
Root = dict[LawVariable, float]


def solve_together(
    equations: Sequence[Equation], unknowns: Sequence[LawVariable], values: Values
) -> list[Root] | None:
    """Find roots of as many equations as unknowns, from many starts in their domains.

    Parameters
    ----------
    equations
        The equations.
    unknowns
        Their unknowns; those that are positive are searched in the logarithm.
    values
        Values of everything else.

    Returns
    -------
    list[dict[LawVariable, float]] or None
        The distinct roots found, each verified to 1e-9; a root that no start leads to is missed.
        None where one is not single: it can be moved a little and is a root still.
    """
    together = _together(equations, unknowns, values)
    found: list[Root] = []
    idle = 0
    size = sum(sympy.count_ops(side) for one in equations for side in (one.lhs, one.rhs))
    columns = np.array(starts(unknowns)[: max(_LEAST, _WORK // (size + 1))]).T
    for first in range(0, columns.shape[1], _TOGETHER):
        for root in together.descend(columns[:, first : first + _TOGETHER]):
            idle += 1
            if found and idle > _PATIENCE:
                break
            if root is not None and not any(_alike(root, other) for other in found):
                if together.moves(root):
                    return None
                found.append(root)
                idle = 0
    return sorted(found, key=lambda root: [root[v] for v in unknowns])


def has_root(
    equations: Sequence[Equation], unknowns: Sequence[LawVariable], values: Values
) -> bool:
    """Tell whether some start leads to a root of equations, of which there may be more."""
    together = _together(equations, unknowns, values)
    few = np.array(starts(unknowns)[:_TRIES]).T
    return any(root is not None for root in together.descend(few, is_one_enough=True))


def condition_of(root: Root, equations: Sequence[Equation], values: Values) -> float:
    """Return how many times larger a root's relative error is than that of the equations."""
    return _together(equations, tuple(root), values).condition(root)


def _together(
    equations: Sequence[Equation], unknowns: Sequence[LawVariable], values: Values
) -> _Together:
    gaps = [one.rhs - one.lhs for one in equations]
    sides = [side for one in equations for side in (one.lhs, one.rhs)]
    slopes = sloped(tuple(gaps), tuple(unknowns), beside=(*sides, *gaps))
    return _Together(tuple(unknowns), values, program(*sides), slopes)


@dataclass(frozen=True)
class _Together:
    """Equations in several unknowns, as functions of a point.

    Attributes
    ----------
    unknowns, values
        What is looked for, and the values of everything else.
    sides
        The two sides of each equation, in turn.
    slopes
        The same, then the gaps between them, then the gaps' slopes, row by row.
    """

    unknowns: tuple[LawVariable, ...]
    values: Values
    sides: Callable[[Point], list[Any]]
    slopes: Callable[[Point], list[Any]]

    def descend(self, columns: Any, *, is_one_enough: bool = False) -> list[Root | None]:
        """Follow damped Newton steps from many starts at once, one a column; None without a root.

        A step is halved while it leaves the domain or raises the error. Where one is enough, the
        others are left where they are when the first arrives.
        """
        x = columns.copy()
        error = self.errors(x)
        is_moving = np.ones(len(error), dtype=bool)
        for _ in range(_STEPS):
            is_moving &= error > _EXACT
            if not is_moving.any() or (is_one_enough and (error <= _ACCEPT).any()):
                break
            (own,) = np.nonzero(is_moving)
            moved, less = self.damped(x[:, own], self.steps(x[:, own]), error[own])
            is_better = less < error[own]
            x[:, own[is_better]], error[own[is_better]] = moved[:, is_better], less[is_better]
            is_moving[own[~is_better]] = False
        return [
            self.root(column) if gap <= _ACCEPT else None
            for column, gap in zip(x.T, error.tolist(), strict=True)
        ]

    def root(self, x: Any) -> Root:
        """Return the unknowns by name of their variable."""
        return dict(zip(self.unknowns, x.tolist(), strict=True))

    def errors(self, columns: Any) -> Any:
        """Return the largest relative gap between two sides; infinite where there is no value."""
        found = self._at(self.sides, columns)
        return _gap(found[::2], found[1::2])

    def steps(self, columns: Any) -> Any:
        """Return Newton's steps, the shortest where many would do; NaN without a value."""
        gaps, slopes, size = self._relative(columns)
        has_value = np.isfinite(gaps).all(axis=1) & np.isfinite(slopes).all(axis=(1, 2))
        found = np.full(columns.shape, np.nan)
        if has_value.any():
            with np.errstate(all="ignore"):
                inverse = np.linalg.pinv(slopes[has_value], rcond=_SINGULAR)
                step = -(inverse @ gaps[has_value][:, :, None])[:, :, 0].T
                found[:, has_value] = step * size[:, has_value]
        return found

    def moves(self, root: Root) -> bool:
        """Tell whether a root is not single: beside it, along its flattest direction, is another.

        A step in that direction, brought back by Newton's steps, stays where it went; from a
        double root it falls back.
        """
        column = np.array(list(root.values()))[:, None]
        _, (slopes,), size = self._relative(column)
        if not np.isfinite(slopes).all():
            return False
        _, sizes, directions = np.linalg.svd(slopes)
        if sizes[-1] > _SINGULAR * sizes[0]:
            return False
        (found,) = self.descend(column + _BESIDE * size * directions[-1][:, None])
        return found is not None and not _alike(found, root, _BESIDE / 10)

    def condition(self, root: Root) -> float:
        """Return the norm of the inverse of the relative slopes; infinite where they have none."""
        _, (slopes,), _ = self._relative(np.array(list(root.values()))[:, None])
        if not np.isfinite(slopes).all():
            return math.inf
        least = float(np.linalg.svd(slopes, compute_uv=False)[-1])
        return 1 / least if least else math.inf

    def _at(self, program: Callable[[Point], list[Any]], columns: Any) -> Any:
        """Return what a program comes to, one row for each result."""
        at = {**self.values, **dict(zip(self.unknowns, columns, strict=True))}
        found = np.empty((0, columns.shape[1]))
        with np.errstate(all="ignore"):
            rows = [np.broadcast_to(one, columns.shape[1:]) for one in program(at)]
        return np.array(rows, dtype=float) if rows else found

    def _relative(self, columns: Any) -> tuple[Any, Any, Any]:
        """Return gaps and slopes, in shares of the sides and the unknowns, and their sizes.

        Gaps and slopes are those of one column after the other.
        """
        found = self._at(self.slopes, columns)
        rows, count = len(found) // (3 + len(columns)), columns.shape[1]
        sides, gaps = found[: 2 * rows].reshape(rows, 2, count), found[2 * rows : 3 * rows]
        slopes = found[3 * rows :].reshape(rows, len(columns), count)
        size = np.where(columns == 0, 1.0, np.abs(columns))
        scale = np.abs(sides).max(axis=1)
        scale = np.where(scale == 0, 1.0, scale)
        with np.errstate(all="ignore"):  # what overflows has no value, and is passed over
            return (gaps / scale).T, (slopes * size / scale[:, None]).transpose(2, 0, 1), size

    def damped(self, columns: Any, steps: Any, errors: Any) -> tuple[Any, Any]:
        """Return, for each column, the first halving of its step that stays inside and is better.

        Returns
        -------
        tuple
            The columns, and their errors: infinite where no halving is better.
        """
        found, least = columns.copy(), np.full(len(errors), math.inf)
        (left,) = np.nonzero(np.isfinite(steps).all(axis=0))
        for shares in _HALVINGS:
            if not len(left):
                break
            trials = columns[:, left, None] + steps[:, left, None] * shares
            gaps = np.full(trials.shape[1:], math.inf)
            inside = self.inside(trials)
            gaps[inside] = self.errors(trials[:, inside])
            is_better = gaps < errors[left, None]
            first, any_ = is_better.argmax(axis=1), is_better.any(axis=1)
            rows = np.flatnonzero(any_)
            found[:, left[rows]] = trials[:, rows, first[rows]]
            least[left[rows]] = gaps[rows, first[rows]]
            left = left[~any_]
        return found, least

    def inside(self, trials: Any) -> Any:
        """Tell where all unknowns are in their domains."""
        held = (v.domain.hold(row, 0.0) for v, row in zip(self.unknowns, trials, strict=True))
        return np.logical_and.reduce(list(held))


def _gap(left: Any, right: Any) -> Any:
    """Return the largest relative gap between sides, one a row; infinite where one is no number."""
    with np.errstate(all="ignore"):
        scale = np.maximum(np.abs(left), np.abs(right))
        gaps = (np.abs(left - right) / np.where(scale == 0, 1.0, scale)).max(axis=0)
    return np.where(np.isnan(gaps), math.inf, gaps)


def _alike(one: Root, other: Root, rtol: float = _SAME) -> bool:
    return all(math.isclose(one[v], other[v], rel_tol=rtol) for v in one)
