"""Values of a target along a straight line; what needs a search or fails a check is not here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ironlaw._calculus.blocks import blocks, is_large
from ironlaw._calculus.straight import Straight, pairs, straight
from ironlaw._language import LawVariable
from ironlaw._solving import Problem


def evaluated(problem: Problem) -> float | None:
    """Return the value of an unknown where nothing but definitions leads to it; else None.

    None, too, where a value on the way is outside its domain, or the givens do not agree.
    """
    if problem.expressions or not problem.is_given:
        return None
    values = problem.values
    line = straight(problem.memory, problem.unknown, frozenset(values))
    if line is None or (line.defaults and 0.0 in values.values()):
        return None  # what a zero takes out of an equation is no default's to say
    return line.at([values[v] for v in line.inputs], problem.rtol)


def elementwise(line: Straight, values: Mapping[LawVariable, Any], rtol: float) -> tuple[Any, Any]:
    """Return a target's values for arrays of inputs, and at which of them every check holds.

    Parameters
    ----------
    line
        The straight line.
    values
        Floats, or arrays that broadcast against each other, by variable.
    rtol
        Relative gap within which givens agree.
    """
    arrays = [np.asarray(values[v], dtype=float) for v in line.inputs]
    shape = np.broadcast_shapes(*(np.shape(x) for x in values.values()))
    value, holds = np.empty(shape), np.ones(shape, dtype=bool)
    if line.defaults:
        for given in values.values():
            holds &= np.asarray(given) != 0.0
    if not is_large(shape, line.vector.operations):
        value[...], good = _checked(line, arrays, rtol)
        return value, holds & good
    out, kept = value.reshape(-1), holds.reshape(-1)
    for part, own in blocks(arrays, shape):
        out[part], good = _checked(line, own, rtol)
        kept[part] &= good
    return value, holds


def _checked(line: Straight, arrays: Sequence[Any], rtol: float) -> tuple[Any, Any]:
    with np.errstate(all="ignore"):
        value, *rest = line.vector.call(*arrays)
        holds: Any = line.target.domain.hold(value, 0.0)
        before = line.steps[:-1]
        for (variable, _), found in zip(before, rest, strict=False):
            holds = holds & variable.domain.hold(found, 0.0)
        for one, other in pairs(rest[len(before) :]):
            holds = holds & (np.abs(one - other) <= rtol * np.maximum(np.abs(one), np.abs(other)))
    return value, holds
