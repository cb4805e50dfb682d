"""What else must be given: the smallest sets of variables that would determine an unknown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import combinations

from ironlaw._language import Equation, LawVariable
from ironlaw._structure.closure import spread
from ironlaw._structure.defaults import usable_defaults
from ironlaw._structure.needs import Needs, needs
from ironlaw._structure.plan import plan

_MOST_TRIALS = 40

Sets = tuple[frozenset[str], ...]


def smallest_sets(
    equations: Sequence[Equation],
    unknown: LawVariable,
    known: Iterable[LawVariable],
    *,
    left_out: Collection[LawVariable] = (),
    wanted: Needs | None = None,
) -> Sets:
    """Return the smallest sets of variables that, given too, determine an unknown.

    Those come first that leave every given its part (`needs`), then what may stand in the place
    of one of them. Where no definitions lead from what is given to the unknown, single variables
    and pairs are tried one by one, in a system of any size the sets that complete one of the
    unknown's own equations. The default of those that are ``left_out`` is not used.

    Examples
    --------
    >>> import ironlaw as il
    >>> law = il.laws[2].only("memory_time")
    >>> smallest_sets(law.equations, law.variable("memory_time"), law.symbols("weight_bytes,"))
    (frozenset({'memory_bandwidth'}),)
    """
    wanted = wanted or needs(equations, unknown, known, left_out=left_out)
    if wanted.best:
        others = [{*wanted.best, *parts} - {v} for v, parts in wanted.instead.items()]
        sets = (frozenset(v.name for v in one) for one in (wanted.best, *others))
        return tuple(dict.fromkeys(sets))
    used = dict.fromkeys(v for one in equations for v in one.variables)
    known = {*known, *(v for v in used if v.constant is not None)} - {unknown}
    weak = usable_defaults(spread(equations, known, unknown), known)
    weak = [v for v in weak if v not in left_out]
    lacking = [v for v in used if v not in known and v != unknown and v not in weak]
    found: list[tuple[LawVariable, ...]] = []
    for size in (1, 2):
        if found or len(lacking) ** size > _MOST_TRIALS:
            break
        plans = ((one, {*known, *one}) for one in combinations(lacking, size))
        found = [
            one for one, at in plans if not plan(equations, unknown, at, left_out=left_out).free
        ]
    singles = tuple(frozenset(v.name for v in one) for one in found)
    return singles or _completing(equations, unknown, set(lacking))


def _completing(
    equations: Sequence[Equation], unknown: LawVariable, lacking: set[LawVariable]
) -> Sets:
    """Return the smallest sets that complete one of the unknown's own equations."""
    uses = (one for one in equations if unknown in one.variables)
    gaps = [frozenset(v.name for v in one.variables if v in lacking) for one in uses]
    least = min((len(one) for one in gaps if one), default=0)
    return tuple(dict.fromkeys(one for one in gaps if len(one) == least and one))
