"""From a question to a problem: the unknown is found, the givens are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ironlaw._errors import InconsistentError
from ironlaw._language import FrozenDict, Givens, LawVariable
from ironlaw._model.givens import read_givens
from ironlaw._model.members import Members
from ironlaw._solving import Problem

_NOTHING = Givens()


def asked(
    members: Members,
    unknown: str | LawVariable,
    named: Mapping[Any, Any],
    *,
    bound: Mapping[str, Any],
    rtol: float = 1e-6,
) -> tuple[Problem, Givens]:
    """Return the problem of an unknown, and what is given.

    Parameters
    ----------
    members
        Those of the system that is asked.
    unknown
        The variable asked for.
    named
        What is given, by name or variable; it replaces what is bound.
    bound
        What the system has bound, by name.
    rtol
        Relative gap within which givens agree and regimes tie.

    Raises
    ------
    InconsistentError
        If the unknown is also given.
    """
    variable = members.variable(unknown)
    given = _NOTHING
    if named or bound:
        by_name = {members.variable(name).name: value for name, value in named.items()}
        given = read_givens(members, {**bound, **by_name})
    if variable in given:
        raise InconsistentError(
            f"{variable.name} is asked for and also given; drop one of the two", variable.name
        )
    fixed = members.constants
    if variable in fixed or given.expressions:
        left_out = {variable, *given.expressions}
        fixed = {v: value for v, value in fixed.items() if v not in left_out}
    problem = Problem(
        members.title,
        variable,
        members.memory,
        members.uses_of(variable),
        FrozenDict({**fixed, **given.values}),
        given.expressions,
        is_given=bool(given),
        rtol=rtol,
    )
    return problem, given
