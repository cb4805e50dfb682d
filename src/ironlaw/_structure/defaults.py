"""Which variables' defaults may be used, and in which order: the last resort of a plan."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from ironlaw._language import Equation, LawVariable
from ironlaw._structure.closure import Spread

_MOST = 32  # defaults that definitions lead to, of which each is looked at by itself


def usable_defaults(state: Spread, known: set[LawVariable]) -> list[LawVariable]:
    """Return the variables whose default may be used, those that no equation defines first.

    A default is the last resort: a variable that a chosen variant defines keeps to that
    definition, and so does one whose definition holds a given, or the unknown, at any depth.
    """
    wires = state.wires
    found = [v for v in wires.variables if v.default is not None and v not in known]
    if not found:
        return []
    unknown = _unknown(state)
    defined = {one.defines for one in wires.equations}
    chosen = {one.defines for one in wires.equations if one.choice is not None}
    found = [v for v in found if v != unknown and v not in chosen]
    if any(v in defined for v in found):
        moved = _moved(state, [v for v in known if v.constant is None])
        found = [v for v in found if v not in moved]
    return sorted(found, key=lambda v: v in defined)


def harmless_default(
    state: Spread, known: set[LawVariable], left_out: Collection[LawVariable]
) -> LawVariable | None:
    """Return a variable whose default leaves every given its part, though some move it too.

    All that moves it, the unknown included, has to move what is asked for in another way as well:
    devices set the pace of a step, which drives may slow down, and they share the work.
    """
    by: dict[LawVariable, list[Equation]] = {}
    unknown = _unknown(state)
    for one in state.wires.equations:
        if one.defines is not None:
            by.setdefault(one.defines, []).append(one)
    waiting = [
        v
        for v in state.wires.variables
        if v.default is not None
        and v in by
        and not (state.has(v) or v in left_out or v == unknown)
        and all(one.choice is None for one in by[v])
    ]
    if len(waiting) > _MOST:
        return None
    asked = [] if unknown is None else [unknown]
    movers = [*(v for v in known if v.constant is None), *asked]
    aims = {v for v in _moved(state, []) if v in known}.union(asked)
    for variable in waiting:
        behind = _moving(by, {variable})
        beside = _moving({v: ones for v, ones in by.items() if v != variable}, aims)
        if all(v in beside for v in movers if v in behind):
            return variable
    return None


def _moving(
    by: Mapping[LawVariable, Sequence[Equation]], aims: Iterable[LawVariable]
) -> set[LawVariable]:
    """Return what definitions, by what they define, make some variables of."""
    found: set[LawVariable] = set()
    work = list(aims)
    while work:
        for one in by.get(work.pop(), ()):
            more = [v for v in one.others if v not in found]
            found.update(more)
            work += more
    return found


def _moved(state: Spread, known: Sequence[LawVariable]) -> set[LawVariable]:
    """Return what the definitions make of givens and the unknown, in part or whole."""
    moved: set[LawVariable] = set()
    unknown = _unknown(state)
    work = list(known) if unknown is None else [unknown, *known]
    while work:
        variable = work.pop()
        for one in state.wires.users(variable):
            defined = one.defines
            if defined is not None and defined != variable and defined not in moved:
                moved.add(defined)
                work.append(defined)
    return moved


def _unknown(state: Spread) -> LawVariable | None:
    return None if state.unknown is None else state.wires.variables[state.unknown]


def beside_default(variable: LawVariable) -> list[float]:
    """Return values of a variable that are not its default, well inside its domain."""
    default, bounds = variable.default or 0.0, variable.domain
    found = [default + more for more in (1.0, 1e3, 1e6) if bounds.contains(default + more)]
    return found or [0.5 * (bounds.lower + bounds.upper)]
