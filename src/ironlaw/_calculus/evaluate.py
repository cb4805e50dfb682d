"""Values of a target along a straight line; what needs a search or fails a check is not here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from ironlaw._calculus.arrays import Found, laid_out
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
    if line.arrays.is_small(arrays, shape):
        with np.errstate(all="ignore"):
            found = line.arrays.whole.call(*arrays)
        value[...] = found[0]
        _check(line, ((number, ..., one) for number, one in enumerate(found)), holds, rtol)
    else:
        laid = laid_out(arrays, shape)
        own = holds.reshape(laid.sizes)
        _check(line, line.arrays.parts(laid, {0: value}), own, rtol)
    return value, holds


def _check(line: Straight, parts: Iterable[Found], holds: Any, rtol: float) -> None:
    """Note where a variable is not in its domain, or the sides of a relation do not agree."""
    domains = [line.target.domain, *(v.domain for v, _ in line.steps[:-1])]
    for number, index, value in parts:
        if number < len(domains):
            good = domains[number].hold(value, 0.0)
        else:
            good = np.less_equal(value, rtol)
        if not np.all(good):
            holds[index] &= good
