"""Regimes of a grid: at each point those that solving names there, and where they change."""

import random

import numpy as np
import pytest
import sympy
from benchmarks.givens import FLEET, RUN, based

import ironlaw as il
from ironlaw._calculus import Term
from ironlaw._model.sampling import sample_point, sample_value
from ironlaw._sweeps.meaning import apart, holding, terms_of

ROOFLINE = il.laws[2].given(peak_flops="989 TFLOP/s")
RIDGE = {"arithmetic_intensity": [100.0, 200.0, 400.0], "memory_bandwidth": ["2 TB/s", "4 TB/s"]}
EXTREME = [
    one
    for law in il.laws.values()
    for one in law.relations.values()
    if one.rhs.atoms(sympy.Max, sympy.Min)
]
SYSTEMS = {"training": (il.training, RUN, "run_time"), "inference": (il.inference, FLEET, "itl")}


def assert_as_solved(grid, system, target, given, over):
    """Compare the regime of every point with what solving says that binds there."""
    terms = terms_of(grid.regime.attrs)
    for place in np.ndindex(grid.regime.shape):
        code = grid.regime.values[place]
        own = {name: values[i] for (name, values), i in zip(over.items(), place, strict=True)}
        assert np.isnan(code) == np.isnan(grid[target].values[place])
        if np.isfinite(code):
            solved = system.solve(target, {**given, **based(own)})
            assert set(holding(terms, code)) <= set(solved.regime), own


@pytest.mark.parametrize("one", EXTREME, ids=lambda one: one.name)
def test_the_regime_of_a_relation_is_what_binds(one):
    rng = random.Random(one.name)
    point = {v.name: x for v, x in sample_point(one, 3).items() if v != one.defines}
    free = [n for n in point if one.variable(n).constant is None]
    axes = rng.sample(free, min(len(free), 2))
    over = {
        name: [point[name], *(sample_value(one.variable(name), rng) for _ in range(3))]
        for name in axes
    }
    given = based({n: x for n, x in point.items() if n not in axes})
    stated = {n: il.Q(np.array(x), one.variable(n).base_unit) for n, x in over.items()}
    grid = one.sweep(one.defines, given, over=stated, regimes=True)
    assert_as_solved(grid, one, one.defines.name, given, over)


@pytest.mark.parametrize("name", SYSTEMS)
@pytest.mark.parametrize("seed", range(3))
def test_the_regime_of_a_system_is_what_binds_on_the_way(name, seed):
    system, leaves, target = SYSTEMS[name]
    rng = random.Random(seed)
    leaves = {k: x for k, x in leaves.items() if k in system.leaves}
    numbers = {k: system.variable(k).to_base(x) for k, x in leaves.items()}
    axes = rng.sample(sorted(numbers), 2)
    over = {n: [numbers[n], numbers[n] * 8, numbers[n] / 8] for n in axes}
    over = {n: [x for x in xs if system.variable(n).domain.contains(x)] for n, xs in over.items()}
    given = based({k: x for k, x in numbers.items() if k not in axes})
    stated = {n: il.Q(np.array(x), system.variable(n).base_unit) for n, x in over.items()}
    grid = system.sweep(target, given, over=stated, regimes=True)
    assert_as_solved(grid, system, target, given, over)


def test_regimes_are_counted_and_named_by_what_tells_them_apart():
    grid = ROOFLINE.sweep("attainable_flops", over=RIDGE, regimes=True)
    # the ridge points are 494.5 and 247.25 operations a byte
    assert grid.ironlaw.regimes() == {"arithmetic_intensity*memory_bandwidth": 5, "peak_flops": 1}
    assert grid.ironlaw.regime(arithmetic_intensity=400, memory_bandwidth=4e12) == ("peak_flops",)
    assert grid.ironlaw.targets == ("attainable_flops",)
    with pytest.raises(il.DomainError, match="regimes=True"):
        ROOFLINE.sweep("attainable_flops", over=RIDGE).ironlaw.regimes()


def test_regimes_of_terms_that_share_arguments_have_names_of_their_own():
    terms = [Term("Max(a, b)", ("a", "b")), Term("Min(a, b)", ("a", "b")),
             Term("Max(a, b, c)", ("a", "b", "c"))]  # fmt: skip
    codes = np.array([1 + 2 * 3 + 1 * 9, 1 + 2 * 3 + 2 * 9, 2 + 1 * 3 + 1 * 9])
    assert list(apart(terms, codes).values()) == ["b, a, a", "a, b, a", "a, b, b"]


def test_what_an_axis_does_not_move_is_no_regime():
    over = {"weight_bytes": ["16 GB", "32 GB"]}
    grid = ROOFLINE.sweep(
        "roofline_time", over=over, regimes=True, compute_time="6 ms", memory_bandwidth="3.35 TB/s"
    )
    assert [one.text for one in terms_of(grid.regime.attrs)] == ["Max(compute_time, memory_time)"]
    assert grid.ironlaw.regimes() == {"compute_time": 1, "memory_time": 1}
    fixed = ROOFLINE.sweep(
        "weight_bytes", over={"parameters": [1e9, 2e9]}, regimes=True, bytes_per_parameter=2
    )
    assert terms_of(fixed.regime.attrs) == []
    assert fixed.ironlaw.regimes() == {"": 2}


def test_a_constraint_adds_no_regime():
    asked = {"weight_bytes": "16 GB", "compute_time": "6 ms"}
    over = {"memory_bandwidth": ["2 TB/s", "4 TB/s"]}
    grid = ROOFLINE.sweep("memory_time", over=over, where="roofline_time <= 7 ms", regimes=True,
                          **asked)  # fmt: skip
    assert terms_of(grid.regime.attrs) == []
    assert grid.ironlaw.regimes() == {"": 1}


def test_variants_may_lead_through_other_extremes():
    over = {"decode": ["weights", "roofline"], "batch_size": [1, 512]}
    given = {k: x for k, x in FLEET.items() if k in il.inference.leaves and k != "batch_size"}
    grid = il.inference.sweep("time_per_output_token", based(given), over=over, regimes=True)
    terms = terms_of(grid.regime.attrs)
    assert terms
    for i, decode in enumerate(over["decode"]):
        system = il.inference.using(decode=decode)
        for j, batch in enumerate(over["batch_size"]):
            solved = system.solve("time_per_output_token", based({**given, "batch_size": batch}))
            held = set(holding(terms, grid.regime.values[i, j])) - {"-"}
            assert held <= set(solved.regime)


def test_a_store_and_chunks_hold_the_same_regimes(tmp_path):
    asked = {"over": RIDGE, "regimes": True}
    whole = ROOFLINE.sweep("attainable_flops", **asked)
    for other in (
        ROOFLINE.sweep("attainable_flops", **asked, chunks=2),
        ROOFLINE.sweep("attainable_flops", **asked, to=tmp_path / "grid.zarr"),
        il.open_sweep(tmp_path / "grid.zarr"),
    ):
        np.testing.assert_array_equal(other.regime.values, whole.regime.values)
        assert other.ironlaw.regimes() == whole.ironlaw.regimes()
    with pytest.raises(il.DomainError, match="another sweep"):
        ROOFLINE.sweep("attainable_flops", over=RIDGE, to=tmp_path / "grid.zarr")


def test_what_takes_a_search_has_no_regime():
    over = {"wait_probability": [0.1, 0.2]}
    with pytest.raises(il.UnsolvableError, match="offered_load takes a search"):
        il.laws[7].sweep("offered_load", over=over, regimes=True, servers=4)


def test_a_map_shows_where_regimes_change_and_names_them():
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from matplotlib import pyplot

    over = {"arithmetic_intensity": np.geomspace(10, 1000, 60),
            "memory_bandwidth": il.Q(np.linspace(1, 8, 30), "TB/s")}  # fmt: skip
    grid = ROOFLINE.sweep("attainable_flops", over=over, regimes=True)
    ax = grid.ironlaw.plot()
    assert {text.get_text() for text in ax.texts} == set(grid.ironlaw.regimes())
    (line,) = [one for one in ax.collections if type(one).__name__ == "QuadContourSet"]
    intensity, bandwidth = line.get_paths()[0].vertices[1:-1].T  # in FLOP/byte and TB/s
    np.testing.assert_allclose(intensity * bandwidth, 989, rtol=0.09)  # a cell is 8 % wide
    curve = grid.isel(memory_bandwidth=3).ironlaw.plot()
    assert [text.get_text() for text in curve.texts] == list(grid.ironlaw.regimes())
    pyplot.close("all")
