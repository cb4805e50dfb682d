"""How large text and formulas are, before they are drawn."""

from __future__ import annotations

import re
from functools import lru_cache

_PRODUCT = re.compile(r"(?<!left)(?<!right)(?<=[\w}]) (?=[\w\\])")


class Formula(str):
    """A formula between dollars, and its sizes over that of its font; other text is not set."""

    width: float = 0.0
    height: float = 0.0
    depth: float = 0.0


def wide(text: str, size: float, bold: bool = False) -> float:
    """Return the width of a line of text, or of a formula, in points."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    if isinstance(text, Formula):
        return text.width * size
    font = FontProperties(size=size, weight="bold" if bold else "normal")
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0])


def formula(latex: str, tallest: float = 1.7) -> Formula:
    """Return LaTeX as a formula; an empty one where matplotlib cannot set it, or not so low."""
    from matplotlib import rcParams

    sizes = _extent(latex, rcParams["mathtext.fontset"])
    found = Formula(f"${latex}$" if 0 < sizes[1] <= tallest else "")
    found.width, found.height, found.depth = sizes if found else (0.0, 0.0, 0.0)
    return found


def displayed(latex: str) -> str:
    """Return LaTeX as a line of its own has it: fractions in full size, factors set apart."""
    return _PRODUCT.sub(r"\\,", latex.replace(r"\frac", r"\dfrac"))


@lru_cache(maxsize=4096)
def _extent(latex: str, fontset: str) -> tuple[float, float, float]:
    from matplotlib.font_manager import FontProperties
    from matplotlib.mathtext import MathTextParser

    try:
        found = MathTextParser("path").parse(f"${latex}$", prop=FontProperties(size=100))
    except ValueError:
        return 0.0, 0.0, 0.0
    return float(found.width) / 100, float(found.height) / 100, float(found.depth) / 100
