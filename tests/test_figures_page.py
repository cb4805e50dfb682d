"""The page of figures: every section of the benchmark, and verdicts that its numbers bear out."""

import re
from pathlib import Path

import pytest
from benchmarks.__main__ import _SECTIONS
from benchmarks._report import Figure

PAGE = (Path(__file__).parents[1] / "docs" / "figures.md").read_text()
NUMBER = r"(-?[\d.]+(?:e[+-]?\d+)?)"
ROW = re.compile(rf"\| (.+?) \| {NUMBER}( ?[^|\d]*?) \| ([<>]=) {NUMBER}\3 \| (met|NOT MET) \|")


def test_the_page_has_every_section():
    assert re.findall(r"^## (.+)$", PAGE, re.M) == list(_SECTIONS)


@pytest.mark.parametrize("row", [line for line in PAGE.splitlines() if " met |" in line.lower()])
def test_a_verdict_is_what_the_numbers_say(row):
    name, found, unit, sign, bound, verdict = ROW.fullmatch(row).groups()
    ends = {">=": "at_least", "<=": "at_most"}[sign]
    figure = Figure(name, float(found), unit, **{ends: float(bound)})
    assert figure.met == (verdict == "met") or float(found) == pytest.approx(float(bound), rel=0.01)
