"""Branches with conditions: those that hold at a point are together exactly the solutions there."""

from __future__ import annotations

import math
import random

import pytest
import sympy as sp

import ironlaw as il
from ironlaw._model.sampling import sample_point, sample_value
from ironlaw._programs import number
from ironlaw._solving.evidence import Piece
from ironlaw._solving.isolate import isolate
from ironlaw._solving.known import Known

laws = il.laws
LAWS = [*laws.values(), il.iron_law]
PAIRS = [
    (law, one, v)
    for law in LAWS
    for one in law.declared
    for v in one.symbols_used
    if v != one.defines
    if one.rhs.has(sp.Max, sp.Min, sp.floor, sp.ceiling) or len(one.solve(v).answers) > 1
]
x, a, b, t = sp.symbols("x a b t", positive=True)


def label(pair):
    law, one, variable = pair
    return f"{law.slug}-{one.name}{list(one.variants[:1]) if one.variants else ''}-{variable.name}"


def holds(condition, at):
    """Tell whether a condition holds at a point, equalities within rounding."""
    if condition == sp.true:
        return True
    if isinstance(condition, (sp.And, sp.Or)):
        return (all if isinstance(condition, sp.And) else any)(holds(c, at) for c in condition.args)
    left, right = (float(number(side, at)) for side in condition.args)
    if math.isclose(left, right, rel_tol=1e-9):
        return not isinstance(condition, (sp.StrictLessThan, sp.StrictGreaterThan))
    return not isinstance(condition, sp.Eq) and bool(condition.func(sp.Float(left), right))


def contains(found, value, at):
    """Tell whether a range holds a value, or all but does."""
    low, high = (float(end) if end.is_infinite else float(number(end, at)) for end in found[:2])
    slack = 1e-9 * abs(value)
    return low - slack <= value <= high + slack


@pytest.mark.parametrize("pair", PAIRS, ids=label)
def test_the_branches_that_hold_at_a_point_are_together_the_solutions_there(pair):
    _, one, unknown = pair
    answers = one.solve(unknown).answers
    assert all(answer.numbers is None for answer in answers)
    if any(answer.equation is not None for answer in answers):
        return  # only numbers solve it
    for seed in range(12):
        at = {**{v: v.constant for v in one.symbols_used}, **sample_point(one, seed)}
        rng = random.Random(seed)
        if seed % 3 == 0:  # a target that may be out of reach
            whole = one.defines.domain.whole
            at[one.defines] *= rng.choice([2.0, 3.0] if whole else [0.3, 0.9, 1.1, 3.0])
        live = [s for s in answers if holds(sp.And(*s.evidence.conditions), at)]
        for value in (at[unknown], *(sample_value(unknown, rng) for _ in range(6))):
            moved = {**at, unknown: value}
            reached = float(number(one.rhs, moved))
            solves = math.isclose(reached, at[one.defines], rel_tol=1e-9)
            inside = unknown.domain.contains(value)
            found = any(contains(answer.range, value, moved) for answer in live)
            assert found is solves or not inside, (value, reached, at)


@pytest.mark.parametrize("outer", [sp.ceiling, sp.floor])
@pytest.mark.parametrize("inner", [sp.Max, sp.Min])
def test_rounding_around_max_and_min_has_conditions_that_cover(outer, inner):
    expr = outer(inner(x, a))
    pieces = isolate(expr, x, Piece.at(t), Known()).found
    assert len(pieces) == 2
    for other in (0.5, 1.5, 2.0, 2.5, 3.0, 3.5):
        at = {a: other, t: 3.0}
        live = [p for p in pieces if exactly(sp.And(*p.evidence.conditions), at)]
        for value in (0.25, 1.0, 2.0, 2.25, 2.999, 3.0, 3.5, 4.0, 9.0):
            solves = float(number(expr, {**at, x: value})) == 3.0
            found = any(exactly(p.about(x).to_sympy(), {**at, x: value}) for p in live)
            assert found is solves, (other, value)


@pytest.mark.parametrize("outer", [sp.Max, sp.Min])
@pytest.mark.parametrize(
    "inner", [b / x, b / x + 1, b / x - 1, 1 - b / x, sp.sqrt(x) - 1, x**2 + 1], ids=str
)
def test_an_end_of_unknown_sign_has_a_case_for_each(outer, inner):
    """What a power may be, where nobody knows whether the target is on its side of zero."""
    pieces = isolate(outer(a, inner), x, Piece.at(t), Known()).found
    for other in (0.5, 1.0, 2.0, 3.0):
        for target in (0.5, 1.0, 2.0, 3.0):
            at = {a: other, b: 1.5, t: target}
            live = [p for p in pieces if exactly(sp.And(*p.evidence.conditions), at)]
            for value in (0.1, 0.3, 0.5, 0.75, 1.5, 2.25, 4.0, 16.0, 50.0):
                reached = float(number(outer(a, inner), {**at, x: value}))
                solves = math.isclose(reached, target, rel_tol=1e-12)
                found = any(exactly(p.about(x).to_sympy(), {**at, x: value}) for p in live)
                assert found is solves, (other, target, value)


def exactly(condition, at):
    return bool(condition.subs(at))


# -- questions that lack a given ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("law", "unknown", "given", "missing"),
    [
        (2, "compute_time", {"roofline_time": 2}, "memory_time"),
        (2, "memory_time", {"roofline_time": 2}, "compute_time"),
        (2, "peak_flops", {"attainable_flops": 2}, "arithmetic_intensity"),
        (6, "layer_compute_time", {"layer_time": 2}, "injection_time"),
        (6, "injection_time", {"layer_time": 2}, "layer_compute_time"),
        (22, "devices_for_bandwidth", {"required_devices": 5, "devices_for_capacity": 2},
         "devices_for_compute"),
    ],
)  # fmt: skip
def test_an_argument_that_is_missing_leaves_conditional_branches(law, unknown, given, missing):
    answer = laws[law].solve(unknown, given)
    assert len(answer.answers) == 2
    assert " if " in repr(answer)
    assert " or " in repr(answer)
    with pytest.raises(il.UnderdeterminedError, match=missing):
        _ = answer.value
    with pytest.raises(il.UnderdeterminedError):
        _ = answer.whole


def test_a_window_that_is_not_given_is_named():
    law = laws[5].using(attention_kind="sliding_window")
    at = {"kv_bytes_per_request": 3e19, "kv_bytes_per_token": 3.4e15}
    with pytest.raises(il.UnderdeterminedError, match="window_length"):
        _ = law.solve("sequence_length", at).value


def test_an_interval_divided_by_what_may_have_either_sign_has_a_branch_for_each():
    answer = laws[7].solve("conditional_wait", wait_quantile="0 s")
    assert len(answer.branches) == 2
    below = {"wait_probability": 1e-3, "quantile": 0.5, "wait_quantile": 0, "conditional_wait": 7}
    at = {laws[7].variable(name): value for name, value in below.items()}
    live = [one for one in answer.branches if one.condition.subs(at) == sp.true]
    assert [bool(one.expr.subs(at)) for one in live] == [True]
