"""Forward evaluation: the fast path gives what solving gives, and refuses what it refuses."""

from __future__ import annotations

from dataclasses import replace

import pytest
from benchmarks.givens import based
from hypothesis import given, settings
from hypothesis import strategies as st

import ironlaw as il
from ironlaw._model.sampling import sample_point

laws = il.laws
RELATIONS = [(law, one) for law in (*laws.values(), il.iron_law) for one in law.declared]
MEMORY = {"weight_bytes": "16 GB", "memory_bandwidth": "3.35 TB/s"}


def _id(pair):
    law, one = pair
    return f"{law.slug}-{one.name}{list(one.variants[:1]) if one.variants else ''}"


def base(quantity):
    return il.variables.memory_time.to_base(quantity)


def fresh():
    """Return a law on which nothing has been evaluated yet."""
    return laws[2].using()


@pytest.mark.parametrize("pair", RELATIONS, ids=_id)
def test_a_relation_evaluates_to_what_its_function_returns(pair):
    _, one = pair
    point = sample_point(one, 5)
    drawn = {s.name: x for s, x in point.items() if s != one.defines and s.constant is None}
    givens = based(drawn)
    at = {s.name: point.get(s, s.constant) for s in one.symbols_used if s != one.defines}
    expected = float(one.function(**at))
    for _ in range(2):
        found = one.defines.to_base(one.evaluate(one.defines, givens))
        assert found == pytest.approx(expected, rel=1e-12)
    assert one.solve(one.defines, givens).magnitude == pytest.approx(expected, rel=1e-12)


def test_a_target_is_evaluated_as_a_quantity_with_its_unit():
    found = laws[2].evaluate("memory_time", MEMORY)
    assert found.to(il.Q("1 ms").units).magnitude == pytest.approx(16 / 3.35)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(size=st.floats(1e3, 1e13), rate=st.floats(1e6, 1e14))
def test_evaluating_again_uses_the_new_values(size, rate):
    found = laws[2].evaluate("memory_time", weight_bytes=size, memory_bandwidth=rate)
    assert base(found) == pytest.approx(size / rate, rel=1e-12)


def test_bound_values_variants_and_composed_systems_are_evaluated():
    bound = laws[2].given(memory_bandwidth="1 GB/s")
    assert base(bound.evaluate("memory_time", weight_bytes="2 GB")) == pytest.approx(2.0)
    tree = laws[14].using(allreduce="tree")
    at = {"ranks": 8, "message_bytes": 1e9, "effective_bandwidth": 5e10, "link_latency": 0}
    assert base(tree.evaluate("allreduce_time", at)) == pytest.approx(0.12)
    both = laws[2] + laws[13]
    assert base(
        both.evaluate("memory_time", parameters=1e9, bits=16, memory_bandwidth="1 GB/s")
    ) == pytest.approx(2.0)


def test_an_inverse_is_evaluated_too():
    found = laws[2].evaluate("memory_bandwidth", weight_bytes="140 GB", memory_time="50 ms")
    assert found.to(il.Q("1 TB/s").units).magnitude == pytest.approx(2.8)


@pytest.mark.parametrize("warm", [False, True])
def test_every_kind_of_given_is_read_also_when_the_formula_is_remembered(warm):
    law = fresh()
    if warm:
        law.evaluate("memory_time", MEMORY)
    weights = law.solve("weight_bytes", parameters=8e9, bytes_per_parameter=2)
    rate = il.Q("3.35 TB/s")
    found = law.evaluate("memory_time", weight_bytes=weights, memory_bandwidth=rate)
    assert base(found) == pytest.approx(16e9 / 3.35e12)
    v = il.variables
    twice = law.evaluate(
        v.memory_time,
        {v.weight_bytes: 2 * v.memory_bandwidth * v.compute_time},
        memory_bandwidth=rate,
        compute_time=1,
    )
    assert base(twice) == pytest.approx(2.0)


@pytest.mark.parametrize("warm", [False, True])
@pytest.mark.parametrize(
    ("givens", "error"),
    [
        ({"weight_bytes": "1 s", "memory_bandwidth": 1}, il.DimensionError),
        ({"weight_bytes": -1, "memory_bandwidth": 1}, il.DomainError),
        ({"weight_bytes": float("nan"), "memory_bandwidth": 1}, il.DomainError),
        ({"weight_bytes": "1 furlong", "memory_bandwidth": 1}, il.UnitError),
        ({"weight_byte": 1, "memory_bandwidth": 1}, il.UnknownVariable),
        ({"weight_bytes": 1}, il.UnderdeterminedError),
        ({}, il.UnderdeterminedError),
        ({**MEMORY, "memory_time": 1}, il.InconsistentError),
        ({**MEMORY, "parameters": 1, "bytes_per_parameter": 1}, il.InconsistentError),
    ],
    ids=str,
)
def test_evaluation_refuses_what_solving_refuses(warm, givens, error):
    law = fresh()
    if warm:
        law.evaluate("memory_time", MEMORY)
    for _ in range(2):
        with pytest.raises(error):
            law.evaluate("memory_time", givens)


def test_a_result_outside_its_domain_is_the_same_error_first_and_later():
    law = laws[3].using()
    errors = []
    for _ in range(2):
        with pytest.raises(il.IronLawError, match=r"mfu = 2 .*\(0, 1\]") as caught:
            law.evaluate("mfu", achieved_flops=2, peak_flops=1)
        errors.append(caught.type)
        law.evaluate("mfu", achieved_flops=1, peak_flops=2)
    assert errors[0] is errors[1]


def test_an_unknown_target_is_refused():
    with pytest.raises(il.UnknownVariable, match="memory_tim"):
        laws[2].evaluate("memory_tim", MEMORY)


def test_defaults_and_constants_are_used():
    wide = laws[10].evaluate("effective_bandwidth", link_bandwidth="400 Gbit/s")
    assert wide.to(il.Q("1 GB/s").units).magnitude == pytest.approx(50.0)
    flop = laws[11].evaluate("total_flop", parameters=1e9, tokens=1e9)
    assert flop.to(il.Q("1 FLOP").units).magnitude == pytest.approx(6e18)


# -- whatever was asked before -------------------------------------------------------------------

ASKED = (
    {"weight_bytes": 16e9, "memory_bandwidth": "1 TB/s"},
    {"weight_bytes": "16 GB", "memory_bandwidth": il.Q("1 TB/s")},
    {"weight_bytes": il.variables.bytes_per_parameter, "memory_bandwidth": "1 TB/s"},
    {"weight_bytes": 2 * il.variables.training_memory, "memory_bandwidth": "1 TB/s"},
    {"parameters": 8e9, "bytes_per_parameter": 2, "memory_bandwidth": "1 TB/s"},
    {"weight_bytes": 16e9, "parameters": 8e9, "bytes_per_parameter": 2, "memory_bandwidth": 1e12},
    {"weight_bytes": 15e9, "parameters": 8e9, "bytes_per_parameter": 2, "memory_bandwidth": 1e12},
)


def said(law, givens):
    """Return the value, or the error as text."""
    try:
        return base(law.evaluate("memory_time", givens))
    except il.IronLawError as error:
        return f"{type(error).__name__}: {error}"


@pytest.mark.parametrize("first", range(len(ASKED)))
def test_an_evaluation_does_not_depend_on_what_was_asked_before(first):
    alone = [said(replace(laws[2], name=f"alone {i}"), one) for i, one in enumerate(ASKED)]
    warm = replace(laws[2], name=f"warm {first}")
    said(warm, ASKED[first])
    after = [said(warm, one) for one in ASKED]
    assert [str(x).replace(f"warm {first}", "") for x in after] == [
        str(x).replace(f"alone {i}", "") for i, x in enumerate(alone)
    ]


def test_givens_that_contradict_are_refused_however_often_others_agreed():
    first, second, third = (il.Variable(n) for n in ("one_half", "whole_one", "sum_of_both"))
    law = il.Law(
        "halves",
        relations=[
            il.relation(lambda one_half, whole_one: one_half + whole_one, defines=third,
                        variables=[first, second]),
            il.relation(lambda whole_one: whole_one / 2, defines=first, variables=[second]),
        ],
    )  # fmt: skip
    for _ in range(2):
        assert law.evaluate("sum_of_both", one_half=1, whole_one=2).magnitude == 3.0
        with pytest.raises(il.InconsistentError, match="contradict"):
            law.evaluate("sum_of_both", one_half=1, whole_one=5)
