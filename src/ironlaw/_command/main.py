"""The command line: laws and systems, solved, derived, checked and drawn; text is only data."""

from __future__ import annotations

from collections.abc import Sequence

import click

from ironlaw._command import completing
from ironlaw._command.asking import asks, json_option
from ironlaw._command.book import book
from ironlaw._command.formats import format_option, write_derivation, write_equations
from ironlaw._command.graph import graph
from ironlaw._command.output import (
    NARROWEST,
    Commands,
    guarded,
    prose,
    width,
    write,
    write_json,
)
from ironlaw._command.prove import prove
from ironlaw._command.question import Question
from ironlaw._command.sweep import sweep


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ironlaw")
@click.option(
    "--width",
    type=click.IntRange(NARROWEST),
    metavar="COLUMNS",
    help="Fold lines to this width; by default the terminal's, and none in a file or a pipe.",
)
def main(width: int | None) -> None:
    """Solve the laws of machine-learning systems for any variable."""


main.add_command(book)
main.add_command(graph)
main.add_command(prove)
main.add_command(sweep)


@main.command()
@json_option
@guarded
def laws(as_json: bool) -> None:
    """List the walls: number, name, question and equation."""
    from ironlaw._command.text import facts_of, overview
    from ironlaw._model import iron_law
    from ironlaw._model import laws as registry

    found = [*registry().values(), iron_law()]
    if as_json:
        write_json({"laws": [facts_of(law) for law in found]})
        return
    write(overview(found, width()))


_key = click.argument("key", metavar="LAW|SYSTEM", shell_complete=completing.shown_names)


@main.command()
@_key
@format_option
@json_option
@guarded
def show(key: str, form: str, as_json: bool) -> None:
    """Show a law or a system: its equations, variables with units, choices, examples."""
    from ironlaw._command.text import facts_of, page
    from ironlaw._model import find_system

    system = find_system(key)
    if as_json:
        write_json(facts_of(system))
    elif form == "text":
        write(page(system, width(), prose()))
    else:
        write_equations(system, form)


@main.command()
@_key
@json_option
@guarded
def choices(key: str, as_json: bool) -> None:
    """Show the choices of a law or a system, and what each variant means."""
    from ironlaw._model import find_system

    found = find_system(key).choices
    if as_json:
        write_json({"choices": found.to_dict()})
    else:
        write(found.to_text(width=width() or prose()))


@main.command(epilog="\b\nironlaw find hbm bandwidth\nironlaw find USD/kWh")
@click.argument("words", nargs=-1, required=True, metavar="WORD...")
@json_option
@guarded
def find(words: Sequence[str], as_json: bool) -> None:
    """Find variables and choices by name, meaning, unit or glyph, and the walls that have them."""
    from ironlaw._model import find as found_for

    found = found_for(" ".join(words))
    if as_json:
        write_json({"matches": found.to_dict()})
    else:
        write(found.to_text(width=prose()))
    if not found:
        click.get_current_context().exit(1)


@main.command(
    epilog="\b\n"
    'ironlaw solve memory_bandwidth --law 2 weight_bytes="140 GB" memory_time="50 ms"\n'
    'ironlaw solve devices --system training --file run.toml run_time="30 day"'
)
@click.argument("unknown", shell_complete=completing.variable_names)
@asks
@json_option
def solve(question: Question, as_json: bool) -> None:
    """Solve a law or a system for UNKNOWN; with nothing given, print the rearranged formula."""
    from ironlaw._command.text import answer, solution_facts

    solution = question.solved()
    if question.givens:
        _ = solution.magnitudes
    if as_json:
        write_json(solution_facts(solution))
    else:
        write(answer(solution))


@main.command()
@click.argument("unknown", shell_complete=completing.variable_names)
@asks
@format_option
@click.option(
    "--detail",
    type=click.Choice(["result", "main", "all"]),
    default="all",
    help="Formulas and values alone, the main steps, or all steps (the default).",
)
@click.option("--label", default="", help="Label of the last line, in LaTeX and Markdown.")
@json_option
def derive(question: Question, form: str, detail: str, label: str, as_json: bool) -> None:
    """Show how the answer for UNKNOWN follows, step by step."""
    derivation = question.solved().derivation
    if as_json:
        write_json(derivation.to_dict())
    else:
        write_derivation(derivation, form, detail=detail, label=label)


@main.command()
@click.argument("unknown", metavar="TARGET", shell_complete=completing.variable_names)
@asks
@json_option
def sensitivity(question: Question, as_json: bool) -> None:
    """Rank the inputs of TARGET by how far it moves with each."""
    from ironlaw._command.text import sensitivity_facts

    found = question.system.sensitivity(question.asked, question.givens)
    if as_json:
        write_json(sensitivity_facts(found))
    else:
        write(repr(found))


@main.command(
    epilog='\b\nironlaw check --law 2 weight_bytes="16 GB" memory_time="5 ms" --for roofline_time'
)
@asks
@click.option(
    "--for",
    "name",
    metavar="NAME",
    shell_complete=completing.variable_names,
    help="Say what else would determine a variable.",
)
@json_option
def check(question: Question, name: str | None, as_json: bool) -> None:
    """Show what the givens determine, what stays open, and what they contradict.

    The exit code is 1 where the givens contradict each other.
    """
    found = question.system.check(question.givens)
    if as_json:
        write_json(found.to_dict(name))
    else:
        write(found.to_text(name, width=prose()))
    if found.contradictions:
        click.get_current_context().exit(1)
