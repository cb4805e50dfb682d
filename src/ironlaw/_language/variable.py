"""Variables: SymPy symbols that know their unit, glyph, meaning, domain and default."""

from __future__ import annotations

import math
from typing import Any, Literal

import sympy
from pint.util import UnitsContainer

from ironlaw._errors import DomainError, IronLawError, LawDeclarationError, UnitError, brief, needed
from ironlaw._language.agreement import check_dimension
from ironlaw._language.definitions import registry
from ironlaw._language.display import base_unit, show
from ironlaw._language.domain import Bounds, read_better, read_bounds
from ironlaw._language.glyph import plain_glyph
from ironlaw._language.quantities import as_float, is_quantity
from ironlaw._language.quantities import to_base as base_of
from ironlaw._language.reading import at_once, remember
from ironlaw._language.units import Unit, parse
from ironlaw._language.units import unit as unit_of

Better = Literal["less", "more"]


class LawVariable(sympy.Symbol):
    """A SymPy symbol that carries what a variable means; exported as ``il.Variable``.

    Two variables are the same symbol only if all of this agrees, so a name that is declared
    with another unit never overwrites the first.

    Parameters
    ----------
    name
        A Python identifier: the name of the quantity, spelled out.
    unit
        The unit in which it is shown, such as ``"byte/s"``; ``"1"`` where it has none.
    latex
        The glyph; the name in roman type where none is given.
    meaning
        One line of plain English.
    domain
        ``"positive"``, ``"nonnegative"``, ``"fraction"`` (0 to 1), ``"count"`` (positive, whole
        when built), ``"real"``, or an interval such as ``"(0, 1]"`` or ``"count [1, inf)"``.
    better
        Which way is better: ``"less"``, ``"more"``, or None for neither.
    constant
        A value that holds unless the user gives another: a number or text with a unit.
    default
        A weak value, used only where nothing else determines the variable.
    symbol
        The glyph of a constant that prints as its number, where it is asked for or given.

    Raises
    ------
    LawDeclarationError
        If the name, unit, domain or a value is not valid.

    Examples
    --------
    >>> hit = LawVariable("cache_hit", unit="1", latex="h", domain="fraction", better="more")
    >>> (1 - hit).subs(hit, sympy.Rational(1, 4))
    3/4
    >>> sympy.latex(1 - hit)
    '1 - h'
    """

    unit: str
    glyph: str
    symbol: str
    meaning: str
    domain: Bounds
    better: Better | None
    constant: float | None
    default: float | None
    _declared: tuple[Any, ...]
    _spelled: tuple[str, str]

    def __new__(
        cls,
        name: str,
        unit: str = "1",
        latex: str | None = None,
        meaning: str = "",
        *,
        domain: str = "positive",
        better: Better | None = None,
        constant: float | str | None = None,
        default: float | str | None = None,
        symbol: str | None = None,
    ) -> LawVariable:
        bounds = read_bounds(name, domain)
        for text in (latex or "", meaning, symbol or ""):
            needed(text, str, f"text, which the variable {name!r} needs", LawDeclarationError)
        self: LawVariable = sympy.Symbol.__xnew__(cls, name, **bounds.assumptions)
        self.unit = unit
        spelled = name.replace("_", r"\_")
        self.glyph = latex if latex is not None else rf"\mathrm{{{spelled}}}"
        self.meaning = meaning
        self.domain = bounds
        self.better = read_better(name, better)
        self.symbol = symbol if symbol is not None else self.glyph
        options = domain, better, constant, default, symbol
        self._declared = (name, unit, latex, meaning, *options)
        self._spelled = (name, repr(self._declared[1:]))
        try:
            unit_of(unit if isinstance(unit, str) else repr(unit))
            self.constant = None if constant is None else self.to_base(constant)
            self.default = None if default is None else self.to_base(default)
        except IronLawError as error:
            raise LawDeclarationError(f"variable {name!r}: {error}") from error
        return self

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return isinstance(other, LawVariable) and self._spelled == other._spelled

    def __ne__(self, other: object) -> bool:
        if self is other:
            return False
        return not (isinstance(other, LawVariable) and self._spelled == other._spelled)

    __hash__ = sympy.Symbol.__hash__

    def _hashable_content(self) -> tuple[str, str]:
        return self._spelled  # strings only: SymPy orders symbols by comparing these

    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return self._declared[:4], dict(zip(_OPTIONS, self._declared[4:], strict=True))

    def __reduce_ex__(self, protocol: Any) -> Any:
        return _rebuild, (self._declared,)

    def __repr__(self) -> str:
        fixed = {"constant": self.constant, "default": self.default}
        held = "".join(f"; {word} {self.show(x)}" for word, x in fixed.items() if x is not None)
        said = f" {self.meaning};" if self.meaning else ""
        of_unit = "" if self.unit == "1" else f" [{self.unit}]"
        return f"{self.name}{of_unit}:{said} {self.domain.describe()}{held}"

    def _latex(self, printer: Any, **_: Any) -> str:
        return self.glyph

    def _pretty(self, printer: Any, **_: Any) -> Any:
        return printer._print_Symbol(sympy.Symbol(plain_glyph(self.glyph)))

    @property
    def dimension(self) -> UnitsContainer:
        """The dimension of the unit."""
        return unit_of(self.unit).dimension

    @property
    def base_unit(self) -> str:
        """The base unit of its dimension, in which the engine computes: ``"USD/s"``."""
        return base_unit(self.unit)

    def to_base(self, value: Any) -> float:
        """Return a given value as a float in base units, checked against unit and domain.

        Parameters
        ----------
        value
            Text with a unit, a quantity of any pint registry, or, where the declared unit is
            the base unit, a number.

        Raises
        ------
        UnitError
            If a number lacks a unit that it needs: a price in USD/hour is not 2.5.
        DimensionError
            If the unit has another dimension.
        DomainError
            If the value is not finite or outside the variable's domain.

        Examples
        --------
        >>> LawVariable("bandwidth", unit="byte/s").to_base("400 Gbit/s")
        50000000000.0
        """
        if (found := at_once(self.unit, self.domain)(value)) is not None:
            return found
        number = self._number(value)
        is_finite = math.isfinite(number)
        if not is_finite or not self.domain.contains(number):
            what = (
                "out of range; it must be" if is_finite else "not a finite number; give one that is"
            )
            is_said = isinstance(value, str) or not is_finite
            shown = brief(value) if is_said else self.show(number)
            raise DomainError(f"{self.name} = {shown} is {what} {self._needs()}", self.name, value)
        if type(value) is str:
            remember(self, value, number)
        return number

    def show(self, value: float, digits: int = 4) -> str:
        """Return a base-unit value as text in this variable's unit, with a suitable prefix."""
        return show(value, self.unit, digits)

    def from_base(self, value: float, text: str | None = None) -> Any:
        """Return a base-unit value as a quantity, in the base unit or in another.

        Raises
        ------
        UnitError, DimensionError
            If there is no such unit, or it has another dimension.
        """
        name = self.base_unit if text is None else text
        wanted = unit_of(name)
        check_dimension(wanted.dimension, self.unit, self.name, name)
        return registry().Quantity(as_float(self.name, value) / wanted.factor, wanted.pint)

    def _needs(self) -> str:
        return f"{self.domain.describe()}{f' [{self.unit}]' if self.unit != '1' else ''}"

    def _number(self, value: Any) -> float:
        if isinstance(value, str):
            number, parsed = self._parsed(value)
            check_dimension(parsed.dimension, self.unit, self.name, value)
            return number * parsed.factor
        if is_quantity(value):
            as_float(self.name, value.magnitude)
            magnitude, dimension = base_of(value)
            if dimension != self.dimension:
                check_dimension(dimension, self.unit, self.name, str(value))
            return as_float(self.name, magnitude)
        number = as_float(self.name, value)
        if number and math.isfinite(number) and unit_of(self.unit).factor != 1.0:
            shown = f"{self.name} = {brief(value)}"
            raise UnitError(
                f"{shown} can be misread; write '{number:.12g} {self.unit}' "
                f"or '{number:.12g} {self.base_unit}'"
            )
        return number

    def _parsed(self, text: str) -> tuple[float, Unit]:
        try:
            return parse(text)
        except IronLawError as error:
            raise type(error)(f"{self.name}: {error}") from error


_OPTIONS = ("domain", "better", "constant", "default", "symbol")


def _rebuild(declared: tuple[Any, ...]) -> LawVariable:
    return LawVariable(*declared[:4], **dict(zip(_OPTIONS, declared[4:], strict=True)))
