"""``ironlaw graph``: a law or a system as a picture, with the path of an answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ironlaw._command import completing
from ironlaw._command.asking import asks, json_option
from ironlaw._command.output import json_text
from ironlaw._command.question import Malformed, Question

if TYPE_CHECKING:
    from ironlaw._answers import Solution

_FORMATS = ("mermaid", "dot", "png", "svg", "pdf")
_SUFFIXES = {
    ".mmd": "mermaid",
    ".dot": "dot",
    ".gv": "dot",
    ".png": "png",
    ".svg": "svg",
    ".pdf": "pdf",
}


@click.command(
    epilog='\b\nironlaw graph --law 2 --out memory.svg memory_bandwidth memory_time="50 ms"'
)
@click.argument("unknown", required=False, shell_complete=completing.variable_names)
@asks
@click.option("--format", "kind", type=click.Choice(_FORMATS), help="By default mermaid.")
@click.option("--out", metavar="FILE", help="Write a file; its suffix may name the format.")
@click.option("--only-path", is_flag=True, help="Leave out what the answer does not use.")
@json_option
def graph(
    question: Question, kind: str | None, out: str | None, only_path: bool, as_json: bool
) -> None:
    """Draw the variables and relations of a law or a system; mark how UNKNOWN follows."""
    from ironlaw._command.pictures import graph_facts, write_picture, write_text

    kind = kind or _SUFFIXES.get(Path(out or "").suffix.lower(), "mermaid")
    if only_path and not question.unknown:
        raise Malformed("--only-path needs an answer; name the UNKNOWN whose way is drawn")
    system, solution = _drawn(question)
    if kind in ("png", "svg", "pdf") and not as_json:
        if out is None:
            raise Malformed(f"a picture in {kind} needs a file; add --out FILE.{kind}")
        write_picture(system, solution, kind=kind, out=out, only_path=only_path)
        return
    write_as = system.to_dot if kind == "dot" else system.to_mermaid
    text = write_as(solution, only_path=only_path)
    if as_json:
        text = json_text(graph_facts(system, solution, only_path=only_path)) + "\n"
    if out is None:
        click.echo(text, nl=False)
    else:
        write_text(text, out)


def _drawn(question: Question) -> tuple[Any, Solution | None]:
    """Return the system to draw, and the answer on it; without an unknown, its givens alone."""
    if question.unknown:
        return question.system, question.solved()
    return question.system.given(question.givens) if question.givens else question.system, None
