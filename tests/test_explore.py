"""Sliders: what is given moves; the answer, its derivation and its curve follow."""

from __future__ import annotations

import importlib.util
import sys

import pytest

import ironlaw as il

GIVEN = {
    "ranks": 64,
    "message_bytes": "1 GB",
    "effective_bandwidth": "50 GB/s",
    "link_latency": "5 us",
}


def parts(shown):
    """Return the sliders with their texts, the answer, the curve and the derivation."""
    *rows, answer, curve, derivation = shown.children
    return [row.children for row in rows], answer, curve, derivation


def test_each_given_has_a_slider_with_its_glyph_and_its_value():
    rows, answer, curve, derivation = parts(il.laws[14].explore("allreduce_time", GIVEN))
    assert [value.value for _, _, value in rows] == ["64", "1 GB", "50 GB/s", "5 µs"]
    assert all("<math" in label.value for label, _, _ in rows)
    assert "allreduce_time = 40 ms" in answer.value
    assert bytes(curve.value).startswith(b"\x89PNG")
    assert "<math" in derivation.value


def test_the_answer_the_derivation_and_the_curve_follow_a_slider():
    rows, answer, curve, derivation = parts(il.laws[14].explore("allreduce_time", GIVEN))
    before = answer.value, curve.value, derivation.value
    (_, slider, value) = rows[0]
    slider.value = 256.3  # ranks are whole
    assert value.value == "256"
    expected = il.laws[14].solve("allreduce_time", {**GIVEN, "ranks": 256})
    assert repr(expected) in answer.value
    assert all(
        new != old
        for new, old in zip((answer.value, curve.value, derivation.value), before, strict=True)
    )


def test_values_that_are_bound_have_sliders_too_and_the_call_comes_first():
    run = il.iron_law.given(total_flop="3e23 FLOP", peak_flops="312 TFLOP/s", goodput=0.9)
    shown = run.explore("run_time", devices=1024, mfu=0.4, scaling_efficiency=1)
    rows, answer, *_ = parts(shown)
    assert len(rows) == 6
    assert "devices" in rows[0][0].value
    (share,) = (one for one in rows if "goodput" in one[0].value)
    assert 0 < share[1].min < share[1].max <= 1
    assert "run_time" in answer.value


def test_where_there_is_no_answer_its_reason_is_shown():
    shown = il.laws[7].explore("mean_wait", servers=4, arrival_rate="3 1/s", service_rate="1 1/s")
    rows, answer, curve, _ = parts(shown)
    (arrivals,) = (one for one in rows if "arrival_rate" in one[0].value)
    arrivals[1].value = 20.0
    assert "offered_load" in answer.value or "utilization" in answer.value
    assert "<b>" not in answer.value
    assert bytes(curve.value).startswith(b"\x89PNG")


def test_a_slider_starts_from_zero_where_a_value_is():
    rows, *_ = parts(il.laws[14].explore("allreduce_time", {**GIVEN, "link_latency": 0}))
    (_, slider, value) = rows[3]
    assert (slider.min, value.value) == (0.0, "0 s")


def test_what_cannot_move_is_refused():
    with pytest.raises(il.DomainError, match="nothing to move"):
        il.laws[14].explore("allreduce_time")
    twice = 2 * il.variables.gradient_bytes
    with pytest.raises(il.DomainError, match="weight_bytes is given as an expression"):
        il.laws[2].explore("memory_time", memory_bandwidth="1 TB/s", weight_bytes=twice)
    with pytest.raises(il.UnknownVariable):
        il.laws[14].explore("all_reduce_time", GIVEN)


def test_without_ipywidgets_the_error_says_what_to_install(monkeypatch):
    found = importlib.util.find_spec
    without = lambda name: None if name == "ipywidgets" else found(name)  # noqa: E731
    monkeypatch.setattr(sys.modules["ironlaw._pictures.sliders"], "find_spec", without)
    with pytest.raises(il.IronLawError, match=r"ironlaw\[notebook\]"):
        il.laws[14].explore("allreduce_time", GIVEN)
