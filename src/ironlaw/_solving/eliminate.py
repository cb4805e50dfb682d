"""Blocks of several relations: eliminate all variables but one, by substitution."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import sympy

from ironlaw._language import LawVariable
from ironlaw._model.relation import Relation
from ironlaw._solving.isolate import occurs
from ironlaw._structure.plan import Block
from ironlaw._words.derivation import Statement, Step

Isolator = Callable[[Relation, LawVariable], sympy.Expr | None]


@dataclass(slots=True)
class Reduced:
    """A block after elimination.

    Attributes
    ----------
    equations
        What is left; one where only the kept variable is.
    loose
        Variables that could not be eliminated.
    derived
        The eliminated variables in the order in which they can be computed, each with its
        expression in the kept and loose variables and those before it.
    steps
        The substitutions, as steps.
    by_definition
        Whether definitions sufficed, so that it depends on no value.
    """

    equations: tuple[Relation, ...]
    loose: tuple[LawVariable, ...] = ()
    derived: tuple[tuple[LawVariable, sympy.Expr], ...] = ()
    steps: tuple[Step, ...] = ()
    by_definition: bool = True


def reduce_block(block: Block, keep: LawVariable, isolator: Isolator) -> Reduced:
    """Eliminate a block's variables but one.

    Parameters
    ----------
    block
        Relations that determine as many variables.
    keep
        The variable to keep.
    isolator
        Returns a variable's expression from a relation, or None where it has no single one.

    Returns
    -------
    Reduced
    """
    if len(block.relations) == 1:
        return Reduced(block.relations)
    pending = [v for v in block.variables if v != keep]
    chosen = _definitions(block.relations, pending)
    ordered = _sorted(chosen)
    full: dict[LawVariable, sympy.Expr] = {}
    for variable in ordered:
        full[variable] = chosen[variable].rhs.xreplace(full)
    used = {id(chosen[v]) for v in ordered}
    rest = [one for one in block.relations if id(one) not in used]
    derived = [(v, chosen[v].rhs) for v in ordered]
    steps = [_definition_step(chosen[v], full[v]) for v in ordered]
    rest, more = _substituted(rest, full, "their definitions")
    loose = [v for v in pending if v not in full]
    by_definition = not loose
    rest, loose, early, last = _isolated(rest, loose, isolator)
    return Reduced(
        tuple(rest),
        tuple(loose),
        (*reversed(early), *derived),
        (*steps, *more, *last),
        by_definition,
    )


def _definitions(
    relations: Sequence[Relation], pending: Sequence[LawVariable]
) -> dict[LawVariable, Relation]:
    found: dict[LawVariable, Relation] = {}
    wanted = set(pending)
    for one in relations:
        if one.defines is not None and one.defines in wanted:
            found.setdefault(one.defines, one)
    return found


def _sorted(chosen: Mapping[LawVariable, Relation]) -> list[LawVariable]:
    """Sort definitions so that each comes after those it uses; leave out one of each loop."""
    order: list[LawVariable] = []
    state: dict[LawVariable, int] = {}
    for root in chosen:
        work: list[tuple[LawVariable, bool]] = [(root, False)]
        while work:
            variable, done = work.pop()
            if done:
                if state[variable] == 1:
                    order.append(variable)
                    state[variable] = 2
                continue
            if variable in state:
                continue
            state[variable] = 1
            work.append((variable, True))
            for other in chosen[variable].symbols_used:
                if other in chosen and other != variable:
                    if state.get(other) == 1:
                        state[variable] = 3  # it closes a loop: left to the equations
                    work.append((other, False))
    return [v for v in order if state[v] == 2]


def _definition_step(one: Relation, full: sympy.Expr) -> Step:
    start = Statement(one.lhs, one.rhs, one.rhs)
    return Step("definition", start, Statement(one.lhs, full, full), one.name, relation=one.name)


def _substituted(
    relations: Sequence[Relation], swap: Mapping[LawVariable, sympy.Expr], what: str
) -> tuple[list[Relation], list[Step]]:
    result, steps = [], []
    for one in relations:
        if not any(symbol in swap for symbol in (one.rhs - one.lhs).free_symbols):
            result.append(one)
            continue
        new = swapped(one, swap)
        before, after = Statement(one.lhs, one.rhs, one.rhs), Statement(new.lhs, new.rhs, new.rhs)
        steps.append(Step("substitute", before, after, what, relation=one.name))
        result.append(new)
    return result, steps


def swapped(one: Relation, swap: Mapping[LawVariable, sympy.Expr]) -> Relation:
    """Return a relation with variables replaced; it may define none any more."""
    lhs, rhs = one.lhs.xreplace(dict(swap)), one.rhs.xreplace(dict(swap))
    defines = lhs if isinstance(lhs, LawVariable) and not occurs(rhs, lhs) else None
    return replace(one, lhs=lhs, rhs=rhs, defines=defines, function=None, inputs=())


def _isolated(
    rest: list[Relation], loose: list[LawVariable], isolator: Isolator
) -> tuple[list[Relation], list[LawVariable], list[tuple[LawVariable, sympy.Expr]], list[Step]]:
    """Eliminate variables without a definition, each by isolating it in some equation."""
    derived: list[tuple[LawVariable, sympy.Expr]] = []
    steps: list[Step] = []
    progress = True
    while loose and progress and len(rest) > 1:
        progress = False
        for one, variable in ((one, v) for one in rest for v in loose):
            if not (occurs(one.rhs, variable) or occurs(one.lhs, variable)):
                continue
            expr = isolator(one, variable)
            if expr is None:
                continue
            others = [other for other in rest if other is not one]
            rest, more = _substituted(others, {variable: expr}, str(variable))
            steps += [_definition_step(replace(one, lhs=variable, rhs=expr), expr), *more]
            derived.append((variable, expr))
            loose = [v for v in loose if v != variable]
            progress = True
            break
    return rest, loose, derived, steps
