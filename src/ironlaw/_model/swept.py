"""Sweeping: what is varied, given and demanded is read; the cases of variants are laid out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import product
from typing import Any

import numpy as np

from ironlaw._answers import Solution
from ironlaw._calculus import Targets
from ironlaw._errors import (
    DomainError,
    InconsistentError,
    IronLawError,
    UnderdeterminedError,
    brief,
    needed,
)
from ironlaw._language import FrozenDict, Givens, LawVariable, is_quantity
from ironlaw._model.arrays import is_array, read_arrays
from ironlaw._model.asking import by_name, posed
from ironlaw._model.givens import read_givens
from ironlaw._model.joining import check_choices
from ironlaw._model.members import Members
from ironlaw._model.members import members as chosen
from ironlaw._solving import solve
from ironlaw._sweeps import Axis, Case, Constraint, Question, read_constraints

_EXAMPLE = "over={'devices': [256, 512, 1024]}"


def question(
    members: Members,
    targets: Any,
    named: Mapping[Any, Any],
    *,
    bound: Mapping[str, Any],
    over: Any,
    where: str | Sequence[str],
    rtol: float,
) -> Question:
    """Return the design space that is asked about.

    Raises
    ------
    DomainError
        If an axis is empty, of no values, or given as well.
    IronLawError
        As for one point, where targets, givens or constraints are not of the system.
    """
    names = [targets] if isinstance(targets, (str, LawVariable)) else targets
    many = list(dict.fromkeys(needed(names, Iterable, "one target, or several")))
    if not many:
        raise DomainError("no target is named; name what to compute")
    axes, cases = _varied(members, over)
    first = next(iter(cases.values()))
    wanted = tuple(first.variable(one) for one in many)
    stated = {**bound, **by_name(first, named)}
    arrays = [name for name, x in stated.items() if is_array(x)]
    if arrays:
        raise DomainError(
            f"{arrays[0]} holds several values; vary it along an axis, over={{...}}", arrays[0]
        )
    both = next((v for v in wanted if v.name in _names(axes)), None)
    if both is not None:
        raise InconsistentError(f"{both.name} is asked for and also varied; drop one", both.name)
    constraints = read_constraints(where, first.variable)
    demanded = [v for one in constraints for v in one.variables]
    made = {
        variants: _case(own, (*wanted, *demanded), axes, stated, rtol)
        for variants, own in cases.items()
    }
    said = _said(members, stated, constraints)
    variables = [v for one in cases.values() for v in one.variables.values()]
    rests_on = [
        rtol,
        [v.name for v in wanted],
        [(one.name, one.values.tolist()) for one in axes],
        [one.text for one in constraints],
        [f"{e.lhs} = {e.rhs}" for one in cases.values() for e in one.equations],
        [(v.name, v.unit, v.default, v.domain.describe()) for v in variables],
        [sorted((v.name, x) for v, x in one.given.items()) for one in made.values()],
    ]
    mark = hashlib.sha256(json.dumps(rests_on).encode()).hexdigest()
    return Question(
        members.title, wanted, axes, constraints, FrozenDict(made), FrozenDict(said), mark
    )


def _varied(members: Members, over: Any) -> tuple[tuple[Axis, ...], dict[tuple[str, ...], Members]]:
    """Return the axes, and the members for each pick of variants."""
    if not isinstance(over, Mapping) or not over:
        raise DomainError(f"over = {brief(over)} varies nothing; write {_EXAMPLE}")
    picks = {
        str(name): _variants(members, str(name), values)
        for name, values in over.items()
        if not isinstance(name, LawVariable) and name in members.choices
    }
    cases = {
        names: _using(members, dict(zip(picks, names, strict=True)))
        for names in product(*picks.values())
    }
    first = next(iter(cases.values()))
    axes = [
        Axis(str(name), np.array(picks[name]))
        if name in picks
        else _axis(first.variable(name), values)
        for name, values in over.items()
    ]
    twice = next((one.name for i, one in enumerate(axes) if one.name in _names(axes[:i])), None)
    if twice is not None:
        raise InconsistentError(f"{twice} is varied twice, by name and by variable", twice)
    return tuple(axes), cases


def _names(axes: Sequence[Axis]) -> list[str]:
    return [one.name for one in axes]


def _using(members: Members, picks: Mapping[str, str]) -> Members:
    """Return the members with variants chosen."""
    if not picks:
        return members
    check_choices(members, picks)
    selected = frozenset({**members.selected, **picks}.items())
    return chosen(members.title, members.declared, selected)


def _variants(members: Members, choice: str, values: Any) -> tuple[str, ...]:
    """Return the variants of a choice that are compared; each has to be one."""
    picked = (values,) if isinstance(values, str) else tuple(needed(values, Iterable, "variants"))
    for one in picked:
        check_choices(members, {choice: one})
    if not picked or len(set(picked)) < len(picked):
        raise DomainError(f"{choice} = {brief(values)} names no variant, or one twice")
    return tuple(map(str, picked))


def _axis(variable: LawVariable, values: Any) -> Axis:
    """Read the values of a variable along an axis.

    Raises
    ------
    DomainError
        If there are none, or one is outside the domain.
    """
    bare = values if is_quantity(values) or hasattr(values, "dtype") else _listed(variable, values)
    found = np.atleast_1d(read_arrays({variable: bare})[variable])
    if found.ndim != 1 or not found.size:
        raise DomainError(
            f"{variable.name} = {brief(values)} is no row of values; write {_EXAMPLE}",
            variable.name,
        )
    wrong = ~variable.domain.hold(found, 0.0)
    if wrong.any():
        shown = variable.show(float(found[wrong][0]))
        raise DomainError(
            f"{variable.name} = {shown} is out of range; it must be {variable.domain.describe()}",
            variable.name,
        )
    return Axis(variable.name, found, variable)


def _listed(variable: LawVariable, values: Any) -> list[Any]:
    if isinstance(values, (str, Mapping)) or not isinstance(values, Iterable):
        raise DomainError(
            f"{variable.name} = {brief(values)} is no row of values; write {_EXAMPLE}",
            variable.name,
        )
    return list(values)


def _case(
    members: Members,
    wanted: Sequence[LawVariable],
    axes: Sequence[Axis],
    stated: Mapping[str, Any],
    rtol: float,
) -> Case:
    """Return what is computed for one pick of variants."""
    for one in wanted:
        members.variable(one)
    given = read_givens(members, stated)
    for variable in given.expressions:
        raise DomainError(
            f"{variable.name} is given as an expression; a sweep takes numbers", variable.name
        )
    varied = [members.variable(one.variable) for one in axes if one.variable is not None]
    twice = next((v for v in varied if v in given.values), None)
    if twice is not None:
        raise InconsistentError(
            f"{twice.name} is varied and also given; drop one of the two", twice.name
        )
    values = {**members.constants, **given.values}
    known = frozenset({*values, *varied})
    targets = Targets(
        members.memory,
        tuple(dict.fromkeys(wanted)),
        known,
        rtol=rtol,
        ask=partial(_solved, members, rtol),
    )
    fixed = {v: x for v, x in values.items() if v not in varied}
    first = {one.variable: float(one.values[0]) for one in axes if one.variable is not None}
    for one in wanted:
        if one not in known and members.memory.plan(one, known).free:
            found = _solved(members, rtol, one, {**fixed, **first})
            if isinstance(found, UnderdeterminedError):
                raise found
    return Case(targets, FrozenDict(fixed))


def _solved(
    members: Members, rtol: float, target: LawVariable, values: dict[LawVariable, float]
) -> float | IronLawError:
    """Return the value of a target at a point by solving, or why it has none."""
    own = {v: x for v, x in values.items() if members.constants.get(v) != x}
    given = Givens(FrozenDict(own))
    try:
        return float(Solution(solve(posed(members, target, given, rtol=rtol)), given).magnitude)
    except IronLawError as error:
        return error


def _said(
    members: Members, stated: Mapping[str, Any], constraints: Sequence[Constraint]
) -> dict[str, str]:
    """Return what a grid was made from, in words."""
    found = {
        "system": members.title,
        "given": ", ".join(f"{name} = {value}" for name, value in stated.items()),
        "variants": ", ".join(f"{name} = {value}" for name, value in members.selected.items()),
        "where": " and ".join(dict.fromkeys(one.text for one in constraints)),
    }
    return {name: text for name, text in found.items() if text}
