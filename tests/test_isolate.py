"""Isolation: inverting one operation at a time, into points, intervals and rays."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ironlaw._language import occurs
from ironlaw._solving.evidence import Piece
from ironlaw._solving.isolate import isolate
from ironlaw._solving.known import Known

x, y, a, b, t = sp.symbols("x y a b t", positive=True)
r = sp.Symbol("r", real=True)
DIGITS = 60
CONSTANTS = st.builds(sp.Rational, st.integers(1, 40), st.integers(1, 8))
POWERS = st.sampled_from([sp.Rational(1, 2), sp.Rational(3, 2), sp.S(2), sp.Rational(37, 100)])


def ends(expr, target, values=(), unknown=x):
    """Return the pieces of the unknown, as numbers, for ``expr = target``."""
    known = Known({**dict(values), t: float(target)})
    found = isolate(expr, unknown, Piece.at(t), known)
    assert not found.stuck
    at = {t: target, **dict(values)}
    return [
        (p.lower.subs(at), p.upper.subs(at), p.range.left_open, p.range.right_open)
        for p in found.found
    ]


# -- each operation ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expr", "inverse"),
    [
        (x + a, t - a),
        (a - x, a - t),
        (a * x, t / a),
        (a / x, a / t),
        (x**3, t ** sp.Rational(1, 3)),
        (sp.sqrt(a * x), t**2 / a),
        (a**x, sp.log(t) / sp.log(a)),
        (sp.exp(-a * x), -sp.log(t) / a),
        (sp.log(x / a), a * sp.exp(t)),
        (a + b / (1 + sp.sqrt(x)), (b / (t - a) - 1) ** 2),
    ],
)
def test_one_operation_is_undone_at_a_time(expr, inverse):
    (piece,) = isolate(expr, x, Piece.at(t), Known()).found
    assert piece.is_point
    assert sp.simplify(piece.lower - inverse) == 0


def test_an_unknown_that_may_be_negative_has_both_even_roots():
    pieces = isolate(r**2 + 1, r, Piece.at(t), Known()).found
    assert {piece.lower for piece in pieces} == {sp.sqrt(t - 1), -sp.sqrt(t - 1)}


def test_an_odd_root_of_a_negative_number_is_real():
    (piece,) = isolate(r**3, r, Piece.at(sp.S(-8)), Known()).found
    assert piece.lower == -2


def test_both_sides_of_an_absolute_value_are_found():
    pieces = isolate(sp.Abs(r - 1), r, Piece.at(t), Known()).found
    assert {sp.expand(piece.lower) for piece in pieces} == {t + 1, 1 - t}


def test_a_factor_that_is_divided_by_is_recorded_as_not_zero():
    (piece,) = isolate(a * (x - b), x, Piece.at(t), Known()).found
    assert a in piece.evidence.nonzero


def test_a_function_without_an_inverse_or_a_second_occurrence_is_left_to_the_next_rung():
    found = isolate(1 + x**2 + x, x, Piece.at(t), Known())
    assert found.found == ()
    assert [inner for inner, _ in found.stuck] == [1 + x**2 + x]


def test_occurrence_is_structural():
    assert occurs(sp.Max(a, b * x), x)
    assert not occurs(sp.Max(a, b), x)


# -- floor and ceiling -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (sp.floor(x / 2), (6, 8, False, True)),
        (sp.ceiling(x / 2), (4, 6, True, False)),
        (sp.floor(12 / x), (3, 4, True, False)),
        (sp.ceiling(12 / x), (4, 6, False, True)),
        (2 - sp.floor(-x), (0, 1, True, False)),
    ],
)
def test_rounding_is_undone_into_a_half_open_interval(expr, expected):
    assert ends(expr, sp.S(3)) == [expected]


def test_rounding_never_gives_a_value_between_whole_numbers():
    found = isolate(sp.floor(x), x, Piece.at(t), Known({t: 3.5}))
    assert found.found == ()
    assert "whole" in found.refused[0].reason


@pytest.mark.parametrize(
    ("base", "expected"),
    [(2, (2, 3, False, True)), (sp.Rational(1, 2), (-3, -2, True, False))],
)
def test_an_exponent_of_a_base_below_one_falls_so_its_interval_is_turned_round(base, expected):
    values = {b: base}  # a symbol: SymPy writes a number below one as a reciprocal
    ((low, high, left_open, right_open),) = ends(sp.floor(b**r / 4), sp.S(1), values, r)
    assert (sp.simplify(low), sp.simplify(high), left_open, right_open) == expected


# -- Max and Min -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expr", "other", "expected"),
    [
        (sp.Max(x, b), 2, [(3, 3)]),
        (sp.Max(x, b), 3, [(-sp.oo, 3)]),
        (sp.Max(x, b), 4, []),
        (sp.Min(x, b), 4, [(3, 3)]),
        (sp.Min(x, b), 3, [(3, sp.oo)]),
        (sp.Min(x, b), 2, []),
        (1 / sp.Max(1 / x, 1 / b), 4, [(3, 3)]),
    ],
)
def test_a_regime_is_a_point_a_ray_at_the_tie_or_nothing(expr, other, expected):
    found = [(low, high) for low, high, _, _ in ends(expr, sp.S(3), {b: sp.S(other)})]
    assert found == expected


@pytest.mark.parametrize("tie", [3 * (1 - 1e-8), 3.0, 3 * (1 + 1e-8)])
def test_values_within_the_tolerance_tie(tie):
    ((low, high, _, _),) = ends(sp.Max(x, b), sp.S(3), {b: sp.Float(tie)})
    assert (low, high) == (-sp.oo, 3)


def test_without_values_each_regime_is_a_branch_with_its_condition():
    pieces = isolate(sp.Max(x, b), x, Piece.at(t), Known()).found
    assert [(piece.lower, piece.upper) for piece in pieces] == [(t, t), (-sp.oo, t)]
    assert [piece.evidence.conditions for piece in pieces] == [
        (sp.StrictLessThan(b, t),),
        (sp.Eq(b, t),),
    ]


def test_a_regime_that_is_ruled_out_says_what_binds():
    (refused,) = isolate(sp.Max(x, b), x, Piece.at(t), Known({b: 4.0, t: 3.0})).refused
    assert "b binds" in refused.reason


@pytest.mark.parametrize(
    ("expr", "other", "expected"),
    [
        (sp.ceiling(sp.Max(x, b)), 1, [(2, 3, True, False)]),
        (sp.ceiling(sp.Max(x, b)), 2, [(2, 3, True, False)]),
        (sp.floor(sp.Max(x, b)), 4, []),
        (sp.floor(sp.Min(x, b)), 4, [(3, 4, False, True)]),
        (sp.floor(sp.Min(x, b)), 5, [(3, 4, False, True)]),
        (sp.ceiling(sp.Min(x, b)), 2, []),
    ],
)
def test_rounding_around_a_regime_keeps_its_open_end(expr, other, expected):
    assert ends(expr, sp.S(3), {b: sp.S(other)}) == expected


@pytest.mark.parametrize("other", [sp.Rational(5, 2), sp.S(3)])
def test_where_the_other_argument_meets_a_rounded_target_the_unknown_is_bounded_on_one_side(other):
    ((low, high, _, right_open),) = ends(sp.ceiling(sp.Max(x, b)), sp.S(3), {b: other})
    assert (low, high, right_open) == (-sp.oo, 3, False)


# -- nested at random --------------------------------------------------------------------------

SMOOTH = ("add", "times", "minus", "reciprocal", "power", "log", "exp", "max", "min")
PLAIN = ("add", "times", "minus", "reciprocal", "max", "min")


def nested(draw, start, names):
    """Return a monotone expression of x, each operation valid around the point ``start``."""
    expr = x
    for _ in range(draw(st.integers(1, 6))):
        value = expr.subs(x, start).evalf(30)
        constant = draw(CONSTANTS)
        above = sp.Rational(str(sp.Float(value, 6))) * 2
        options = {
            "add": expr + constant,
            "times": expr * constant,
            "minus": above + constant - expr,
            "reciprocal": constant / expr,
            "power": expr ** draw(POWERS),
            "log": sp.log(1 + expr),
            "exp": sp.exp(expr / above),
            "max": sp.Max(expr, above / 4),
            "min": sp.Min(expr, above),
        }
        expr = options[draw(st.sampled_from(names))]
    return expr


@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data(), start=CONSTANTS)
def test_nested_monotone_expressions_give_the_point_back(data, start):
    expr = nested(data.draw, start, SMOOTH)
    assume(occurs(expr, x))
    value = expr.subs(x, start).evalf(DIGITS)
    found = isolate(expr, x, Piece.at(t), Known({t: float(value)}))
    assert not found.stuck
    roots = [piece.lower.subs(t, value).evalf(DIGITS // 2) for piece in found.found]
    assert any(abs(root - start) < 1e-15 * start for root in roots), (expr, found.found)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data(), start=CONSTANTS, rounding=st.sampled_from([sp.floor, sp.ceiling]))
def test_nested_expressions_with_rounding_give_an_interval_around_the_point(data, start, rounding):
    expr = rounding(nested(data.draw, start, PLAIN) * data.draw(st.integers(1, 9)))
    assume(occurs(expr, x))
    value = expr.subs(x, start)
    pieces = isolate(expr, x, Piece.at(t), Known({t: float(value)})).found
    spans = [(p.lower.subs(t, value), p.upper.subs(t, value)) for p in pieces]
    ((low, high),) = [span for span in spans if span[0] <= start <= span[1]]
    low, high = max(low, start / 100), min(high, 100 * start)
    for share in (sp.Rational(1, 100), sp.Rational(99, 100)):
        assert expr.subs(x, low + share * (high - low)) == value
