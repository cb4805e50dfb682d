"""The verbs of asking: read the givens, put the problem, wrap what comes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, overload

from ironlaw._answers import Sensitivity, Solution, Solutions, sensitivity
from ironlaw._errors import needed
from ironlaw._language import LawVariable, Vocabulary
from ironlaw._model.arrays import is_array
from ironlaw._model.asking import asked, both
from ironlaw._model.computed import Computed
from ironlaw._model.taking import takes_variables
from ironlaw._solving import solve
from ironlaw._words import Derivation


class Verbs(Computed):
    """What can be asked of a set of equations, some of whose variables may be bound."""

    @property
    def variables(self) -> Vocabulary:
        """The variables of the active relations, in the order of their first occurrence."""
        return self.members.variables

    @property
    def constants(self) -> tuple[LawVariable, ...]:
        """The variables that hold a value unless another is given or they are asked for."""
        return tuple(self.members.constants)

    def variable(self, name: str | LawVariable) -> LawVariable:
        """Return the system's variable of a name.

        Raises
        ------
        UnknownVariable
            If no active relation has it; the message suggests near names, and the choice that
            would bring it in.
        """
        return self.members.variable(name)

    def symbols(self, names: str | Iterable[str]) -> Any:
        """Return variables by name, as ``sympy.symbols`` does: one alone, several as a tuple.

        Examples
        --------
        >>> import ironlaw as il
        >>> M, B = il.laws[2].symbols("weight_bytes memory_bandwidth")
        >>> (M / B).diff(B)
        -weight_bytes/memory_bandwidth**2
        """
        parts = (
            names.replace(",", " ").split()
            if isinstance(names, str)
            else list(needed(names, Iterable, "one name, or several"))
        )
        found = tuple(self.variable(name) for name in parts)
        return found[0] if parts == [str(names).strip()] else found

    # -- verbs -------------------------------------------------------------------------------

    @overload
    def solve(
        self,
        unknown: str | LawVariable,
        /,
        givens: Mapping[Any, Any] | None = None,
        *,
        rtol: float = 1e-6,
        **named: Any,
    ) -> Solution: ...
    @overload
    def solve(
        self,
        unknown: list[str | LawVariable] | tuple[str | LawVariable, ...],
        /,
        givens: Mapping[Any, Any] | None = None,
        *,
        rtol: float = 1e-6,
        **named: Any,
    ) -> Solutions: ...
    @takes_variables
    def solve(
        self,
        unknown: Any,
        /,
        givens: Mapping[Any, Any] | None = None,
        *,
        rtol: float = 1e-6,
        **named: Any,
    ) -> Any:
        """Solve for any variable; givens left out stay symbols.

        Parameters
        ----------
        unknown
            The variable asked for; a list of several.
        givens, **named
            What is known, by name or `Variable`: text with a unit, quantities of any
            pint registry, other solutions, expressions of variables, or numbers (counts, shares,
            and where the declared unit is the base unit). Of arrays the answer is an array, as
            `evaluate` returns it: a value for each element.
        rtol
            Relative gap within which givens agree and regimes tie.

        Returns
        -------
        Solution
            Of several unknowns a mapping of solutions by name; of arrays a pint quantity.

        Raises
        ------
        UnknownVariable
            If the unknown or a given is not in the system.
        DimensionError, DomainError, UnitError
            If a given is not a valid value of its variable.
        InconsistentError
            If givens contradict each other, or the unknown is also given.
        UnreachableError
            If no value of the unknown meets the givens.

        Examples
        --------
        >>> import ironlaw as il
        >>> il.laws[2].solve("memory_bandwidth")
        memory_bandwidth = weight_bytes/memory_time
        >>> il.laws[2].solve("memory_bandwidth", weight_bytes="140 GB", memory_time="50 ms")
        memory_bandwidth = 2.8 TB/s
        >>> il.laws[17].solve(["device_hours", "rental_cost"], devices=8, run_time="1 day",
        ...                   rental_price="2.5 USD/hour")
        device_hours = 192 device*h
        rental_cost = 480 USD
        """
        stated = both(givens, named)
        if isinstance(unknown, (list, tuple)):
            names = [self.members.variable(one).name for one in unknown]
            return Solutions({n: self.answered(n, stated, rtol=rtol) for n in names})
        if any(map(is_array, stated.values())) or any(map(is_array, self.bound.values())):
            return self.evaluate(unknown, stated, rtol=rtol)
        return self.answered(unknown, stated, rtol=rtol)

    def answered(
        self, unknown: str | LawVariable, givens: Mapping[Any, Any], *, rtol: float = 1e-6
    ) -> Solution:
        """Return the solution for one unknown, of givens that are no arrays."""
        problem, given = asked(self.members, unknown, givens, bound=self.bound, rtol=rtol)
        return Solution(solve(problem), given)

    @takes_variables
    def derive(
        self, unknown: str | LawVariable, /, givens: Mapping[Any, Any] | None = None, **named: Any
    ) -> Derivation:
        """Return how `solve` finds its answer, step by step.

        Examples
        --------
        >>> import ironlaw as il
        >>> print(il.laws[2].derive("weight_bytes").to_text())
        1. memory_time = weight_bytes/memory_bandwidth    the relation memory_time
        2. weight_bytes = memory_bandwidth*memory_time    multiply by memory_bandwidth
        """
        return self.answered(unknown, both(givens, named)).derivation

    @takes_variables
    def sensitivity(
        self, target: str | LawVariable, /, givens: Mapping[Any, Any] | None = None, **named: Any
    ) -> Sensitivity:
        """Differentiate a target exactly in every input, and rank the inputs.

        Parameters
        ----------
        target
            The variable whose change is asked for.
        givens, **named
            As in `solve`; without them the answer stays symbolic.

        Returns
        -------
        Sensitivity
            Its ``rows`` hold variable, value, derivative and elasticity.

        Examples
        --------
        >>> import ironlaw as il
        >>> law = il.laws[2]
        >>> found = law.sensitivity("memory_time", weight_bytes=1e9, memory_bandwidth=1e12)
        >>> [(row.variable.name, round(row.elasticity, 9)) for row in found.rows]
        [('memory_bandwidth', -1.0), ('weight_bytes', 1.0)]
        """
        return sensitivity(self.answered(target, both(givens, named)))
