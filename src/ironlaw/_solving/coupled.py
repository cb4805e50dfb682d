"""Blocks of several equations: the roots of all their variables, found by one that is kept.

What a block came to is remembered by all that it rests on: questions about one system and the same
givens meet the same blocks again and again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any, TypeVar

import sympy

from ironlaw._errors import UnsolvableError
from ironlaw._language import LawVariable, Range
from ironlaw._solving.eliminate import Elimination, core_of, defined_beside, followed_by
from ironlaw._solving.evidence import Evidence, Piece, Refusal
from ironlaw._solving.problem import Problem
from ironlaw._solving.several import Root, completed, roots_together
from ironlaw._solving.single import Arrival, eliminated, solved
from ironlaw._solving.trail import Trail
from ironlaw._structure import Block

_MOST_KEPT = 8  # variables of a block that are tried as the one that is kept
_MOST_OTHERS = 4  # variables of a block by which another is looked for

Found = TypeVar("Found")
Ways = tuple[list[Trail], tuple[Refusal, ...]]


def coupled(problem: Problem, block: Block, trail: Trail) -> Ways:
    """Determine several variables that depend on each other, on the way to the unknown."""
    found = _remembered(problem, block, trail, coupled, lambda: _found(problem, block, trail))
    inner, reduced, roots, refused = found
    if roots is None:
        trail.joint = True
        return [trail], refused
    ways = []
    for values in roots:
        own = trail.fork()
        derived = [variable for variable, _ in reduced.derived]  # each after those that it uses
        first = [variable for variable in block.variables if variable not in derived]
        for index, variable in enumerate([*first, *derived]):
            steps = reduced.steps if index == 0 else ()
            evidence = Evidence(steps=steps, methods=("numeric",))
            piece = Piece.at(sympy.Float(values[variable], 17), evidence)
            own.take(variable, piece, values[variable])
        own.behind |= _behind(inner.unknown, reduced)
        ways.append(own)
    return ways, refused


def _found(
    problem: Problem, block: Block, trail: Trail
) -> tuple[Problem, Elimination, list[Root] | None, tuple[Refusal, ...]]:
    """Return a block's roots, None where they are not single, and by which variable."""
    inner, reduced = _kept(problem, block, trail)
    roots, refused = _roots(inner, block, reduced, trail)
    if roots is not None and not roots:
        inner, reduced, roots = through_another(inner, block, trail) or (inner, reduced, roots)
    return inner, reduced, roots, refused


def _behind(unknown: LawVariable, reduced: Elimination) -> dict[LawVariable, sympy.Expr]:
    """Return what is zero at a root of a block, for each variable that one equation settles."""
    found = {variable: variable - expr for variable, expr in reduced.derived}
    if not reduced.loose:
        (equation,) = reduced.equations
        found[unknown] = equation.lhs - equation.rhs
    return found


def _kept(problem: Problem, block: Block, trail: Trail) -> tuple[Problem, Elimination]:
    """Keep the variable that leaves fewest others, of those by which definitions leave fewest."""
    found: list[tuple[Problem, Elimination]] = []
    for keep in _promising(block)[:_MOST_KEPT]:
        inner = problem._replace(unknown=keep)
        found.append((inner, _eliminated(inner, block, trail)))
        if not found[-1][1].loose:
            return found[-1]
    return min(found, key=lambda one: len(one[1].loose))


@lru_cache(256)
def _promising(block: Block) -> tuple[LawVariable, ...]:
    """Order a block's variables: those by which definitions leave fewest others come first.

    Of those that leave as many, the ones without a definition come first.
    """
    defined = {one.defines for one in block.equations}
    settled = {v: len(defined_beside(block, v)) for v in block.variables}
    return tuple(sorted(block.variables, key=lambda v: (-settled[v], v in defined)))


def through_another(
    problem: Problem, block: Block, trail: Trail
) -> tuple[Problem, Elimination, list[Root]] | None:
    """Return the roots of a block by another of its variables than the unknown; None without any.

    The unknown may be within a hair of one value wherever all equations are met, which a search
    for it misses, while another variable says where they are.
    """
    needed = {v for one in block.equations for v in one.variables}
    if not needed - set(block.variables) <= trail.values.keys():
        return None
    others = [v for v in _promising(block) if v != problem.unknown]
    for keep in others[:_MOST_OTHERS]:
        inner = problem._replace(unknown=keep)
        reduced = _eliminated(inner, block, trail)
        if not reduced.loose:
            roots, _ = _roots(inner, block, reduced, trail)
            if roots:
                return inner, reduced, roots
    return None


def through_kept(
    problem: Problem, block: Block, trail: Trail
) -> tuple[Elimination, list[Root], tuple[Refusal, ...]] | None:
    """Return a block's roots, and what was refused, by the variable that is best kept.

    None where there are none, where they are not single, or where more are given than numbers.
    """
    needed = {v for one in block.equations for v in one.variables} - set(block.variables)
    if trail.sets or not needed <= trail.values.keys():
        return None
    core, ends = core_of(block)
    inner, reduced = _kept(problem, core, trail)
    roots, refused = _roots(inner, core, reduced, trail)
    if not roots or not ends:
        return (reduced, roots, refused) if roots else None
    whole = followed_by(reduced, ends)
    found, more = completed([dict(root) for root in roots], whole, trail)
    return (whole, found, (*refused, *more)) if found else None


def interval_kept(
    problem: Problem, block: Block, trail: Trail
) -> tuple[Problem, Elimination, Range[float], tuple[Refusal, ...]] | None:
    """Return the one interval of the variable that is best kept, and what else comes of it.

    None where it has roots, several intervals, or one without ends.
    """
    needed = {v for one in block.equations for v in one.variables} - set(block.variables)
    if trail.sets or not needed <= trail.values.keys():
        return None
    core, ends = core_of(block)
    inner, reduced = _kept(problem, core, trail)
    if reduced.loose:
        return None
    found = _solved(inner, core, reduced, trail)
    if len(found.answers) != 1 or found.answers[0].is_point:
        return None
    interval = found.answers[0].numbers
    if interval is None or not (math.isfinite(interval.lower) and math.isfinite(interval.upper)):
        return None
    return inner, followed_by(reduced, ends), interval, found.refused


def _eliminated(problem: Problem, block: Block, trail: Trail) -> Elimination:
    return _remembered(problem, block, trail, eliminated, lambda: eliminated(problem, block, trail))


def _roots(
    problem: Problem, block: Block, reduced: Elimination, trail: Trail
) -> tuple[list[Root] | None, tuple[Refusal, ...]]:
    return _remembered(
        problem, block, trail, _block_roots, lambda: _block_roots(problem, block, reduced, trail)
    )


def _solved(problem: Problem, block: Block, reduced: Elimination, trail: Trail) -> Arrival:
    return _remembered(problem, block, trail, solved, lambda: solved(problem, reduced, trail))


def _remembered(
    problem: Problem,
    block: Block,
    trail: Trail,
    what: Callable[..., Any],
    work: Callable[[], Found],
) -> Found:
    """Return what some work on a block came to, from memory if all that it rests on is as it was.

    Variables that came out as intervals are not compared.
    """
    if trail.sets:
        return work()
    unknown = None if what is coupled else problem.unknown  # which a block on the way is not for
    asked = (what, problem.title, unknown, problem.rtol, problem.values)
    return problem.memory.recalled((*asked, block, _behind_block(block, trail)), work)


def _behind_block(block: Block, trail: Trail) -> Hashable:
    """Return all that a block's known variables came from, and their values."""
    work = [v for one in block.equations for v in one.variables if v not in block.variables]
    seen: dict[LawVariable, Hashable] = {}
    while work:
        variable = work.pop()
        if variable in seen:
            continue
        came = (trail.local.get(variable), trail.behind.get(variable), trail.by.get(variable))
        seen[variable] = (trail.values.get(variable), *came)
        for expr in came[:2]:
            if expr is not None:
                work += [v for v in expr.free_symbols if isinstance(v, LawVariable)]
    return frozenset(seen.items())


def _block_roots(
    problem: Problem, block: Block, reduced: Elimination, trail: Trail
) -> tuple[list[Root] | None, tuple[Refusal, ...]]:
    """Return all variables of a block for each of its roots; None where they are not single.

    Raises
    ------
    UnsolvableError
        If a part of the block has no closed form and lacks values.
    """
    if reduced.loose:
        return roots_together(problem, reduced, trail)
    answers, refused, *_ = _solved(problem, block, reduced, trail)
    if not all(answer.is_point for answer in answers):
        return None, refused
    if any(answer.low is None for answer in answers):
        raise UnsolvableError(
            f"{problem.title}: {problem.unknown.name} has no closed form; give what it depends on"
        )
    roots = [{problem.unknown: answer.low} for answer in answers if answer.low is not None]
    found, more = completed(roots, reduced, trail)
    return found, (*refused, *more)
