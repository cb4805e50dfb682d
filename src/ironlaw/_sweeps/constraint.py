"""What is allowed of a design: ``run_time <= 30 day``, read without computing any of the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ironlaw._errors import DomainError, IronLawError, brief
from ironlaw._language import LawVariable, check_dimension, quantity, to_base

_SIGNS = re.compile(r"(<=|>=|==|!=|<|>|=|≤|≥)")
_AND = re.compile(r"\s+and\s+|;")
_PRODUCT = re.compile(r"(?:([0-9.]+(?:[eE][+-]?[0-9]+)?)\s*\*\s*)?([^\W\d]\w*)\Z")
_WORDS = {"≤": "<=", "≥": ">="}
_TAKEN = ("<=", ">=", "<", ">")
_ALIKE = 1e-12  # a bound that is met but for rounding is met
_LONGEST = 1000
_EXAMPLE = "write it as 'run_time <= 30 day'"

Values = Mapping[LawVariable, Any]


class Side(NamedTuple):
    """One side: a number in base units, times a variable if there is one."""

    factor: float
    variable: LawVariable | None = None

    def of(self, values: Values) -> Any:
        """Return its value."""
        return self.factor if self.variable is None else self.factor * values[self.variable]


class Constraint(NamedTuple):
    """A comparison that a design has to meet.

    Attributes
    ----------
    text
        As it was written.
    left, sign, right
        The two sides, and one of ``<=``, ``>=``, ``<`` and ``>`` between them.
    """

    text: str
    left: Side
    sign: str
    right: Side

    @property
    def variables(self) -> tuple[LawVariable, ...]:
        """What it compares."""
        return tuple(one.variable for one in (self.left, self.right) if one.variable is not None)

    def holds(self, values: Values) -> Any:
        """Tell where it is met; not where a side has no value."""
        left, right = self.left.of(values), self.right.of(values)
        if self.sign in (">", ">="):
            left, right = right, left
        with np.errstate(all="ignore"):
            slack = _ALIKE * np.abs(right)
            return left < right - slack if self.sign in ("<", ">") else left <= right + slack


def read_constraints(
    stated: str | Sequence[str], variable: Callable[[str], LawVariable]
) -> tuple[Constraint, ...]:
    """Read constraints; several in one text are joined by ``and``.

    Parameters
    ----------
    stated
        A text, or several: variables, numbers with units, and a number times a variable,
        compared by ``<=``, ``>=``, ``<`` or ``>``, two of which may enclose a variable.
    variable
        Returns the variable of a name.

    Raises
    ------
    DomainError
        If a text is no comparison.
    UnknownVariable, UnitError, DimensionError
        If a side is neither a variable nor a quantity of the other's dimension.

    Examples
    --------
    >>> import ironlaw as il
    >>> (one,) = read_constraints("memory_time <= 5 ms", il.laws[2].variable)
    >>> one.sign, one.right.factor
    ('<=', 0.005)
    """
    if not isinstance(stated, Iterable):
        raise DomainError(f"where = {brief(stated)} is not a constraint; {_EXAMPLE}")
    texts = [stated] if isinstance(stated, str) else list(stated)
    found: list[Constraint] = []
    for text in texts:
        if not isinstance(text, str) or len(text) > _LONGEST:
            raise DomainError(f"where = {brief(text)} is not a constraint; {_EXAMPLE}")
        for part in _AND.split(text):
            found += _read(part.strip(), variable)
    return tuple(found)


def _read(text: str, variable: Callable[[str], LawVariable]) -> list[Constraint]:
    pieces = [piece.strip() for piece in _SIGNS.split(text)]
    signs = [_WORDS.get(sign, sign) for sign in pieces[1::2]]
    wrong = next((sign for sign in signs if sign not in _TAKEN), None)
    if wrong is not None:
        raise DomainError(f"where = {brief(text)} compares by {wrong!r}; use <=, >=, < or >")
    if len(signs) not in (1, 2) or not all(pieces[::2]):
        raise DomainError(f"where = {brief(text)} is not a constraint; {_EXAMPLE}")
    named = [_variable_side(piece, variable) for piece in pieces[::2]]
    found = []
    for index, sign in enumerate(signs):
        left, right = named[index], named[index + 1]
        if left is None and right is None:
            raise DomainError(f"where = {brief(text)} compares no variable; {_EXAMPLE}")
        sides = (
            left or _number_side(pieces[2 * index], right),
            right or _number_side(pieces[2 * index + 2], left),
        )
        if left is not None and right is not None:
            _check_alike(left, right)
        found.append(Constraint(text, sides[0], sign, sides[1]))
    return found


def _variable_side(text: str, variable: Callable[[str], LawVariable]) -> Side | None:
    match = _PRODUCT.match(text)
    if match is None:
        return None
    return Side(float(match[1] or 1.0), variable(match[2]))


def _number_side(text: str, other: Side | None) -> Side:
    held = other.variable if other is not None else None
    name = held.name if held is not None else ""
    try:
        value, dimension = to_base(quantity(text))
    except IronLawError as error:
        raise type(error)(f"where, beside {name}: {error}") from error
    if held is not None:
        check_dimension(dimension, held.unit, name, text)
    return Side(float(value))


def _check_alike(left: Side, right: Side) -> None:
    one, other = left.variable, right.variable
    if one is not None and other is not None:
        check_dimension(other.dimension, one.unit, one.name, other.name)
