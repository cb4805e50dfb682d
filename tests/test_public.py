"""The public face: the names that `ironlaw` exports, documented, typed and quick to import."""

from __future__ import annotations

import enum
import inspect
import re
import subprocess
import sys

import pytest

import ironlaw as il

PUBLIC = """
    AmbiguousError CompiledFunction Derivation DimensionError Domain DomainError Evaluated
    Example InconsistentError IronLawError Law LawDeclarationError Max Min Place Proof Q
    Relation Sensitivity Solution Step System UnderdeterminedError UnitError UnknownChoice
    UnknownLaw UnknownRelation
    UnknownVariable UnreachableError UnsolvableError Variable Vocabulary book ceiling erlang_c
    exp exp_difference find find_law floor graph inference iron_law join laws load_laws log log2
    normal_cdf open_sweep relation solve sqrt training unit_of variables wall_places
""".split()
OBJECTS = {name: getattr(il, name) for name in il.__all__}
CLASSES = {name: value for name, value in OBJECTS.items() if inspect.isclass(value)}
CLASSES |= {type(OBJECTS["laws"]).__name__: type(OBJECTS["laws"])}
FUNCTIONS = {name: value for name, value in OBJECTS.items() if inspect.isfunction(value)}
VERBS = (
    "solve",
    "derive",
    "sensitivity",
    "evaluate",
    "compile",
    "check",
    "suggest",
    "change",
    "given",
    "using",
    "symbols",
)


def members(owner):
    """Return the public methods and properties that a class has from ironlaw, inherited or not."""
    kinds = (property, classmethod, staticmethod)
    own = [one for one in reversed(owner.__mro__) if one.__module__.startswith("ironlaw")]
    for name, value in {name: x for one in own for name, x in vars(one).items()}.items():
        is_code = (
            inspect.isfunction(inspect.unwrap(value))
            or isinstance(value, kinds)
            or hasattr(value, "func")
        )
        if not name.startswith("_") and is_code:
            yield name, value


MEMBERS = [
    (f"{owner}.{name}", value)
    for owner, cls in CLASSES.items()
    if cls.__module__.startswith("ironlaw") and not issubclass(cls, enum.Enum)
    for name, value in members(cls)
]


def test_the_public_names_are_pinned():
    assert sorted(il.__all__) == sorted(PUBLIC)
    assert dir(il) == sorted(il.__all__)


def test_every_public_name_can_be_imported_with_a_star():
    space = {}
    exec("from ironlaw import *", space)
    assert set(il.__all__) <= set(space)


def test_an_unknown_public_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'ironlaw' has no attribute 'lawz'"):
        _ = il.lawz


@pytest.mark.parametrize("name", OBJECTS)
def test_every_public_object_has_a_docstring(name):
    value = OBJECTS[name]
    text = inspect.getdoc(value) or inspect.getdoc(type(value))
    assert text
    assert text.strip().splitlines()[0].endswith(".")


@pytest.mark.parametrize(("name", "value"), MEMBERS, ids=[name for name, _ in MEMBERS])
def test_every_public_method_and_property_has_a_docstring(name, value):
    assert inspect.getdoc(value), name


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_is_the_same_on_a_relation_a_law_and_a_composition(name):
    law = il.laws[2]
    systems = (law.relations["memory_time"], law, il.iron_law, law + il.laws[1])
    assert len({getattr(type(system), name) for system in systems}) == 1


@pytest.mark.parametrize("name", [*FUNCTIONS, *VERBS])
def test_every_public_function_is_annotated(name):
    function = FUNCTIONS.get(name) or getattr(il.System, name)
    annotations = inspect.get_annotations(function)
    wanted = {p for p in inspect.signature(function).parameters if p != "self"}
    assert wanted | {"return"} <= set(annotations)


@pytest.mark.parametrize("verb", ["solve", "derive", "sensitivity", "evaluate"])
def test_the_unknown_comes_first_and_is_positional_only(verb):
    _, first, *_ = inspect.signature(getattr(il.System, verb)).parameters.values()
    assert first.kind is first.POSITIONAL_ONLY


def test_the_version_is_that_of_the_package():
    from importlib.metadata import version

    assert il.__version__ == version("ironlaw")
    assert re.fullmatch(r"\d+\.\d+\.\d+", il.__version__)


def test_importing_loads_no_law_and_no_test_tool():
    loaded = modules_after("ironlaw")
    assert not [name for name in loaded if name.startswith(("ironlaw._laws", "ironlaw._sweeps"))]
    assert not {"pytest", "hypothesis", "matplotlib", "IPython", "scipy.stats"} & loaded


def test_importing_loads_of_the_sweeps_packages_only_what_pint_loads():
    packages = {"xarray", "zarr", "dask.array", "distributed", "tqdm", "numba"}
    assert packages & modules_after("ironlaw") <= modules_after("pint")


def modules_after(package: str) -> set[str]:
    """The modules that importing a package loads into an interpreter of its own."""
    code = f"import sys, {package}; print(*sys.modules)"
    return set(subprocess.check_output([sys.executable, "-c", code], text=True).split())
