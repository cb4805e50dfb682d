"""Derivations: the steps of an answer as data, and their plain-text and LaTeX views."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ironlaw._language import Math, Statement, Step, table
from ironlaw._words.answer import listed
from ironlaw._words.folding import with_units
from ironlaw._words.latex import equation_latex
from ironlaw._words.ordering import Rank, latex, ranked
from ironlaw._words.statement import statement_latex, statement_text

_WIDEST = 80
_INSERTED = "put the numbers in"
_TEXT = re.compile(r"[_%&#$]")


@dataclass(frozen=True)
class Derivation:
    """How an answer follows from its relations, step by step.

    Attributes
    ----------
    steps
        The steps, in order.
    inserted
        What the values follow from: the formulas with numbers and units in place of variables.
    result
        The answer's branches with their values, where it has some.
    count
        How many branches there are, of which ``result`` may show a few.

    Examples
    --------
    >>> import ironlaw as il
    >>> derivation = il.laws[1].derive("peak_flops")
    >>> [step.rule for step in derivation.steps]
    ['relation', 'exchange']
    """

    steps: tuple[Step, ...]
    inserted: tuple[Statement, ...] = ()
    result: tuple[Statement, ...] = ()
    count: int = 0

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules used, in order."""
        return tuple(step.rule for step in self.steps)

    @property
    def _place(self) -> int:
        """Where numbers are put in: after all steps, or before a search."""
        is_search = bool(self.steps) and self.steps[-1].rule == "numeric"
        return len(self.steps) - is_search

    def to_text(self) -> str:
        """Return the numbered steps as plain text, each with its reason."""
        said = [(statement_text(with_units(step.end)), step.reason()) for step in self.steps]
        said[self._place : self._place] = [(statement_text(x), _INSERTED) for x in self.inserted]
        width = max((len(line) for line, _ in said if len(line) <= _WIDEST), default=0)
        rows = [f"{index}. {line:{width}}    {why}" for index, (line, why) in enumerate(said, 1)]
        values = listed([statement_text(one) for one in self.result], self.count)
        return "\n".join([*rows, values] if self.result else rows)

    def to_latex(self) -> str:
        r"""Return the steps as an ``align*`` environment, each with its reason.

        Examples
        --------
        >>> import ironlaw as il
        >>> print(il.laws[2].derive("weight_bytes").to_latex())
        \begin{align*}
        t_{\mathrm{mem}} &= \frac{M}{B_{\mathrm{mem}}} && \text{Every weight ...} \\
        M &= B_{\mathrm{mem}} t_{\mathrm{mem}} && \text{multiply by $B_{\mathrm{mem}}$}
        \end{align*}
        """
        rank = ranked(self.steps)
        reasons = [_reason(step, rank) for step in self.steps]
        reasons[self._place : self._place] = [_INSERTED] * len(self.inserted)
        lines = zip(self._lines(mark="&"), reasons, strict=True)
        rows = [f"{line} && \\text{{{why}}}" for line, why in lines]
        values = [statement_latex(one, mark="&") for one in self.result]
        values[-1:-1] = [r"&\vdots"] if 0 < len(values) < self.count else []
        rows += [f"{one} && \\text{{or}}" for one in values[:-1]] + values[-1:]
        return "\n".join([r"\begin{align*}", " \\\\\n".join(rows), r"\end{align*}"])

    def _lines(self, *, mark: str = "") -> list[str]:
        """Return each step's line as LaTeX, and those with numbers put in, with a mark in each."""
        rank = ranked(self.steps)
        lines = [_line(step, rank, mark) for step in self.steps]
        lines[self._place : self._place] = [
            statement_latex(one, rank, mark=mark, dots=True) for one in self.inserted
        ]
        return lines

    def _repr_latex_(self) -> str:
        return self.to_latex()

    def _repr_html_(self) -> str:
        """Return the steps as a table: each line as mathematics, and its reason."""
        reasons = [_sentence(step) or step.reason() for step in self.steps]
        reasons[self._place : self._place] = [_INSERTED] * len(self.inserted)
        rows = [(Math(line), why) for line, why in zip(self._lines(), reasons, strict=True)]
        values = [(Math(statement_latex(one)), "") for one in self.result]
        values[-1:-1] = [(Math(r"\vdots"), "")] if 0 < len(values) < self.count else []
        return table(("", ""), [*rows, *values])

    def __repr__(self) -> str:
        return self.to_text()


def _line(step: Step, rank: Rank, mark: str) -> str:
    """Return the statement that a step ends with; of a relation in its author's order."""
    if step.stated is not None:
        return equation_latex(step.stated, mark=mark)
    return statement_latex(with_units(step.end), rank, mark=mark)


def _reason(step: Step, rank: Rank) -> str:
    """Return the reason of a step as LaTeX; of a relation the law's own sentence."""
    said = _sentence(step)
    if said:
        return _inline(said, rank)
    return step.reason(lambda one: _inline(one, rank))


def _sentence(step: Step) -> str:
    """Return the law's own sentence about the relation that a step states; empty without one."""
    return step.stated.text.rstrip(".") if step.stated is not None else ""


def _inline(value: Any, rank: Rank) -> str:
    if isinstance(value, str):
        return _TEXT.sub(r"\\\g<0>", value)
    return f"${latex(value, rank)}$"
