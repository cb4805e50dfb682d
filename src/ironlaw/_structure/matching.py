"""Equations that determine their variables together: matching and strongly connected parts.

A maximum matching gives each equation a variable; what an unmatched variable can move is not
determined (Dulmage and Mendelsohn 1958). Of the rest, the strongly connected parts are solved
together, those that others rest on first (Tarjan 1972).
"""

from __future__ import annotations

from collections.abc import Iterator

from ironlaw._structure.closure import Spread

Match = dict[int, int]
Part = tuple[tuple[int, ...], tuple[int, ...]]


def coupled(state: Spread) -> list[Part] | None:
    """Return the parts that determine the unknown together, in order; None where none do.

    The matching is kept with the state: what is determined afterwards only leaves it.

    Returns
    -------
    list or None
        For each part the positions of its equations, and as many variables, by number.
    """
    unknown = state.unknown
    if unknown is None or not any(state.count[i] > 1 for i in state.wires.uses[unknown]):
        return None
    if state.match is None:
        state.match = _matching(state)
    else:
        _mend(state, state.match)
    state.freed.clear()
    if unknown not in state.match or _is_loose(state, unknown, state.match):
        return None
    return _parts(state, unknown, state.match)


def _matching(state: Spread) -> Match:
    """Match each equation to a variable of its own, as many as possible (Hopcroft and Karp)."""
    import numpy as np
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching

    rows = [index for index, count in enumerate(state.count) if count > 1]
    open_ = [n for n in range(len(state.wires.variables)) if not state.knows(n)]
    columns = {number: column for column, number in enumerate(open_)}
    cells = [sorted(columns[number] for number in state.left(index)) for index in rows]
    ends = np.cumsum([0, *map(len, cells)], dtype=np.int32)  # SciPy before 1.15 takes no other
    column = np.fromiter((n for row in cells for n in row), dtype=np.int32, count=ends[-1])
    ones = np.ones(len(column), dtype=np.int8)
    graph = csr_array((ones, column, ends), shape=(len(rows), len(columns)))
    matched = maximum_bipartite_matching(graph, perm_type="column")
    return {open_[c]: rows[r] for r, c in enumerate(matched.tolist()) if c >= 0}


def _mend(state: Spread, match: Match) -> None:
    """Match the equations again that have lost their variable, where they can be."""
    for row in sorted(state.freed):
        if state.count[row] > 1:
            _augment(state, match, row)


def _augment(state: Spread, match: Match, row: int) -> None:
    """Match an equation along a path on which each variable passes to the equation before."""
    came: dict[int, int] = {}  # for each variable the equation from which it was reached
    held: dict[int, int] = {}  # for each equation the variable that it would give up
    work = [row]
    while work:
        index = work.pop()
        for number in state.left(index):
            if number in came:
                continue
            came[number] = index
            if number in match:
                held[match[number]] = number
                work.append(match[number])
                continue
            passed: int | None = number
            while passed is not None:
                match[passed] = came[passed]
                passed = held.get(came[passed])
            return


def _is_loose(state: Spread, unknown: int, match: Match) -> bool:
    """Tell whether the unknown can move with an unmatched variable (then nothing fixes it)."""
    seen = {unknown}
    work = [unknown]
    while work:
        for other in state.left(match[work.pop()]):
            if other not in match:
                return True
            if other not in seen:
                seen.add(other)
                work.append(other)
    return False


def _parts(state: Spread, unknown: int, match: Match) -> list[Part]:
    """Return the strongly connected parts that the unknown needs, those it rests on first."""
    number: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    closed: set[int] = set()
    parts: list[Part] = []
    work: list[tuple[int, Iterator[int]]] = []

    def enter(variable: int) -> None:
        number[variable] = low[variable] = len(number)
        stack.append(variable)
        needs = (v for v in state.wires.rows[match[variable]] if v in match)
        work.append((variable, needs))

    enter(unknown)
    while work:  # without recursion: a loop of variables may be as long as the system
        variable, needs = work[-1]
        following = next((v for v in needs if v not in closed), None)
        if following is None:
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[variable])
            if low[variable] == number[variable]:
                parts.append(_closed(match, stack, variable))
                closed.update(parts[-1][1])
        elif following in number:
            low[variable] = min(low[variable], number[following])
        else:
            enter(following)
    return parts


def _closed(match: Match, stack: list[int], root: int) -> Part:
    """Take a part off the stack; its equations and variables in the order of the equations."""
    members = [stack.pop()]
    while members[-1] != root:
        members.append(stack.pop())
    members.sort(key=lambda v: match[v])
    return tuple(match[v] for v in members), tuple(members)
