"""Pictures of a command: facts for JSON, and files of text and drawings."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ironlaw._errors import IronLawError, brief
from ironlaw._pictures import diagram, save

if TYPE_CHECKING:
    from ironlaw._answers import Solution
    from ironlaw._model import System


def graph_facts(
    system: System, solution: Solution | None, *, only_path: bool = False
) -> dict[str, Any]:
    """Return the nodes and edges of a system as JSON facts, with an answer's path marked."""
    shown = diagram(system._subject(solution, only_path=only_path))
    nodes = [
        {
            "name": node,
            "kind": data["kind"],
            "role": shown.roles.get(node),
            "value": shown.known.get(node),
            "on_path": node in shown.path,
        }
        for node, data in shown.graph.nodes(data=True)
    ]
    edges = [list(edge) for edge in shown.graph.edges]
    return {"system": system.title, "answer": shown.answer, "nodes": nodes, "edges": edges}


def write_text(text: str, out: str) -> None:
    """Write a file of text.

    Raises
    ------
    IronLawError
        If it cannot be written.
    """
    try:
        Path(out).write_text(text, encoding="utf-8")
    except OSError as error:
        raise IronLawError(f"cannot write {brief(out)}: {error.strerror or error}") from error


def write_picture(
    system: System, solution: Solution | None, *, kind: str, out: str, only_path: bool
) -> None:
    """Draw a system, and an answer's path, into a file.

    Raises
    ------
    IronLawError
        If matplotlib is not installed, or the file cannot be written.
    """
    os.environ["MPLBACKEND"] = "agg"  # a file needs no window, whatever the user's is
    figure = system.draw(solution, only_path=only_path).figure
    from matplotlib import pyplot

    try:
        save(figure, out, kind)
    finally:
        pyplot.close(figure)
