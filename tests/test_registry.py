"""The registry: how laws are found, and that walls, vocabulary, glyphs and sources agree."""

from __future__ import annotations

import importlib
import pickle
import re
from collections import Counter
from pathlib import Path

import pytest
import sympy

import ironlaw as il
from contract import CONTRACT, definitions, lines_of, read

FOLDER = Path(__file__).parents[1] / "laws"
WALLS = """
    Compute, Memory, Software, Serving, Batching, Streaming, Tail Latency, Ingestion,
    Transformation, Locality, Complexity, Reasoning, Fidelity, Communication, Fragility,
    Multi-tenant, Capital, Sustainability, Checkpoint, Safety, Sensitivity, Synthesis
"""
NAMES = [name.strip() for name in WALLS.split(",")]
LAWS = [*il.laws.values(), il.iron_law]
MODULES = [f"ironlaw._laws.{path.stem}" for path in FOLDER.glob("[!_]*.py")]
VALUES = [value for name in MODULES for value in vars(importlib.import_module(name)).values()]
SYSTEMS = [value for value in VALUES if isinstance(value, il.System)]
RELATIONS = list(dict.fromkeys(one for system in SYSTEMS for one in system.declared))
BIBLIOGRAPHY = importlib.import_module("ironlaw._laws._bibliography").BIBLIOGRAPHY
NUMBER = re.compile(r"\{?\d+(\.\d+)?\}?")

CHOICES = {
    "serving": ("decode",),
    "locality": ("topology",),
    "communication": ("allreduce",),
    "complexity": ("recomputation",),
    "iron_law": ("goodput",),
}
CONSTANTS = {
    "flop_per_parameter_token": (6.0, "FLOP"),
    "flop_per_mac": (2.0, "FLOP"),
    "tokens_per_parameter": (20.0, "1"),
    "baseline_bits": (32.0, "1"),
    "checkpoint_bytes_per_parameter": (14.0, "byte"),
}
DEFAULTS = {
    **dict.fromkeys(("tensor_parallel", "pipeline_parallel", "compression_ratio"), 1.0),
    **dict.fromkeys(("dp_slowdown", "oversubscription", "bisection_fraction"), 1.0),
    "overlap": 0.0,
}


# -- access ----------------------------------------------------------------------------------


def test_there_are_22_walls_in_order():
    assert list(il.laws) == list(range(1, 23))
    assert [law.name for law in il.laws.values()] == NAMES
    assert [law.number for law in il.laws.values()] == list(range(1, 23))


@pytest.mark.parametrize("number", range(1, 23))
def test_a_law_is_found_by_number_name_slug_and_attribute(number):
    law = il.laws[number]
    keys = [str(number), law.name, law.name.upper(), law.slug, f" {law.slug} "]
    assert all(il.laws[key] is law for key in keys)
    assert getattr(il.laws, law.slug) is law
    assert il.find_law(law) is il.find_law(law.slug) is law
    assert law.slug in dir(il.laws)


@pytest.mark.parametrize("key", [2, "memory", "Memory", "2", "tail latency", "Multi-tenant"])
def test_what_can_be_looked_up_is_contained(key):
    assert key in il.laws
    assert il.laws.get(key) is il.laws[key]


@pytest.mark.parametrize("key", [0, 23, "memry", "", None])
def test_what_cannot_be_looked_up_is_not_contained(key):
    assert key not in il.laws
    assert il.laws.get(key) is None


@pytest.mark.parametrize("key", ["iron_law", "Iron Law", "iron law"])
def test_the_iron_law_is_found_by_name(key):
    assert il.find_law(key) is il.iron_law


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("memry", "there is no law 'memry'; did you mean 'memory'"),
        ("tail latncy", "did you mean 'tail_latency'"),
        (23, "there is no law 23; the walls are numbered 1 to 22"),
        (0, "there is no law 0"),
        (-1, "there is no law -1"),
        (2.0, "there is no law 2.0"),
        (None, "there is no law None"),
        ("", "there is no law ''"),
        ("²", "there is no law"),
    ],
)
@pytest.mark.parametrize("find", [il.find_law, il.laws.__getitem__])
def test_an_unknown_law_is_refused_with_near_names_or_the_range(find, key, message):
    with pytest.raises(il.UnknownLaw, match=message):
        find(key)


def test_an_unknown_attribute_is_an_attribute_error_with_near_names():
    with pytest.raises(AttributeError, match="there is no law 'memry'; did you mean 'memory'"):
        _ = il.laws.memry
    assert not hasattr(il.laws, "_hidden")


def test_the_registry_pickles_and_shows_every_wall():
    assert list(pickle.loads(pickle.dumps(il.laws))) == list(il.laws)
    assert len(repr(il.laws).splitlines()) == 22
    assert il.laws._repr_html_().count("<tr>") == 23


def test_wall_places_names_every_wall_with_its_places():
    places = il.wall_places()
    assert list(places) == NAMES
    assert all(places.values())


# -- files -----------------------------------------------------------------------------------


@pytest.mark.parametrize("law", il.laws.values(), ids=lambda law: law.slug)
def test_the_file_of_a_wall_is_its_number_and_slug(law):
    path = FOLDER / f"w{law.number:02}_{law.slug}.py"
    assert path.is_file()
    assert importlib.import_module(f"ironlaw._laws.{path.stem}").law is law


def test_installed_laws_equal_the_folder():
    (installed,) = map(Path, importlib.import_module("ironlaw._laws").__path__)
    texts = [{p.name: p.read_bytes() for p in place.glob("*.py")} for place in (installed, FOLDER)]
    assert texts[0] == texts[1]
    assert {f"w{law.number:02}_{law.slug}.py" for law in il.laws.values()} <= texts[0].keys()


def test_the_public_name_laws_is_the_registry_also_after_the_folder_is_imported():
    importlib.import_module("ironlaw._laws.w02_memory")
    assert il.laws[2].name == "Memory"


# -- the contract ----------------------------------------------------------------------------


@pytest.mark.parametrize("slug", CONTRACT)
def test_the_names_of_the_contract_exist_in_their_wall(slug):
    wanted = {name for line in lines_of(slug) for name in re.findall(r"\b[a-z]\w+", line)}
    used = {v.name for one in il.find_law(slug).declared for v in one.symbols_used}
    assert wanted - {"sqrt", "floor", "Max", "Min"} <= used


@pytest.mark.parametrize(("slug", "name", "formula"), definitions())
def test_the_formulas_of_the_contract_are_relations_of_their_wall(slug, name, formula):
    expected = read(formula)
    found = [one.rhs for one in il.find_law(slug).declared if one.defines == il.variables[name]]
    assert any(sympy.simplify(rhs - expected) == 0 for rhs in found)


@pytest.mark.parametrize("slug", CONTRACT)
def test_the_first_relation_of_a_wall_is_the_one_that_its_source_states(slug):
    first = next(iter(il.find_law(slug).relations))
    stated = {"batching": "kv_cache_bytes", "tail_latency": "wait_probability"}
    assert first == stated.get(slug, lines_of(slug)[0].split()[0])


@pytest.mark.parametrize("slug", CHOICES)
def test_the_choices_of_the_contract_exist(slug):
    assert set(CHOICES[slug]) <= set(il.find_law(slug).choices)


@pytest.mark.parametrize("name", CONSTANTS)
def test_a_constant_has_its_value_and_prints_as_its_number(name):
    variable = il.variables[name]
    assert (variable.constant, variable.unit) == CONSTANTS[name]
    assert float(variable.glyph) == variable.constant


@pytest.mark.parametrize("name", DEFAULTS)
def test_a_default_has_its_value(name):
    assert il.variables[name].default == DEFAULTS[name]


# -- the vocabulary --------------------------------------------------------------------------


def test_every_variable_is_used_and_every_used_variable_is_in_the_vocabulary():
    used = {variable for one in RELATIONS for variable in one.symbols_used}
    assert used == set(il.variables.values())


def test_glyphs_are_unique_except_those_of_constants():
    glyphs = Counter(v.glyph for v in il.variables.values() if v.constant is None)
    assert [glyph for glyph, times in glyphs.items() if times > 1] == []


def test_only_constants_have_a_number_for_a_glyph():
    numeric = {v.name for v in il.variables.values() if NUMBER.fullmatch(v.glyph)}
    assert numeric <= {v.name for v in il.variables.values() if v.constant is not None}


def test_a_constant_with_a_number_for_a_glyph_has_a_letter_beside_it():
    numeric = [v for v in il.variables.values() if NUMBER.fullmatch(v.glyph)]
    letters = [v.symbol for v in numeric]
    assert not set(letters) & {v.glyph for v in il.variables.values()}
    assert len(set(letters)) == len(letters)
    assert not any("^" in v.symbol for v in il.variables.values())  # it would read as a power


@pytest.mark.parametrize("name", list(il.variables))
def test_a_variable_has_a_meaning_and_a_name_in_full_words(name):
    variable = il.variables[name]
    assert len(variable.meaning.split()) > 1
    assert not variable.meaning.endswith(".")
    assert re.fullmatch(r"[a-z][a-z0-9_]*", name)


# -- sources ---------------------------------------------------------------------------------


def test_every_source_of_a_relation_is_in_the_bibliography():
    assert {one.source for one in RELATIONS if one.source} <= set(BIBLIOGRAPHY)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.slug)
def test_every_source_that_a_law_cites_is_in_the_bibliography(law):
    cited = [one.source for one in (*law.declared, *law.examples)]
    assert {key for key in (*cited, *law.sources) if key} <= set(BIBLIOGRAPHY)


def test_every_source_of_the_bibliography_is_cited():
    cited = {one.source for one in RELATIONS}
    cited |= {one.source for law in LAWS for one in law.examples}
    cited |= {key for law in LAWS for key in law.sources}
    assert set(BIBLIOGRAPHY) <= cited


@pytest.mark.parametrize("key", BIBLIOGRAPHY)
def test_a_source_says_who_when_what_and_where(key):
    source = BIBLIOGRAPHY[key]
    assert all((source.authors, source.title, source.where))
    assert 1900 < source.year < 2100
    assert re.search(str(source.year), key)
