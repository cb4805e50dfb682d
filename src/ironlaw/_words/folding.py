"""Formulas in which what is known has become numbers with units: ``16 GB/memory_bandwidth``."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import sympy
from pint.util import UnitsContainer

from ironlaw._errors import DimensionError
from ironlaw._language import (
    FrozenDict,
    LawVariable,
    Statement,
    covers,
    dimension,
    display_unit,
    show_number,
    spelled,
    unit,
)
from ironlaw._programs import number
from ironlaw._words.units import quantity_latex

Known = Mapping[LawVariable, float]
_LARGE = 1e6  # whole numbers from here on are written with a power of ten
_OF_A_SUM, _OF_A_PRODUCT = 40, 50  # how tightly operations bind, as SymPy's printers count


class Measured(sympy.Symbol):
    """A number with its unit, as a symbol that prints itself: ``16 GB``."""

    value: float
    is_below: bool
    of: str  # what it is a value of: two of one size are two numbers still

    def __new__(
        cls, value: float, unit_text: str, *, is_below: bool = False, of: str = ""
    ) -> Measured:
        name = display_unit(value, unit_text)
        shown = f"{show_number(value / unit(name).factor)} {name}".rstrip()
        self: Measured = sympy.Symbol.__xnew__(cls, shown, positive=True)
        self.value, self.is_below, self.of = value, is_below, of
        return self

    @classmethod
    def class_key(cls) -> tuple[int, int, str]:
        """Stand where SymPy puts numbers: before the letters of a product."""
        return 1, 1, cls.__name__

    def _hashable_content(self) -> tuple[str, str]:
        own = self.value, self.is_below, self.of  # what looks alike is not the same
        return self.name, repr(own)

    @property
    def precedence(self) -> int:
        """How tightly it binds: with a slash, or under one, it needs brackets in products too."""
        is_loose = "/" in self.name or (self.is_below and " " in self.name)
        return _OF_A_SUM if is_loose else _OF_A_PRODUCT + 1

    def _latex(self, printer: Any, **_: Any) -> str:
        return quantity_latex(self.name)


def measured(value: float, unit_text: str, *, of: str = "") -> sympy.Expr:
    """Return a value in base units as a number with the unit that suits it."""
    leaf = Measured(abs(value), unit_text, of=of)
    return -leaf if value < 0 else leaf


def with_units(line: Statement) -> Statement:
    """Return a statement about a variable with its decimals as numbers with their unit."""
    subject = line.subject
    if not isinstance(subject, LawVariable) or not line.range.lower.is_number:
        return line
    low, high = (
        measured(float(end), subject.unit) if isinstance(end, sympy.Float) else end
        for end in line.range[:2]
    )
    low = high if line.is_point else low
    return line._replace(range=line.range._replace(lower=low, upper=high))


def folded(expr: Any, known: Known, *, bare: bool = False) -> Any:
    """Return an expression or a condition with its known parts as numbers with units.

    Parameters
    ----------
    expr
        A SymPy expression, inequality or combination of inequalities.
    known
        Values in base units, by variable.
    bare
        Whether they stay numbers in base units.

    Examples
    --------
    >>> from ironlaw import variables as v
    >>> print(folded(v.parameters * v.bytes_per_parameter / v.memory_bandwidth,
    ...              {v.parameters: 8e9, v.bytes_per_parameter: 2.0}))
    16 GB/memory_bandwidth
    """
    if not known or not (expr.free_symbols & known.keys()):
        return expr
    if isinstance(expr, (sympy.Rel, sympy.And, sympy.Or)):
        return expr.func(*(folded(arg, known, bare=bare) for arg in expr.args), evaluate=False)
    if covers(known, expr) and (whole := _measured(expr, known, bare=bare)) is not None:
        return whole
    if isinstance(expr, (sympy.Add, sympy.Mul, sympy.Max, sympy.Min)):
        return _grouped(expr, known, bare=bare)
    return expr.func(*(folded(arg, known, bare=bare) for arg in expr.args))


class Filling(NamedTuple):
    """What is put into formulas: definitions by variable, then values in base units.

    Values are ``bare`` numbers where symbols without a unit stand beside them.
    """

    definitions: Mapping[LawVariable, sympy.Expr] = FrozenDict()
    values: Known = FrozenDict()
    bare: bool = False

    def into(self, expr: Any) -> Any:
        """Return an expression or a condition with all of it put in."""
        if self.definitions and expr.free_symbols & self.definitions.keys():
            expr = expr.xreplace(dict(self.definitions))
        return folded(expr, self.values, bare=self.bare)

    def into_statement(self, line: Statement) -> Statement:
        """Return a statement with all of it put into its ends."""
        lower, upper = (self.into(end) for end in (line.range.lower, line.range.upper))
        lower = upper if line.is_point else lower
        return line._replace(range=line.range._replace(lower=lower, upper=upper))


def _grouped(expr: Any, known: Known, *, bare: bool) -> Any:
    """Fold the known arguments of a sum, product or extreme together, and the others each."""
    inside = [arg for arg in expr.args if covers(known, arg)]
    inside = [arg for arg in inside if bare or _dimension(arg) is not None]
    together = None
    if any(arg.free_symbols for arg in inside):
        whole = expr.func(*inside, evaluate=False)
        is_below = expr.is_Mul and all(arg.is_Pow and arg.exp.is_negative for arg in inside)
        together = _measured(1 / whole if is_below else whole, known, bare=bare, is_below=is_below)
        if is_below and together is not None:
            together = 1 / together
    if together is None:
        return expr.func(*(folded(arg, known, bare=bare) for arg in expr.args))
    return expr.func(
        together, *(folded(arg, known, bare=bare) for arg in expr.args if arg not in inside)
    )


def _measured(expr: Any, known: Known, *, bare: bool, is_below: bool = False) -> Any:
    """Return what is known as a number with its unit; None where it has no whole unit."""
    found = UnitsContainer() if bare else _dimension(expr)
    value = float(number(expr, known))
    if found is None or not math.isfinite(value):
        return None
    if value == 0 or (not found and value.is_integer() and abs(value) < _LARGE):
        return sympy.Integer(int(value))
    own = expr.unit if isinstance(expr, LawVariable) and not bare else spelled(found)
    leaf = Measured(abs(value), own, is_below=is_below)
    return leaf if value > 0 else -leaf


def _dimension(expr: Any) -> UnitsContainer | None:
    try:
        found = dimension(expr)
    except DimensionError:
        return None
    if found is None:
        return UnitsContainer()
    return found if all(float(str(power)).is_integer() for power in found.values()) else None
