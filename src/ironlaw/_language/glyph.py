"""Glyphs as names that SymPy prints on a terminal: ``eta_scale`` for η with an index."""

from __future__ import annotations

import re

_ROMAN = re.compile(r"\\mathrm\{([^{}]*)\}")
_GROUP = re.compile(r"\{([^{}]*)\}")
_GREEK = re.compile(r"\\([A-Za-z]+)\s*")


def plain_glyph(latex: str) -> str:
    r"""Return a LaTeX glyph as a name with indices, as ``sympy.Symbol`` has them.

    Examples
    --------
    >>> plain_glyph(r"B_{\mathrm{mem}}"), plain_glyph(r"M_{\mathrm{KV}}^{\mathrm{in}}")
    ('B_mem', 'M_KV__in')
    """
    text = _ROMAN.sub(r"{\1}", latex).replace("^", "__").replace(" ", "")
    while _GROUP.search(text):
        text = _GROUP.sub(r"\1", text)
    return _GREEK.sub(r"\1", text)
