"""Glyphs as names that SymPy prints on a terminal: ``eta_scale`` for η with an index."""

from __future__ import annotations

import re

from sympy.printing.pretty.pretty_symbology import greek_unicode

_ROMAN = re.compile(r"\\(?:mathrm|mathcal)\{([^{}]*)\}")
_ACCENT = re.compile(r"\\(bar|hat|tilde)\{(\w)\}")
_MARKS = {"bar": "\u0305", "hat": "\u0302", "tilde": "\u0303"}
_GROUP = re.compile(r"\{([^{}]*)\}")
_GREEK = re.compile(r"\\([A-Za-z]+)\s*")


def plain_glyph(latex: str) -> str:
    r"""Return a LaTeX glyph as a name with indices, as ``sympy.Symbol`` has them.

    Examples
    --------
    >>> plain_glyph(r"B_{\mathrm{mem}}"), plain_glyph(r"M_{\mathrm{KV}}^{\mathrm{in}}")
    ('B_mem', 'M_KV__in')
    """
    text = _ACCENT.sub(r"\2\1", _ROMAN.sub(r"{\1}", latex)).replace("^", "__").replace(" ", "")
    while _GROUP.search(text):
        text = _GROUP.sub(r"\1", text)
    return _GREEK.sub(r"\1", text)


def glyph_text(latex: str) -> str:
    r"""Return a LaTeX glyph as one line of text, with Greek letters.

    Examples
    --------
    >>> glyph_text(r"\eta_{\mathrm{scale}}"), glyph_text(r"\bar{T}"), glyph_text("6")
    ('η_scale', 'T̅', '6')
    """
    return "".join(map(_letter, re.split("([_,]+)", plain_glyph(latex))))


def _letter(name: str) -> str:
    """Return a part of a glyph with its Greek letter, or with its accent."""
    for accent, mark in _MARKS.items():
        if len(name) > len(accent) and name.endswith(accent):
            return _letter(name.removesuffix(accent)) + mark
    return greek_unicode.get(name, name)
