"""Pictures: nothing overlaps, everything is there, and hostile text stays text."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys

import numpy as np
import pytest
import sympy as sp
from matplotlib import pyplot
from matplotlib.colors import to_rgba
from sympy.printing.pretty.pretty_symbology import pretty_use_unicode

import ironlaw as il
from ironlaw._pictures.diagram import PATH, ROLES
from ironlaw._pictures.diagram import diagram as diagram_of
from ironlaw._pictures.layout import LARGE, LONGEST, arrange
from ironlaw._pictures.pen import FAINT
from ironlaw._pictures.trees import DEEPEST, definitions, forest

RUN = il.join("run", il.iron_law, *(il.laws[number] for number in (10, 11, 14, 15, 17, 18, 19)))
RUN = RUN.using(communication="gradients")  # what passes between layers is left out
TRAINING = {
    "parameters": 175e9,
    "tokens": 300e9,
    "devices": 1024,
    "peak_flops": "312 TFLOP/s",
    "mfu": 0.45,
    "goodput": 0.97,
    "effective_bandwidth": "25 GB/s",
    "link_latency": "5 us",
    "tensor_parallel": 8,
    "pipeline_parallel": 8,
    "gradient_bytes_per_parameter": 2,
    "virtual_stages": 1,
    "microbatches": 64,
    "samples_per_batch": 1536,
    "sequence_length": 2048,
}
ROOFLINE = il.join("roofline", il.laws[1], il.laws[2])
SYSTEMS = [*il.laws.values(), il.iron_law, RUN, ROOFLINE, il.laws[2].relations["ridge_point"]]
HOSTILE = 'a "b" \\ $x$ <i>&amp;</i> ]; end\n---\n%%{init}%% `c` #35; \\'


def diagram(system, solution=None):
    return diagram_of(system._subject(solution))


def to_dot(system, solution=None):
    return system.to_dot(solution)


def to_mermaid(system, solution=None):
    return system.to_mermaid(solution)


def draw(system, solution=None, ax=None):
    return system.draw(solution, ax)


def names(text):
    return [il.Variable(name, latex=name) for name in text.split()]


def relation(variable, formula, name=None):
    return il.relation(sp.Eq(variable, formula), name=name or variable.name)


@pytest.fixture
def drawn():
    """Draw without a window, and close the figures afterwards."""
    pyplot.switch_backend("Agg")
    yield draw
    pyplot.close("all")


@pytest.fixture(scope="module")
def answer():
    return RUN.solve("run_time", TRAINING)


def extents(ax, artists):
    renderer = ax.figure.canvas.get_renderer()
    return [artist.get_window_extent(renderer) for artist in artists]


def cards(ax):
    return [patch for patch in ax.patches if patch.get_gid() == "box"]


def overlapping(found):
    """Return the pairs of rectangles that share an area."""
    edges = np.array([(one.x0, one.y0, one.x1, one.y1) for one in found])
    x0, y0, x1, y1 = edges.T[:, :, None]
    apart = (x1 <= x0.T) | (x0 >= x1.T) | (y1 <= y0.T) | (y0 >= y1.T)
    return [(a, b) for a, b in zip(*np.nonzero(~apart), strict=True) if a < b]


def inside(inner, outer):
    return (
        outer.x0 <= inner.x0
        and inner.x1 <= outer.x1
        and outer.y0 <= inner.y0
        and inner.y1 <= outer.y1
    )


def texts(ax):
    return [text.get_text() for text in ax.texts]


def card_of(ax, name):
    """Return the card whose header begins with a name."""
    bold = [t for t in ax.texts if t.get_weight() == "bold"]
    found = next(t for t in bold if t.get_text().split()[0] == name)
    spot = extents(ax, [found])[0]
    return next(c for c in cards(ax) if inside(spot, extents(ax, [c])[0]))


def is_tidy(ax):
    """Tell whether no cards and no texts overlap, and all texts are on the page."""
    found = extents(ax, ax.texts)
    assert overlapping(extents(ax, cards(ax))) == []
    assert [(ax.texts[a], ax.texts[b]) for a, b in overlapping(found)] == []
    page = extents(ax, [ax.figure.patch])[0]
    return all(inside(one, page) for one in found)


# -- the picture -------------------------------------------------------------------------------


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.title)
def test_nothing_overlaps_and_nothing_leaves_the_page(drawn, system):
    assert is_tidy(drawn(system))


def test_nothing_overlaps_where_an_answer_is_shown(drawn, answer):
    assert is_tidy(drawn(RUN, answer))


@pytest.mark.parametrize("system", [il.iron_law, RUN], ids=lambda system: system.title)
def test_every_text_below_the_legend_is_inside_one_card(drawn, system):
    ax = drawn(system)
    boxes = extents(ax, cards(ax))
    top = max(box.y1 for box in boxes)
    for text, spot in zip(ax.texts, extents(ax, ax.texts), strict=True):
        if spot.y1 <= top and text.get_text() != "=":
            assert sum(inside(spot, box) for box in boxes) == 1, text


@pytest.mark.parametrize("number", [2, 7, 14, 20])
def test_no_text_touches_the_edge_of_its_card(drawn, number):
    ax = drawn(il.laws[number])
    boxes = extents(ax, cards(ax))
    top = max(box.y1 for box in boxes)
    apart = 2 * ax.figure.dpi / 72  # two points
    for text, spot in zip(ax.texts, extents(ax, ax.texts), strict=True):
        if spot.y1 <= top and text.get_text() != "=":
            (box,) = (one for one in boxes if inside(spot, one))
            assert min(spot.x0 - box.x0, box.x1 - spot.x1) >= apart, text


@pytest.mark.parametrize("system", [il.iron_law, RUN], ids=lambda system: system.title)
def test_the_iron_law_is_a_fraction_of_its_terms(drawn, system):
    ax = drawn(system)
    left, flop, *below = (
        card_of(ax, name).get_bbox()
        for name in "run_time total_flop devices peak_flops mfu scaling_efficiency goodput".split()
    )
    bar = next(iter(ax.lines)).get_ydata()[0]
    assert flop.y1 < bar < below[0].y0  # y grows downwards
    assert left.y0 < bar < left.y1
    assert left.x1 < flop.x0
    assert {box.x0 for box in below} == {flop.x0}
    assert all(upper.y1 < lower.y0 for upper, lower in itertools.pairwise(below))
    assert [text.get_text() for text in ax.texts].count("=") == 1


def test_the_terms_of_the_iron_law_are_written_larger_than_the_rest(drawn):
    ax = drawn(RUN)
    sizes = {t.get_text(): t.get_fontsize() for t in ax.texts if t.get_weight() == "bold"}
    assert min(sizes[name] for name in ("run_time", "devices", "mfu", "goodput")) > max(
        sizes[name] for name in ("step_time", "ranks", "tco", "carbon")
    )


def test_a_formula_that_is_no_product_has_its_equation_and_lines(drawn):
    ax = drawn(il.laws[14])
    assert not ax.lines
    assert any("dfrac" in text for text in texts(ax))


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.title)
def test_every_relation_is_one_card_and_every_variable_has_a_place(system):
    page = arrange(diagram(system))
    boxes = [box for group in page.groups for box in group]
    found = [box.node for box in boxes if box.node.startswith("relation:")]
    assert sorted(found) == sorted(f"relation:{name}" for name in system.relations)
    assert {cell.name for box in boxes for cell in box.cells} >= set(system.variables)


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.title)
def test_an_input_leads_to_its_definition_by_a_line_or_a_number(system):
    page = arrange(diagram(system))
    for box in (box for group in page.groups for box in group if len(box.cells) > 1):
        joined = {kid.node for kid in box.kids}
        for cell in box.cells[1:]:
            defined = list(page.shown.graph.pred[cell.name])[:1]
            number = page.numbers.get(defined[0]) if defined else None
            assert not defined or defined[0] in joined or cell.mark == f"see ({number})"


def test_long_names_are_wrapped(drawn):
    found = texts(drawn(il.laws[14]))
    assert max(len(line) for line in found if "_" in line and "$" not in line) <= LONGEST
    assert "gradient_bytes_per_" in found


def test_the_picture_is_scaled_to_axes_that_are_given(drawn):
    _, (left, right) = pyplot.subplots(1, 2, figsize=(12, 5))
    assert drawn(il.iron_law, ax=left) is left
    left.figure.canvas.draw()
    assert all(inside(one, extents(left, [left.patch])[0]) for one in extents(left, left.texts))
    assert overlapping(extents(left, left.texts)) == []
    assert not right.texts


def test_drawing_twice_gives_the_same_picture(drawn, answer):
    assert texts(drawn(il.laws[2])) == texts(drawn(il.laws[2]))
    assert to_dot(RUN, answer) == to_dot(RUN, answer)


# -- roles and the path of an answer -----------------------------------------------------------


def test_an_answer_marks_what_it_went_through(answer):
    shown = diagram(RUN, answer)
    assert shown.roles["run_time"] == "unknown"
    assert shown.roles["devices"] == shown.roles["goodput"] == "given"
    assert shown.roles["overlap"] == "default"
    assert {"relation:run_time", "relation:ranks", "scaling_efficiency"} <= shown.path
    assert "relation:tco" not in shown.path
    assert shown.known["peak_flops"] == "312 TFLOP/s"


def test_cards_on_the_path_have_its_colour_and_others_do_not(drawn, answer):
    ax = drawn(RUN, answer)
    colour = to_rgba(PATH.edge)
    assert all(card_of(ax, name).get_edgecolor() == colour for name in ("run_time", "step_time"))
    assert card_of(ax, "tco").get_edgecolor() != colour
    assert "peak_flops = 312 TFLOP/s" in texts(ax)
    assert "run_time = 29.47 day" in texts(ax)  # the unknown's own box
    assert "steps = 95367" in texts(ax)  # and what was found on its way


def test_a_box_shows_several_answers_and_of_many_none(drawn):
    law = il.iron_law.using(goodput="exact")
    given = {"checkpoint_write_time": "60 s", "restart_time": "5 min", "cluster_mtbf": "6 hour"}
    two = law.solve("checkpoint_interval", given, goodput=0.8)
    assert len(two.values) == 2
    shown = diagram(law, two)
    assert shown.known["checkpoint_interval"].count(" or ") == 1
    ring = il.laws[2].solve("memory_bandwidth")
    assert "memory_bandwidth" not in diagram(il.laws[2], ring).known


@pytest.mark.parametrize("narrow", [False, True])
def test_only_the_path_leaves_out_what_the_answer_does_not_use(drawn, answer, narrow):
    ax = RUN.draw(answer, only_path=True, narrow=narrow)
    assert is_tidy(ax)
    found = {text.split()[0] for text in texts(ax) if text}
    assert {"run_time", "step_time", "ranks"} <= found
    assert not {"tco", "carbon", "cluster_mtbf"} & found
    whole, part = RUN.to_mermaid(answer), RUN.to_mermaid(answer, only_path=True)
    assert 0 < part.count("-->") < whole.count("-->")
    assert "tco" not in RUN.to_dot(answer, only_path=True)
    with pytest.raises(il.DomainError, match="only_path needs an answer"):
        RUN.draw(only_path=True)


@pytest.mark.parametrize("system", [il.training, il.inference], ids=lambda one: one.title)
def test_the_iron_law_leads_however_it_is_turned(system):
    page = arrange(diagram(system))
    large = [page.groups[0][0], *page.terms]
    names = [box.cells[0].name for box in large]
    factors = "run_time total_flop devices peak_flops mfu scaling_efficiency goodput".split()
    assert [name for name in names if name != "dp_slowdown"] == factors
    assert page.bar == len(names) - 6  # of the terms, five are below the bar
    assert {box.cells[0].size for box in large} == {LARGE}


PAGES = [
    pytest.param(
        one, marks=() if one in (il.laws[7], il.training) else pytest.mark.long, id=one.title
    )
    for one in (*il.laws.values(), il.training)
]


@pytest.mark.parametrize("system", PAGES)
def test_a_narrow_page_is_tidy_and_has_few_columns(drawn, system):
    ax = system.draw(narrow=True)
    assert is_tidy(ax)
    page = arrange(diagram(system), narrow=True)
    for group in page.groups[1:]:
        assert len({box.x for box in group}) <= 3
    width, height = ax.figure.get_size_inches()
    assert width < 1.6 * height or height < 8


def test_cards_show_what_their_relation_says(drawn):
    found = texts(drawn(il.laws[14]))
    assert r"$=\dfrac{N_{\mathrm{dev}}}{N_{\mathrm{TP}}\,N_{\mathrm{PP}}}$" in found
    page = arrange(diagram(il.training))
    said = [box for group in page.groups for box in group if len(box.cells) > 1]
    assert sum(bool(box.says) for box in said) > 0.9 * len(said)


def test_glyphs_are_greek_whatever_sympy_prints_on_a_terminal():
    before = pretty_use_unicode(False)
    try:
        assert "α  link_latency" in il.laws[14].to_dot()
        assert "T\u0305" in il.laws[7].to_dot()
    finally:
        pretty_use_unicode(before)


def test_text_pictures_have_glyphs_in_their_authors_order():
    dot, mermaid = il.laws[14].to_dot(), il.laws[14].to_mermaid()
    assert "t_AR = 2 · ((N - 1) / N) · (V / B_eff) + 2 · (N - 1)" in dot.replace(r"\n", " ")
    assert "α  link_latency" in dot
    assert "α  link_latency" in mermaid
    assert "φ_bub = (N_PP - 1) / (v · m + N_PP - 1)" in dot


def test_what_binds_is_named(drawn):
    givens = {"roofline_time": "5 ms", "peak_flops": "989 TFLOP/s", "efficiency": 0.5}
    found = ROOFLINE.solve("operations", givens, weight_bytes="16 GB", memory_bandwidth="3.35 TB/s")
    assert diagram(ROOFLINE, found).binding == {"compute_time"}
    assert "compute_time = 5 ms binds" in texts(drawn(ROOFLINE, found))
    assert "binds" in to_mermaid(ROOFLINE, found)
    assert "binds" in to_dot(ROOFLINE, found)


def test_a_bound_value_is_shown_without_an_answer(drawn):
    system = il.iron_law.given(devices=1024)
    assert diagram(system).roles["devices"] == "given"
    assert "devices = 1024" in texts(drawn(system))


def test_the_legend_names_the_roles_that_occur(drawn):
    found = texts(drawn(il.iron_law))
    assert {"input", "derived"} <= set(found)
    assert not {"unknown", "given", "path of the answer"} & set(found)


@pytest.mark.parametrize("picture", [draw, to_mermaid, to_dot])
def test_an_answer_of_another_system_is_refused(picture, answer):
    with pytest.raises(il.UnknownVariable, match="run_time"):
        picture(il.laws[2], answer)
    with pytest.raises(il.UnknownVariable, match="of which this is no answer"):
        picture(il.iron_law, answer)


def test_without_matplotlib_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(il.IronLawError, match=r"pip install 'ironlaw\[plot\]'"):
        draw(il.iron_law)
    assert to_dot(il.iron_law)


def test_the_package_does_not_import_matplotlib():
    code = "import ironlaw, ironlaw._pictures.draw, sys; assert 'matplotlib' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


# -- odd systems -------------------------------------------------------------------------------


def test_a_long_chain_is_cut_into_pieces_that_refer_to_each_other(drawn):
    v = names(" ".join(f"v{index}" for index in range(40)))
    chain = il.Law("chain", relations=[relation(a, b + 1) for a, b in itertools.pairwise(v)])
    trees = forest(chain.graph)
    assert max(len(tree.children) for tree in trees) == DEEPEST
    assert sum(len(tree.children) for tree in trees) == 39
    ax = drawn(chain)
    assert is_tidy(ax)
    assert "see (1)" in texts(ax)


def test_a_chain_longer_than_the_stack_needs_no_recursion():
    v = names(" ".join(f"v{index}" for index in range(1201)))
    chain = il.Law("chain", relations=[relation(a, b + 1) for a, b in itertools.pairwise(v)])
    assert sum(len(tree.children) for tree in forest(chain.graph)) == 1200


def test_a_cycle_and_an_implicit_equation_are_drawn(drawn):
    a, b, c, d = names("a b c d")
    system = il.Law(
        "odd",
        relations=[
            relation(a, b + 1),
            relation(b, c - d),
            relation(c, a * d),
            il.relation(sp.Eq(a**2 + b**2, d), name="circle"),
        ],
    )
    assert definitions(system.graph, "relation:c") == ["relation:a"]
    ax = drawn(system)
    assert is_tidy(ax)
    assert "circle" in texts(ax)


def test_an_implicit_first_relation_is_a_card(drawn):
    a, b = names("a b")
    ax = drawn(il.relation(sp.Eq(a**2, b), name="square"))
    assert is_tidy(ax)
    assert len(cards(ax)) == 1


def test_a_system_without_relations_is_refused(drawn):
    with pytest.raises(il.IronLawError, match="nothing to draw"):
        drawn(il.iron_law.only())


def test_glyphs_that_matplotlib_cannot_set_are_left_out(drawn):
    a = il.Variable("alpha", latex=r"\nonsense{")
    b = il.Variable("beta", latex=r"\frac{\frac{a}{b}}{\frac{c}{d}}")
    ax = drawn(il.Law("glyphs", relations=[relation(a, b + 1)]))
    assert is_tidy(ax)
    assert {"alpha", "beta"} <= set(texts(ax))


# -- text --------------------------------------------------------------------------------------


def hostile():
    a, b = (il.Variable(name, latex=name, meaning=HOSTILE) for name in "ab")
    return il.join(HOSTILE, il.relation(sp.Eq(a**2, b), name=HOSTILE))


def unquoted(line):
    """Return a line of DOT without its strings; what is left is the syntax."""
    return re.sub(r'"(?:[^"\\]|\\.)*"', "S", line)


def test_hostile_text_stays_text_in_the_picture(drawn):
    ax = drawn(hostile())
    assert is_tidy(ax)
    assert any("$x$" in text for text in texts(ax))


def test_hostile_text_stays_text_in_dot():
    lines = to_dot(hostile()).splitlines()
    assert unquoted(lines[0]) == "digraph S {"
    for line in lines[4:-1]:
        assert re.fullmatch(
            r"  (label=S|S -> S|S \[(, )?(\w+=S(, )?)+\];)|  S -> S;", unquoted(line)
        )
    assert lines[-1] == "}"


def test_hostile_text_stays_text_in_mermaid():
    head, title, fence, kind, *lines = to_mermaid(hostile()).splitlines()
    assert (head, fence, kind) == ("---", "---", "flowchart RL")
    assert json.loads(title.removeprefix("title: ")) == HOSTILE
    for line in lines:
        node = r'n\d+[\[(]"[^"`<>&{}]*(<br/>[^"`<>&{}]*)*"[\])]'
        assert re.fullmatch(rf"    ({node}|n\d+ --> n\d+|class(Def)? [\w,:#\- ]+)", line)


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.title)
def test_text_pictures_have_every_node_and_edge(system):
    graph = system.graph
    mermaid, dot = to_mermaid(system), to_dot(system)
    assert mermaid.count(" --> ") == dot.count(" -> ") == graph.number_of_edges()
    assert len(re.findall(r'^    n\d+[\[(]"', mermaid, re.M)) == graph.number_of_nodes()
    assert len(re.findall(r"^  S \[", "\n".join(map(unquoted, dot.splitlines())), re.M)) == len(
        graph
    )


def test_text_pictures_mark_the_path(answer):
    mermaid, dot = to_mermaid(RUN, answer), to_dot(RUN, answer)
    edges = [edge for edge in RUN.graph.edges if set(edge) <= diagram(RUN, answer).path]
    assert dot.count("penwidth=3]") == len(edges) > 10
    assert len(re.search(r"linkStyle ([\d,]+) ", mermaid)[1].split(",")) == len(edges)
    assert "classDef unknown" in mermaid


def test_equations_break_between_names():
    for line in re.findall(r'label="(.*?)"', to_dot(RUN)):
        for part in line.split("\\n"):
            assert not part.endswith("_") and not part.startswith("_")


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_readable_colours(role):
    """The contrast of the ink on each fill is that which WCAG 2 asks of text: 4.5 to 1."""

    def luminance(colour):
        parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    fill, ink = luminance(to_rgba(ROLES[role].fill)), luminance(to_rgba(FAINT))
    assert (fill + 0.05) / (ink + 0.05) > 4.5


@pytest.mark.parametrize(("name", "start"), [("a.svg", b"<?xml"), ("a.PDF", b"%PDF")])
def test_a_drawing_is_written_into_a_file_as_its_suffix_says(tmp_path, name, start):
    axes = il.laws[2].draw(file=tmp_path / name)
    pyplot.close(axes.figure)
    assert (tmp_path / name).read_bytes().startswith(start)


@pytest.mark.parametrize("suffix", ["svg", "pdf", "png"])
def test_the_same_picture_is_the_same_file(drawn, tmp_path, suffix):
    files = [tmp_path / f"{name}.{suffix}" for name in "ab"]
    for file in files:
        il.laws[1].draw(file=file)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_file_without_a_format_or_a_folder_is_refused(tmp_path):
    with pytest.raises(il.DomainError, match=r"\.png, \.svg, \.pdf"):
        il.laws[2].draw(file=tmp_path / "a.doc")
    with pytest.raises(il.IronLawError, match="cannot write"):
        il.laws[2].draw(file=tmp_path / "none" / "a.svg")
    pyplot.close("all")
