"""Expressions whose numbers carry units: what they are, where an answer has stated them.

``16 GB/memory_bandwidth`` is ``16000000000.0/memory_bandwidth`` as SymPy holds it, in base units,
and the number no longer says that it is bytes. What it was the answer for is remembered here, so
that it can be used again.
"""

from __future__ import annotations

from collections import OrderedDict

import sympy
from pint.util import UnitsContainer

_MOST = 1024
_stated: OrderedDict[sympy.Basic, UnitsContainer] = OrderedDict()


def state(expr: sympy.Basic, dimension: UnitsContainer) -> None:
    """Remember the dimension of an expression with numbers in it; the oldest are forgotten."""
    if expr.free_symbols and expr.has(sympy.Float):
        _stated[_without_number(expr)] = dimension
        while len(_stated) > _MOST:
            _stated.popitem(last=False)


def stated(expr: sympy.Basic) -> UnitsContainer | None:
    """Return the dimension of an expression that was stated, whatever number it is multiplied by.

    Examples
    --------
    >>> import ironlaw as il
    >>> x = il.variables.memory_bandwidth
    >>> state(16e9 / x, il.variables.memory_time.dimension)
    >>> str(stated(32e9 / x)), stated(16 / x)
    ('[time]', None)
    """
    return _stated.get(_without_number(expr)) if expr.has(sympy.Float) else None


def _without_number(expr: sympy.Basic) -> sympy.Basic:
    if isinstance(expr, sympy.Mul) and isinstance(expr.args[0], sympy.Float):
        return sympy.Mul(*expr.args[1:])
    return expr
