"""A plan for what the givens may determine although they lack something that cancels."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from ironlaw._language import Equation, LawVariable
from ironlaw._structure.closure import spread
from ironlaw._structure.defaults import harmless_default, usable_defaults
from ironlaw._structure.plan import Block, Plan, collected
from ironlaw._structure.wires import wired


def plan_around(
    equations: Sequence[Equation],
    unknown: LawVariable,
    known: Iterable[LawVariable],
    *,
    left_out: Collection[LawVariable] = (),
) -> Plan | None:
    """Return a plan in which variables that lack a value stand for themselves.

    They are taken one by one, those that no relation defines first, until the unknown follows:
    each is one that nothing determines so far, so that every given is used, and what an answer
    does not depend on can cancel.

    Parameters
    ----------
    equations
        The active equations.
    unknown
        The variable asked for.
    known
        Variables with a value: givens and constants.
    left_out
        Variables whose default is not used.

    Returns
    -------
    Plan or None
        With the variables that were taken as ``free``; None where they do not lead to the
        unknown.

    Examples
    --------
    >>> import ironlaw as il
    >>> law = il.laws[18].only("carbon", "facility_energy")
    >>> known = law.symbols("facility_energy carbon_intensity")
    >>> found = plan_around(law.equations, law.variable("carbon"), known)
    >>> [one.name for one in found.equations], [v.name for v in found.free]
    (['facility_energy', 'carbon'], ['energy'])
    """
    known, wires = set(known), wired(equations)
    number = wires.numbers.get(unknown)
    state = spread(wires, known, unknown)
    weak = [v for v in usable_defaults(state, known) if v not in left_out]
    if state.run():
        return None
    weak = state.take_each(weak)  # what the givens determine needs no default
    while number not in state.by and (more := harmless_default(state, known, left_out)):
        weak += state.take_each([more])
    defined = {one.defines for one in equations}
    taken = state.take_each(sorted(wires.variables, key=lambda v: v in defined))
    if number is None or number not in state.by:
        return None
    last = Block((wires.equations[state.by[number]],), (unknown,))
    found = collected(state, [last], weak)
    held = {v for one in found.equations for v in one.variables}
    free = tuple(v for v in taken if v in held)
    return found._replace(free=free, left_out=tuple(left_out))
