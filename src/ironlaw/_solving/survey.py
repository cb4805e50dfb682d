"""What many questions about the same givens share: equations that were found to decide nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ironlaw._errors import UnsolvableError
from ironlaw._language import Equation, LawVariable
from ironlaw._structure import Plan

_MOST = 32  # what is remembered of one survey
_Values = Mapping[LawVariable, float]


class Undecided(UnsolvableError):
    """A plan that rests on equations which were found to decide nothing."""


class Core(NamedTuple):
    """Equations that, solved together, left their unknown open or without a value."""

    equations: frozenset[Equation]
    variables: frozenset[LawVariable]
    values: _Values


class Survey(NamedTuple):
    """Questions about all variables of a system, with the same givens.

    Where a plan leads to no single value but another way does, by defaults or a part of the
    equations, so it will for all variables whose plans hold the same equations: they go that
    other way at once.

    Attributes
    ----------
    undecided
        The equations of such plans, which grow as questions are asked.
    failed
        Those of plans of the question now asked.
    is_quick
        Whether plans that rest on what is undecided are refused at once.
    """

    undecided: list[Core]
    failed: list[Core]
    is_quick: bool = False

    def check(self, values: _Values, chosen: Plan) -> None:
        """Refuse a plan that rests on equations which decide nothing.

        Raises
        ------
        Undecided
            If it does, and quick answers are asked for.
        """
        if self.is_quick and self.rests(values, chosen):
            raise Undecided("equations that it rests on were found to leave it open")

    def rests(self, values: _Values, chosen: Plan) -> bool:
        """Tell whether a plan solves, for the same variables, equations that decide nothing."""
        if not self.undecided:
            return False
        whole = chosen.whole
        equations, variables = {*whole.equations}, {*whole.variables}
        return any(
            core.equations <= equations and core.variables <= variables and core.values == values
            for core in self.undecided
        )

    def failing(self, values: _Values, chosen: Plan) -> None:
        """Remember that a plan led to no single value."""
        if not (chosen.free or chosen.idle):
            whole = chosen.whole
            core = Core(frozenset(whole.equations), frozenset(whole.variables), values)
            self.failed.append(core)

    def settle(self, *, is_found: bool) -> None:
        """End a question: what failed on the way decides nothing if another way was found."""
        if is_found:
            self.undecided.extend(self.failed[: _MOST - len(self.undecided)])
        self.failed.clear()


def survey() -> Survey:
    """Return a survey of which nothing is known yet."""
    return Survey([], [])
