"""The book: complete, numbered, cross-referenced, in four formats, from the laws alone."""

from __future__ import annotations

import dataclasses
import importlib.util
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner

import ironlaw as il
from ironlaw.cli import main

ROOT = Path(__file__).parent.parent
LAWS = [*il.laws.values(), il.iron_law]
FILES = {form: il.book().files(form) for form in ("latex", "html", "quarto", "myst")}
LATEX, HTML = FILES["latex"]["book.tex"], FILES["html"]["book.html"]
ALL = {form: "\n".join(files.values()) for form, files in FILES.items()}
LABELS = {
    "latex": (r"\\label\{([^}]*)\}", r"\\eqref\{([^}]*)\}"),
    "html": (r'id="([^"]*)"', r'href="#([^"]*)"'),
    "quarto": (r"\{#([\w-]*)\}", r"@(eq-[\w-]*)"),
    "myst": (r":label: ([\w-]*)", r"\{eq\}`([^`]*)`"),
}


@pytest.mark.parametrize("form", FILES)
def test_every_reference_has_one_place_to_go(form):
    place, reference = LABELS[form]
    places = re.findall(place, ALL[form])
    found = set(re.findall(reference, ALL[form]))
    assert len(found) > 200
    assert found <= set(places)
    assert len(places) == len(set(places))


@pytest.mark.parametrize("form", FILES)
def test_every_law_and_every_sentence_of_it_is_in_the_book(form):
    text = ALL[form]
    for law in LAWS:
        assert law.name in text
        for one in law.declared:
            words = max(re.findall(r"[A-Za-z ]+", one.text), key=len).strip()
            assert words in text, one.name


def test_equations_have_the_numbers_that_reasons_cite():
    for law in il.laws.values():
        for place in range(1, len(law.declared) + 1):
            label = rf"\tag{{{law.number}.{place}}} \label{{eq-{law.number}-{place}}}"
            assert LATEX.count(label) == 1
            assert f'<span class="number">({law.number}.{place})</span>' in HTML


def test_every_example_is_worked_with_its_figures():
    assert LATEX.count("put the numbers in") >= len(LAWS)
    for law in LAWS:
        for one in law.examples:
            words = max(re.findall(r"[A-Za-z ]+", one.title), key=len).strip()
            assert words in HTML, one.title


def test_what_a_source_prints_otherwise_stands_beside_what_the_law_gives():
    text = il.laws[5].chapter().to_markdown()
    rows = text.split("## Published figures that differ")[1].splitlines()
    (row,) = [one for one in rows if "4096-token" in one]
    assert [cell.strip() for cell in row.split("|")][2:4] == [
        r"$500\,\mathrm{MB}$",
        r"$536.9\,\mathrm{MB}$",
    ]
    assert "8 key-value heads" in row
    assert "Published figures that differ" not in il.laws[10].chapter().to_markdown()


@pytest.mark.parametrize(
    "wrong", [{"published": {"mfu": 0.5}}, {"published": {"mfu": 0.6}, "remark": ""}]
)
def test_a_published_figure_that_is_said_to_differ_has_to_and_to_say_why(wrong):
    given = {"achieved_flops": "1 PFLOP/s", "peak_flops": "2 PFLOP/s"}
    fields = {"remark": "Rounded.", "given": given, "expect": {"mfu": 0.5}, **wrong}
    with pytest.raises(il.IronLawError, match="has to differ from what is expected"):
        il.Example("Half", **fields).check(il.laws[3])


def test_every_source_that_is_cited_is_listed():
    cited = set(re.findall(r"\\cite\{(\w+)\}", LATEX))
    assert len(cited) > 30
    assert cited == set(re.findall(r"\\bibitem\{(\w+)\}", LATEX))
    for form in ("quarto", "myst"):
        keys = set(re.findall(r"@misc\{(\w+),", FILES[form]["references.bib"]))
        assert keys == cited


def test_the_page_is_well_formed_and_shows_no_marks_of_tex():
    body = HTML[HTML.index("<body>") : HTML.index("</body>") + 7]
    ET.fromstring(body.replace("&nbsp;", " "))
    assert "$" not in HTML
    visible = re.sub(r"<[^>]*>", " ", body)
    assert re.findall(r"\\[a-zA-Z]+", visible) == []
    assert "<script" not in HTML


def test_environments_are_closed_in_latex():
    opened = re.findall(r"\\begin\{([^}]*)\}", LATEX)
    assert sorted(opened) == sorted(re.findall(r"\\end\{([^}]*)\}", LATEX))
    assert "\\operatorname{Erlang" not in LATEX
    assert "ExpDifferenceSlope" not in LATEX


WIDTH, HEIGHT = il.Variable("width", "m", "w"), il.Variable("height", "m", "h")
AREA = il.Variable("area", "m^2", "A")


def rectangle(width, height):
    """A sheet with four right angles."""
    return width * height


def triangle(width, height):
    """Half of the sheet around it."""
    return width * height / 2


def sheets(formula, result):
    one = il.relation(formula, defines=AREA, variables=[WIDTH, HEIGHT, AREA])
    example = il.Example("A large sheet", {"width": "2 m", "height": "3 m"}, {"area": result})
    return il.Law("Sheets", [one], question="How large is it?", examples=[example])


@pytest.mark.parametrize("form", FILES)
def test_a_changed_formula_changes_the_book_with_no_other_edit(form):
    texts = [
        "\n".join(il.book([law], title="Sheets").files(form).values())
        for law in (sheets(rectangle, "6 m^2"), sheets(triangle, "3 m^2"))
    ]
    assert "four right angles" in texts[0]
    assert "four right angles" not in texts[1]
    assert "Half of the sheet around it" in texts[1]
    if form != "html":
        assert r"w &= \frac{A}{h}" in texts[0]
        assert r"w &= \frac{2 A}{h}" in texts[1]
        assert r"6\,\mathrm{m^{2}}" in texts[0]
        assert r"3\,\mathrm{m^{2}}" in texts[1]


def compute_time(operations, peak_flops, efficiency):
    """Twice what it was."""
    return 2 * operations / (peak_flops * efficiency)


def test_a_changed_wall_changes_book_docs_commands_and_notebooks(monkeypatch):
    """With no other edit: the wall in the registry is another one, and nothing else is touched."""

    def shown():
        run = CliRunner()
        commands = (["show", "1", "--latex"], ["laws"], ["derive", "operations", "--law", "1"])
        return {
            "book": il.book([il.laws[1]]).files("latex")["book.tex"],
            "docs": make_walls.page(),
            "command": "".join(run.invoke(main, one).output for one in commands),
            "notebook": il.laws[1]._repr_html_() + il.laws[1].solve("peak_flops")._repr_html_(),
            "picture": il.laws[1].to_mermaid(),
        }

    spec = importlib.util.spec_from_file_location("make_walls", ROOT / "docs" / "make_walls.py")
    make_walls = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make_walls)
    before, wall = shown(), il.laws[1]
    others = [one for one in wall.declared if one.name != "compute_time"]
    changed = dataclasses.replace(wall, declared=(il.relation(compute_time), *others), examples=())
    monkeypatch.setitem(il.laws._loaded, 1, changed)
    after = shown()
    assert all(before[where] != after[where] for where in before)
    assert "Twice what it was" in after["book"]
    assert "Twice what it was" in after["docs"]
    assert r"\frac{2 O}{F_{\mathrm{peak}} \eta}" in after["docs"]
    assert "2*operations" in after["command"]
    assert "2 · O / (F_peak · η)" in after["picture"].replace("#183;", "·")


def test_a_chapter_stands_alone_in_every_format():
    chapter = il.laws[2].chapter()
    assert chapter.number == 2
    assert chapter.to_html() == chapter._repr_html_()
    assert chapter.to_markdown().startswith("# 2. Memory\n")
    assert chapter.to_text().strip().startswith("2. Memory\n=========")
    with pytest.raises(il.DomainError, match="quarto"):
        chapter.to_markdown("word")


def test_a_chapter_alone_holds_its_map_or_leaves_it_out():
    chapter = il.laws[14].chapter()
    assert set(chapter.pictures) == {"map-communication"}
    assert 'src="data:image/svg+xml;base64,' in chapter.to_html()
    assert "includegraphics" not in chapter.to_latex()
    assert "map-communication" not in chapter.to_markdown("myst")
    assert "map-communication" in il.book([il.laws[14]]).files("myst")["14-communication.md"]
    few = il.Law("Few", [il.laws[1].relations["compute_time"]])
    assert not few.chapter().pictures  # of one relation there is nothing to map


def test_a_box_marks_what_a_law_acts_on():
    assert r"\boxed{\mathrm{MFU}}" in il.laws[3].chapter().to_latex()
    assert "Place in the Iron Law: time added." in il.laws[7].chapter().to_text()
    assert "Place in the Iron Law" not in il.iron_law.chapter().to_text()


def test_a_quadratic_keeps_what_its_letters_stand_for():
    text = il.laws[14].chapter().to_latex()
    assert r"a N^{2} + b N + c &= 0" in text
    assert r"a &= 2 B_{\mathrm{eff}} \alpha" in text


def test_a_derivative_that_fills_no_line_is_said_and_not_printed():
    text = il.laws[7].chapter().to_latex()
    assert r"\frac{\partial p}{\partial \mu}$" in text
    assert ": by numbers at a point." in text


def test_the_command_writes_a_folder_or_prints_a_chapter(tmp_path):
    run = CliRunner().invoke(main, ["book", "2", "14", "--format", "myst", "--out", str(tmp_path)])
    assert run.exit_code == 0
    assert (tmp_path / "14-communication.md").read_text().startswith("(law-communication)=\n")
    assert sorted(run.output.split()) == sorted(str(path) for path in tmp_path.iterdir())
    printed = CliRunner().invoke(main, ["book", "--law", "memory", "--format", "html"])
    assert "<h1" in printed.output
    whole = CliRunner().invoke(main, ["book"])
    assert whole.exit_code == 2
    assert "--out" in whole.output


def test_authors_are_people_institutions_and_others():
    entries = FILES["quarto"]["references.bib"]
    assert "author = {{NVIDIA}}," in entries
    assert "T. B. Brown and others}," in entries


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(il.IronLawError, match=r"cannot write the book into .*file"):
        il.book([il.laws[2]]).write(tmp_path / "file", "myst")


def test_what_is_no_law_and_no_format_is_refused():
    with pytest.raises(il.LawDeclarationError, match="law"):
        il.book([il.training])
    with pytest.raises(il.DomainError, match="quarto"):
        il.book([il.laws[2]]).files("word")
