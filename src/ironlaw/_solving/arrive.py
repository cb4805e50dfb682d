"""The end of a way: one block solved for the unknown."""

from __future__ import annotations

from collections.abc import Sequence

from ironlaw._errors import UnsolvableError
from ironlaw._solving.coupled import through_another, through_kept
from ironlaw._solving.eliminate import Elimination
from ironlaw._solving.evidence import Refusal
from ironlaw._solving.problem import Problem
from ironlaw._solving.several import Root, any_value, listed, root_answer, roots_together
from ironlaw._solving.single import Arrival, eliminated, solved
from ironlaw._solving.span import spanned
from ironlaw._solving.trail import Trail
from ironlaw._structure import Block


def arrive(problem: Problem, block: Block, trail: Trail) -> Arrival:
    """Solve the last block for the unknown; check domains and residuals of each root."""
    if len(block.equations) == 1:
        return solved(problem, Elimination(block.equations), trail)
    if problem.survey is not None and (shared := through_kept(problem, block, trail)):
        return _arrived(problem, block, trail, *shared)
    if problem.survey is not None and (moved := spanned(problem, block, trail)):
        return moved
    reduced = eliminated(problem, block, trail)
    if not reduced.loose:
        found = solved(problem, reduced, trail)
        other = None if found.answers else through_another(problem, block, trail)
        return found if other is None else _arrived(problem, block, trail, *other[1:])
    unknowns = (problem.unknown, *reduced.loose)
    needed = {s for one in reduced.equations for s in (one.lhs - one.rhs).free_symbols}
    if not needed - set(unknowns) <= trail.values.keys():
        raise UnsolvableError(
            f"{problem.title}: {listed(unknowns)} depend on each other; "
            "give what else they need, or one"
        )
    return _searched(problem, block, reduced, trail)


def _searched(problem: Problem, block: Block, reduced: Elimination, trail: Trail) -> Arrival:
    """Search for several unknowns together; where they can move, for what the unknown moves in."""
    roots, refused = roots_together(problem, reduced, trail)
    if roots is not None:
        answers = tuple(root_answer(reduced, root, trail) for root in roots)
        return Arrival(answers, refused, is_search=True)
    span = spanned(problem, block, trail)
    if span is not None:
        return span._replace(refused=(*refused, *span.refused), is_search=True)
    return Arrival((any_value(problem, reduced, trail),), refused, is_search=True)


def _arrived(
    problem: Problem,
    block: Block,
    trail: Trail,
    reduced: Elimination,
    roots: Sequence[Root],
    refused: tuple[Refusal, ...] = (),
) -> Arrival:
    """Return the answers of a block whose roots were found by another variable."""
    loose = tuple(v for v in block.variables if v != problem.unknown)
    whole = Elimination(block.equations, steps=reduced.steps, loose=loose)
    ordered = ({v: root[v] for v in (problem.unknown, *loose)} for root in roots)
    return Arrival(tuple(root_answer(whole, root, trail) for root in ordered), refused)
