"""The command line, run in process: output, JSON, exit codes and one-line errors."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from ironlaw.cli import main

RUN = "total_flop=3.14e23_FLOP devices=1024 mfu=0.34 scaling_efficiency=0.98 goodput=0.97"
GIVENS = [*(part.replace("_FLOP", " FLOP") for part in RUN.split()), "peak_flops=312 TFLOP/s"]


def run(*args: str):
    return CliRunner().invoke(main, list(args))


def test_laws_lists_the_22_walls_and_the_iron_law():
    lines = run("laws").output.splitlines()
    assert len(lines) == 1 + 22 + 1
    assert lines[2].split()[:2] == ["2", "Memory"]


def test_laws_as_json_is_the_registry():
    found = json.loads(run("laws", "--json").output)
    assert [law["number"] for law in found] == [*range(1, 23), None]


@pytest.mark.parametrize("key", ["14", "communication", "Communication"])
def test_show_takes_numbers_and_names(key):
    result = run("show", key)
    assert result.exit_code == 0
    assert "allreduce_time" in result.output
    assert "choice allreduce: ring" in result.output


def test_show_latex_is_in_the_authors_order():
    assert run("show", "2", "--latex").output.startswith(r"t_{\mathrm{mem}} = \frac{M}")


def test_solve_prints_the_inverse_roofline():
    result = run(
        "solve", "memory_bandwidth", "--law", "2", "weight_bytes=140 GB", "memory_time=50 ms"
    )
    assert result.output == "memory_bandwidth = 2.8 TB/s\n"


def test_solve_without_givens_prints_the_formula():
    result = run("solve", "memory_bandwidth", "--law", "memory")
    assert result.output == "memory_bandwidth = weight_bytes/memory_time\n"
    assert result.exit_code == 0


def test_solve_with_too_few_givens_names_what_is_missing():
    result = run("solve", "memory_bandwidth", "--law", "2", "memory_time=50 ms")
    assert result.exit_code == 1
    assert "weight_bytes" in result.output


def test_solve_defaults_to_the_iron_law_and_prints_json():
    facts = json.loads(run("solve", "run_time", "--json", *GIVENS).output)
    assert facts["values"][0] / 86400 == pytest.approx(35.196, rel=1e-3)
    assert facts["base_unit"] == "s"


def test_solve_uses_a_variant():
    args = ("solve", "allreduce_time", "--law", "14", "ranks=8", "message_bytes=1 GB")
    more = ("effective_bandwidth=50 GB/s", "link_latency=5 us")
    ring, tree = run(*args, *more), run(*args, *more, "--using", "allreduce=tree")
    assert ring.output == "allreduce_time = 35.07 ms\n"
    assert tree.output != ring.output


def test_derive_prints_numbered_steps():
    lines = run("derive", "devices", *[g for g in GIVENS if "devices" not in g], "run_time=30 day")
    assert lines.output.startswith("1. run_time = ")
    assert lines.output.rstrip().endswith("devices = 1201")


def test_derive_as_latex_and_json():
    assert r"\begin{align*}" in run("derive", "devices", "--latex").output
    steps = json.loads(run("derive", "devices", "--json").output)
    assert steps[0]["rule"] == "relation"


def test_sensitivity_ranks_inputs():
    rows = json.loads(run("sensitivity", "run_time", "--json", *GIVENS).output)["rows"]
    assert {round(row["elasticity"], 12) for row in rows} == {-1.0, 1.0}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("solve", "memory_bandwith", "--law", "2"), "did you mean 'memory_bandwidth'"),
        (("solve", "mfu", "--law", "99"), "there is no law '99'"),
        (("show", "memori"), "did you mean 'memory'"),
        (("solve", "memory_time", "--law", "2", "weight_bytes=16 TB/s"), "[information]"),
        (("solve", "memory_time", "--law", "2", "weight_bytes"), "is not NAME=VALUE"),
        (("solve", "memory_time", "--law", "2", "weight_bytes="), "does not start with a number"),
        (("solve", "memory_time", "--law", "2", "weight_bytes=-1 GB"), "it must be positive"),
        (("solve", "mfu", "--law", "3", "achieved_flops=1 FLOP", "peak_flops=1"), "FLOP/s for a"),
        (("solve", "memory_time", "--law", "2", "--using", "x=y"), "has no choice 'x'"),
        (("solve", "memory_time", "--law", "2", "a=1", "a=2"), "given twice"),
    ],
)
def test_an_error_is_one_line_without_traceback_and_exit_code_1(args, message):
    result = run(*args)
    assert result.exit_code == 1
    assert message in result.output
    assert len(result.output.strip().splitlines()) == 1
    assert "Traceback" not in result.output


def test_usage_errors_exit_with_2():
    assert run("solve").exit_code == 2
    assert run("nonsense").exit_code == 2


def test_the_installed_command_runs():
    import subprocess
    import sys

    command = [sys.executable, "-m", "ironlaw", "solve", "memory_time", "--law", "2"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "memory_time = weight_bytes/memory_bandwidth\n"
