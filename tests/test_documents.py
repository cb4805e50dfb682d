"""Derivations as documents: every answer, values on the way, checks, levels, and each format."""

from __future__ import annotations

import re

import pytest
import sympy as sp
from benchmarks.givens import FLEET, RUN, based
from click.testing import CliRunner

import ironlaw as il
from ironlaw._command.main import main
from ironlaw._language import covers
from ironlaw._programs import number
from ironlaw._words.composing import document
from ironlaw._words.document import Aligned, Paragraph
from ironlaw._words.folding import Measured
from ironlaw._words.rank import Rank
from ironlaw._words.to_latex import sentence_latex

RING = {
    "message_bytes": "1 GB",
    "effective_bandwidth": "50 GB/s",
    "link_latency": "5 us",
    "allreduce_time": "50 ms",
}
EXACT = {
    "goodput": 0.89,
    "restart_time": "10 min",
    "checkpoint_write_time": "2 min",
    "cluster_mtbf": "8 h",
}


def of(system, values, *without):
    return based({k: v for k, v in values.items() if k in system.variables and k not in without})


@pytest.fixture(scope="module")
def ring():
    return il.laws[14].derive("ranks", RING)


@pytest.fixture(scope="module")
def fleet():
    """A run's devices, found from its time: most relations are put in for each other."""
    given = of(il.training, RUN, "devices")
    time = il.training.solve("run_time", given, devices=1024).value
    return il.training.derive("devices", given, run_time=time)


def rows(derivation, detail="all"):
    blocks = derivation.document(detail)
    return [row for block in blocks if isinstance(block, Aligned) for row in block.rows]


def sentences(derivation, detail="all"):
    blocks = derivation.document(detail)
    return ["".join(map(str, b.words)) for b in blocks if isinstance(b, Paragraph)]


def worth(expr):
    return float(
        number(expr.xreplace({x: sp.Float(x.value, 17) for x in expr.atoms(Measured)}), {})
    )


# -- numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("system", "values", "unknown"),
    [
        (il.training, RUN, "run_time"),
        (il.training, RUN, "cost_per_token"),
        (il.inference, FLEET, "ttft"),
        (il.inference, FLEET, "kv_cache_bytes"),
    ],
)
def test_each_relation_on_the_way_has_its_numbers_and_comes_to_its_value(system, values, unknown):
    given = of(system, values)
    found = system.derive(unknown, given)
    valued = [row for row in rows(found) if row.goes_on]
    assert valued
    for row in valued:
        assert worth(row.line.lower) == pytest.approx(worth(row.then), rel=1e-9)
        apart = system.solve(row.line.subject, given).magnitude
        assert worth(row.then) == pytest.approx(apart, rel=1e-9)


def test_what_was_put_in_has_its_value_in_the_end(fleet):
    (way,) = fleet.ways
    assert "On the way:" in sentences(fleet)
    put_in = [s.stated.defines for s in way.steps if s.rule == "definition"]
    assert len(put_in) > 10
    given = of(il.training, RUN, "devices")
    at = {**given, "devices": way.found}
    for variable in put_in[::3]:
        assert way.values[variable] == pytest.approx(il.training.solve(variable, at).magnitude)


def test_what_was_put_in_is_read_by_its_name(fleet):
    lines = [str(row.line) for row in rows(fleet)]
    assert "run_time = dp_slowdown*paced_step_time*steps/goodput" in lines
    assert max(map(len, lines)) < 200


def test_the_check_puts_the_answer_back(ring):
    (check,) = [row for row in rows(ring) if row.plain == "check"]
    assert worth(check.line.lower) == pytest.approx(0.05, rel=1e-9)
    assert worth(check.then) == pytest.approx(0.05, rel=1e-9)


def test_nothing_is_checked_that_was_only_computed():
    found = il.laws[2].derive("memory_time", weight_bytes="16 GB", memory_bandwidth="3.2 TB/s")
    assert not [row for row in rows(found) if row.plain == "check"]


# -- several answers, and what is none -----------------------------------------------------------


def test_each_answer_has_its_own_line_and_check():
    found = il.iron_law.using(goodput="exact").derive("checkpoint_interval", EXACT)
    assert [way.result for way in found.ways] == list(found.result)
    assert len([row for row in rows(found) if row.plain == "check"]) == 2
    text = found.to_text()
    assert text.index("32.74 min") < text.index("55.05 min")


def test_branches_that_part_early_are_told_one_after_the_other():
    found = il.laws[22].derive("devices_for_capacity")
    first, second = (line for line in sentences(found) if line.endswith(":"))
    assert first.startswith("First answer, if ")
    assert second.startswith("Second answer, if ")
    shared = [row for row in rows(found) if row.stated is not None]
    assert len(shared) == 1


def test_a_root_that_is_refused_is_said_with_the_reason(ring):
    (said,) = [line for line in sentences(ring) if line.startswith("Rejected")]
    assert "-3.98 is not at least 1" in said
    latex = ring.to_latex()
    assert "Rejected: $N$ = -3.98 is not at least 1" in latex  # no identifier on paper


def test_a_quadratic_is_solved_in_letters_that_are_explained(ring):
    lines = {str(row.line.subject): row for row in rows(ring)}
    assert str(lines["a*ranks**2 + b*ranks + c"].line.lower) == "0"
    assert worth(lines["a"].then) == pytest.approx(2 * 50e9 * 5e-6)
    assert worth(lines["c"].then) == pytest.approx(-2e9)


def test_letters_for_coefficients_are_none_that_stand_for_something_else():
    a, b, c, y = (il.Variable(name, latex=name) for name in ("a", "b", "c", "y"))
    x = il.Variable("x", latex="x")
    law = il.join("curve", il.relation(sp.Eq(y, a * x**2 + b * x + c), name="curve"))
    subjects = [str(row.line.subject) for row in rows(law.derive("x"))]
    assert "p*x**2 + q*x + r" in subjects


# -- levels --------------------------------------------------------------------------------------


def test_levels_leave_out_more_and_more(fleet, ring):
    for found in (fleet, ring):
        kept = [set(map(repr, (r.line for r in rows(found, x)))) for x in ("result", "main", "all")]
        assert kept[0] <= kept[1] <= kept[2]
        assert len(kept[0]) < len(kept[2])
    assert not [s for s in sentences(fleet, "result") if "too long" in s]


def test_the_main_steps_leave_out_single_moves():
    found = (
        il.laws[4].using(speculative_decoding="on").only("tokens_per_pass").derive("draft_length")
    )
    rules = [step.rule for step in found.steps]
    assert "subtract" in rules
    assert len(rows(found, "main")) < len(rows(found))
    assert str(rows(found, "main")[-1].line.subject) == "draft_length"


@pytest.mark.parametrize("detail", ["", "some", None, 3])
def test_a_level_that_is_none_is_refused(ring, detail):
    with pytest.raises(il.DomainError, match="'result', 'main', 'all'"):
        ring.to_text(detail=detail)


# -- formats -------------------------------------------------------------------------------------


def test_latex_has_a_label_at_its_last_line_alone(ring):
    latex = ring.to_latex(label="eq:ranks")
    assert latex.count(r"\label{eq:ranks}") == 1
    assert r"\begin{align}" in latex
    body = latex[latex.index(r"\begin{align}") : latex.index(r"\end{align}")].splitlines()[1:]
    assert all((r"\notag" in row) != (r"\label" in row) for row in body)


def test_quarto_and_myst_label_in_their_own_way(ring):
    assert "$$ {#eq-ranks}" in ring.to_markdown("quarto", label="ranks")
    assert "$$ {#eq-ranks}" in ring.to_latex("quarto", label="eq-ranks")
    assert "```{math}\n:label: ranks\n" in ring.to_markdown("myst", label="ranks")
    assert "{#" not in ring.to_markdown()


@pytest.mark.parametrize("flavor", ["", "commonmark", None])
def test_a_flavor_that_is_none_is_refused(ring, flavor):
    with pytest.raises(il.DomainError, match="'plain', 'quarto', 'myst'"):
        ring.to_markdown(flavor)
    with pytest.raises(il.DomainError, match="'align', 'steps'"):
        ring.to_latex(flavor)


def test_quantities_can_be_those_of_siunitx(ring):
    latex = ring.to_latex(siunitx=True)
    assert r"a &= 2 B_{\mathrm{eff}} \alpha = \qty{500}{kB}" in latex
    assert r"\qty{5}{\micro s}" in latex
    assert r"\,\mathrm{" not in latex


def test_steps_are_sentences_with_displayed_lines(ring):
    latex = ring.to_latex("steps")
    assert latex.startswith("\\begin{enumerate}\n\\item Ring: every rank passes on")
    assert latex.count(r"\[") == latex.count(r"\]") > 5


def test_html_is_mathematics_without_a_script(ring, fleet):
    for found in (ring, fleet):
        html = found.to_html()
        assert "<math" in html
        assert "<script" not in html
        assert "$" not in html
        assert "\\" not in re.sub(r"<math.*?</math>", "", html)
        assert not re.search(r"[a-z]_[a-z]", re.sub(r"<[^>]*>", "", html))


def test_what_a_user_wrote_is_text_in_every_format():
    x, y = il.Variable("x"), il.Variable("y")

    def one(x):
        """<b>50%</b> of $x_1$ & *more* #1."""
        return 2 * x

    one.__name__ = "y"
    law = il.Law("T", relations=[il.relation(one, defines=y, variables=[x])])
    found = law.derive("x")
    assert "<b>" not in found.to_html()
    assert r"50\%</b> of \$x\_1\$ \& *more* \#1" in found.to_latex()
    assert r"\*more\*" in found.to_markdown() or "*more*" in found.to_markdown()


def test_lines_are_no_wider_than_a_page(fleet):
    from ironlaw._words.widths import LINE, width

    for row in re.findall(r"^(.*?)(?: \\\\)?$", fleet.to_latex(), re.M):
        if "&" in row:
            assert width(row) <= 1.2 * LINE


def test_formulas_cover_what_is_known_next_to_them():
    """The last line has the values found on the way, not all that they were made of."""
    found = il.inference.derive("ttft", of(il.inference, FLEET))
    (line,) = found.inserted
    assert len(str(line)) < 60
    assert covers({}, line.lower) or line.lower.atoms(Measured)


# -- every step of composed derivations holds ----------------------------------------------------


def asked():
    """All leaves of both systems, each from a target that it moves; every fourth by default."""
    for system, values, target in (
        (il.training, RUN, "run_time"),
        (il.training, RUN, "carbon"),
        (il.inference, FLEET, "request_latency"),
        (il.inference, FLEET, "cost_per_generated_token"),
    ):
        given = of(system, values)
        wanted = system.solve(target, given).value
        leaves = [name for name in given if name in system.leaves]
        for index, leaf in enumerate(leaves):
            rest = {k: v for k, v in given.items() if k != leaf}
            marks = pytest.mark.long if index % 4 else ()
            name = f"{leaf}-from-{target}"
            yield pytest.param(system, leaf, rest, target, wanted, id=name, marks=marks)


@pytest.mark.parametrize(
    ("system", "leaf", "given", "target", "wanted"),
    list(asked()),
)
def test_every_step_of_a_composed_derivation_holds(system, leaf, given, target, wanted):
    answer = system.solve(leaf, given, **{target: wanted})
    for way in answer.derivation.ways:
        if way.found is None:
            continue
        for step in way.steps:
            sides = (step.end.subject, step.end.lower)
            if not (step.end.is_point and all(covers(way.values, side) for side in sides)):
                continue
            left, right = (float(number(side, way.values)) for side in sides)
            terms = [float(number(x, way.values)) for x in sp.Add.make_args(sides[0])]
            slack = 1e-6 * max(abs(left), abs(right), *map(abs, terms))
            assert abs(left - right) <= slack, step


# -- what a reader could be misled by ------------------------------------------------------------


def curve(*names):
    a, b, c, y, x = (il.Variable(name, latex=rf"g_{{{name}}}", domain="real") for name in names)
    return il.join("curve", il.relation(sp.Eq(y, a * x**2 + b * x + c), name="curve"))


def test_a_quadratic_whose_square_vanishes_says_so():
    """It has one root, and no two of opposite signs."""
    text = curve("u", "v", "w", "y", "x").derive("x", u=0, v=2, w=0, y=6).to_text()
    assert "its square has the coefficient 0" in text
    assert "opposite signs" not in text
    assert "x = 3" in text


def test_letters_for_coefficients_are_no_names_of_variables_either():
    text = curve("a", "b", "c", "y", "x").derive("x", a=1, b=2, c=0, y=8).to_text()
    assert "a = a" not in text
    assert "p*x**2 + q*x + r = 0" in text


def test_the_last_of_many_answers_is_not_called_the_second():
    ways = il.laws[22].derive("devices_for_capacity").ways
    said = [b.words[0] for b in document(ways, count=9) if isinstance(b, Paragraph)]
    assert said == ["First answer", "Last answer"]


@pytest.mark.parametrize("label", ["a}", "a b", "a\n", "$a$", "ü", 3, None])
def test_a_label_that_is_none_is_refused(ring, label):
    for write in (ring.to_latex, lambda **more: ring.to_markdown("myst", **more)):
        with pytest.raises(il.DomainError, match="is no label"):
            write(label=label)


def test_a_label_that_nothing_shows_is_refused(ring):
    for write in (lambda: ring.to_latex("steps", label="x"), lambda: ring.to_markdown(label="x")):
        with pytest.raises(il.DomainError, match="has no place"):
            write()
    for form in ("text", "html", "markdown"):
        arguments = ["derive", "devices", "--label", "x", "--format", form]
        run = CliRunner().invoke(main, arguments)
        assert run.exit_code != 0
        assert "has no place" in run.output


def test_text_with_signs_of_tex_is_escaped():
    assert sentence_latex((r"a\b {c} ~d^2",), Rank()) == (
        r"a\textbackslash{}b \{c\} \textasciitilde{}d\textasciicircum{}2"
    )
