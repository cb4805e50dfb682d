"""Blocks with several unknowns: a safeguarded Newton method with the symbolic Jacobian."""

from __future__ import annotations

import itertools
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
_HALVINGS = 0.5 ** np.arange(1, 40)
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
    for start in starts(unknowns)[: max(_LEAST, _WORK // (size + 1))]:
        idle += 1
        if found and idle > _PATIENCE:
            break
        root = together.descend(np.array(start))
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
    few = itertools.islice(starts(unknowns), _TRIES)
    return any(together.descend(np.array(start)) is not None for start in few)


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

    def descend(self, x: Any) -> Root | None:
        """Follow damped Newton steps, halved while they leave the domain or raise the error."""
        for _ in range(_STEPS):
            error = self.error(x)
            if error <= 1e-14:
                break
            step = self.step(x)
            moved = None if step is None else self.damped(x, step, error)
            if moved is None:
                break
            x = moved
        return self.root(x) if self.error(x) <= _ACCEPT else None

    def root(self, x: Any) -> Root:
        """Return the unknowns by name of their variable."""
        return dict(zip(self.unknowns, x.tolist(), strict=True))

    def error(self, x: Any) -> float:
        """Return the largest relative gap between two sides; infinite where there is no value."""
        sides = np.array(self.sides({**self.values, **self.root(x)}), dtype=float).reshape(-1, 2)
        return float(_gap(sides[:, 0], sides[:, 1]))

    def errors(self, columns: Any) -> Any:
        """Return the errors of many points at once, one a column."""
        at = {**self.values, **dict(zip(self.unknowns, columns, strict=True))}
        with np.errstate(all="ignore"):
            found = [np.broadcast_to(side, columns.shape[1:]) for side in self.sides(at)]
        return _gap(np.array(found[::2], dtype=float), np.array(found[1::2], dtype=float))

    def step(self, x: Any) -> Any:
        """Return Newton's step, the shortest where many would do; None without a value."""
        gaps, slopes, size = self._relative(x)
        if not (np.isfinite(gaps).all() and np.isfinite(slopes).all()):
            return None
        with np.errstate(all="ignore"):
            return -size * np.linalg.lstsq(slopes, gaps, rcond=_SINGULAR)[0]

    def moves(self, root: Root) -> bool:
        """Tell whether a root is not single: beside it, along its flattest direction, is another.

        A step in that direction, brought back by Newton's steps, stays where it went; from a
        double root it falls back.
        """
        x = np.array(list(root.values()))
        _, slopes, size = self._relative(x)
        if not np.isfinite(slopes).all():
            return False
        _, sizes, directions = np.linalg.svd(slopes)
        if sizes[-1] > _SINGULAR * sizes[0]:
            return False
        found = self.descend(x + _BESIDE * size * directions[-1])
        return found is not None and not _alike(found, root, _BESIDE / 10)

    def condition(self, root: Root) -> float:
        """Return the norm of the inverse of the relative slopes; infinite where they have none."""
        _, slopes, _ = self._relative(np.array(list(root.values())))
        if not np.isfinite(slopes).all():
            return math.inf
        least = float(np.linalg.svd(slopes, compute_uv=False)[-1])
        return 1 / least if least else math.inf

    def _relative(self, x: Any) -> tuple[Any, Any, Any]:
        """Return gaps and slopes, in shares of the sides and the unknowns, and their sizes."""
        found = np.array(self.slopes({**self.values, **self.root(x)}), dtype=float)
        rows = len(found) // (3 + len(x))
        sides, gaps = found[: 2 * rows].reshape(rows, 2), found[2 * rows : 3 * rows]
        slopes = found[3 * rows :].reshape(rows, len(x))
        size = np.where(x == 0, 1.0, np.abs(x))
        scale = np.abs(sides).max(axis=1)
        scale = np.where(scale == 0, 1.0, scale)
        with np.errstate(all="ignore"):  # what overflows has no value, and is passed over
            return gaps / scale, slopes * size / scale[:, None], size

    def damped(self, x: Any, step: Any, error: float) -> Any:
        """Return the first halving of a step that stays inside and lowers the error, or None."""
        if self.inside(x + step) and self.error(x + step) < error:
            return x + step
        trials = x[:, None] + step[:, None] * _HALVINGS
        lower = np.array([self.inside(trial) for trial in trials.T])
        lower[lower] = self.errors(trials[:, lower]) < error
        return trials[:, int(np.argmax(lower))] if lower.any() else None

    def inside(self, x: Any) -> bool:
        """Tell whether all unknowns are in their domains."""
        values = zip(self.unknowns, x.tolist(), strict=True)
        return all(v.domain.contains(value) for v, value in values)


def _gap(left: Any, right: Any) -> Any:
    """Return the largest relative gap between sides, one a row; infinite where one is no number."""
    with np.errstate(all="ignore"):
        scale = np.maximum(np.abs(left), np.abs(right))
        gaps = (np.abs(left - right) / np.where(scale == 0, 1.0, scale)).max(axis=0)
    return np.where(np.isnan(gaps), math.inf, gaps)


def _alike(one: Root, other: Root, rtol: float = _SAME) -> bool:
    return all(math.isclose(one[v], other[v], rel_tol=rtol) for v in one)
