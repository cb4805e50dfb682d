"""What givens amount to in a system: what they determine, what stays open, what contradicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import sympy

from ironlaw._answers import Solution
from ironlaw._errors import InconsistentError, IronLawError, UnsolvableError
from ironlaw._language import FrozenDict, Givens, LawVariable, point
from ironlaw._model.givens import read_givens
from ironlaw._model.system import System
from ironlaw._solving import Answer, Evidence, Problem, check_answers
from ironlaw._structure import Plan, closure, smallest_sets


class Determined(NamedTuple):
    """An answer that follows, the relations that give it in the end, and in which direction."""

    solution: Solution
    relations: tuple[str, ...]
    direction: str


@dataclass(frozen=True)
class Standing:
    """What givens amount to.

    Attributes
    ----------
    system
        The system that was asked.
    sound
        It without the relations that the givens contradict: what is followed.
    given
        The givens that were read.
    determined
        The answer for each variable that follows, and how; those that others rest on first.
    defaults
        Variables that only their default gives a value.
    open
        Variables that nothing determines.
    contradictions
        What the givens contradict, one sentence each.
    unsolved
        Why a variable that is determined has no answer, by its name; blocked ones among them.
    """

    system: System
    sound: System
    given: Givens
    determined: tuple[Determined, ...]
    defaults: tuple[LawVariable, ...]
    open: tuple[LawVariable, ...]
    contradictions: tuple[str, ...]
    unsolved: Mapping[str, str]

    def lacking(self, name: str) -> tuple[str, tuple[frozenset[str], ...]]:
        """Return how a variable stands, and the smallest further givens that determine it.

        Raises
        ------
        UnknownVariable
            If the system has no such variable.
        """
        variable = self.system.variable(name)
        if variable in self.given:
            return "given", ()
        if variable.constant is not None:
            return "constant", ()
        if variable.name in self.unsolved:
            return "unsolved", ()
        if any(one.solution.unknown == variable for one in self.determined):
            return "determined", ()
        known = _known(self.sound, self.given)
        if not self.sound.members.memory.plan(variable, known).free:
            return "determined", ()
        return "open", smallest_sets(self.sound.equations, variable, known)


def standing(system: System, named: Mapping[str, Any]) -> Standing:
    """Follow givens through a system, forward and backward, as far as they lead.

    Parameters
    ----------
    system
        Any system.
    named
        Numbers in base units, or text with a unit, by name.

    Returns
    -------
    Standing

    Examples
    --------
    >>> import ironlaw as il
    >>> found = standing(il.laws[2].only("memory_time", "weight_bytes"), {
    ...     "memory_time": "5 ms", "memory_bandwidth": "3.2 TB/s", "parameters": 8e9})
    >>> [one.solution for one in found.determined]
    [weight_bytes = 16 GB, bytes_per_parameter = 2 byte]
    """
    given = read_givens(system.members, named)
    broken = _broken(system, given)
    sound = system.without(*(error.relation for error in broken)) if broken else system
    known = _known(sound, given)
    unknowns = (v for v in sound.variables.values() if v not in known)
    plans = {v: sound.members.memory.plan(v, known) for v in unknowns}
    ready = _in_order(sound, known, plans) if given else {}
    of_sound = {v.name: value for v, value in given.values.items() if v.name in sound.variables}
    solved, refused = _solutions(sound, of_sound, ready)
    rest = [v for v in plans if v not in ready]
    return Standing(
        system,
        sound,
        given,
        tuple(solved),
        defaults=tuple(v for v in rest if v.default is not None),
        open=tuple(v for v in rest if v.default is None),
        contradictions=_contradictions([*broken, *refused.values()]),
        unsolved=FrozenDict({v.name: str(error) for v, error in refused.items()}),
    )


def _contradictions(errors: Iterable[IronLawError]) -> tuple[str, ...]:
    found = [str(error) for error in errors if not isinstance(error, UnsolvableError)]
    return tuple(dict.fromkeys(found))


def _known(system: System, given: Givens) -> frozenset[LawVariable]:
    return frozenset({*given.values, *system.constants})


def _broken(system: System, given: Givens) -> list[InconsistentError]:
    """Return what the givens contradict: each relation is judged without those found before."""
    found: list[InconsistentError] = []
    equations, members = system.equations, system.members
    values = FrozenDict({**members.constants, **given.values})
    for variable, value in list(given.values.items())[:1]:
        problem = Problem(
            members.title, variable, members.memory, members.uses_of(variable), values
        )
        answer = Answer(
            point(sympy.Float(value, 17)), Evidence(), numbers=point(value), point=values
        )
        for _ in system.equations:
            try:
                check_answers(problem, equations, [answer])
            except InconsistentError as error:
                found.append(error)
                equations = tuple(one for one in equations if one.name != error.relation)
            else:
                break
    return found


def _in_order(
    system: System, known: Iterable[LawVariable], plans: Mapping[LawVariable, Plan]
) -> dict[LawVariable, Plan]:
    """Return the plans of what is determined: first one by one, then by how much they rest on."""
    chain, _ = closure(system.equations, known)
    place = {variable: index for index, (variable, _) in enumerate(chain)}
    ready = [v for v, chosen in plans.items() if not chosen.free and not _is_weak(v, chosen)]
    order = sorted(ready, key=lambda v: (place.get(v, len(place)), len(plans[v].blocks)))
    return {v: plans[v] for v in order}


def _is_weak(variable: LawVariable, chosen: Plan) -> bool:
    """Tell whether a variable's own default is as good as what other defaults make of it."""
    return variable.default is not None and bool(chosen.defaults)


def _solutions(
    system: System,
    values: Mapping[str, float],
    plans: Mapping[LawVariable, Plan],
) -> tuple[list[Determined], dict[LawVariable, IronLawError]]:
    """Solve for each variable; leave out those that rest on one without an answer."""
    solved: list[Determined] = []
    refused: dict[LawVariable, IronLawError] = {}
    for variable, chosen in plans.items():
        needs = [v for block in chosen.blocks for v in block.variables]
        blocking = next((v for v in needs if v in refused), None)
        if blocking is not None:
            refused[variable] = UnsolvableError(f"it rests on {blocking.name}")
            continue
        try:
            solution = system.solve(variable, values)
        except IronLawError as error:
            refused[variable] = error
        else:
            solved.append(Determined(solution, *_way(variable, chosen)))
    return solved, refused


def _way(variable: LawVariable, chosen: Plan) -> tuple[tuple[str, ...], str]:
    """Return the relations that determine a variable in the end, and in which direction."""
    equations = chosen.blocks[-1].equations
    if len(equations) > 1:
        return tuple(one.name for one in equations), "together"
    (one,) = equations
    return (one.name,), "forward" if one.defines == variable else "backward"
