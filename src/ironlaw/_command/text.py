"""What the commands write of laws and answers: text, and facts for JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ironlaw._errors import IronLawError
from ironlaw._words import columns

if TYPE_CHECKING:
    from ironlaw._answers import Sensitivity, Solution
    from ironlaw._model import Law, Relation

WIDTH = 100


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
    from ironlaw._language import base_unit

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
        facts["base_unit"] = base_unit(solution.unknown.unit)
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


def equation(law: Law) -> str:
    """Return the first equation of a law."""
    first = next(iter(law.relations.values()))
    return f"{first.lhs} = {first.rhs}"


def law_facts(law: Law) -> dict[str, Any]:
    """Return a law as JSON facts."""
    from ironlaw._language import base_unit

    return {
        "number": law.number,
        "name": law.name,
        "slug": law.slug,
        "domain": law.domain.value if law.domain else None,
        "places": [place.value for place in law.places],
        "question": law.question,
        "explanation": law.explanation,
        "relations": [_relation_facts(one) for one in law.declared],
        "variables": [
            {"name": v.name, "unit": v.unit, "base_unit": base_unit(v.unit), "meaning": v.meaning}
            for v in law.variables.values()
        ],
        "choices": {choice: list(names) for choice, names in law.choices.items()},
        "sources": list(law.sources),
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


def law_sections(law: Law) -> list[str]:
    """Return the parts of the page of a law; empty where it has none."""
    place = ", ".join(place.value for place in law.places)
    head = f"{law.title}\n{law.question}\nPlace in the Iron Law: {place}"
    words = "\n".join(textwrap.fill(part, WIDTH) for part in law.explanation.split("\n\n"))
    return [
        head,
        words,
        "\n".join(_relation_lines(law)),
        columns([("variable", "unit", "base unit", "domain", "meaning"), *_variable_rows(law)]),
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
    from ironlaw._language import base_unit

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
            [textwrap.indent(textwrap.fill(one.remark, WIDTH - 4), "    ")] if one.remark else []
        )
    return lines


def _spelled(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in values.items())
