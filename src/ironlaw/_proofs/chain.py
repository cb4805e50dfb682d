"""A chain of lines, each worked out from those before it, as the steps of a derivation."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import sympy

from ironlaw._errors import LawDeclarationError
from ironlaw._language import (
    Equation,
    FrozenDict,
    LawVariable,
    Statement,
    Step,
    point,
    replaced,
)
from ironlaw._programs import differentiated, exact_number
from ironlaw._solving import Answer, Evidence, Known, drawn, rearrange
from ironlaw._words import Derivation, Way, partial_of

_SAME = 1e-20  # of values to fifty digits
_POINTS = 4
_BESIDE = (0.9, 0.999, 1.001, 1.1)


class Chain(NamedTuple):
    """Lines that follow from each other.

    Attributes
    ----------
    current
        The line that stands last, or None before the first.
    lines
        The line that stands for each variable.
    steps
        What was done, in order.
    least
        The line whose minimum is looked for, and the variable that is free to choose.
    within
        Ranges of variables within which the lines hold, where that is less than their domain.

    Examples
    --------
    >>> import ironlaw as il
    >>> stated = Chain().stated(il.laws[2].relations["memory_time"].stated)
    >>> stated.solved(il.variables.memory_bandwidth).current.rhs
    weight_bytes/memory_time
    """

    current: Equation | None = None
    lines: Mapping[LawVariable, Equation] = FrozenDict()
    steps: tuple[Step, ...] = ()
    least: tuple[Equation, LawVariable] | None = None
    within: Mapping[LawVariable, tuple[float, float]] = FrozenDict()

    def stated(self, equation: Equation) -> Chain:
        """State a premise."""
        line = _statement(equation)
        step = Step("relation", line, line, equation.name, None, equation.name, equation)
        return self._at(equation, step)

    def returned(self, variable: LawVariable) -> Chain:
        """Go back to the line of a variable."""
        return self._replace(current=self._line(variable))

    def put(self, variable: LawVariable) -> Chain:
        """Put the line of a variable into the current one."""
        expr = self._line(variable).rhs
        lhs, rhs = (replaced(side, {variable: expr}) for side in self._now)
        return self._to("substitute", lhs, rhs, argument=variable)

    def at(self, values: Mapping[LawVariable, sympy.Expr]) -> Chain:
        """Look at the current line where variables have certain values."""
        lhs, rhs = (replaced(side, values) for side in self._now)
        said = tuple(sympy.Eq(v, x, evaluate=False) for v, x in values.items())
        return self._to("special", lhs, rhs, argument=said)

    def flat(self, variable: LawVariable, of: LawVariable | None, *, is_least: bool) -> Chain:
        """Set the derivative of a line to zero; of a minimum, that it is one is checked later."""
        line = self._line(of) if of is not None else self._last
        slope = sympy.factor_terms(differentiated(line.rhs)(variable))
        name = line.defines
        if name is None:
            raise LawDeclarationError(f"{line.name!r} defines nothing that could be least")
        start, middle = _statement(line), Statement(partial_of(name, variable), point(slope))
        end = Statement(sympy.S.Zero, point(slope))
        rule = "least" if is_least else "flat"
        steps = (
            Step("differentiate", start, middle, variable),
            Step(rule, middle, end, name),
        )
        chosen = (line, variable) if is_least else None
        return self._replace(
            current=_line(sympy.S.Zero, slope), steps=(*self.steps, *steps), least=chosen
        )

    def solved(self, variable: LawVariable) -> Chain:
        """Solve the current line for a variable, of which there has to be one value.

        Raises
        ------
        LawDeclarationError
            If there is none, or several.
        """
        line = self._last
        found, stuck, _ = rearrange(line, variable, Known(), steps=self.steps)
        if stuck or len(found) != 1 or not found[0].is_point:
            raise LawDeclarationError(
                f"{_told(line)} has no single answer for {variable.name}; state one with reads()"
            )
        (piece,) = found
        new = self._at(_line(variable, piece.lower))
        return new._replace(steps=piece.evidence.steps)._if_least()

    def reads(self, form: Equation) -> Chain:
        """Write the current line in another form, which has to be the same, or solve it.

        Of a line that is to be solved, ``form`` is the solution.

        Raises
        ------
        LawDeclarationError
            If it is not.
        """
        line, solution = self._last, {form.lhs: form.rhs}
        is_form = line.lhs == form.lhs
        both = (line.rhs, form.rhs)
        one, other = both if is_form else (replaced(side, solution) for side in self._now)
        for at in self.points(one, other):
            if not _is_same(one, other, at):
                raise LawDeclarationError(f"{_told(form)} does not follow from {_told(line)}")
        step = Step(
            "rewrite", _statement(line), _statement(form), form.text.rstrip("."), stated=form
        )
        new = self._at(form, step)
        return new if is_form else new._if_least()

    def called(self, variable: LawVariable) -> Chain:
        """Call what the current line gives by another name."""
        return self._to("call", variable, self._now[1], argument=variable)

    @property
    def derivation(self) -> Derivation:
        """The chain as a derivation, which writes itself."""
        line = self._last
        unknown = line.defines
        if unknown is None:
            raise LawDeclarationError(f"a proof ends with a variable, not with {_told(line)}")
        if self.least is not None:
            raise LawDeclarationError(
                f"{self.least[0].name} is to be least, and no line says where"
            )
        return Derivation((Way(unknown, Answer(point(line.rhs), Evidence(self.steps))),))

    def points(self, *exprs: sympy.Expr) -> Iterator[dict[LawVariable, float]]:
        """Yield random points of the domain, always the same, where expressions have values."""
        free = sorted({v for one in exprs for v in one.free_symbols}, key=lambda v: str(v.name))
        found, rng = 0, random.Random("proof")
        for _ in range(50 * _POINTS):
            at = {v: self._drawn(v, rng) for v in free}
            if all(math.isfinite(exact_number(one, at)) for one in exprs):
                found += 1
                yield at
            if found == _POINTS:
                return
        raise LawDeclarationError(f"no point of the domain was found at which {exprs[0]} is known")

    def _drawn(self, variable: LawVariable, rng: random.Random) -> float:
        if variable in self.within:
            low, high = self.within[variable]
            return low + (high - low) * rng.uniform(0.05, 0.95)
        return drawn(variable, rng, (-1.0, 1.0))

    def _if_least(self) -> Chain:
        """Return the chain, if a line that is to be least is not less beside what was found."""
        if self.least is None:
            return self
        line, over = self.least
        found = self._last
        if found.defines != over:
            raise LawDeclarationError(f"the minimum over {over.name} is to be solved for it")
        for values in self.points(line.rhs, found.rhs):
            best = exact_number(found.rhs, values)
            shares = (1.0, *_BESIDE)
            least, *beside = (exact_number(line.rhs, {**values, over: best * x}) for x in shares)
            if not all(value > least for value in beside):
                raise LawDeclarationError(f"{line.name} is not least at {over.name} = {found.rhs}")
        return self._replace(least=None)

    @property
    def _last(self) -> Equation:
        if self.current is None:
            raise LawDeclarationError("a proof starts from a premise; nothing is stated yet")
        return self.current

    @property
    def _now(self) -> tuple[sympy.Expr, sympy.Expr]:
        return self._last.lhs, self._last.rhs

    def _line(self, variable: LawVariable) -> Equation:
        if variable not in self.lines:
            raise LawDeclarationError(f"no line of the proof says what {variable.name} is")
        return self.lines[variable]

    def _to(self, rule: str, lhs: sympy.Expr, rhs: sympy.Expr, *, argument: Any) -> Chain:
        """Go on to a line, which stands for its variable from now on."""
        line = _line(lhs, rhs)
        return self._at(line, Step(rule, _ends(self._now), _statement(line), argument))

    def _at(self, line: Equation, *steps: Step) -> Chain:
        named = {} if line.defines is None else {line.defines: line}
        lines = FrozenDict({**self.lines, **named})
        return self._replace(current=line, lines=lines, steps=(*self.steps, *steps))


def _line(lhs: sympy.Expr, rhs: sympy.Expr) -> Equation:
    """Return a line that was worked out, which nobody declared."""
    defines = lhs if isinstance(lhs, LawVariable) else None
    return Equation(str(lhs), lhs, rhs, defines)


def _ends(sides: tuple[sympy.Expr, sympy.Expr]) -> Statement:
    return Statement(sides[0], point(sides[1]))


def _statement(line: Equation) -> Statement:
    return _ends((line.lhs, line.rhs))


def _told(line: Equation) -> str:
    return f"{line.lhs} = {line.rhs}"


def _is_same(one: sympy.Expr, other: sympy.Expr, at: Mapping[LawVariable, float]) -> bool:
    """Tell whether two expressions have the same value, to many digits."""
    parts = (one, other, *one.args, *other.args) if sympy.S.Zero in (one, other) else (one, other)
    scale = max(abs(exact_number(part, at)) for part in parts)
    return abs(exact_number(one - other, at)) <= _SAME * scale
