"""Equations without what a known zero takes out of them: that need not be known."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import sympy

from ironlaw._language import Equation, LawVariable
from ironlaw._solving.memory import Memory
from ironlaw._solving.problem import Problem
from ironlaw._structure import Plan, closure, spread, usable_defaults

_MOST = 256
_PLAIN = (0.0, 1.0)  # the values that make a factor vanish in laws: none of it, and no other beside


class Reduced(NamedTuple):
    """A problem without what vanishes.

    Attributes
    ----------
    problem
        The problem, asked of the equations that are left.
    defaults
        Variables whose default makes something vanish.
    """

    problem: Problem
    defaults: tuple[LawVariable, ...]

    def helps(self, plain: Plan, chosen: Plan) -> bool:
        """Tell whether a plan without what vanishes says more than one of all equations.

        It does where that one leaves variables open, or leaves givens aside for a default, or
        led nowhere and is empty.
        """
        if plain.free or chosen.free or not chosen.blocks:
            return not plain.free
        before, after = (
            len({v for one in plan.equations for v in one.variables if v in self.problem.values})
            for plan in (chosen, plain)
        )
        spared = {*chosen.defaults} - {*plain.defaults, *self.defaults}
        return bool(spared) and before < after

    def said(self, plan: Plan) -> Plan:
        """Return a plan that names the defaults that made something vanish, too."""
        return plan._replace(defaults=tuple(dict.fromkeys((*plan.defaults, *self.defaults))))


def reduced(
    problem: Problem, equations: Sequence[Equation], left_out: Collection[LawVariable] = ()
) -> Reduced | None:
    """Return a problem whose equations have lost what known zeros multiply; None if nothing is.

    Only what the givens do not determine counts as lost: a degree of parallelism of 1 makes its
    traffic nought, whatever size its messages had. A default counts where no equation defines its
    variable, nothing that is given determines it, and it is not ``left_out``.
    """
    known = set(problem.values)
    determined = known | {v for v, _ in closure(equations, known)[0]}
    defined = {one.defines for one in equations}
    weak = usable_defaults(spread(equations, known, problem.unknown), known)
    weak = [v for v in weak if v not in determined and v not in defined and v not in left_out]
    exact = {v: x for v, x in problem.values.items() if x in _PLAIN}
    exact |= {v: v.default for v in weak if v.default in _PLAIN}
    exact.pop(problem.unknown, None)
    found = list(equations)
    held: dict[LawVariable, None] = {}
    changed = bool(exact)
    while changed:
        changed = False
        for index, one in enumerate(found):
            if one.defines is None or (one.defines in determined and one.defines not in exact):
                continue
            less = _less(one, tuple((v, exact[v]) for v in one.others if v in exact))
            is_known = one.defines in exact
            if is_known and exact[one.defines] == 0 and problem.unknown in one.variables:
                bare = _bare(less)
                if bare is not less and problem.unknown in bare.variables:
                    found[index], changed = bare, True
                continue
            if is_known and (less is one or less.rhs != sympy.Integer(int(exact[one.defines]))):
                continue  # it says something; where it says 0 = 0, nothing follows from it
            lost = {v for v in one.variables if v not in exact and v not in less.variables}
            if not lost or problem.unknown in lost or (lost <= determined and not is_known):
                continue
            found[index], changed = less, True
            held |= dict.fromkeys(v for v in weak if v in one.variables and v in exact)
            if less.rhs in (sympy.S.Zero, sympy.S.One):
                exact[one.defines] = float(less.rhs)
    if found == list(equations):
        return None
    memory = _memory(tuple(found))
    uses = tuple(one for one in found if problem.unknown in one.variables)
    return Reduced(problem._replace(memory=memory, uses=uses), tuple(held))


@lru_cache(_MOST)
def _less(equation: Equation, values: tuple[tuple[LawVariable, float], ...]) -> Equation:
    """Return an equation with whole numbers in the place of some of its variables."""
    swap: Mapping[LawVariable, sympy.Expr] = {v: sympy.Integer(int(x)) for v, x in values}
    return equation.swapped(swap) if values else equation


@lru_cache(_MOST)
def _bare(equation: Equation) -> Equation:
    """Return an equation whose left side is zero without the factors that never are.

    A lone rank sends nothing, however large its messages are, and nobody else sends nothing.
    """
    factors = [one for one in sympy.Mul.make_args(equation.rhs) if not one.is_positive]
    rhs = sympy.Mul(*factors)
    is_same = rhs == equation.rhs or not rhs.free_symbols
    return equation if is_same else equation.with_rhs(rhs)


@lru_cache(_MOST)
def _memory(equations: tuple[Equation, ...]) -> Memory:
    return Memory(equations)
