"""The arguments that every question has: givens, a law or a system, choices, a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import click

from ironlaw._command import completing
from ironlaw._command.output import guarded
from ironlaw._command.question import SYSTEMS, Source, pairs, read_question

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
_asking: tuple[Callable[[Any], Any], ...] = (
    click.argument(
        "givens", nargs=-1, metavar="[NAME=VALUE]...", shell_complete=completing.given_names
    ),
    click.option(
        "--law",
        metavar="LAW",
        shell_complete=completing.law_names,
        help="A wall's number or name; the Iron Law by default.",
    ),
    click.option(
        "--system",
        metavar="|".join(SYSTEMS),
        shell_complete=completing.system_names,
        help="A system of walls, wired together.",
    ),
    click.option(
        "--using",
        multiple=True,
        shell_complete=completing.choice_names,
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


def asks(command: Callable[..., None]) -> Callable[..., None]:
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
    return guarded(found)
