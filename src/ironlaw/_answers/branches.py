"""The symbolic branches of an answer: expression, set, condition, method and what binds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import sympy

from ironlaw._language import LawVariable
from ironlaw._solving import Answer
from ironlaw._words import NO_RANK, latex, together


class Branch(NamedTuple):
    """One symbolic branch of an answer, as the user sees it."""

    expr: Any
    set: sympy.Set
    condition: Any
    method: str
    regime: tuple[Any, ...]

    def with_own(self, own: Mapping[Any, sympy.Symbol]) -> Branch:
        """Return the branch with the user's own symbols in the place of their variables."""
        expr, where = (one.xreplace(dict(own)) for one in (self.expr, self.condition))
        return self._replace(expr=expr, condition=where, set=self.set.xreplace(dict(own)))

    def _repr_latex_(self) -> str:
        line = latex(self.expr, NO_RANK)
        if self.condition is not sympy.true:
            line += rf" \quad\text{{if }} {latex(self.condition, NO_RANK)}"
        return rf"$\displaystyle {line}$"

    def __repr__(self) -> str:
        where = "" if self.condition is sympy.true else f", where {self.condition}"
        return f"{self.expr}{where}, by {self.method}"


def branch(unknown: LawVariable, answer: Answer) -> Branch:
    """Return a branch of an answer as the user sees it."""
    evidence = answer.evidence
    expr: Any = answer.lower if answer.is_point else answer.statement(unknown).to_sympy()
    return Branch(
        expr if answer.equation is None else answer.equation,
        branch_set(unknown, answer),
        together(evidence.conditions),
        evidence.methods[-1],
        evidence.regime,
    )


def branch_set(unknown: LawVariable, answer: Answer) -> sympy.Set:
    """Return a branch of an answer as a SymPy set, in base units where it has numbers."""
    if answer.equation is not None:
        return sympy.ConditionSet(unknown, answer.equation, unknown.domain.to_set())
    if answer.numbers is None:
        lower, upper, left_open, right_open = answer.range
    else:
        low, high, left_open, right_open = answer.numbers
        lower, upper = _end(low), _end(high)
    if answer.is_point:
        return sympy.FiniteSet(lower)
    return sympy.Interval(lower, upper, left_open, right_open)


def with_values(formula: Any, values: Mapping[LawVariable, float]) -> Any:
    """Return a formula with known values in the place of their variables, constants exactly."""
    swap = {
        v: sympy.nsimplify(v.constant) if value == v.constant else sympy.Float(value)
        for v, value in values.items()
    }
    return formula.subs({v: value for v, value in swap.items() if v in formula.free_symbols})


def _end(value: float) -> sympy.Expr:
    if math.isinf(value):
        return sympy.oo if value > 0 else -sympy.oo
    return sympy.Float(value, 17)
