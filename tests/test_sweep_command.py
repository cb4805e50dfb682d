"""The command that sweeps: axes as text, the best points, and files."""

import json

import pandas
import pytest
import xarray
from click.testing import CliRunner

from ironlaw._command.main import main

RUN = ("total_flop=3e23 FLOP", "peak_flops=989 TFLOP/s", "scaling_efficiency=1", "goodput=1")


def run(*args):
    return CliRunner().invoke(main, ["sweep", *args])


def swept(*args):
    found = run("run_time", *RUN, *args, "--json")
    assert found.exit_code == 0, found.output
    return json.loads(found.output)


def test_the_best_points_come_first():
    found = run("run_time", *RUN, "--over", "devices=256,512,1024", "--over", "mfu=0.3,0.4")
    assert found.exit_code == 0
    lines = found.output.splitlines()
    assert lines[0] == "law 'Iron Law': 6 points, 6 with values"
    assert lines[2].split() == ["devices", "mfu", "run_time"]
    assert lines[3].split()[:2] == ["1024", "0.4"]


def test_what_breaks_a_constraint_is_counted():
    facts = swept(
        "--over", "devices=256,512,1024", "--over", "mfu=0.4", "--where", "run_time<=20 day"
    )
    assert facts["reasons"] == {"not run_time<=20 day": 1}
    assert [one["devices"] for one in facts["points"]] == [1024, 512]
    assert facts["units"]["run_time"] == "day"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("256..1024:4", [256, 512, 768, 1024]),
        ("1..1000:4log", [1, 10, 100, 1000]),
        ("1..3", [1, 2, 3]),
        ("8", [8]),
    ],
)
def test_ranges_are_lists_of_values(text, values):
    facts = swept("--over", f"devices={text}", "--over", "mfu=0.4", "--count", "99")
    assert sorted(one["devices"] for one in facts["points"]) == pytest.approx(values)


def test_the_last_unit_holds_for_all_values():
    law = ("memory_time", "--law", "2", "weight_bytes=16 GB", "--json")
    lists = json.loads(run(*law, "--over", "memory_bandwidth=2,4 TB/s").output)
    ranges = json.loads(run(*law, "--over", "memory_bandwidth=2..4 TB/s:2").output)
    assert lists["points"] == ranges["points"]
    assert [one["memory_time"] for one in lists["points"]] == [0.004, 0.008]


def test_variants_are_swept_and_the_front_is_shown():
    args = (
        "allreduce_time,bus_bandwidth",
        "--law",
        "14",
        "message_bytes=1 GB",
        "link_latency=5 us",
    )
    args += ("effective_bandwidth=50 GB/s", "--over", "ranks=8,64", "--over", "allreduce=ring,tree")
    facts = json.loads(run(*args, "--pareto", "--json").output)
    assert facts["axes"] == {"ranks": 2, "allreduce": 2}
    assert {one["allreduce"] for one in facts["points"]} <= {"ring", "tree"}


def test_which_way_is_better_is_not_guessed():
    args = (
        "ranks",
        "--law",
        "14",
        "tensor_parallel=8",
        "pipeline_parallel=1",
        "--over",
        "devices=64,128",
    )
    found = run(*args)
    assert found.exit_code == 1
    assert "which way ranks is better" in found.output
    facts = json.loads(run(*args, "--maximize", "ranks", "--json").output)
    assert [one["ranks"] for one in facts["points"]] == [16, 8]


@pytest.mark.parametrize("suffix", ["csv", "nc", "zarr"])
def test_the_whole_grid_is_written(tmp_path, suffix):
    pytest.importorskip("zarr")
    path = tmp_path / f"grid.{suffix}"
    found = run(
        "run_time", *RUN, "--over", "devices=256,512", "--over", "mfu=0.3,0.4", "--out", str(path)
    )
    assert found.exit_code == 0, found.output
    if suffix == "csv":
        assert len(pandas.read_csv(path)) == 4
    elif suffix == "nc":
        assert xarray.load_dataset(path, engine="scipy").run_time.shape == (2, 2)
    else:
        assert xarray.open_zarr(path, consolidated=False).run_time.shape == (2, 2)


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        ((), 2, "name what is varied"),
        (("--over", "devices"), 2, "NAME=VALUE"),
        (("--over", "devices=1..8 s:4"), 1, "devices"),
        (("--over", "peak_flops=1..8 TFLOP/s"), 2, "needs a count"),
        (("--over", "devices=0..8:4log"), 2, "positive ends"),
        (("--over", "devices=8", "--out", "grid.xlsx"), 2, "such a suffix"),
        (("--over", "devices=8", "--where", "run_time"), 1, "not a constraint"),
        (("--over", "devises=8"), 1, "devices"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(args, code, words):
    found = run("run_time", *RUN, "mfu=0.4", *args)
    assert found.exit_code == code, found.output
    assert words in found.output
    assert "Traceback" not in found.output


def test_where_no_point_has_a_value_the_reasons_are_shown():
    found = run("run_time", *RUN, "mfu=0.4", "--over", "devices=1,2", "--where", "run_time <= 1 s")
    assert found.exit_code == 0
    assert "2 points, 0 with values" in found.output
    assert "not run_time <= 1 s" in found.output


TABLE = "device,peak_flops [TFLOP/s],memory_bandwidth\nA100,312,2039 GB/s\nH100,989,3.35 TB/s\n"
ROOFLINE = ("attainable_flops", "--law", "2", "--over", "arithmetic_intensity=1,1000 FLOP/byte")


def test_the_rows_of_a_file_are_an_axis(tmp_path):
    (tmp_path / "devices.csv").write_text(TABLE)
    found = run(*ROOFLINE, "--over", f"device={tmp_path / 'devices.csv'}", "--regimes", "--json")
    facts = json.loads(found.output)
    assert facts["axes"] == {"arithmetic_intensity": 2, "device": 2}
    assert facts["points"][0]["device"] == "H100"
    assert facts["points"][0]["attainable_flops"] == pytest.approx(989e12)
    assert facts["regimes"] == {"arithmetic_intensity*memory_bandwidth": 2, "peak_flops": 2}
    text = run(*ROOFLINE, "--over", f"device={tmp_path / 'devices.csv'}", "--regimes").output
    assert text.splitlines()[-2:] == ["2       arithmetic_intensity*memory_bandwidth",
                                      "2       peak_flops"]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (None, "cannot read"),
        ("device,peak_flops\n", "has no rows"),
        ("device,peak_flops\nA100\n", "has 1 cells, not 2"),
        ("device,peak_flops\nA100,1 TFLOP/s\nA100,1 TFLOP/s\n", "is there twice"),
        ("device,peak_flops [TFLOP\nA100,1\n", "names no variable"),
        ("device,peak_flop\nA100,1\n", "did you mean 'peak_flops'"),
        ("device,peak_flops\nA100,fast\n", "fast"),
    ],
)
def test_what_is_no_table_is_refused_in_one_line(table, words, tmp_path):
    path = tmp_path / "devices.csv"
    if table is not None:
        path.write_text(table)
    found = run(*ROOFLINE, "memory_bandwidth=1 TB/s", "--over", f"device={path}")
    assert found.exit_code
    assert words in found.output
    assert len(found.output.strip().splitlines()) == 1


def test_an_axis_takes_the_place_of_what_a_file_gives_but_not_of_what_is_said(tmp_path):
    path = tmp_path / "run.toml"
    path.write_text('total_flop = "3e23 FLOP"\npeak_flops = "989 TFLOP/s"\nmfu = 0.4\n'
                    "scaling_efficiency = 1\ngoodput = 1\ndevices = 7\n")  # fmt: skip
    asked = ("run_time", "--file", str(path), "--over", "devices=256,512", "--json")
    assert [one["devices"] for one in json.loads(run(*asked).output)["points"]] == [512, 256]
    said = run(*asked, "devices=8")
    assert said.exit_code
    assert "devices is varied and also given" in said.output
