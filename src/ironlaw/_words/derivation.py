"""Derivations: the steps of an answer as data, and what they look like in each format."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ironlaw._errors import DomainError, brief
from ironlaw._language import Statement, Step
from ironlaw._words.composing import checked_detail, document
from ironlaw._words.document import Document
from ironlaw._words.to_html import to_html
from ironlaw._words.to_latex import to_latex, to_steps
from ironlaw._words.to_markdown import to_markdown
from ironlaw._words.to_text import to_text
from ironlaw._words.units import with_siunitx
from ironlaw._words.way import Way

_STYLES = ("align", "steps", "quarto", "myst")
_LABEL = re.compile(r"[\w:.-]*", re.ASCII)


@dataclass(frozen=True)
class Derivation:
    """How each answer follows from its relations, step by step.

    Attributes
    ----------
    ways
        How each answer follows: its steps, what is known on the way, its value.
    count
        How many answers there are, of which ``ways`` may hold a few.
    rejected
        What is no answer, as a statement where it has a value, each with the reason.

    Examples
    --------
    >>> import ironlaw as il
    >>> derivation = il.laws[1].derive("peak_flops")
    >>> [step.rule for step in derivation.steps]
    ['relation', 'exchange']
    """

    ways: tuple[Way, ...]
    count: int = 1
    rejected: tuple[tuple[Statement | None, str], ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of the first answer, in order."""
        return self.ways[0].steps

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that led to the first answer, in order."""
        return tuple(step.rule for step in self.steps)

    @property
    def inserted(self) -> tuple[Statement, ...]:
        """The formulas with numbers and units in place of variables, each once."""
        lines = (way.inserted for way in self.ways)
        return tuple(dict.fromkeys(one for one in lines if one is not None))

    @property
    def result(self) -> tuple[Statement, ...]:
        """The answers with their values, where they have some."""
        return tuple(way.result for way in self.ways if way.result is not None)

    def document(self, detail: str = "all") -> Document:
        """Return what is to be read, before it is written in any format.

        Raises
        ------
        DomainError
            If there is no such level of detail.
        """
        level = checked_detail(detail)
        return document(self.ways, count=self.count, rejected=self.rejected, detail=level)

    def to_text(self, *, detail: str = "all") -> str:
        """Return the numbered steps as plain text, each with its reason.

        Parameters
        ----------
        detail
            ``"result"`` for formulas and values, ``"main"`` without single moves, ``"all"``.
        """
        return to_text(self.document(detail))

    def to_latex(
        self,
        style: str = "align",
        *,
        detail: str = "all",
        label: str = "",
        siunitx: bool = False,
    ) -> str:
        r"""Return the steps as LaTeX, each with its reason.

        Parameters
        ----------
        style
            ``"align"`` for aligned rows, ``"steps"`` for a list of sentences with displayed
            lines, ``"quarto"`` or ``"myst"`` for blocks of their Markdown.
        detail
            ``"result"`` for formulas and values, ``"main"`` without single moves, ``"all"``.
        label
            Label of the last line, which then has a number.
        siunitx
            Whether quantities are written for the package ``siunitx``: ``\qty{2.8}{TB/s}``.

        Raises
        ------
        DomainError
            If there is no such style or level of detail, or the label is none or has no place.

        Examples
        --------
        >>> import ironlaw as il
        >>> print(il.laws[2].derive("weight_bytes").to_latex())
        \begin{align*}
        t_{\mathrm{mem}} &= \frac{M}{B_{\mathrm{mem}}} && \text{Every weight ...} \\
        M &= B_{\mathrm{mem}} t_{\mathrm{mem}} && \text{multiply by $B_{\mathrm{mem}}$}
        \end{align*}
        """
        if style not in _STYLES:
            known = ", ".join(map(repr, _STYLES))
            raise DomainError(f"style = {brief(style)} is no style; give one of {known}")
        found, label = self.document(detail), _checked_label(label, is_shown=style != "steps")
        if style == "align":
            text = to_latex(found, label=label)
        elif style == "steps":
            text = to_steps(found)
        else:
            text = to_markdown(found, style, label=label)
        return with_siunitx(text) if siunitx else text

    def to_markdown(self, flavor: str = "plain", *, detail: str = "all", label: str = "") -> str:
        r"""Return the steps as Markdown.

        Parameters
        ----------
        flavor
            ``"plain"``; ``"quarto"`` and ``"myst"`` have labels, each in their own way.
        detail, label
            As in `to_latex`.

        Raises
        ------
        DomainError
            If there is no such flavor or level of detail, or the label is none or has no place.

        Examples
        --------
        >>> import ironlaw as il
        >>> found = il.laws[2].derive("weight_bytes", memory_time="5 ms", memory_bandwidth="2 TB/s")
        >>> print(found.to_markdown("quarto", detail="result", label="eq-weights"))
        $$
        \begin{aligned}
        M &= B_{\mathrm{mem}} t_{\mathrm{mem}} \\
        M &= \left(2\,\mathrm{TB/s}\right) \cdot 5\,\mathrm{ms} && \text{put the numbers in} \\
        M &= 10\,\mathrm{GB}
        \end{aligned}
        $$ {#eq-weights}
        """
        label = _checked_label(label, is_shown=flavor != "plain")
        return to_markdown(self.document(detail), flavor, label=label)

    def to_html(self, *, detail: str = "all") -> str:
        """Return the steps as HTML with MathML, which needs no script."""
        return to_html(self.document(detail))

    def _repr_latex_(self) -> str:
        return self.to_latex()

    def _repr_html_(self) -> str:
        return self.to_html()

    def __repr__(self) -> str:
        return self.to_text()

    def to_dict(self) -> dict[str, Any]:
        """Return the steps of each answer as plain values, for JSON."""
        return {
            "answers": [
                {
                    "steps": [
                        {"rule": s.rule, "statement": str(s.end), "reason": s.reason()}
                        for s in way.steps
                    ],
                    "value": way.found,
                }
                for way in self.ways
            ],
            "rejected": [reason for _, reason in self.rejected],
        }


def _checked_label(label: str, *, is_shown: bool) -> str:
    """Return the label of a line, which writers put into their text as it is.

    Raises
    ------
    DomainError
        If it holds anything but letters, digits and ``:.-_``, or nothing would show it.
    """
    if not (isinstance(label, str) and _LABEL.fullmatch(label)):
        raise DomainError(f"label = {brief(label)} is no label; use letters, digits and : . - _")
    if label and not is_shown:
        raise DomainError(
            f"label = {brief(label)} has no place in this format; leave it out, or ask for "
            "'align', 'quarto' or 'myst'"
        )
    return label
