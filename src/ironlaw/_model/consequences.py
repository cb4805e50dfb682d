"""What givens amount to in a system: what they determine, what stays open, what contradicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sympy

from ironlaw._answers.solution import Solution
from ironlaw._errors import InconsistentError, IronLawError, UnsolvableError
from ironlaw._language import LawVariable
from ironlaw._model.givens import Givens, read_givens
from ironlaw._solving.answer import Answer
from ironlaw._solving.consistency import check_rest
from ironlaw._solving.trail import Search
from ironlaw._structure.plan import Plan, closure, plan, smallest_sets

if TYPE_CHECKING:
    from ironlaw._model.system import System

_RTOL = 1e-6


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
        The answer for each variable that follows, those that others rest on first.
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
    determined: tuple[Solution, ...]
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
        if any(one.unknown == variable for one in self.determined):
            return "determined", ()
        known = _known(self.sound, self.given)
        if not plan(self.sound.active, variable, known).free:
            return "determined", ()
        return "open", smallest_sets(self.sound.active, variable, known)


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
    >>> list(found.determined)
    [weight_bytes = 16 GB, bytes_per_parameter = 2 byte]
    """
    given = read_givens(system, named)
    broken = _broken(system, given)
    sound = system.without(*(error.relation for error in broken)) if broken else system
    known = _known(sound, given)
    plans = {v: plan(sound.active, v, known) for v in sound.variables.values() if v not in known}
    ready = _in_order(sound, known, plans) if given else []
    of_sound = {v.name: value for v, value in given.values.items() if v.name in sound.variables}
    solved, refused = _solutions(sound, of_sound, ready, plans)
    rest = [v for v in plans if v not in ready]
    return Standing(
        system,
        sound,
        given,
        tuple(solved),
        defaults=tuple(v for v in rest if v.default is not None),
        open=tuple(v for v in rest if v.default is None),
        contradictions=_contradictions([*broken, *refused.values()]),
        unsolved={v.name: str(error) for v, error in refused.items()},
    )


def _contradictions(errors: Iterable[IronLawError]) -> tuple[str, ...]:
    found = [str(error) for error in errors if not isinstance(error, UnsolvableError)]
    return tuple(dict.fromkeys(found))


def _known(system: System, given: Givens) -> set[LawVariable]:
    return {*given.values, *system.constants}


def _broken(system: System, given: Givens) -> list[InconsistentError]:
    """Return what the givens contradict: each relation is judged without those found before."""
    found: list[InconsistentError] = []
    relations = system.active
    constants = {v: v.constant for v in system.constants if v.constant is not None}
    for variable, value in list(given.values.items())[:1]:
        end = sympy.Float(value, 17)
        point = {**constants, **given.values}
        answer = Answer(end, end, low=value, high=value, point=point)
        for _ in system.active:
            try:
                check_rest(Search(system, variable, _RTOL), relations, Plan(()), [answer])
            except InconsistentError as error:
                found.append(error)
                relations = tuple(one for one in relations if one.name != error.relation)
            else:
                break
    return found


def _in_order(
    system: System, known: Iterable[LawVariable], plans: Mapping[LawVariable, Plan]
) -> list[LawVariable]:
    """Return the determined variables: first one by one, then by how much they rest on."""
    chain, _ = closure(system.active, known)
    place = {variable: index for index, (variable, _) in enumerate(chain)}
    ready = [v for v, chosen in plans.items() if not chosen.free and not _is_weak(v, chosen)]
    return sorted(ready, key=lambda v: (place.get(v, len(place)), len(plans[v].blocks)))


def _is_weak(variable: LawVariable, chosen: Plan) -> bool:
    """Tell whether a variable's own default is as good as what other defaults make of it."""
    return variable.default is not None and bool(chosen.defaults)


def _solutions(
    system: System,
    values: Mapping[str, float],
    ready: Sequence[LawVariable],
    plans: Mapping[LawVariable, Plan],
) -> tuple[list[Solution], dict[LawVariable, IronLawError]]:
    """Solve for each variable; leave out those that rest on one without an answer."""
    solved: list[Solution] = []
    refused: dict[LawVariable, IronLawError] = {}
    for variable in ready:
        needs = [v for block in plans[variable].blocks for v in block.variables]
        blocking = next((v for v in needs if v in refused), None)
        if blocking is not None:
            refused[variable] = UnsolvableError(f"it rests on {blocking.name}")
            continue
        try:
            solved.append(system.solve(variable, values))
        except IronLawError as error:
            refused[variable] = error
    return solved, refused
