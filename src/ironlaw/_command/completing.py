"""Completion in a shell: laws, systems, variables, choices and variants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from ironlaw._command.question import SYSTEMS, Source
from ironlaw._errors import IronLawError

if TYPE_CHECKING:
    from ironlaw._model import System


def law_names(ctx: click.Context, param: click.Parameter, start: str) -> list[CompletionItem]:
    """Complete the name of a wall, with its question beside it."""
    from ironlaw._model import iron_law
    from ironlaw._model import laws as registry

    found = [*registry().values(), iron_law()]
    return _starting([(law.slug, law.question) for law in found], start)


def system_names(ctx: click.Context, param: click.Parameter, start: str) -> list[CompletionItem]:
    """Complete the name of a system of walls."""
    return _starting([(name, "") for name in SYSTEMS], start)


def shown_names(ctx: click.Context, param: click.Parameter, start: str) -> list[CompletionItem]:
    """Complete the name of a wall or of a system."""
    return [*law_names(ctx, param, start), *system_names(ctx, param, start)]


def variable_names(ctx: click.Context, param: click.Parameter, start: str) -> list[CompletionItem]:
    """Complete a variable of the law or system that the command names."""
    system = _system(ctx)
    if system is None:
        return []
    return _starting([(v.name, v.meaning) for v in system.variables.values()], start)


def given_names(ctx: click.Context, param: click.Parameter, start: str) -> list[CompletionItem]:
    """Complete the name of a given, up to its sign of equality."""
    if "=" in start:
        return []
    system = _system(ctx)
    found = () if system is None else system.variables.values()
    return _starting([(f"{v.name}=", v.meaning) for v in found], start)


def choice_names(ctx: click.Context, param: click.Parameter, start: str) -> list[CompletionItem]:
    """Complete a choice and its variant."""
    system = _system(ctx)
    if system is None:
        return []
    pairs = [
        (f"{choice}={variant}", words)
        for choice in system.choices
        for variant, words in system.choices.meanings(choice).items()
    ]
    return _starting(pairs, start)


def _system(ctx: click.Context) -> System | None:
    from ironlaw._model import iron_law

    values: dict[str, Any] = ctx.params
    try:
        return Source(values.get("law"), values.get("system")).find() or iron_law()
    except IronLawError:
        return None


def _starting(pairs: Iterable[tuple[str, str]], start: str) -> list[CompletionItem]:
    found: Sequence[tuple[str, str]] = [pair for pair in pairs if pair[0].startswith(start)]
    return [CompletionItem(name, help=words or None) for name, words in found]
