"""What a question needs besides what is given, by the definitions that lead to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ironlaw._language import Equation, LawVariable
from ironlaw._structure.closure import spread
from ironlaw._structure.defaults import usable_defaults
from ironlaw._structure.plan import plan

_MOST = 1000  # equations; what a larger system needs is what completes one of them


@dataclass(frozen=True)
class Needs:
    """The definitions of a system, seen from an unknown and what is known.

    Attributes
    ----------
    equations, unknown, known
        The active equations, the variable asked for, and those with a value.
    left_out
        Variables whose default is not used.
    """

    equations: Sequence[Equation]
    unknown: LawVariable
    known: frozenset[LawVariable]
    left_out: Collection[LawVariable] = ()

    @cached_property
    def given(self) -> frozenset[LawVariable]:
        """What is known, but for constants."""
        return frozenset(v for v in self.known if v.constant is None)

    @cached_property
    def defined(self) -> dict[LawVariable, Equation]:
        """The definition of each variable that has one."""
        return {one.defines: one for one in self.equations if one.defines is not None}

    @cached_property
    def determined(self) -> set[LawVariable]:
        """What follows from what is known and from defaults, and what is known."""
        state = spread(self.equations, self.known, self.unknown)
        weak = usable_defaults(state, set(self.known))
        state.run()
        state.take_each(v for v in weak if v not in self.left_out)
        return set(state.determined)

    def behind(self, variable: LawVariable) -> dict[LawVariable, int]:
        """Return what a variable rests on by definitions, itself included, and how far off.

        What stands behind a given is left out.
        """
        found = {variable: 0}
        work = [variable]
        for one in work:  # grows while it is walked
            for other in self.inputs(one) if one not in self.given or one == variable else ():
                if other not in found:
                    found[other] = found[one] + 1
                    work.append(other)
        return found

    def lacking(self, root: LawVariable) -> list[LawVariable]:
        """Return what lacks to compute a variable that rests on the unknown, or is it.

        What rests on the unknown is taken apart, and so is what rests most closely on a given
        that has no part so far; the rest stands for what it is made of.
        """
        lacking: dict[LawVariable, None] = {}
        level, used, seen = [root], {root}, {root, self.unknown}
        while level:
            inputs = dict.fromkeys(v for one in level for v in self.inputs(one) if v not in seen)
            seen |= inputs.keys()
            used |= inputs.keys() & self.given
            parts = {v: self.behind(v) for v in inputs if v not in self.given}
            apart = {v for v, behind in parts.items() if self.unknown in behind}
            for one in self.given - used:
                nearest = min(
                    (v for v in parts if one in parts[v]), key=lambda v: parts[v][one], default=None
                )
                apart |= set() if nearest is None else {nearest}
            level = [v for v in parts if v in apart]
            lacking |= dict.fromkeys(v for v in parts if v not in apart | self.determined)
        return list(lacking)

    def inputs(self, variable: LawVariable) -> tuple[LawVariable, ...]:
        """Return what the definition of a variable holds; nothing where it has none."""
        one = self.defined.get(variable)
        return tuple(one.others) if one is not None else ()

    @cached_property
    def best(self) -> tuple[LawVariable, ...]:
        """What is best given in addition; nothing where no definitions lead to the unknown.

        Of the ways by which the unknown can be reached, its own definition and each given that
        rests on it, that comes first which uses most of what is given, then the shortest.
        In a system of over 1,000 relations no way is looked for.
        """
        if len(self.equations) > _MOST:
            return ()
        roots = [v for v in self.given if v in self.defined and self.unknown in self.behind(v)]
        roots += [self.unknown] if self.unknown in self.defined else []
        ways = []
        for root in roots:
            used = len(self.behind(root).keys() & self.given) + (root != self.unknown)
            lacking = self.lacking(root)
            if lacking:
                ways.append((-used, len(lacking), [v.name for v in lacking], tuple(lacking)))
        for *_, lacking_too in sorted(ways, key=lambda way: way[:3]):
            if self.is_enough(lacking_too):
                return lacking_too
        return ()

    @cached_property
    def instead(self) -> dict[LawVariable, tuple[LawVariable, ...]]:
        """For some of the best, what may be given in the place: what its definition lacks."""
        found = {}
        for variable in self.best:
            parts = tuple(v for v in self.inputs(variable) if v not in self.determined)
            if parts and self.is_enough({*self.best, *parts} - {variable}):
                found[variable] = parts
        return found

    def is_enough(self, more: Collection[LawVariable]) -> bool:
        """Tell whether further variables determine the unknown."""
        found = {*self.known, *more}
        return not plan(self.equations, self.unknown, found, left_out=self.left_out).free


def needs(
    equations: Sequence[Equation],
    unknown: LawVariable,
    known: Iterable[LawVariable],
    *,
    left_out: Collection[LawVariable] = (),
) -> Needs:
    """Return what an unknown needs besides what is known.

    Examples
    --------
    >>> import ironlaw as il
    >>> law = il.iron_law
    >>> found = needs(law.equations, law.variable("run_time"), law.symbols("mfu devices"))
    >>> [one.name for one in found.best]
    ['total_flop', 'peak_flops', 'scaling_efficiency', 'goodput']
    """
    constants = {v for one in equations for v in one.variables if v.constant is not None}
    return Needs(equations, unknown, frozenset({*known, *constants} - {unknown}), left_out)
