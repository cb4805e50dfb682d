"""Arrays of givens: each element is what `.solve` makes of it, and a mask says what it raises."""

from __future__ import annotations

import random

import numpy as np
import pytest
from benchmarks.givens import FLEET, RUN, based

import ironlaw as il
from ironlaw._model.sampling import sample_point, sample_value

laws = il.laws
RELATIONS = list(
    {id(one.stated): one for law in (*laws.values(), il.iron_law) for one in law.declared}.values()
)
SYSTEMS = {"training": (il.training, RUN), "inference": (il.inference, FLEET)}


def label(one):
    return f"{one.name}{list(one.variants[:1]) if one.variants else ''}"


def quantities(variable, values):
    return il.Q(np.asarray(values, dtype=float), variable.base_unit)


def expected(system, target, rows):
    """Return what solving says of each row: values, and whether there is one."""
    values, fine = [], []
    for row in rows:
        try:
            values.append(system.solve(target, based(row)).magnitude)
            fine.append(True)
        except il.IronLawError:
            values.append(np.nan)
            fine.append(False)
    return np.array(values), np.array(fine)


def in_base(variable, quantity):
    return quantity.to(variable.base_unit).magnitude


@pytest.mark.parametrize("one", RELATIONS, ids=label)
def test_each_element_of_a_relation_is_what_solving_makes_of_it(one):
    points = [sample_point(one, seed) for seed in range(4)]
    names = [v for v in points[0] if v != one.defines and v.constant is None]
    if not names:
        return
    arrays = {v.name: quantities(v, [p[v] for p in points]) for v in names}
    found = one.evaluate(one.defines, arrays)
    rows = [{v.name: p[v] for v in names} for p in points]
    values, fine = expected(one, one.defines, rows)
    assert fine.all()
    np.testing.assert_allclose(in_base(one.defines, found), values, rtol=1e-12)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("name", SYSTEMS)
def test_a_mask_agrees_with_the_errors_that_scalars_raise(name, seed):
    """Forward and back; values in range, out of it, and where only some have an answer."""
    system, base = SYSTEMS[name]
    rng = random.Random(f"arrays {name} {seed}")
    base = {k: x for k, x in base.items() if k in system.variables}
    targets = [n for n, one in system.relations.items() if one.defines is not None]
    target = rng.choice(targets)
    moving = rng.sample([k for k in base if k in system.leaves], 2)
    variables = [system.variable(k) for k in moving]
    columns = {}
    for variable in variables:
        at = variable.to_base(based({variable.name: base[variable.name]})[variable.name])
        spread = [at * 10 ** rng.uniform(-1.5, 1.5) for _ in range(3)]
        columns[variable.name] = [at, *spread, sample_value(variable, rng), -1.0]
    fixed = based({k: x for k, x in base.items() if k not in moving and k != target})
    rows = [
        fixed | dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)
    ]
    arrays = {v.name: quantities(v, columns[v.name]) for v in variables}
    found, status = system.evaluate(target, fixed | arrays, invalid="mask")
    values, fine = expected(system, target, rows)
    assert (status == "").tolist() == fine.tolist(), status
    got = in_base(system.variable(target), found)
    np.testing.assert_allclose(got[fine], values[fine], rtol=1e-12)
    assert np.isnan(got[~fine]).all()


def test_a_target_that_needs_a_search_is_solved_for_element_by_element():
    run = il.training.given(
        based({k: x for k, x in RUN.items() if k in il.training.variables and k != "devices"})
    )
    days = [30.0, 40.0, 1e-3]
    found, status = run.evaluate("devices", run_time=il.Q(days, "day"), invalid="mask")
    for day, devices in zip(days[:2], found.magnitude, strict=False):
        assert run.solve("devices", run_time=f"{day} day").magnitude == devices
    assert np.isnan(found.magnitude[2])
    assert "run_time" in status[2]


# -- what is taken -------------------------------------------------------------------------------

TIMES = [1.0, 2.0, 4.0]


@pytest.mark.parametrize(
    "kind",
    [list, tuple, np.array, lambda x: np.array(x, dtype="float32"), lambda x: np.array(x, int)],
)
def test_numbers_in_any_row_are_taken(kind):
    found = laws[2].evaluate("roofline_time", compute_time=kind(TIMES), memory_time=2)
    assert found.to("s").magnitude.tolist() == [2.0, 2.0, 4.0]


def test_texts_and_quantities_in_a_row_are_taken():
    sizes = ["1 GB", il.Q("2 GB"), 3e9]
    found = laws[2].evaluate("memory_time", weight_bytes=sizes, memory_bandwidth="1 GB/s")
    assert found.to("s").magnitude.tolist() == [1.0, 2.0, 3.0]


def test_arrays_broadcast_as_numpy_does():
    sizes = il.Q(np.array([[1.0], [2.0]]), "GB")
    rates = il.Q(np.array([1.0, 2.0, 4.0]), "GB/s")
    found = laws[2].evaluate("memory_time", weight_bytes=sizes, memory_bandwidth=rates)
    assert found.to("s").magnitude.tolist() == [[1, 0.5, 0.25], [2, 1, 0.5]]
    with pytest.raises(il.DomainError, match=r"broadcast.*weight_bytes is \(2,\)"):
        laws[2].evaluate("memory_time", weight_bytes=[1, 2], memory_bandwidth=[1, 2, 3])


def test_series_are_taken_whose_rows_belong_together():
    pandas = pytest.importorskip("pandas")
    one, other = pandas.Series(TIMES), pandas.Series([3.0, 3.0, 3.0])
    found = laws[2].evaluate("roofline_time", compute_time=one, memory_time=other)
    assert found.to("s").magnitude.tolist() == [3.0, 3.0, 4.0]
    turned = pandas.Series(TIMES, index=[2, 1, 0])
    with pytest.raises(il.DomainError, match="other rows"):
        laws[2].evaluate("roofline_time", compute_time=one, memory_time=turned)


def test_named_dimensions_broadcast_by_name():
    xarray = pytest.importorskip("xarray")
    one = xarray.DataArray([1.0, 2.0, 3.0], dims="a")
    other = xarray.DataArray([2.0, 4.0, 6.0], dims="b")
    found = laws[2].evaluate("roofline_time", compute_time=one, memory_time=other)
    assert found.to("s").magnitude.tolist() == [[2, 4, 6], [2, 4, 6], [3, 4, 6]]


@pytest.mark.parametrize(
    ("value", "error", "words"),
    [
        (np.array([True, False]), il.DomainError, "not an array of numbers"),
        (np.array([1j, 2]), il.DomainError, "not an array of numbers"),
        (np.ma.masked_array([1.0, 2.0], [True, False]), il.DomainError, "not an array of numbers"),
        (np.array(["1", "x"]), il.DimensionError, "compute_time = 1 is dimensionless"),
        ([[1.0], [1.0, 2.0]], il.DomainError, "unequal length"),
        ([1.0, None], il.DomainError, "not a number"),
        (il.Q([1.0, 2.0], "GB"), il.DimensionError, "compute_time"),
        ([1.0, -1.0], il.DomainError, "compute_time = -1 s is out of range"),
        ([1.0, float("nan")], il.DomainError, "compute_time"),
        ([], None, None),
    ],
    ids=str,
)
def test_what_is_no_array_of_numbers_is_refused(value, error, words):
    if error is None:
        found = laws[2].evaluate("roofline_time", compute_time=value, memory_time=2)
        assert found.magnitude.tolist() == []
        return
    with pytest.raises(error, match=words):
        laws[2].evaluate("roofline_time", compute_time=value, memory_time=2)


def test_numbers_that_can_be_misread_need_a_unit_in_arrays_too():
    with pytest.raises(il.UnitError, match=r"il\.Q\(values, 'USD/hour'\)"):
        laws[17].evaluate("rental_cost", device_hours="1 h", rental_price=[1.0, 2.0])


def test_the_first_element_without_an_answer_is_named():
    with pytest.raises(il.DomainError) as caught:
        laws[2].evaluate("memory_time", weight_bytes=[1.0, -1.0], memory_bandwidth=1)
    assert caught.value.__notes__ == ["at element 1"]
    with pytest.raises(il.DomainError, match="neither 'raise' nor 'mask'"):
        laws[2].evaluate("memory_time", weight_bytes=[1.0], memory_bandwidth=1, invalid="drop")


def test_a_further_given_that_contradicts_is_masked_where_it_does():
    given = {"parameters": [1e9, 2e9], "bytes_per_parameter": 2, "weight_bytes": 2e9}
    found, status = laws[2].evaluate("memory_time", given, memory_bandwidth=1e9, invalid="mask")
    assert found.to("s").magnitude[0] == pytest.approx(2.0)
    assert status[0] == ""
    assert "contradict" in status[1]


def test_a_single_value_can_be_masked_as_well():
    found, status = laws[3].evaluate("mfu", achieved_flops=2, peak_flops=1, invalid="mask")
    assert np.isnan(found.magnitude)
    assert "mfu = 2" in str(status)


def test_many_elements_are_computed_in_blocks_to_the_same_values():
    count = 200_000
    ranks = np.linspace(1, 4096, count)
    given = {"message_bytes": 1e9, "effective_bandwidth": 5e10, "link_latency": 1e-5}
    found = laws[14].evaluate("allreduce_time", ranks=ranks, **given).to("s").magnitude
    plain = 2 * (ranks - 1) / ranks * 1e9 / 5e10 + 2 * (ranks - 1) * 1e-5
    np.testing.assert_allclose(found, plain, rtol=1e-13)


# -- arrays of targets -----------------------------------------------------------------------------


def test_arrays_of_targets_are_solved_element_by_element():
    run = il.iron_law.given(
        total_flop=3e23, peak_flops="989 TFLOP/s", mfu=0.4, scaling_efficiency=0.9, goodput=0.95
    )
    found = run.solve("devices", run_time=il.Q([10, 20, 40], "day"))
    alone = [run.solve("devices", run_time=f"{n} day").magnitude for n in (10, 20, 40)]
    assert found.magnitude.tolist() == pytest.approx(alone, rel=1e-12)
    searched = laws[7].solve("servers", wait_probability=[0.1, 0.2], offered_load=30)
    one = laws[7].solve("servers", wait_probability=0.1, offered_load=30).magnitude
    assert searched.magnitude[0] == pytest.approx(one)
    assert laws[7].solve("servers", {"wait_probability": (0.1, 0.2), "offered_load": 30}).shape == (
        2,
    )


def test_an_element_without_one_value_is_named():
    law = laws[2]
    with pytest.raises(il.UnreachableError) as caught:  # above the compute roof
        law.solve("memory_bandwidth", attainable_flops=il.Q([1, 3], "TFLOP/s"),
                  peak_flops="2 TFLOP/s", arithmetic_intensity=10)  # fmt: skip
    assert caught.value.__notes__ == ["at element 1"]
    with pytest.raises(il.DomainError, match="take arrays"):
        law.solve(["memory_time"], weight_bytes=[1e9, 2e9], memory_bandwidth=1e12)
    with pytest.raises(il.DomainError, match="take arrays"):
        law.sensitivity("memory_time", weight_bytes=il.Q([1, 2], "GB"), memory_bandwidth=1e12)


# -- each line on its own axes, in blocks ----------------------------------------------------------

SHAPES = [(5, 9, 4), (40,), (3, 2, 10, 9), (9, 12)]


@pytest.mark.parametrize("one", RELATIONS, ids=label)
def test_open_arrays_in_blocks_give_what_full_arrays_give(one, monkeypatch):
    from ironlaw._calculus import arrays
    from ironlaw._programs import grids

    monkeypatch.setattr(grids, "_BLOCK", 24)
    monkeypatch.setattr(arrays, "_FEW", 0)
    monkeypatch.setattr(arrays, "_BLOCK", 0)
    names = [v for v in one.inputs if v.constant is None]
    if not names:
        return
    rng = np.random.default_rng(len(names))
    for shape, gradient in zip(SHAPES, (False, True, False, True), strict=True):
        function = one.compile(one.defines, names, gradient=gradient)
        opened = []
        for v in names:
            own = tuple(n if rng.random() < 0.6 else 1 for n in shape)
            points = [sample_point(one, int(seed))[v] for seed in rng.integers(0, 40, 4)]
            opened.append(rng.choice(points, own))
        full = [np.ascontiguousarray(np.broadcast_to(x, shape)) for x in opened]
        repeated = [np.broadcast_to(x, shape) for x in opened]
        with np.errstate(all="ignore"):
            whole = function._arrays.whole.call(*full)
        for given in (opened, repeated):
            found = function(*given)
            rows = [found[0], *found[1]] if gradient else [found]
            for rtol, got, expected_ in zip(
                (1e-11, *[1e-8] * len(names)), rows, whole, strict=False
            ):
                size = np.broadcast_shapes(*(x.shape for x in given))
                assert np.shape(got) == size
                wide = np.broadcast_to(expected_, shape)
                np.testing.assert_allclose(
                    np.broadcast_to(got, shape), wide, rtol=rtol, atol=1e-300
                )


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_system_over_open_axes_is_what_it_is_at_each_point(name, monkeypatch):
    from ironlaw._calculus import arrays
    from ironlaw._programs import grids

    monkeypatch.setattr(grids, "_BLOCK", 40)
    monkeypatch.setattr(arrays, "_FEW", 0)
    monkeypatch.setattr(arrays, "_BLOCK", 0)
    system, base = SYSTEMS[name]
    base = based({k: x for k, x in base.items() if k in system.leaves})
    axes = {"training": ("devices", "mfu_ceiling", "microbatches"), "inference": ("batch_size",)}
    target = {"training": "run_time", "inference": "request_latency"}[name]
    moving = [k for k in (*axes[name], "peak_flops", "memory_bandwidth", "clock_rate") if k in base]
    shape = tuple(range(4, 4 + len(moving)))
    opened = dict(base)
    for axis, key in enumerate(moving):
        variable = system.variable(key)
        own = [1] * len(shape)
        own[axis] = shape[axis]
        values = variable.to_base(base[key]) * np.linspace(0.8, 1.0, shape[axis]).reshape(own)
        opened[key] = quantities(variable, values)
    found = system.evaluate(target, opened)
    assert found.shape == shape
    rng = np.random.default_rng(3)
    for _ in range(8):
        index = tuple(int(rng.integers(n)) for n in shape)
        at = {k: opened[k].reshape(-1)[index[a]] for a, k in enumerate(moving)}
        alone = system.solve(target, {**base, **at}).magnitude
        variable = system.variable(target)
        assert in_base(variable, found[index]) == pytest.approx(alone, rel=1e-12)
