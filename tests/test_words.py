"""Counters of what an author would not print, over all relations, variants and variables."""

from __future__ import annotations

import re
from functools import cache

import pytest
import sympy as sp
from benchmarks.givens import based

import ironlaw as il
from ironlaw._language import covers
from ironlaw._model.sampling import sample_point
from ironlaw._programs import accurate, number
from ironlaw._words.authored import equation_latex
from ironlaw._words.folding import Measured
from ironlaw._words.grouping import Written, grouped
from ironlaw._words.ordering import ordered
from ironlaw._words.rank import ranked
from ironlaw._words.tidying import depth, tidied

LAWS = [*il.laws.values(), il.iron_law]
RELATIONS = list({id(one.stated): one for law in LAWS for one in law.declared}.values())
PAIRS = [(one, variable) for one in RELATIONS for variable in one.stated.variables]
NAMES = [f"{one.name}-{variable.name}" for one, variable in PAIRS]


@cache
def solution(one, variable):
    return one.solve(variable)


@cache
def derivation(one, variable):
    return solution(one, variable).derivation


@cache
def typeset(one, variable):
    return derivation(one, variable).to_latex()


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
    latex = typeset(one, variable)
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
    latex = typeset(one, variable).replace(" \\\\\n&\\quad ", " ")  # long lines
    assert latex.splitlines()[1].startswith(author)


@pytest.mark.parametrize(("one", "variable"), PAIRS, ids=NAMES)
def test_no_number_stands_alone_on_the_left_and_the_unknown_does_in_the_end(one, variable):
    """Constants that print as their number have a letter where they are asked for."""
    answer = solution(one, variable)
    lines = [re.sub(r"\s*&.*", "", row) for row in typeset(one, variable).splitlines()]
    assert not [line for line in lines if re.fullmatch(r"[\d.]+", line)]
    if answer.method != "implicit":
        assert any(line.endswith(variable.symbol) for line in lines)
        last = next(row for row in reversed(lines) if row and not row.startswith("\\end"))
        assert last.endswith(variable.symbol), last


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
def test_what_stands_as_its_author_grouped_it_is_the_same_expression(one, variable):
    rank = ranked(derivation(one, variable).steps, [variable])
    point = dict(sample_point(one, 7))
    point |= {v: v.constant for v in one.stated.variables if v not in point}
    for part in rank.written:
        assert covers(point, part.expr)
    for side in statements(one, variable):
        put = ordered(grouped(side, rank.written), rank)
        written = put.atoms(Written)
        plain = put.xreplace({x: x.expr for x in written})
        if side.is_number or not written:
            continue
        own, other = (float(number(x, point)) for x in (side, plain))
        assert other == pytest.approx(own, rel=1e-9, nan_ok=True)


def test_a_derived_form_keeps_what_its_author_grouped():
    """2 (N - 1)/N times V/B, not 2 V (N - 1)/(N B); 2 (N - 1) steps, not 2 N - 2."""
    latex = il.laws[14].only("allreduce_time").derive("link_latency").to_latex()
    assert latex.count(r"2 \frac{N - 1}{N} \frac{V}{B_{\mathrm{eff}}}") >= 3
    volume = il.laws[14].only("allreduce_time").solve("message_bytes").to_latex()
    assert r"t_{\mathrm{AR}} - 2 \left( N - 1 \right) \alpha" in volume


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
    latex = typeset(one, variable)
    assert not re.search(r"\\log(?!_2)", latex)
    assert not re.search(r"\\sqrt\{[^{}]*\} \\sqrt", latex)


UGLIEST = [
    (
        14,
        "inter_node_time",
        "collective_nodes",
        r"\begin{gathered} n_{\mathrm{coll}} = \frac{\sqrt{b^{2} - 4 a c} - b}{2 a} \\ a = 2 "
        r"N_{\mathrm{rpn}} B_{\mathrm{eff}} \alpha,\quad b = 2 V - N_{\mathrm{rpn}} "
        r"B_{\mathrm{eff}} t_{\mathrm{inter}} - 2 N_{\mathrm{rpn}} B_{\mathrm{eff}} "
        r"\alpha,\quad c = - 2 V \end{gathered}",
    ),
    (
        19,
        "optimal_interval",
        "checkpoint_write_time",
        r"\tau_{\mathrm{opt}} = \sqrt{ 2 \delta \Theta } \cdot \left( 1 + \frac{\sqrt{ "
        r"\frac{\delta}{2 \Theta} }}{3} + \frac{\delta}{18 \Theta} \right) - \delta "
        r"\quad\text{(no closed form for $\delta$)}",
    ),
    (
        7,
        "quantile",
        "wait_probability",
        r"P_{\mathrm{wait}} = \frac{\left(1 - e^{- \mu t_{p}} - p\right) \left(c - a - 1\right)}"
        r"{e^{- \mu t_{p}} - e^{- \mu t_{p} \cdot \left( c - a \right)}}",
    ),
    (
        11,
        "loss_optimal_parameters",
        "data_loss_exponent",
        r"\alpha_{\mathrm{D}} = \frac{\alpha_{\mathrm{P}} \ln{\left(\frac{G}{P_{\mathcal{L}}} "
        r"\right)}}{\ln{\left(\frac{6 P_{\mathcal{L}}}{G C_{\mathrm{bud}}} \right)}}",
    ),
    (
        2,
        "layer_activation_bytes",
        "sequence_length",
        r"S = \frac{N_{\mathrm{TP}} M_{\mathrm{act,layer}}}"
        r"{b_{\mathrm{mic}} h \left(m_{\mathrm{val}} + 5 n_{\mathrm{score}}\right)}",
    ),
    (
        4,
        "prefill_flop",
        "computed_tokens",
        r"S_{\mathrm{new}} = \frac{C_{\mathrm{pre}} - C_{\mathrm{pre,attn}}}"
        r"{2 P_{\mathrm{act}} b_{\mathrm{pre}}}",
    ),
    (11, "optimal_parameters", "compute_budget", r"C_{\mathrm{bud}} = 120 P_{\star}^{2}"),
    (1, "operations", "flop_per_mac", r"c_{\mathrm{MAC}} = \frac{O}{n_{\mathrm{MAC}}}"),
    (
        14,
        "pipeline_bubble",
        "microbatches",
        r"m = \frac{\left(N_{\mathrm{PP}} - 1\right) \left(1 - "
        r"\phi_{\mathrm{bub}}\right)}{v \phi_{\mathrm{bub}}}",
    ),
    (
        0,
        "goodput",
        "checkpoint_penalty",
        r"\phi_{\mathrm{ckpt}} = 1 - \phi_{\mathrm{fail}} - \eta_{\mathrm{good}}",
    ),
    (
        22,
        "required_devices",
        "devices_for_capacity",
        r"\begin{cases} N_{\mathrm{req}} - 1 < N_{\mathrm{mem}} \le N_{\mathrm{req}} & "
        r"\text{if } \max\left(N_{\mathrm{bw}}, N_{\mathrm{fl}}\right) \leq "
        r"N_{\mathrm{req}} - 1 \\ N_{\mathrm{mem}} \le N_{\mathrm{req}} & \text{if } "
        r"\max\left(N_{\mathrm{bw}}, N_{\mathrm{fl}}\right) \leq N_{\mathrm{req}} \wedge "
        r"N_{\mathrm{req}} - 1 < \max\left(N_{\mathrm{bw}}, N_{\mathrm{fl}}\right) "
        r"\end{cases}",
    ),
    (
        4,
        "tokens_per_pass",
        "draft_length",
        r"k_{\mathrm{draft}} = \frac{\ln{\left(1 - n_{\mathrm{pass}} \left(1 - "
        r"\alpha_{\mathrm{acc}}\right) \right)}}{\ln{\left(\alpha_{\mathrm{acc}} "
        r"\right)}} - 1",
    ),
]


@pytest.mark.parametrize(("wall", "name", "variable", "latex"), UGLIEST)
def test_what_was_ugliest_is_as_a_person_writes_it(wall, name, variable, latex):
    law = il.laws[wall] if wall else il.iron_law
    found = [one for one in law.declared if one.name == name and "young" not in one.variants]
    assert found[0].solve(variable).to_latex() == latex


@pytest.mark.parametrize(("one", "variable"), PAIRS, ids=NAMES)
def test_the_form_that_is_read_best_is_the_same_formula(one, variable):
    point = dict(sample_point(one, 7))
    point |= {v: v.constant for v in one.stated.variables if v not in point}
    for answer in solution(one, variable).answers:
        if answer.is_point and answer.equation is None and covers(point, answer.lower):
            form = tidied(answer.lower)
            own, other = (accurate(x, point) for x in (answer.lower, form))
            assert other == pytest.approx(own, rel=1e-9, nan_ok=True)
            assert depth(form) <= max(depth(answer.lower), 2)


BASE_TWO = {
    ("tree", "ranks"): r"2^{\frac{t}{2 \left(\frac{V}{B} + \alpha\right)}}",
    ("tree", "link_latency"): r"\frac{t}{2 \log_2 N} - \frac{V}{B}",
    (
        "double_tree",
        "message_bytes",
    ): r"\frac{B \left(t - 2 \alpha \log_2 N\right)}{2 \left\lceil{\frac{N - 1}{N}}\right\rceil}",
}


@pytest.mark.parametrize(("asked", "printed"), BASE_TWO.items(), ids=str)
def test_what_was_written_in_base_two_stays_in_base_two(asked, printed):
    variant, variable = asked
    law = il.laws[14].using(allreduce=variant).only("allreduce_time")
    text = law.derive(variable).to_latex(detail="result")
    for glyph, letter in ((r"t_{\mathrm{AR}}", "t"), (r"B_{\mathrm{eff}}", "B")):
        text = text.replace(glyph, letter)
    assert text.splitlines()[-2].split(" && ")[0].endswith(f"&= {printed}")


def test_printing_simplifies_nothing(monkeypatch):
    derivations = [one.solve(v).derivation for one in RELATIONS for v in one.stated.variables]

    def refuse(*_, **__):
        raise AssertionError("a printer simplifies")

    monkeypatch.setattr(sp.Basic, "simplify", refuse)
    assert all(one.to_latex() for one in derivations)
