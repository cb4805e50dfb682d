"""Statements and steps: what a derivation is written in, as data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import sympy

from ironlaw._language.equation import Equation
from ironlaw._language.range import Range
from ironlaw._language.reasons import Show, reason


class Word(sympy.Symbol):
    """A word or sign that stands in a line where a formula could."""

    glyph: str

    def __new__(cls, text: str, glyph: str) -> Word:
        self: Word = sympy.Symbol.__xnew__(cls, text)
        self.glyph = glyph
        return self

    @classmethod
    def class_key(cls) -> tuple[int, int, str]:
        """Stand where SymPy puts numbers: before the letters of a product."""
        return 1, 1, cls.__name__

    def _latex(self, printer: Any, **_: Any) -> str:
        return self.glyph


ANY = Word("any", r"\text{any}")
_LESS = {True: Word("<", "<"), False: Word("<=", r"\le")}


class Statement(NamedTuple):
    """``subject`` equals a value, or lies between two; what one line of a derivation says."""

    subject: sympy.Expr
    range: Range[sympy.Expr]

    @property
    def lower(self) -> sympy.Expr:
        """The lower end; the value where it is an equation."""
        return self.range.lower

    @property
    def upper(self) -> sympy.Expr:
        """The upper end."""
        return self.range.upper

    @property
    def is_point(self) -> bool:
        """Whether it is an equation."""
        return self.range.is_point

    def to_sympy(self) -> Any:
        """Return the statement as a SymPy equation or inequality."""
        subject, (lower, upper, left_open, right_open) = self
        if self.range.is_point:
            return sympy.Eq(subject, lower, evaluate=False)
        parts: list[sympy.Rel] = []
        if lower != -sympy.oo:
            above = sympy.Gt if left_open else sympy.Ge
            parts.append(above(subject, lower, evaluate=False))
        if upper != sympy.oo:
            below = sympy.Lt if right_open else sympy.Le
            parts.append(below(subject, upper, evaluate=False))
        return sympy.And(*parts, evaluate=False) if len(parts) != 1 else parts[0]

    def parts(self, show: Callable[[Any], str]) -> tuple[str, str, str]:
        """Return left side, sign and right side; the subject alone on the left if it can be.

        Signs are ``=``, ``<``, ``<=``, ``>`` and ``>=``. Of an interval with two ends the left
        side is its lower end and the subject, the right side its upper end.
        """
        subject, (lower, upper, left_open, right_open) = show(self.subject), self.range
        if self.range.is_point:
            return subject, "=", show(lower)
        is_low, is_high = lower != -sympy.oo, upper != sympy.oo
        if not is_high:
            return (
                (subject, ">" if left_open else ">=", show(lower))
                if is_low
                else (subject, "=", show(ANY))
            )
        left = f"{show(lower)} {show(_LESS[left_open])} {subject}" if is_low else subject
        return left, "<" if right_open else "<=", show(upper)

    def __repr__(self) -> str:
        return " ".join(self.parts(str))


LETTERS = tuple(Word(letter, letter) for letter in "abc")


class Quadratic(NamedTuple):
    """How a quadratic equation was solved.

    Attributes
    ----------
    unknown
        The variable that it was solved for.
    coefficients
        Those of its square, of the variable itself, and of one.
    root
        The root in `LETTERS` for the coefficients.
    why
        Why it is this root.
    """

    unknown: sympy.Symbol
    coefficients: tuple[sympy.Expr, ...]
    root: sympy.Expr
    why: str


class Step(NamedTuple):
    """One step of a derivation.

    Attributes
    ----------
    rule
        What was done: ``"relation"``, ``"subtract"``, ``"divide"``, ``"quadratic"``, ...
    start, end
        The statements before and after it.
    argument
        What it was done with: the term subtracted, the factor divided by, the exponent; a tuple
        where there are two; a `Quadratic`.
    condition
        What must hold for it, or None.
    relation
        Name of the relation that it belongs to.
    stated
        The equation that it states or puts in, or None.
    """

    rule: str
    start: Statement
    end: Statement
    argument: Any = None
    condition: Any = None
    relation: str = ""
    stated: Equation | None = None

    @property
    def before(self) -> Any:
        """The statement before, as a SymPy equation or inequality."""
        return self.start.to_sympy()

    @property
    def after(self) -> Any:
        """The statement after, as a SymPy equation or inequality."""
        return self.end.to_sympy()

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle {sympy.latex(self.after)}$"

    def __repr__(self) -> str:
        return f"{self.end}  ({self.reason()})"

    def reason(self, show: Show = str) -> str:
        """Return the step's reason in words, with what it is about shown by a function."""
        argument = self.argument
        if isinstance(argument, Quadratic):
            return f"solve the quadratic in {show(argument.unknown)}: {argument.why}"
        text = reason(self.rule, argument, show)
        condition = f", where {show(self.condition)}" if self.condition is not None else ""
        return f"{text}{condition}"
