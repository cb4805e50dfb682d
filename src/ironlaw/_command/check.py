"""What the command check writes: what givens amount to, as text, and as facts for JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ironlaw._command.text import WIDTH, table
from ironlaw._language import base_unit

if TYPE_CHECKING:
    from ironlaw._language import LawVariable
    from ironlaw._model import Determined, Standing


def standing_text(found: Standing, name: str | None) -> str:
    """Return what givens determine, leave open and contradict; and what a variable lacks."""
    given = [f"{v.name} = {v.show(value)}" for v, value in found.given.values.items()]
    defaults = [f"{v.name} = {v.show(v.default or 0.0)}" for v in found.defaults]
    unsolved = {one: why for one, why in found.unsolved.items() if why not in found.contradictions}
    counts = f"{len(given)} given, {len(found.determined)} determined, {len(found.open)} open"
    parts = [
        f"{found.system.title}: {counts}",
        _section("given", given),
        _section("determined", _determined_lines(found.determined)),
        _section("by default", _wrapped(defaults)),
        _section("open", _wrapped([v.name for v in found.open])),
        _section("without an answer", (f"{one}: {why}" for one, why in unsolved.items())),
        _section("contradictions", found.contradictions),
    ]
    if name is not None:
        parts.append(_lacking_text(found, name))
    return "\n\n".join(part for part in parts if part)


def _section(title: str, lines: Iterable[str]) -> str:
    found = [f"  {line}" for line in lines]
    return "\n".join([title, *found]) if found else ""


def _wrapped(names: Sequence[str]) -> list[str]:
    lines = textwrap.wrap(
        ", ".join(name.replace(" ", "\0") for name in names), WIDTH - 2, break_on_hyphens=False
    )
    return [line.replace("\0", " ") for line in lines]


def _determined_lines(found: Sequence[Determined]) -> list[str]:
    rows = []
    for solution, relations, direction in found:
        words = ["with defaults"] if solution.defaults else []
        by = ", ".join([*relations, *words, *([direction] if direction != "forward" else [])])
        rows.append((solution.to_text(defaults=False), f"by {by}"))
    return table(rows[0], rows[1:]).splitlines() if rows else []


def _lacking_text(found: Standing, name: str) -> str:
    state, sets = found.lacking(name)
    if state != "open":
        words = {"given": "is given", "constant": "is a constant", "unsolved": "has no answer"}
        return f"{name} {words.get(state, 'follows; nothing is missing')}"
    if not sets:
        return f"{name} is open; no few givens determine it"
    lines = [" and ".join(sorted(one)) for one in sets]
    return _section(f"to determine {name}, give{' one of these' if len(lines) > 1 else ''}", lines)


def standing_facts(found: Standing, name: str | None) -> dict[str, Any]:
    """Return what givens amount to as JSON facts."""
    facts: dict[str, Any] = {
        "system": found.system.title,
        "given": [_value_facts(v, value) for v, value in found.given.values.items()],
        "determined": [_determined_facts(one) for one in found.determined],
        "defaults": [_value_facts(v, v.default or 0.0) for v in found.defaults],
        "open": [v.name for v in found.open],
        "unsolved": dict(found.unsolved),
        "contradictions": list(found.contradictions),
    }
    if name is not None:
        state, sets = found.lacking(name)
        facts["for"] = {"variable": name, "state": state, "give": [sorted(one) for one in sets]}
    return facts


def _value_facts(variable: LawVariable, value: float) -> dict[str, Any]:
    return {
        "variable": variable.name,
        "text": variable.show(value),
        "value": value,
        "base_unit": base_unit(variable.unit),
    }


def _determined_facts(found: Determined) -> dict[str, Any]:
    solution, relations, direction = found
    return {
        "variable": solution.unknown.name,
        "text": solution.to_text(defaults=False),
        "kind": solution.kind,
        "values": list(solution.magnitudes),
        "base_unit": base_unit(solution.unknown.unit),
        "relations": list(relations),
        "direction": direction,
        "defaults": [v.name for v in solution.defaults],
    }
