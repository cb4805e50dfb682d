"""Variables: SymPy symbols that know their unit, glyph, meaning, domain and default."""

from __future__ import annotations

import math
from typing import Any, Literal

import sympy
from pint.util import UnitsContainer

from ironlaw._errors import DomainError, IronLawError, LawDeclarationError, brief, needed
from ironlaw._language.agreement import check_dimension
from ironlaw._language.definitions import registry
from ironlaw._language.display import show
from ironlaw._language.domain import Bounds, read_bounds
from ironlaw._language.quantities import is_quantity
from ironlaw._language.quantities import to_base as base_of
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
    ) -> LawVariable:
        bounds = read_bounds(name, domain)
        for text in (latex or "", meaning):
            needed(text, str, f"text, which the variable {name!r} needs", LawDeclarationError)
        self: LawVariable = sympy.Symbol.__xnew__(cls, name, **_assumed(bounds))
        self.unit = unit
        spelled = name.replace("_", r"\_")
        self.glyph = latex if latex is not None else rf"\mathrm{{{spelled}}}"
        self.meaning = meaning
        self.domain = bounds
        self.better = _checked_better(name, better)
        self._spelled = (name, repr((unit, latex, meaning, domain, better, constant, default)))
        self._declared = (name, unit, latex, meaning, domain, better, constant, default)
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

    def _latex(self, printer: Any, **_: Any) -> str:
        return self.glyph

    @property
    def dimension(self) -> UnitsContainer:
        """The dimension of the unit."""
        return unit_of(self.unit).dimension

    def to_base(self, value: Any) -> float:
        """Return a given value as a float in base units, checked against unit and domain.

        Parameters
        ----------
        value
            A number in base units, text with a unit, or a quantity of any pint registry.

        Raises
        ------
        DimensionError
            If the unit has another dimension.
        DomainError
            If the value is not finite or outside the variable's domain.

        Examples
        --------
        >>> LawVariable("bandwidth", unit="byte/s").to_base("400 Gbit/s")
        50000000000.0
        """
        number = self._number(value)
        if not math.isfinite(number):
            raise DomainError(
                f"{self.name} = {brief(value)} is not a finite number; "
                f"give one that is {self._needs()}",
                self.name,
                value,
            )
        if not self.domain.contains(number):
            shown = value if isinstance(value, str) else self.show(number)
            raise DomainError(
                f"{self.name} = {shown} is out of range; it must be {self._needs()}",
                self.name,
                value,
            )
        return number

    def show(self, value: float, digits: int = 4) -> str:
        """Return a base-unit value as text in this variable's unit, with a suitable prefix."""
        return show(value, self.unit, digits)

    def in_unit(self, value: float, text: str) -> Any:
        """Return a base-unit value as a quantity in a unit.

        Raises
        ------
        UnitError, DimensionError
            If there is no such unit, or it has another dimension.
        """
        wanted = unit_of(needed(text, str, "the name of a unit"))
        check_dimension(wanted.dimension, self.unit, self.name, text)
        return registry().Quantity(value / wanted.factor, wanted.pint)

    def _needs(self) -> str:
        return f"{self.domain.describe()}{f' [{self.unit}]' if self.unit != '1' else ''}"

    def _number(self, value: Any) -> float:
        if isinstance(value, str):
            number, parsed = self._parsed(value)
            check_dimension(parsed.dimension, self.unit, self.name, value)
            return number * parsed.factor
        if is_quantity(value):
            _as_float(self.name, value.magnitude)
            magnitude, dimension = base_of(value)
            if dimension != self.dimension:
                check_dimension(dimension, self.unit, self.name, str(value))
            return _as_float(self.name, magnitude)
        return _as_float(self.name, value)

    def _parsed(self, text: str) -> tuple[float, Unit]:
        try:
            return parse(text)
        except IronLawError as error:
            raise type(error)(f"{self.name}: {error}") from error


_NOT_NUMBERS = (bool, str, bytes, bytearray, memoryview)
_NO_NUMBERS = frozenset("bcmMSUV")  # kinds of NumPy: booleans, complex, times, text, records
_OPTIONS = ("domain", "better", "constant", "default")


def _rebuild(declared: tuple[Any, ...]) -> LawVariable:
    return LawVariable(*declared[:4], **dict(zip(_OPTIONS, declared[4:], strict=True)))


def _checked_better(name: str, better: Better | None) -> Better | None:
    if better not in (None, "less", "more"):
        raise LawDeclarationError(
            f"variable {name!r}: better is 'less', 'more' or None, not {better!r}"
        )
    return better


def _assumed(bounds: Bounds) -> dict[str, bool]:
    if bounds.lower > 0 or (bounds.lower == 0 and bounds.left_open):
        return {"positive": True}
    return {"nonnegative": True} if bounds.lower >= 0 else {"real": True}


def _as_float(name: str, value: Any) -> float:
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    is_masked = kind and getattr(value, "mask", False) is not False and bool(value.mask)
    if kind in _NO_NUMBERS or is_masked or value is None or isinstance(value, _NOT_NUMBERS):
        raise DomainError(f"{name} = {brief(value)} is not a number; give one", name, value)
    if hasattr(value, "dimensionality"):
        raise DomainError(f"{name} = {value} is a unit alone; give a number with it", name, value)
    try:
        return float(value)
    except OverflowError:
        return math.inf
    except (TypeError, ValueError) as error:
        advice = "give a number, text such as '50 ms', or a quantity"
        shown = brief(value)
        raise DomainError(f"{name} = {shown} is not a number; {advice}", name, value) from error
