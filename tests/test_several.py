"""Several unknowns in one call, and what a change of givens does."""

import json

import pytest

import ironlaw as il

RUN = il.iron_law.given(
    total_flop="315 ZFLOP",
    peak_flops="312 TFLOP/s",
    mfu=0.34,
    scaling_efficiency=0.98,
    goodput=0.97,
)


def test_several_unknowns_are_a_mapping_of_answers():
    system = il.training.given(
        total_flop="315 ZFLOP",
        peak_flops="312 TFLOP/s",
        mfu=0.34,
        scaling_efficiency=0.98,
        goodput=0.97,
        rental_price="2 USD/hour",
    ).using(tenure="rented")
    found = system.solve(["run_time", "rental_cost"], devices=1024)
    assert list(found) == ["run_time", "rental_cost"]
    for name, answer in found.items():
        assert answer.magnitude == system.solve(name, devices=1024).magnitude
    assert found[il.variables.run_time] is found["run_time"]
    assert repr(found).splitlines()[0].startswith("run_time = 35.31 day")
    assert "<math" in found._repr_html_()
    with pytest.raises(il.UnknownVariable, match="what was asked for has no variable 'tco'"):
        found["tco"]


def test_an_unknown_name_among_several_is_refused():
    with pytest.raises(il.UnknownVariable, match="did you mean 'run_time'"):
        RUN.solve(["devices", "run_tim"])


def test_a_change_compares_two_answers():
    """Twice the devices take half the time where nothing else changes."""
    change = RUN.change("run_time", devices=(1024, 2048))
    seconds = 315e21 / (1024 * 312e12 * 0.34 * 0.98 * 0.97)
    assert change.before.magnitude == pytest.approx(seconds)
    assert change.after.magnitude == pytest.approx(seconds / 2)
    assert change.ratio == pytest.approx(0.5)
    assert change.difference.to("s").magnitude == pytest.approx(-seconds / 2)
    assert repr(change) == (
        "run_time: 35.31 day -> 17.65 day  (0.5 times, -17.65 day)\n  devices: 1024 -> 2048"
    )


def test_a_change_may_be_of_several_givens_and_beside_others():
    change = il.laws[2].change(
        "memory_time", weight_bytes=("16 GB", "8 GB"), memory_bandwidth=("3.35 TB/s", "4.8 TB/s")
    )
    assert change.ratio == pytest.approx(8 / 16 * 3.35 / 4.8)
    bound = RUN.given(devices=512).change("run_time", {"devices": (512, 1024)}, goodput=0.9)
    assert bound.ratio == pytest.approx(0.5)
    facts = json.loads(json.dumps(change.to_dict()))
    assert facts["changed"]["weight_bytes"] == {
        "before": 16e9,
        "after": 8e9,
        "base_unit": "byte",
    }
    assert "16 GB -&gt; 8 GB" in change._repr_html_()


def test_a_change_says_what_its_answers_warn_of():
    """1 less what is 1e-11 short of it keeps five digits."""
    change = (
        il.laws[21]
        .using(change="power")
        .change("target_ratio", relative_input_change=-0.97, elasticity=(7.2, 7.9))
    )
    assert change.warnings == (
        f"before: {change.before.warnings[0]}",
        f"after: {change.after.warnings[0]}",
    )
    assert "before: weakly determined" in repr(change)
    assert "after: weakly determined" in change._repr_html_()
    assert change.to_dict()["warnings"] == list(change.warnings)
    assert RUN.change("run_time", devices=(1024, 2048)).warnings == ()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"devices": 1024}, "nothing changes; give a change as a pair"),
        ({"devices": (1, 2, 3)}, r"devices = \(1, 2, 3\) is no pair"),
        ({"devices": (1024, -1)}, "devices = -1 is out of range"),
        ({"device": (1, 2)}, "did you mean 'devices'"),
        ({"mfu": (2 * il.variables.goodput, 0.5)}, "mfu is given as an expression; change takes"),
    ],
)
def test_what_is_no_change_is_refused(given, message):
    with pytest.raises(il.IronLawError, match=message):
        RUN.change("run_time", given)


def test_a_change_of_what_still_lacks_givens_says_what_to_give():
    with pytest.raises(il.UnderdeterminedError, match="give devices"):
        il.iron_law.change("run_time", mfu=(0.3, 0.4), total_flop="1 ZFLOP").ratio  # noqa: B018


def test_a_change_of_what_is_only_bounded_says_so():
    """One device will do if it reads the weights in time: at least so long, and half of that."""
    given = {"weight_bytes": "1 TB", "operations": "1 TFLOP", "efficiency": 0.5,
             "kv_cache_bytes": "1 GB", "peak_flops": "1 PFLOP/s", "memory_capacity": "2 TB",
             "required_devices": 1}  # fmt: skip
    change = il.laws[22].change("target_latency", given, memory_bandwidth=("1 TB/s", "2 TB/s"))
    assert repr(change).splitlines()[0].startswith("target_latency: >= 1 s -> >= 500 ms")


def test_a_change_of_what_lacks_givens_is_refused_at_once():
    with pytest.raises(il.UnderdeterminedError, match="memory_bandwidth"):
        il.laws[2].change("memory_time", weight_bytes=("1 GB", "2 GB"))
