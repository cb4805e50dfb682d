"""Quadratic equations with letters for their coefficients, as they are taught."""

from __future__ import annotations

import sympy

from ironlaw._language import LETTERS, Quadratic, Statement, Step, Word, covers, point
from ironlaw._words.document import Row, reason_of
from ironlaw._words.folding import folded
from ironlaw._words.rank import Rank
from ironlaw._words.way import Way

TRIPLES = ("abc", "pqr", "ABC", "uvw")


def letter_rank(rank: Rank) -> Rank:
    """Return an order of variables with the letters for coefficients before them."""
    found = Rank(rank)
    found.lettered, found.written = rank.lettered, rank.written
    found.update({letter: index - 100 for index, letter in enumerate("".join(TRIPLES))})
    return found


def in_letters(found: Quadratic) -> list[Statement]:
    """Return a root in letters for the coefficients, and what each letter is."""
    letters = _letters(found)
    root = found.root.xreplace(dict(zip(LETTERS, letters, strict=True)))
    pairs = [(found.unknown, root), *zip(letters, found.coefficients, strict=True)]
    return [Statement(name, point(value)) for name, value in pairs]


def collected_rows(way: Way, step: Step, found: Quadratic) -> list[Row]:
    """Return a quadratic equation in letters, and each letter: written out it is not read."""
    letters = _letters(found)
    powers = [found.unknown**power for power in (2, 1, 0)]
    terms = (a * b for a, b in zip(letters, powers, strict=True))
    line = Statement(sympy.Add(*terms), point(sympy.S.Zero))
    rows = [Row(line, reason_of(step), step, is_step=True)]
    for line in in_letters(found)[1:]:
        part = line.lower
        value = folded(part, way.values) if covers(way.values, part) else None
        is_worth = value is not None and bool(part.free_symbols)
        rows.append(Row(line, then=value if is_worth else None, is_aside=True))
    return rows


def quadratic_rows(step: Step, found: Quadratic) -> list[Row]:
    """Return the root of a quadratic equation in letters."""
    return [Row(in_letters(found)[0], reason_of(step), step, is_step=True)]


def _letters(found: Quadratic) -> tuple[Word, ...]:
    """Return letters that no variable of an equation is called, or written with."""
    held = {found.unknown, *(v for part in found.coefficients for v in part.free_symbols)}
    used = {name for v in held for name in (v.name, getattr(v, "glyph", v.name))}
    for letters in TRIPLES:
        if used.isdisjoint(letters):
            return tuple(Word(one, one) for one in letters)
    return LETTERS
