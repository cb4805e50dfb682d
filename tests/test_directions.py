"""Which way each input of each relation moves what it defines, as stated in ``directions.txt``.

A line there is read as a sentence: more of what has a plus is more of what is defined, more of what
has a minus is less of it, and what has a tilde can do either. The lines are read and judged without
the formulas, so a sign, a swapped quotient or a difference turned round is noticed here even where
no figure is near.
"""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from benchmarks.givens import based

import ironlaw as il
from ironlaw._model.sampling import sample_point
from ironlaw._programs import exact_number

SYSTEMS = [*il.laws.values(), il.iron_law, il.training, il.inference]
RELATIONS = {id(one.stated): (law, one) for law in reversed(SYSTEMS) for one in law.declared}
STATED = dict(
    line.split(" | ")
    for line in (Path(__file__).parent / "directions.txt").read_text().splitlines()
)
POINTS = 16


def label(law, one):
    where = law.slug if isinstance(law, il.Law) else law.title
    return f"{where}: {one.name}{list(one.variants) if one.variants else ''}".replace("'", "")


LABELED = {label(law, one): one for law, one in reversed(RELATIONS.values())}


def more(variable, value):
    """Return a larger value of a variable's domain: half as much again, or half-way to its end."""
    end = variable.domain.upper
    return value + (abs(value) if math.isinf(end) else end - value) / 2


def directions(one):
    """Return, for each input, the signs that the outcome's change has at random points."""
    inputs = [v for v in one.symbols_used if v != one.defines and v.constant is None]
    found = {v.name: set() for v in inputs}
    for seed in range(POINTS):
        point = {v: v.constant for v in one.symbols_used} | sample_point(one, seed)
        before = exact_number(one.rhs, point)
        for variable in inputs:
            moved = point | {variable: more(variable, point[variable])}
            after = exact_number(one.rhs, moved)
            if one.defines.domain.contains(after) and after != before:
                found[variable.name].add("+" if after > before else "-")
    return found


def signs(text):
    return {part[1:]: {"+", "-"} if part[0] == "~" else {part[0]} for part in text.split()}


def test_every_relation_with_an_input_has_its_line():
    moving = {name for name, one in LABELED.items() if directions(one)}
    assert moving == set(STATED)


@pytest.mark.parametrize("name", STATED)
def test_more_of_an_input_moves_the_outcome_as_stated(name):
    found, stated = directions(LABELED[name]), signs(STATED[name])
    assert set(found) == set(stated)
    for variable, way in found.items():
        assert way <= stated[variable], variable
        assert way, f"{variable} moves nothing at {POINTS} points"


# -- ends of domains -------------------------------------------------------------------------------

NOTHING = "nothing is left to divide by"
BEYOND = "beside it, another input is out of range"
REFUSED = {
    ("serving: decode_rate[disaggregated]", "decode_time", 0): NOTHING,
    ("inference: decode_rate[disaggregated]", "decode_time", 0): NOTHING,
    ("communication: bus_bandwidth", "allreduce_time", 0): NOTHING,
    ("communication: bus_bandwidth", "ranks", 1): "one rank has no bus",
    ("capital: affordable_devices", "device_price", 0): NOTHING,
    ("checkpoint: optimal_interval[young]", "checkpoint_write_time", 0): "no interval is too short",
    ("checkpoint: optimal_interval[daly]", "checkpoint_write_time", 0): "no interval is too short",
    ("tail_latency: service_time_deviation[general]", "service_time_variation", 0): NOTHING,
    (
        "tail_latency: wait_excess",
        "wait_probability",
        0,
    ): "minus infinity; the quantile is 0",
    ("inference: batch_size[largest]", "max_batch_size", 0): "no request fits",
    ("serving: chunk_share[chunked]", "output_length", 1): "no step decodes",
    ("serving: prefill_share[continuous]", "output_length", 1): "no step decodes",
    ("serving: routed_share[experts]", "experts", 1): BEYOND,
    ("communication: collective_nodes[hierarchical]", "ranks", 1): BEYOND,
    ("training: expert_allreduce_time[experts, experts_attention]", "ranks", 1): BEYOND,
    ("training: held_share[experts, experts_attention]", "expert_parallel", 1): BEYOND,
}
ENDS = [
    (name, variable, end)
    for name in STATED
    for variable in LABELED[name].symbols_used
    for end in (variable.domain.lower, variable.domain.upper)
    if variable.constant is None
    and variable != LABELED[name].defines
    and variable.domain.contains(end)
]


def test_there_are_many_ends():
    assert len(ENDS) > 280


@pytest.mark.parametrize("name", STATED)
def test_an_end_of_a_domain_is_a_value_like_any_other(name):
    one = LABELED[name]
    point = {v.name: x for v, x in sample_point(one, 3).items() if v != one.defines}
    for where, variable, end in ENDS:
        if where != name:
            continue
        given = based(point | {variable.name: end})
        if (name, variable.name, end) in REFUSED:
            with pytest.raises(il.IronLawError):
                one.solve(one.defines, given)
        else:
            answer = one.solve(one.defines, given).magnitude
            assert answer == pytest.approx(exact_number(one.rhs, at(one, point, variable, end)))


def at(one, point, variable, end):
    found = {v: point.get(v.name, v.constant) for v in one.symbols_used}
    return found | {variable: end}


def test_requests_that_never_wait_have_a_quantile_of_zero():
    idle = {"service_rate": 1, "servers": 2560, "arrival_rate": 256, "quantile": 0.99}
    queue = il.laws[7].given(based(idle))
    assert queue.solve("wait_probability").magnitude < 1e-300
    assert queue.solve("wait_quantile").magnitude == 0
