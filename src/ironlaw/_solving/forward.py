"""What follows by definitions, forwards: one after the other, or by a program of all."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from ironlaw._language import Equation, LawVariable
from ironlaw._programs import Program, chained, number


def forward(
    equations: Sequence[Equation], at: dict[LawVariable, float], unknown: LawVariable
) -> Iterator[tuple[Equation, float]]:
    """Compute each relation whose inputs are known, once; fill ``at`` in on the way.

    Yields
    ------
    tuple[Equation, float]
        A relation and the value that it gives its variable.
    """
    uses: dict[LawVariable, list[int]] = {}
    lacking = []
    for index, one in enumerate(equations):
        gaps = {v for v in one.others if v not in at}
        lacking.append(len(gaps))
        for variable in gaps:
            uses.setdefault(variable, []).append(index)
    work = [i for i, gaps in enumerate(lacking) if not gaps and equations[i].defines is not None]
    for index in work:  # grows while it is walked
        one, defined = equations[index], equations[index].defines
        value = float(number(one.rhs, at))
        value = value if defined is None else defined.domain.settled(value)
        yield one, value
        if defined is None or defined in at or defined == unknown:
            continue
        if defined.domain.contains(value):
            at[defined] = value
            for other in uses.get(defined, ()):
                lacking[other] -= 1
                if not lacking[other] and equations[other].defines is not None:
                    work.append(other)


class Chained(NamedTuple):
    """Relations in the order in which definitions lead to them, and the variable each sets."""

    equations: tuple[Equation, ...]
    sets: tuple[LawVariable | None, ...]
    program: Program


def chain_of(
    equations: Sequence[Equation], known: Collection[LawVariable], unknown: LawVariable
) -> Chained:
    """Return what `forward` computes, in its order, if every value lies in its domain."""
    ready = set(known)
    uses: dict[LawVariable, list[int]] = {}
    lacking = []
    for index, one in enumerate(equations):
        gaps = {v for v in one.others if v not in ready}
        lacking.append(len(gaps))
        for variable in gaps:
            uses.setdefault(variable, []).append(index)
    work = [i for i, gaps in enumerate(lacking) if not gaps and equations[i].defines is not None]
    sets: list[LawVariable | None] = []
    for index in work:  # grows while it is walked
        defined = equations[index].defines
        is_new = defined is not None and defined not in ready and defined != unknown
        sets.append(defined if is_new else None)
        if defined is None or not is_new:
            continue
        ready.add(defined)
        for other in uses.get(defined, ()):
            lacking[other] -= 1
            if not lacking[other] and equations[other].defines is not None:
                work.append(other)
    found = tuple(equations[i] for i in work)
    program = chained([(v, one.rhs) for v, one in zip(sets, found, strict=True)])
    return Chained(found, tuple(sets), program)
