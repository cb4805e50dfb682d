"""Counters of what an author would not print, over all relations, variants and variables."""

from __future__ import annotations

import re

import pytest
import sympy as sp
from benchmarks.givens import based

import ironlaw as il
from ironlaw._model.sampling import sample_point
from ironlaw._programs import number
from ironlaw._words.authored import equation_latex
from ironlaw._words.folding import Measured
from ironlaw._words.ordering import ordered, ranked

LAWS = [*il.laws.values(), il.iron_law]
RELATIONS = list({id(one.stated): one for law in LAWS for one in law.declared}.values())
PAIRS = [(one, variable) for one in RELATIONS for variable in one.stated.variables]
NAMES = [f"{one.name}-{variable.name}" for one, variable in PAIRS]


def derivation(one, variable):
    return one.solve(variable).derivation


def test_there_are_many_pairs():
    assert len(PAIRS) > 800


@pytest.mark.parametrize(("one", "variable"), PAIRS, ids=NAMES)
def test_no_reason_says_what_a_person_would_not(one, variable):
    for step in derivation(one, variable).steps:
        words = step.reason()
        assert not re.match(r"divide by (1/|-1$)", words)
        assert not words.startswith("subtract -")
        assert not words.startswith("raise to the power 2")


@pytest.mark.parametrize(("one", "variable"), PAIRS, ids=NAMES)
def test_what_is_typeset_holds_no_identifier(one, variable):
    latex = derivation(one, variable).to_latex()
    outside = re.sub(
        r"\$[^$]*\$", "", "".join(re.findall(r"\\text\{((?:[^{}]|\{[^{}]*\})*)\}", latex))
    )
    assert not re.search(r"[a-z]\\_[a-z]", outside), outside
    assert "µ" not in latex


@pytest.mark.parametrize(("one", "variable"), PAIRS, ids=NAMES)
def test_a_derivation_opens_in_its_authors_order(one, variable):
    (first, *_) = derivation(one, variable).steps
    assert first.rule == "relation"
    asked = frozenset({variable.name} if variable.symbol != variable.glyph else ())
    author = equation_latex(one.stated, mark="&", lettered=asked)
    assert derivation(one, variable).to_latex().splitlines()[1].startswith(author)


@pytest.mark.parametrize(("one", "variable"), PAIRS, ids=NAMES)
def test_no_number_stands_alone_on_the_left_and_the_unknown_does_in_the_end(one, variable):
    """Constants that print as their number have a letter where they are asked for."""
    answer = one.solve(variable)
    lines = [re.sub(r"\s*&.*", "", row) for row in answer.derivation.to_latex().splitlines()]
    assert not [line for line in lines if re.fullmatch(r"[\d.]+", line)]
    if answer.method != "implicit":
        assert any(line.endswith(variable.symbol) for line in lines)


@pytest.mark.parametrize("one", RELATIONS, ids=[one.name for one in RELATIONS])
def test_an_answer_that_is_a_definition_is_printed_like_the_definition(one):
    assert one.solve(one.defines).to_latex().startswith(equation_latex(one.stated))


def test_relations_are_printed_in_their_authors_order():
    """All have a source that is read; a third reads otherwise in SymPy's order."""
    own = [equation_latex(one.stated) for one in RELATIONS]
    plain = [f"{sp.latex(one.stated.lhs)} = {sp.latex(one.stated.rhs)}" for one in RELATIONS]
    assert sum(a != b for a, b in zip(own, plain, strict=True)) > len(own) / 3


def evaluated(side, unknown, value):
    """Return a side in which numbers have been put in, as a number in base units."""
    found = side.xreplace({one: sp.Float(one.value, 17) for one in side.atoms(Measured)})
    return float(number(found, {unknown: value}))


ASKED = [(one, v) for one, v in PAIRS if v.constant is None]


@pytest.mark.parametrize(
    ("one", "variable"), ASKED, ids=[f"{one.name}-{v.name}" for one, v in ASKED]
)
def test_with_numbers_a_line_has_them_put_in_and_comes_to_the_answer(one, variable):
    point = sample_point(one, 7)
    given = based({v.name: x for v, x in point.items() if v != variable and v.constant is None})
    answer = one.solve(variable, given)
    lines = answer.derivation.inserted
    assert bool(lines) == (answer.kind == "point" and bool(given))  # else nothing can be put in
    values = answer.magnitudes
    for line in lines:
        sides = [(evaluated(line.subject, variable, x), evaluated(line.lower, variable, x))
                 for x in values]  # fmt: skip
        if line.subject == variable:
            assert any(x == pytest.approx(y, rel=1e-6) for x, y in sides)
        else:
            assert all(x == pytest.approx(y, rel=1e-6) for x, y in sides)
    said = re.search(r"\\text\{\(?put the numbers in\)?\}", answer.derivation.to_latex())
    assert bool(said) == bool(lines)


def statements(one, variable):
    return [side for step in derivation(one, variable).steps for side in step.end.range[:2]]


@pytest.mark.parametrize(("one", "variable"), PAIRS, ids=NAMES)
def test_what_is_put_in_order_is_the_same_expression(one, variable):
    rank = ranked(derivation(one, variable).steps)
    point = dict(sample_point(one, 7))
    point |= {v: v.constant for v in one.stated.variables if v not in point}
    for side in statements(one, variable):
        if side.is_number:
            continue
        own, other = (float(number(x, point)) for x in (side, ordered(side, rank)))
        assert other == pytest.approx(own, rel=1e-9, nan_ok=True)


@pytest.mark.parametrize(("one", "variable"), PAIRS, ids=NAMES)
def test_no_sum_starts_with_a_minus_and_no_number_follows_letters(one, variable):
    rank = ranked(derivation(one, variable).steps)
    for side in statements(one, variable):
        for node in sp.preorder_traversal(ordered(side, rank)):
            if isinstance(node, sp.Add):
                number_, _ = node.args[0].as_coeff_Mul()
                assert not number_.is_negative, node
            if isinstance(node, sp.Mul):
                numbers = [arg.is_number or is_digits(arg) for arg in node.args]
                assert numbers == sorted(numbers, reverse=True), node


def is_digits(arg):
    return all(isinstance(v, il.Variable) and v.glyph[:1].isdigit() for v in arg.free_symbols)


@pytest.mark.parametrize(("one", "variable"), PAIRS, ids=NAMES)
def test_logarithms_are_natural_and_roots_are_one(one, variable):
    latex = derivation(one, variable).to_latex()
    assert not re.search(r"\\log(?!_2)", latex)
    assert not re.search(r"\\sqrt\{[^{}]*\} \\sqrt", latex)
