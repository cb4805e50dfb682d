"""What an answer is: its branches, its kind, how it was found, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import sympy

from ironlaw._answers.assumptions import assumptions
from ironlaw._answers.branches import Branch, branch, with_values
from ironlaw._answers.caveats import caveats, condition, is_complete
from ironlaw._answers.lacking import missing, unused
from ironlaw._answers.numbers import furthest, kind_of
from ironlaw._answers.partial import definitions
from ironlaw._language import Givens, LawVariable, state
from ironlaw._solving import Answer, Outcome, known_values
from ironlaw._structure import path

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, eq=False, repr=False)
class Findings:
    """The outcome of solving for one unknown, as it can be read, without numbers or words."""

    _outcome: Outcome
    given: Givens

    @property
    def unknown(self) -> LawVariable:
        """The variable asked for."""
        return self._outcome.problem.unknown

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Its branches, as the engine found them."""
        return self._outcome.answers

    @property
    def defaults(self) -> tuple[LawVariable, ...]:
        """Variables whose default was used."""
        return self._outcome.plan.defaults

    @property
    def rejected(self) -> tuple[tuple[float | None, str], ...]:
        """Roots that were found and refused: ``(value, reason)``."""
        return self._outcome.rejected

    @property
    def missing(self) -> tuple[frozenset[str], ...]:
        """The smallest sets of names that would complete the givens; empty where none lack."""
        return missing(self._outcome)

    @property
    def graph(self) -> nx.DiGraph[str]:
        """The path of the answer as a ``networkx.DiGraph``, from what is given to the unknown.

        Its nodes are the variables and relations (``"relation:<name>"``) that the answer went
        through; each carries ``role``, ``unit``, ``meaning``, ``equation``, ``law``, ``wall`` and
        ``places``, as in `System.graph`. Edges run in the order of solving.

        Examples
        --------
        >>> import ironlaw as il
        >>> import networkx as nx
        >>> answer = il.laws[2].solve("memory_bandwidth", weight_bytes=1e9, memory_time="1 ms")
        >>> nx.shortest_path(answer.graph, "memory_time", "memory_bandwidth")
        ['memory_time', 'relation:memory_time', 'memory_bandwidth']
        """
        return path(self._outcome.plan, self.unknown, self.given.values)

    # -- what kind of answer -------------------------------------------------------------------

    @property
    def kind(self) -> str:
        """``point``, ``interval``, ``at least``, ``at most`` or ``any``."""
        return kind_of(self.unknown, self.answers)

    @property
    def method(self) -> str:
        """The furthest rung of the ladder that was needed."""
        return furthest(method for one in self.answers for method in one.evidence.methods)

    @cached_property
    def set(self) -> sympy.Set:
        """All answers as a SymPy set (in base units where there are numbers)."""
        return sympy.Union(*(one.set for one in self.branches))

    @cached_property
    def branches(self) -> tuple[Branch, ...]:
        """The symbolic branches, each with its condition, method and what binds."""
        found = tuple(branch(self.unknown, one) for one in self.answers)
        return tuple(one.with_own(self.given.own) for one in found) if self.given.own else found

    @property
    def formula(self) -> Any:
        """The answer, fully symbolic: an expression; an inequality or equation where it is one."""
        return self.branches[0].expr

    @cached_property
    def _definitions(self) -> Mapping[LawVariable, sympy.Expr]:
        """The variables of a formula that rest on givens which it lacks, as defined."""
        return definitions(self._outcome, self.given)

    @property
    def expr(self) -> Any:
        """The formula with the numeric givens substituted, in base units.

        It can be given in its turn: what its numbers are is remembered.

        Examples
        --------
        >>> import ironlaw as il
        >>> answer = il.laws[2].solve("memory_time", weight_bytes="16 GB")
        >>> answer.expr
        16000000000.0/memory_bandwidth
        >>> il.laws[2].solve("roofline_time", memory_time=answer.expr,
        ...     compute_time="5 ms", memory_bandwidth="1.6 TB/s")
        roofline_time = 10 ms
        """
        values = known_values(self._outcome.problem, self._outcome.plan)
        whole = self.formula.xreplace(dict(self._definitions)).xreplace(dict(self.given.own))
        found = with_values(whole, values)
        if isinstance(found, sympy.Expr):
            state(found, self.unknown.dimension)
        return found

    @property
    def condition(self) -> Any:
        """The condition of the first branch; true where it holds always."""
        return self.branches[0].condition

    @property
    def regime(self) -> tuple[str, ...]:
        """What binds: the arguments of ``Max`` and ``Min`` that the answer went through."""
        return tuple(dict.fromkeys(str(p) for one in self.answers for p in one.evidence.regime))

    @property
    def residual(self) -> float | None:
        """The largest relative residual of the answers; None while givens are missing."""
        return max((x for one in self.answers if (x := one.residual) is not None), default=None)

    @property
    def complete(self) -> bool:
        """Whether the branches are proved to be all; those of a search are not.

        A search looks at some 1,500 points of the domain, at every step of a rounding and at
        every turn, so that it misses only roots that lie closer together than that.
        """
        return is_complete(self._outcome)

    @property
    def condition_number(self) -> float | None:
        """How many times larger a relative error of the answer is than that of a given.

        The given is the one that moves it most. None where the answer has no numbers, or rests
        on no given; infinite where it moves without moving any.

        Examples
        --------
        >>> import ironlaw as il
        >>> answer = il.laws[5].solve("weight_bytes", memory_capacity="80 GB",
        ...     kv_bytes_per_request="1 GB", max_batch_size=79)
        >>> answer, round(answer.condition_number)
        (weight_bytes <= 1 GB, 80)
        """
        return condition(self._outcome)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What to know before relying on the answer.

        It may be weakly determined, or perhaps not all; or a given bears on it that it does not
        hold, because others are missing; or its unit, where symbols of your own have none.
        """
        names = ", ".join(v.name for v in unused(self._outcome, self.given, self._definitions))
        notes = [f"not used: {names}"] if names else []
        if self.given.own and self.unknown.unit != "1":
            notes.append(f"in {self.unknown.base_unit}")
        return (*notes, *caveats(self._outcome))

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What the answer takes for granted: factors that are not zero, defaults, releases."""
        return assumptions(self._outcome)
