"""Names are found: by words, across walls, in what a session shows and completes."""

import inspect
import json
import pickle
from html.parser import HTMLParser

import pytest

import ironlaw as il

BEST = {
    "hbm bandwidth": "memory_bandwidth",
    "memory bandwidth": "memory_bandwidth",
    "mem bw": "memory_bandwidth",
    "bandwith": "memory_bandwidth",
    "gpu price": "device_price",
    "USD/kWh": "electricity_price",
    "time to first token": "ttft",
    "carbon intensity": "carbon_intensity",
    "number of gpus": "devices",
    "checkpoint interval": "checkpoint_interval",
    "network latency": "link_latency",
    "model flop utilisation": "mfu",
    r"\gamma": "carbon_intensity",
    "all-reduce": "allreduce",
    "kv cache": "kv_cache_bytes",
    "allreduce": "allreduce",
    "zero": "zero",
}


@pytest.mark.parametrize("words", BEST)
def test_what_people_call_a_variable_finds_it_first(words):
    assert il.find(words)[0].name == BEST[words]


@pytest.mark.parametrize("variable", il.variables.values(), ids=str)
def test_every_variable_is_found_by_its_name_first_and_by_its_meaning(variable):
    found = il.find(variable.name)
    assert variable.name in [one.name for one in found][:2]  # a choice may have the same name
    assert variable.name in [one.name for one in il.find(variable.meaning)]


def test_a_match_says_who_has_it():
    (match,) = [one for one in il.find("memory bandwidth") if one.name == "memory_bandwidth"]
    expected = [n for n, law in il.laws.items() if "memory_bandwidth" in _names(law)]
    assert [law.number for law in match.systems if isinstance(law, il.Law)] == expected
    assert match.where.startswith(f"walls {', '.join(map(str, expected))}; ")
    assert (match.unit, match.glyph) == ("byte/s", r"B_{\mathrm{mem}}")
    assert match.variable is il.variables.memory_bandwidth


def _names(law):
    return {v.name for one in law.declared for v in one.symbols_used}


def test_what_was_found_is_text_html_and_json():
    found = il.find("allreduce")
    facts = json.loads(json.dumps(found.to_dict()))
    assert facts[0]["kind"] == "choice"
    assert facts[1] == {
        "name": "allreduce_time",
        "kind": "variable",
        "meaning": "time of one all-reduce",
        "unit": "s",
        "base_unit": "s",
        "latex": r"t_{\mathrm{AR}}",
        "walls": [14],
        "where": ["wall 14 (Communication)", "training"],
    }
    assert r"allreduce_time [s], t_{\mathrm{AR}}: time of one all-reduce" in repr(found)
    assert "<msub><mi>t</mi>" in found._repr_html_()
    assert max(map(len, found.to_text(width=40).splitlines())) <= 40


def test_nothing_is_found_in_words():
    assert not il.find("zzyzx")
    assert repr(il.find("zzyzx")) == "nothing is called 'zzyzx'; try other words, or fewer"
    assert not il.find("")
    with pytest.raises(il.DomainError, match="5 is not the words to look for"):
        il.find(5)


# -- unknown names -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: il.laws[2]["link_bandwidth"],
         r"it is in wall 4 \(Serving\), wall 10 \(Locality\), training and 1 more: ask"),
        (lambda: il.iron_law.solve("memory_bandwidth"), r"wall 22 \(Synthesis\) and 1 more: ask"),
        (lambda: il.laws[14].solve("tco"), r"it is in wall 17 \(Capital\), .*: ask il.laws\[17\]"),
        (lambda: il.laws[2].solve("mem_bw"), "did you mean 'memory_bandwidth'"),
        (lambda: il.variables["mem_bw"], "did you mean 'memory_bandwidth'"),
        (lambda: il.laws["allreduce"], r"allreduce is a choice in il.laws\[14\]"),
        (lambda: il.laws["link_latency"], r"link_latency is in il.laws\[14\]; the walls"),
        (lambda: il.laws["training"], "that is a system, il.training"),
        (lambda: il.laws[14].choices["zer"], "did you mean 'zero'"),
    ],
)  # fmt: skip
def test_an_unknown_name_says_who_has_it(ask, message):
    with pytest.raises(il.IronLawError, match=message):
        ask()


def test_the_error_of_an_unknown_name_keeps_who_has_it():
    with pytest.raises(il.UnknownVariable) as caught:
        il.laws[14].solve("tco")
    copied = pickle.loads(pickle.dumps(caught.value))
    assert [one.python for one in copied.holders] == ["il.laws[17]", "il.training", "il.inference"]
    assert copied.at_command_line.endswith("add --law 17")


def test_where_a_variant_would_bring_a_name_in_it_says_that():
    with pytest.raises(il.UnknownVariable, match=r"unless .using\(queue='mmc'\)"):
        il.laws[16].solve("job_slots")


# -- what a session shows ----------------------------------------------------------------------


def cells(html):
    parser, seen = HTMLParser(), []
    parser.handle_data = seen.append
    parser.feed(html)
    return seen


def test_a_variable_shows_what_it_is_and_its_text_stays_its_name():
    assert repr(il.variables.mfu) == (
        "mfu: model FLOP utilisation: share of peak spent on the model's operations; in (0, 1]"
    )
    assert repr(il.variables.memory_bandwidth) == (
        "memory_bandwidth [byte/s]: memory bandwidth; positive"
    )
    assert repr(il.variables.overlap).endswith("; in [0, 1); default 0")
    assert str(il.variables.mfu) == "mfu"
    assert str(1 / il.variables.mfu) == repr(1 / il.variables.mfu) == "1/mfu"


def test_a_system_shows_equations_leaves_choices_and_what_is_bound():
    text = repr(il.laws[17].using(tenure="rented").given(rental_price="2 USD/hour"))
    assert text.startswith("wall 17 (Capital): What does the run cost")
    assert "\n  tco = capex + energy_opex + maintenance_opex\n" in text
    assert "\nleaves: devices, device_price, run_time, " in text
    assert "\nchoices: bought_by (device, node), tenure (owned, rented)\n" in text
    assert text.endswith("\nusing: tenure=rented\ngiven: rental_price = 2 USD/hour")


def test_a_large_system_is_shown_in_part_as_text_and_whole_as_html():
    text, html = repr(il.training), il.training._repr_html_()
    assert f"... and {len(il.training.relations) - 12} more relations" in text
    assert max(map(len, text.splitlines())) <= 100
    assert set(il.training.relations) <= set(cells(html))
    assert set(il.training.variables) <= set(cells(html))


def test_leaves_are_what_no_relation_defines():
    assert list(il.laws[17].leaves)[:4] == [
        "devices",
        "device_price",
        "run_time",
        "device_lifetime",
    ]
    assert "flop_per_mac" not in il.laws[1].leaves  # a constant
    assert set(il.iron_law.leaves) == set(il.iron_law.variables) - set(il.iron_law.relations)


def test_choices_say_what_each_variant_means():
    choices = il.laws[2].choices
    assert choices["zero"] == ("none", "stage_1", "stage_2", "stage_3")
    assert choices.meanings("zero")["stage_3"] == "ZeRO stage 3: the ranks share the weights, too."
    assert "keeps all states of what it holds. (default)" in " ".join(repr(choices).split())
    assert "stage_3" in cells(choices._repr_html_())


@pytest.mark.parametrize("system", [*il.laws.values(), il.training, il.inference])
def test_every_variant_of_every_choice_has_a_meaning(system):
    for choice in system.choices:
        for variant, words in system.choices.meanings(choice).items():
            assert words.endswith("."), (choice, variant)


RAW = ("object at 0x", "Range(", "FrozenDict", "Statement(", "mappingproxy", "Vocabulary(")
ANSWER = il.laws[2].solve("memory_bandwidth", weight_bytes="140 GB", memory_time="50 ms")
HELD = {
    "a law": il.laws[2],
    "a system": il.training,
    "a relation": il.laws[2].relations["memory_time"],
    "relations": il.laws[2].relations,
    "a vocabulary": il.variables,
    "leaves": il.laws[3].leaves,
    "an example": il.laws[2].examples[0],
    "a step": ANSWER.derivation.steps[0],
    "steps": ANSWER.derivation.steps,
    "a branch": ANSWER.branches[0],
    "a graph": il.laws[2].graph,
    "the way of an answer": ANSWER.graph,
    "the graph of everything": il.graph,
    "an answer": ANSWER,
    "choices": il.laws[2].choices,
    "what was found": il.find("memory"),
    "what stands": il.laws[2].check(weight_bytes="1 GB"),
    "the walls": il.laws,
    "a book": il.book([il.laws[1]]),
    "a change": il.laws[2].change(
        "memory_time", memory_bandwidth="1 TB/s", weight_bytes=("1 GB", "2 GB")
    ),
    "a sensitivity": il.laws[2].sensitivity("memory_time"),
    "several answers": il.laws[2].solve(["memory_time", "weight_bytes"]),
    "a derivation": ANSWER.derivation,
}


@pytest.mark.parametrize("name", HELD)
def test_nothing_that_is_held_is_shown_raw(name):
    text = repr(HELD[name])
    assert not [raw for raw in RAW if raw in text]
    assert len(text) < 6000
    if hasattr(HELD[name], "_repr_html_"):
        assert cells(HELD[name]._repr_html_())


@pytest.mark.parametrize(
    "name", [one for one in HELD if not {"graph", "steps", "way"} & set(one.split())]
)
def test_everything_that_is_held_shows_itself_in_a_notebook(name):
    held = HELD[name]
    pages = [getattr(held, f"_repr_{form}_", lambda: None)() for form in ("html", "latex")]
    assert any(pages)
    assert (pages[1] or "").count("$") % 2 == 0


def test_a_relation_a_step_a_branch_and_an_example_are_one_line():
    assert repr(HELD["a relation"]) == (
        "memory_time = weight_bytes/memory_bandwidth  (Every weight crosses the memory bus once.)"
    )
    assert repr(HELD["a step"]) == (
        "memory_time = weight_bytes/memory_bandwidth  (the relation memory_time)"
    )
    assert repr(HELD["a branch"]) == "weight_bytes/memory_time, by isolation"
    assert repr(HELD["an example"]).endswith("memory_bandwidth = 3.35 TB/s gives memory_time = "
                                             "4.776 ms")  # fmt: skip


# -- completion --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "name"),
    [
        (il.laws, "memory"),
        (il.laws[2], "memory_time"),
        (il.training, "run_time"),
        (il.variables, "mfu"),
        (il.laws[2].relations, "ridge_point"),
        (il.laws[2].choices, "zero"),
    ],
)
def test_what_stands_in_brackets_is_completed(held, name):
    names = held._ipython_key_completions_()
    assert name in names
    assert all(held[one] is not None for one in names)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("run.solve('mfu', link", ["link_bandwidth", "link_latency"]),
        ("run.given(sequ", ["sequence_length"]),
        ("run.sensitivity('tco', dev", ["device_power", "device_price", "devices"]),
        ("run.change('run_time', mfu", ["mfu"]),
        ("run.check(kernel", ["kernel_mfu"]),
        ("run.using(allr", ["allreduce"]),
    ],
)
def test_a_session_completes_what_a_verb_takes(text, names):
    """IPython's own completer, which reads signatures."""
    interactiveshell = pytest.importorskip("IPython.core.interactiveshell")
    completer = pytest.importorskip("IPython.core.completer")
    shell = interactiveshell.InteractiveShell.instance()
    shell.user_ns["run"] = il.training
    for use_jedi in (True, False):
        shell.Completer.use_jedi = use_jedi
        with completer.provisionalcompleter():
            found = {one.text for one in shell.Completer.completions(text, len(text))}
        assert {f"{name}=" for name in names} <= found


def test_a_signature_names_what_is_bound_and_chosen():
    bound = il.laws[17].given(devices=8).using(tenure="rented")
    taken = inspect.signature(bound.solve).parameters
    assert taken["devices"].default == 8
    assert set(bound.variables) < set(taken)
    assert "named" not in taken
    chosen = inspect.signature(bound.using).parameters["tenure"]
    assert chosen.default == "rented"
    assert chosen.annotation.__args__ == il.laws[17].choices["tenure"]
    assert "named" in inspect.signature(il.System.solve).parameters
    again = pickle.loads(pickle.dumps(bound))
    assert again.solve("device_hours", run_time="1 day").magnitude == 192 * 3600
    assert inspect.getdoc(bound.solve) == inspect.getdoc(il.System.solve)


@pytest.mark.parametrize("held", [il.laws, il.laws[2], il.training, il.variables, il.find("mfu")])
def test_no_html_waits_for_something_to_typeset_it(held):
    page = held._repr_html_()
    assert "<math" in page
    assert "$" not in page
    assert r"\mathrm" not in page
