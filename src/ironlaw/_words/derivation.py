"""Derivations: the steps of an answer as data, and their plain-text and LaTeX views."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import sympy

OO = sympy.oo


class Statement(NamedTuple):
    """``subject`` equals a value, or lies between two; what one line of a derivation says."""

    subject: sympy.Expr
    lower: sympy.Expr
    upper: sympy.Expr
    left_open: bool = False
    right_open: bool = False

    @property
    def is_point(self) -> bool:
        """Whether it is an equation."""
        return self.lower is self.upper

    def to_sympy(self) -> Any:
        """Return the statement as a SymPy equation or inequality."""
        if self.is_point:
            return sympy.Eq(self.subject, self.lower, evaluate=False)
        parts = []
        if self.lower != -OO:
            kind = sympy.Gt if self.left_open else sympy.Ge
            parts.append(kind(self.subject, self.lower, evaluate=False))
        if self.upper != OO:
            kind = sympy.Lt if self.right_open else sympy.Le
            parts.append(kind(self.subject, self.upper, evaluate=False))
        return sympy.And(*parts, evaluate=False) if len(parts) != 1 else parts[0]

    def to_text(self) -> str:
        """Return the statement as one line of text."""
        return _statement(self, str, ("<", "<=", "="))

    def to_latex(self) -> str:
        """Return the statement as LaTeX, with an alignment mark before its relation."""
        return _statement(self, sympy.latex, ("<", r"\le", "&="))


def _statement(line: Statement, show: Any, signs: tuple[str, str, str]) -> str:
    strict, weak, equal = signs
    subject = show(line.subject)
    if line.is_point:
        return f"{subject} {equal} {show(line.lower)}"
    mark = "&" if equal.startswith("&") else ""
    if line.lower == -OO and line.upper == OO:
        return rf"{subject} {mark}\text{{ any}}" if mark else f"{subject} any"
    if line.lower == -OO:
        return f"{subject} {mark}{strict if line.right_open else weak} {show(line.upper)}"
    left = strict if line.left_open else weak
    if line.upper == OO:
        return f"{show(line.lower)} {mark}{left} {subject}"
    right = strict if line.right_open else weak
    return f"{show(line.lower)} {mark}{left} {subject} {right} {show(line.upper)}"


@dataclass(slots=True)
class Step:
    """One step of a derivation.

    Attributes
    ----------
    rule
        What was done: ``"relation"``, ``"subtract"``, ``"divide"``, ``"quadratic"``, ...
    start, end
        The statements before and after it.
    argument
        What it was done with: the term subtracted, the factor divided by, the exponent; a tuple
        where there are two.
    condition
        What must hold for it, or None.
    relation
        Name of the relation that it belongs to.
    """

    rule: str
    start: Statement
    end: Statement
    argument: Any = None
    condition: Any = None
    relation: str = ""

    @property
    def before(self) -> Any:
        """The statement before, as a SymPy equation or inequality."""
        return self.start.to_sympy()

    @property
    def after(self) -> Any:
        """The statement after, as a SymPy equation or inequality."""
        return self.end.to_sympy()

    def reason(self, show: Any = str) -> str:
        """Return the step's reason in words."""
        words = _REASONS.get(self.rule, self.rule)
        parts = self.argument if isinstance(self.argument, tuple) else (self.argument,)
        text = words.format(*("" if part is None else show(part) for part in parts))
        condition = f", where {show(self.condition)}" if self.condition is not None else ""
        return f"{text}{condition}"


_WIDEST = 80
_REASONS = {
    "relation": "the relation {}",
    "definition": "by definition of {}",
    "given": "{} is given",
    "subtract": "subtract {}",
    "divide": "divide by {}",
    "exchange": "multiply by {} and divide by {}",
    "reciprocal": "take the reciprocal",
    "root": "raise to the power {}",
    "negative root": "take the negative root, power {}",
    "logarithm": "take the logarithm to base {}",
    "log": "take the logarithm",
    "exponential": "take the exponential",
    "floor": "undo rounding down",
    "ceiling": "undo rounding up",
    "largest": "{} is the largest",
    "not the largest": "{} is the largest, so the other may be anything below",
    "smallest": "{} is the smallest",
    "not the smallest": "{} is the smallest, so the other may be anything above",
    "regime": "in the regime {}",
    "absolute": "undo the absolute value",
    "linear": "collect the terms linear in {}",
    "quadratic": "solve the quadratic in {}",
    "polynomial": "solve the polynomial in {}",
    "numeric": "bracket the roots in {} and refine them",
    "substitute": "substitute {}",
    "insert": "insert the values",
    "piece": "in the piece {}",
}


@dataclass(frozen=True)
class Derivation:
    """How an answer follows from its relations, step by step.

    Attributes
    ----------
    steps
        The steps, in order.
    result
        The answer with its value, as one line of text and of LaTeX, where it has a value.

    Examples
    --------
    >>> import ironlaw as il
    >>> derivation = il.laws[1].derive("peak_flops")
    >>> [step.rule for step in derivation.steps]
    ['relation', 'exchange']
    """

    steps: tuple[Step, ...]
    result: tuple[str, str] | None = None

    @cached_property
    def rules(self) -> tuple[str, ...]:
        """The rules used, in order."""
        return tuple(step.rule for step in self.steps)

    def to_text(self) -> str:
        """Return the numbered steps as plain text, each with its reason."""
        lines = [step.end.to_text() for step in self.steps]
        width = max((len(line) for line in lines if len(line) <= _WIDEST), default=0)
        rows = [
            f"{index}. {line:{width}}    {step.reason()}"
            for index, (line, step) in enumerate(zip(lines, self.steps, strict=True), 1)
        ]
        return "\n".join([*rows, *([self.result[0]] if self.result else [])])

    def to_latex(self) -> str:
        r"""Return the steps as an ``align*`` environment, each with its reason.

        Examples
        --------
        >>> import ironlaw as il
        >>> print(il.laws[2].derive("weight_bytes").to_latex())
        \begin{align*}
        t_{\mathrm{mem}} &= \frac{M}{B_{\mathrm{mem}}} && \text{the relation memory\_time} \\
        M &= B_{\mathrm{mem}} t_{\mathrm{mem}} && \text{divide by $\frac{1}{B_{\mathrm{mem}}}$}
        \end{align*}
        """
        rows = [f"{step.end.to_latex()} && \\text{{{step.reason(_inline)}}}" for step in self.steps]
        if self.result:
            rows.append(self.result[1])
        return "\n".join([r"\begin{align*}", " \\\\\n".join(rows), r"\end{align*}"])

    def _repr_latex_(self) -> str:
        return self.to_latex()

    def __repr__(self) -> str:
        return self.to_text()


def _inline(value: Any) -> str:
    if isinstance(value, str):
        return value.replace("_", r"\_")
    return f"${sympy.latex(value)}$"
