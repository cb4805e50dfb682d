"""What a chapter says of each equation: itself, every form of it, its derivatives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

import sympy

from ironlaw._book.sources import Sources, cited
from ironlaw._language import Equation, LawVariable, Statement, point
from ironlaw._programs import differentiated
from ironlaw._words import (
    Aligned,
    Block,
    Code,
    Derivation,
    Paragraph,
    Refer,
    Row,
    Sentence,
    Table,
    fits,
    partial_of,
    rank_of,
)


class Relation(Protocol):
    """What a chapter reads of a relation."""

    @property
    def stated(self) -> Equation:
        """The equation."""

    def derive(self, unknown: Any, /) -> Derivation:
        """Return how a variable follows."""


def refer(one: Equation, of: str = "") -> Refer:
    """Return a reference to an equation: by its number, or its name where it has none.

    One that stands in no law is ``of`` a system.
    """
    if one.number is not None:
        return Refer(f"eq-{one.number.replace('.', '-')}", one.number)
    law = of if one.origin is None else one.origin.law
    label = f"eq-{law}-{one.name}-{'-'.join(one.variants)}".lower()
    return Refer("".join(c if c.isalnum() else "-" for c in label).strip("-"), one.name)


def equation(one: Equation, sources: Sources, of: str = "") -> Iterator[Block]:
    """Return an equation with its number, and what its author said of it."""
    found = refer(one, of)
    row = Row(Statement(one.lhs, point(one.rhs)), stated=one)
    yield Aligned((row,), rank_of([one]), found.label, one.number or "")
    said: list[Any] = [f"{one.text.rstrip('.')}."] if one.text else []
    if one.choice:
        first, *others = map(Code, one.variants)
        said += [" Holds for ", Code(one.choice), " = ", first]
        said += [piece for other in others for piece in (" or ", other)] + ["."]
    if one.assumes:
        said.append(f" Assumes: {one.assumes.rstrip('.')}.")
    if one.source:
        said += [" ", cited(one.source, sources)]
    if said:
        yield Paragraph(tuple(said))


def variables(equations: Sequence[Equation]) -> Table:
    """Return the variables of some equations as a table."""
    variables = dict.fromkeys(v for one in equations for v in one.variables)
    rows = tuple(
        ((v,), (Code(v.name),), (v.unit,), (v.domain.describe(),), (v.meaning,)) for v in variables
    )
    return Table(("symbol", "name", "unit", "domain", "meaning"), rows)


def forms(relation: Relation) -> Iterator[Block]:
    """Return a relation solved for each of its other variables."""
    one = relation.stated
    others = [v for v in one.variables if v != one.defines and v.constant is None]
    if not others:
        return
    yield Paragraph(("From ", refer(one), ":"))
    open_ = []
    for variable in others:
        blocks = [*_form(relation, variable)]
        if blocks:
            yield from blocks
        else:
            open_.append(variable)
    if open_:
        yield Paragraph((*_listed(open_), ": no closed form; found by numbers."))


def _form(relation: Relation, variable: LawVariable) -> Iterator[Block]:
    """Return what follows for a variable, without the relation itself; nothing if numbers do."""
    derivation = relation.derive(variable.name)
    if "implicit" in derivation.rules or not derivation.steps:
        return
    for block in derivation.document("main"):
        if not isinstance(block, Aligned):
            yield block
            continue
        rows = [row for row in block.rows if row.stated is None]
        after = [*rows[1:], None]
        last = [row for row, x in zip(rows, after, strict=False) if not _is_said_again(row, x)]
        rows = [row if row.is_aside else row._replace(why=()) for row in last]
        if rows:
            yield block._replace(rows=tuple(rows))


def _is_said_again(row: Row, after: Row | None) -> bool:
    """Tell whether the row after states the same of the same, as it is read best."""
    return after is not None and not after.is_aside and row.line.subject == after.line.subject


def derivatives(one: Equation) -> Iterator[Block]:
    """Return the derivatives of an equation's right side in what it depends on."""
    if one.defines is None:
        return
    slope, rank = differentiated(one.rhs), rank_of([one])
    rows: list[Row] = []
    long: list[Row] = []
    for variable in (v for v in one.others if v.constant is None):
        found = sympy.factor_terms(slope(variable))
        row = Row(Statement(partial_of(one.defines, variable), point(found)))
        is_formula = not any(
            getattr(x, "is_by_numbers", False) for x in found.atoms(sympy.Function)
        )
        (rows if is_formula and fits(row, rank) else long).append(row)
    if rows or long:
        yield Paragraph(("Of ", refer(one), ":"))
    if rows:
        yield Aligned(tuple(rows), rank)
    if long:
        yield Paragraph((*_listed(row.line.subject for row in long), ": by numbers at a point."))


def _listed(variables: Iterable[Any]) -> Sentence:
    parts: list[Any] = []
    for variable in variables:
        parts += [variable, ", "]
    return tuple(parts[:-1])
