"""The order of relations, the names of variables and the hash seed change no answer."""

from __future__ import annotations

import math
import random

import pytest
import sympy as sp
from tests.fuzz.judge import intervals
from tests.fuzz.points import case
from tests.fuzz.questions import question
from tests.hash_seeds import printed

import ironlaw as il

SEEDS = range(60)
MODELS = {}


def drawn(seed):
    """Return a system and a question about a consistent point of it."""
    for number in range(100):
        rng = random.Random(f"order {seed} {number}")
        found = case(rng, MODELS)
        asked = question(rng, found)
        if asked is None or asked.kind in ("hostile", "slopes") or found.style != "usual":
            continue
        if not any(lost(found.model.variables[n], x) for n, x in asked.given.items()):
            return found.model.system, asked
    raise AssertionError("no question in a hundred draws")


def lost(variable, value):
    """Tell whether a value is so near the end of its domain that it has few digits left."""
    low, high = variable.domain.lower, variable.domain.upper
    return math.isfinite(low + high) and 0 < min(value - low, high - value) < 1e-9


def outcome(system, unknown, given):
    """Return what an answer comes to: its ends, its being symbolic, or the kind of its refusal."""
    try:
        solution = system.solve(unknown, given)
    except il.IronLawError as error:
        return type(error).__name__
    if solution.missing or solution.residual is None:
        return "symbolic"
    if solution.condition_number is not None and solution.condition_number > 1e6:
        return "weakly determined"
    return [end for ends in intervals(solution) for end in ends]


def assert_alike(one, other):
    if isinstance(one, str) or isinstance(other, str):
        assert one == other
    else:
        assert one == pytest.approx(other, rel=1e-7)


def rebuilt(system, rng, names):
    """Return a system with its relations shuffled and its variables renamed."""
    swap = {}
    for variable in system.variables.values():
        (_, unit, _, meaning), options = variable.__getnewargs_ex__()
        name = names.get(variable.name, variable.name)
        swap[variable] = il.Variable(name, unit, name, meaning, **options)
    relations = [
        il.relation(
            sp.Eq(swap[one.defines], one.rhs.xreplace(swap), evaluate=False),
            name=names.get(one.name, one.name),
            choice=one.choice,
            variant=one.variants,
        )
        for one in system.equations
    ]
    rng.shuffle(relations)
    chosen = {
        choice: system.selected.get(choice, all_[0]) for choice, all_ in system.choices.items()
    }
    kept = {one.choice for one in system.equations}
    using = {choice: variant for choice, variant in chosen.items() if choice in kept}
    return il.join(system.title, *relations, using=using)


@pytest.mark.parametrize("seed", SEEDS)
def test_shuffled_relations_and_renamed_variables_change_no_answer(seed):
    system, asked = drawn(seed)
    expected = outcome(system, asked.unknown, asked.given)
    rng = random.Random(seed)
    shuffled = rebuilt(system, rng, {})
    assert_alike(outcome(shuffled, asked.unknown, asked.given), expected)
    order = list(system.variables)
    rng.shuffle(order)
    names = {name: f"q{index:03}" for index, name in enumerate(order)}
    renamed = rebuilt(system, rng, names)
    given = {names[name]: value for name, value in asked.given.items()}
    assert_alike(outcome(renamed, names[asked.unknown], given), expected)


HASHED = """
import ironlaw as il
from tests.test_order import drawn
for seed in range(20):
    system, asked = drawn(seed)
    try:
        answer = system.solve(asked.unknown, asked.given)
        print(repr(answer), answer.to_latex(), len(answer.branches))
    except il.IronLawError as error:
        print(type(error).__name__, error)
"""


def test_the_hash_seed_changes_no_character():
    found = printed(HASHED)
    assert len(found) == 1
    assert len(next(iter(found)).splitlines()) == 20
