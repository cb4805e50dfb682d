"""Evaluation: of one value along a straight line where there is one, and of arrays likewise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

import numpy as np

from ironlaw._answers import Solution
from ironlaw._calculus import elementwise, evaluated, straight
from ironlaw._errors import DomainError, IronLawError, brief
from ironlaw._language import FrozenDict, Givens, LawVariable, display, display_all
from ironlaw._model.arrays import is_array, read_arrays, shape_of
from ironlaw._model.asking import asked, by_name, posed
from ironlaw._model.givens import read_givens
from ironlaw._model.members import Members
from ironlaw._model.quick import RTOL, quick
from ironlaw._solving import Problem, solve

Invalid = Literal["raise", "mask"]


class Evaluated(NamedTuple):
    """Values of a target, and why some of them are missing.

    Attributes
    ----------
    values
        A pint quantity that holds an array; NaN where there is no value.
    status
        For each element the reason why it has none; empty text where it has one.
    """

    values: Any
    status: Any


def evaluate(
    members: Members,
    target: str | LawVariable,
    named: Mapping[Any, Any],
    *,
    bound: Mapping[str, Any],
    invalid: Invalid = "raise",
    rtol: float = RTOL,
) -> Any:
    """Return a target as a quantity; of arrays as `Evaluated` where what is invalid is masked.

    Raises
    ------
    DomainError
        If ``invalid`` is neither word, or arrays do not broadcast.
    """
    stated = {**bound, **named} if bound else named
    if invalid == "raise" and rtol == RTOL and isinstance(target, (str, LawVariable)):
        ready = quick(members, target, tuple(stated))
        shown = None if ready is None else ready(stated.values())
        if shown is not None:
            return shown
    if invalid not in ("raise", "mask"):
        raise DomainError(f"invalid = {brief(invalid)} is neither 'raise' nor 'mask'; say which")
    if invalid == "raise" and not any(map(is_array, (*named.values(), *bound.values()))):
        problem, given = asked(members, target, named, bound=bound, rtol=rtol)
        value = evaluated(problem)
        if value is None:
            return Solution(solve(problem), given).value  # where there is none, it says why
        return display(value, problem.unknown.unit)
    variable = members.variable(target)
    stated_by_name = {**bound, **by_name(members, named)}
    values, status = _all(members, variable, stated_by_name, invalid, rtol)
    shown = display_all(values, variable.unit)
    return Evaluated(shown, status) if invalid == "mask" else shown


def _all(
    members: Members,
    target: LawVariable,
    stated: Mapping[str, Any],
    invalid: Invalid,
    rtol: float,
) -> tuple[Any, Any]:
    """Return values in base units, and the reason of each element that has none."""
    lists = {members.passed(name): x for name, x in stated.items() if is_array(x)}
    given = read_givens(members, {name: x for name, x in stated.items() if not is_array(x)})
    arrays = read_arrays(lists)
    shape = shape_of(arrays)
    status = np.full(shape, "", dtype=object)
    outside = _outside(arrays, shape, status)
    first = posed(members, target, _joined(given, dict.fromkeys(arrays, 1.0)), rtol=rtol)
    value, holds = np.full(shape, np.nan), np.zeros(shape, dtype=bool)
    line = None
    if not given.expressions:
        line = straight(first.memory, target, frozenset(first.values))
    if line is not None:
        value, holds = elementwise(line, {**first.values, **arrays}, first.rtol)
    for index in _those(~holds | outside):
        value[index] = np.nan
        if status[index]:
            error: IronLawError = DomainError(status[index])
        else:
            own = {v: float(np.broadcast_to(x, shape)[index]) for v, x in arrays.items()}
            own_givens = _joined(given, own)
            found = _one(posed(members, target, own_givens, rtol=rtol), own_givens)
            if not isinstance(found, IronLawError):
                value[index] = found
                continue
            error = found
        if invalid == "raise":
            error.add_note(f"at element {', '.join(map(str, index))}")
            raise error
        status[index] = str(error)
    return value, status


def _those(mask: Any) -> Iterator[tuple[int, ...]]:
    for row in np.argwhere(mask):
        yield tuple(int(i) for i in row)


def _outside(arrays: Mapping[LawVariable, Any], shape: tuple[int, ...], status: Any) -> Any:
    """Return which elements have a given outside its domain, and say so in their status."""
    outside = np.zeros(shape, dtype=bool)
    for variable, array in arrays.items():
        bad = np.broadcast_to(~variable.domain.hold(array, 0.0), shape)
        for index in _those(bad & ~outside):
            shown = variable.show(float(np.broadcast_to(array, shape)[index]))
            status[index] = (
                f"{variable.name} = {shown} is out of range; it must be "
                f"{variable.domain.describe()}"
            )
        outside = outside | bad
    return outside


def _joined(given: Givens, own: Mapping[LawVariable, float]) -> Givens:
    return Givens(FrozenDict({**given.values, **own}), given.expressions, given.own)


def _one(problem: Problem, given: Givens) -> float | IronLawError:
    """Return the value of one element by solving, or why it has none."""
    try:
        return float(Solution(solve(problem), given).magnitude)
    except IronLawError as error:
        return error
