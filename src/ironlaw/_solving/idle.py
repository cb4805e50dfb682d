"""Unknowns that nothing which is given depends on: any value of theirs will do."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from ironlaw._language import Equation
from ironlaw._solving.problem import Problem
from ironlaw._solving.verify import Values
from ironlaw._structure import closure


def is_idle(problem: Problem, equations: Sequence[Equation], values: Values) -> bool:
    """Tell whether nothing that is given depends on the unknown, though all else is fixed.

    So it is where the givens say something twice without the unknown, and with it every leaf
    is known or follows.
    """
    unknown = problem.unknown
    defined = {one.defines for one in equations}
    if unknown in defined:
        return False
    variables = {v for one in equations for v in one.variables}
    known = frozenset({v for v in variables if v.default is not None and v != unknown} | {*values})
    is_declared = equations is problem.memory.equations
    closed = problem.memory.closed if is_declared else partial(closure, equations)
    if not closed(known)[1]:
        return False
    order, _ = closed(known | {unknown})
    fixed = known | {unknown} | {v for v, _ in order}
    return all(v in fixed for v in variables if v not in defined)
