"""The whole book in what reads it: TeX, a browser, Pandoc (Quarto's parser) and MyST's parser.

They are run where they are installed.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

import ironlaw as il

TEX, PANDOC, NODE = map(shutil.which, ("pdflatex", "pandoc", "node"))
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
OVERFULL = re.compile(r"Overfull \\hbox \(([\d.]+)pt")
MOST_OVER = 5.0  # points: nobody sees less

pytestmark = pytest.mark.long


@pytest.mark.skipif(TEX is None, reason="TeX is not installed")
def test_the_book_compiles_and_every_line_fits(tmp_path, record_property):
    il.book().write(tmp_path, "latex")
    command = [TEX, "-interaction=nonstopmode", "-halt-on-error", "book.tex"]
    for _ in range(2):  # the second run knows the numbers that the first wrote down
        run = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=500, check=False)
        log = (tmp_path / "book.log").read_text(errors="replace")
        assert run.returncode == 0, log[-2000:]
    assert not re.findall(r"^!.*", log, re.M)
    assert "Missing character" not in log
    assert not re.findall(r"LaTeX Warning: (?:Reference|Citation|There were)[^\n]*", log)
    wide = [float(x) for x in OVERFULL.findall(log) if float(x) > MOST_OVER]
    assert wide == []
    drawn = [stem for chapter in il.book().chapters for stem in chapter.pictures]
    assert len(drawn) > 20
    for stem in drawn:
        assert (tmp_path / f"{stem}.pdf").read_bytes().startswith(b"%PDF")
    pages = re.search(r"\((\d+) pages", log)
    assert pages is not None
    record_property("typeset", f"the book: {pages[1]} pages, no error, {len(wide)} lines too wide")


@pytest.mark.skipif(PANDOC is None, reason="Pandoc is not installed")
def test_quartos_parser_finds_all_equations_references_and_sources():
    files = il.book().files("quarto")
    text = "\n\n".join(text for name, text in files.items() if name.endswith(".qmd"))
    found = subprocess.run(
        [PANDOC, "-f", "markdown", "-t", "json"],
        input=text,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    assert found.stderr == ""
    kinds: Counter[str] = Counter()
    count(json.loads(found.stdout)["blocks"], kinds)
    assert kinds["DisplayMath"] == text.count("$$\n\\begin{aligned}")
    assert kinds["Cite"] == len(re.findall(r"(?<![\w`])\[?@\w[\w-]*", text))
    assert kinds["Table"] == text.count("| --- |\n")
    assert kinds["RawInline"] == kinds["RawBlock"] == 0


def count(node, kinds):
    if isinstance(node, dict):
        kinds[node.get("t", "")] += 1
        for value in node.values():
            count(value, kinds)
    elif isinstance(node, list):
        for value in node:
            count(value, kinds)


@pytest.mark.skipif(NODE is None, reason="Node is not installed")
def test_mysts_parser_finds_all_equations_references_and_sources():
    files = il.book().files("myst")
    text = "\n\n".join(text for name, text in files.items() if name.endswith(".md"))
    command = [NODE, str(Path(__file__).with_name("myst_parse.mjs"))]
    run = subprocess.run(
        command, input=text, capture_output=True, text=True, timeout=300, check=False
    )
    if "Cannot find module" in run.stderr:
        pytest.skip("myst-parser is not installed")
    assert run.returncode == 0, run.stderr[-1000:]
    found = json.loads(run.stdout)
    assert found["wrong"] == []
    assert found["counts"]["math"] == text.count("```{math}")
    assert found["counts"]["crossReference"] == text.count("{eq}`")
    assert found["counts"]["cite"] == text.count("{cite}`")
    assert found["counts"]["table"] == text.count("| --- |\n")


@pytest.mark.skipif(BROWSER is None, reason="Chromium is not installed")
def test_the_page_opens_in_a_browser_without_a_word_of_complaint(tmp_path):
    (path,) = il.book().write(tmp_path, "html")
    run = subprocess.run(
        [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
         "--dump-dom", path.as_uri()],
        capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip
    assert run.returncode == 0
    assert "CONSOLE" not in run.stderr
    assert run.stdout.count("<math") == path.read_text().count("<math")
    assert "<merror" not in run.stdout
    drawn = [stem for chapter in il.book().chapters for stem in chapter.pictures]
    assert run.stdout.count("data:image/svg+xml;base64,") == len(drawn) > 20
    assert [one.name for one in tmp_path.iterdir()] == ["book.html"]
