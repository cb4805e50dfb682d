"""HTML for notebooks: small tables, everything escaped, mathematics as MathML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape

_LETTER = re.compile(r"\\mathrm\{(\w)\}")
_TAG = re.compile(r"</?([a-zA-Z]+)")
_ATTRIBUTE = re.compile(r"\s([a-zA-Z:-]+)=")
_TAGS = set(
    "math mi mn mo mtext mspace mrow mfrac msqrt mroot mstyle msub msup msubsup munder mover "
    "munderover mtable mtr mtd mpadded mphantom menclose".split()
)
_ATTRIBUTES = set(
    "xmlns display mathvariant displaystyle scriptlevel width height depth stretchy fence form "
    "separator accent lspace rspace minsize maxsize columnalign columnspacing rowspacing "
    "linethickness symmetric movablelimits largeop notation".split()
)


class Math(str):
    """LaTeX that a cell of a table shows as mathematics."""

    __slots__ = ()


class Left(Math):
    """LaTeX of a left side, which ends where its sign begins."""

    __slots__ = ()


class Safe(str):
    """HTML that a cell of a table shows as it is."""

    __slots__ = ()


def inline(parts: Iterable[str]) -> Safe:
    """Return text and mathematics in one line; text is escaped.

    Examples
    --------
    >>> inline(["a < b"])
    'a &lt; b'
    """
    return Safe("".join(map(_part, parts)))


def _part(text: str) -> str:
    if isinstance(text, Math):
        return mathml(text, small=True)
    return text if isinstance(text, Safe) else escape(text)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return an HTML table; cells are text and are escaped, or mathematics.

    Examples
    --------
    >>> table(["a"], [["<b>"]])
    '<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>&lt;b&gt;</td></tr></tbody></table>'
    """
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    top = f"<thead><tr>{top}</tr></thead>" if head else ""
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f"<table>{top}<tbody>{body}</tbody></table>"


@lru_cache(maxsize=4096)
def mathml(latex: str, *, small: bool = False) -> str:
    r"""Return LaTeX as MathML, which browsers typeset by themselves; as text if it is more.

    Examples
    --------
    >>> mathml(r"\frac{M}{B}")
    '<math ...<mfrac><mrow><mi>M</mi></mrow><mrow><mi>B</mi></mrow></mfrac>...</math>'
    """
    from latex2mathml.converter import convert

    upright = _LETTER.sub(r"\\text{\1}", latex)  # the converter leaves one letter in italics
    found = str(convert(upright if small else rf"\displaystyle {upright}"))
    tags, attributes = (set(one.findall(found)) for one in (_TAG, _ATTRIBUTE))
    return found if tags <= _TAGS and attributes <= _ATTRIBUTES else escape(latex)


def _cell(text: str) -> str:
    if isinstance(text, Math):
        side = "right" if isinstance(text, Left) else "left"
        return f'<td style="text-align:{side};white-space:nowrap">{mathml(text)}</td>'
    return f"<td>{text if isinstance(text, Safe) else escape(text)}</td>"
