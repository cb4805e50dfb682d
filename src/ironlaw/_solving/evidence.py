"""What a rung returns: pieces of the unknown with their evidence, what is stuck, and refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import sympy

from ironlaw._language import LawVariable, Range, Statement, Step, point

OO = sympy.S.Infinity
MINUS_OO = sympy.S.NegativeInfinity
EVERYTHING: Range[sympy.Expr] = Range(MINUS_OO, OO)


class Evidence(NamedTuple):
    """How an answer was come by; it adds up along the way with ``+``.

    Attributes
    ----------
    steps
        The steps, in order.
    conditions
        What must hold for it, where values are missing that would decide.
    nonzero
        The factors that were divided by.
    regime
        The arguments of ``Max`` and ``Min`` that bind.
    methods
        The rung of the ladder that answered, for each equation on the way.
    """

    steps: tuple[Step, ...] = ()
    conditions: tuple[Any, ...] = ()
    nonzero: tuple[sympy.Expr, ...] = ()
    regime: tuple[sympy.Expr, ...] = ()
    methods: tuple[str, ...] = ()

    def __add__(self, other: Evidence) -> Evidence:  # type: ignore[override]
        return Evidence(
            self.steps + other.steps,
            self.conditions + other.conditions,
            self.nonzero + other.nonzero,
            self.regime + other.regime,
            self.methods + other.methods,
        )


def added(parts: Iterable[Evidence]) -> Evidence:
    """Return the sum of much evidence, in time linear in its size."""
    columns = zip(*parts, strict=True)
    return Evidence(*(tuple(item for part in column for item in part) for column in columns))


ISOLATED = Evidence(methods=("isolation",))
DIRECT = Evidence(methods=("direct",))


class Piece(NamedTuple):
    """A value or an interval that an expression must lie in, and the evidence for it."""

    range: Range[sympy.Expr]
    evidence: Evidence = ISOLATED

    @classmethod
    def at(cls, value: sympy.Expr, evidence: Evidence = ISOLATED) -> Piece:
        """Return the piece of a single value."""
        return cls(point(value), evidence)

    @property
    def lower(self) -> sympy.Expr:
        """Its lower end; the value where it is a point."""
        return self.range.lower

    @property
    def upper(self) -> sympy.Expr:
        """Its upper end."""
        return self.range.upper

    @property
    def is_point(self) -> bool:
        """Whether it is a single value."""
        return self.range.lower is self.range.upper

    @property
    def method(self) -> str:
        """The rung that it comes from."""
        return self.evidence.methods[-1]

    def about(self, subject: sympy.Expr) -> Statement:
        """Return the statement that an expression lies in the piece."""
        return Statement(subject, self.range)

    def after(self, step: Step, regime: tuple[sympy.Expr, ...] = ()) -> Piece:
        """Return the piece with a step more, in the range that the step leads to."""
        old = self.evidence
        new = old._replace(steps=(*old.steps, step), regime=old.regime + regime)
        return Piece(step.end.range, new)

    def by(self, method: str) -> Piece:
        """Return the piece as the work of another rung."""
        return Piece(self.range, self.evidence._replace(methods=(method,)))


class Refusal(NamedTuple):
    """Something that is no answer, and why: a root outside its domain, a regime that is out.

    Attributes
    ----------
    words, parts
        The reason, as a template and what goes into it: most are never read.
    value
        The root that is refused, if it is one, in base units.
    unknown
        What it is a root of, where the reason does not name it.
    is_said
        Whether it is worth a word where no answer is left.
    is_gap
        Whether it is a place where roots may have been missed, rather than one.
    """

    words: str
    parts: tuple[Any, ...] = ()
    value: float | None = None
    unknown: LawVariable | None = None
    is_said: bool = True
    is_gap: bool = False

    @property
    def reason(self) -> str:
        """Why it is refused."""
        return self.words.format(*self.parts)

    @property
    def sentence(self) -> str:
        """Why it is refused, with the root that it is about."""
        if self.unknown is None or self.value is None:
            return self.reason
        return f"at {self.unknown.name} = {self.unknown.show(self.value)}, {self.reason}"


class Pieces(NamedTuple):
    """What a rung of the ladder comes to.

    Attributes
    ----------
    found
        Pieces of the unknown.
    stuck
        Expressions that it cannot invert, each with the piece that it must lie in.
    refused
        What it ruled out.
    """

    found: tuple[Piece, ...] = ()
    stuck: tuple[tuple[sympy.Expr, Piece], ...] = ()
    refused: tuple[Refusal, ...] = ()


def moved(
    piece: Piece,
    rule: str,
    sides: tuple[sympy.Expr, sympy.Expr],
    *,
    to: Range[sympy.Expr] | None = None,
    argument: Any = None,
    condition: Any = None,
    nonzero: sympy.Expr | None = None,
    regime: sympy.Expr | None = None,
) -> Piece:
    """Return what the second side must be, given that the first lies in a piece, with the step.

    Parameters
    ----------
    piece
        What the first side must lie in.
    rule, argument, condition
        The step; see `Step`.
    sides
        The expression before the step, and the one after it.
    to
        What the second side must lie in; the same as the first where none is said.
    nonzero, regime
        The factor that is divided by, and the argument that binds.
    """
    subject, inner = sides
    old = piece.evidence
    range_ = piece.range if to is None else to
    start, end = Statement(subject, piece.range), Statement(inner, range_)
    step = Step(rule, start, end, argument, condition)
    return Piece(
        range_,
        Evidence(
            (*old.steps, step),
            old.conditions if condition is None else (*old.conditions, condition),
            old.nonzero if nonzero is None else (*old.nonzero, nonzero),
            old.regime if regime is None else (*old.regime, regime),
            old.methods,
        ),
    )
