"""Isolation: invert one operation at a time until the unknown stands alone.

What is inverted is a `Piece`, a value or an interval that an expression must lie in, so that
``floor`` and ``Max`` are inverted as exactly as a product: into intervals and rays.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import sympy
from sympy import Add, Mul, Pow, S
from sympy.core.relational import Equality, StrictLessThan

from ironlaw._programs.values import Point, number
from ironlaw._words.derivation import Statement, Step

OO = S.Infinity
MINUS_OO = S.NegativeInfinity
_NOTHING: tuple[Any, ...] = ()


class Piece(NamedTuple):
    """What an expression must be: a value or an interval, with conditions and the steps so far."""

    lower: sympy.Expr
    upper: sympy.Expr
    left_open: bool = False
    right_open: bool = False
    conditions: tuple[Any, ...] = _NOTHING
    nonzero: tuple[sympy.Expr, ...] = _NOTHING
    steps: tuple[Step, ...] = _NOTHING
    regime: tuple[sympy.Expr, ...] = _NOTHING
    method: str = "isolation"

    @property
    def is_point(self) -> bool:
        """Whether it is a single value."""
        return self.lower is self.upper

    def about(self, subject: sympy.Expr) -> Statement:
        """Return the statement that ``subject`` lies in the piece."""
        return Statement(subject, self.lower, self.upper, self.left_open, self.right_open)


@dataclass
class Known:
    """What is known while isolating: values by symbol, the tolerance, and what was ruled out.

    ``mask`` tells at which values of the unknown the variables on the way have theirs.
    """

    point: Point = field(default_factory=dict)
    rtol: float = 1e-6
    ruled_out: list[str] = field(default_factory=list)
    mask: Callable[[Any], Any] | None = None

    def value(self, expr: sympy.Expr) -> float | None:
        """Return the value of an expression, or None where a symbol lacks one."""
        if expr.is_Number:
            return float(expr)
        if not self.point or not self.point.keys() >= expr.free_symbols:
            return None
        return float(number(expr, self.point))

    def sign(self, expr: sympy.Expr) -> int | None:
        """Return the sign of an expression, from its value or its assumptions."""
        value = self.value(expr)
        if value is not None and not math.isnan(value):
            return (value > 0) - (value < 0)
        if expr.is_positive:
            return 1
        return -1 if expr.is_negative else None

    def order(self, left: sympy.Expr, right: sympy.Expr) -> int | None:
        """Return -1, 0 (a tie within the tolerance) or 1: ``left`` below or above ``right``."""
        if left in (OO, MINUS_OO) or right in (OO, MINUS_OO):
            return 0 if left == right else (1 if left is OO or right is MINUS_OO else -1)
        a, b = self.value(left), self.value(right)
        if a is None or b is None:
            return None
        if abs(a - b) <= self.rtol * max(abs(a), abs(b)):
            return 0
        return 1 if a > b else -1


class Isolated(NamedTuple):
    """What isolation arrived at: pieces of the unknown, and expressions it could not invert."""

    pieces: list[Piece]
    stuck: list[tuple[sympy.Expr, Piece]]


def occurs(expr: Any, unknown: sympy.Symbol) -> bool:
    """Tell whether a symbol occurs in an expression."""
    if expr.is_Symbol:
        return expr is unknown or bool(expr.name == unknown.name and expr == unknown)
    for arg in expr.args:  # noqa: SIM110 (a loop, not any(): the innermost call of isolation)
        if occurs(arg, unknown):
            return True
    return False


def isolate(expr: sympy.Expr, unknown: sympy.Symbol, piece: Piece, known: Known) -> Isolated:
    """Invert ``expr in piece`` for a symbol, one operation at a time.

    Parameters
    ----------
    expr
        An expression in which the unknown occurs.
    unknown
        The symbol to stand alone.
    piece
        The value or interval that the expression must lie in.
    known
        Values that decide between regimes; where they lack, branches carry conditions.

    Returns
    -------
    Isolated
        Pieces of the unknown; and the sub-expressions in which it occurs more than once, or in
        a function without an inverse, each with the piece it must lie in.

    Examples
    --------
    >>> x, b, t = sympy.symbols("x b t", positive=True)
    >>> [p.lower for p in isolate(b / x, x, Piece(t, t), Known()).pieces]
    [b/t]
    """
    found = Isolated([], [])
    work = [(expr, piece)]
    while work:
        current, now = work.pop()
        if current is unknown or (current.is_Symbol and current == unknown):
            found.pieces.append(now)
            continue
        inverse = _INVERSES.get(current.func)
        inside = [arg for arg in current.args if occurs(arg, unknown)]
        if inverse is None or len(inside) != 1:
            found.stuck.append((current, now))
            continue
        work.extend(reversed(list(inverse(current, inside[0], now, known))))
    return found


Inverted = Iterator[tuple[sympy.Expr, Piece]]


def _after(
    piece: Piece,
    rule: str,
    subject: Any,
    inner: Any,
    argument: Any,
    lower: sympy.Expr | None = None,
    upper: sympy.Expr | None = None,
    **new: Any,
) -> Piece:
    """Return the piece with new ends, and the step that led there recorded."""
    low = piece.lower if lower is None else lower
    high = piece.upper if upper is None else upper
    left, right = new.get("left_open", piece.left_open), new.get("right_open", piece.right_open)
    conditions = new.get("conditions", piece.conditions)
    condition = conditions[-1] if len(conditions) > len(piece.conditions) else None
    start = Statement(subject, piece.lower, piece.upper, piece.left_open, piece.right_open)
    step = Step(rule, start, Statement(inner, low, high, left, right), argument, condition)
    return Piece(
        low,
        high,
        left,
        right,
        conditions,
        new.get("nonzero", piece.nonzero),
        (*piece.steps, step),
        new.get("regime", piece.regime),
        piece.method,
    )


def _others(expr: sympy.Expr, inner: sympy.Expr) -> sympy.Expr:
    rest = [arg for arg in expr.args if arg is not inner]
    return rest[0] if len(rest) == 1 else expr.func(*rest)


def _ends(piece: Piece, change: Callable[[sympy.Expr], sympy.Expr], flip: bool) -> dict[str, Any]:
    if piece.is_point:
        value = change(piece.lower)
        return {"lower": value, "upper": value}
    lower, upper = change(piece.lower), change(piece.upper)
    if not flip:
        return {"lower": lower, "upper": upper}
    opens = {"left_open": piece.right_open, "right_open": piece.left_open}
    return {"lower": upper, "upper": lower, **opens}


def _add(expr: sympy.Expr, inner: sympy.Expr, piece: Piece, known: Known) -> Inverted:
    rest = _others(expr, inner)

    def shifted(end: sympy.Expr) -> sympy.Expr:
        return end if end is OO or end is MINUS_OO else Add(end, -rest)

    yield inner, _after(piece, "subtract", expr, inner, rest, **_ends(piece, shifted, flip=False))


def _mul(expr: sympy.Expr, inner: sympy.Expr, piece: Piece, known: Known) -> Inverted:
    factor = _others(expr, inner)
    if piece.is_point and inner.is_Pow and inner.args[1].is_negative and inner.args[1].is_Number:
        yield from _exchange(expr, inner, factor, piece, known)
        return
    sign = known.sign(factor) if known.point or not piece.is_point else 1
    if sign == 0:
        yield from _times_zero(expr, inner, piece, known)
        return
    inverse = Pow(factor, -1)

    def scaled(end: sympy.Expr) -> sympy.Expr:
        if end is OO or end is MINUS_OO:
            return -end if sign == -1 else end
        return Mul(end, inverse)

    new: dict[str, Any] = _ends(piece, scaled, flip=sign == -1)
    if sign is None and not piece.is_point:
        new["conditions"] = (*piece.conditions, StrictLessThan(0, factor, evaluate=False))
    if not factor.is_Number:
        new["nonzero"] = (*piece.nonzero, factor)
    yield inner, _after(piece, "divide", expr, inner, factor, **new)


def _exchange(
    expr: sympy.Expr, inner: sympy.Expr, factor: sympy.Expr, piece: Piece, known: Known
) -> Inverted:
    """Turn ``factor/denominator = value`` into ``denominator = factor/value`` in one step."""
    if known.point and known.sign(factor) == 0:
        yield from _times_zero(expr, inner, piece, known)
        return
    if piece.lower is S.Zero or (known.point and known.sign(piece.lower) == 0):
        known.ruled_out.append(f"{expr} is never 0")
        return
    denominator = Pow(inner.args[0], -inner.args[1])
    value = Mul(factor, Pow(piece.lower, -1))
    new = {"lower": value, "upper": value, "nonzero": (*piece.nonzero, piece.lower)}
    argument = (denominator, piece.lower)
    yield denominator, _after(piece, "exchange", expr, denominator, argument, **new)


def _times_zero(expr: sympy.Expr, inner: sympy.Expr, piece: Piece, known: Known) -> Inverted:
    if _holds_zero(piece, known):
        yield inner, _after(piece, "divide", expr, inner, S.Zero, lower=MINUS_OO, upper=OO)
    else:
        known.ruled_out.append(f"{expr} is 0 whatever the unknown")


def _holds_zero(piece: Piece, known: Known) -> bool:
    low, high = known.order(piece.lower, S.Zero), known.order(piece.upper, S.Zero)
    return low is not None and high is not None and low <= 0 <= high


def _pow(expr: sympy.Expr, inner: sympy.Expr, piece: Piece, known: Known) -> Inverted:
    base, exponent = expr.args
    if inner is exponent:
        yield from _exponent(expr, base, exponent, piece, known)
        return
    rule, argument = ("reciprocal", None) if exponent is S.NegativeOne else ("root", 1 / exponent)
    even = exponent.is_Integer and exponent.is_even and not base.is_nonnegative
    if piece.is_point:
        if exponent.is_odd and known.sign(piece.lower) == -1:
            value = -Pow(-piece.lower, 1 / exponent)
        else:
            value = Pow(piece.lower, 1 / exponent)
        yield base, _after(piece, rule, expr, base, argument, lower=value, upper=value)
        if even:
            other = -value
            yield (
                base,
                _after(piece, "negative root", expr, base, argument, lower=other, upper=other),
            )
        return
    ends = _power_ends(piece, exponent, known)
    if ends is not None:
        yield base, _after(piece, rule, expr, base, argument, **ends)
        if even:
            mirror = _mirror(ends)
            yield base, _after(piece, "negative root", expr, base, argument, **mirror)


def _power_ends(piece: Piece, exponent: sympy.Expr, known: Known) -> dict[str, Any] | None:
    """Return the interval of a nonnegative base, from that of its power."""
    positive = piece
    if piece.lower is MINUS_OO or known.order(piece.lower, S.Zero) == -1:
        positive = piece._replace(lower=S.Zero, left_open=False)
    if positive.upper is not OO and known.order(positive.upper, S.Zero) == -1:
        known.ruled_out.append("a power of a positive number is not negative")
        return None

    def root(end: sympy.Expr) -> sympy.Expr:
        if end is S.Zero and exponent.is_negative:
            return OO
        if end is OO:
            return S.Zero if exponent.is_negative else OO
        return Pow(end, 1 / exponent)

    return _ends(positive, root, flip=known.sign(exponent) == -1)


def _mirror(ends: dict[str, Any]) -> dict[str, Any]:
    flipped = {"lower": -ends["upper"], "upper": -ends["lower"]}
    opens = {"left_open": ends.get("right_open", False), "right_open": ends.get("left_open", False)}
    return {**flipped, **opens}


def _exponent(
    expr: sympy.Expr, base: sympy.Expr, inner: sympy.Expr, piece: Piece, known: Known
) -> Inverted:
    growth = sympy.log(base)
    flip = not piece.is_point and known.sign(growth) == -1
    ends = _ends(piece, lambda end: _log(end) / growth, flip=flip)
    yield (
        inner,
        _after(piece, "logarithm", expr, inner, base, **ends, nonzero=(*piece.nonzero, growth)),
    )


def _log(end: sympy.Expr) -> sympy.Expr:
    if end in (OO, MINUS_OO) or end.is_nonpositive:
        return OO if end is OO else MINUS_OO
    return sympy.log(end)


def _exp(expr: sympy.Expr, inner: sympy.Expr, piece: Piece, known: Known) -> Inverted:
    value = known.sign(piece.upper)
    if value is not None and value <= 0:
        known.ruled_out.append(f"{expr} is positive")
        return
    yield inner, _after(piece, "log", expr, inner, None, **_ends(piece, _log, flip=False))


def _logarithm(expr: sympy.Expr, inner: sympy.Expr, piece: Piece, known: Known) -> Inverted:
    ends = _ends(piece, lambda end: S.Zero if end is MINUS_OO else sympy.exp(end), flip=False)
    yield inner, _after(piece, "exponential", expr, inner, None, **ends)


def _absolute(expr: sympy.Expr, inner: sympy.Expr, piece: Piece, known: Known) -> Inverted:
    yield inner, _after(piece, "absolute", expr, inner, None)
    ends = _ends(piece, lambda end: -end, flip=True)
    yield inner, _after(piece, "absolute", expr, inner, None, **ends)


# -- steps: floor and ceiling ------------------------------------------------------------------


def _floor(expr: sympy.Expr, inner: sympy.Expr, piece: Piece, known: Known) -> Inverted:
    whole = _whole_ends(expr, piece, known)
    if whole is not None:
        first, last = whole
        new = {"lower": first, "upper": last + 1, "left_open": False, "right_open": True}
        yield inner, _after(piece, "floor", expr, inner, None, **new)


def _ceiling(expr: sympy.Expr, inner: sympy.Expr, piece: Piece, known: Known) -> Inverted:
    whole = _whole_ends(expr, piece, known)
    if whole is not None:
        first, last = whole
        new = {"lower": first - 1, "upper": last, "left_open": True, "right_open": False}
        yield inner, _after(piece, "ceiling", expr, inner, None, **new)


def _whole_ends(
    expr: sympy.Expr, piece: Piece, known: Known
) -> tuple[sympy.Expr, sympy.Expr] | None:
    """Return the least and largest whole number in a piece, or None where there is none."""
    low, high = known.value(piece.lower), known.value(piece.upper)
    if low is None or high is None:
        return piece.lower, piece.upper
    first, last = _round_up(low, piece.left_open), _round_down(high, piece.right_open)
    if first > last:
        known.ruled_out.append(f"{expr} takes whole values only, and {low:.6g} is not one")
        return None
    return _whole(first, low, MINUS_OO), _whole(last, high, OO)


def _whole(value: int, end: float, infinite: sympy.Expr) -> sympy.Expr:
    """Return a whole number exactly while it is small; powers of a huge one would never end."""
    if abs(end) >= 1e300:
        return infinite
    return sympy.Integer(value) if abs(value) < 10**15 else sympy.Float(value)


def _round_up(value: float, strict: bool) -> int:
    nearest = round(value)
    if abs(value - nearest) <= 1e-9 * max(1.0, abs(nearest)):
        return nearest + strict
    return int(value // 1) + 1


def _round_down(value: float, strict: bool) -> int:
    return -_round_up(-value, strict)


# -- regimes: Max and Min ----------------------------------------------------------------------


def _max(expr: sympy.Expr, inner: sympy.Expr, piece: Piece, known: Known) -> Inverted:
    yield from _extreme(expr, inner, piece, known, largest=True)


def _min(expr: sympy.Expr, inner: sympy.Expr, piece: Piece, known: Known) -> Inverted:
    yield from _extreme(expr, inner, piece, known, largest=False)


def _extreme(
    expr: sympy.Expr, inner: sympy.Expr, piece: Piece, known: Known, *, largest: bool
) -> Inverted:
    """Invert ``Max(inner, rest) in [low, high]``; for ``Min`` read every order backwards.

    Below the near end, ``rest`` is out of play and ``inner`` binds; inside, ``rest`` meets the
    target alone and ``inner`` only must not pass the far end; beyond, nothing does.
    """
    rest = _others(expr, inner)
    near, far = (piece.lower, piece.upper) if largest else (piece.upper, piece.lower)
    to_near, to_far = known.order(rest, near), known.order(rest, far)
    if not largest:
        to_near = None if to_near is None else -to_near
        to_far = None if to_far is None else -to_far
    near_open, far_open = (
        (piece.left_open, piece.right_open) if largest else (piece.right_open, piece.left_open)
    )
    if to_near == 0 and near_open:
        to_near = -1
    if to_far == 0 and far_open:
        to_far = 1
    if to_near is None or to_near < 0:
        yield inner, _binding(expr, inner, rest, piece, to_near, largest)
    if to_near is None or (to_near >= 0 and (to_far is None or to_far <= 0)):
        yield inner, _slack(expr, inner, rest, piece, to_near, largest)
    if to_far is not None and to_far > 0:
        word = "least" if largest else "most"
        known.ruled_out.append(f"{rest} binds: {expr} is at {word} {_shown(rest, known)}")


def _shown(expr: sympy.Expr, known: Known) -> str:
    value = known.value(expr)
    if value is None:
        return str(expr)
    return str(expr.show(value)) if hasattr(expr, "show") else f"{value:.6g}"


def _binding(
    expr: Any, inner: Any, rest: Any, piece: Piece, order: int | None, largest: bool
) -> Piece:
    near = piece.lower if largest else piece.upper
    low, high = (rest, near) if largest else (near, rest)
    extra = () if order is not None else (StrictLessThan(low, high, evaluate=False),)
    rule = "largest" if largest else "smallest"
    new = {"conditions": (*piece.conditions, *extra), "regime": (*piece.regime, inner)}
    return _after(piece, rule, expr, inner, inner, **new)


def _slack(
    expr: Any, inner: Any, rest: Any, piece: Piece, order: int | None, largest: bool
) -> Piece:
    near = piece.lower if largest else piece.upper
    extra = () if order is not None else (Equality(rest, near, evaluate=False),)
    new: dict[str, Any] = {"lower": MINUS_OO} if largest else {"upper": OO}
    new |= {"left_open": False} if largest else {"right_open": False}
    rule = "not the largest" if largest else "not the smallest"
    new |= {"conditions": (*piece.conditions, *extra), "regime": (*piece.regime, rest)}
    return _after(piece, rule, expr, inner, rest, **new)


_INVERSES: dict[Any, Callable[[Any, Any, Piece, Known], Inverted]] = {
    Add: _add,
    Mul: _mul,
    Pow: _pow,
    sympy.exp: _exp,
    sympy.log: _logarithm,
    sympy.Abs: _absolute,
    sympy.floor: _floor,
    sympy.ceiling: _ceiling,
    sympy.Max: _max,
    sympy.Min: _min,
}
