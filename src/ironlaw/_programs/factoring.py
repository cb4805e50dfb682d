"""What the terms of a sum have in common, so that it is multiplied once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import sympy

from ironlaw._programs.nodes import Part


def factored(terms: Sequence[Any]) -> Sequence[Any]:
    """Return a sum's terms, as one product where they have factors in common.

    Examples
    --------
    >>> x, y = sympy.symbols("x y")
    >>> factored((2 * x * y, -2 * x))
    (2*x*(y - 1),)
    """
    if len(terms) < 2 or any(isinstance(one, Part) for one in terms):
        return terms
    split = [_split(term) for term in terms]
    common = set.intersection(*(set(factors) for _, factors in split))
    number = _common([one for one, _ in split])
    counts = [sum(abs(n / by) != 1 for n, more in split if more) for by in (number, 1)]
    if counts[0] >= counts[1]:
        number = sympy.S.One
    if number is sympy.S.One and not common:
        return terms
    left = ([n / number, *(x for x in factors if x not in common)] for n, factors in split)
    inner = sympy.Add(*(sympy.Mul(*one) for one in left))
    factors = [*sorted(common, key=str), inner]
    return (sympy.Mul(*([] if number is sympy.S.One else [number]), *factors, evaluate=False),)


def _split(term: Any) -> tuple[Any, tuple[Any, ...]]:
    """Return a product's number, those that its sums have in common with it, and the rest."""
    number: Any = sympy.S.One
    factors = []
    for one in term.args if term.is_Mul else (term,):
        if one.is_Rational:
            number *= one
        elif one.is_Add:
            own, rest = one.primitive()
            number *= own
            factors.append(rest)
        else:
            factors.append(one)
    return number, tuple(factors)


def _common(numbers: Sequence[Any]) -> Any:
    """Return the largest number that rational numbers are whole multiples of."""
    above = math.gcd(*(abs(int(one.p)) for one in numbers))
    return sympy.Rational(above, math.lcm(*(int(one.q) for one in numbers)))
