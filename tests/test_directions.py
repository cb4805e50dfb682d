"""Which way each input of each relation moves what it defines, as stated in ``directions.txt``.

A line there is read as a sentence: more of what has a plus is more of what is defined, more of what
has a minus is less of it, and what has a tilde can do either. The lines are read and judged without
the formulas, so a sign, a swapped quotient or a difference turned round is noticed here even where
no figure is near.
"""

from __future__ import annotations

import math
from pathlib import Path

import pytest

import ironlaw as il
from ironlaw._model.sampling import sample_point
from ironlaw._programs import exact_number

SYSTEMS = [*il.laws.values(), il.iron_law, il.training, il.inference]
RELATIONS = {id(one.stated): (law, one) for law in reversed(SYSTEMS) for one in law.declared}
STATED = dict(
    line.split(" | ")
    for line in (Path(__file__).parent / "directions.txt").read_text().splitlines()
)
POINTS = 16


def label(law, one):
    where = law.slug if isinstance(law, il.Law) else law.title
    return f"{where}: {one.name}{list(one.variants) if one.variants else ''}".replace("'", "")


LABELED = {label(law, one): one for law, one in reversed(RELATIONS.values())}


def more(variable, value):
    """Return a larger value of a variable's domain: half as much again, or half-way to its end."""
    end = variable.domain.upper
    return value + (abs(value) if math.isinf(end) else end - value) / 2


def directions(one):
    """Return, for each input, the signs that the outcome's change has at random points."""
    inputs = [v for v in one.symbols_used if v != one.defines and v.constant is None]
    found = {v.name: set() for v in inputs}
    for seed in range(POINTS):
        point = {v: v.constant for v in one.symbols_used} | sample_point(one, seed)
        before = exact_number(one.rhs, point)
        for variable in inputs:
            moved = point | {variable: more(variable, point[variable])}
            after = exact_number(one.rhs, moved)
            if one.defines.domain.contains(after) and after != before:
                found[variable.name].add("+" if after > before else "-")
    return found


def signs(text):
    return {part[1:]: {"+", "-"} if part[0] == "~" else {part[0]} for part in text.split()}


def test_every_relation_with_an_input_has_its_line():
    moving = {name for name, one in LABELED.items() if directions(one)}
    assert moving == set(STATED)


@pytest.mark.parametrize("name", STATED)
def test_more_of_an_input_moves_the_outcome_as_stated(name):
    found, stated = directions(LABELED[name]), signs(STATED[name])
    assert set(found) == set(stated)
    for variable, way in found.items():
        assert way <= stated[variable], variable
        assert way, f"{variable} moves nothing at {POINTS} points"
