"""Formats that a derivation and equations are written in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from ironlaw._command.output import write
from ironlaw._words import Derivation, equations_document, to_html, to_markdown

if TYPE_CHECKING:
    from ironlaw._model import System

_FORMATS = ("text", "latex", "markdown", "quarto", "myst", "html")
_FLAVORS = {"markdown": "plain", "quarto": "quarto", "myst": "myst"}


def format_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option of a format, and ``--latex``, which is short for one of them."""

    @wraps(command)
    def with_format(*, latex: bool, form: str, **rest: Any) -> Any:
        return command(form="latex" if latex else form, **rest)

    short = click.option("--latex", is_flag=True, help="Short for --format latex.")
    whole = click.option(
        "--format",
        "form",
        type=click.Choice(_FORMATS),
        default="text",
        help="How it is written: text, LaTeX, Markdown (plain, of Quarto or MyST), or HTML "
        "that needs no script.",
    )
    return whole(short(with_format))


def write_derivation(derivation: Derivation, form: str, *, detail: str, label: str) -> None:
    """Write a derivation in a format."""
    if label and form in ("text", "html"):
        raise click.UsageError(f"--label has no place in {form}; drop it, or change --format")
    if form == "text":
        write(derivation.to_text(detail=detail))
    elif form == "latex":
        click.echo(derivation.to_latex(detail=detail, label=label))
    elif form == "html":
        click.echo(derivation.to_html(detail=detail))
    else:
        click.echo(derivation.to_markdown(_FLAVORS[form], detail=detail, label=label))


def write_equations(system: System, form: str) -> None:
    """Write the equations of a law or a system in a format of typeset mathematics."""
    relations = system.relations.values()
    if form == "latex":
        click.echo("\n".join(one.latex() for one in relations))
        return
    found = equations_document([one.stated for one in relations])
    click.echo(to_html(found) if form == "html" else to_markdown(found, _FLAVORS[form]))
