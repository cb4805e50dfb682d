"""Sweeping: what is varied, given and demanded is read; the cases of variants are laid out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from ironlaw._answers import Solution
from ironlaw._calculus import Regimes, Targets, Term
from ironlaw._errors import (
    DomainError,
    InconsistentError,
    IronLawError,
    UnderdeterminedError,
    UnsolvableError,
    needed,
)
from ironlaw._language import FrozenDict, Givens, LawVariable
from ironlaw._model.arrays import is_array
from ironlaw._model.asking import by_name, posed
from ironlaw._model.givens import read_givens
from ironlaw._model.members import Members
from ironlaw._model.varied import names_of, varied
from ironlaw._solving import solve
from ironlaw._sweeps import Axis, Case, Constraint, Question, read_constraints

_MOST_REGIMES = 2**53  # whole numbers that floats tell apart


def question(
    members: Members,
    targets: Any,
    named: Mapping[Any, Any],
    *,
    bound: Mapping[str, Any],
    over: Any,
    where: str | Sequence[str],
    regimes: bool,
    rtol: float,
) -> Question:
    """Return the design space that is asked about.

    Raises
    ------
    DomainError
        If an axis is empty, of no values, or given as well.
    UnsolvableError
        If regimes are asked for and some point takes a search.
    IronLawError
        As for one point, where targets, givens or constraints are not of the system.
    """
    names = [targets] if isinstance(targets, (str, LawVariable)) else targets
    many = list(dict.fromkeys(needed(names, Iterable, "one target, or several")))
    if not many:
        raise DomainError("no target is named; name what to compute")
    axes, cases = varied(members, over)
    first = next(iter(cases.values()))
    wanted = tuple(map(first.variable, many))
    stated = {**bound, **by_name(first, named)}
    arrays = [name for name, x in stated.items() if is_array(x)]
    if arrays:
        raise DomainError(
            f"{arrays[0]} holds several values; vary it along an axis, over={{...}}", arrays[0]
        )
    both = next((v for v in wanted if v.name in names_of(axes)), None)
    if both is not None:
        raise InconsistentError(f"{both.name} is asked for and also varied; drop one", both.name)
    constraints = read_constraints(where, first.variable)
    demanded = [v for one in constraints for v in one.variables]
    made = {
        variants: _case(own, (*wanted, *demanded), axes, stated, rtol)
        for variants, own in cases.items()
    }
    if regimes:
        made = {k: _with_regimes(one, wanted, axes) for k, one in made.items()}
    terms = _terms(made.values()) if regimes else None
    said = _said(members, stated, constraints)
    return Question(
        members.title, wanted, axes, constraints, FrozenDict(made), FrozenDict(said), rtol, terms
    )


def _with_regimes(case: Case, wanted: Sequence[LawVariable], axes: Sequence[Axis]) -> Case:
    """Return a case that says of each point which regime it is in.

    Raises
    ------
    UnsolvableError
        If a target takes a search.
    """
    searched = next((v for v in wanted if v in case.targets.searched), None)
    if searched is not None:
        raise UnsolvableError(
            f"{searched.name} takes a search at each point, which leads through no one regime; "
            "leave regimes out"
        )
    moving = frozenset(v for one in axes for v in one.columns)
    return case._replace(regimes=Regimes(case.targets, wanted, moving))


def _terms(cases: Iterable[Case]) -> tuple[Term, ...]:
    """Return the maxima and minima of all cases.

    Raises
    ------
    DomainError
        If there are more than a number can tell apart.
    """
    found = tuple(dict.fromkeys(t for one in cases if one.regimes for t in one.regimes.terms))
    if math.prod(len(one.parts) + 1 for one in found) > _MOST_REGIMES:
        raise DomainError(
            f"{len(found)} maxima and minima are on the way, too many to be told apart in one "
            "number; ask for targets one by one, or leave regimes out"
        )
    return found


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
    moved = [members.variable(v) for one in axes for v in one.columns]
    twice = next((v for v in moved if v in given.values), None)
    if twice is not None:
        raise InconsistentError(
            f"{twice.name} is varied and also given; drop one of the two", twice.name
        )
    values = {**members.constants, **given.values}
    known = frozenset({*values, *moved})
    targets = Targets(
        members.memory,
        tuple(dict.fromkeys(wanted)),
        known,
        rtol=rtol,
        ask=partial(_solved, members, rtol),
    )
    fixed = {v: x for v, x in values.items() if v not in moved}
    first = {v: float(column[0]) for one in axes for v, column in one.columns.items()}
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
