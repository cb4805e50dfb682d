"""Blocks that leave their variables an interval: what one moves through as another does."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np
import sympy

from ironlaw._language import Bounds, FrozenDict, LawVariable, Range, nodes
from ironlaw._programs import ROUNDINGS, number
from ironlaw._solving.answer import Answer
from ironlaw._solving.coupled import interval_kept
from ironlaw._solving.eliminate import Derived
from ironlaw._solving.evidence import Evidence
from ironlaw._solving.extrema import extremes
from ironlaw._solving.grid import grid
from ironlaw._solving.problem import Problem
from ironlaw._solving.single import Arrival
from ironlaw._solving.trail import Trail
from ironlaw._solving.verify import Values
from ironlaw._structure import Block

_STILL = 1e-9  # a width that rounding may make of a value
_BEYOND = 1e-9  # a share of the end of a domain
_LARGEST_JUMP = 0.05  # of the whole width, between neighbours of the grid


def spanned(problem: Problem, block: Block, trail: Trail) -> Arrival | None:
    """Return the interval that the unknown moves through, as a block's best kept variable does.

    None where the other one has no single interval with ends, where some variable leaves its
    domain on it or steps, and where the unknown stays where it is.
    """
    kept = interval_kept(problem, block, trail)
    if kept is None:
        return None
    inner, reduced, ends, refused = kept
    if inner.unknown == problem.unknown:
        return None
    own = inner.unknown.domain._replace(
        lower=ends.lower,
        upper=ends.upper,
        left_open=ends.left_open,
        right_open=ends.right_open,
    )
    follow = partial(_followed, reduced.derived, trail.values, inner.unknown)
    at = follow(grid(own))
    steps = {atom for _, one in reduced.derived for atom in nodes(one, ROUNDINGS)}
    if not _all_hold(at) or any(_moves(atom, {**trail.values, **at}) for atom in steps):
        return None
    numbers = _image(partial(_one, follow, problem.unknown), at[problem.unknown], own)
    if numbers is None:
        return None
    evidence = Evidence(steps=reduced.steps, methods=("numeric",))
    lower, upper = (sympy.Float(end, 17) for end in numbers[:2])
    found: Range[sympy.Expr] = Range(lower, upper, numbers.left_open, numbers.right_open)
    answer = Answer(
        found,
        evidence,
        numbers=numbers,
        residual=0.0,
        condition=math.inf,  # it moves while no given does
        point=FrozenDict(trail.values),
    )
    return Arrival((answer,), refused)


def _all_hold(at: dict[LawVariable, Any]) -> bool:
    """Tell whether all variables have a value in their domain at all points."""
    return all(np.all(variable.domain.hold(values, _BEYOND)) for variable, values in at.items())


def _image(function: Any, found: Any, own: Bounds) -> Range[float] | None:
    """Return what a function moves through over an interval; None where it may jump or is still.

    What was ``found`` are its values on the grid.
    """
    points = grid(own)
    values = np.broadcast_to(found, points.shape)
    width = float(np.ptp(values))
    if not math.isfinite(width) or width <= _STILL * float(np.abs(values).max()):
        return None
    even = np.linspace(points[0], points[-1], 257)
    steps = np.abs(np.diff(np.broadcast_to(function(even), even.shape)))
    turns = np.abs(np.diff(values))
    if min(steps.max(), turns.max()) > _LARGEST_JUMP * width:
        return None  # it may jump
    ends = extremes(function, own)
    if ends is None:
        return None
    (low, at_low), (high, at_high) = ends
    first, last = float(points[0]), float(points[-1])
    is_open = [
        (where == first and own.left_open) or (where == last and own.right_open)
        for where in (at_low, at_high)
    ]
    return Range(low, high, *is_open)


def _moves(step: sympy.Expr, at: dict[Any, Any]) -> bool:
    """Tell whether a rounding is not the same at all points."""
    with np.errstate(all="ignore"):
        found = np.asarray(number(step, at))
    return not bool(np.all(found == found.ravel()[0]))


def _one(follow: Any, unknown: LawVariable, /, value: Any) -> Any:
    return follow(value)[unknown]


def _followed(
    derived: Derived, values: Values, kept: LawVariable, /, value: Any
) -> dict[LawVariable, Any]:
    """Return what follows from values of the variable that is kept."""
    at: dict[Any, Any] = {**values, kept: value}
    found: dict[LawVariable, Any] = {kept: value}
    with np.errstate(all="ignore"):
        for variable, expr in derived:
            found[variable] = at[variable] = number(expr, at)
    return found
