"""How well an answer is determined: what a change in the last digits of its givens makes of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import sympy

from ironlaw._language import FrozenDict, LawVariable
from ironlaw._programs import number, sloped
from ironlaw._solving.answer import Answer

ROUNDING = 2.3e-16
_LEAST = 2.3e-308  # smaller numbers have fewer digits
_COARSE = 1e-3  # more than rounding makes of anything that has digits left
_PATTERNS = range(4)
_LOST = 1e15  # what is moved so much has no digits left

Values = Mapping[LawVariable, float]
Exprs = Mapping[LawVariable, sympy.Expr]
Sides = tuple[sympy.Expr, sympy.Expr]
_NOTHING: Exprs = FrozenDict()
_NONE: Values = FrozenDict()


def condition_number(unknown: LawVariable, answer: Answer) -> float | None:
    """Return how many times larger a relative error of an answer is than that of its givens.

    It is that of the given which moves it most, or of the value on the way to it, since each of
    those is rounded too. Of an interval the ends are meant, those within the domain; of a
    variable whose domain has two ends the error is one relative to its width.

    Returns
    -------
    float or None
        None where an answer has no numbers, or rests on no given. Infinite where it can be
        moved without moving a given, as where a value on its way has lost all digits.
    """
    if answer.numbers is None:
        return None
    if answer.condition is not None:
        return answer.condition
    low, high = answer.numbers[:2]
    ends = [(low, answer.own.lower)]
    ends += [] if answer.is_point else [(high, answer.own.upper)]
    bounds = unknown.domain
    found = []
    for value, expr in ends:
        is_end = value in (bounds.lower, bounds.upper)
        if not math.isfinite(value) or (is_end and not answer.is_point):
            continue
        point = _completed({**answer.point, unknown: value}, answer.behind)
        start: sympy.Expr = unknown if unknown in answer.behind else expr
        moves = shifts(start, answer.local, point, behind=answer.behind)
        rounded = {v: m for v, m in moves.items() if v.constant is None and v != unknown}
        errors = [abs(m) * _coarseness(point[v]) for v, m in rounded.items() if m]
        moved = max(errors, default=0.0)
        is_lost = not is_end and moved > _LOST * abs(value)  # beside a pole, say
        scale = abs(value) or 1.0 if is_lost else _scale(unknown, value)
        derived = (v for v, m in moves.items() if m or not (point[v] or answer.is_point))
        if any(_is_lost(answer.local.get(v), point, point[v]) for v in derived):
            return math.inf
        found += [moved / scale] if rounded else []
    return max((math.inf if math.isnan(one) else one for one in found), default=None)


def _is_lost(expr: sympy.Expr | None, point: Values, value: float) -> bool:
    """Tell whether a value on the way is the rounding of what was added up for it."""
    if expr is None or not expr.is_Add:
        return False
    terms = [float(number(one, point)) for one in expr.args]
    is_exact = not value and all(one.is_integer() for one in terms)
    return not is_exact and abs(value) <= 4 * ROUNDING * sum(map(abs, terms))


def _coarseness(value: float) -> float:
    """Return how many times coarser than others a number is that is close to underflow."""
    return max(1.0, _LEAST / abs(value)) if value else 1.0


def _completed(point: dict[LawVariable, float], behind: Exprs) -> dict[LawVariable, float]:
    """Add what is an interval between its ends: at an end it is what the other side makes it."""
    for gap in behind.values():
        for variable in (v for v in gap.free_symbols if isinstance(v, LawVariable)):
            if variable not in point and gap.free_symbols <= {variable, *point}:
                rest, more = (float(number(gap, {**point, variable: x})) for x in (0.0, 1.0))
                point[variable] = rest / (rest - more) if rest != more else math.nan
    return point


def _scale(unknown: LawVariable, value: float) -> float:
    width = unknown.domain.upper - unknown.domain.lower
    return width if math.isfinite(width) else abs(value) or 1.0


def shifts(
    expr: sympy.Expr, local: Exprs, point: Values, *, behind: Exprs = _NOTHING
) -> dict[LawVariable, float]:
    """Return by how much an expression moves if a variable is doubled, to first order.

    Parameters
    ----------
    expr
        An expression of known and derived variables.
    local
        Each derived variable's expression in those before it.
    point
        The value of each.
    behind
        For variables that numbers found: an expression that is zero there.

    Returns
    -------
    dict[LawVariable, float]
        For each variable that it rests on, derived ones included.

    Examples
    --------
    >>> import ironlaw as il
    >>> x, y = il.Variable("x"), il.Variable("y")
    >>> moves = shifts(x - y, {}, {x: 3.0, y: 2.0})
    >>> moves[x], moves[y]
    (3.0, -2.0)
    """
    found: dict[LawVariable, float] = {}
    _spread(expr, 1.0, point, found)
    derived = [*(v for v in behind if v not in local), *reversed(tuple(local))]
    for variable in derived:
        weight = found.get(variable)
        if not weight:
            continue
        gap = behind.get(variable)
        if gap is None:
            _spread(local[variable], weight, point, found)
            continue
        own = slopes(gap, point).get(variable, 0.0)
        _spread(gap, -weight / own if own else math.inf, point, found, but=variable)
    return {v: slope * point[v] if point[v] else 0.0 for v, slope in found.items()}


def _spread(
    expr: sympy.Expr,
    weight: float,
    point: Values,
    found: dict[LawVariable, float],
    *,
    but: LawVariable | None = None,
) -> None:
    """Add the slope in each of an expression's variables, but for one; roundings are constant."""
    for variable, slope in slopes(expr, point).items():
        if variable != but:
            found[variable] = found.get(variable, 0.0) + (weight * slope if slope else 0.0)


def slopes(expr: sympy.Expr, point: Values) -> dict[LawVariable, float]:
    """Return the derivative in each of an expression's variables; infinite where there is none."""
    variables = _variables(expr)
    if not variables:
        return {}
    unknown = dict.fromkeys((v for v in variables if v not in point), math.nan)
    found = sloped((expr,), variables)({**unknown, **point} if unknown else point)
    return {
        v: slope if math.isfinite(slope) else math.inf
        for v, slope in zip(variables, found, strict=True)
        if v in point
    }


@lru_cache(4096)
def _variables(expr: sympy.Expr) -> tuple[LawVariable, ...]:
    return tuple(v for v in expr.free_symbols if isinstance(v, LawVariable))


def carried(root: Values, gaps: tuple[sympy.Expr, ...], point: Values, moved: Values) -> float:
    """Return the share by which what was moved moves the first of several unknowns.

    Parameters
    ----------
    root
        Their values, which equations give them together.
    gaps
        What is zero there.
    point
        The values of all else.
    moved
        By how much some of those move, to first order.
    """
    columns = (*root, *moved)
    rows = sloped(gaps, columns)({**point, **root})
    sizes = np.array([*(abs(x) or 1.0 for x in root.values()), *moved.values()])
    with np.errstate(all="ignore"):
        shares = np.array(rows, dtype=float).reshape(len(gaps), len(columns)) * sizes
    if not np.isfinite(shares).all():
        return math.inf
    scale = np.abs(shares[:, : len(root)]).max(axis=1, keepdims=True)
    shares /= np.where(scale == 0, 1.0, scale)
    found = np.linalg.pinv(shares[:, : len(root)]) @ shares[:, len(root) :]
    return float(np.abs(found[0]).max(initial=0.0))


def rounding_error(
    expr: sympy.Expr,
    local: Exprs,
    point: Values,
    *,
    behind: Exprs = _NOTHING,
    beyond: float | None = None,
) -> float:
    """Return the error that roundings of all values on its way may make in an expression.

    The parameters are those of `shifts`; where it does not get as far as ``beyond`` even if
    what is next to it is moved by a thousandth, 0 is near enough.
    """
    if beyond is not None and not behind and _moved_coarsely(expr, point) < beyond:
        return 0.0
    return 16 * ROUNDING * sum(map(abs, shifts(expr, local, point, behind=behind).values()))


def _moved_coarsely(expr: sympy.Expr, point: Values) -> float:
    """Return how far an expression moves if its variables move by a thousandth, up or down."""
    variables = sorted((v for v in expr.free_symbols if v in point), key=str)
    still, moved = float(number(expr, point)), 0.0
    for pattern in _PATTERNS:
        signs = ((i >> pattern) % 2 for i in range(len(variables)))
        shares = (1 + _COARSE * (2 * sign - 1) for sign in signs)
        at = {v: point[v] * share for v, share in zip(variables, shares, strict=True)}
        value = abs(float(number(expr, {**point, **at})) - still)
        moved = max(moved, value) if math.isfinite(value) else math.inf
    return moved
