"""The domain of a variable: the values that it can take, in base units."""

from __future__ import annotations

import keyword
import math
import re
from typing import Any, ClassVar

import numpy as np
import sympy

from ironlaw._errors import LawDeclarationError, brief
from ironlaw._language.range import Range

_ROUNDING = 1e-12
_RESERVED = (
    "givens", "rtol", "invalid", "over", "where", "regimes", "chunks", "to", "progress",
)  # fmt: skip
_OF_GRIDS = ("reason", "regime", "point")
_INTERVAL = re.compile(r"(count\s*)?([\[(])\s*(-?[\d.]+|-inf)\s*,\s*([\d.]+|inf)\s*([\])])\Z")


class Bounds(Range[float]):
    """The values a variable can take, in base units."""

    __slots__ = ()
    whole: ClassVar[bool] = False

    def contains(self, value: float) -> bool:
        """Tell whether a float lies in the bounds (nan and infinities never do)."""
        if not math.isfinite(value):
            return False
        above = value > self.lower if self.left_open else value >= self.lower
        below = value < self.upper if self.right_open else value <= self.upper
        return above and below

    def hold(self, values: Any, slack: float = _ROUNDING) -> Any:
        """Tell which floats of an array lie in the bounds, or past a closed end by rounding alone.

        Rounding is a share of 1e-12, or the ``slack`` that is stated.

        Examples
        --------
        >>> read_bounds("share", "(0, 1]").hold(np.array([0.0, 0.5, 1 + 2e-16, 1.1])).tolist()
        [False, True, True, False]
        """
        low, high = self.lower, self.upper
        with np.errstate(invalid="ignore"):
            above = values > low if self.left_open else values >= low - slack * abs(low)
            below = values < high if self.right_open else values <= high + slack * abs(high)
            return above & below & np.isfinite(values)

    def nears(self, value: float, slack: float) -> bool:
        """Tell of one float what `hold` tells of an array."""
        if not math.isfinite(value):
            return False
        low, high = self.lower, self.upper
        above = value > low if self.left_open else value >= low - slack * abs(low)
        return above and (value < high if self.right_open else value <= high + slack * abs(high))

    def settled(self, value: float, error: float = 0.0) -> float:
        """Return a value; the end of the bounds where it is past it by rounding alone.

        Rounding is a share of 1e-12, or the ``error`` that is stated.
        """
        for end, is_open in ((self.lower, self.left_open), (self.upper, self.right_open)):
            slack = max(_ROUNDING * abs(end), error) if math.isfinite(end) else 0.0
            if not is_open and value != end and abs(value - end) <= slack:
                return end
        return value

    def to_set(self) -> sympy.Set:
        """Return the bounds as a SymPy interval."""
        lower, upper = (_exact(end) for end in (self.lower, self.upper))
        return sympy.Interval(lower, upper, self.left_open, self.right_open)

    @property
    def assumptions(self) -> dict[str, bool]:
        """What SymPy may assume of a symbol whose values they are."""
        if self.lower > 0 or (self.lower == 0 and self.left_open):
            return {"positive": True}
        return {"nonnegative": True} if self.lower >= 0 else {"real": True}

    def describe(self) -> str:
        """Return the bounds in words, as an error message says them."""
        if self.lower == -math.inf:
            return "a real number"
        if (self.lower, self.upper) == (0.0, math.inf):
            return "positive" if self.left_open else "zero or more"
        if self.upper == math.inf:
            return f"{'above' if self.left_open else 'at least'} {self.lower:g}"
        left, right = "(" if self.left_open else "[", ")" if self.right_open else "]"
        return f"in {left}{self.lower:g}, {self.upper:g}{right}"


class Counts(Bounds):
    """The values of a count: it is a whole number once built, and real while it is solved for."""

    __slots__ = ()
    whole = True


_NAMED = {
    "positive": Bounds(0.0, math.inf, True, True),
    "nonnegative": Bounds(0.0, math.inf, False, True),
    "fraction": Bounds(0.0, 1.0, False, False),
    "count": Counts(0.0, math.inf, True, True),
    "real": Bounds(-math.inf, math.inf, True, True),
}


def read_bounds(name: str, domain: str) -> Bounds:
    """Read the domain that a variable is declared with.

    Raises
    ------
    LawDeclarationError
        If the name is not an identifier, or the domain neither a word nor an interval.

    Examples
    --------
    >>> read_bounds("share", "(0, 1]").describe()
    'in (0, 1]'
    """
    if not isinstance(name, str) or not name.isidentifier() or keyword.iskeyword(name):
        raise LawDeclarationError(f"variable name {name!r} is not a Python identifier; write one")
    if name in _RESERVED:
        raise LawDeclarationError(f"variable name {name!r} is an argument of every verb; rename it")
    if name in _OF_GRIDS:
        raise LawDeclarationError(
            f"variable name {name!r} is what sweeps call their own; rename it"
        )
    if isinstance(domain, str) and domain in _NAMED:
        return _NAMED[domain]
    match = _INTERVAL.match(domain) if isinstance(domain, str) else None
    if match is None or not _is_interval(match):
        raise LawDeclarationError(
            f"variable {name!r}: domain {brief(domain)!r} is neither one of {', '.join(_NAMED)} "
            "nor an interval such as '(0, 1]'"
        )
    lower, upper = float(match[3]), float(match[4])
    kind = Counts if match[1] else Bounds
    return kind(lower, upper, match[2] == "(", match[5] == ")")


def _is_interval(match: re.Match[str]) -> bool:
    try:
        return float(match[3]) < float(match[4])
    except ValueError:
        return False


def _exact(value: float) -> sympy.Expr:
    if math.isinf(value):
        return sympy.oo if value > 0 else -sympy.oo
    return sympy.Integer(int(value)) if value == int(value) else sympy.Float(value)


def read_better(name: str, better: Any) -> Any:
    """Return which way a variable is better: ``"less"``, ``"more"`` or neither.

    Raises
    ------
    LawDeclarationError
        If it is none of these.
    """
    if better not in (None, "less", "more"):
        raise LawDeclarationError(
            f"variable {name!r}: better is 'less', 'more' or None, not {better!r}"
        )
    return better
