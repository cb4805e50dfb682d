"""Verification: every root is substituted back, and every variable on the way has its domain."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import sympy

from ironlaw._language import Equation, LawVariable, Range, covers, point
from ironlaw._programs import ROUNDINGS, accurate, exact_number, number
from ironlaw._solving.answer import Answer
from ironlaw._solving.conditioning import rounding_error
from ironlaw._solving.eliminate import Elimination
from ironlaw._solving.evidence import MINUS_OO, OO, Refusal

ACCEPT = 1e-9
_NOISE = 1e-6
_NEARBY, _FAR, _STEPS = 1e-4, 0.1, 40
_BESIDE = [sign * k * 2.3e-16 for sign in (-1, 1) for k in range(1, 17)]

Values = Mapping[LawVariable, float]


def valued(unknown: LawVariable, answer: Answer, reduced: Elimination) -> Answer | Refusal:
    """Give an answer its numbers, if they hold in every domain on the way; else say why not.

    Parameters
    ----------
    unknown
        The variable asked for.
    answer
        Its range, as an expression of what is known at the answer's point.
    reduced
        The one equation that it solves, and the variables that were eliminated from it.
    """
    (equation,) = reduced.equations
    if not answer.is_point:
        return _clipped(unknown, answer)
    raw = _end(answer.own.lower, answer.point)
    low = unknown.domain.settled(raw)
    is_end = not unknown.domain.contains(low)
    if is_end:
        ends = (unknown.domain.lower, unknown.domain.upper)
        error = rounding_error(
            answer.own.lower,
            answer.local,
            answer.point,
            behind=answer.behind,
            beyond=min(abs(low - end) for end in ends),
        )
        low = unknown.domain.settled(low, error)
        if not unknown.domain.contains(low):
            return outside(unknown, low, equation.name, error=error)
    if equation.defines not in (None, unknown, *answer.point):
        return replace(answer, numbers=point(low), residual=0.0)  # its left side is an interval
    if not is_end:  # an end stands for a value beyond it, which is what meets the equation
        low = _polished(equation, {**answer.point, unknown: low}, unknown)
    refused = _off_domain(reduced, unknown, answer, low)
    if refused is not None:
        return refused._replace(value=low, unknown=unknown)
    return _verified(unknown, answer, equation, (low, raw))


def _verified(
    unknown: LawVariable, answer: Answer, equation: Equation, values: tuple[float, float]
) -> Answer | Refusal:
    """Give an answer its value, if that meets the equation.

    The end of a domain does, if the value that it stands for, beyond it by rounding, does so.
    """
    low, raw = values
    at = {**answer.point, unknown: low}
    residual = residual_of(equation, at)
    if not residual <= ACCEPT:  # floats may have lost what many digits keep
        low, residual = _exactly(unknown, answer, equation) or (low, residual)
    meets = residual <= ACCEPT or residual_of(equation, {**at, unknown: raw}) <= ACCEPT
    if not meets and not residual <= _tolerance(equation, at, unknown):
        return Refusal("it misses {} by {:.2g}", (equation.name, residual), low, is_said=False)
    if unknown in answer.behind and _is_noise(equation, at, unknown):
        root = _sharpened(equation, at, unknown)
        if root is None:
            return Refusal("it meets {} by rounding alone", (equation.name,), low, is_said=False)
        low, residual = root
    return replace(answer, numbers=point(low), residual=residual)


def _clipped(unknown: LawVariable, answer: Answer) -> Answer | Refusal:
    """Cut an interval to the domain."""
    bounds, (lower, upper, left_open, right_open) = unknown.domain, answer.own
    low, high = _end(lower, answer.point), _end(upper, answer.point)
    if low <= bounds.lower:
        low, left_open = bounds.lower, bounds.left_open or (left_open and low == bounds.lower)
    if high >= bounds.upper:
        high, right_open = bounds.upper, bounds.right_open or (right_open and high == bounds.upper)
    alike = low == high and answer.own.lower != answer.own.upper  # but for rounding
    if alike and bounds.contains(low):
        return replace(answer, numbers=Range(low, high, False, False), residual=0.0)
    if not low <= high or (low == high and (left_open or right_open)):
        return Refusal("{} would not be {}", (unknown.name, bounds.describe()))
    return replace(answer, numbers=Range(low, high, left_open, right_open), residual=0.0)


def _end(end: sympy.Expr, values: Values) -> float:
    return float(end) if end is OO or end is MINUS_OO else accurate(end, values)


def residual_of(equation: Equation, at: Values) -> float:
    """Return the relative gap between an equation's two sides at a point."""
    left, right = accurate(equation.lhs, at), accurate(equation.rhs, at)
    scale = max(abs(left), abs(right))
    return abs(left - right) / scale if scale else 0.0


def _exactly(
    unknown: LawVariable, answer: Answer, equation: Equation
) -> tuple[float, float] | None:
    """Return an answer's value and residual from many digits, where that is hardly any."""
    try:
        low = exact_number(answer.own.lower, answer.point)
    except (TypeError, ValueError, OverflowError, ZeroDivisionError):
        return None
    gap = exact_gap(equation, {**answer.point, unknown: low})
    return (low, abs(gap)) if abs(gap) <= ACCEPT and unknown.domain.contains(low) else None


def exact_gap(equation: Equation, at: Values) -> float:
    """Return the relative gap between an equation's sides, from many digits; nan without them."""
    try:
        sides = [exact_number(side, at) for side in (equation.lhs, equation.rhs)]
    except (TypeError, ValueError, OverflowError, ZeroDivisionError):
        return math.nan
    return (sides[0] - sides[1]) / (max(map(abs, sides)) or 1.0)


def _is_noise(equation: Equation, at: Values, unknown: LawVariable) -> bool:
    """Tell whether only rounding makes a number a root: with many digits it is not near one."""
    if any(side.has(*ROUNDINGS) for side in (equation.lhs, equation.rhs)):
        return False  # a rounding takes what is a hair off a whole number for that number
    signs = set()
    for share in (0.0, _BESIDE[0], _BESIDE[-1]):
        gap = exact_gap(equation, {**at, unknown: at[unknown] * (1 + share)})
        signs.add(gap > 0)
        if not abs(gap) > _NOISE:
            return False
    return len(signs) == 1


def _sharpened(equation: Equation, at: Values, unknown: LawVariable) -> tuple[float, float] | None:
    """Return the root beside one of rounding, and its residual; secant steps in many digits."""
    value = at[unknown]
    points = [value, value * (1 + _NEARBY)]
    gaps = [exact_gap(equation, {**at, unknown: x}) for x in points]
    for _ in range(_STEPS):
        if abs(gaps[1]) <= ACCEPT or gaps[0] == gaps[1] or math.isnan(gaps[1]):
            break
        step = -gaps[1] * (points[1] - points[0]) / (gaps[1] - gaps[0])
        points = [points[1], points[1] + step]
        gaps = [gaps[1], exact_gap(equation, {**at, unknown: points[1]})]
    is_near = abs(points[1] - value) <= _FAR * abs(value)
    is_root = abs(gaps[1]) <= ACCEPT and unknown.domain.contains(points[1])
    return (points[1], abs(gaps[1])) if is_near and is_root else None


def _tolerance(equation: Equation, at: Values, unknown: LawVariable) -> float:
    """Return the residual that rounding explains: what a few roundings of the root move it by.

    On one side of it at least: beside a jump the other side is far off.
    """
    if equation.defines == unknown:
        return ACCEPT
    beside = [{**at, unknown: at[unknown] * (1 + share)} for share in _BESIDE]
    sides = [(float(number(equation.lhs, p)), float(number(equation.rhs, p))) for p in beside]
    scale = max(abs(side) for pair in sides for side in pair) or 1.0
    gaps = [left - right for left, right in sides]
    half = len(gaps) // 2
    return 4 * min(max(side) - min(side) for side in (gaps[:half], gaps[half:])) / scale


def _polished(equation: Equation, at: Values, unknown: LawVariable) -> float:
    """Improve a root by secant steps while that lowers its residual (cancellation in a formula)."""
    value = at[unknown]
    if equation.defines == unknown:
        return value
    best = residual_of(equation, at)
    for _ in range(8):
        if best <= 1e-14:
            break
        step = value * 1e-6
        gaps = [_gap(equation, {**at, unknown: x}) for x in (value, value + step)]
        if not all(map(math.isfinite, gaps)) or gaps[0] == gaps[1]:
            break
        trial = value - gaps[0] * step / (gaps[1] - gaps[0])
        error = residual_of(equation, {**at, unknown: trial})
        if not error < best or not unknown.domain.contains(trial):
            break
        value, best = trial, error
    return value


def _gap(equation: Equation, at: Values) -> float:
    return float(number(equation.rhs, at)) - float(number(equation.lhs, at))


def _off_domain(
    reduced: Elimination, unknown: LawVariable, answer: Answer, value: float
) -> Refusal | None:
    """Return the first variable, of those eliminated on the way to a root, without a value.

    Or an equation that is 0/0 there: what was isolated from it holds, and the equation does not.
    What the root came from may have lost digits, which moves all that follows from it.
    """
    at = {**answer.point, unknown: value}
    came = {**answer.local, unknown: answer.own.lower}
    for variable, expr in reduced.derived:
        found = variable.domain.settled(float(number(expr, at)))
        bounds = variable.domain
        is_near = bounds.nears(found, _NOISE) or 0.0 in (bounds.lower, bounds.upper)
        if not bounds.contains(found) and is_near and math.isfinite(found):
            error = rounding_error(expr, came, at, behind=answer.behind)
            found = variable.domain.settled(found, error)
        if not variable.domain.contains(found):
            return Refusal("there {}", (out_of_domain(variable, found),))
        at[variable], came[variable] = found, expr
    for one in reduced.isolated:
        if covers(at, one.rhs) and math.isnan(accurate(one.rhs, at)):
            return Refusal("there {} is 0/0", (one.name,))
    return None


def outside(variable: LawVariable, value: float, relation: str, *, error: float = 0.0) -> Refusal:
    """Refuse a root that lies outside its variable's domain; say so if rounding may be why."""
    words, parts = "{} (from {})", [out_of_domain(variable, value), relation]
    ends = (variable.domain.lower, variable.domain.upper)
    is_near = any(abs(value - end) <= error for end in ends if math.isfinite(end))
    if is_near and error > 0:
        words += ", but rounding alone may move it by {}"
        parts.append(variable.show(error) if math.isfinite(error) else "any amount")
    return Refusal(words, tuple(parts), value, is_gap=is_near)


def out_of_domain(variable: LawVariable, value: float) -> str:
    """Say that a value is not one of its variable."""
    shown = variable.show(value) if math.isfinite(value) else str(value)
    return f"{variable.name} = {shown} is not {variable.domain.describe()}"
