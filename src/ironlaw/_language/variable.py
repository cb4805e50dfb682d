"""Variables: SymPy symbols that know their unit, glyph, meaning, domain and default."""

from __future__ import annotations

import keyword
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

import sympy
from pint.util import UnitsContainer

from ironlaw._errors import DomainError, IronLawError, LawDeclarationError, UnknownVariable
from ironlaw._language import units as _units

Better = Literal["less", "more"]
_ROUNDING = 1e-12
_INTERVAL = re.compile(r"(count\s*)?([\[(])\s*(-?[\d.]+|-inf)\s*,\s*([\d.]+|inf)\s*([\])])\Z")


class Bounds(NamedTuple):
    """The values a variable can take, in base units; ``whole`` marks counts."""

    lower: float
    upper: float
    left_open: bool
    right_open: bool
    whole: bool = False

    def contains(self, value: float) -> bool:
        """Tell whether a float lies in the bounds (nan and infinities never do)."""
        if not math.isfinite(value):
            return False
        above = value > self.lower if self.left_open else value >= self.lower
        below = value < self.upper if self.right_open else value <= self.upper
        return above and below

    def settled(self, value: float) -> float:
        """Return a value; the end of the bounds where it is past it by rounding alone."""
        for end, is_open in ((self.lower, self.left_open), (self.upper, self.right_open)):
            if not is_open and value != end and abs(value - end) <= _ROUNDING * abs(end):
                return end
        return value

    def to_set(self) -> sympy.Set:
        """Return the bounds as a SymPy interval."""
        lower, upper = (_exact(end) for end in (self.lower, self.upper))
        return sympy.Interval(lower, upper, self.left_open, self.right_open)

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


_NAMED = {
    "positive": Bounds(0.0, math.inf, True, True),
    "nonnegative": Bounds(0.0, math.inf, False, True),
    "fraction": Bounds(0.0, 1.0, False, False),
    "count": Bounds(0.0, math.inf, True, True, whole=True),
    "real": Bounds(-math.inf, math.inf, True, True),
}


class LawVariable(sympy.Symbol):  # type: ignore[misc]
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
        bounds = _checked_bounds(name, domain)
        self: LawVariable = sympy.Symbol.__xnew__(cls, name, **_assumptions(bounds))
        self.unit = unit
        spelled = name.replace("_", r"\_")
        self.glyph = latex if latex is not None else rf"\mathrm{{{spelled}}}"
        self.meaning = meaning
        self.domain = bounds
        self.better = _checked_better(name, better)
        self._spelled = (name, repr((unit, latex, meaning, domain, better, constant, default)))
        self._declared = (name, unit, latex, meaning, domain, better, constant, default)
        try:
            _units.unit(unit if isinstance(unit, str) else repr(unit))
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
        return not self == other

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
        return _units.unit(self.unit).dimension

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
        return _units.show(value, self.unit, digits)

    def _needs(self) -> str:
        return f"{self.domain.describe()}{f' [{self.unit}]' if self.unit != '1' else ''}"

    def _number(self, value: Any) -> float:
        if isinstance(value, str):
            number, parsed = self._parsed(value)
            _units.check_dimension(parsed.dimension, self.unit, self.name, value)
            return number * parsed.factor
        if _units.is_quantity(value):
            magnitude, dimension = _units.to_base(value)
            if dimension != self.dimension:
                _units.check_dimension(dimension, self.unit, self.name, str(value))
            return _as_float(self.name, magnitude)
        return _as_float(self.name, value)

    def _parsed(self, text: str) -> tuple[float, _units.Unit]:
        try:
            return _units.parse(text)
        except IronLawError as error:
            raise type(error)(f"{self.name}: {error}") from error


_OPTIONS = ("domain", "better", "constant", "default")


def _rebuild(declared: tuple[Any, ...]) -> LawVariable:
    return LawVariable(*declared[:4], **dict(zip(_OPTIONS, declared[4:], strict=True)))


def _checked_bounds(name: str, domain: str) -> Bounds:
    if not isinstance(name, str) or not name.isidentifier() or keyword.iskeyword(name):
        raise LawDeclarationError(f"variable name {name!r} is not a Python identifier; write one")
    if domain in _NAMED:
        return _NAMED[domain]
    match = _INTERVAL.match(domain) if isinstance(domain, str) else None
    if match is None or not _is_interval(match):
        raise LawDeclarationError(
            f"variable {name!r}: domain {domain!r} is neither one of {', '.join(_NAMED)} "
            "nor an interval such as '(0, 1]'"
        )
    lower, upper = float(match[3]), float(match[4])
    return Bounds(lower, upper, match[2] == "(", match[5] == ")", whole=bool(match[1]))


def _is_interval(match: re.Match[str]) -> bool:
    try:
        return float(match[3]) < float(match[4])
    except ValueError:
        return False


def _checked_better(name: str, better: Better | None) -> Better | None:
    if better not in (None, "less", "more"):
        raise LawDeclarationError(
            f"variable {name!r}: better is 'less', 'more' or None, not {better!r}"
        )
    return better


def _assumptions(bounds: Bounds) -> dict[str, bool]:
    if bounds.lower > 0 or (bounds.lower == 0 and bounds.left_open):
        return {"positive": True}
    return {"nonnegative": True} if bounds.lower >= 0 else {"real": True}


def _as_float(name: str, value: Any) -> float:
    of_bool = getattr(getattr(value, "dtype", None), "kind", "") == "b"
    if of_bool or isinstance(value, (bool, str, bytes)) or value is None:
        raise DomainError(f"{name} = {value!r} is not a number; give one", name, value)
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


def brief(value: Any) -> str:
    """Return a value as text of bounded length, whatever it is."""
    try:
        text = value if isinstance(value, str) else repr(value)
    except ValueError:  # a whole number of more digits than Python spells out
        return f"a whole number of about {int(value.bit_length() * 0.30103)} digits"
    return text if len(text) <= 80 else f"{text[:77]}..."


def _exact(value: float) -> sympy.Expr:
    if math.isinf(value):
        return sympy.oo if value > 0 else -sympy.oo
    return sympy.Integer(int(value)) if value == int(value) else sympy.Float(value)


class Vocabulary(Mapping[str, LawVariable]):
    """Variables by name, as items and as attributes: ``il.variables.weight_bytes``.

    Parameters
    ----------
    variables
        The variables, in the order of their declaration; names must differ.

    Raises
    ------
    LawDeclarationError
        If two variables have one name.

    Examples
    --------
    >>> words = Vocabulary([LawVariable("hits", latex="h")])
    >>> words.hits
    hits
    """

    def __init__(self, variables: Iterable[LawVariable]) -> None:
        self._by_name: dict[str, LawVariable] = {}
        for variable in variables:
            if variable.name in self._by_name:
                raise LawDeclarationError(f"variable {variable.name!r} is declared twice; keep one")
            self._by_name[variable.name] = variable

    def __getitem__(self, name: str) -> LawVariable:
        try:
            return self._by_name[name]
        except (KeyError, TypeError):
            raise UnknownVariable(str(name), self._by_name, "the vocabulary") from None

    def __getattr__(self, name: str) -> LawVariable:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except UnknownVariable as error:
            raise AttributeError(str(error)) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._by_name]

    def __repr__(self) -> str:
        return f"<{len(self)} variables: {', '.join(list(self)[:4])}, ...>"
