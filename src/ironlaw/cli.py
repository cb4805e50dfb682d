"""The command line: list, show, solve and derive the laws; user text is only ever read as data."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from ironlaw._errors import IronLawError, UnitError

if TYPE_CHECKING:
    from ironlaw._law import Law
    from ironlaw._solution import Solution
    from ironlaw._system import System

_WIDTH = 100


def _one_line_errors(command: Callable[..., None]) -> Callable[..., None]:
    """Turn ironlaw's errors into one line on standard error and exit code 1."""

    @wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except IronLawError as error:
            raise click.ClickException(" ".join(str(error).split())) from error

    return guarded


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ironlaw")
def main() -> None:
    """Solve the laws of machine-learning systems for any variable."""


_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
_law = click.option(
    "--law", "key", default="iron_law", show_default=True, help="A wall's number or name."
)
_using = click.option(
    "--using", multiple=True, metavar="CHOICE=VARIANT", help="Choose a variant; may be repeated."
)
_givens = click.argument("givens", nargs=-1, metavar="[NAME=VALUE]...")


@main.command()
@_json
@_one_line_errors
def laws(as_json: bool) -> None:
    """List the walls: number, name, question and equation."""
    from ironlaw._registry import iron_law
    from ironlaw._registry import laws as registry

    found = [*registry().values(), iron_law()]
    if as_json:
        click.echo(json.dumps([_law_facts(law) for law in found], indent=2))
        return
    rows = [(str(law.number or "-"), law.name, _equation(law), law.question) for law in found]
    click.echo(_table(("#", "wall", "equation", "question"), rows))


@main.command()
@click.argument("key", metavar="LAW")
@click.option("--latex", is_flag=True, help="Print the equations as LaTeX.")
@_json
@_one_line_errors
def show(key: str, latex: bool, as_json: bool) -> None:
    """Show one law: its equations, variables with units, choices, sources and examples."""
    from ironlaw._registry import find_law

    law = find_law(key)
    if as_json:
        click.echo(json.dumps(_law_facts(law), indent=2))
    elif latex:
        click.echo("\n".join(one.latex() for one in law.relations.values()))
    else:
        click.echo("\n\n".join(part for part in _law_sections(law) if part))


@main.command()
@click.argument("unknown")
@_givens
@_law
@_using
@_json
@_one_line_errors
def solve(
    unknown: str, givens: Sequence[str], key: str, using: Sequence[str], as_json: bool
) -> None:
    r"""Solve a law for UNKNOWN; with nothing given, print the rearranged formula.

    \b
    ironlaw solve memory_bandwidth --law 2 weight_bytes="140 GB" memory_time="50 ms"
    """
    solution = _solved(unknown, givens, key, using)
    if givens:
        _ = solution.magnitudes
    click.echo(json.dumps(_solution_facts(solution), indent=2) if as_json else _answer(solution))


@main.command()
@click.argument("unknown")
@_givens
@_law
@_using
@click.option("--latex", is_flag=True, help="Print the steps as LaTeX.")
@_json
@_one_line_errors
def derive(
    unknown: str, givens: Sequence[str], key: str, using: Sequence[str], latex: bool, as_json: bool
) -> None:
    """Show how the answer for UNKNOWN follows, step by step."""
    derivation = _solved(unknown, givens, key, using).derivation
    if as_json:
        steps = [
            {"rule": s.rule, "statement": s.end.to_text(), "reason": s.reason()}
            for s in derivation.steps
        ]
        click.echo(json.dumps(steps, indent=2))
    else:
        click.echo(derivation.to_latex() if latex else derivation.to_text())


@main.command()
@click.argument("target")
@_givens
@_law
@_using
@_json
@_one_line_errors
def sensitivity(
    target: str, givens: Sequence[str], key: str, using: Sequence[str], as_json: bool
) -> None:
    """Rank the inputs of TARGET by how far it moves with each."""
    found = _system(key, using).sensitivity(target, _read(givens))
    if as_json:
        rows = [
            {
                "variable": row.variable.name,
                "value": row.value,
                "derivative": _number(row.derivative),
                "elasticity": _number(row.elasticity),
            }
            for row in found.rows
        ]
        click.echo(json.dumps({"target": found.target.name, "rows": rows}, indent=2))
    else:
        click.echo(repr(found))


# -- reading -----------------------------------------------------------------------------------


def _solved(unknown: str, givens: Sequence[str], key: str, using: Sequence[str]) -> Solution:
    return _system(key, using).solve(unknown, _read(givens))


def _system(key: str, using: Sequence[str]) -> System:
    from ironlaw._registry import find_law

    law = find_law(key)
    return law.using(**_pairs(using, "--using", "allreduce=tree")) if using else law


def _read(givens: Sequence[str]) -> dict[str, str]:
    return _pairs(givens, "a given", "memory_time='50 ms'")


def _pairs(texts: Sequence[str], what: str, sample: str) -> dict[str, str]:
    """Split ``name=value`` texts; nothing in them is evaluated."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        name = name.strip()
        if not equals or not name:
            raise UnitError(f"{text!r} is not NAME=VALUE; write {what} as {sample}")
        if name in found:
            raise UnitError(f"{name} is given twice; keep one of {found[name]!r} and {value!r}")
        found[name] = value
    return found


# -- writing -----------------------------------------------------------------------------------


def _answer(solution: Solution) -> str:
    lines = [repr(solution)]
    lines += [f"  rejected: {reason}" for _, reason in solution.rejected]
    if solution.regime and not solution.missing:
        lines.append(f"  binds: {', '.join(solution.regime)}")
    return "\n".join(lines)


def _solution_facts(solution: Solution) -> dict[str, Any]:
    from ironlaw._units import base_unit

    numeric = not solution.missing and all(one.low is not None for one in solution.answers)
    facts: dict[str, Any] = {
        "unknown": solution.unknown.name,
        "text": repr(solution),
        "kind": solution.kind,
        "method": solution.method,
        "formula": str(solution.formula),
        "latex": solution.to_latex(),
        "missing": [sorted(one) for one in solution.missing],
        "assumptions": list(solution.assumptions),
        "regime": list(solution.regime),
        "rejected": [{"value": value, "reason": reason} for value, reason in solution.rejected],
    }
    if numeric:
        facts["values"] = list(solution.magnitudes)
        facts["base_unit"] = base_unit(solution.unknown.unit)
        facts["residual"] = solution.residual
        facts["intervals"] = [
            [_finite(one.low), _finite(one.high)] for one in solution.answers if not one.is_point
        ]
    return facts


def _finite(value: float | None) -> float | None:
    return None if value is None or abs(value) == float("inf") else value


def _number(value: Any) -> Any:
    return value if isinstance(value, float) else str(value)


def _equation(law: Law) -> str:
    first = next(iter(law.relations.values()))
    return f"{first.lhs} = {first.rhs}"


def _law_facts(law: Law) -> dict[str, Any]:
    from ironlaw._units import base_unit

    return {
        "number": law.number,
        "name": law.name,
        "slug": law.slug,
        "domain": law.domain.value if law.domain else None,
        "places": [place.value for place in law.places],
        "question": law.question,
        "explanation": law.explanation,
        "relations": [
            {
                "name": one.name,
                "equation": f"{one.lhs} = {one.rhs}",
                "latex": one.latex(),
                "says": one.text,
                "assumes": one.assumes,
                "source": one.source,
                "choice": one.choice,
                "variants": list(one.variants),
            }
            for one in law.declared
        ],
        "variables": [
            {"name": v.name, "unit": v.unit, "base_unit": base_unit(v.unit), "meaning": v.meaning}
            for v in law.variables.values()
        ],
        "choices": {choice: list(names) for choice, names in law.choices.items()},
        "sources": list(law.sources),
    }


def _law_sections(law: Law) -> list[str]:
    place = ", ".join(place.value for place in law.places)
    head = f"{law.title}\n{law.question}\nPlace in the Iron Law: {place}"
    words = "\n".join(textwrap.fill(part, _WIDTH) for part in law.explanation.split("\n\n"))
    return [
        head,
        words,
        "\n".join(_relation_lines(law)),
        _table(("variable", "unit", "base unit", "domain", "meaning"), _variable_rows(law)),
        "\n".join(f"choice {name}: {', '.join(names)}" for name, names in law.choices.items()),
        "\n".join(_example_lines(law)),
        f"sources: {', '.join(law.sources)}" if law.sources else "",
    ]


def _relation_lines(law: Law) -> list[str]:
    lines = []
    for one in law.declared:
        variant = f"  [{one.choice}: {', '.join(one.variants)}]" if one.choice else ""
        lines.append(f"{one.lhs} = {one.rhs}{variant}")
        lines += [f"    {one.text}"] if one.text else []
        lines += [f"    assumes {one.assumes}"] if one.assumes else []
    return lines


def _variable_rows(law: Law) -> list[tuple[str, ...]]:
    from ironlaw._units import base_unit

    rows: list[tuple[str, ...]] = []
    for v in law.variables.values():
        fixed = v.constant if v.constant is not None else v.default
        word = "constant" if v.constant is not None else "default"
        note = f" ({word} {v.show(fixed)})" if fixed is not None else ""
        rows.append((v.name, v.unit, base_unit(v.unit), v.domain.describe(), v.meaning + note))
    return rows


def _example_lines(law: Law) -> list[str]:
    lines = []
    for one in law.examples:
        given, expect = _spelled(one.given), _spelled(one.expect)
        chosen = f"; using {_spelled(one.using)}" if one.using else ""
        lines.append(f"example: {one.title}\n    {given}{chosen}\n    -> {expect}")
        lines += (
            [textwrap.indent(textwrap.fill(one.remark, _WIDTH - 4), "    ")] if one.remark else []
        )
    return lines


def _spelled(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in values.items())


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return left-aligned columns; the last one is not padded."""
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head) - 1)]
    lines = [
        "  ".join([*(f"{cell:{w}}" for cell, w in zip(row, widths, strict=False)), row[-1]])
        for row in (head, *rows)
    ]
    return "\n".join(line.rstrip() for line in lines)
