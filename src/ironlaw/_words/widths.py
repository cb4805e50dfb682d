r"""How wide lines of LaTeX come out, about: to tell what stands beside a line and what below it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

LINE = 62.0  # letters of mathematics in a line of a book, about 150 mm in 11 points
_MOST = 1.15  # lines
_TEXT = 0.8  # of a letter of mathematics
_NUMBER = 0.85
_SMALL = 0.75  # of sub- and superscripts
_SIGN = 2.2  # with the space around it
_TOKEN = re.compile(r"\\(?:[a-zA-Z]+|.)|[{}^_]|[0-9.]|.", re.S)
_SIGNS = frozenset({"=", "+", "-", "<", ">", r"\le", r"\ge", r"\cdot", r"\times"})
_CUTS, _FACTORS = frozenset({"+", "-", "="}), frozenset({r"\cdot"})
_OPEN, _CLOSED = frozenset({"{", r"\left"}), frozenset({"}", r"\right"})
_NOTHING = frozenset({"{", "}", " ", "&", r"\left", r"\right", r"\,", r"\displaystyle"})
_GROUPS = frozenset({r"\mathrm", r"\text", r"\operatorname", r"\mathcal"})
_WIDE = {r"\quad": 2.0, r"\max": 2.4, r"\min": 2.2, r"\ln": 1.4, r"\exp": 2.2, r"\sqrt": 1.2}


@lru_cache(maxsize=4096)
def width(line: str) -> float:
    r"""Return about how wide LaTeX prints, in letters; the wider part of a fraction counts.

    Examples
    --------
    >>> round(width(r"t_{\mathrm{mem}} = \frac{M}{B}"), 1)
    6.0
    """
    return _width(_TOKEN.findall(line), 0, 1.0)[0]


def _width(tokens: Sequence[str], at: int, scale: float, *, one: bool = False) -> tuple[float, int]:
    """Return the width of tokens up to the end of their group, and where that is."""
    total = 0.0
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if token == "}":
            return total, at
        if token == "{":
            inner, at = _width(tokens, at, scale)
            total += inner
        elif token in ("^", "_"):
            inner, at = _width(tokens, at, scale * _SMALL, one=True)
            total += inner
        elif token == r"\frac":
            top, at = _width(tokens, at, scale, one=True)
            bottom, at = _width(tokens, at, scale, one=True)
            total += max(top, bottom)
        elif token in _GROUPS:
            inner, at = _width(tokens, at, scale * _TEXT, one=True)
            total += inner
        elif token not in _NOTHING:
            total += scale * _glyph(token)
        if one and token not in ("^", "_", " "):
            return total, at
    return total, at


def _glyph(token: str) -> float:
    if token in _SIGNS:
        return _SIGN
    return _WIDE.get(token, _NUMBER if token.isdigit() or token == "." else 1.0)


def sentence_width(text: str) -> float:
    """Return about how wide a sentence prints, mathematics between dollar signs."""
    parts = text.split("$")
    return sum(width(x) if i % 2 else _TEXT * len(x) for i, x in enumerate(parts))


def wrapped(words: Iterable[Any], show: Callable[[Any], str], most: float) -> list[str]:
    """Return a sentence as lines no wider than so much, broken between words."""
    pieces: list[str] = []
    for part in words:
        if isinstance(part, str):
            for index, word in enumerate(part.split(" ")):
                if index == 0 and pieces:
                    pieces[-1] += show(word)
                else:
                    pieces.append(show(word))
        elif pieces:
            pieces[-1] += show(part)
        else:
            pieces.append(show(part))
    return _filled(pieces, most, sentence_width)


def _filled(pieces: Iterable[str], most: float, measure: Callable[[str], float]) -> list[str]:
    """Return pieces as lines, each with as many as find room in it."""
    lines: list[str] = []
    for piece in pieces:
        longer = f"{lines[-1]} {piece}" if lines else piece
        if lines and measure(longer) <= most:
            lines[-1] = longer
        else:
            lines.append(piece)
    return lines


def broken(line: str, most: float) -> list[str]:
    r"""Return a line as several no wider than so much, broken before its outermost signs.

    Examples
    --------
    >>> broken(r"a + \frac{b + c}{d} - e", 3.0)
    ['a', '+ \\frac{b + c}{d}', '- e']
    """
    if width(line) <= most:
        return [line]
    parts: list[str] = []
    for term in _pieces(line, _CUTS):
        parts += _pieces(term, _FACTORS) if width(term) > most else [term]
    return _filled(parts, most, width)


def _pieces(line: str, signs: frozenset[str]) -> list[str]:
    """Return a line cut before each of some signs that stands in no brackets."""
    pieces = [""]
    depth = 0
    for word in line.split(" "):
        if not depth and word in signs and pieces[-1]:
            pieces.append(word)
        else:
            pieces[-1] = f"{pieces[-1]} {word}" if pieces[-1] else word
        depth += sum(1 if x in _OPEN else -1 if x in _CLOSED else 0 for x in _TOKEN.findall(word))
    return pieces


def is_too_long(line: str) -> bool:
    """Tell whether a row of a formula is wider than any page, so that nobody reads it."""
    return max(map(width, line.split(r" \\ "))) > _MOST * LINE


def displayed(parts: Sequence[str], joint: str) -> str:
    r"""Return parts in one line, or below each other where that is too wide for a page."""
    line = joint.join(parts)
    if len(parts) == 1 or width(line) <= LINE:
        return line
    rows = " \\\\ ".join(parts)
    return rf"\begin{{gathered}} {rows} \end{{gathered}}"
