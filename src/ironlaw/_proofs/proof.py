"""Proofs as an author declares them: nothing is worked out before somebody asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Protocol

import sympy

from ironlaw._errors import LawDeclarationError
from ironlaw._language import Equation, FrozenDict, LawVariable
from ironlaw._proofs.chain import Chain


class Premises(Protocol):
    """Where a proof's premises come from."""

    def variable(self, name: str) -> LawVariable:
        """Return a variable by its name."""

    def declared(self, function: Callable[..., Any], defines: str | None) -> Equation:
        """Return a plain function as an equation, as relations are declared."""

    def recalled(self, name: str, law: int | None, using: Mapping[str, str]) -> Equation:
        """Return a relation of a law; of the proof's own law where none is named."""


class Line(NamedTuple):
    """One line of a proof, to be worked out: what is done, and with what."""

    rule: str
    name: Any
    options: Mapping[str, Any] = FrozenDict()


@dataclass(frozen=True, repr=False)
class Proof:
    """How a relation of a law follows from others; every line is worked out when it is asked for.

    Each method returns a proof with one more line. Nothing is computed before `Law.prove`, which
    checks each line, and in the end that the law's relations agree.

    Attributes
    ----------
    title
        What is proved, in one line.
    of
        The variable whose relation is proved.
    using
        Variants of the law's choices for which it holds.
    given
        What is taken for all of it: numbers by name.
    within
        Ranges within which it holds, by name, where that is less than a variable's domain.
    variables
        Variables of the proof that the vocabulary does not hold.
    text
        What to know before the first line.
    lines
        Its lines.

    Examples
    --------
    >>> import ironlaw as il
    >>> proof = (
    ...     il.Proof("The bandwidth that a time asks for", of="required_bandwidth")
    ...     .recall("memory_time", law=2)
    ...     .solve("memory_bandwidth")
    ...     .at(memory_time="target_latency")
    ...     .call("required_bandwidth")
    ... )
    >>> law = il.Law("Mine", list(il.laws[22].relations.values()), proofs=[proof])
    >>> print(law.prove("required_bandwidth"))
    1. memory_time = weight_bytes/memory_bandwidth         the relation memory_time
    2. memory_bandwidth = weight_bytes/memory_time         multiply by memory_bandwidth and ...
    3. memory_bandwidth = weight_bytes/target_latency      for memory_time = target_latency
    4. required_bandwidth = weight_bytes/target_latency    call it required_bandwidth
    """

    title: str
    of: str
    using: Mapping[str, str] = field(default_factory=FrozenDict)
    given: Mapping[str, float] = field(default_factory=FrozenDict)
    within: Mapping[str, tuple[float, float]] = field(default_factory=FrozenDict)
    variables: Sequence[LawVariable] = ()
    text: str = ""
    lines: tuple[Line, ...] = ()

    def __post_init__(self) -> None:
        for name in ("using", "given", "within"):
            object.__setattr__(self, name, FrozenDict(getattr(self, name)))
        object.__setattr__(self, "variables", tuple(self.variables))
        object.__setattr__(self, "text", " ".join(self.text.split()))

    def premise(self, function: Callable[..., Any], *, defines: str | None = None) -> Proof:
        """State a premise: a plain function, as of a relation; its docstring is the reason."""
        return self._and("premise", function, defines=defines)

    def recall(
        self, name: str, *, law: int | None = None, using: Mapping[str, str] = FrozenDict()
    ) -> Proof:
        """State a relation of the law, or of another wall, in a variant of its choices."""
        return self._and("recall", name, law=law, using=FrozenDict(using))

    def put(self, *names: str, into: str | None = None) -> Proof:
        """Put what lines say of variables into the current line, or into another variable's."""
        first = () if into is None else (Line("return", into),)
        return replace(self, lines=(*self.lines, *first, *(Line("put", one) for one in names)))

    def at(self, **values: float | str) -> Proof:
        """Look at the current line for values of variables; a name stands for its variable."""
        return self._and("at", FrozenDict(values))

    def least(self, over: str, *, of: str | None = None) -> Proof:
        """Set the derivative to zero where a line is least over a variable."""
        return self._and("least", over, of=of)

    def stationary(self, over: str, *, of: str | None = None) -> Proof:
        """Set the derivative to zero where a line is stationary over a variable."""
        return self._and("stationary", over, of=of)

    def solve(self, name: str) -> Proof:
        """Solve the current line for a variable, step by step."""
        return self._and("solve", name)

    def reads(self, function: Callable[..., Any], *, defines: str | None = None) -> Proof:
        """Write the current line, or its solution, as a function has it; its docstring says why."""
        return self._and("reads", function, defines=defines)

    def call(self, name: str) -> Proof:
        """Call what the current line gives by the name of a variable."""
        return self._and("call", name)

    def worked_out(self, sources: Premises) -> Chain:
        """Work every line out.

        Raises
        ------
        LawDeclarationError
            If a line does not follow.
        """
        within = {sources.variable(name): ends for name, ends in self.within.items()}
        chain = Chain(within=FrozenDict(within))
        for line in self.lines:
            try:
                chain = _next(chain, line, sources)
            except LawDeclarationError as error:
                raise LawDeclarationError(f"proof {self.title!r}: {error}") from error
        return chain

    def _and(self, rule: str, name: Any, **options: Any) -> Proof:
        return replace(self, lines=(*self.lines, Line(rule, name, FrozenDict(options))))

    def __repr__(self) -> str:
        return f"Proof({self.title!r}, of={self.of!r}, {len(self.lines)} lines)"


def _next(chain: Chain, line: Line, sources: Premises) -> Chain:
    rule, name, options = line
    if rule == "premise":
        return chain.stated(sources.declared(name, options["defines"]))
    if rule == "recall":
        return chain.stated(sources.recalled(name, options["law"], options["using"]))
    if rule == "reads":
        return chain.reads(sources.declared(name, options["defines"]))
    if rule == "at":
        return chain.at({sources.variable(v): _value(x, sources) for v, x in name.items()})
    variable = sources.variable(name)
    if rule in ("least", "stationary"):
        of = options["of"]
        at = None if of is None else sources.variable(of)
        return chain.flat(variable, at, is_least=rule == "least")
    work = {
        "put": chain.put,
        "solve": chain.solved,
        "call": chain.called,
        "return": chain.returned,
    }
    return work[rule](variable)


def _value(value: float | str, sources: Premises) -> sympy.Expr:
    if isinstance(value, str):
        return sources.variable(value)
    return sympy.Rational(str(value))  # 0.99 is 99/100, not the float next to it
