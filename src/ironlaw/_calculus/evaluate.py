"""Values of a target along a straight line; what needs a search or fails a check is not here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ironlaw._calculus.straight import Straight, straight
from ironlaw._language import LawVariable
from ironlaw._solving import Problem

_BLOCK = 65536  # elements at a time, which stay in the cache
_FEW = 2  # operations, of fewer of which blocks only add calls


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
    try:
        found = line.scalar.call(*[values[v] for v in line.inputs])
    except (ArithmeticError, ValueError):
        return None
    if found is None:
        return None
    value, *sides = found
    agree = all(_agree(one, other, problem.rtol) for one, other in _pairs(sides))
    return float(value) if agree else None


def _pairs(sides: Sequence[Any]) -> Sequence[tuple[Any, Any]]:
    return list(zip(sides[::2], sides[1::2], strict=True))


def _agree(one: float, other: float, rtol: float) -> bool:
    return abs(one - other) <= rtol * max(abs(one), abs(other))


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
    size = int(np.prod(shape))
    value, holds = np.empty(shape), np.ones(shape, dtype=bool)
    if line.defaults:
        for given in values.values():
            holds &= np.asarray(given) != 0.0
    if size <= _BLOCK or line.vector.operations < _FEW:
        value[...], good = _checked(line, arrays, rtol)
        holds &= good
        return value, holds
    flat = [np.broadcast_to(x, shape).reshape(-1) if x.size > 1 else x.reshape(()) for x in arrays]
    out, kept = value.reshape(-1), holds.reshape(-1)
    for start in range(0, size, _BLOCK):
        part = slice(start, start + _BLOCK)
        out[part], good = _checked(line, [x[part] if x.ndim else x for x in flat], rtol)
        kept[part] &= good
    return value, holds


def _checked(line: Straight, arrays: Sequence[Any], rtol: float) -> tuple[Any, Any]:
    with np.errstate(all="ignore"):
        value, *rest = line.vector.call(*arrays)
        holds: Any = line.target.domain.hold(value, 0.0)
        before = line.steps[:-1]
        for (variable, _), found in zip(before, rest, strict=False):
            holds = holds & variable.domain.hold(found, 0.0)
        for one, other in _pairs(rest[len(before) :]):
            holds = holds & (np.abs(one - other) <= rtol * np.maximum(np.abs(one), np.abs(other)))
    return value, holds
