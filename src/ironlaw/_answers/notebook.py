"""Answers as a notebook shows them: the sentence first, then how it comes about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from ironlaw._language import LawVariable, Math, Safe, inline, mathml, table
from ironlaw._words import spoken_html

_FOUND = {
    "direct": "as a relation states it",
    "isolation": "by isolating it",
    "linear": "by collecting its terms, which are linear",
    "quadratic": "as a root of a quadratic equation",
    "regimes": "in the regime that holds",
    "numeric": "by a search in numbers; each root was put back",
    "implicit": "by numbers alone, once all is given",
}


def headline(variable: LawVariable, line: str, text: str) -> str:
    """Return the sentence of an answer: what it is, and its value or formula; hint: its text."""
    name = f"{variable.meaning}: " if variable.meaning else ""
    said = f"<b>{escape(name)}</b>{mathml(line)}"
    return f'<p title="{escape(text)}">{said}</p>'


def found_by(method: str) -> str:
    """Return how an answer was found, as people say it."""
    return _FOUND.get(method, method)


def given_html(values: Mapping[LawVariable, float]) -> Safe:
    """Return what was given, as glyphs and values."""
    parts: list[str] = []
    for variable, value in values.items():
        parts += [Math(variable.glyph), f" = {variable.show(value)}", ", "]
    return inline(parts[:-1])


def facts(rows: Iterable[tuple[str, str]], variables: Sequence[LawVariable]) -> str:
    """Return facts as a table without a head; variables in text are mathematics."""
    shown = [
        (head, text if isinstance(text, (Math, Safe)) else spoken_html(text, variables))
        for head, text in rows
        if text
    ]
    return table((), shown) if shown else ""
