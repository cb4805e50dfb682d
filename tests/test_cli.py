"""The command line, run in process: output, JSON, exit codes and one-line errors."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

import ironlaw as il
from ironlaw._command.main import main

RUN = "total_flop=3.14e23_FLOP devices=1024 mfu=0.34 scaling_efficiency=0.98 goodput=0.97"
GIVENS = [*(part.replace("_FLOP", " FLOP") for part in RUN.split()), "peak_flops=312 TFLOP/s"]


ROOT = Path(__file__).parents[1]
RUN_FILE = str(ROOT / "examples" / "training_run.toml")


def run(*args: str):
    return CliRunner().invoke(main, list(args))


def assert_one_line(result, message, exit_code=1):
    assert result.exit_code == exit_code
    assert message in result.output
    assert len(result.output.strip().splitlines()) == 1
    assert "Traceback" not in result.output


@pytest.fixture
def written(tmp_path):
    """Write a file of givens; return its path."""

    def write(text, name="givens.toml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return write


def test_laws_lists_the_22_walls_and_the_iron_law():
    lines = run("laws").output.splitlines()
    assert len(lines) == 1 + 22 + 1
    assert lines[2].split()[:2] == ["2", "Memory"]


def test_laws_as_json_is_the_registry():
    found = json.loads(run("laws", "--json").output)["laws"]
    assert [law["number"] for law in found] == [*range(1, 23), None]


@pytest.mark.parametrize("key", ["14", "communication", "Communication"])
def test_show_takes_numbers_and_names(key):
    result = run("show", key)
    assert result.exit_code == 0
    assert "allreduce_time" in result.output
    assert "Ring: every rank passes on nearly the whole message twice" in result.output


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
    assert lines.output.splitlines()[-2] == "devices = 1201"


def test_derive_as_latex_and_json():
    assert r"\begin{align*}" in run("derive", "devices", "--latex").output
    (answer,) = json.loads(run("derive", "devices", "--json").output)["answers"]
    steps = answer["steps"]
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
        (("solve", "memory_time", "--law", "2", "weight_bytes="), "does not start with a number"),
        (("solve", "memory_time", "--law", "2", "weight_bytes=-1 GB"), "it must be positive"),
        (("solve", "mfu", "--law", "3", "achieved_flops=1 FLOP", "peak_flops=1"), "FLOP/s for a"),
        (("solve", "memory_time", "--law", "2", "--using", "x=y"), "has no choice 'x'"),
        (("solve", "mfu", "--system", "trainin"), "there are training and inference"),
        (("solve", "mfu", "--system", "memory"), "there is no system 'memory'"),
        (("solve", "mfu", "--file", "none.toml"), "cannot read none.toml: No such file"),
        (("solve", "mfu", "--file", "."), "neither a .toml nor a .json file"),
        (("check", "--for", "mfuu"), "did you mean 'mfu'"),
        (("check", "mfu=1.5"), "it must be in (0, 1]"),
        (("graph", "nothing", "--law", "2"), "has no variable 'nothing'"),
        (("graph", "nothing=1", "--law", "2"), "has no variable 'nothing'"),
        (("graph", "--out", "none/here.dot"), "cannot write none/here.dot: No such file"),
        (("graph", "--out", "none/here.png"), "cannot write none/here.png: No such file"),
    ],
)
def test_an_error_is_one_line_without_traceback_and_exit_code_1(args, message):
    assert_one_line(run(*args), message)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("solve", "memory_time", "--law", "2", "weight_bytes"), "is not NAME=VALUE"),
        (("solve", "memory_time", "--law", "2", "a=1", "a=2"), "given twice"),
        (("solve", "mfu", "--law", "3", "--system", "training"), "keep one of the two"),
        (("solve", "mfu=1"), "name the variable that is asked for"),
        (("solve", "mfu", "--using", "allreduce"), "write --using as allreduce=tree"),
        (("check", "mfu"), "is not NAME=VALUE"),
        (("graph", "--law", "2", "--format", "png"), "needs a file; add --out FILE.png"),
        (("graph", "--format", "svg"), "needs a file; add --out FILE.svg"),
    ],
)
def test_a_command_whose_form_is_wrong_is_one_line_and_exits_with_2(args, message):
    assert_one_line(run(*args), message, exit_code=2)


@pytest.mark.parametrize("args", [("solve",), ("nonsense",), ("laws", "--colour"), ("find",)])
def test_usage_errors_exit_with_2(args):
    assert run(*args).exit_code == 2


# -- names, choices and systems --------------------------------------------------------------------


def test_find_prints_what_find_finds():
    result = run("find", "hbm", "bandwidth")
    assert result.exit_code == 0
    assert result.output == il.find("hbm bandwidth").to_text() + "\n"
    assert_one_line(run("find", "zzyzx"), "nothing is called 'zzyzx'; try other words, or fewer")


@pytest.mark.parametrize("name", ["training", "inference"])
def test_show_lists_every_variable_relation_and_choice_of_a_system(name):
    system = getattr(il, name)
    text = run("show", name).output
    for variable in system.variables.values():
        assert re.search(rf"^{variable.name} .*{re.escape(variable.meaning)}", text, re.MULTILINE)
    for one in system.declared:
        assert f"{one.lhs} = {one.rhs}" in text
    facts = json.loads(run("show", name, "--json").output)
    assert facts["leaves"] == list(system.leaves)
    assert facts["choices"] == system.choices.to_dict()


def test_choices_say_what_each_variant_means():
    assert run("choices", "17").output == f"{il.laws[17].choices}\n"
    assert run("choices", "inference").output.startswith("choice")


def test_an_unknown_name_says_how_to_ask_who_has_it():
    result = run("solve", "memory_bandwidth")
    assert_one_line(result, "it is in wall 2 (Memory), wall 4 (Serving), wall 22 (Synthesis)")
    assert result.output.endswith(": add --law 2\n")
    assert run("solve", "kernel_mfu").output.endswith(": add --system training\n")


# -- how it is written -----------------------------------------------------------------------------

WRITTEN = [
    ("laws",),
    ("show", "2"),
    ("show", "training"),
    ("choices", "training"),
    ("find", "bandwidth"),
    ("solve", "devices", *GIVENS[:1], *GIVENS[2:], "run_time=30 day"),
    ("solve", "ranks", "--law", "14"),
    ("derive", "devices"),
    ("sensitivity", "run_time"),
    ("check", "--system", "training", "--file", RUN_FILE, "--for", "tco"),
]


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("args", WRITTEN, ids=" ".join)
def test_a_page_fits_the_width(args, width):
    result = run("--width", str(width), *args)
    assert result.exit_code == 0
    assert max(map(len, result.output.splitlines())) <= width


def test_nothing_is_lost_where_lines_are_folded():
    for args in WRITTEN:
        whole, folded = run(*args).output, run("--width", "40", *args).output
        if args[0] in ("derive", "solve", "check"):
            assert "".join(folded.split()) == "".join(whole.split())


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is needed")
def test_on_a_terminal_pages_fit_it_and_the_first_line_is_bold():
    import pty

    environ = {**os.environ, "COLUMNS": "60", "TERM": "xterm"}
    command = [sys.executable, "-m", "ironlaw", "show", "2"]
    main_end, end = pty.openpty()
    with subprocess.Popen(command, stdout=end, stderr=end, env=environ) as process:
        os.close(end)
        seen = b""
        while True:
            try:
                part = os.read(main_end, 65536)
            except OSError:
                break
            if not part:
                break
            seen += part
        assert process.wait(60) == 0
    os.close(main_end)
    text = seen.decode().replace("\r", "")
    assert text.startswith("\x1b[1mwall 2 (Memory)\x1b[0m")
    assert max(len(line) for line in re.sub(r"\x1b\[\d*m", "", text).splitlines()) <= 60


# -- JSON ------------------------------------------------------------------------------------------

AS_JSON = {
    ("laws",): {"laws"},
    ("show", "2"): {"title", "number", "name", "question", "relations", "variables", "choices"},
    ("show", "training"): {"title", "relations", "variables", "leaves", "choices"},
    ("choices", "2"): {"choices"},
    ("find", "bandwidth"): {"matches"},
    ("solve", "run_time", *GIVENS): {"unknown", "text", "kind", "values", "base_unit", "formula"},
    ("solve", "run_time"): {"unknown", "text", "formula", "missing"},
    ("derive", "devices"): {"answers", "rejected"},
    ("sensitivity", "run_time", *GIVENS): {"target", "rows"},
    ("check", *GIVENS): {"system", "given", "determined", "open", "contradictions"},
    ("graph", "--law", "2"): {"system", "nodes", "edges"},
}


@pytest.mark.parametrize("args", AS_JSON, ids=" ".join)
def test_json_has_one_schema_and_names_the_command(args):
    facts = json.loads(run(*args, "--json").output)
    assert facts["schema"] == 1
    assert facts["command"] == args[0]
    assert facts.keys() >= AS_JSON[args]
    assert "error" not in facts


@pytest.mark.parametrize(
    ("args", "kind", "exit_code"),
    [
        (("solve", "memory_bandwidth"), "UnknownVariable", 1),
        (("solve", "mfu", "--law", "99"), "UnknownLaw", 1),
        (("check", "mfu=1.5"), "DomainError", 1),
        (("solve", "mfu", "--law", "3", "hfu=0.5"), "UnderdeterminedError", 1),
        (("solve", "mfu", "hfu"), "Malformed", 2),
        (("solve",), "Malformed", 2),
        (("show", "2", "--colour"), "Malformed", 2),
    ],
)
def test_errors_are_json_where_json_is_asked_for(args, kind, exit_code):
    result = run(*args, "--json")
    facts = json.loads(result.output)
    assert (facts["schema"], facts["command"]) == (1, args[0])
    assert facts["error"]["kind"] == kind
    assert facts["error"]["message"]
    assert result.exit_code == exit_code


# -- completion in a shell -------------------------------------------------------------------------


def completed(args, start):
    words = ShellComplete(main, {}, "ironlaw", "_IRONLAW_COMPLETE").get_completions(args, start)
    return [one.value for one in words]


def test_a_shell_completes_laws_variables_choices_and_variants():
    assert completed(["show"], "mem") == ["memory"]
    assert completed(["show"], "trai") == ["training"]
    assert "memory_bandwidth" in completed(["solve", "--law", "2"], "memory_b")
    assert completed(["solve", "--system", "training"], "kernel_m") == ["kernel_mfu"]
    assert completed(["solve", "--law", "2", "memory_time"], "weight_b") == ["weight_bytes="]
    assert completed(["solve", "--law", "14", "--using"], "allreduce=t") == ["allreduce=tree"]
    assert completed(["solve", "--law"], "iron") == ["iron_law"]
    assert completed(["solve", "--law", "99"], "m") == []
    assert completed(["solve", "--system"], "") == ["training", "inference"]
    assert "mfu" in completed(["check", "--for"], "mf")


def test_the_installed_command_runs():
    import subprocess

    command = [sys.executable, "-m", "ironlaw", "solve", "memory_time", "--law", "2"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "memory_time = weight_bytes/memory_bandwidth\n"


@pytest.mark.parametrize("command", ["solve", "check", "graph"])
def test_help_keeps_an_example_on_its_own_line(command):
    lines = run(command, "--help").output.splitlines()
    assert any(line.strip().startswith(f"ironlaw {command} --") or "=" in line for line in lines)
    assert "\\b" not in "".join(lines)


# -- systems and files ---------------------------------------------------------------------------


def test_a_system_is_asked_with_the_givens_of_a_file():
    args = ("solve", "devices", "--system", "training", "--file", RUN_FILE, "run_time=30 day")
    assert run(*args).output.splitlines()[1] == "  whole: 1158"
    facts = json.loads(run(*args, "--json").output)
    assert facts["whole"] == 1158
    assert 1157 < facts["values"][0] < 1158


def test_a_file_names_its_own_system():
    assert run("solve", "run_time", "--file", RUN_FILE, "devices=1024").output == (
        "run_time = 33.91 day  (defaults: dp_slowdown = 1)\n"
    )


def test_the_systems_derive_and_rank():
    args = ("--system", "training", "--file", RUN_FILE, "devices=1024")
    assert run("derive", "run_time", *args).output.startswith("1. total_flop = ")
    rows = json.loads(run("sensitivity", "run_time", *args, "--json").output)["rows"]
    assert {row["variable"] for row in rows} >= {"devices", "hfu", "tokens"}


def test_inference_is_a_system():
    args = ("solve", "servers", "--system", "inference", "batch_size=16", "replicas=3")
    assert run(*args).output == "servers = 48\n"


def test_json_and_toml_are_read_alike(written):
    toml = 'law = 2\nweight_bytes = "16 GB"\nmemory_bandwidth = 3.2e12\n'
    table = {"law": "memory", "weight_bytes": "16 GB", "memory_bandwidth": 3200000000000}
    for path in (written(toml), written(json.dumps(table), "givens.JSON")):
        assert run("solve", "memory_time", "--file", path).output == "memory_time = 5 ms\n"


def test_the_command_line_overrides_the_file(written):
    path = written('law = 2\nweight_bytes = "16 GB"\nmemory_bandwidth = "3.2 TB/s"\n')
    args = ("solve", "memory_time", "--file", path, "weight_bytes=32 GB")
    assert run(*args).output == "memory_time = 10 ms\n"
    assert "has no variable" in run(*args, "--law", "3").output


def test_choices_of_the_command_line_override_those_of_the_file(written):
    path = written("law = 14\n[using]\nallreduce = 'tree'\n")
    args = ("ranks=8", "message_bytes=1 GB", "effective_bandwidth=50 GB/s", "link_latency=5 us")
    asked = ("solve", "allreduce_time", "--file", path, *args)
    assert run(*asked).output == "allreduce_time = 120 ms\n"
    assert run(*asked, "--using", "allreduce=ring").output == "allreduce_time = 35.07 ms\n"


def test_a_file_with_a_given_that_is_also_asked_for_is_refused(written):
    path = written("law = 2\nmemory_time = 1\n")
    assert_one_line(run("solve", "memory_time", "--file", path), "asked for and also given")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[mfu]\nvalue = 1", "'mfu' is a table; give one number, or text with a unit"),
        ("mfu.value = 1", "'mfu' is a table"),
        ("mfu = [0.3, 0.4]", "'mfu' is a list"),
        ("mfu = true", "'mfu' is true or false"),
        ("mfu = 2024-01-01", "'mfu' is a date or a time"),
        ("mfu = nan", "'mfu' is nan; give a finite number"),
        ("mfu = -inf", "'mfu' is -inf; give a finite number"),
        ("devices = 1" + "0" * 400, "is not a finite number"),
        ("devices = 1" + "0" * 5000, "is not valid TOML"),
        ("mfu = 0.3\nmfu = 0.4", "is not valid TOML: Cannot overwrite a value"),
        ("mfu = ", "is not valid TOML: Invalid value"),
        (b"mfu = '\xff'", "is not valid TOML: 'utf-8' codec"),
        ("mfu = " + "[" * 100_000, "is"),
        ("mfu = 0.3 # " + "x" * 1_000_000, "is longer than 1000000 bytes"),
        ("mfu = '0.3 s'", "but mfu is dimensionless"),
        ("mfu = '1+1'", "mfu"),
        ("mfuu = 1", "did you mean 'mfu'"),
        ('"\\u001b[31m" = 1', "has no variable '\\x1b[31m'"),
        ("using = 1", "using is a number; make it a table of choices"),
        ("[using]\ngoodput = 1", "the choice 'goodput' is a number; write the name of a variant"),
        ("[using]\nnothing = 'x'", "has no choice 'nothing'"),
        ("system = 1", "system is a number; write training or inference"),
        ("system = 'serving'", "there is no system 'serving'"),
        ("law = 2.0", "law is a number; write a wall's number or name"),
        ("law = true", "law is true or false"),
        ("law = 99", "there is no law"),
        ("law = 2\nsystem = 'training'", "a law and a system are both named"),
    ],
)
def test_a_file_that_is_not_a_flat_table_is_one_clear_line(written, text, message):
    assert_one_line(run("solve", "run_time", "--file", written(text)), message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[1, 2]", "holds a list; write a table of names and values"),
        ("3", "holds a number"),
        ('{"mfu": {"value": 1}}', "'mfu' is a table"),
        ('{"mfu": null}', "'mfu' is null"),
        ('{"mfu": false}', "'mfu' is true or false"),
        ('{"mfu": NaN}', "'mfu' is nan"),
        ('{"mfu": 1e999}', "'mfu' is inf"),
        ('{"mfu": 0.3, "mfu": 0.4}', "is not valid JSON: 'mfu' is given twice"),
        ('{"using": {"goodput": "exact", "goodput": "exact"}}', "'goodput' is given twice"),
        ("", "is not valid JSON: Expecting value"),
        ("[" * 200_000, "is nested too deeply; write a flat table"),
    ],
)
def test_a_json_file_that_is_not_a_flat_table_is_one_clear_line(written, text, message):
    path = written(text, "givens.json")
    assert_one_line(run("solve", "run_time", "--file", path), message)


@pytest.mark.parametrize(
    "command", ["derive mfu", "sensitivity mfu", "check", "graph", "graph mfu"]
)
def test_every_command_reads_the_file_alike(written, command):
    assert_one_line(run(*command.split(), "--file", written("tokens = [1]")), "'tokens' is a list")


def test_a_folder_is_not_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # a long path would be cut
    (tmp_path / "folder.toml").mkdir()
    message = "cannot read folder.toml: Is a directory"
    assert_one_line(run("check", "--file", "folder.toml"), message)


def test_text_of_a_file_is_data(written, monkeypatch):
    monkeypatch.delenv("TEXT_WAS_RUN", raising=False)
    code = "__import__('os').environ.__setitem__('TEXT_WAS_RUN','1')"
    for table in ({"mfu": code}, {code: 1}, {"using": {"goodput": code}}, {"system": code}):
        result = run("check", "--file", written(json.dumps(table), "givens.json"))
        assert result.exit_code == 1
    assert "TEXT_WAS_RUN" not in os.environ


# -- check ---------------------------------------------------------------------------------------


def facts_of(*args):
    result = run("check", "--json", *args)
    return result.exit_code, json.loads(result.output)


def test_check_follows_givens_forward_and_backward_in_order():
    code, facts = facts_of(
        "--law", "1", "compute_time=10 ms", "peak_flops=1 PFLOP/s", "efficiency=0.5"
    )
    found = [(one["variable"], one["values"], one["direction"]) for one in facts["determined"]]
    assert code == 0
    assert found == [("operations", [5e12], "backward"), ("multiply_adds", [2.5e12], "backward")]
    assert facts["open"] == ["compute_units", "flop_per_cycle", "clock_rate"]
    assert [one["variable"] for one in facts["given"]] == [
        "compute_time",
        "peak_flops",
        "efficiency",
    ]


def test_check_finds_in_a_system_what_solve_finds():
    code, facts = facts_of("--file", RUN_FILE, "devices=1024")
    values = {one["variable"]: one for one in facts["determined"]}
    assert code == 0
    assert values["mfu"]["direction"] == "backward"
    assert values["mfu"]["relations"] == ["hfu"]
    assert values["run_time"]["values"][0] / 86400 == pytest.approx(33.91, rel=1e-3)
    assert values["run_time"]["defaults"] == ["dp_slowdown"]
    assert "dp_slowdown" in [one["variable"] for one in facts["defaults"]]
    assert not {"run_time", "dp_slowdown"} & set(facts["open"])


CLUSTER = (
    "total_flop=3.15e23 FLOP",
    "peak_flops=312 TFLOP/s",
    "mfu=0.4",
    "scaling_efficiency=0.95",
    "parameters=175e9",
    "checkpoint_bandwidth=2 GB/s",
    "checkpoint_interval=2 h",
    "component_mtbf=50000 h",
    "components_per_device=2",
    "restart_time=20 min",
    "dp_slowdown=1",
)


def test_check_solves_what_depends_on_each_other():
    _, facts = facts_of("--system", "training", *CLUSTER, "run_time=20 day")
    found = {one["variable"]: one for one in facts["determined"]}
    assert found["tokens"]["values"] == pytest.approx([3e11])
    assert found["devices"]["values"] == pytest.approx([2150, 13410], rel=1e-3)
    assert found["goodput"]["direction"] == "together"
    assert "cluster_mtbf" in found["goodput"]["relations"]


def test_check_says_once_that_a_target_is_out_of_reach():
    code, facts = facts_of("--system", "training", *CLUSTER, "run_time=2 day")
    assert code == 1
    assert len(facts["contradictions"]) == 1
    assert "the least is 9.526 day at devices = 7780" in facts["contradictions"][0]
    assert facts["unsolved"]["goodput"] == "it rests on devices"


def test_check_shows_intervals():
    givens = ("memory_capacity=80 GB", "weight_bytes=16 GB", "max_batch_size=128")
    line = "  496.1 MB < kv_bytes_per_request <= 500 MB  by max_batch_size, backward\n"
    assert line in run("check", "--law", "5", *givens).output


@pytest.mark.parametrize(
    ("name", "state", "give"),
    [
        ("roofline_time", "open", [["compute_time"]]),
        ("ridge_point", "open", [["peak_flops"]]),
        ("compute_time", "open", [["roofline_time"]]),
        ("memory_bandwidth", "determined", []),
        ("memory_time", "given", []),
        ("weight_bytes", "given", []),
    ],
)
def test_check_says_what_a_variable_lacks(name, state, give):
    args = ("--law", "2", "weight_bytes=16 GB", "memory_time=5 ms", "--for", name)
    assert facts_of(*args)[1]["for"] == {"variable": name, "state": state, "give": give}


def test_check_calls_a_constant_one():
    result = run("check", "--law", "1", "operations=1 TFLOP", "--for", "flop_per_mac")
    assert result.output.endswith("flop_per_mac is a constant\n")


def test_check_offers_what_a_definition_lacks_and_what_may_stand_for_it():
    lines = run("check", "--law", "2", "--for", "memory_time").output.splitlines()
    sets = lines[lines.index("to determine memory_time, give one of these") + 1 :]
    assert "  memory_bandwidth and weight_bytes" in sets
    assert "  bytes_per_parameter and memory_bandwidth and parameters" in sets


def test_check_without_givens_leaves_everything_open():
    code, facts = facts_of()
    assert code == 0
    assert (facts["given"], facts["determined"]) == ([], [])
    assert len(facts["open"]) == 11


def test_check_reports_each_contradiction_and_exits_with_1():
    givens = ("memory_time=1 ms", "weight_bytes=16 GB", "memory_bandwidth=3.2 TB/s")
    code, facts = facts_of("--law", "2", *givens, "parameters=8e9", "bytes_per_parameter=2.5 byte")
    assert code == 1
    assert [text.split(":")[0] for text in facts["contradictions"]] == [
        "the givens contradict 'memory_time'",
        "the givens contradict 'weight_bytes'",
    ]
    assert "gradient_bytes" in [one["variable"] for one in facts["determined"]]


def test_check_reports_what_no_value_can_meet_and_what_rests_on_it():
    givens = ("achieved_flops=4e14 FLOP/s", "peak_flops=3e14 FLOP/s", "scaling_efficiency=0.9")
    result = run("check", "--law", "3", *givens, "--for", "end_to_end_mfu")
    assert result.exit_code == 1
    assert "end_to_end_mfu: it rests on mfu\n" in result.output
    assert result.output.count("mfu = 1.333 is not in (0, 1]") == 1
    assert result.output.endswith("end_to_end_mfu has no answer\n")


def test_check_of_a_given_that_only_a_contradicted_relation_holds():
    givens = ("memory_time=1 ms", "weight_bytes=16 GB", "memory_bandwidth=3.2 TB/s")
    _, facts = facts_of("--law", "2", *givens, "--for", "memory_time")
    assert facts["for"]["state"] == "given"


# -- graph ---------------------------------------------------------------------------------------


def test_graph_prints_mermaid_with_the_path_of_an_answer():
    plain = run("graph", "--law", "2").output
    marked = run("graph", "--law", "2", "memory_bandwidth", "memory_time=50 ms").output
    assert plain.splitlines()[3] == marked.splitlines()[3] == "flowchart RL"
    assert "classDef path" in marked
    assert "classDef path" not in plain


def test_graph_shows_givens_without_an_unknown():
    output = run("graph", "--law", "2", "memory_time=50 ms", "--format", "dot").output
    assert output.startswith('digraph "2. Memory" {')
    assert '"t_mem  memory_time\\n= 50 ms"' in output


def test_graph_as_json_lists_nodes_and_edges():
    args = ("graph", "--law", "2", "--json", "memory_bandwidth", "memory_time=50 ms")
    facts = json.loads(run(*args).output)
    nodes = {node["name"]: node for node in facts["nodes"]}
    assert nodes["memory_bandwidth"]["role"] == "unknown"
    assert nodes["memory_time"]["value"] == "50 ms"
    assert nodes["relation:memory_time"]["on_path"]
    assert ["relation:memory_time", "memory_time"] in facts["edges"]


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("a.mmd", b"---"),
        ("a.dot", b"digraph"),
        ("a.png", b"\x89PNG"),
        ("a.svg", b"<?xml"),
        ("a.pdf", b"%PDF"),
    ],
)
def test_graph_writes_the_format_that_a_suffix_names(tmp_path, name, start):
    path = tmp_path / name
    result = run("graph", "--law", "2", "--out", str(path), "memory_bandwidth", "memory_time=5 ms")
    assert (result.exit_code, result.output) == (0, "")
    assert path.read_bytes().startswith(start)


def test_a_format_goes_before_a_suffix(tmp_path):
    path = tmp_path / "a.svg"
    assert run("graph", "--law", "1", "--format", "dot", "--out", str(path)).exit_code == 0
    assert path.read_text().startswith("digraph")


def test_graph_of_a_system_marks_a_file_s_givens():
    output = run("graph", "--file", RUN_FILE, "devices", "run_time=30 day").output
    assert 'title: "training"' in output
    assert "hfu<br/>= 0.4487" in output


def test_graph_closes_its_figure(tmp_path):
    from matplotlib import pyplot

    before = pyplot.get_fignums()
    run("graph", "--law", "1", "--out", str(tmp_path / "a.png"))
    assert pyplot.get_fignums() == before


def test_graph_without_matplotlib_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    result = run("graph", "--law", "1", "--out", str(tmp_path / "a.png"))
    assert_one_line(result, "pip install 'ironlaw[plot]'")


# -- the pages -----------------------------------------------------------------------------------

PAGES = [ROOT / "README.md", ROOT / "docs" / "guide.md"]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_a_page_shows_what_the_commands_print(page, monkeypatch):
    monkeypatch.chdir(ROOT)
    blocks = re.findall(r"^```console\n(.*?)^```$", page.read_text(), re.DOTALL | re.MULTILINE)
    shown = [part for block in blocks for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    assert shown
    for part in shown:
        command, _, output = part.partition("\n")
        assert run(*shlex.split(command)[1:]).output == output


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_every_command_of_a_page_runs(page, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    commands = re.findall(r"^ironlaw .*$", page.read_text(), re.MULTILINE)
    assert commands
    for command in commands:
        assert run(*shlex.split(command)[1:]).exit_code == 0, command


# -- where the answer goes -------------------------------------------------------------------------


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this machine has no /dev/full")
@pytest.mark.parametrize("words", [["laws"], ["laws", "--json"], ["show", "2"]])
def test_an_answer_that_cannot_be_written_is_one_line(words):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "ironlaw", *words],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )
    assert done.returncode == 1
    assert done.stderr == "Error: the answer cannot be written: No space left on device\n"


def test_a_picture_in_a_file_needs_no_window(tmp_path):
    out = tmp_path / "wall.svg"
    done = subprocess.run(
        [sys.executable, "-m", "ironlaw", "graph", "--law", "2", "--out", str(out)],
        env={**os.environ, "MPLBACKEND": "nonsense"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert out.read_text().lstrip().startswith("<?xml")


def test_a_long_path_is_not_echoed_whole():
    done = subprocess.run(
        [sys.executable, "-m", "ironlaw", "solve", "memory_time", "--file", "x" * 6000],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert len(done.stderr) < 300
