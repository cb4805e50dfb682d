"""Whether a formula can be evaluated and solved: the functions that it holds, and its numbers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import sympy

from ironlaw._errors import LawDeclarationError, brief
from ironlaw._programs import number

_ADVICE = "write it with ironlaw's own Max, Min, ceiling, floor, sqrt, log, exp"
_SAMPLE = np.array([0.5, 2.0])


def check_solvable(expr: sympy.Basic, where: str) -> None:
    """Refuse a formula with a function that has no numbers, or a number that floats lack.

    Raises
    ------
    LawDeclarationError
        Naming the function or the number, and what to write instead.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> check_solvable(sympy.gamma(x), "here")
    Traceback (most recent call last):
        ...
    ironlaw._errors.LawDeclarationError: here: gamma cannot be solved; write it with ...
    """
    for value in expr.atoms(sympy.Number):
        size = _size(value)
        if math.isinf(size) or (size == 0 and not value.is_zero):
            raise LawDeclarationError(f"{where}: {brief(value)} is beyond what a float holds")
    for node in expr.atoms(sympy.Function, sympy.Piecewise):
        if not (hasattr(type(node), "_imp_") or _has_numbers(node)):
            raise LawDeclarationError(f"{where}: {type(node).__name__} cannot be solved; {_ADVICE}")


def _size(value: Any) -> float:
    try:
        return abs(float(value))
    except OverflowError:
        return math.inf


def _has_numbers(node: Any) -> bool:
    """Tell whether a function of one argument can be evaluated for many at once."""
    if len(node.args) != 1:
        return isinstance(node, (sympy.Max, sympy.Min))
    x = sympy.Dummy()
    try:
        with np.errstate(all="ignore"):
            found = np.asarray(number(node.func(x), {x: _SAMPLE}), dtype=float)
    except (NameError, TypeError, ValueError, AttributeError):
        return False
    return bool(np.isfinite(found).all())
