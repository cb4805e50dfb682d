"""What an answer still lacks, as an error that a user can act on."""

from __future__ import annotations

from ironlaw._errors import UnderdeterminedError
from ironlaw._language import LawVariable
from ironlaw._solving import Outcome
from ironlaw._structure import smallest_sets


def missing(outcome: Outcome) -> tuple[frozenset[str], ...]:
    """Return the smallest sets of names that would complete the givens; empty where none lack."""
    if not outcome.plan.free:
        return ()
    problem = outcome.problem
    left_out = outcome.plan.left_out
    return smallest_sets(problem.equations(), problem.unknown, problem.values, left_out=left_out)


def lacking(outcome: Outcome) -> UnderdeterminedError:
    """Return the error that names the smallest sets of givens that would do."""
    sets = missing(outcome) or (frozenset(v.name for v in _free(outcome)),)
    variables = (v for one in outcome.problem.memory.equations for v in one.variables)
    meaning = {v.name: v.meaning for v in variables}
    names = sorted({name for one in sets for name in one})
    words = "; ".join(f"{name}: {meaning[name]}" for name in names if meaning.get(name))
    return UnderdeterminedError(
        f"{outcome.problem.unknown.name} still lacks givens: give "
        f"{', or '.join(' and '.join(sorted(one)) for one in sets)}"
        f"{f' ({words})' if words else ''}",
        sets,
    )


def _free(outcome: Outcome) -> list[LawVariable]:
    """Return the variables that the answer is still made of."""
    known = {*outcome.problem.values, *outcome.plan.defaults, outcome.problem.unknown}
    ends = (end for one in outcome.answers for end in (one.lower, one.upper, one.equation))
    found = {symbol for end in ends if end is not None for symbol in end.free_symbols}
    free = (v for v in found if isinstance(v, LawVariable) and v.constant is None)
    return sorted((v for v in free if v not in known), key=str)
