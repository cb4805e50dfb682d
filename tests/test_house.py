"""The house: rooms that say what they are for, files that can be held, imports that run down."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ENGINE = Path(__file__).parents[1] / "src" / "ironlaw"
FILES = sorted(ENGINE.rglob("*.py"))
ROOMS = sorted(
    path.parent for path in FILES if path.name == "__init__.py" and path.parent != ENGINE
)
SUBROOMS = {"ironlaw._language.functions"}  # a room in a room, with an __init__ of its own


def named(path):
    return path.relative_to(ENGINE).as_posix()


def imports(path):
    """Return the modules that a file imports from, in functions and for types too."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("room", ROOMS, ids=named)
def test_a_room_says_what_it_is_for(room):
    words = ast.get_docstring(ast.parse((room / "__init__.py").read_text()))
    assert words
    assert len(words) > 60


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_file_is_short_enough_to_be_held(path):
    assert len(path.read_text().splitlines()) <= 250


@pytest.mark.parametrize("path", FILES, ids=named)
def test_other_rooms_import_only_what_a_room_hands_on(path):
    parts = path.relative_to(ENGINE).parts
    own = f"ironlaw.{parts[0]}" if len(parts) > 1 else "ironlaw"
    engine = (name for name in imports(path) if name.startswith("ironlaw."))
    deep = [name for name in engine if name.count(".") > 1 and name not in SUBROOMS]
    foreign = [name for name in deep if not name.startswith(f"{own}.")]
    assert foreign == [] or path.parent == ENGINE


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_function_fits_on_a_page(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            words = ast.get_docstring(node, clean=False)
            start = node.body[1 if words and len(node.body) > 1 else 0].lineno
            assert (node.end_lineno or start) - start < 40, node.name


@pytest.mark.parametrize("room", ["_errors.py", "_language", "_structure", "_programs", "_solving"])
def test_the_engine_below_the_model_knows_no_system(room):
    place = ENGINE / room
    files = sorted(place.rglob("*.py")) if place.is_dir() else [place]
    names = {
        node.id for f in files for node in ast.walk(ast.parse(f.read_text())) if _is_name(node)
    }
    assert not names & {"System", "Relation", "Law"}


def _is_name(node):
    return isinstance(node, ast.Name)
