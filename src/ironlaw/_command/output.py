"""How commands write: text that fits the terminal, JSON of one schema, errors as either."""

from __future__ import annotations

import errno
import json
import shutil
import sys
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import click

from ironlaw._command.question import Malformed
from ironlaw._errors import IronLawError, UnknownVariable
from ironlaw._words import fold

SCHEMA = 1
NARROWEST = 40
_PROSE = 100  # longer lines of words are hard to read, however wide the terminal


def width() -> int | None:
    """Return how wide lines may be, as asked or as the terminal is; None in a file or a pipe."""
    asked: int | None = click.get_current_context().find_root().params.get("width")
    if asked is None and sys.stdout.isatty():
        asked = shutil.get_terminal_size().columns
    return None if asked is None else max(NARROWEST, asked)


def prose() -> int:
    """Return how wide running text may be."""
    return min(_PROSE, width() or _PROSE)


def write(text: str) -> None:
    """Write text, folded to the terminal's width; its first line is bold on a terminal."""
    first, line, rest = fold(text, width()).partition("\n")
    click.echo(click.style(first, bold=True) + line + rest)


def json_text(facts: Mapping[str, Any]) -> str:
    """Return facts as JSON, with the number of the schema and the command that they are of."""
    facts = {"command": click.get_current_context().info_name, **facts}
    return json.dumps({"schema": SCHEMA, **facts}, indent=2)


def write_json(facts: Mapping[str, Any]) -> None:
    """Write facts as JSON."""
    click.echo(json_text(facts))


class Failure(click.ClickException):
    """An error that is written in one line, in red on a terminal, or as JSON."""

    def __init__(self, error: Exception, message: str = "", *, as_json: bool, command: Any) -> None:
        super().__init__(message or str(error))
        if isinstance(error, Malformed):
            self.exit_code = 2  # type: ignore[misc]  # click reads it from the instance
        self._kind, self._as_json, self._command = type(error).__name__, as_json, command

    def show(self, file: Any = None) -> None:
        """Write the error: JSON to the output, a line to the standard error."""
        if self._as_json:
            told = {"kind": self._kind, "message": self.message}
            facts = {"schema": SCHEMA, "command": self._command, "error": told}
            click.echo(json.dumps(facts, indent=2))
        else:
            click.echo(f"{click.style('Error', fg='red')}: {self.message}", file=file, err=True)


def guarded(command: Callable[..., None]) -> Callable[..., None]:
    """Turn ironlaw's errors, and output that cannot be written, into one line or JSON."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        as_json, name = bool(kwargs.get("as_json")), click.get_current_context().info_name
        try:
            command(*args, **kwargs)
        except IronLawError as error:
            text = error.at_command_line if isinstance(error, UnknownVariable) else str(error)
            raise Failure(error, " ".join(text.split()), as_json=as_json, command=name) from error
        except OSError as error:
            if error.errno == errno.EPIPE:  # whoever read it has read enough
                raise
            why = error.strerror or type(error).__name__
            text = f"the answer cannot be written: {why}"
            raise click.ClickException(text) from error

    return run


class Commands(click.Group):
    """The commands; an error of their form is JSON too where ``--json`` is asked for."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Note whether JSON is asked for before anything is read."""
        ctx.meta["ironlaw.json"] = "--json" in args
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what is wrong with its form is written as asked, exit code 2."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            if not ctx.meta["ironlaw.json"]:
                raise
            wrong = Malformed(error.format_message())
            raise Failure(wrong, as_json=True, command=ctx.invoked_subcommand) from error
