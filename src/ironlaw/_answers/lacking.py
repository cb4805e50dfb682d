"""What an answer still lacks, as an error that a user can act on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sympy

from ironlaw._errors import UnderdeterminedError
from ironlaw._language import Equation, Givens, LawVariable
from ironlaw._solving import Outcome
from ironlaw._structure import Needs, needs, smallest_sets

_MOST_EXPLAINED = 6


def missing(outcome: Outcome, wanted: Needs | None = None) -> tuple[frozenset[str], ...]:
    """Return the smallest sets of names that would complete the givens; empty where none lack."""
    if not outcome.plan.free:
        return ()
    problem, left_out = outcome.problem, outcome.plan.left_out
    equations, unknown = problem.equations(), problem.unknown
    return smallest_sets(equations, unknown, problem.values, left_out=left_out, wanted=wanted)


def lacking(outcome: Outcome) -> UnderdeterminedError:
    """Return the error that names the smallest sets of givens that would do."""
    problem, left_out = outcome.problem, outcome.plan.left_out
    wanted = needs(problem.equations(), problem.unknown, problem.values, left_out=left_out)
    sets = missing(outcome, wanted) or (frozenset(v.name for v in _free(outcome)),)
    variables = (v for one in problem.memory.equations for v in one.variables)
    meaning = {v.name: v.meaning for v in variables}
    names = sorted(sets[0]) if len(sets[0]) > 1 else sorted({name for one in sets for name in one})
    explained = names if len(names) <= _MOST_EXPLAINED else []
    words = "; ".join(f"{name}: {meaning[name]}" for name in explained if meaning.get(name))
    return UnderdeterminedError(
        f"{problem.unknown.name} still lacks givens: give {_words(wanted, sets)}"
        f"{f'; {words}' if words else ''}",
        sets,
    )


def _words(wanted: Needs, sets: Sequence[frozenset[str]]) -> str:
    """Say what to give: one set with what may stand for each of its parts, or a choice of sets."""
    if not wanted.best:
        return ", or ".join(" and ".join(sorted(one)) for one in sets)
    parts = []
    for variable in wanted.best:
        instead = " and ".join(v.name for v in wanted.instead.get(variable, ()))
        parts.append(f"{variable.name} (or {instead})" if instead else variable.name)
    return " and ".join([*([", ".join(parts[:-1])] if parts[1:] else []), parts[-1]])


def unused(
    outcome: Outcome, given: Givens, definitions: Mapping[LawVariable, sympy.Expr]
) -> tuple[LawVariable, ...]:
    """Return the givens that a formula which still lacks some does not hold.

    Of an answer that lacks nothing, those that only other variants use.
    """
    if not outcome.plan.free:
        active = {v for one in outcome.problem.memory.equations for v in one.variables}
        return tuple(v for v in given.values if v not in active)
    held: set[Any] = {v for one in outcome.plan.equations for v in one.variables}
    held |= {symbol for expr in definitions.values() for symbol in expr.free_symbols}
    lost = [v for v, expr in given.expressions.items() if not expr.free_symbols <= held]
    return (*(v for v in given.values if v not in held), *lost)


def between(outcome: Outcome, given: Givens) -> tuple[LawVariable, ...]:
    """Return the variables of a formula that definitions make of what is given, in part."""
    equations = outcome.problem.memory.equations
    defined = {one.defines: one for one in equations if one.defines is not None}
    known, past = {*given.values, *given.expressions}, (outcome.problem.unknown,)
    free = (v for v in _free(outcome) if v in defined)
    return tuple(v for v in free if leads(v, defined, known, past=past))


def leads(
    variable: LawVariable,
    defined: Mapping[LawVariable, Equation],
    wanted: Collection[LawVariable],
    *,
    past: Iterable[LawVariable] = (),
) -> bool:
    """Tell whether a variable's definition leads to one that is wanted, not ``past`` others."""
    work, seen = [variable], {variable, *past}
    while work:
        one = defined.get(work.pop())
        for other in one.others if one is not None else ():
            if other in wanted:
                return True
            if other not in seen:
                seen.add(other)
                work.append(other)
    return False


def _free(outcome: Outcome) -> list[LawVariable]:
    """Return the variables that the answer is still made of."""
    known = {*outcome.problem.values, *outcome.plan.defaults, outcome.problem.unknown}
    ends = (end for one in outcome.answers for end in (one.lower, one.upper, one.equation))
    found = {symbol for end in ends if end is not None for symbol in end.free_symbols}
    free = (v for v in found if isinstance(v, LawVariable) and v.constant is None)
    return sorted((v for v in free if v not in known), key=str)
