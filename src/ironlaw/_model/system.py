"""Systems: sets of relations that can be solved; every verb a user calls starts here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ironlaw._errors import (
    LawDeclarationError,
    UnknownChoice,
    UnknownRelation,
    UnknownVariable,
    among,
    did_you_mean,
    nearest,
)
from ironlaw._language import LawVariable, Vocabulary

if TYPE_CHECKING:
    from ironlaw._answers.sensitivity import Sensitivity
    from ironlaw._answers.solution import Solution
    from ironlaw._model.relation import Relation
    from ironlaw._words.derivation import Derivation

EMPTY: Mapping[str, Any] = MappingProxyType({})


class _ByName(dict[str, "Relation"]):
    """Relations by name; a wrong name is answered with the near ones."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title

    def __missing__(self, name: object) -> Relation:
        near = did_you_mean(nearest(str(name), self)) or among(list(self))
        raise UnknownRelation(f"{self.title} has no relation {name!r}{near}")


class System:
    """A set of relations with the verbs of solving; relations, laws and compositions are systems.

    Attributes
    ----------
    declared
        All its relations, those of every variant included.
    selected
        The variant chosen for each choice, where it is not the first.
    bound
        Values bound by `given`, by name.
    """

    selected: Mapping[str, str] = EMPTY
    bound: Mapping[str, Any] = EMPTY

    @property
    def title(self) -> str:
        """How errors and answers name the system."""
        raise NotImplementedError

    @property
    def declared(self) -> tuple[Relation, ...]:
        """All relations, those of every variant included."""
        raise NotImplementedError

    @cached_property
    def choices(self) -> Mapping[str, tuple[str, ...]]:
        """The variants of each choice; the first is the default."""
        found: dict[str, dict[str, None]] = {}
        for one in self.declared:
            if one.choice is not None:
                found.setdefault(one.choice, {}).update(dict.fromkeys(one.variants))
        return MappingProxyType({choice: tuple(names) for choice, names in found.items()})

    @cached_property
    def relations(self) -> Mapping[str, Relation]:
        """The active relations by name, in the order of their declaration."""
        active = _ByName(self.title)
        for one in self.declared:
            if one.choice is not None and self._variant(one.choice) not in one.variants:
                continue
            if one.name in active and active[one.name] is not one:
                raise LawDeclarationError(
                    f"{self.title} has two active relations named {one.name!r}; "
                    "make them variants of a choice, or name one of them otherwise"
                )
            active[one.name] = one
        return MappingProxyType(active)

    @cached_property
    def active(self) -> tuple[Relation, ...]:
        """The active relations, in the order of their declaration."""
        return tuple(self.relations.values())

    def _variant(self, choice: str) -> str:
        return self.selected.get(choice, self.choices[choice][0])

    @cached_property
    def variables(self) -> Vocabulary:
        """The variables of the active relations, in the order of their first occurrence."""
        found: dict[str, LawVariable] = {}
        for one in self.relations.values():
            for variable in one.symbols_used:
                if found.setdefault(variable.name, variable) != variable:
                    raise LawDeclarationError(
                        f"{self.title} has two different variables named {variable.name!r} "
                        f"(one in {one.name!r}); rename one or share one declaration"
                    )
        return Vocabulary(found.values())

    @cached_property
    def uses(self) -> Mapping[str, tuple[Relation, ...]]:
        """The active relations that hold each variable, by its name."""
        found: dict[str, list[Relation]] = {name: [] for name in self.variables}
        for one in self.relations.values():
            for variable in one.symbols_used:
                found[variable.name].append(one)
        return MappingProxyType({name: tuple(ones) for name, ones in found.items()})

    def uses_of(self, variable: LawVariable) -> tuple[Relation, ...]:
        """Return the active relations that hold a variable."""
        return self.uses[variable.name]

    @cached_property
    def constants(self) -> tuple[LawVariable, ...]:
        """The variables that hold a value unless another is given or they are asked for."""
        return tuple(v for v in self.variables.values() if v.constant is not None)

    def variable(self, name: str | LawVariable) -> LawVariable:
        """Return the system's variable of a name.

        Raises
        ------
        UnknownVariable
            If no active relation has it; the message suggests near names, and the choice that
            would bring it in.
        """
        text = name.name if isinstance(name, LawVariable) else str(name)
        if text not in self.variables:
            raise UnknownVariable(text, self.variables, self.title + self._elsewhere(text))
        found = self.variables[text]
        if isinstance(name, LawVariable) and name != found:
            raise UnknownVariable(text, (), f"{self.title} has another variable of that name, and")
        return found

    def _elsewhere(self, name: str) -> str:
        for one in self.declared:
            if any(v.name == name for v in one.symbols_used) and one.choice is not None:
                return f" (unless .using({one.choice}={one.variants[0]!r}))"
        return ""

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
        return found[0] if len(found) == 1 and isinstance(names, str) else found

    # -- composition -------------------------------------------------------------------------

    def using(self, **choices: str) -> System:
        """Return the system with variants chosen, such as ``using(allreduce="tree")``.

        Raises
        ------
        UnknownChoice
            If the system has no such choice, or the choice no such variant.
        """
        for choice, variant in choices.items():
            if choice not in self.choices:
                near = did_you_mean(nearest(choice, self.choices))
                raise UnknownChoice(
                    f"{self.title} has no choice {choice!r}{near}; "
                    f"its choices: {', '.join(self.choices) or 'none'}"
                )
            if variant not in self.choices[choice]:
                offered = ", ".join(self.choices[choice])
                raise UnknownChoice(
                    f"{choice} has no variant {variant!r}; choose one of: {offered}"
                )
        return self._with(selected={**self.selected, **choices})

    def given(self, values: Mapping[Any, Any] | None = None, /, **named: Any) -> System:
        """Return the system with values bound; a later value replaces an earlier one.

        Raises
        ------
        UnknownVariable, DimensionError, DomainError
            As `solve` does of its givens.
        """
        from ironlaw._model.givens import read_givens

        bound = {**self.bound, **{str(k): v for k, v in (values or {}).items()}, **named}
        read_givens(self, bound)
        return self._with(bound=bound)

    def __add__(self, other: System) -> System:
        if not isinstance(other, System):
            return NotImplemented
        return join(f"{self.title} + {other.title}", self, other)

    def without(self, *names: str) -> System:
        """Return the system without the relations of these names, in every variant.

        Raises
        ------
        UnknownRelation
            If the system has no such relation.

        Examples
        --------
        >>> import ironlaw as il
        >>> list(il.laws[3].without("training_throughput", "flop_per_token").relations)
        ['mfu', 'hfu', 'end_to_end_mfu']
        """
        self._require_relations(names)
        return self._with(parts=tuple(one for one in self.declared if one.name not in names))

    def only(self, *names: str) -> System:
        """Return the system of the relations of these names alone, in every variant."""
        self._require_relations(names)
        return self._with(parts=tuple(one for one in self.declared if one.name in names))

    def _require_relations(self, names: Iterable[str]) -> None:
        known = [one.name for one in self.declared]
        for name in names:
            if name not in known:
                near = did_you_mean(nearest(name, known)) or among(known)
                raise UnknownRelation(f"{self.title} has no relation {name!r}{near}")

    def _with(self, **changes: Any) -> System:
        return replace(Composite(self.title, self.declared, self.selected, self.bound), **changes)

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
        from ironlaw._solving.solve import solve

        return solve(self, unknown, {**(givens or {}), **named}, rtol=rtol)

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
        from ironlaw._answers.sensitivity import sensitivity

        return sensitivity(self, target, {**(givens or {}), **named})

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
        from ironlaw._model.evaluate import evaluate

        return evaluate(self, target, {**(givens or {}), **named})

    @property
    def graph(self) -> Any:
        """The variables and relations as a ``networkx.DiGraph``.

        Examples
        --------
        >>> import ironlaw as il
        >>> sorted(il.laws[2].graph.successors("relation:memory_time"))
        ['memory_time']
        """
        from ironlaw._structure.network import network

        return network(self)

    def draw(self, solution: Solution | None = None, ax: Any = None) -> Any:
        """Draw the variables and what defines them with matplotlib; mark a solution's path.

        Raises
        ------
        IronLawError
            If matplotlib (the extra ``plot``) is not installed.
        """
        from ironlaw._pictures.draw import draw

        return draw(self, solution, ax)

    def to_mermaid(self, solution: Solution | None = None) -> str:
        """Return the graph as a Mermaid flowchart; a solution's path is marked.

        Examples
        --------
        >>> import ironlaw as il
        >>> il.laws[1].to_mermaid().splitlines()[3]
        'flowchart RL'
        """
        from ironlaw._pictures.diagram import to_mermaid

        return to_mermaid(self, solution)

    def to_dot(self, solution: Solution | None = None) -> str:
        """Return the graph in Graphviz's DOT language; a solution's path is marked."""
        from ironlaw._pictures.diagram import to_dot

        return to_dot(self, solution)

    # -- views -------------------------------------------------------------------------------

    def latex(self) -> str:
        """Return the first relation as LaTeX, in its author's order."""
        return next(iter(self.relations.values())).latex()

    @property
    def equation(self) -> Any:
        """The first relation as a plain ``sympy.Eq``."""
        return next(iter(self.relations.values())).equation

    def _repr_latex_(self) -> str:
        lines = r" \\ ".join(
            one.latex().replace(" = ", " &= ", 1) for one in self.relations.values()
        )
        return rf"$\displaystyle \begin{{aligned}} {lines} \end{{aligned}}$"

    def __repr__(self) -> str:
        return f"<{self.title}: {', '.join(self.relations)}>"

    def __getstate__(self) -> dict[str, Any]:
        """Pickle what was declared; what was derived from it is derived again."""
        names = getattr(self, "__dataclass_fields__", {})
        return {name: getattr(self, name) for name in names}


def join(title: str, *parts: System, using: Mapping[str, str] | None = None) -> Composite:
    """Join systems into one of a name; relations that they share are taken once.

    Parameters
    ----------
    title
        How errors and answers name the system.
    *parts
        Laws, relations and systems; where they choose differently, the later choice holds.
    using
        Variants of their choices.

    Returns
    -------
    Composite

    Raises
    ------
    LawDeclarationError
        If two active relations define one variable, or two variables share a glyph.

    Examples
    --------
    >>> import ironlaw as il
    >>> both = il.join("memory and compute", il.laws[1], il.laws[2])
    >>> both.solve("roofline_time", operations="1 TFLOP", peak_flops="989 TFLOP/s", efficiency=0.5,
    ...            weight_bytes="16 GB", memory_bandwidth="3.35 TB/s")
    roofline_time = 4.776 ms
    """
    relations = {_content(one): one for part in parts for one in reversed(part.declared)}
    ordered = dict.fromkeys(_content(one) for part in parts for one in part.declared)
    selected = {choice: name for part in parts for choice, name in part.selected.items()}
    bound = {name: value for part in parts for name, value in part.bound.items()}
    found = Composite(title, tuple(relations[key] for key in ordered), selected, bound)
    if using:
        found = replace(found, selected=found.using(**using).selected)
    _check_together(found)
    return found


def _content(one: Relation) -> tuple[Any, ...]:
    return one.name, one.lhs, one.rhs, one.choice, one.variants


def _check_together(system: System) -> None:
    """Refuse two active definitions of one variable, and two variables that print alike."""
    definitions: dict[LawVariable, Relation] = {}
    for one in system.relations.values():
        other = definitions.setdefault(one.defines, one) if one.defines is not None else one
        if other is not one:
            raise LawDeclarationError(
                f"{system.title}: {one.lhs} has two definitions, {other.name} = {other.rhs} "
                f"{_cited(other)} and {one.name} = {one.rhs} {_cited(one)}; leave one out with "
                f".without({one.name!r}), or make them variants of a choice"
            )
    check_glyphs(system)


def _cited(one: Relation) -> str:
    return f"[{one.source}]" if one.source else "[no source]"


def check_glyphs(system: System) -> None:
    """Refuse two variables of a system that print alike (constants print as their number)."""
    glyphs: dict[str, LawVariable] = {}
    for variable in system.variables.values():
        if variable.constant is not None:
            continue
        other = glyphs.setdefault(variable.glyph, variable)
        if other is not variable:
            raise LawDeclarationError(
                f"{system.title}: {other.name} and {variable.name} share the glyph "
                f"{variable.glyph!r}; give one of them another latex="
            )


@dataclass(frozen=True, eq=False, repr=False)
class Composite(System):
    """A system made by `given`, `using` or ``+``."""

    name: str
    parts: tuple[Relation, ...]
    selected: Mapping[str, str] = field(default_factory=dict)
    bound: Mapping[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """How errors and answers name it."""
        return self.name

    @property
    def declared(self) -> tuple[Relation, ...]:
        """All relations, those of every variant included."""
        return self.parts
