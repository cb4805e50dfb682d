"""Why a step of a derivation follows: what a person would say that was done, by rule and shape."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy

Show = Callable[[Any], str]

_REASONS = {
    "relation": "the relation {}",
    "definition": "by definition of {}",
    "subtract": "subtract {}",
    "swap": "exchange the sides",
    "move": "bring {} to a side of its own",
    "divide": "divide by {}",
    "exchange": "multiply by {} and divide by {}",
    "reciprocal": "take the reciprocal",
    "root": "raise to the power {}",
    "negative root": "take the negative root, power {}",
    "logarithm": "take the logarithm to base {}",
    "log": "take the logarithm",
    "exponential": "take the exponential",
    "floor": "undo rounding down",
    "ceiling": "undo rounding up",
    "largest": "{} is the largest",
    "not the largest": "{} is the largest, so the other may be anything below",
    "smallest": "{} is the smallest",
    "not the smallest": "{} is the smallest, so the other may be anything above",
    "regime": "in the regime {}",
    "absolute": "undo the absolute value",
    "collect": "clear the fractions and collect the terms in {}",
    "numeric": "bracket the roots in {} and refine them",
    "substitute": "substitute {}",
    "cancel": "the formula does not depend on {}",
    "vanish": "what holds {} is multiplied by 0",
    "idle": "it is the same for any {}",
    "differentiate": "differentiate in {}",
    "least": "where {} is least, its slope is zero",
    "flat": "where {} is stationary, its slope is zero",
    "rewrite": "{}",
    "call": "call it {}",
}
_OF_ANY_NUMBER = ("cancel", "vanish", "idle")
_POWERS = {
    sympy.Integer(2): "square",
    sympy.Rational(1, 2): "take the square root",
    sympy.Rational(1, 3): "take the cube root",
}


def reason(rule: str, argument: Any, show: Show) -> str:
    """Return why a step follows, in words.

    Parameters
    ----------
    rule, argument
        Those of the step.
    show
        Writes an expression or a name.

    Examples
    --------
    >>> x, y = sympy.symbols("x y")
    >>> reason("divide", 1 / x, str), reason("divide", x / y, str), reason("subtract", -x, str)
    ('multiply by x', 'multiply by y/x', 'add x')
    """
    if rule == "divide":
        return _divided(argument, show)
    if rule == "subtract" and argument.could_extract_minus_sign():
        return f"add {show(-argument)}"
    if rule == "root" and argument in _POWERS:
        return _POWERS[argument]
    parts = argument if isinstance(argument, tuple) else (argument,)
    if rule == "special":
        return f"for {', '.join(_equals(one, show) for one in argument)}"
    words = ["" if part is None else show(part) for part in parts]
    if rule in _OF_ANY_NUMBER:
        words = [" and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))]
    return _REASONS[rule].format(*words)


def _divided(factor: sympy.Expr, show: Show) -> str:
    """Say by what both sides are multiplied, where that is simpler than to divide."""
    if factor is sympy.S.NegativeOne:
        return "change the signs"
    top, bottom = sympy.fraction(factor)
    return (
        f"divide by {show(factor)}"
        if bottom is sympy.S.One
        else f"multiply by {show(bottom / top)}"
    )


def _equals(one: sympy.Eq, show: Show) -> str:
    """Say what a variable is taken for; a share as people write it, 0.99."""
    value = one.rhs
    is_share = isinstance(value, sympy.Rational) and not isinstance(value, sympy.Integer)
    return f"{show(one.lhs)} = {f'{float(value):g}' if is_share else show(value)}"
