"""What givens amount to in a system: what they determine, what stays open, what contradicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import sympy

from ironlaw._answers import Solution
from ironlaw._errors import InconsistentError, IronLawError, UnsolvableError
from ironlaw._language import FrozenDict, Givens, LawVariable, point
from ironlaw._model.asking import posed
from ironlaw._model.members import Members
from ironlaw._model.standing import Determined, Standing
from ironlaw._solving import (
    Answer,
    Evidence,
    Problem,
    Survey,
    check_answers,
    solve,
    unmoved,
)
from ironlaw._structure import Plan, closure


def standing(members: Members, given: Givens) -> Standing:
    """Follow givens through a system, forward and backward, as far as they lead.

    Parameters
    ----------
    members
        Those of any system.
    given
        What is known of its variables.

    Returns
    -------
    Standing
    """
    broken = _broken(members, given)
    sound = _without(members, broken)
    known = frozenset({*given.values, *sound.constants})
    unknowns = (v for v in sound.variables.values() if v not in known)
    plans = {v: sound.memory.plan(v, known) for v in unknowns}
    ready = _in_order(sound, known, plans)
    if not given:  # defaults alone are no news
        ready = {v: chosen for v, chosen in ready.items() if v in sound.settled}
    of_sound = {v: value for v, value in given.values.items() if v.name in sound.variables}
    solved, refused = _solutions(sound, of_sound, ready)
    rest = [v for v in plans if v not in ready]
    if given:
        solved += _cancelling(sound, of_sound, rest)
    done = {one.solution.unknown for one in solved}
    rest = [v for v in rest if v not in done]
    return Standing(
        members,
        sound,
        given,
        tuple(solved),
        defaults=tuple(v for v in rest if v.default is not None),
        open=tuple(v for v in rest if v.default is None),
        contradictions=_contradictions([*broken, *_without_defaults(refused, ready)]),
        unsolved=FrozenDict({v.name: str(error) for v, error in refused.items()}),
    )


def _without(members: Members, broken: Sequence[InconsistentError]) -> Members:
    """Return the members without the relations that givens contradict."""
    names = {error.relation for error in broken}
    if not names:
        return members
    left = tuple(one for one in members.declared if one.name not in names)
    return Members(members.title, left, members.selected)


def _contradictions(errors: Iterable[IronLawError]) -> tuple[str, ...]:
    found = [str(error) for error in errors if not isinstance(error, UnsolvableError)]
    return tuple(dict.fromkeys(found))


def _without_defaults(
    refused: Mapping[LawVariable, IronLawError], plans: Mapping[LawVariable, Plan]
) -> list[IronLawError]:
    """Return the errors that rest on givens alone: a default that does not fit is no given."""
    return [error for variable, error in refused.items() if not plans[variable].defaults]


def _broken(members: Members, given: Givens) -> list[InconsistentError]:
    """Return what the givens contradict: each relation is judged without those found before."""
    found: list[InconsistentError] = []
    equations = members.equations
    values = FrozenDict({**members.constants, **given.values})
    for variable, value in list(given.values.items())[:1]:
        problem = Problem(
            members.title, variable, members.memory, members.uses_of(variable), values
        )
        answer = Answer(
            point(sympy.Float(value, 17)), Evidence(), numbers=point(value), point=values
        )
        for _ in members.equations:
            try:
                check_answers(problem, equations, [answer])
            except InconsistentError as error:
                found.append(error)
                equations = tuple(one for one in equations if one.name != error.relation)
            else:
                break
    return found


def _in_order(
    members: Members, known: Iterable[LawVariable], plans: Mapping[LawVariable, Plan]
) -> dict[LawVariable, Plan]:
    """Return the plans of what is determined: first one by one, then by how much they rest on."""
    chain, _ = closure(members.equations, known)
    place = {variable: index for index, (variable, _) in enumerate(chain)}
    ready = [v for v, chosen in plans.items() if not chosen.free and not _is_weak(v, chosen)]
    order = sorted(ready, key=lambda v: (place.get(v, len(place)), len(plans[v].blocks)))
    return {v: plans[v] for v in order}


def _is_weak(variable: LawVariable, chosen: Plan) -> bool:
    """Tell whether a variable's own default is as good as what other defaults make of it."""
    return variable.default is not None and bool(chosen.defaults)


def _solutions(
    members: Members,
    values: Mapping[LawVariable, float],
    plans: Mapping[LawVariable, Plan],
) -> tuple[list[Determined], dict[LawVariable, IronLawError]]:
    """Solve for each variable; leave out those that rest on one without an answer."""
    solved: list[Determined] = []
    refused: dict[LawVariable, IronLawError] = {}
    shared = Survey()
    for variable, chosen in plans.items():
        needs = [v for block in chosen.blocks for v in block.variables]
        blocking = next((v for v in needs if v in refused), None)
        if blocking is not None:
            refused[variable] = UnsolvableError(f"it rests on {blocking.name}")
            continue
        try:
            solution, _ = _solved(members, variable, values, shared)
        except IronLawError as error:
            refused[variable] = error
        else:
            solved.append(Determined(solution, *_way(variable, chosen)))
    return solved, refused


def _cancelling(
    members: Members, values: Mapping[LawVariable, float], rest: Sequence[LawVariable]
) -> list[Determined]:
    """Return the answers of variables that follow although something lacks, which cancels."""
    found = []
    shared = Survey()
    for variable in _unmoved(members, values, rest):
        try:
            solution, chosen = _solved(members, variable, values, shared)
        except IronLawError:
            continue  # it is open: what it lacks may be why
        if not solution.missing and solution.residual is not None:
            found.append(Determined(solution, *_way(variable, chosen)))
    return found


def _unmoved(
    members: Members, values: Mapping[LawVariable, float], rest: Sequence[LawVariable]
) -> list[LawVariable]:
    """Return the variables that may follow all the same, with defaults or without."""
    known = {**members.constants, **values}
    defaults = {v: v.default for v in members.variables.values() if v.default is not None}
    plain = [v for v in rest if v.default is None]
    kept = {*unmoved(members.equations, rest, known)}
    kept |= {*unmoved(members.equations, plain, {**defaults, **known})}
    return [v for v in rest if v in kept]


def _solved(
    members: Members, variable: LawVariable, values: Mapping[LawVariable, float], shared: Survey
) -> tuple[Solution, Plan]:
    given = Givens(FrozenDict(values))
    outcome = solve(posed(members, variable, given)._replace(survey=shared))
    return Solution(outcome, given), outcome.plan


def _way(variable: LawVariable, chosen: Plan) -> tuple[tuple[str, ...], str]:
    """Return the relations that determine a variable in the end, and in which direction."""
    equations = chosen.blocks[-1].equations
    if len(equations) > 1:
        return tuple(one.name for one in equations), "together"
    (one,) = equations
    return (one.name,), "forward" if one.defines == variable else "backward"
