"""What many questions about the same givens share: equations that were found to decide nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ironlaw._errors import IronLawError, UnsolvableError
from ironlaw._language import Equation, FrozenDict, LawVariable
from ironlaw._structure import Block, Plan

_MOST = 32  # what is remembered of one survey
_TRIES = 2  # without success, before another way is no longer tried first
Equations = tuple[Equation, ...]
_Values = FrozenDict[LawVariable, float]


class Undecided(UnsolvableError):
    """A plan that rests on equations which were found to decide nothing."""


@dataclass(frozen=True)
class Core:
    """Equations that, solved together, left their unknown open or without a value.

    Attributes
    ----------
    equations, variables
        What was solved, and for which variables.
    values
        What was known.
    error, among
        What was said where nothing meets them, for certain, and the equations that it was checked
        against.
    """

    equations: frozenset[Equation]
    variables: frozenset[LawVariable]
    values: _Values
    error: IronLawError | None = field(compare=False)
    among: Equations = field(compare=False)


@dataclass(eq=False)
class Survey:
    """Questions about all variables of a system, with the same givens.

    Where a plan leads to no single value but another way does, by defaults or a part of the
    equations, so it will for all variables whose plans hold the same equations: they go that
    other way at once, as long as that pays.

    Attributes
    ----------
    undecided
        The equations of such plans, which grow as questions are asked, and how far the other way
        paid: each time that it led to a value makes it one more, each time that it did not one
        less.
    failed
        Those of plans of the question now asked.
    tried
        Parts of the equations that led to no single value of the variable that they determine,
        and how often.
    is_quick
        Whether plans that rest on what is undecided are refused at once.
    """

    undecided: dict[Core, int] = field(default_factory=dict)
    failed: list[Core] = field(default_factory=list)
    tried: dict[tuple[frozenset[Equation], _Values], int] = field(default_factory=dict)
    is_quick: bool = False

    def quick(self) -> Survey:
        """Return one of the same questions that refuses what is undecided."""
        return Survey(self.undecided, tried=self.tried, is_quick=True)

    def fruitless(self, equations: Sequence[Equation], known: Mapping[LawVariable, float]) -> None:
        """Remember that a part of the equations led to no single value."""
        key = frozenset(equations), FrozenDict(known)
        if key in self.tried or len(self.tried) < _MOST:
            self.tried[key] = self.tried.get(key, 0) + 1

    def is_fruitless(
        self, equations: Sequence[Equation], known: Mapping[LawVariable, float]
    ) -> bool:
        """Tell whether equations hold a part that led to no single value several times."""
        held = {*equations}
        return any(
            count >= _TRIES and part <= held and values == known
            for (part, values), count in self.tried.items()
        )

    def check(self, values: _Values, equations: Equations, chosen: Plan) -> None:
        """Refuse a plan that rests on equations which decide nothing.

        Raises
        ------
        Undecided, InconsistentError, UnreachableError
            If it does, and quick answers are asked for.
        """
        found = self.rests(values, equations, chosen) if self.is_quick else []
        for core in found:
            if core.error is not None:
                raise core.error.with_traceback(None)
        if found:
            raise Undecided("equations that it rests on were found to leave it open")

    def rests(self, values: _Values, among: Equations, chosen: Plan) -> list[Core]:
        """Return what decides nothing of what a plan solves, for the same variables."""
        if not self.undecided:
            return []
        whole = chosen.whole
        equations, variables = {*whole.equations}, {*whole.variables}
        return [
            core
            for core, paid in self.undecided.items()
            if paid > 0
            and core.equations <= equations
            and core.variables <= variables
            and core.values == values
            and (core.error is None or core.among == among)
        ]

    def failing(
        self, values: _Values, among: Equations, chosen: Plan, error: IronLawError | None = None
    ) -> None:
        """Remember that a plan led to no single value, or that nothing meets it at all."""
        if not (chosen.free or chosen.idle):
            whole = (chosen if error is not None else without_ends(chosen)).whole
            known = frozenset(whole.equations), frozenset(whole.variables), values
            self.failed.append(Core(*known, error, among))

    def paid(self, cores: Sequence[Core], *, is_found: bool) -> None:
        """Remember whether the other way than by some equations led to a value."""
        for core in cores:
            self.undecided[core] += 1 if is_found else -1

    def settle(self, *, is_found: bool, is_single: bool) -> None:
        """End a question: what failed on the way decides nothing if another way was found.

        Where that led to more than a value, others may have one all the same: only what nothing
        meets is remembered.
        """
        failed = [core for core in self.failed if is_single or core.error is not None]
        for core in failed[: _MOST - len(self.undecided)] if is_found else ():
            self.undecided.setdefault(core, _TRIES)
        self.failed.clear()


def without_ends(chosen: Plan) -> Plan:
    """Return a plan without what it computes in the end: that is open since what it rests on is."""
    blocks = list(chosen.blocks)
    while len(blocks) > 1 and _is_definition(blocks[-1]):
        blocks.pop()
    return chosen._replace(blocks=tuple(blocks))


def _is_definition(block: Block) -> bool:
    return len(block.equations) == 1 and block.equations[0].defines == block.variables[0]
