"""What the givens determine is answered, whatever else is missing: it cancels, or is nothing."""

from __future__ import annotations

import random

import pytest
import sympy as sp
from benchmarks.givens import based
from click.testing import CliRunner
from tests.fuzz.points import case

import ironlaw as il
from ironlaw._command.main import main
from ironlaw._programs import number
from ironlaw._solving import unmoved
from ironlaw._solving.moving import Exactly
from ironlaw._structure import plan

laws = il.laws
LINK = {
    "scaling_efficiency": 0.9,
    "devices": 1024,
    "parameters": 70e9,
    "peak_flops": "989 TFLOP/s",
    "kernel_mfu": 0.4,
    "samples_per_batch": 1024,
    "sequence_length": 4096,
    "gradient_bytes_per_parameter": "2 byte",
    "link_latency": "5 us",
}
# step_compute_time is 6 P b s/(N k F), and the exposed ring a ninth of it: V = 2 P byte
STEP = 6 * 70e9 * 1024 * 4096 / (1024 * 0.4 * 989e12)
RING = 2 * 2 * 70e9 * (1023 / 1024) / (STEP / 9 - 2 * 1023 * 5e-6)


@pytest.mark.parametrize(
    ("system", "unknown", "given", "value", "formula"),
    [
        (laws[18], "carbon", {"facility_energy": "1 GWh", "carbon_intensity": "390 gCO2e/kWh"},
         "390 tCO2e", "carbon_intensity*facility_energy"),
        (il.training, "carbon", {"facility_energy": "1 GWh", "carbon_intensity": "390 gCO2e/kWh"},
         "390 tCO2e", "carbon_intensity*facility_energy"),
        (il.training, "energy", {"device_hours": "5 hour", "device_power": "700 W"},
         "3.5 kWh", "device_hours*device_power"),
        (il.training, "effective_bandwidth", LINK, f"{RING} byte/s", None),
        (il.training, "run_time",
         {"steps": 1000, "step_time": "2 s", "data_share": 1, "dp_slowdown": 1, "goodput": 0.5},
         "4000 s", None),
        (il.training, "flop_per_token", {"parameters": 8e9}, 48e9, None),
        (il.training.using(recomputation="full"), "hfu", {"mfu": 0.3}, 0.4, None),
        (laws[16].using(queue="md1"), "queue_length", {"cluster_utilization": 0.8}, 1.6, None),
        (laws[5], "kv_cache_bytes", {"kv_bytes_per_request": "1 GB", "batch_size": 10},
         "10 GB", "batch_size*kv_bytes_per_request"),
        (il.training, "tensor_parallel_bytes", {"tensor_parallel": 1}, "0 byte", None),
        (il.training.using(queue="md1"), "cluster_utilization", {"queue_length": 1.6}, 0.8, None),
        (il.inference, "batch_size",
         {"kv_cache_bytes": "15 GB", "kv_bytes_per_request": "1 GB", "decode_compute_time": "1 ms"},
         15, "kv_cache_bytes/kv_bytes_per_request"),
    ],
)  # fmt: skip
def test_what_cancels_is_not_asked_for(system, unknown, given, value, formula):
    answer = system.solve(unknown, given)
    variable = system.variable(unknown)
    expected = variable.to_base(value)
    assert answer.missing == ()
    assert answer.magnitude == pytest.approx(expected, rel=1e-9)
    assert system.evaluate(unknown, given) == answer.value
    if formula is not None:
        assert str(answer.formula) == formula
    assert system.derive(unknown, given).steps[-1].rule in ("cancel", "vanish")


def test_a_derivation_says_what_cancels():
    text = (
        laws[18]
        .derive("carbon", facility_energy="1 GWh", carbon_intensity="390 gCO2e/kWh")
        .to_text()
    )
    assert "the formula does not depend on" in text


def test_sensitivities_are_those_of_what_is_left():
    found = laws[18].sensitivity(
        "carbon", facility_energy="1 GWh", carbon_intensity="390 gCO2e/kWh"
    )
    assert {row.variable.name: row.elasticity for row in found.rows} == {
        "carbon_intensity": 1.0,
        "facility_energy": 1.0,
    }


def test_what_does_not_cancel_is_asked_for():
    answer = il.training.solve("run_time", mfu=0.4, devices=512)
    assert answer.missing
    with pytest.raises(il.UnderdeterminedError):
        _ = answer.value


MODELS = {}
LIMITS = (sp.Max, sp.Min, sp.floor, sp.ceiling)


def loses(expr, at):
    """Tell whether floats lose a term of a sum at a point."""
    values = {v: at[v.name] for v in expr.free_symbols if v.name in at}
    if not expr.is_Add or not expr.free_symbols <= values.keys():
        return False
    sizes = [abs(float(number(term, values))) for term in expr.args]
    return min(sizes) < 1e-14 * max(sizes)


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("system", [il.training, il.inference], ids=["training", "inference"])
def test_what_no_change_of_the_rest_moves_is_answered(system, seed):
    """Leaves that are not given are moved, apart from the engine: what stays is determined."""
    rng = random.Random(f"determined {seed}")
    found = case(rng, MODELS, (system,))
    model, point = found.model, found.point
    given = {n: point[n] for n in model.leaves if rng.random() < 0.8}
    rest = [n for n in model.leaves if n not in given and model.variables[n].default is None]
    leaves = {n: point[n] for n in model.leaves}
    changes = [{n: leaves[n] * f} for n in rest for f in (1e-6, 1e-3, 0.1, 0.9, 1.1, 1e3, 1e6)]
    for spread in (0.1, 1, 3, 6, 9):
        powers = [{n: rng.uniform(-spread, spread) for n in rest} for _ in range(40)]
        changes += [{n: leaves[n] * 10**power for n, power in one.items()} for one in powers]
    moved = [model.complete({**leaves, **change}) for change in changes]
    moved = [one for one in moved if one is not None]
    defaults = {n: x for n in model.leaves if (x := model.variables[n].default) is not None}
    at_defaults = all(point[n] == x for n, x in defaults.items() if n not in given)
    if not at_defaults:
        given |= {n: point[n] for n in defaults}
    reached, limited = set(rest), set()  # what saturates in a Max, a Min or a rounding is left out
    for one in model.order:
        inputs = {v.name for v in one.inputs}
        if inputs & reached:
            reached.add(one.defines.name)
            if one.rhs.has(*LIMITS) or inputs & limited or loses(one.rhs, moved[0]):
                limited.add(one.defines.name)
    fixed = [
        one.defines.name
        for one in model.order
        if one.defines.name not in limited
        and all(at[one.defines.name] == moved[0][one.defines.name] for at in moved[1:])
    ]
    for unknown in rng.sample(fixed, min(6, len(fixed))):
        answer = found.model.system.solve(unknown, based(given))
        assert answer.missing == (), unknown
        assert answer.magnitude == pytest.approx(point[unknown], rel=1e-6), unknown


def test_an_answer_in_which_something_cancels_can_be_used_like_any_other():
    given = {"query_energy": "140 J", "query_cost": 0.8, "rental_price": "0.08 USD/s"}
    answer = laws[12].solve("device_power", given)
    assert answer.magnitude == pytest.approx(14.0)
    assert answer.whole >= 14
    assert answer.condition_number == pytest.approx(1.0)
    assert "query_cost" in answer.graph
    assert r"\frac" in answer.to_latex()


def test_what_only_numbers_solve_is_the_same_whatever_does_not_matter():
    """Ring: a reduce-scatter is half of the all-reduce, (N - 1)(V/N/B + alpha)."""
    given = {"exposed_communication": "3.73 s", "overlap": 0, "steps": 1000, "devices": 100}
    answer = il.training.solve("reduce_scatter_time", given)
    assert answer.magnitude == pytest.approx(3.73 / 2)
    assert answer.missing == ()
    rows = il.training.sensitivity("reduce_scatter_time", given).rows
    assert [row.variable.name for row in rows if abs(row.elasticity) > 1e-6] == [
        "exposed_communication"
    ]


def test_a_given_that_a_regime_may_leave_aside_does_not_determine():
    """The slower of two takes 2 s: the other may be anything below."""
    answer = laws[6].solve("layer_compute_time", layer_time=2)
    assert answer.missing
    assert len(answer.answers) == 2


def test_what_follows_from_an_answer_in_which_something_cancels_is_answered_too():
    given = {"kv_cache_bytes": "15 GB", "kv_bytes_per_request": "1 GB", "servers": 30}
    assert il.inference.solve("replicas", given).magnitude == pytest.approx(2.0)


def test_no_default_is_taken_for_what_the_givens_determine_though_something_cancels():
    """Structured pruning speeds compute and memory up alike: their shares do not matter."""
    chosen = laws[13].using(compression_method="structured")
    answer = chosen.solve("inference_speedup", compute_speedup=1.487)
    assert (answer.magnitude, answer.missing, answer.defaults) == (1.487, (), ())


# -- what is missing ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unknown", "given", "wanted"),
    [
        ("run_time", {"mfu": 0.4},
         {"total_flop", "devices", "peak_flops", "scaling_efficiency", "goodput"}),
        ("run_time", {"mfu": 0.4, "devices": 512},
         {"total_flop", "peak_flops", "scaling_efficiency", "goodput"}),
        ("component_mtbf", {"goodput": 0.95, "devices": 16384},
         {"checkpoint_penalty", "recovery_time", "components_per_device"}),
        ("run_time", {"tco": "1 MUSD", "devices": 512, "device_price": "30000 USD"},
         {"device_lifetime", "device_power", "pue", "electricity_price", "maintenance_rate"}),
    ],
)  # fmt: skip
def test_what_is_asked_for_leaves_every_given_its_part(unknown, given, wanted):
    answer = il.training.solve(unknown, given)
    assert answer.missing[0] == wanted
    found = il.training.variables
    values = {name: 0.5 if found[name].domain.upper == 1 else 10.0 for name in wanted}
    more = il.training.solve(unknown, based({**values, **given})) if unknown == "run_time" else None
    assert more is None or not more.missing


def test_what_may_stand_in_the_place_of_what_is_missing_is_named():
    with pytest.raises(il.UnderdeterminedError) as caught:
        _ = il.training.solve("run_time", mfu=0.4, devices=512).value
    words = str(caught.value)
    assert "total_flop (or parameters and tokens)" in words
    assert "device_hours" not in words
    others = {"parameters", "tokens", "peak_flops", "scaling_efficiency", "goodput"}
    assert others in caught.value.missing


def test_each_set_that_is_offered_would_do():
    for unknown, given in (("tco", {"mfu": 0.4}), ("link_bandwidth", {"run_time": "30 day"})):
        known = {il.training.variable(name) for name in given}
        for names in il.training.solve(unknown, given).missing:
            at = known | {il.training.variable(name) for name in names}
            at |= set(il.training.constants)
            assert not plan(il.training.equations, il.training.variable(unknown), at).free


def test_a_default_that_does_not_fit_is_missing_like_the_rest():
    ranks = il.Variable("ranks", default=1.0)
    names = ("others", "share", "sent", "received")
    others, share, sent, received = (il.Variable(name, domain="positive") for name in names)
    ring = il.join(
        "ring",
        il.relation(sp.Eq(others, ranks - 1, evaluate=False), name="others"),
        il.relation(sp.Eq(sent, others * share, evaluate=False), name="sent"),
        il.relation(sp.Eq(received, others * share, evaluate=False), name="received"),
    )
    answer = ring.solve("received", sent=5)
    assert (answer.magnitude, answer.missing, answer.defaults) == (5.0, (), ())


@pytest.mark.parametrize(("name", "value"), [("sparsity", 0.5), ("compute_speedup", 2.0)])
def test_what_a_variant_fixes_needs_nothing_given(name, value):
    """Two of every four weights are left, whatever else is known."""
    chosen = laws[13].using(compression_method="two_of_four")
    answer = chosen.solve(name)
    assert answer.magnitude == chosen.evaluate(name).magnitude == value
    assert answer.missing == ()
    assert chosen.check()[name].magnitude == value
    assert chosen.solve(name, bits=4).magnitude == value
    assert chosen.sensitivity(name).rows == ()
    run = CliRunner().invoke(main, ["solve", name, "--law", "13", "--using",
                                    "compression_method=two_of_four"])  # fmt: skip
    assert run.output == f"{name} = {value:g}\n"


def test_what_has_no_value_at_a_point_tells_nothing_there():
    """A root of a negative number has none, to however many digits."""
    a, b, y = (il.Variable(name, domain="real") for name in "aby")
    (root,) = il.join("root", il.relation(sp.Eq(y, sp.sqrt(a - b - 1e9)), name="root")).equations
    there = Exactly([root], {}, lambda v: 2.0)
    assert there.is_cut
    assert not there.met


def test_what_moves_only_far_away_is_not_determined():
    """Up to a million the other side sets the pace."""
    x, side, y = (il.Variable(name) for name in ("x", "side", "y"))
    law = il.join("pace", il.relation(sp.Eq(y, sp.Max(x, side)), name="pace"))
    assert unmoved(law.equations, [y], {side: 1e6}) == []
    assert "y" in {v.name for v in law.check(side=1e6).open}
