"""``ironlaw prove``: how relations of a law follow from others."""

from __future__ import annotations

import click

from ironlaw._command import completing
from ironlaw._command.asking import json_option
from ironlaw._command.formats import format_option, write_derivation
from ironlaw._command.output import guarded, write, write_json


@click.command(epilog="\b\nironlaw prove 19\nironlaw prove iron_law --latex")
@click.argument("law", shell_complete=completing.law_names)
@click.argument("variable", required=False, shell_complete=completing.variable_names)
@format_option
@json_option
@guarded
def prove(law: str, variable: str | None, form: str, as_json: bool) -> None:
    """Show how relations of LAW follow from others; of one VARIABLE, or of all with a proof."""
    from ironlaw._model import find_law

    found = find_law(law)
    chosen = found.proofs
    if variable is not None or not chosen:
        chosen = tuple(one for one in chosen if one.of == variable)
        found.prove(variable)  # raises where there is none
    if as_json:
        facts = [
            {"title": one.title, "of": one.of, "text": one.text}
            | {"steps": found.prove(one.title).to_dict()["answers"][0]["steps"]}
            for one in chosen
        ]
        write_json({"proofs": facts})
        return
    for index, one in enumerate(chosen):
        if form == "text":
            write("\n\n".join(filter(None, ("\n" * bool(index) + one.title, one.text, ""))))
        write_derivation(found.prove(one.title), form, detail="all", label="")
