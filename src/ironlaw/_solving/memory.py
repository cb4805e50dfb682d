"""What is worked out once for a set of equations, whatever the values: bounded and shared."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cached_property, lru_cache, partial
from typing import Any, TypeVar, cast

from ironlaw._language import Equation, LawVariable
from ironlaw._solving.eliminate import Elimination, by_definition
from ironlaw._structure import Block, Plan, Wires, closure, plan

_MOST = 1024
_MOST_RECALLED = 4096  # many ways through many blocks
_NEW = object()

Found = TypeVar("Found")
Closed = tuple[list[tuple[LawVariable, Equation]], list[Equation]]


class Memory:
    """Plans, eliminations and explicit formulas of a set of equations, each made once.

    These follow from structure alone; what is `recalled` also from values. What is old is
    forgotten. A system shares its memory with those that differ from it only in the values that
    are bound.

    Attributes
    ----------
    equations
        The equations that it is about.
    """

    def __init__(self, equations: tuple[Equation, ...]) -> None:
        self.equations = equations
        self._recalled: dict[Hashable, Any] = {}

    def recalled(self, key: Hashable, work: Callable[[], Found]) -> Found:
        """Return what some work came to before under a key that holds all it rests on."""
        found = self._recalled.get(key, _NEW)
        if found is _NEW:
            found = work()
            if len(self._recalled) >= _MOST_RECALLED:
                del self._recalled[next(iter(self._recalled))]
            self._recalled[key] = found
        return cast("Found", found)

    @cached_property
    def wires(self) -> Wires:
        """The equations, their variables numbered."""
        return Wires(self.equations)

    @cached_property
    def plan(self) -> Callable[[LawVariable, frozenset[LawVariable]], Plan]:
        """Return the plan for an unknown and a frozen set of known variables."""
        return lru_cache(_MOST)(partial(plan, self.wires))

    @cached_property
    def closed(self) -> Callable[[frozenset[LawVariable]], Closed]:
        """Return what a frozen set of known variables determines, and what can contradict it."""
        return lru_cache(_MOST)(partial(closure, self.wires))

    def spare(self, known: frozenset[LawVariable]) -> int:
        """Return how many equations can contradict a frozen set of known variables."""
        return len(self.closed(known)[1])

    @cached_property
    def elimination(self) -> Callable[[Block, LawVariable], Elimination]:
        """Return what a block's definitions leave for the variable that is kept."""
        return lru_cache(_MOST)(by_definition)

    @cached_property
    def explicit(self) -> Callable[[LawVariable, frozenset[LawVariable]], Equation | None]:
        """Return the equation that alone defines an unknown from a frozen set of known variables.

        None where there is no such equation, or what is known could contradict it.
        """
        return lru_cache(_MOST)(self._explicit)

    def _explicit(self, unknown: LawVariable, known: frozenset[LawVariable]) -> Equation | None:
        found = self.plan(unknown, known)
        (one, *more) = found.equations
        if found.free or more or one.defines != unknown:
            return None
        spare = tuple(other for other in self.equations if other is not one)
        return None if closure(spare, known)[1] else one

    def __reduce__(self) -> Any:
        return Memory, (self.equations,)
