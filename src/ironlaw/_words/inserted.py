"""Formulas with numbers and units in place of variables: the line that a person checks."""

from __future__ import annotations

from collections.abc import Mapping

import sympy

from ironlaw._language import LawVariable, Statement, covers, is_larger, point
from ironlaw._solving import Answer
from ironlaw._words.folding import measured

_LARGE = 120  # nodes; nobody checks a longer line

Values = Mapping[LawVariable, float]


def inserted(unknown: LawVariable, answer: Answer, values: Values) -> Statement | None:
    """Return the formula of an answer with numbers put in; None where there is none to check.

    Of an answer that a search found it is the equation that was searched.

    Examples
    --------
    >>> import ironlaw as il
    >>> law = il.laws[2]
    >>> print(law.derive("memory_time", weight_bytes="16 GB", memory_bandwidth="3.2 TB/s"))
    1. memory_time = weight_bytes/memory_bandwidth    the relation memory_time
    2. memory_time = 16 GB/(3.2 TB/s)                 put the numbers in
    memory_time = 5 ms
    """
    if not answer.is_point or answer.low is None:
        return None
    subject: sympy.Expr = unknown
    formula = answer.lower
    stated = next((step.stated for step in answer.steps if step.stated is not None), None)
    if not formula.free_symbols:  # numbers found it
        if stated is None or unknown not in stated.variables:
            return None
        subject, formula = stated.lhs, stated.rhs
    known = {**values, unknown: answer.low} if formula is not answer.lower else values
    if not formula.free_symbols or is_larger(formula, _LARGE) or not covers(known, formula):
        return None
    held = (formula - subject).free_symbols - {unknown}
    swap = {v: measured(known[v], v.unit, of=v.name) for v in held}
    return Statement(subject.xreplace(swap), point(formula.xreplace(swap)))
