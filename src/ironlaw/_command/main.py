"""The command line: laws and systems, solved, derived, checked and drawn; text is only data."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ironlaw._command.question import SYSTEMS, Question, Source, pairs, read_question
from ironlaw._errors import IronLawError, UnknownVariable
from ironlaw._words import columns, statement_text

if TYPE_CHECKING:
    from ironlaw._answers import Solution

_FORMATS = ("mermaid", "dot", "png", "svg")
_SUFFIXES = {".mmd": "mermaid", ".dot": "dot", ".gv": "dot", ".png": "png", ".svg": "svg"}


def _one_line_errors(command: Callable[..., None]) -> Callable[..., None]:
    """Turn ironlaw's errors, and output that cannot be written, into one line and exit code 1."""

    @wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except IronLawError as error:
            known = isinstance(error, UnknownVariable)
            text = error.at_command_line if known else str(error)  # type: ignore[attr-defined]
            raise click.ClickException(" ".join(text.split())) from error
        except OSError as error:
            if error.errno == errno.EPIPE:  # whoever read it has read enough
                raise
            why = error.strerror or type(error).__name__
            raise click.ClickException(f"the answer cannot be written: {why}") from error

    return guarded


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ironlaw")
def main() -> None:
    """Solve the laws of machine-learning systems for any variable."""


_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
_asking: tuple[Callable[[Any], Any], ...] = (
    click.argument("givens", nargs=-1, metavar="[NAME=VALUE]..."),
    click.option("--law", metavar="LAW", help="A wall's number or name; the Iron Law by default."),
    click.option("--system", metavar="|".join(SYSTEMS), help="A system of walls, wired together."),
    click.option(
        "--using",
        multiple=True,
        metavar="CHOICE=VARIANT",
        help="Choose a variant; may be repeated.",
    ),
    click.option(
        "--file",
        "path",
        metavar="FILE",
        help="Read givens from a TOML or JSON file; those on the command line override it.",
    ),
)


def _asks(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the arguments of a question; it receives them as one."""

    @wraps(command)
    def asked(
        *,
        givens: Sequence[str],
        law: str | None,
        system: str | None,
        using: Sequence[str],
        path: str | None,
        unknown: str | None = None,
        **rest: Any,
    ) -> None:
        if unknown is not None and "=" in unknown:  # a given: nothing is asked for
            givens, unknown = (unknown, *givens), None
        choices = pairs(using, "--using", "allreduce=tree")
        said = Source(law, system, choices, pairs(givens, "a given", "memory_time='50 ms'"))
        command(question=read_question(said, path, unknown or ""), **rest)

    found = asked
    for option in reversed(_asking):
        found = option(found)
    return _one_line_errors(found)


@main.command()
@_json
@_one_line_errors
def laws(as_json: bool) -> None:
    """List the walls: number, name, question and equation."""
    from ironlaw._command.text import equation, law_facts
    from ironlaw._model import iron_law
    from ironlaw._model import laws as registry

    found = [*registry().values(), iron_law()]
    if as_json:
        click.echo(json.dumps([law_facts(law) for law in found], indent=2))
        return
    rows = [(str(law.number or "-"), law.name, equation(law), law.question) for law in found]
    click.echo(columns([("#", "wall", "equation", "question"), *rows]))


@main.command()
@click.argument("key", metavar="LAW")
@click.option("--latex", is_flag=True, help="Print the equations as LaTeX.")
@_json
@_one_line_errors
def show(key: str, latex: bool, as_json: bool) -> None:
    """Show one law: its equations, variables with units, choices, sources and examples."""
    from ironlaw._command.text import law_facts, law_sections
    from ironlaw._model import find_law

    law = find_law(key)
    if as_json:
        click.echo(json.dumps(law_facts(law), indent=2))
    elif latex:
        click.echo("\n".join(one.latex() for one in law.relations.values()))
    else:
        click.echo("\n\n".join(part for part in law_sections(law) if part))


@main.command(
    epilog="\b\n"
    'ironlaw solve memory_bandwidth --law 2 weight_bytes="140 GB" memory_time="50 ms"\n'
    'ironlaw solve devices --system training --file run.toml run_time="30 day"'
)
@click.argument("unknown")
@_asks
@_json
def solve(question: Question, as_json: bool) -> None:
    """Solve a law or a system for UNKNOWN; with nothing given, print the rearranged formula."""
    from ironlaw._command.text import answer, solution_facts

    solution = question.solved()
    if question.givens:
        _ = solution.magnitudes
    click.echo(json.dumps(solution_facts(solution), indent=2) if as_json else answer(solution))


@main.command()
@click.argument("unknown")
@_asks
@click.option("--latex", is_flag=True, help="Print the steps as LaTeX.")
@_json
def derive(question: Question, latex: bool, as_json: bool) -> None:
    """Show how the answer for UNKNOWN follows, step by step."""
    derivation = question.solved().derivation
    if as_json:
        steps = [
            {"rule": s.rule, "statement": statement_text(s.end), "reason": s.reason()}
            for s in derivation.steps
        ]
        click.echo(json.dumps(steps, indent=2))
    else:
        click.echo(derivation.to_latex() if latex else derivation.to_text())


@main.command()
@click.argument("unknown", metavar="TARGET")
@_asks
@_json
def sensitivity(question: Question, as_json: bool) -> None:
    """Rank the inputs of TARGET by how far it moves with each."""
    from ironlaw._command.text import sensitivity_facts

    found = question.system.sensitivity(question.asked, question.givens)
    click.echo(json.dumps(sensitivity_facts(found), indent=2) if as_json else repr(found))


@main.command(
    epilog='\b\nironlaw check --law 2 weight_bytes="16 GB" memory_time="5 ms" --for roofline_time'
)
@_asks
@click.option("--for", "name", metavar="NAME", help="Say what else would determine a variable.")
@_json
def check(question: Question, name: str | None, as_json: bool) -> None:
    """Show what the givens determine, what stays open, and what they contradict.

    The exit code is 1 where the givens contradict each other.
    """
    found = question.system.check(question.givens)
    click.echo(json.dumps(found.to_dict(name), indent=2) if as_json else found.to_text(name))
    if found.contradictions:
        click.get_current_context().exit(1)


@main.command(
    epilog='\b\nironlaw graph --law 2 --out memory.svg memory_bandwidth memory_time="50 ms"'
)
@click.argument("unknown", required=False)
@_asks
@click.option("--format", "kind", type=click.Choice(_FORMATS), help="By default mermaid.")
@click.option("--out", metavar="FILE", help="Write a file; its suffix may name the format.")
@_json
def graph(question: Question, kind: str | None, out: str | None, as_json: bool) -> None:
    """Draw the variables and relations of a law or a system; mark how UNKNOWN follows."""
    from ironlaw._command.graph import graph_facts, write_picture, write_text

    kind = kind or _SUFFIXES.get(Path(out or "").suffix.lower(), "mermaid")
    system, solution = _drawn(question)
    if kind in ("png", "svg") and not as_json:
        if out is None:
            raise IronLawError(f"a picture in {kind} needs a file; add --out FILE.{kind}")
        write_picture(system, solution, kind=kind, out=out)
        return
    text = system.to_dot(solution) if kind == "dot" else system.to_mermaid(solution)
    if as_json:
        text = json.dumps(graph_facts(system, solution), indent=2) + "\n"
    if out is None:
        click.echo(text, nl=False)
    else:
        write_text(text, out)


def _drawn(question: Question) -> tuple[Any, Solution | None]:
    """Return the system to draw, and the answer on it; without an unknown, its givens alone."""
    if question.unknown:
        return question.system, question.solved()
    return question.system.given(question.givens) if question.givens else question.system, None
