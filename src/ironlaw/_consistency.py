"""Givens that were not needed: whether they agree and leave every variable its domain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ironlaw._errors import InconsistentError
from ironlaw._graph import Plan
from ironlaw._numbers import number
from ironlaw._relation import Relation
from ironlaw._search import Search, Values, inputs_of, out_of_domain
from ironlaw._variable import LawVariable


def forward(
    relations: Sequence[Relation], at: dict[LawVariable, float], unknown: LawVariable
) -> Iterator[tuple[Relation, float]]:
    """Compute each relation whose inputs are known, once; fill ``at`` in on the way.

    Yields
    ------
    tuple[Relation, float]
        A relation and the value that it gives its variable.
    """
    uses: dict[LawVariable, list[int]] = {}
    lacking = []
    for index, one in enumerate(relations):
        gaps = {v for v in inputs_of(one) if v not in at}
        lacking.append(len(gaps))
        for variable in gaps:
            uses.setdefault(variable, []).append(index)
    work = [i for i, gaps in enumerate(lacking) if not gaps and relations[i].defines is not None]
    for index in work:  # grows while it is walked
        one, defined = relations[index], relations[index].defines
        value = float(number(one.rhs, at))
        yield one, value
        if defined is None or defined in at or defined == unknown:
            continue
        if defined.domain.contains(value):
            at[defined] = value
            for other in uses.get(defined, ()):
                lacking[other] -= 1
                if not lacking[other] and relations[other].defines is not None:
                    work.append(other)


def check_rest(
    search: Search, relations: Sequence[Relation], chosen: Plan, answer: float | None, point: Values
) -> None:
    """Check every relation that the answer did not need and whose variables are all known.

    Raises
    ------
    InconsistentError
        If one does not hold within the tolerance: its name, both values, the gap, and the
        givens that contradict each other.
    """
    used = {one.name for block in chosen.blocks for one in block.relations}
    at = dict(point)
    if answer is not None:
        at[search.unknown] = answer
    origin: dict[LawVariable, Relation] = {}
    for one, value in forward(relations, at, search.unknown):
        defined = one.defines
        if defined is None:
            continue
        if defined not in at:
            origin[defined] = one
        elif one.name not in used and defined not in origin:
            _compare(search, one, value, at[defined], origin)


def _compare(
    search: Search,
    one: Relation,
    computed: float,
    stated: float,
    origin: dict[LawVariable, Relation],
) -> None:
    gap = abs(computed - stated) / max(abs(computed), abs(stated), 1e-300)
    if gap <= search.rtol or one.defines is None:
        return
    name = one.defines.name
    roots = ", ".join(_roots(one, origin))
    raise InconsistentError(
        f"the givens contradict {one.name!r}: {name} = {one.defines.show(stated, 6)}, but "
        f"{roots} make it {one.defines.show(computed, 6)}, a gap of {gap:.2g}; drop one of them",
        one.name,
        gap,
    )


def _roots(one: Relation, origin: dict[LawVariable, Relation]) -> list[str]:
    """Return the givens that a relation's inputs come from: with the output, the minimal set."""
    found: dict[str, None] = {}
    work, seen = list(reversed(inputs_of(one))), set()
    while work:
        variable = work.pop()
        if variable in seen:
            continue
        seen.add(variable)
        if variable in origin:
            work.extend(reversed(inputs_of(origin[variable])))
        elif variable.constant is None:
            found[variable.name] = None
    return list(found)


def violations(relations: Sequence[Relation], point: Values, unknown: LawVariable) -> list[str]:
    """Return what the givens alone make impossible: a utilisation above 1, a negative time."""
    return [
        f"{out_of_domain(one.defines, value)} (from {one.name})"
        for one, value in forward(relations, dict(point), unknown)
        if one.defines is not None
        and one.defines not in point
        and one.defines != unknown
        and not one.defines.domain.contains(value)
    ]
