"""A formula is proved by a figure: half as much again, and some figure must notice.

Each relation's right side is multiplied by 3/2, one after the other. A worked example of its law,
a formula of the contract or a published case must then fail. What none of them notices stands in
``unproved.txt``, a list that may only get shorter.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import sympy

import ironlaw as il
from contract import is_promised
from published import CASES

pytestmark = pytest.mark.long
UNPROVED = (Path(__file__).parent / "unproved.txt").read_text().splitlines()
MOST_UNPROVED = 0
LAWS = [*il.laws.values(), il.iron_law]
PAIRS = [(law, one) for law in LAWS for one in law.declared]


def label(pair):
    law, one = pair
    return f"{law.slug}: {one.name}{list(one.variants) if one.variants else ''}".replace("'", "")


def with_half_more(system, relation):
    """Return a system with a relation's right side multiplied by 3/2; made large if it is 0."""
    larger = relation.rhs * sympy.Rational(3, 2) if relation.rhs != 0 else sympy.Integer(10) ** 12
    wrong = il.Relation(replace(relation.stated, rhs=larger))
    declared = tuple(wrong if one is relation else one for one in system.declared)
    if isinstance(system, il.Law):
        return replace(system, declared=declared)
    return replace(il.join(system.title, system), declared=declared)


def by_worked_example(law, relation):
    wrong = with_half_more(law, relation)
    return any(fails(partial(one.check, wrong)) for one in law.examples)


def by_published_case(_, relation):
    uses = (case for case in CASES if relation in case.law.declared)
    return any(fails(replace(one, law=with_half_more(one.law, relation)).check) for one in uses)


def fails(check):
    try:
        check()
    except (AssertionError, il.IronLawError):
        return True
    return False


@pytest.mark.parametrize("pair", PAIRS, ids=label)
def test_a_formula_that_is_half_too_large_is_noticed(pair):
    ways = (is_promised, by_worked_example, by_published_case)
    noticed = next((way.__name__ for way in ways if way(*pair)), None)
    if label(pair) in UNPROVED:
        assert noticed is None, f"proved {noticed}: take the line out of {UNPROVED}"
    else:
        assert noticed, "no figure notices: give its law a worked example, or add a published case"


def test_the_list_of_what_no_figure_proves_only_gets_shorter():
    assert len(UNPROVED) <= MOST_UNPROVED
    assert sorted(set(UNPROVED)) == sorted(UNPROVED)
    assert set(UNPROVED) <= {label(pair) for pair in PAIRS}
