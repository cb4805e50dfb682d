"""Published cases come out, and each of their numbers is recovered from the answer."""

from __future__ import annotations

import pytest

import ironlaw as il
from published import CASES


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_published_figure_comes_out_or_stays_out(case):
    case.check()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_number_of_a_case_is_recovered_from_the_answer(case):
    forward = case.system.solve(case.unknown, case.given)
    used = forward.formula.free_symbols
    for name in (name for name in case.given if case.system.variable(name) in used):
        rest = {other: value for other, value in case.given.items() if other != name}
        found = case.system.solve(name, {**rest, case.unknown: forward})
        wanted = case.system.variable(name).to_base(case.given[name])
        slack = 1e-6 * abs(wanted)
        assert any(one.low - slack <= wanted <= one.high + slack for one in found.answers), name


def test_every_wall_has_a_published_case_and_no_case_stands_twice():
    assert {case.wall for case in CASES} == set(il.laws)
    assert len({case.name for case in CASES}) == len(CASES) == 102
    assert all(case.source for case in CASES)
