"""Values of a target along a straight line; what needs a search or fails a check is not here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ironlaw._calculus.straight import Straight, straight
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
    domains = [line.target.domain, *(v.domain for v, _ in line.steps[:-1])]
    for part in line.arrays.parts(arrays, shape, [value]):
        if part.number < len(domains):
            good = domains[part.number].hold(part.value, 0.0)
        else:
            good = np.less_equal(part.value, rtol)
        if not np.all(good):
            part.of(holds)[part.index] &= good
    return value, holds
