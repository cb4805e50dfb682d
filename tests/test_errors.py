"""Errors: each says what was wrong, where, with which value and unit, and what to do about it."""

from __future__ import annotations

import inspect
import math
import pickle
from functools import cache

import numpy as np
import pint
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import ironlaw as il
from ironlaw import _errors
from ironlaw._errors import did_you_mean, nearest

STEADY = settings(deadline=None, derandomize=True, max_examples=80)
BUILT_IN = {
    "UnknownVariable": KeyError,
    "UnknownLaw": KeyError,
    "UnknownChoice": KeyError,
    "UnknownRelation": KeyError,
    "UnitError": ValueError,
    "DimensionError": TypeError,
    "DomainError": ValueError,
    "UnderdeterminedError": ValueError,
    "InconsistentError": ValueError,
    "AmbiguousError": ValueError,
    "UnreachableError": ValueError,
    "UnsolvableError": NotImplementedError,
    "LawDeclarationError": TypeError,
    "LawDimensionError": TypeError,
}
COMPUTE, MEMORY, QUEUE = il.laws[1], il.laws[2], il.laws[7]
CHECKPOINTED = il.iron_law + il.laws[15] + il.laws[19]
WEIGHTS, BANDWIDTH = {"weight_bytes": "140 GB"}, {"memory_bandwidth": "2.8 TB/s"}
ARRIVALS = {"arrival_rate": "30 1/s", "service_rate": "10 1/s"}
RECOVERY = {"checkpoint_write_time": "2 min", "restart_time": "5 min", "cluster_mtbf": "10 h"}

# What is done, the error it makes, and what the message says.
CASES = {
    "a wrong unit": (
        lambda: MEMORY.solve("memory_time", WEIGHTS, memory_bandwidth="3 GB"),
        il.DimensionError,
        ["memory_bandwidth = 3 GB is [information]", "is [information] / [time] [byte/s]"],
    ),
    "a wrong unit, evaluated": (
        lambda: MEMORY.evaluate("memory_time", BANDWIDTH, weight_bytes="5 s"),
        il.DimensionError,
        ["weight_bytes = 5 s is [time]", "weight_bytes is [information] [byte]"],
    ),
    "a rate for a count": (
        lambda: COMPUTE.solve("compute_time", operations="1 TFLOPS"),
        il.DimensionError,
        ["operations = 1 TFLOPS", "FLOPS is a rate, write FLOP for a count of operations"],
    ),
    "a count for a rate": (
        lambda: COMPUTE.solve("compute_time", peak_flops="989 TFLOP"),
        il.DimensionError,
        [
            "peak_flops = 989 TFLOP",
            "FLOP (FLOPs) counts operations, write FLOPS or FLOP/s for a rate",
        ],
    ),
    "a number as text": (
        lambda: MEMORY.solve("memory_time", weight_bytes="140"),
        il.DimensionError,
        ["weight_bytes = 140 is dimensionless", "[byte]; write a unit such as 'GB'"],
    ),
    "billions as bytes": (
        lambda: MEMORY.solve("weight_bytes", parameters="70 byte"),
        il.DimensionError,
        ["parameters = 70 byte is [information]", "B is byte, write 70e9 for 70 billion"],
    ),
    "70B": (
        lambda: MEMORY.solve("weight_bytes", parameters="70B"),
        il.UnitError,
        ["parameters: '70B' is ambiguous: 70 bytes? write '70 byte'; else write 70e9 for a count"],
    ),
    "an unknown unit": (
        lambda: MEMORY.solve("memory_time", weight_bytes="1 GIB"),
        il.UnitError,
        ["weight_bytes: unknown unit 'GIB'; did you mean 'GB' or 'GiB'?"],
    ),
    "an empty text": (
        lambda: MEMORY.solve("memory_time", weight_bytes=""),
        il.UnitError,
        ["weight_bytes: '' does not start with a number; write a number and a unit"],
    ),
    "a huge exponent": (
        lambda: MEMORY.solve("memory_time", weight_bytes="1e400 GB"),
        il.UnitError,
        ["weight_bytes: '1e400 GB' is too large", "the largest is about 1.8e308"],
    ),
    "a huge exponent through a prefix": (
        lambda: MEMORY.solve("memory_time", weight_bytes="1e308 TB"),
        il.DomainError,
        ["weight_bytes = 1e308 TB is not a finite number; give one that is positive [byte]"],
    ),
    "a huge whole number": (
        lambda: MEMORY.solve("memory_time", weight_bytes=10**5000),
        il.DomainError,
        ["weight_bytes", "is not a finite number; give one that is positive [byte]"],
    ),
    "a negative bandwidth": (
        lambda: MEMORY.solve("memory_time", WEIGHTS, memory_bandwidth="-3 TB/s"),
        il.DomainError,
        ["memory_bandwidth = -3 TB/s is out of range; it must be positive [byte/s]"],
    ),
    "no bandwidth": (
        lambda: MEMORY.solve("memory_time", WEIGHTS, memory_bandwidth=0),
        il.DomainError,
        ["memory_bandwidth = 0 byte/s is out of range; it must be positive [byte/s]"],
    ),
    "a cluster utilisation of 1.2": (
        lambda: il.laws[16].solve("queue_wait", cluster_utilization=1.2),
        il.DomainError,
        ["cluster_utilization = 1.2 is out of range; it must be in (0, 1)"],
    ),
    "nan": (
        lambda: MEMORY.solve("memory_time", weight_bytes=math.nan),
        il.DomainError,
        ["weight_bytes = nan is not a finite number; give one that is positive [byte]"],
    ),
    "inf": (
        lambda: MEMORY.solve("memory_time", weight_bytes=math.inf),
        il.DomainError,
        ["weight_bytes = inf is not a finite number"],
    ),
    "inf from sympy": (
        lambda: MEMORY.solve("memory_time", weight_bytes=sympy.oo),
        il.DomainError,
        ["weight_bytes = oo is not a finite number"],
    ),
    "a bool": (
        lambda: MEMORY.solve("memory_time", weight_bytes=True),
        il.DomainError,
        ["weight_bytes = True is not a number; give one"],
    ),
    "a bool of NumPy": (
        lambda: MEMORY.solve("memory_time", WEIGHTS, memory_bandwidth=np.True_),
        il.DomainError,
        ["memory_bandwidth", "True", "is not a number"],
    ),
    "None": (
        lambda: MEMORY.solve("memory_time", weight_bytes=None),
        il.DomainError,
        ["weight_bytes = None is not a number; give one"],
    ),
    "bytes": (
        lambda: MEMORY.solve("memory_time", weight_bytes=b"1 GB"),
        il.DomainError,
        ["weight_bytes = b'1 GB' is not a number"],
    ),
    "a complex number": (
        lambda: MEMORY.solve("memory_time", weight_bytes=1j),
        il.DomainError,
        ["weight_bytes = 1j is not a number; give a number, text such as '50 ms'"],
    ),
    "a list": (
        lambda: MEMORY.derive("memory_time", weight_bytes=[1, 2]),
        il.DomainError,
        ["weight_bytes = [1, 2] is not one number; .solve and .evaluate take arrays"],
    ),
    "an array": (
        lambda: MEMORY.derive("memory_time", weight_bytes=np.array([1.0, 2.0])),
        il.DomainError,
        ["weight_bytes = array([1., 2.]) is not one number"],
    ),
    "an array with a unit": (
        lambda: MEMORY.derive("memory_time", weight_bytes=il.Q([1, 2], "GB")),
        il.DomainError,
        ["weight_bytes", "is not one number; .solve and .evaluate take arrays"],
    ),
    "a unit for a quantity": (
        lambda: MEMORY.solve("memory_time", BANDWIDTH, weight_bytes=pint.UnitRegistry().gigabyte),
        il.IronLawError,
        ["weight_bytes", "gigabyte"],
    ),
    "an equation for a value": (
        lambda: MEMORY.solve("memory_time", weight_bytes=sympy.Eq(sympy.Symbol("x"), 1)),
        il.DomainError,
        ["weight_bytes = Eq(x, 1) is not an expression; give one"],
    ),
    "an expression of another dimension": (
        lambda: MEMORY.solve("memory_time", weight_bytes=il.variables.memory_bandwidth),
        il.DimensionError,
        ["weight_bytes = memory_bandwidth is [information] / [time]", "[byte]"],
    ),
    "an expression of unknown symbols": (
        lambda: MEMORY.solve("memory_time", weight_bytes=2 * sympy.Symbol("memory_bandwith")),
        il.UnknownVariable,
        ["in weight_bytes = ...", "'memory_bandwith'; did you mean 'memory_bandwidth'"],
    ),
    "an unknown unknown": (
        lambda: MEMORY.solve("memory_bandwith"),
        il.UnknownVariable,
        ["wall 2 (Memory) has no variable 'memory_bandwith'; did you mean 'memory_bandwidth'"],
    ),
    "an unknown given": (
        lambda: MEMORY.solve("memory_time", wieght_bytes="1 GB"),
        il.UnknownVariable,
        ["wall 2 (Memory) has no variable 'wieght_bytes'; did you mean 'weight_bytes'"],
    ),
    "an unknown name that is near to none": (
        lambda: MEMORY.solve("zzzz"),
        il.UnknownVariable,
        ["wall 2 (Memory) has no variable 'zzzz'", "memory_time"],
    ),
    "a variable of another variant": (
        lambda: MEMORY.solve("ranks"),
        il.UnknownVariable,
        ["wall 2 (Memory)", "has no variable 'ranks'", ".using(zero='stage_1')"],
    ),
    "a variable of that name, declared otherwise": (
        lambda: MEMORY.solve(il.Variable("memory_time", "byte")),
        il.UnknownVariable,
        ["wall 2 (Memory) has another variable of that name", "'memory_time'"],
    ),
    "an unknown relation": (
        lambda: MEMORY.relations["memry_time"],
        il.IronLawError,
        ["memry_time", "did you mean 'memory_time'"],
    ),
    "an unknown law": (
        lambda: il.solve("memory_time", law="memry"),
        il.UnknownLaw,
        ["there is no law 'memry'; did you mean 'memory'", "the walls are numbered 1 to 22"],
    ),
    "an unknown choice": (
        lambda: il.laws[14].using(allreduc="tree"),
        il.UnknownChoice,
        ["wall 14 (Communication) has no choice 'allreduc'; did you mean 'allreduce'?"],
    ),
    "a choice of a law without choices": (
        lambda: COMPUTE.using(allreduce="tree"),
        il.UnknownChoice,
        ["wall 1 (Compute) has no choice 'allreduce'", "its choices: none"],
    ),
    "an unknown variant": (
        lambda: il.laws[14].using(allreduce="tre"),
        il.UnknownChoice,
        ["allreduce has no variant 'tre'; choose one of: ring, tree, double_tree, hierarchical"],
    ),
    "the unknown, also given": (
        lambda: MEMORY.solve("memory_time", memory_time="5 s"),
        il.InconsistentError,
        ["memory_time is asked for and also given; drop one of the two"],
    ),
    "givens that contradict each other": (
        lambda: MEMORY.solve(
            "memory_time", WEIGHTS, **BANDWIDTH, parameters=1e9, bytes_per_parameter="2 byte"
        ),
        il.InconsistentError,
        [
            "'weight_bytes': weight_bytes = 140 GB, but parameters, bytes_per_parameter make it 2",
            "a gap of 0.99; drop one of them",
        ],
    ),
    "the value of an answer that lacks a given": (
        lambda: MEMORY.solve("memory_time", WEIGHTS).value,
        il.UnderdeterminedError,
        ["memory_time still lacks givens: give memory_bandwidth; memory_bandwidth: memory band"],
    ),
    "evaluating with a given too few": (
        lambda: MEMORY.evaluate("memory_time", WEIGHTS),
        il.UnderdeterminedError,
        ["memory_time", "give memory_bandwidth"],
    ),
    "evaluating without givens": (
        lambda: MEMORY.evaluate("memory_time"),
        il.UnderdeterminedError,
        ["memory_time", "weight_bytes", "memory_bandwidth"],
    ),
    "an unstable queue": (
        lambda: QUEUE.solve("mean_wait", ARRIVALS, servers=2),
        il.UnreachableError,
        ["no value of mean_wait meets the givens", "utilization = 1.5 is not in (0, 1)"],
    ),
    "a target that nothing reaches": (
        lambda: il.laws[6].solve(
            "injection_bandwidth",
            layer_time="1 ms",
            layer_weight_bytes="1 GB",
            layer_compute_time="5 ms",
        ),
        il.UnreachableError,
        [
            "no value of injection_bandwidth reaches layer_time = 1 ms; the least is 5 ms",
            "layer_compute_time binds",
        ],
    ),
    "a goodput below zero": (
        lambda: il.iron_law.solve("goodput", checkpoint_penalty=0.6, failure_penalty=0.6),
        il.UnreachableError,
        ["no value of goodput meets the givens: goodput = -0.2 is not in (0, 1]"],
    ),
    "two answers and no better side": (
        lambda: CHECKPOINTED.solve("checkpoint_interval", RECOVERY, goodput=0.9).value,
        il.AmbiguousError,
        ["checkpoint_interval has several answers, 30 min or 80 min; choose one of .values"],
    ),
    "a float of a quantity": (
        lambda: float(MEMORY.solve("memory_time", WEIGHTS, **BANDWIDTH)),
        il.DimensionError,
        ["memory_time has the unit s; use .to('s').magnitude"],
    ),
    "an answer in a wrong unit": (
        lambda: MEMORY.solve("memory_time", WEIGHTS, **BANDWIDTH).to("GB"),
        il.DimensionError,
        ["memory_time", "GB is [information]", "memory_time is [time] [s]"],
    ),
    "a relation of mixed dimension": (
        lambda: il.relation(
            sympy.Eq(il.Variable("first"), il.variables.weight_bytes), name="mixed"
        ),
        il.LawDeclarationError,
        [
            "relation 'mixed': first is dimensionless but its formula is [information]",
            "the two sides must share one dimension",
        ],
    ),
}


@cache
def error_of(case):
    act, kind, _ = CASES[case]
    with pytest.raises(kind) as caught:
        act()
    return caught.value


@pytest.mark.parametrize("case", CASES)
def test_the_message_names_variable_value_unit_and_remedy(case):
    message = str(error_of(case))
    assert [part for part in CASES[case][2] if part not in message] == []


@pytest.mark.parametrize("case", CASES)
def test_the_message_is_one_line_and_one_sentence(case):
    message = str(error_of(case))
    assert "\n" not in message
    assert not message.endswith(".")
    assert len(message) < 400


@pytest.mark.parametrize("case", CASES)
def test_every_error_is_an_ironlaw_error_and_the_built_in_that_it_documents(case):
    error = error_of(case)
    assert isinstance(error, il.IronLawError)
    assert isinstance(error, BUILT_IN[type(error).__name__])


def test_each_public_error_has_its_built_in():
    classes = {
        name: value
        for name, value in vars(_errors).items()
        if inspect.isclass(value) and issubclass(value, il.IronLawError)
    }
    assert classes.keys() - {"IronLawError"} == BUILT_IN.keys()
    assert all(issubclass(classes[name], kind) for name, kind in BUILT_IN.items())
    assert classes.keys() - {"LawDimensionError"} <= set(il.__all__)


def test_an_error_prints_its_sentence_although_it_is_a_key_error():
    assert str(error_of("an unknown unknown")).startswith("wall 2 (Memory)")
    assert str(il.IronLawError()) == "IronLawError"


# -- facts as attributes ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "facts"),
    [
        ("a negative bandwidth", {"variable": "memory_bandwidth", "value": "-3 TB/s"}),
        ("a bool", {"variable": "weight_bytes", "value": True}),
        ("a cluster utilisation of 1.2", {"variable": "cluster_utilization", "value": 1.2}),
        ("an unknown given", {"name": "wieght_bytes"}),
        ("the unknown, also given", {"relation": "memory_time"}),
        ("givens that contradict each other", {"relation": "weight_bytes"}),
        (
            "the value of an answer that lacks a given",
            {"missing": (frozenset({"memory_bandwidth"}),)},
        ),
        ("a target that nothing reaches", {"variable": "injection_bandwidth"}),
    ],
)
def test_an_error_carries_its_facts(case, facts):
    error = error_of(case)
    assert {name: getattr(error, name) for name in facts} == facts


def test_numbers_among_the_facts_are_right():
    assert error_of("givens that contradict each other").gap == pytest.approx(138 / 140)
    assert error_of("a target that nothing reaches").best == pytest.approx(5e-3)
    ambiguous = error_of("two answers and no better side")
    assert [value.to("min").magnitude for value in ambiguous.values] == pytest.approx([30, 80])
    assert error_of("an unknown unknown").suggestions[0] == "memory_bandwidth"


@pytest.mark.parametrize("case", ["a negative bandwidth", "an unknown law", "an unstable queue"])
def test_an_error_survives_pickling_as_parallel_tests_and_workers_need(case):
    error = error_of(case)
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again)) == (type(error), str(error))


def test_an_unknown_variable_survives_pickling():
    error = error_of("an unknown unknown")
    again = pickle.loads(pickle.dumps(error))
    assert (again.name, again.suggestions, str(again)) == (
        error.name,
        error.suggestions,
        str(error),
    )


# -- near names ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "known", "found"),
    [
        ("memry", ["memory", "compute"], ["memory"]),
        ("band", ["memory_bandwidth", "memory_time"], ["memory_bandwidth"]),
        ("x", ["memory_time"], []),
        ("tim", ["time", "memory"], ["time"]),
    ],
)
def test_near_names_look_alike_or_contain_what_was_typed(name, known, found):
    assert list(nearest(name, known)) == found


def test_at_most_three_names_are_suggested():
    assert len(nearest("time", [f"time_{letter}" for letter in "abcdef"])) == 3


@STEADY
@given(name=st.sampled_from(sorted(il.variables)), data=st.data())
def test_a_name_with_one_letter_lost_is_suggested_first(name, data):
    place = data.draw(st.integers(0, len(name) - 1))
    typo = name[:place] + name[place + 1 :]
    if typo and typo not in il.variables and len(name) > 4:
        assert name in nearest(typo, il.variables)


@pytest.mark.parametrize(
    ("names", "text"),
    [((), ""), (("a",), "; did you mean 'a'?"), (("a", "b"), "; did you mean 'a' or 'b'?")],
)
def test_suggestions_are_spelled_as_a_question(names, text):
    assert did_you_mean(names) == text


# -- any value -------------------------------------------------------------------------------


@STEADY
@given(
    value=st.one_of(
        st.floats(),
        st.integers(),
        st.booleans(),
        st.none(),
        st.complex_numbers(),
        st.binary(max_size=5),
        st.lists(st.integers(), max_size=2),
        st.decimals(allow_nan=True),
        st.fractions(),
        st.dates(),
    )
)
def test_any_object_as_a_given_is_a_positive_number_or_an_error_of_ironlaw(value):
    try:
        answer = MEMORY.solve("memory_time", weight_bytes=value, memory_bandwidth=1.0)
    except il.IronLawError as error:
        assert "weight_bytes" in str(error) or "memory_time" in str(error)
    else:
        numbers = answer.m_as("s").tolist() if isinstance(value, list) else answer.magnitude
        expected = value if isinstance(value, list) else float(value)
        assert numbers == pytest.approx(expected, rel=1e-12)
        assert not isinstance(value, bool)
