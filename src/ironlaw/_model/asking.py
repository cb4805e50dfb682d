"""From a question to a problem: the unknown is found, the givens are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ironlaw._errors import DomainError, InconsistentError, brief
from ironlaw._language import FrozenDict, Givens, LawVariable
from ironlaw._model.givens import read_givens
from ironlaw._model.members import Members
from ironlaw._solving import Problem

_NOTHING = Givens()
_NO_VALUES: FrozenDict[LawVariable, float] = FrozenDict()


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
        If the unknown is also given, or a given stands twice.
    DomainError
        If ``rtol`` is not a relative gap.
    """
    variable = members.variable(unknown)
    given = _NOTHING
    if named or bound:
        given = read_givens(members, {**bound, **by_name(members, named)})
    return posed(members, variable, given, rtol=rtol), given


def posed(members: Members, variable: LawVariable, given: Givens, *, rtol: float = 1e-6) -> Problem:
    """Return the problem of an unknown, with givens that were read.

    Raises
    ------
    InconsistentError, DomainError
        As `asked`.
    """
    if not (isinstance(rtol, (float, int)) and 0 <= rtol < 1) or rtol is False:
        raise DomainError(f"rtol = {brief(rtol)} is not a relative gap; give one from 0 to 1")
    is_given = bool(given)
    if is_given and variable in given:
        raise InconsistentError(
            f"{variable.name} is asked for and also given; drop one of the two", variable.name
        )
    fixed = members.constants
    if fixed and (variable in fixed or given.expressions):
        left_out = {variable, *given.expressions}
        fixed = {v: value for v, value in fixed.items() if v not in left_out}
    return Problem(
        members.title,
        variable,
        members.memory,
        members.uses_of(variable),
        FrozenDict({**fixed, **given.values}) if fixed or is_given else _NO_VALUES,
        given.expressions,
        is_given=is_given or variable in members.settled,
        rtol=rtol,
    )


def by_name(members: Members, named: Mapping[Any, Any]) -> dict[str, Any]:
    """Return givens by the name of their variable; keys are names, or the variables themselves."""
    found: dict[str, Any] = {}
    for key, value in named.items():
        name = members.passed(key).name
        if name in found:
            raise InconsistentError(f"{name} is given twice, by name and by variable", name)
        found[name] = value
    return found


def both(givens: Mapping[Any, Any] | None, named: Mapping[str, Any]) -> Mapping[Any, Any]:
    """Return givens from a mapping and from keywords, which replace those of the mapping.

    Raises
    ------
    DomainError
        If the givens are not a mapping.
    """
    if givens is None:
        return named
    if not isinstance(givens, Mapping):
        raise DomainError(
            f"the givens are {brief(givens)}, not a mapping; write name=value, or {{'name': value}}"
        )
    return {**givens, **named}
