"""HTML for notebooks: small tables with everything escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ironlaw._answers.solution import Solution
    from ironlaw._model.law import Law


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return an HTML table; cells are text and are escaped (``$...$`` is left to MathJax).

    Examples
    --------
    >>> table(["a"], [["<b>"]])
    '<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>&lt;b&gt;</td></tr></tbody></table>'
    """
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def solution_html(solution: Solution) -> str:
    """Return an answer with what it rests on: value, formula, method, assumptions."""
    rows = [("answer", repr(solution)), ("formula", f"${solution.to_latex()}$")]
    rows.append(("found by", f"{solution.method} ({solution.kind})"))
    if solution.regime:
        rows.append(("binds", ", ".join(solution.regime)))
    if solution.assumptions:
        rows.append(("assumes", "; ".join(solution.assumptions)))
    rows += [("rejected", reason) for _, reason in solution.rejected]
    return table(("", solution.unknown.name), rows)


def law_html(law: Law) -> str:
    """Return a law with its question, equations and variables."""
    equations = [(one.name, f"${one.latex()}$", one.text) for one in law.relations.values()]
    variables = [(v.name, f"${v.glyph}$", v.unit, v.meaning) for v in law.variables.values()]
    return (
        f"<p><b>{escape(law.title)}</b>: {escape(law.question)}</p>"
        + table(("relation", "equation", "says"), equations)
        + table(("variable", "glyph", "unit", "meaning"), variables)
    )
