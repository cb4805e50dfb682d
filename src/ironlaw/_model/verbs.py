"""The verbs of asking: read the givens, put the problem, wrap what comes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ironlaw._answers import Sensitivity, Solution, sensitivity
from ironlaw._calculus import evaluated
from ironlaw._language import Equation, FrozenDict, LawVariable, Vocabulary, display
from ironlaw._model.asking import asked, both
from ironlaw._model.givens import read_givens
from ironlaw._model.members import Members
from ironlaw._pictures import Subject, draw, to_dot, to_mermaid
from ironlaw._solving import solve
from ironlaw._structure import network
from ironlaw._words import Derivation

if TYPE_CHECKING:
    import networkx as nx

EMPTY: Mapping[str, Any] = FrozenDict()


class Verbs:
    """What can be asked of a set of equations, some of whose variables may be bound.

    Attributes
    ----------
    bound
        Values bound by `given`, by name.
    """

    bound: Mapping[str, Any] = EMPTY

    @property
    def title(self) -> str:
        """How errors and answers name the system."""
        raise NotImplementedError

    @property
    def members(self) -> Members:
        """Its equations, choices and variables, and what is remembered about them."""
        raise NotImplementedError

    @property
    def equations(self) -> tuple[Equation, ...]:
        """The active equations as data, in the order of their declaration."""
        return self.members.equations

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
        parts = names.replace(",", " ").split() if isinstance(names, str) else list(names)
        found = tuple(self.variable(name) for name in parts)
        return found[0] if parts == [str(names).strip()] else found

    def _subject(self, solution: Solution | None = None) -> Subject:
        """Return what a picture shows of the system, and of an answer."""
        given = read_givens(self.members, self.bound) if solution is None else solution.given
        return Subject(self.title, self.equations, given, solution)

    # -- verbs -------------------------------------------------------------------------------

    def solve(
        self,
        unknown: str | LawVariable,
        /,
        givens: Mapping[Any, Any] | None = None,
        *,
        rtol: float = 1e-6,
        **named: Any,
    ) -> Solution:
        """Solve for any variable; givens left out stay symbols.

        Parameters
        ----------
        unknown
            The variable asked for.
        givens, **named
            What is known, by name or `Variable`: numbers in base units, text with a unit,
            quantities of any pint registry, other solutions, or expressions of variables.
        rtol
            Relative gap within which givens agree and regimes tie.

        Returns
        -------
        Solution

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
        """
        problem, given = asked(
            self.members, unknown, both(givens, named), bound=self.bound, rtol=rtol
        )
        return Solution(solve(problem), given)

    def derive(
        self, unknown: str | LawVariable, /, givens: Mapping[Any, Any] | None = None, **named: Any
    ) -> Derivation:
        """Return how `solve` finds its answer, step by step.

        Examples
        --------
        >>> import ironlaw as il
        >>> print(il.laws[2].derive("weight_bytes").to_text())
        1. memory_time = weight_bytes/memory_bandwidth      the relation memory_time
        2. weight_bytes = memory_bandwidth*memory_time      divide by 1/memory_bandwidth
        """
        return self.solve(unknown, givens, **named).derivation

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
        return sensitivity(self.solve(target, givens, **named))

    def evaluate(
        self, target: str | LawVariable, /, givens: Mapping[Any, Any] | None = None, **named: Any
    ) -> Any:
        """Compute a target as a pint quantity from scalar givens.

        Raises
        ------
        UnderdeterminedError
            If givens are missing.

        Examples
        --------
        >>> import ironlaw as il
        >>> givens = {"weight_bytes": "16 GB", "memory_bandwidth": "3.35 TB/s"}
        >>> f"{il.laws[2].evaluate('memory_time', givens):.3f~C}"
        '4.776 ms'
        """
        problem, given = asked(self.members, target, both(givens, named), bound=self.bound)
        value = evaluated(problem)
        if value is None:
            return Solution(solve(problem), given).value  # where there is none, it says why
        return display(value, problem.unknown.unit)

    @property
    def graph(self) -> nx.DiGraph[str]:
        """The wiring as a ``networkx.DiGraph``: variables and relations, from inputs to results.

        A relation is the node ``"relation:<name>"``. Every node carries ``unit``, ``meaning``,
        ``equation``, and of the law that states it ``law``, ``wall`` (its number) and
        ``places`` (where it acts on the Iron Law), so that networkx answers what rests on what.

        Examples
        --------
        >>> import ironlaw as il
        >>> import networkx as nx
        >>> graph = il.training.graph
        >>> "link_bandwidth" in nx.ancestors(graph, "run_time")
        True
        >>> walls = {graph.nodes[node]["wall"] for node in nx.ancestors(graph, "goodput")}
        >>> sorted(walls - {None})
        [15, 19]
        """
        return network(self.title, self.equations)

    def draw(self, solution: Solution | None = None, ax: Any = None) -> Any:
        """Draw the variables and what defines them with matplotlib; mark a solution's path.

        Raises
        ------
        IronLawError
            If matplotlib (the extra ``plot``) is not installed.
        """
        return draw(self._subject(solution), ax)

    def to_mermaid(self, solution: Solution | None = None) -> str:
        """Return the graph as a Mermaid flowchart; a solution's path is marked.

        Examples
        --------
        >>> import ironlaw as il
        >>> il.laws[1].to_mermaid().splitlines()[3]
        'flowchart RL'
        """
        return to_mermaid(self._subject(solution))

    def to_dot(self, solution: Solution | None = None) -> str:
        """Return the graph in Graphviz's DOT language; a solution's path is marked."""
        return to_dot(self._subject(solution))
