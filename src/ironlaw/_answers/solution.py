"""Solutions: the answer for one unknown, what kind it is, and how it was found."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import sympy

from ironlaw._errors import AmbiguousError, DimensionError, UnderdeterminedError, UnreachableError
from ironlaw._language import LawVariable, check_dimension, display
from ironlaw._language import unit as unit_of
from ironlaw._language.definitions import registry
from ironlaw._model.givens import Givens
from ironlaw._solving.answer import Answer, Branch
from ironlaw._solving.goal import Target
from ironlaw._structure.plan import Plan
from ironlaw._words.derivation import Derivation

_LADDER = ("direct", "isolation", "linear", "quadratic", "regimes", "numeric", "implicit")


@dataclass(frozen=True, eq=False, repr=False)
class Solution:
    """The answer for one unknown.

    Attributes
    ----------
    unknown
        The variable asked for.
    answers
        Its branches, as the engine found them.
    given
        What was given.
    defaults
        Variables whose default was used.
    plan
        The blocks of relations that it was found through.
    rejected
        Roots that were found and refused: ``(value, reason)``.
    target
        The given that the unknown has to meet, where there is one.

    Examples
    --------
    >>> import ironlaw as il
    >>> answer = il.laws[2].solve("memory_bandwidth", weight_bytes="140 GB", memory_time="50 ms")
    >>> answer.value.to("TB/s").magnitude, answer.kind, answer.method
    (2.8, 'point', 'isolation')
    """

    unknown: LawVariable
    answers: tuple[Answer, ...]
    given: Givens = field(default_factory=Givens)
    defaults: tuple[LawVariable, ...] = ()
    plan: Plan | None = None
    rejected: tuple[tuple[Any, str], ...] = ()
    target: Target | None = None
    title: str = ""
    released: bool = False
    whole_target: Callable[[], Target | None] | None = None

    @property
    def missing(self) -> tuple[frozenset[str], ...]:
        """The smallest sets of names that would complete the givens; empty where none lack."""
        return self.plan.missing if self.plan is not None and self.plan.free else ()

    # -- numbers -------------------------------------------------------------------------------

    @property
    def magnitudes(self) -> tuple[float, ...]:
        """All answers as floats in base units; for intervals, their finite ends.

        Raises
        ------
        UnderdeterminedError
            If givens are missing.
        """
        self._require_numbers()
        found: list[float] = []
        for one in self.answers:
            ends = [one.low] if one.is_point else [one.low, one.high]
            found += [end for end in ends if end is not None and math.isfinite(end)]
        return tuple(dict.fromkeys(found))

    @property
    def magnitude(self) -> float:
        """The value as a float in base units, as `value` chooses it."""
        self._require_numbers()
        if self.kind == "any":
            raise AmbiguousError(f"any {self.unknown.name} will do: it does not change the target")
        if self.kind == "at least":
            return self._low
        if self.kind == "at most":
            return self._high
        candidates = self.magnitudes
        if len(candidates) == 1:
            return candidates[0]
        if self.unknown.better is None:
            shown = " or ".join(self.unknown.show(value) for value in candidates)
            raise AmbiguousError(
                f"{self.unknown.name} has several answers, {shown}; choose one of .values",
                self.values,
            )
        return min(candidates) if self.unknown.better == "less" else max(candidates)

    @property
    def value(self) -> Any:
        """The answer as a pint quantity with a suitable prefix.

        Raises
        ------
        UnderdeterminedError
            If givens are missing; names the smallest sets that would do.
        AmbiguousError
            If there are several answers and neither side is better, or any value will do.
        """
        return display(self.magnitude, self.unknown.unit)

    @property
    def values(self) -> tuple[Any, ...]:
        """All answers as pint quantities, in rising order."""
        return tuple(display(value, self.unknown.unit) for value in self.magnitudes)

    def to(self, unit: str) -> Any:
        """Return the value as a pint quantity in a unit."""
        wanted = unit_of(unit)
        check_dimension(wanted.dimension, self.unknown.unit, self.unknown.name, unit)
        return registry().Quantity(self.magnitude / wanted.factor, wanted.pint)

    @property
    def whole(self) -> int:
        """The nearest whole number that leaves the target no worse.

        Raises
        ------
        UnreachableError
            If no whole number lies in the answer.
        """
        inside = self._whole_inside()
        if inside is not None:
            return inside
        value = self.magnitude
        near = sorted({math.floor(value), math.ceil(value)}, key=lambda n: abs(n - value))
        allowed = [n for n in near if self.unknown.domain.contains(float(n))]
        good = [n for n in allowed if self._no_worse(n)]
        if not good:
            raise UnreachableError(
                f"no whole {self.unknown.name} near {value:.6g} meets the target", self.unknown.name
            )
        return good[0]

    def _whole_inside(self) -> int | None:
        """Return the better whole number of an interval; None where the answer is a point."""
        if self.kind in ("point", "any"):
            return None
        first = math.floor(self._low) + 1 if self.answers[0].left_open else math.ceil(self._low)
        last_open = self.answers[-1].right_open
        last = math.ceil(self._high) - 1 if last_open and math.isfinite(self._high) else self._high
        last = math.floor(last) if math.isfinite(last) else last
        if first > last:
            raise UnreachableError(
                f"no whole {self.unknown.name} lies in {self!r}", self.unknown.name
            )
        more = self.unknown.better == "more" or self.kind == "at most"
        return int(last) if more and math.isfinite(last) else int(first)

    @cached_property
    def goal(self) -> Target | None:
        """The given that the unknown has to meet, as a function of the unknown and the givens."""
        if self.target is not None and self.target.variable in self.given.values:
            return self.target
        return self.whole_target() if self.whole_target is not None else None

    def _no_worse(self, value: float) -> bool:
        target = self.goal
        if target is None or target.stated is None or target.variable.better is None:
            return True
        reached = target.at(float(value))
        slack = 1e-9 * abs(target.stated)
        if target.variable.better == "less":
            return bool(reached <= target.stated + slack)
        return bool(reached >= target.stated - slack)

    @property
    def _low(self) -> float:
        return min(one.low for one in self.answers if one.low is not None)

    @property
    def _high(self) -> float:
        return max(one.high for one in self.answers if one.high is not None)

    def _require_numbers(self) -> None:
        if all(one.low is not None for one in self.answers):
            return
        sets = self.missing or (frozenset(v.name for v in self._free),)
        uses = self.plan.relations if self.plan is not None else ()
        meaning = {v.name: v.meaning for one in uses for v in one.symbols_used}
        names = sorted({name for one in sets for name in one})
        words = "; ".join(f"{name}: {meaning[name]}" for name in names if meaning.get(name))
        raise UnderdeterminedError(
            f"{self.unknown.name} still lacks givens: give "
            f"{', or '.join(' and '.join(sorted(one)) for one in sets)}"
            f"{f' ({words})' if words else ''}",
            sets,
        )

    @property
    def _free(self) -> tuple[LawVariable, ...]:
        known = {*self.given.values, *self.defaults, self.unknown}
        found = {
            symbol
            for one in self.answers
            for end in (one.lower, one.upper, one.equation)
            if end is not None
            for symbol in end.free_symbols
        }
        free = (v for v in found if isinstance(v, LawVariable) and v.constant is None)
        return tuple(sorted((v for v in free if v not in known), key=str))

    def __float__(self) -> float:
        if self.unknown.unit != "1":
            raise DimensionError(
                f"{self.unknown.name} has the unit {self.unknown.unit}; "
                f"use .to({self.unknown.unit!r}).magnitude so that none is lost"
            )
        return self.magnitude

    # -- what kind of answer -------------------------------------------------------------------

    @property
    def kind(self) -> str:
        """``point``, ``interval``, ``at least``, ``at most`` or ``any``."""
        intervals = [one for one in self.answers if not one.is_point]
        if not intervals:
            return "point"
        if self.answers[0].low is None:
            return "point" if self.answers[0].is_point else "interval"
        bounds = self.unknown.domain
        bottom, top = self._low <= bounds.lower, self._high >= bounds.upper
        if len(self.answers) > 1 or not (bottom or top):
            return "interval"
        return "any" if bottom and top else "at most" if bottom else "at least"

    @property
    def method(self) -> str:
        """The furthest rung of the ladder that was needed."""
        return furthest(method for one in self.answers for method in one.methods)

    @cached_property
    def set(self) -> sympy.Set:
        """All answers as a SymPy set (in base units where there are numbers)."""
        return sympy.Union(*(self._branch_set(one) for one in self.answers))

    def _branch_set(self, one: Answer) -> sympy.Set:
        if one.equation is not None:
            return sympy.ConditionSet(self.unknown, one.equation, self.unknown.domain.to_set())
        if one.low is None or one.high is None:
            lower, upper = one.lower, one.upper
        else:
            lower, upper = _end(one.low), _end(one.high)
        if one.is_point:
            return sympy.FiniteSet(lower)
        return sympy.Interval(lower, upper, one.left_open, one.right_open)

    @cached_property
    def branches(self) -> tuple[Branch, ...]:
        """The symbolic branches, each with its condition, method and what binds."""
        return tuple(
            Branch(
                self._branch_expr(one),
                self._branch_set(one),
                _all(one.conditions),
                one.methods[-1],
                one.regime,
            )
            for one in self.answers
        )

    def _branch_expr(self, one: Answer) -> Any:
        if one.equation is not None:
            return one.equation
        return one.lower if one.is_point else one.statement(self.unknown).to_sympy()

    @property
    def formula(self) -> Any:
        """The answer, fully symbolic: an expression; an inequality or equation where it is one."""
        return self.branches[0].expr

    @property
    def expr(self) -> Any:
        """The formula with the numeric givens substituted, in base units."""
        values = {v: sympy.Float(x) for v, x in self.given.values.items()}
        values |= {v: sympy.Float(v.default) for v in self.defaults if v.default is not None}
        constants = {
            v: sympy.nsimplify(v.constant)
            for v in self.formula.free_symbols
            if isinstance(v, LawVariable) and v.constant is not None and v not in values
        }
        return self.formula.subs({**constants, **values})

    @property
    def condition(self) -> Any:
        """The condition of the first branch; true where it holds always."""
        return self.branches[0].condition

    @property
    def regime(self) -> tuple[str, ...]:
        """What binds: the arguments of ``Max`` and ``Min`` that the answer went through."""
        return tuple(dict.fromkeys(str(part) for one in self.answers for part in one.regime))

    @property
    def residual(self) -> float | None:
        """The largest relative residual of the answers; None while givens are missing."""
        found = [one.residual for one in self.answers if one.residual is not None]
        return max(found) if found else None

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What the answer takes for granted: factors that are not zero, defaults, releases."""
        factors = dict.fromkeys(part for one in self.answers for part in one.nonzero)
        zeros = [f"{part} ≠ 0" for part in factors if part.is_zero is not False]
        used = [f"{v.name} = {v.show(v.default or 0.0)} by default" for v in self.defaults]
        freed = [f"the constant {self.unknown.name} is released"] if self.released else []
        return (*zeros, *used, *freed)

    # -- words ---------------------------------------------------------------------------------

    @property
    def derivation(self) -> Derivation:
        """How the answer was found, step by step."""
        result = None
        if self.given and all(one.low is not None for one in self.answers):
            result = (self._text(), self._result_latex())
        return Derivation(self.answers[0].steps, result)

    def to_latex(self) -> str:
        r"""Return the answer as LaTeX: the formula, then the value with its unit.

        Examples
        --------
        >>> import ironlaw as il
        >>> print(il.laws[2].solve("weight_bytes").to_latex())
        M = B_{\mathrm{mem}} t_{\mathrm{mem}}
        """
        lines = [self._formula_latex(one) for one in self.answers]
        formula = r",\quad ".join(line.replace("&", "") for line in lines)
        if self.answers[0].low is None:
            return formula
        value = self._result_latex().replace("&", "")
        return value if self.method == "numeric" else rf"{formula} \quad\Rightarrow\quad {value}"

    def _formula_latex(self, one: Answer) -> str:
        if one.equation is not None:
            return str(sympy.latex(one.equation))
        condition = _all(one.conditions)
        where = rf" \quad\text{{if }} {sympy.latex(condition)}" if condition != sympy.true else ""
        return one.statement(self.unknown).to_latex() + where

    def _result_latex(self) -> str:
        return latex_values(self.unknown, self._text())

    def _text(self) -> str:
        return " or ".join(self._branch_text(one) for one in self.answers)

    def _branch_text(self, one: Answer) -> str:
        name, show = self.unknown.name, self.unknown.show
        if one.low is None or one.high is None:
            where = _all(one.conditions)
            suffix = f" if {where}" if where != sympy.true else ""
            if one.equation is not None:
                return f"{name} such that {one.equation.lhs} = {one.equation.rhs}{suffix}"
            return one.statement(self.unknown).to_text() + suffix
        if one.is_point:
            return f"{name} = {show(one.low)}"
        if self.kind == "any":
            return f"{name} = any"
        left, right = "<" if one.left_open else "<=", "<" if one.right_open else "<="
        low = f"{show(one.low)} {left} " if one.low > self.unknown.domain.lower else ""
        high = f" {right} {show(one.high)}" if one.high < self.unknown.domain.upper else ""
        if low and not high:
            return f"{name} {'>' if one.left_open else '>='} {show(one.low)}"
        return f"{low}{name}{high}"

    def __repr__(self) -> str:
        used = ", ".join(f"{v.name} = {v.show(v.default or 0.0)}" for v in self.defaults)
        return self._text() + (f"  (defaults: {used})" if used else "")

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle {self.to_latex()}$"

    def _repr_html_(self) -> str:
        from ironlaw._words.html import solution_html

        return solution_html(self)


def furthest(methods: Iterable[str]) -> str:
    """Return the method that is furthest down the ladder."""
    return max(methods, key=_LADDER.index)


def latex_values(variable: LawVariable, text: str) -> str:
    """Return a line of values such as ``x = 2.8 TB/s`` as LaTeX with the variable's glyph."""
    parts = text.split(variable.name)
    cells = [_unit_latex(part) for part in parts]
    return variable.glyph.join(cells)


def _unit_latex(text: str) -> str:
    for plain, sign in ((" or ", r"\ \text{or}\ "), ("<=", r"\le"), (">=", r"\ge"), ("%", r"\%")):
        text = text.replace(plain, sign)
    words = [
        rf"\,\mathrm{{{word}}}" if word[:1].isalpha() else _power_of_ten(word)
        for word in text.split(" ")
    ]
    return " ".join(words)


def _power_of_ten(word: str) -> str:
    mantissa, mark, exponent = word.partition("e")
    if not mark or not mantissa[:1].isdigit():
        return "&=" if word == "=" else word
    return rf"{mantissa} \times 10^{{{exponent}}}"


def _end(value: float) -> sympy.Expr:
    return (
        sympy.oo
        if value == math.inf
        else -sympy.oo
        if value == -math.inf
        else sympy.Float(value, 17)
    )


def _all(conditions: tuple[Any, ...]) -> Any:
    if not conditions:
        return sympy.true
    return conditions[0] if len(conditions) == 1 else sympy.And(*conditions, evaluate=False)
