"""Blocks with several unknowns: a safeguarded Newton method with the symbolic Jacobian."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import sympy

from ironlaw._language import Equation, LawVariable
from ironlaw._programs import number

Values = Mapping[LawVariable, float]


_STARTS = 400
_PATIENCE = 150
_STEPS = 80
_ACCEPT = 1e-9
_SAME = 1e-7


def solve_together(
    equations: Sequence[Equation], unknowns: Sequence[LawVariable], point: Values
) -> list[dict[LawVariable, float]]:
    """Find roots of as many equations as unknowns, from many starts in their domains.

    Parameters
    ----------
    equations
        The equations.
    unknowns
        Their unknowns; those that are positive are searched in the logarithm.
    point
        Values of everything else.

    Returns
    -------
    list[dict[LawVariable, float]]
        The distinct roots found, each verified to 1e-9; a root that no start leads to is missed.
    """
    gaps = [one.rhs - one.lhs for one in equations]
    jacobian = [[gap.diff(v) for v in unknowns] for gap in gaps]
    found: list[dict[LawVariable, float]] = []
    idle = 0
    for start in _starts(unknowns):
        idle += 1
        if found and idle > _PATIENCE:
            break
        root = _descend(equations, gaps, jacobian, unknowns, start, point)
        if root is not None and not any(_alike(root, other) for other in found):
            found.append(root)
            idle = 0
    return sorted(found, key=lambda root: [root[v] for v in unknowns])


def _starts(unknowns: Sequence[LawVariable]) -> list[list[float]]:
    """Return starts spread over the domains: in ratio where positive, evenly where bounded."""
    rng = np.random.default_rng(20)
    return [
        [_start(v, float(u)) for v, u in zip(unknowns, row, strict=True)]
        for row in rng.random((_STARTS, len(unknowns)))
    ]


def _start(variable: LawVariable, share: float) -> float:
    low, high = variable.domain.lower, variable.domain.upper
    if math.isfinite(low) and math.isfinite(high):
        return low + (high - low) * (0.01 + 0.98 * share)
    size = 10.0 ** (24.0 * share - 9.0)
    return low + size if math.isfinite(low) else math.copysign(size, share - 0.5)


def _descend(
    equations: Sequence[Equation],
    gaps: Sequence[sympy.Expr],
    jacobian: Sequence[Sequence[sympy.Expr]],
    unknowns: Sequence[LawVariable],
    start: Sequence[float],
    point: Values,
) -> dict[LawVariable, float] | None:
    """Follow damped Newton steps, halved while they leave the domain or raise the error."""
    x = np.array(start)
    for _ in range(_STEPS):
        at: dict[Any, float] = {**point, **dict(zip(unknowns, x.tolist(), strict=True))}
        error = _error(equations, at)
        if error <= 1e-14:
            break
        values = np.array([float(number(gap, at)) for gap in gaps])
        slopes = np.array([[float(number(cell, at)) for cell in row] for row in jacobian])
        step = _newton_step(values, slopes)
        moved = None if step is None else _damped(equations, unknowns, x, step, error, point)
        if moved is None:
            break
        x = moved
    at = {**point, **dict(zip(unknowns, x.tolist(), strict=True))}
    return (
        dict(zip(unknowns, x.tolist(), strict=True)) if _error(equations, at) <= _ACCEPT else None
    )


def _newton_step(values: Any, slopes: Any) -> Any:
    if not (np.isfinite(values).all() and np.isfinite(slopes).all()):
        return None
    try:
        return -np.linalg.solve(slopes, values)
    except np.linalg.LinAlgError:
        return -np.linalg.lstsq(slopes, values, rcond=None)[0]


def _damped(
    equations: Sequence[Equation],
    unknowns: Sequence[LawVariable],
    x: Any,
    step: Any,
    error: float,
    point: Values,
) -> Any:
    share = 1.0
    for _ in range(40):
        trial = x + share * step
        inside = all(
            v.domain.contains(float(value)) for v, value in zip(unknowns, trial, strict=True)
        )
        if inside:
            at = {**point, **dict(zip(unknowns, trial.tolist(), strict=True))}
            if _error(equations, at) < error:
                return trial
        share *= 0.5
    return None


def _error(equations: Sequence[Equation], at: Values) -> float:
    """Return the largest relative gap between two sides."""
    worst = 0.0
    for one in equations:
        left, right = float(number(one.lhs, at)), float(number(one.rhs, at))
        scale = max(abs(left), abs(right))
        gap = abs(left - right) / scale if scale else 0.0
        if math.isnan(gap):
            return math.inf
        worst = max(worst, gap)
    return worst


def _alike(one: dict[LawVariable, float], other: dict[LawVariable, float]) -> bool:
    return all(math.isclose(one[v], other[v], rel_tol=_SAME) for v in one)
