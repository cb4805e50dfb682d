"""Expressions whose numbers carry units: what they are, where an answer has stated them.

``16 GB/memory_bandwidth`` is ``16000000000.0/memory_bandwidth`` as SymPy holds it, in base units,
and the number no longer says that it is bytes. What it was the answer for is remembered here, so
that it can be used again.
"""

from __future__ import annotations

from collections import OrderedDict

import sympy
from pint.util import UnitsContainer

from ironlaw._errors import DimensionError
from ironlaw._language.dimensions import dimension

_MOST = 1024
_stated: OrderedDict[tuple[sympy.Basic, UnitsContainer], None] = OrderedDict()


def state(expr: sympy.Expr, wanted: UnitsContainer) -> None:
    """Remember the dimension of an expression with numbers in it; the oldest are forgotten."""
    if expr.free_symbols and expr.has(sympy.Float):
        _stated[_without_number(expr), wanted] = None
        while len(_stated) > _MOST:
            _stated.popitem(last=False)


def is_stated(expr: sympy.Expr, wanted: UnitsContainer) -> bool:
    """Tell whether an expression was stated to be of a dimension, or is a sum of such terms.

    Whatever number it is multiplied by; that number carries the unit. What was stated says
    nothing of an expression that has another dimension by its own variables.

    Examples
    --------
    >>> import ironlaw as il
    >>> bandwidth, time = il.variables.memory_bandwidth, il.variables.memory_time.dimension
    >>> state(16e9 / bandwidth, time)
    >>> is_stated(32e9 / bandwidth, time), is_stated(16 / bandwidth, time)
    (True, False)
    """
    if not (_stated and expr.has(sympy.Float)):
        return False
    if (_without_number(expr), wanted) in _stated:
        return True
    return isinstance(expr, sympy.Add) and all(_fits(term, wanted) for term in expr.args)


def _fits(term: sympy.Expr, wanted: UnitsContainer) -> bool:
    try:
        return is_stated(term, wanted) or dimension(term) == wanted
    except DimensionError:
        return False


def _without_number(expr: sympy.Expr) -> sympy.Expr:
    if isinstance(expr, sympy.Mul) and isinstance(expr.args[0], sympy.Float):
        return sympy.Mul(*expr.args[1:])
    return expr
