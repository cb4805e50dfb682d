"""Blocks of several equations: eliminate all variables but one, by substitution."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import sympy

from ironlaw._language import Equation, LawVariable, Statement, Step, occurs, point, replaced
from ironlaw._structure import Block

Isolator = Callable[[Equation, LawVariable], sympy.Expr | None]
Derived = tuple[tuple[LawVariable, sympy.Expr], ...]


class Elimination(NamedTuple):
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
    isolated
        The equations that a variable was isolated from: in it they may have been divided by 0.
    """

    equations: tuple[Equation, ...]
    loose: tuple[LawVariable, ...] = ()
    derived: Derived = ()
    steps: tuple[Step, ...] = ()
    isolated: tuple[Equation, ...] = ()


def by_definition(block: Block, keep: LawVariable) -> Elimination:
    """Eliminate a block's variables but one as far as their definitions go, whatever the values.

    Parameters
    ----------
    block
        Equations that determine as many variables.
    keep
        The variable to keep.

    Examples
    --------
    >>> import ironlaw as il
    >>> law = il.laws[2].only("memory_time", "weight_bytes")
    >>> block = Block(law.equations, law.symbols("weight_bytes parameters"))
    >>> by_definition(block, il.variables.parameters).equations[0].rhs
    bytes_per_parameter*parameters/memory_bandwidth
    """
    if len(block.equations) == 1:
        return Elimination(block.equations)
    pending = [v for v in block.variables if v != keep]
    chosen = _ordered(block, keep)
    full: dict[LawVariable, sympy.Expr] = {}
    for variable in chosen:
        full[variable] = replaced(chosen[variable].rhs, full)
    used = {id(one) for one in chosen.values()}
    rest = [one for one in block.equations if id(one) not in used]
    steps = [_relation(one) for one in rest if any(occurs(one.rhs, v) for v in full)]
    steps += [_definition(one, full[v]) for v, one in chosen.items()]
    rest, more = _substituted(rest, full, "their definitions")
    loose = tuple(v for v in pending if v not in full)
    derived = tuple((v, one.rhs) for v, one in chosen.items())
    return Elimination(tuple(rest), loose, derived, (*steps, *more))


@lru_cache(256)
def core_of(block: Block) -> tuple[Block, tuple[Equation, ...]]:
    """Return the part of a block that has to be solved, and definitions that follow from it.

    Those are in the order in which they can be computed.

    Examples
    --------
    >>> import ironlaw as il
    >>> law = il.laws[2].only("roofline_time", "memory_time")
    >>> core, ends = core_of(Block(law.equations, tuple(law.symbols("roofline_time memory_time"))))
    >>> [one.name for one in core.equations], [one.name for one in ends]
    (['memory_time'], ['roofline_time'])
    """
    left, ends = list(block.equations), list[Equation]()
    while len(left) > 1:
        uses = Counter(v for one in left for v in one.variables)
        last = next((one for one in left if _is_end(one, block, uses)), None)
        if last is None:
            break
        left.remove(last)
        ends.append(last)
    computed = {one.defines for one in ends}
    core = Block(tuple(left), tuple(v for v in block.variables if v not in computed))
    return core, tuple(reversed(ends))


def _is_end(one: Equation, block: Block, uses: Mapping[LawVariable, int]) -> bool:
    return one.defines is not None and one.defines in block.variables and uses[one.defines] == 1


def followed_by(reduced: Elimination, ends: Sequence[Equation]) -> Elimination:
    """Return an elimination with definitions that follow from it."""
    derived = tuple((one.defines, one.rhs) for one in ends if one.defines is not None)
    steps = tuple(_relation(one) for one in ends)
    return reduced._replace(derived=reduced.derived + derived, steps=reduced.steps + steps)


def defined_beside(block: Block, keep: LawVariable) -> list[LawVariable]:
    """Return the variables that a block's definitions eliminate where one is kept."""
    return list(_ordered(block, keep))


def by_isolation(reduced: Elimination, isolator: Isolator) -> Elimination:
    """Eliminate further variables, each by isolating it in some equation.

    Parameters
    ----------
    reduced
        What definitions left.
    isolator
        Returns a variable's expression from an equation, or None where it has no single one.
    """
    rest, loose = list(reduced.equations), list(reduced.loose)
    derived: list[tuple[LawVariable, sympy.Expr]] = []
    steps: list[Step] = []
    used: list[Equation] = []
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
            rest, more = _substituted(others, {variable: expr}, variable)
            isolated = replace(
                one, lhs=variable, rhs=expr, defines=variable, function=None, inputs=(), text=""
            )
            steps += [_definition(isolated, expr), *more]
            derived.append((variable, expr))
            used.append(one)
            loose = [v for v in loose if v != variable]
            progress = True
            break
    return Elimination(
        tuple(rest),
        tuple(loose),
        (*reversed(derived), *reduced.derived),
        (*reduced.steps, *steps),
        tuple(used),
    )


def _ordered(block: Block, keep: LawVariable) -> dict[LawVariable, Equation]:
    """Return the definitions of a block's other variables, each after those that it uses."""
    found: dict[LawVariable, Equation] = {}
    wanted = set(block.variables) - {keep}
    for one in block.equations:
        if one.defines is not None and one.defines in wanted:
            found.setdefault(one.defines, one)
    return {v: found[v] for v in _sorted(found)}


def _sorted(chosen: Mapping[LawVariable, Equation]) -> list[LawVariable]:
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
            for other in chosen[variable].variables:
                if other in chosen and other != variable:
                    if state.get(other) == 1:
                        state[variable] = 3  # it closes a loop: left to the equations
                    work.append((other, False))
    return [v for v in order if state[v] == 2]


def _relation(one: Equation) -> Step:
    stated = Statement(one.lhs, point(one.rhs))
    return Step("relation", stated, stated, one.name, None, one.name, one)


def _definition(one: Equation, full: sympy.Expr) -> Step:
    start, end = Statement(one.lhs, point(one.rhs)), Statement(one.lhs, point(full))
    return Step("definition", start, end, one.name, None, one.name, one)


def _substituted(
    equations: Iterable[Equation], swap: Mapping[LawVariable, sympy.Expr], what: LawVariable | str
) -> tuple[list[Equation], list[Step]]:
    result, steps = [], []
    for one in equations:
        if not any(symbol in swap for symbol in (one.rhs - one.lhs).free_symbols):
            result.append(one)
            continue
        new = one.swapped(swap)
        start, end = Statement(one.lhs, point(one.rhs)), Statement(new.lhs, point(new.rhs))
        steps.append(Step("substitute", start, end, what, relation=one.name))
        result.append(new)
    return result, steps
