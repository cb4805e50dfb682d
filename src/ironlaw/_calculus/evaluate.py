"""Forward evaluation: one explicit formula in what is given, in plain floats."""

from __future__ import annotations

from ironlaw._programs import number
from ironlaw._solving import Problem


def evaluated(problem: Problem) -> float | None:
    """Return the value of an unknown that one equation gives explicitly; None where none does.

    What follows from more than one equation, and a value outside the unknown's domain, are for
    `solve`.
    """
    if problem.expressions or not problem.is_given:
        return None
    unknown = problem.unknown
    equation = problem.memory.explicit(unknown, frozenset(problem.values))
    if equation is None:
        return None
    weak = {v: v.default for v in equation.others if v.default is not None}
    value = float(number(equation.rhs, {**weak, **problem.values}))
    return value if unknown.domain.contains(value) else None
