"""What stands between a formula that still lacks givens and those that are there."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import sympy

from ironlaw._answers.lacking import between, leads, unused
from ironlaw._language import Equation, Givens, LawVariable, is_larger, replaced
from ironlaw._solving import Outcome

_MOST = 120  # nodes; a longer formula says less than that a given is not used
_Defined = Mapping[LawVariable, Equation]


def definitions(outcome: Outcome, given: Givens) -> Mapping[LawVariable, sympy.Expr]:
    """Return the variables of a formula that rest on givens which it does not hold.

    Each comes as what its definition says: a formula of ``memory_time`` says nothing of a given
    ``weight_bytes``; put in, it is ``weight_bytes/memory_bandwidth``.
    """
    wanted = unused(outcome, given, {})
    if not wanted:
        return {}
    equations = outcome.problem.memory.equations
    defined = {one.defines: one for one in equations if one.defines is not None}
    found: dict[LawVariable, sympy.Expr] = {}
    for variable in between(outcome, given):
        if leads(variable, defined, wanted):
            expr = _spelled_out(variable, defined, wanted, (outcome.problem.unknown,))
            expr = None if expr is None else expr.xreplace(dict(given.expressions))
            if expr is not None and not is_larger(expr, _MOST):
                found[variable] = expr
    return found


def _spelled_out(
    variable: LawVariable,
    defined: _Defined,
    wanted: Collection[LawVariable],
    around: tuple[LawVariable, ...],
) -> sympy.Expr | None:
    """Return a variable in terms of what is wanted.

    None where its definition goes round, and where it is too long to say anything.
    """
    one = defined[variable]
    if variable in around or any(other in around for other in one.others):
        return None
    swap: dict[LawVariable, sympy.Expr] = {}
    for other in one.others:
        if other not in wanted and leads(other, defined, wanted):
            expr = _spelled_out(other, defined, wanted, (*around, variable))
            if expr is None:
                return None
            swap[other] = expr
    whole = replaced(one.rhs, swap)  # SymPy would compare all arguments of a long maximum
    return None if is_larger(whole, _MOST) else one.rhs.xreplace(swap)
