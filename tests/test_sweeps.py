"""Sweeps: each point is what evaluation makes of it, constraints, reasons, and the best points."""

import contextlib
import math
import pickle
import random
import tracemalloc

import numpy as np
import pytest
import xarray
from benchmarks.givens import FLEET, RUN, based
from hypothesis import given, settings
from hypothesis import strategies as st

import ironlaw as il
from ironlaw._calculus import Reasons
from ironlaw._language import unit
from ironlaw._model.sampling import sample_point, sample_value
from ironlaw._model.swept import question
from ironlaw._sweeps.front import front

RELATIONS = [
    (law, one) for law in [*il.laws.values(), il.iron_law] for one in law.relations.values()
]
SYSTEMS = {"training": (il.training, RUN), "inference": (il.inference, FLEET)}


def in_base(grid, system, name, place):
    variable = system.variable(name)
    return float(grid[name].values[place]) * unit(variable.unit).factor


def assert_as_evaluated(grid, system, target, given, over, count, seed=1):
    """Compare some points of a grid with evaluation there, values and absences alike."""
    rng = random.Random(seed)
    shape = grid[target].shape
    for _ in range(count):
        place = tuple(rng.randrange(n) for n in shape)
        own = {name: over[name][i] for name, i in zip(over, place, strict=True)}
        variants = {name: x for name, x in own.items() if name in system.choices}
        numbers = {name: x for name, x in own.items() if name not in variants}
        asked = system.using(**variants) if variants else system
        listed = {name: il.Q([x], asked.variable(name).base_unit) for name, x in numbers.items()}
        found = asked.evaluate(target, given, **listed, invalid="mask")
        expected = found.values.to_base_units().magnitude[0]
        assert (math.isnan(grid[target].values[place])) == bool(found.status[0]), found.status
        if not found.status[0]:
            near = pytest.approx(asked.variable(target).to_base(found.values[0]), rel=1e-12)
            assert in_base(grid, asked, target, place) == near, expected


@pytest.mark.parametrize(
    ("law", "one"), RELATIONS, ids=[f"{law.slug}: {one.name}" for law, one in RELATIONS]
)
def test_a_grid_of_a_relation_is_what_evaluation_makes_of_each_point(law, one):
    rng = random.Random(one.name)
    point = {v.name: x for v, x in sample_point(one, 5).items() if v != one.defines}
    free = [n for n in point if one.variable(n).constant is None]
    axes = rng.sample(free, min(len(free), 2))
    if not axes:
        return
    over = {
        name: [point[name], *(sample_value(one.variable(name), rng) for _ in range(3))]
        for name in axes
    }
    given = based({n: x for n, x in point.items() if n not in axes})
    stated = {n: il.Q(np.array(x), one.variable(n).base_unit) for n, x in over.items()}
    grid = one.sweep(one.defines, given, over=stated)
    assert_as_evaluated(grid, one, one.defines.name, given, over, 6)


@pytest.mark.parametrize("name", SYSTEMS)
@pytest.mark.parametrize("seed", range(6))
def test_a_grid_of_a_system_is_what_evaluation_makes_of_each_point(name, seed):
    system, usual = SYSTEMS[name]
    rng = random.Random(f"{name} {seed}")
    given = based({n: system.variable(n).to_base(x) for n, x in usual.items()})
    point = {n: system.variable(n).to_base(x) for n, x in usual.items()}
    axes = rng.sample([n for n in point if system.variable(n).constant is None], 3)
    over = {n: sorted({point[n] * k for k in (0.25, 0.5, 1.0, 3.0)}) for n in axes}
    over = {
        n: [x for x in values if system.variable(n).domain.contains(x)]
        for n, values in over.items()
    }
    choice = rng.choice(list(system.choices))
    over[choice] = system.choices[choice]
    rest = {n: x for n, x in given.items() if n not in axes}
    stated = {
        n: x if n in system.choices else il.Q(np.array(x), system.variable(n).base_unit)
        for n, x in over.items()
    }
    defined = [one.defines.name for one in system.equations if one.defines is not None]
    for target in rng.sample(defined, 4):
        try:
            grid = system.sweep(target, rest, over=stated)
        except (il.UnderdeterminedError, il.UnknownVariable):
            continue  # a variant needs more, or does not know it
        assert_as_evaluated(grid, system, target, rest, over, 12, seed)


def test_axes_carry_units_and_counts_are_whole():
    run = il.iron_law.given(
        total_flop=3e23, peak_flops="989 TFLOP/s", scaling_efficiency=1, goodput=1
    )
    grid = run.sweep("run_time", over={"devices": range(512, 1025, 256), "mfu": [0.3, 0.4]})
    assert grid.run_time.dims == ("devices", "mfu")
    assert grid.run_time.units == "day"
    assert grid.devices.dtype == np.int64
    expected = 3e23 / (grid.devices * 989e12 * grid.mfu) / 86400
    xarray.testing.assert_allclose(grid.run_time, expected)


def test_values_of_an_axis_are_read_as_givens_are():
    law = il.laws[2].given(weight_bytes="16 GB")
    texts = law.sweep("memory_time", over={"memory_bandwidth": ["2 TB/s", "4 TB/s"]})
    quantities = law.sweep("memory_time", over={"memory_bandwidth": il.Q([2, 4], "TB/s")})
    xarray.testing.assert_identical(texts, quantities)
    assert texts.memory_time.values.tolist() == [0.008, 0.004]


def test_variants_are_an_axis():
    wall = il.laws[14].given(
        ranks=64, message_bytes="1 GB", effective_bandwidth="50 GB/s", link_latency="5 us"
    )
    grid = wall.sweep("allreduce_time", over={"allreduce": ["ring", "tree"]})
    assert grid.allreduce.values.tolist() == ["ring", "tree"]
    for name in grid.allreduce.values:
        alone = wall.using(allreduce=str(name)).solve("allreduce_time").magnitude
        assert float(grid.allreduce_time.sel(allreduce=name)) == pytest.approx(alone)


def test_variants_and_values_cross_in_any_order():
    base = il.laws[14].given(message_bytes="1 GB", effective_bandwidth="50 GB/s", link_latency=0)
    over = {"ranks": [4, 64], "allreduce": ["ring", "tree"]}
    one = base.sweep("allreduce_time", over=over)
    other = base.sweep("allreduce_time", over=dict(reversed(over.items())))
    xarray.testing.assert_identical(one.transpose(*other.dims), other)


def test_what_breaks_a_constraint_has_no_value_and_says_so():
    run = il.iron_law.given(
        total_flop=3e23, peak_flops="989 TFLOP/s", scaling_efficiency=1, goodput=1
    )
    grid = run.sweep(
        "run_time",
        over={"devices": [256, 512, 1024, 2048], "mfu": [0.3, 0.5]},
        where="5 day <= run_time <= 20 day and 100 * mfu > 35",
    )
    kept = grid.run_time.values[np.isfinite(grid.run_time.values)]
    assert ((kept >= 5) & (kept <= 20)).all()
    assert kept.size == 2
    assert grid.ironlaw.reason(devices=512, mfu=0.3) == "not 5 day <= run_time <= 20 day"
    assert grid.ironlaw.reason(devices=1024, mfu=0.5) == ""
    assert sum(grid.ironlaw.reasons().values()) == 6


def test_a_constraint_may_compare_two_variables_and_what_is_no_target():
    fleet = il.laws[5].given(weight_bytes="140 GB", kv_bytes_per_request="2 GB")
    grid = fleet.sweep(
        "max_batch_size",
        over={"memory_capacity": ["80 GB", "160 GB", "640 GB"]},
        where=["weight_bytes <= 0.5 * memory_capacity"],
    )
    assert np.isfinite(grid.max_batch_size.values).tolist() == [False, False, True]


def test_a_constraint_holds_of_every_target_whatever_else_is_wrong_there():
    size, twice, rest = (
        il.Variable(name, latex=name[0], domain="positive") for name in ("size", "twice", "rest")
    )
    law = il.Law(
        name="parts",
        relations=[
            il.relation(lambda size: 2 * size, defines=twice, variables=[size]),
            il.relation(lambda size: 1 - size, defines=rest, variables=[size]),
        ],
    )
    over = {"size": [0.5, 0.9, 3.0]}
    grid = law.sweep(["twice", "rest"], over=over, where="twice <= 1.5")
    assert np.isfinite(grid.twice.values).tolist() == [True, False, False]
    assert [grid.ironlaw.reason(size=x) for x in over["size"]] == [
        "",
        "not twice <= 1.5",
        "rest is not positive",
    ]
    without = law.sweep("twice", over=over, where="rest <= 0.3")  # which has no value at 3
    assert np.isfinite(without.twice.values).tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("run_time", "is not a constraint"),
        ("run_time == 3 day", "use <=, >=, < or >"),
        ("1 day <= 2 day", "compares no variable"),
        ("run_time <= 30 GB", "time"),
        ("run_time <= 30", "time"),
        ("run_time <= mfu", "run_time"),
        ("runtime <= 3 day", "runtime"),
        ("__import__('os') <= 3 day", "compares no variable"),
        ("run_time <= __import__('os')", "number"),
        ("run_time <= 3 day < 5 day < 7 day", "is not a constraint"),
        (3, "constraint"),
    ],
)
def test_what_is_no_constraint_is_refused_in_words(where, words):
    run = il.iron_law.given(
        total_flop=3e23, peak_flops="989 TFLOP/s", scaling_efficiency=1, goodput=1, mfu=0.4
    )
    with pytest.raises((il.IronLawError, TypeError), match=words):
        run.sweep("run_time", over={"devices": [512]}, where=where)


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({}, "varies nothing"),
        (None, "varies nothing"),
        ({"devices": []}, "no row of values"),
        ({"devices": "512"}, "no row of values"),
        ({"devices": 512}, "no row of values"),
        ({"devices": [[1, 2], [3, 4]]}, "no row of values"),
        ({"devices": [512, -1]}, "out of range"),
        ({"devices": [512, math.nan]}, "out of range"),
        ({"devises": [512]}, "devices"),
        ({"run_time": ["1 day"]}, "asked for and also varied"),
        ({"mfu": [0.3]}, "drop one of the two"),
    ],
)
def test_what_is_no_axis_is_refused_in_words(over, words):
    run = il.iron_law.given(
        total_flop=3e23, peak_flops="989 TFLOP/s", scaling_efficiency=1, goodput=1, mfu=0.4
    )
    with pytest.raises(il.IronLawError, match=words):
        run.sweep("run_time", over=over)


def test_what_lacks_is_named_at_once():
    with pytest.raises(il.UnderdeterminedError, match="memory_bandwidth"):
        il.laws[2].sweep("memory_time", over={"weight_bytes": ["1 GB"]}).compute()


def test_a_variable_outside_its_domain_is_the_reason():
    queue = il.laws[7].given(service_rate="1 1/s", servers=4)
    grid = queue.sweep("mean_wait", over={"arrival_rate": il.Q([1.0, 3.0, 5.0], "1/s")})
    assert np.isfinite(grid.mean_wait.values).tolist() == [True, True, False]
    (reason,) = grid.ironlaw.reasons()
    assert reason in ("utilization is not in [0, 1)", "wait_probability is not in [0, 1)")


def test_a_target_that_takes_a_search_is_solved_for_at_each_point():
    fit = il.laws[14].given(effective_bandwidth="50 GB/s", link_latency="5 us", ranks=64)
    grid = fit.sweep("message_bytes", over={"allreduce_time": ["40 ms", "1 us"]})
    alone = fit.solve("message_bytes", allreduce_time="40 ms").magnitude
    assert float(grid.message_bytes[0]) == pytest.approx(alone)
    assert math.isnan(float(grid.message_bytes[1]))
    assert len(grid.ironlaw.reasons()) == 1


def test_zeros_beside_defaults_are_what_solving_makes_of_them():
    given = {n: x for n, x in RUN.items() if n != "overlap"}
    over = {"overlap": [0.0, 0.5, 0.9], "tensor_parallel": [1, 8]}
    rest = {n: x for n, x in given.items() if n not in over}
    grid = il.training.sweep("run_time", rest, over=over)
    assert_as_evaluated(grid, il.training, "run_time", rest, over, 6)


def test_the_best_points_are_those_of_a_sort():
    run = il.iron_law.given(
        total_flop=3e23, peak_flops="989 TFLOP/s", scaling_efficiency=1, goodput=1
    )
    over = {"devices": [256, 512, 1024], "mfu": [0.3, 0.5, 0.4]}
    grid = run.sweep("run_time", over=over)
    best = grid.ironlaw.best()
    assert (int(best.devices), float(best.mfu)) == (1024, 0.5)
    worst = grid.ironlaw.best("run_time", maximize=True)
    assert (int(worst.devices), float(worst.mfu)) == (256, 0.3)
    three = grid.ironlaw.best(count=3).run_time.values
    assert three.tolist() == sorted(grid.run_time.values.ravel())[:3]
    with pytest.raises(il.DomainError, match="no target"):
        grid.ironlaw.best("devices")


def test_where_nothing_is_feasible_the_reasons_are_said():
    run = il.iron_law.given(
        total_flop=3e23, peak_flops="989 TFLOP/s", scaling_efficiency=1, goodput=1, mfu=0.4
    )
    grid = run.sweep("run_time", over={"devices": [1, 2]}, where="run_time < 1 hour")
    with pytest.raises(il.UnreachableError, match=r"not run_time < 1 hour \(2\)"):
        grid.ironlaw.best()


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4), st.integers(1, 40), st.integers(0, 1000))
def test_the_front_is_what_no_other_beats(rows, columns, seed):
    sizes = np.random.default_rng(seed).integers(0, 6, (rows, columns)).astype(float)
    kept = front(sizes)
    points = sizes.T
    beaten = [
        any((other <= one).all() and (other < one).any() for other in points) for one in points
    ]
    expected = {tuple(one) for one, is_beaten in zip(points, beaten, strict=True) if not is_beaten}
    assert {tuple(points[i]) for i in kept} == expected
    assert len(kept) == len(expected)


def test_a_front_has_all_trades_between_two_targets():
    given = {n: x for n, x in RUN.items() if n != "devices"}
    grid = il.training.sweep(["run_time", "tco"], given, over={"devices": [512, 1024, 2048, 4096]})
    found = grid.ironlaw.pareto()
    assert np.all(np.diff(found.run_time.values) > 0)
    assert np.all(np.diff(found.tco.values) < 0)


def test_a_grid_is_saved_and_loaded_with_its_reasons(tmp_path):
    run = il.iron_law.given(
        total_flop=3e23, peak_flops="989 TFLOP/s", scaling_efficiency=1, goodput=1, mfu=0.4
    )
    grid = run.sweep("run_time", over={"devices": [512, 1024]}, where="run_time <= 10 day")
    grid.to_netcdf(tmp_path / "grid.nc", engine="scipy")
    loaded = il.open_sweep(tmp_path / "grid.nc").load()
    xarray.testing.assert_equal(grid, loaded)
    assert loaded.ironlaw.reasons() == grid.ironlaw.reasons()
    assert loaded.run_time.units == "day"


def test_blocks_make_the_same_grid(monkeypatch):
    given = {n: x for n, x in RUN.items() if n not in ("devices", "mfu", "microbatch_size")}
    over = {
        "topology": ["fat_tree", "torus_3d"],
        "devices": np.linspace(512, 4096, 30),
        "microbatch_size": [1, 2, 4],
    }
    whole = il.training.sweep(["run_time", "tco"], given, over=over, where="run_time <= 90 day")
    monkeypatch.setattr("ironlaw._sweeps.question.BLOCK", 7)
    parts = il.training.sweep(["run_time", "tco"], given, over=over, where="run_time <= 90 day")
    for name in ("run_time", "tco"):
        np.testing.assert_allclose(parts[name], whole[name], rtol=1e-13)
    assert parts.ironlaw.reasons() == whole.ironlaw.reasons()


OVER = {
    "ranks": [2, 8, 64],
    "message_bytes": ["1 MB", "100 MB", "1 GB", "4 GB"],
    "allreduce": ["ring", "tree"],
}
WALL = il.laws[14].given(effective_bandwidth="50 GB/s", link_latency="5 us")
WHERE = "allreduce_time <= 50 ms"


def test_a_grid_of_dask_is_the_same():
    pytest.importorskip("dask")
    whole = WALL.sweep("allreduce_time", over=OVER, where=WHERE)
    parts = WALL.sweep(
        "allreduce_time", over=OVER, where=WHERE, chunks={"ranks": 2, "allreduce": 1}
    )
    assert parts.allreduce_time.chunks == ((2, 1), (4,), (1, 1))
    xarray.testing.assert_allclose(parts.allreduce_time, whole.allreduce_time, rtol=1e-13)
    assert parts.ironlaw.reasons() == whole.ironlaw.reasons()
    xarray.testing.assert_equal(
        parts.ironlaw.best(count=3).drop_vars("reason"),
        whole.ironlaw.best(count=3).drop_vars("reason"),
    )


@pytest.mark.parametrize("chunks", [0, -3, "many", {"devices": 3}, {"ranks": 1.5}])
def test_what_is_no_shape_of_chunks_is_refused(chunks):
    with pytest.raises(il.DomainError, match="chunks"):
        WALL.sweep("allreduce_time", over=OVER, chunks=chunks)


class Interrupted(Exception):
    """What ends a sweep in the middle."""


def interrupted(store, monkeypatch, path, after):
    """Let a sweep into a store end after some blocks; return how many were left to compute."""
    own, count = store.write, [0]

    def write(*args):
        if count[0] == after:
            raise Interrupted
        count[0] += 1
        return own(*args)

    with monkeypatch.context() as patch:
        patch.setattr(store, "write", write)
        with contextlib.suppress(Interrupted):
            WALL.sweep("allreduce_time", over=OVER, where=WHERE, chunks=2, to=path)
    return count[0]


def files(path):
    return {p.relative_to(path): p.read_bytes() for p in sorted(path.rglob("*")) if p.is_file()}


def test_an_interrupted_sweep_goes_on_where_it_was_left(tmp_path, monkeypatch):
    store = pytest.importorskip("ironlaw._sweeps.store")
    pytest.importorskip("zarr")
    whole, path = tmp_path / "whole.zarr", tmp_path / "grid.zarr"
    straight = WALL.sweep("allreduce_time", over=OVER, where=WHERE, chunks=2, to=whole)
    assert interrupted(store, monkeypatch, path, 3) == 3
    assert files(path) != files(whole)
    assert interrupted(store, monkeypatch, path, 100) == 1  # of 2 x 2 x 1 blocks
    assert files(path) == files(whole)
    assert interrupted(store, monkeypatch, path, 100) == 0
    again = WALL.sweep("allreduce_time", over=OVER, where=WHERE, chunks=2, to=path)
    xarray.testing.assert_identical(again, straight)
    memory = WALL.sweep("allreduce_time", over=OVER, where=WHERE)
    xarray.testing.assert_allclose(again.allreduce_time, memory.allreduce_time, rtol=1e-13)
    assert again.ironlaw.reasons() == memory.ironlaw.reasons()


def test_a_store_is_opened_as_the_grid_it_holds(tmp_path):
    pytest.importorskip("zarr")
    path = tmp_path / "grid.zarr"
    grid = WALL.sweep("allreduce_time", over=OVER, where=WHERE, to=path)
    again = il.open_sweep(path)
    assert again.ironlaw.targets == ("allreduce_time",)
    assert again.ironlaw.reasons() == grid.ironlaw.reasons()
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("mine")
    for name in ("empty", "notes.txt", "nowhere.zarr"):
        with pytest.raises(il.DomainError, match="no grid"):
            il.open_sweep(tmp_path / name)
    with pytest.raises(il.DomainError, match="no name"):
        il.open_sweep(3)


def test_a_store_of_something_else_is_left_alone(tmp_path):
    pytest.importorskip("zarr")
    path = tmp_path / "grid.zarr"
    WALL.sweep("allreduce_time", over=OVER, chunks=2, to=path)
    before = files(path)
    with pytest.raises(il.DomainError, match="another sweep"):
        WALL.sweep("allreduce_time", over=OVER, where=WHERE, chunks=2, to=path)
    with pytest.raises(il.DomainError, match="another sweep"):
        WALL.given(link_latency="6 us").sweep("allreduce_time", over=OVER, chunks=2, to=path)
    with pytest.raises(il.DomainError, match="give chunks="):
        WALL.sweep("allreduce_time", over=OVER, chunks=3, to=path)
    assert files(path) == before
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(il.DomainError, match="no store of a sweep"):
        WALL.sweep("allreduce_time", over=OVER, to=tmp_path / "notes.txt")
    with pytest.raises(il.DomainError, match="no name of a store"):
        WALL.sweep("allreduce_time", over=OVER, to=3)


@pytest.mark.long
def test_a_cluster_writes_the_same_store(tmp_path):
    distributed = pytest.importorskip("distributed")
    here, there = tmp_path / "here.zarr", tmp_path / "there.zarr"
    WALL.sweep("allreduce_time", over=OVER, where=WHERE, chunks=1, to=here)
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as one,
        distributed.Client(one),
    ):
        WALL.sweep("allreduce_time", over=OVER, where=WHERE, chunks=1, to=there)
        lazy = WALL.sweep("allreduce_time", over=OVER, where=WHERE, chunks=2)
        on_workers = lazy.allreduce_time.compute()
    assert files(there) == files(here)
    stored = xarray.open_zarr(there, consolidated=False).allreduce_time
    np.testing.assert_allclose(on_workers, stored, rtol=1e-13)


def test_memory_is_bounded_by_the_grid_and_a_block(monkeypatch):
    monkeypatch.setattr("ironlaw._sweeps.question.BLOCK", 2**16)
    given = {n: x for n, x in RUN.items() if n not in ("devices", "link_bandwidth", "mfu")}
    over = {
        "devices": np.linspace(512, 4096, 1000),
        "link_bandwidth": il.Q(np.linspace(10, 100, 1000), "GB/s"),
    }
    small = {name: values[:2] for name, values in over.items()}
    il.training.sweep(["run_time", "tco"], given, over=small)  # plans and programs are kept
    tracemalloc.start()
    grid = il.training.sweep(["run_time", "tco"], given, over=over, where="run_time <= 90 day")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert grid.nbytes >= 18e6
    assert peak < 2 * grid.nbytes + 30 * 8 * 2**16


@pytest.fixture
def axes(monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")
    pyplot = pytest.importorskip("matplotlib.pyplot")
    figure, found = pyplot.subplots()
    yield found
    pyplot.close(figure)


def labels(axes):
    return axes.get_xlabel(), axes.get_ylabel()


def test_one_axis_is_a_curve_in_units_of_a_handy_size(axes):
    over = {"message_bytes": np.geomspace(1e6, 1e10, 9)}
    WALL.sweep("allreduce_time", over=over, ranks=64).ironlaw.plot(ax=axes)
    (line,) = axes.get_lines()
    np.testing.assert_allclose(line.get_xdata(), np.geomspace(1, 1e4, 9))
    assert labels(axes)[0].endswith("$V$ [MB]")
    assert labels(axes)[1].endswith("[ms]")
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")


def test_variants_are_a_family_of_curves_and_alone_are_bars(axes):
    over = {"message_bytes": np.geomspace(1e6, 1e10, 9), "allreduce": ["ring", "tree"]}
    WALL.sweep("allreduce_time", over=over, ranks=64).ironlaw.plot(ax=axes)
    assert [one.get_text() for one in axes.get_legend().get_texts()] == ["ring", "tree"]
    axes.clear()
    alone = {"allreduce": ["ring", "tree"]}
    WALL.sweep("allreduce_time", over=alone, ranks=64, message_bytes="1 GB").ironlaw.plot(ax=axes)
    assert len(axes.patches) == 2


def test_two_long_axes_are_a_map_that_leaves_out_what_is_not_allowed(axes):
    over = {"message_bytes": np.geomspace(1e6, 1e10, 20), "ranks": range(2, 30)}
    grid = WALL.sweep("allreduce_time", over=over, where=WHERE)
    grid.ironlaw.plot(ax=axes)
    (mesh,) = axes.collections
    assert mesh.get_array().mask.sum() == sum(grid.ironlaw.reasons().values())


def test_many_rows_of_a_table_are_curves(axes):
    many = {f"device {i}": {"peak_flops": 1e14 * (i + 1)} for i in range(9)}
    over = {"device": many, "arithmetic_intensity": np.geomspace(1, 1000, 20)}
    grid = il.laws[2].sweep("attainable_flops", over=over, memory_bandwidth="2 TB/s")
    assert [line.get_label() for line in grid.ironlaw.plot(ax=axes).lines] == list(many)


def test_a_picture_of_more_axes_is_refused(axes):
    with pytest.raises(il.DomainError, match="choose with"):
        WALL.sweep("allreduce_time", over=OVER).ironlaw.plot(ax=axes)


def test_a_front_is_drawn_among_all_points(axes):
    given = {n: x for n, x in RUN.items() if n != "devices"}
    grid = il.training.sweep(["run_time", "tco"], given, over={"devices": [512, 1024, 2048]})
    grid.ironlaw.plot_pareto("run_time", "tco", ax=axes)
    (line,) = axes.get_lines()
    np.testing.assert_allclose(line.get_xdata(), grid.ironlaw.pareto("run_time", "tco").run_time)


DEVICES = {
    "A100": {"peak_flops": "312 TFLOP/s", "memory_bandwidth": "2039 GB/s"},
    "H100": {"peak_flops": "989 TFLOP/s", "memory_bandwidth": "3.35 TB/s"},
}
WORK = {
    "decode": {"operations": "140 GFLOP", "weight_bytes": "140 GB"},
    "prefill": {"operations": "287 TFLOP", "weight_bytes": "140 GB"},
}


def test_rows_of_a_table_are_one_axis(tmp_path):
    asked = {"over": {"device": DEVICES, "arithmetic_intensity": [1, 200, 1000]}}
    grid = il.laws[2].sweep("attainable_flops", **asked)
    assert dict(grid.sizes) == {"device": 2, "arithmetic_intensity": 3}
    assert grid.peak_flops.dims == ("device",)
    assert grid.peak_flops.units == "FLOP/s"
    for device, row in DEVICES.items():
        for intensity in asked["over"]["arithmetic_intensity"]:
            here = il.laws[2].evaluate("attainable_flops", **row, arithmetic_intensity=intensity)
            found = grid.attainable_flops.sel(device=device, arithmetic_intensity=intensity)
            assert float(found) == pytest.approx(here.to_base_units().magnitude, rel=1e-12)
    assert str(grid.ironlaw.best().device.values) == "H100"
    limited = il.laws[2].sweep("attainable_flops", **asked, where="peak_flops <= 500 TFLOP/s")
    assert limited.ironlaw.reasons() == {"not peak_flops <= 500 TFLOP/s": 3}
    stored = il.laws[2].sweep("attainable_flops", **asked, to=tmp_path / "grid.zarr")
    again = il.open_sweep(tmp_path / "grid.zarr")
    for other in (stored, again):
        np.testing.assert_array_equal(other.attainable_flops, grid.attainable_flops)
        np.testing.assert_array_equal(other.memory_bandwidth, grid.memory_bandwidth)
        assert other.ironlaw.targets == ("attainable_flops",)


def test_a_frame_is_a_table():
    pandas = pytest.importorskip("pandas")
    rows = {"peak_flops": [312e12, 989e12], "memory_bandwidth": [2039e9, 3.35e12]}
    over = {"device": pandas.DataFrame(rows, index=["A100", "H100"])}
    frame = il.laws[2].sweep("attainable_flops", over=over, arithmetic_intensity=200)
    table = il.laws[2].sweep("attainable_flops", over={"device": DEVICES}, arithmetic_intensity=200)
    assert frame.identical(table)
    twice = pandas.DataFrame(rows, index=["A100", "A100"])
    for wrong in (twice, twice["peak_flops"]):
        with pytest.raises(il.DomainError, match="device is no table of rows"):
            il.laws[2].sweep("attainable_flops", over={"device": wrong}, arithmetic_intensity=200)


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"device": {}}, "no table of rows"),
        ({"device": {"H100": {}}}, "no table of rows"),
        ({"device": {"1": DEVICES["H100"], 1: DEVICES["A100"]}}, "no table of rows"),
        ({"device": {"A": {"peak_flops": 1}, "B": {"operations": 1}}}, "the row B gives oper"),
        ({"a device": DEVICES}, "cannot name an axis"),
        ({"reason": DEVICES}, "cannot name an axis"),
        ({"device": {"A": {"peak_flops": -1}}}, "out of range"),
        ({"device": {"A": {"peak_flop": 1}}}, "peak_flops"),
        ({"device": DEVICES, "peak_flops": ["1 TFLOP/s"]}, "varied twice"),
        ({"peak_flops": {"A": {"peak_flops": 1}}}, "no row of values"),
    ],
)
def test_what_is_no_table_is_refused_in_words(over, words):
    with pytest.raises(il.IronLawError, match=words):
        il.laws[2].sweep("attainable_flops", over=over, arithmetic_intensity=200)


def test_a_roofline_has_a_roof_for_each_device_and_a_point_for_each_workload(axes):
    over = {"device": DEVICES, "workload": WORK}
    grid = il.laws[2].sweep(["arithmetic_intensity", "attainable_flops"], over=over)
    ax = grid.ironlaw.plot_roofline(ax=axes)
    roofs = {line.get_label(): line.get_xydata() for line in ax.lines if line.get_label()[0] != "_"}
    assert set(roofs) == set(DEVICES)
    np.testing.assert_allclose(roofs["H100"][1], [989 / 3.35, 989], rtol=1e-12)
    assert [one.get_text() for one in ax.texts] == [*WORK, *WORK]
    assert ax.texts[0].xy == pytest.approx((1, 2.039))
    assert ax.get_xlabel().endswith("[FLOP/byte]")
    assert ax.get_ylabel().endswith("[TFLOP/s]")
    none = il.laws[2].sweep(["arithmetic_intensity", "attainable_flops"], over=over,
                            where="attainable_flops > 1 PFLOP/s")  # fmt: skip
    with pytest.raises(il.UnreachableError, match="no point of the grid"):
        none.ironlaw.plot_roofline(ax=axes)
    many = {
        "device": {k: {**DEVICES["H100"], "peak_flops": 1e14 + i} for i, k in enumerate("abcdefgh")}
    }
    targets = ["arithmetic_intensity", "attainable_flops"]
    crowd = il.laws[2].sweep(targets, over=many | {"workload": WORK})
    with pytest.raises(il.DomainError, match="8 roofs cannot be told apart"):
        crowd.ironlaw.plot_roofline(ax=axes)
    alone = il.laws[2].sweep("attainable_flops", over=over)
    with pytest.raises(il.DomainError, match="no arithmetic_intensity; sweep it as a further"):
        alone.ironlaw.plot_roofline()


def test_a_real_value_that_overflows_has_a_reason():
    size, growth = (il.Variable(name, latex=name[0], domain="real") for name in ("size", "growth"))
    law = il.Law(
        name="growth",
        relations=[il.relation(lambda size: 2 * il.exp(size), defines=growth, variables=[size])],
    )
    grid = law.sweep("growth", over={"size": [1.0, 1000.0]})
    assert grid.growth.values[0] == pytest.approx(2 * math.e)
    assert math.isnan(grid.growth.values[1])
    assert sum(grid.ironlaw.reasons().values()) == 1


def test_what_was_computed_before_does_not_hinder_workers():
    asked = {"bound": WALL.bound, "over": OVER, "where": WHERE, "regimes": True, "rtol": 1e-6}
    WALL.evaluate("allreduce_time", ranks=8, message_bytes=il.Q([1, 2], "GB"))
    one = question(WALL.members, "allreduce_time", {}, **asked)
    whole = tuple(slice(0, n) for n in one.shape)
    here = one.compute(whole, Reasons(one.texts))
    there = pickle.loads(pickle.dumps(one))
    found = there.compute(whole, Reasons(there.texts))
    np.testing.assert_array_equal(found.values[0], here.values[0])
    np.testing.assert_array_equal(found.reason, here.reason)


def test_another_tolerance_is_another_sweep(tmp_path):
    pytest.importorskip("zarr")
    path = tmp_path / "grid.zarr"
    WALL.sweep("allreduce_time", over=OVER, to=path)
    with pytest.raises(il.DomainError, match="another sweep"):
        WALL.sweep("allreduce_time", over=OVER, to=path, rtol=1e-3)
