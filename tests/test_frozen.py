"""What is handed out cannot be changed, and what is remembered is shared and bounded."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, replace

import pytest

import ironlaw as il

laws = il.laws
REFUSED = (FrozenInstanceError, AttributeError, TypeError)
GIVEN = {"weight_bytes": "140 GB", "memory_time": "50 ms"}


@pytest.fixture
def answer():
    return laws[2].solve("memory_bandwidth", GIVEN)


def test_a_branch_of_an_answer_cannot_be_changed(answer):
    (one,) = answer.answers
    for name in ("low", "numbers", "own", "evidence", "residual", "goal"):
        with pytest.raises(REFUSED):
            setattr(one, name, 5)
    assert repr(answer) == "memory_bandwidth = 2.8 TB/s"


def test_what_an_answer_rests_on_cannot_be_changed(answer):
    (one,) = answer.answers
    for mapping in (one.point, one.local, answer.given.values, answer.given.expressions):
        with pytest.raises(TypeError, match="frozen"):
            mapping[il.variables.weight_bytes] = 1.0
        with pytest.raises(TypeError, match="frozen"):
            mapping.update({})


def test_a_step_and_what_it_says_cannot_be_changed(answer):
    step = answer.derivation.steps[0]
    for thing, name in ((step, "rule"), (step.end, "subject"), (step.end.range, "lower")):
        with pytest.raises(AttributeError):
            setattr(thing, name, None)


def test_a_law_and_its_relations_cannot_be_changed():
    for thing, name in ((laws[2], "name"), (laws[2].relations["memory_time"].stated, "rhs")):
        with pytest.raises(FrozenInstanceError):
            setattr(thing, name, None)
    with pytest.raises(TypeError):
        laws[2].given(memory_time=1).bound["memory_time"] = 2
    with pytest.raises(TypeError):
        laws[14].using(allreduce="tree").selected["allreduce"] = "ring"
    with pytest.raises(TypeError):
        laws[2].examples[0].given["weight_bytes"] = 1


def test_a_law_can_be_replaced_field_by_field():
    other = replace(laws[2], name="x", number=None)
    assert (other.name, other.title, laws[2].name) == ("x", "law 'x'", "Memory")
    assert list(other.relations) == list(laws[2].relations)
    assert other.examples == laws[2].examples
    assert other.solve("memory_bandwidth", GIVEN).magnitude == pytest.approx(2.8e12)
    assert {one.origin.law for one in other.declared} == {"x"}
    assert {one.origin.law for one in laws[2].declared} == {"Memory"}


def test_an_answer_shows_no_engine_internals(answer):
    shown = {name for name in dir(answer) if not name.startswith("_")}
    assert shown == {
        "answers", "assumptions", "branches", "complete", "condition", "condition_number",
        "defaults", "derivation", "expr", "formula", "given", "graph", "kind",
        "magnitude", "magnitudes", "method", "missing", "regime", "rejected", "residual", "set",
        "to", "to_latex", "to_text", "unknown", "value", "values", "warnings", "whole",
    }  # fmt: skip


def test_an_answer_can_be_pickled():
    for one in (
        laws[2].solve("memory_bandwidth", GIVEN),
        il.training.given(devices=1024).solve("run_time"),
        il.iron_law.solve("goodput", checkpoint_penalty=0.01, failure_penalty=0.02),
    ):
        again = pickle.loads(pickle.dumps(one))
        assert repr(again) == repr(one)
        assert again.derivation.to_text() == one.derivation.to_text()


# -- memory ------------------------------------------------------------------------------------


def test_systems_of_the_same_relations_and_choices_share_what_is_remembered():
    run = il.training.given(tokens=1e9)  # anew: of many systems the least used are forgotten
    assert run.given(devices=8).members is run.members
    assert run.given(devices=8).given(mfu=0.4).members is run.members
    chosen = run.using(allreduce="tree")
    assert chosen.members is not run.members
    assert chosen.members is run.using(allreduce="tree").given(devices=8).members


def test_a_question_asked_of_one_is_not_planned_again_by_another():
    law = replace(laws[2], name="asked twice")
    law.given(weight_bytes=1e9).solve("memory_time", memory_bandwidth=1e12)
    before = law.members.memory.plan.cache_info()
    law.given(memory_bandwidth=2e12).solve("memory_time", weight_bytes=3e9)
    after = law.members.memory.plan.cache_info()
    assert (before.misses, before.hits) == (1, 0)
    assert (after.misses, after.hits) == (1, 1)


def test_memory_is_bounded():
    memory = il.training.members.memory
    for cache in (memory.plan, memory.elimination, memory.explicit):
        assert cache.cache_info().maxsize == 1024
