"""Whether equations fit together: names that are found, definitions and glyphs that differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ironlaw._errors import (
    LawDeclarationError,
    UnknownChoice,
    UnknownRelation,
    among,
    brief,
    did_you_mean,
    nearest,
    needed,
)
from ironlaw._language import Equation, LawVariable
from ironlaw._model.members import Members


def content(one: Equation) -> tuple[object, ...]:
    """Return what makes two equations the same, wherever they were declared."""
    return one.name, one.lhs, one.rhs, one.choice, one.variants


def check_choices(members: Members, choices: Mapping[str, str]) -> None:
    """Refuse a choice that a system does not have, or a variant that a choice does not have."""
    for choice, variant in choices.items():
        if choice not in members.choices:
            near = did_you_mean(nearest(choice, members.choices))
            raise UnknownChoice(
                f"{members.title} has no choice {brief(choice)!r}{near}; "
                f"its choices: {', '.join(members.choices) or 'none'}"
            )
        if variant not in members.choices[choice]:
            offered = ", ".join(members.choices[choice])
            raise UnknownChoice(
                f"{choice} has no variant {brief(variant)!r}; choose one of: {offered}"
            )


def check_names(members: Members, names: Iterable[str]) -> None:
    """Refuse the name of a relation that a system does not have."""
    known = [one.name for one in members.declared]
    for name in names:
        if needed(name, str, "a relation's name") not in known:
            near = did_you_mean(nearest(brief(name), known)) or among(known)
            raise UnknownRelation(f"{members.title} has no relation {brief(name)!r}{near}")


def check_together(members: Members) -> None:
    """Refuse two active definitions of one variable, and two variables that print alike."""
    definitions: dict[LawVariable, Equation] = {}
    for one in members.equations:
        other = definitions.setdefault(one.defines, one) if one.defines is not None else one
        if other is not one:
            raise LawDeclarationError(
                f"{members.title}: {one.lhs} has two definitions, {other.name} = {other.rhs} "
                f"{_cited(other)} and {one.name} = {one.rhs} {_cited(one)}; leave one out with "
                f".without({one.name!r}), or make them variants of a choice"
            )
    check_glyphs(members.title, members.variables.values())


def _cited(one: Equation) -> str:
    return f"[{one.source}]" if one.source else "[no source]"


def check_glyphs(title: str, variables: Iterable[LawVariable]) -> None:
    """Refuse two variables of a system that print alike (constants print as their number)."""
    glyphs: dict[str, LawVariable] = {}
    for variable in variables:
        if variable.constant is not None:
            continue
        other = glyphs.setdefault(variable.glyph, variable)
        if other is not variable:
            raise LawDeclarationError(
                f"{title}: {other.name} and {variable.name} share the glyph "
                f"{variable.glyph!r}; give one of them another latex="
            )
