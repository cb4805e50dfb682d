"""One answer in words: its steps, what is known along them, and the lines with numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy

from ironlaw._language import (
    LETTERS,
    FrozenDict,
    LawVariable,
    Quadratic,
    Statement,
    Step,
    covers,
    is_larger,
    point,
    replaced,
)
from ironlaw._programs import number
from ironlaw._solving import Answer
from ironlaw._words.folding import folded, measured
from ironlaw._words.statement import together

_LARGE = 120  # nodes; nobody checks a longer line

Values = Mapping[LawVariable, float]
_NOTHING: Values = FrozenDict()


@dataclass(frozen=True, eq=False)
class Way:
    """How one answer follows.

    Attributes
    ----------
    unknown
        What is asked for.
    answer
        The answer as it was found.
    start
        Values that it starts from: givens, constants and defaults.
    result
        The answer with its value and unit, where it has one.
    """

    unknown: LawVariable
    answer: Answer
    start: Values = _NOTHING
    result: Statement | None = None

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps, in order."""
        return self.answer.evidence.steps

    @property
    def given(self) -> Values:
        """The values that it starts from; none where the answer lacks some."""
        return self.start if self.answer.numbers is not None else _NOTHING

    @property
    def found(self) -> float | None:
        """Its value in base units, where it is one."""
        return self.answer.low if self.answer.is_point else None

    @property
    def condition(self) -> Any:
        """What must hold for it, where values are missing that would decide."""
        return sympy.true if self.given else together(self.answer.evidence.conditions)

    @cached_property
    def formula(self) -> sympy.Expr:
        """The answer as a formula, in what is next to it if that is known along its way."""
        near = self.answer.own.lower
        derived = {one.stated.defines for one in self.steps if one.stated is not None}
        return near if near.free_symbols <= {*self.start, *derived} else self.answer.lower

    @cached_property
    def values(self) -> Values:
        """What is known in the end: what is given, the answer, and what they make of the rest."""
        if self.found is None:
            return self.given
        at = {**self.given, self.unknown: self.found}
        waiting = [one.stated for one in self.steps if one.stated is not None]
        while True:
            ready = [one for one in waiting if one.defines not in at and covers(at, one.rhs)]
            if not ready:
                return at
            at |= {one.defines: float(number(one.rhs, at)) for one in ready if one.defines}
            waiting = [one for one in waiting if one not in ready]

    def with_numbers(self, line: Statement) -> Statement | None:
        """Return an equation with numbers and units in place of variables; None if none checks it.

        Only the unknown stays, on the side that it stands on.
        """
        held = (line.lower - line.subject).free_symbols - {self.unknown}
        is_known = covers(self.values, line.lower) and held <= self.values.keys()
        if not line.is_point or not is_known or is_larger(line.lower, _LARGE):
            return None
        if not line.lower.free_symbols:
            return None
        swap = {v: measured(self.values[v], v.unit, of=v.name) for v in held}
        swap.pop(line.subject, None)
        return Statement(line.subject, point(replaced(line.lower, swap)))

    @property
    def inserted(self) -> Statement | None:
        """The formula with numbers put in; of an answer that a search found, what was searched.

        Examples
        --------
        >>> import ironlaw as il
        >>> law = il.laws[2]
        >>> print(law.derive("memory_time", weight_bytes="16 GB", memory_bandwidth="3.2 TB/s"))
        1. memory_time = weight_bytes/memory_bandwidth    the relation memory_time
        2. memory_time = 16 GB/(3.2 TB/s)                 put the numbers in
        memory_time = 5 ms
        """
        if self.found is None:
            return None
        last = self.steps[-1].argument if self.steps else None
        if isinstance(last, Quadratic) and covers(self.values, self.formula):
            letters = zip(LETTERS, last.coefficients, strict=True)
            swap = {letter: folded(part, self.values) for letter, part in letters}
            return Statement(self.unknown, point(last.root.xreplace(swap)))
        if self.formula.free_symbols:
            return self.with_numbers(Statement(self.unknown, point(self.formula)))
        stated = next((one.stated for one in self.steps if one.stated is not None), None)
        if stated is None or self.unknown not in stated.variables:
            return None
        line = self.with_numbers(Statement(stated.lhs, point(stated.rhs)))
        defined = stated.defines
        if line is None or defined is None or defined not in self.given:
            return line
        return line._replace(subject=measured(self.given[defined], defined.unit, of=defined.name))

    @property
    def check(self) -> tuple[Statement, sympy.Expr] | None:
        """The relation that was turned round, with all numbers put in, and what it comes to."""
        for stated in (one.stated for one in self.steps if one.rule == "relation"):
            if stated is None or stated.defines in (None, self.unknown) or self.found is None:
                continue
            if not (stated.defines in self.given and covers(self.values, stated.rhs)):
                continue
            swap = {v: measured(self.values[v], v.unit, of=v.name) for v in stated.others}
            if is_larger(stated.rhs, _LARGE):
                continue
            line = Statement(stated.lhs, point(replaced(stated.rhs, swap)))
            return line, measured(float(number(stated.rhs, self.values)), stated.defines.unit)
        return None
