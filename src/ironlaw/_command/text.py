"""What the commands write of laws and answers: text, and facts for JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ironlaw._errors import IronLawError
from ironlaw._model import Law
from ironlaw._words import assigned, columns

if TYPE_CHECKING:
    from ironlaw._answers import Sensitivity, Solution
    from ironlaw._language import LawVariable
    from ironlaw._model import Relation, System


def answer(solution: Solution) -> str:
    """Return an answer, what was rejected, what binds, and the whole number that will do."""
    lines = [repr(solution)]
    lines += [f"  rejected: {reason}" for _, reason in solution.rejected]
    if solution.regime and not solution.missing:
        lines.append(f"  binds: {', '.join(solution.regime)}")
    whole = _whole(solution)
    return "\n".join(lines if whole is None else [*lines, f"  whole: {whole}"])


def _whole(solution: Solution) -> int | None:
    """Return the whole number that meets the target, where a count came out as a fraction."""
    if not solution.unknown.domain.whole or solution.missing or solution.kind != "point":
        return None
    try:
        return None if solution.magnitude.is_integer() else solution.whole
    except IronLawError:
        return None


def solution_facts(solution: Solution) -> dict[str, Any]:
    """Return an answer as JSON facts."""
    numeric = not solution.missing and all(one.numbers is not None for one in solution.answers)
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
        facts["base_unit"] = solution.unknown.base_unit
        facts["whole"] = _whole(solution)
        facts["residual"] = solution.residual
        facts["intervals"] = [
            [_finite(one.low), _finite(one.high)] for one in solution.answers if not one.is_point
        ]
    return facts


def _finite(value: float | None) -> float | None:
    return None if value is None or abs(value) == float("inf") else value


def sensitivity_facts(found: Sensitivity) -> dict[str, Any]:
    """Return a ranking as JSON facts."""
    rows = [
        {
            "variable": row.variable.name,
            "value": row.value,
            "derivative": _number(row.derivative),
            "elasticity": _number(row.elasticity),
        }
        for row in found.rows
    ]
    return {"target": found.target.name, "rows": rows}


def _number(value: Any) -> Any:
    return value if isinstance(value, float) else str(value)


def overview(laws: Sequence[Law], width: int | None) -> str:
    """Return the number, name, first equation and question of laws, in columns where they fit."""
    rows = [(str(law.number or "-"), law.name, _equation(law), law.question) for law in laws]
    text = columns([("#", "wall", "equation", "question"), *rows])
    if width is None or max(map(len, text.splitlines())) <= width:
        return text
    return "\n".join(f"{n:>2}  {name}: {ask}\n    {first}" for n, name, first, ask in rows)


def _equation(law: Law) -> str:
    first = next(iter(law.relations.values()))
    return f"{first.lhs} = {first.rhs}"


def facts_of(system: System) -> dict[str, Any]:
    """Return a law or a system as JSON facts."""
    facts: dict[str, Any] = {"title": system.title}
    if isinstance(system, Law):
        facts |= {
            "number": system.number,
            "name": system.name,
            "slug": system.slug,
            "domain": system.domain.value if system.domain else None,
            "places": [place.value for place in system.places],
            "question": system.question,
            "explanation": system.explanation,
            "sources": list(system.sources),
        }
    return facts | {
        "relations": [_relation_facts(one) for one in system.declared],
        "variables": [_variable_facts(v) for v in system.variables.values()],
        "leaves": list(system.leaves),
        "choices": system.choices.to_dict(),
    }


def _variable_facts(v: LawVariable) -> dict[str, Any]:
    return {
        "name": v.name,
        "unit": v.unit,
        "base_unit": v.base_unit,
        "latex": v.glyph,
        "meaning": v.meaning,
        "domain": v.domain.describe(),
        "constant": v.constant,
        "default": v.default,
    }


def _relation_facts(one: Relation) -> dict[str, Any]:
    return {
        "name": one.name,
        "equation": f"{one.lhs} = {one.rhs}",
        "latex": one.latex(),
        "says": one.text,
        "assumes": one.assumes,
        "source": one.source,
        "choice": one.choice,
        "variants": list(one.variants),
    }


def page(system: System, width: int | None, prose: int) -> str:
    """Return all that a law or a system has to say of itself, its words no wider than prose."""
    law = system if isinstance(system, Law) else None
    head = ("variable", "unit", "base unit", "domain", "meaning")
    parts = [
        *([] if law is None else _words(law, prose)),
        system.title if law is None else "",
        "\n".join(_relation_lines(system)),
        columns([head, *_variable_rows(system)], width),
        f"leaves: {', '.join(system.leaves)}" if law is None else "",
        system.choices.to_text(width=prose) if system.choices else "",
        "" if law is None else "\n".join(_example_lines(law, prose)),
        f"sources: {', '.join(law.sources)}" if law and law.sources else "",
    ]
    return "\n\n".join(part for part in parts if part)


def _words(law: Law, prose: int) -> list[str]:
    place = ", ".join(place.value for place in law.places)
    head = f"{law.title}\n{law.question}\nPlace in the Iron Law: {place}"
    return [head, "\n".join(textwrap.fill(x, prose) for x in law.explanation.split("\n\n"))]


def _relation_lines(system: System) -> list[str]:
    lines = []
    for one in system.declared:
        variant = f"  [{one.choice}: {', '.join(one.variants)}]" if one.choice else ""
        number = f"  ({one.number})" if one.number else ""
        lines.append(f"{one.lhs} = {one.rhs}{variant}{number}")
        lines += [f"    {one.text}"] if one.text else []
        lines += [f"    assumes {one.assumes}"] if one.assumes else []
    return lines


def _variable_rows(system: System) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for v in system.variables.values():
        fixed = v.constant if v.constant is not None else v.default
        word = "constant" if v.constant is not None else "default"
        note = f" ({word} {v.show(fixed)})" if fixed is not None else ""
        rows.append((v.name, v.unit, v.base_unit, v.domain.describe(), v.meaning + note))
    return rows


def _example_lines(law: Law, prose: int) -> list[str]:
    lines = []
    for one in law.examples:
        given, expect = assigned(one.given), assigned(one.expect)
        chosen = f"; using {assigned(one.using)}" if one.using else ""
        lines.append(f"example: {one.title}\n    {given}{chosen}\n    -> {expect}")
        lines += (
            [textwrap.indent(textwrap.fill(one.remark, prose - 4), "    ")] if one.remark else []
        )
    return lines
