"""``ironlaw book``: chapters of laws, and the files of a whole book."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

from ironlaw._book import FORMATS, TITLE
from ironlaw._command import completing
from ironlaw._command.output import guarded
from ironlaw._command.question import Malformed


@click.command(epilog="\b\nironlaw book --format html --out book\nironlaw book 14")
@click.argument("laws", nargs=-1, metavar="[LAW]...", shell_complete=completing.law_names)
@click.option("--law", "more", multiple=True, metavar="LAW", help="A law; may be repeated.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="latex", show_default=True)
@click.option("--out", metavar="DIR", help="Write the files of a book into this folder.")
@click.option("--title", default=TITLE, show_default=True)
@guarded
def book(laws: Sequence[str], more: Sequence[str], form: str, out: str | None, title: str) -> None:
    """Write the book of all laws, or of some; without --out the chapter of one."""
    from ironlaw._model import book as made
    from ironlaw._model import find_law

    found = [find_law(key) for key in (*laws, *more)]
    os.environ["MPLBACKEND"] = "agg"  # a file needs no window, whatever the user's is
    if out is not None:
        for path in made(found or None, title=title).write(out, form):
            click.echo(path)
        return
    if len(found) != 1:
        raise Malformed("a book is more than one file; add --out DIR, or name one law")
    chapter = found[0].chapter()
    if form == "latex":
        click.echo(chapter.to_latex())
    elif form == "html":
        click.echo(chapter.to_html())
    else:
        click.echo(chapter.to_markdown(form))
