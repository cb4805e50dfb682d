"""Quadratic equations with letters for their coefficients, as they are taught."""

from __future__ import annotations

import sympy

from ironlaw._language import LETTERS, Quadratic, Statement, Step, Word, covers, point
from ironlaw._words.document import Row, reason_of
from ironlaw._words.folding import folded
from ironlaw._words.way import Way

TRIPLES = ("abc", "pqr", "ABC", "uvw")


def collected_rows(way: Way, step: Step, found: Quadratic) -> list[Row]:
    """Return a quadratic equation in letters, and each letter: written out it is not read."""
    letters = _letters(found)
    powers = [found.unknown**power for power in (2, 1, 0)]
    terms = (a * b for a, b in zip(letters, powers, strict=True))
    line = Statement(sympy.Add(*terms), point(sympy.S.Zero))
    rows = [Row(line, reason_of(step), step.reason(), is_step=True)]
    for letter, part in zip(letters, found.coefficients, strict=True):
        value = folded(part, way.values) if covers(way.values, part) else None
        is_worth = value is not None and bool(part.free_symbols)
        line = Statement(letter, point(part))
        rows.append(Row(line, then=value if is_worth else None, is_aside=True))
    return rows


def quadratic_rows(step: Step, found: Quadratic) -> list[Row]:
    """Return the root of a quadratic equation in letters."""
    swap = dict(zip(LETTERS, _letters(found), strict=True))
    formula = Statement(found.unknown, point(found.root.xreplace(swap)))
    return [Row(formula, reason_of(step), step.reason(), is_step=True)]


def _letters(found: Quadratic) -> tuple[Word, ...]:
    """Return letters that no variable of an equation is written with."""
    used = {
        v.glyph for part in found.coefficients for v in part.free_symbols if hasattr(v, "glyph")
    }
    for letters in TRIPLES:
        if used.isdisjoint(letters):
            return tuple(Word(one, one) for one in letters)
    return LETTERS
