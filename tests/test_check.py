"""What givens determine, leave open and contradict: the verbs `check` and `suggest`."""

import json
import random
from html.parser import HTMLParser

import pytest
from benchmarks.givens import based
from tests.fuzz.points import case
from tests.fuzz.questions import question

import ironlaw as il

POWERED = {"facility_energy": "100 kWh", "carbon_intensity": "390 gCO2e/kWh"}


def test_what_follows_although_something_cancels_is_determined():
    """The grid's energy already holds the overhead, so `pue` is not needed: 100 kWh of 390 g."""
    found = il.laws[18].check(POWERED)
    assert [one.solution.unknown.name for one in found.determined] == ["carbon"]
    assert found["carbon"].to("kgCO2e").magnitude == pytest.approx(39)
    assert "pue" in {one.name for one in found.open}


def test_every_variable_is_given_determined_open_or_a_default():
    system = il.training.given(parameters=7e9, tokens=1e12, peak_flops="989 TFLOP/s", devices=256)
    found = system.check()
    names = [v.name for v in (*found.given.values, *found.defaults, *found.open)]
    names += [one.solution.unknown.name for one in found.determined]
    names += found.unsolved
    constants = [v.name for v in system.variables.values() if v.constant is not None]
    assert sorted({*names, *constants}) == sorted(system.variables)
    assert len(names) == len(set(names))


def test_what_is_determined_is_what_solve_answers():
    system = il.training.given(parameters=7e9, tokens=1e12, peak_flops="989 TFLOP/s", devices=256)
    found = system.check(mfu=0.4)
    for one in found.determined:
        solved = system.solve(one.solution.unknown, mfu=0.4)
        assert solved.kind == one.solution.kind
        assert solved.magnitudes == pytest.approx(one.solution.magnitudes)


def test_a_variable_that_does_not_follow_says_what_to_give():
    found = il.laws[18].check(POWERED)
    with pytest.raises(il.UnderdeterminedError, match=r"give one of these\n  energy\n"):
        found["pue"]
    with pytest.raises(il.UnknownVariable, match="has no variable 'pues'; did you mean 'pue'"):
        found["pues"]


def test_a_contradiction_is_told_with_both_values_and_nothing_rests_on_it():
    found = il.laws[3].check(mfu=0.4, peak_flops="312 TFLOP/s", achieved_flops="1 TFLOP/s")
    (words,) = found.contradictions
    assert "mfu = 0.4" in words
    assert "0.00320513" in words
    assert not found.determined
    assert "contradiction" in found._repr_html_()


def test_bound_values_are_givens_and_a_call_replaces_them():
    bound = il.laws[3].given(mfu=0.4)
    assert bound.check(peak_flops="312 TFLOP/s")["achieved_flops"].to("TFLOP/s").magnitude == 124.8
    assert (
        bound.check(peak_flops="312 TFLOP/s", mfu=0.5)["achieved_flops"].to("TFLOP/s").magnitude
        == 156
    )


def test_an_expression_is_refused():
    with pytest.raises(il.DomainError, match="mfu is given as an expression"):
        il.laws[3].check(mfu=2 * il.variables.hfu)


def test_its_views_say_the_same():
    found = il.laws[3].check(mfu=0.4, peak_flops="312 TFLOP/s")
    facts = json.loads(json.dumps(found.to_dict("hfu")))
    assert facts["determined"][0]["text"] == "achieved_flops = 124.8 TFLOP/s"
    assert facts["for"]["state"] == "open"
    assert "achieved_flops = 124.8 TFLOP/s  by mfu, backward" in repr(found)
    assert max(map(len, found.to_text(width=60).splitlines())) <= 60
    parser, seen = HTMLParser(), []
    parser.handle_data = seen.append
    parser.feed(found._repr_html_())
    assert "achieved_flops = 124.8 TFLOP/s" in seen


def test_suggest_ranks_leaves_first_and_leaves_every_given_its_part():
    first, second, *_ = il.training.suggest("run_time", mfu=0.4)
    common = {"devices", "peak_flops", "scaling_efficiency", "goodput"}
    assert first == common | {"total_flop"}
    assert second == common | {"parameters", "tokens"}


def test_each_suggestion_is_enough_and_none_of_it_can_be_spared():
    values = {"kernel_hfu": 0.5, "total_flop": 3e23, "hardware_flop": 4e23, "hfu": 0.45}
    values |= {"mfu": 0.4, "peak_flops": "312 TFLOP/s", "achieved_flops": "124.8 TFLOP/s"}
    values |= {"scaling_efficiency": 0.9, "end_to_end_mfu": 0.36, "devices": 100}
    system = il.laws[3]
    for name in ("achieved_flops", "hfu", "end_to_end_mfu"):
        sets = [one for one in system.suggest(name) if one <= values.keys()]
        assert sets
        for one in sets:
            assert not system.suggest(name, {n: values[n] for n in one})
            for spared in one:
                assert system.suggest(name, {n: values[n] for n in one - {spared}})


def test_nothing_is_suggested_where_nothing_is_missing():
    assert il.laws[3].suggest("achieved_flops", mfu=0.4, peak_flops="312 TFLOP/s") == ()


@pytest.mark.parametrize(
    ("seed", "number"), [(1701, 35), (5002, 1073), pytest.param(7101, 973, marks=pytest.mark.long)]
)
def test_variables_of_equations_that_decide_nothing_are_what_solve_answers(seed, number):
    rng = random.Random(f"{seed} {number}")
    found = case(rng, {})
    given = based(question(rng, found).given)
    system = found.model.system
    for one in system.check(given).determined[::9]:
        solved = system.solve(one.solution.unknown, given)
        assert solved.kind == one.solution.kind
        assert solved.magnitudes == pytest.approx(one.solution.magnitudes)
        assert {*solved.defaults} == {*one.solution.defaults}
