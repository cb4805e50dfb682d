"""Every law: its examples, and the round trip of every variable of every relation."""

from __future__ import annotations

from collections import Counter

import pytest

import ironlaw as il
from ironlaw._model.verification import round_trip

LAWS = [*il.laws.values(), il.iron_law]
PAIRS = [(law, one, v) for law in LAWS for one in law.declared for v in one.symbols_used]
SEEDS = (17, 4_242, 777_777)
SPECIAL = ("ErlangC", "NormalCDF", "ExpDifference")
CLOSED = ("direct", "isolation", "linear", "quadratic", "regimes")


def _pair_id(pair: tuple[il.Law, il.Relation, il.Variable]) -> str:
    law, one, variable = pair
    variant = f"[{one.variants[0]}]" if one.variants else ""
    return f"{law.slug}-{one.name}{variant}-{variable.name}"


@pytest.mark.parametrize("index", range(len(PAIRS)), ids=lambda i: _pair_id(PAIRS[i]))
def test_each_variable_of_each_relation_is_recovered_from_the_others(index):
    _, one, variable = PAIRS[index]
    assert all(round_trip(one, variable, seed).residual <= 1e-9 for seed in SEEDS)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.slug)
def test_a_law_passes_the_checks_that_users_can_run(law):
    pairs = law.verify(points=1)
    assert len(pairs) == sum(len(one.symbols_used) for one in law.declared)


@pytest.mark.parametrize(
    ("law", "example"),
    [(law, one) for law in LAWS for one in law.examples],
    ids=lambda value: getattr(value, "title", None),
)
def test_a_worked_example_comes_out(law, example):
    example.check(law)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.slug)
def test_a_law_has_words_sources_and_examples(law):
    assert law.question.endswith("?")
    assert len(law.explanation) > 200
    assert law.places
    assert law.examples
    assert all(one.text for one in law.declared)


@pytest.mark.parametrize("pair", PAIRS, ids=_pair_id)
def test_without_givens_each_variable_has_a_formula_or_an_equation(pair):
    _, one, variable = pair
    solution = one.solve(variable)
    rest = set(one.symbols_used) - {variable}
    assert solution.formula.free_symbols & rest or not rest
    assert solution.to_latex()


def test_at_least_95_percent_of_pairs_without_special_functions_are_closed():
    plain = [(one, v) for _, one, v in PAIRS if not _is_special(one)]
    methods = Counter(round_trip(one, v, 0).method for one, v in plain)
    assert sum(methods[name] for name in CLOSED) / len(plain) >= 0.95


def _is_special(one: il.Relation) -> bool:
    return any(type(node).__name__ in SPECIAL for node in one.rhs.find(lambda _: True))
