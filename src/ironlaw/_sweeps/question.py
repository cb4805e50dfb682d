"""What a grid is computed from, and how any block of it is."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from ironlaw._calculus import Reasons, Regimes, Targets, Term
from ironlaw._language import LawVariable, unit
from ironlaw._sweeps.axes import BLOCK, SEARCHED, Axis, Index, attributes, handy
from ironlaw._sweeps.constraint import Constraint
from ironlaw._sweeps.meaning import REGIME, said_of_terms


class Case(NamedTuple):
    """One pick of variants: what is computed then, and what is given beside the axes."""

    targets: Targets
    given: Mapping[LawVariable, float]
    regimes: Regimes | None = None


class Block(NamedTuple):
    """A part of a grid: its columns, and the code of each point's reason."""

    values: tuple[Any, ...]
    reason: Any


@dataclass(frozen=True)
class Question:
    """A design space and what is asked of it.

    Attributes
    ----------
    title
        Of what system.
    targets
        The variables asked for.
    axes
        The axes, in order.
    constraints
        What a design has to meet.
    cases
        What is computed for each pick of variants along the axes of choices.
    said
        What is given, chosen and demanded, in words.
    rtol
        Relative gap within which givens agree.
    terms
        The maxima and minima of which each point is to say which argument holds; None for none.
    """

    title: str
    targets: tuple[LawVariable, ...]
    axes: tuple[Axis, ...]
    constraints: tuple[Constraint, ...]
    cases: Mapping[tuple[str, ...], Case]
    said: Mapping[str, str]
    rtol: float
    terms: tuple[Term, ...] | None = None

    @cached_property
    def mark(self) -> str:
        """What tells it from any other question: a digest of all that its values rest on."""
        found = hashlib.sha256()
        for axis in self.axes:
            for name, (_, labels, _) in axis.coordinates.items():
                found.update(name.encode())
                found.update(labels.tobytes())
        equations = [one for case in self.cases.values() for one in case.targets.equations]
        variables = dict.fromkeys(v for one in equations for v in one.variables)
        rests_on = (
            self.rtol,
            [v.name for v in self.targets],
            [one.text for one in self.constraints],
            [f"{one.lhs} = {one.rhs}" for one in equations],
            [(v.name, v.unit, v.default, v.domain.describe()) for v in variables],
            [sorted((v.name, x) for v, x in case.given.items()) for case in self.cases.values()],
            self.terms,
        )
        found.update(repr(rests_on).encode())
        return found.hexdigest()

    @property
    def columns(self) -> dict[str, dict[str, Any]]:
        """The names of what is computed, and what each is: the targets, then the regime."""
        found: dict[str, dict[str, Any]] = {v.name: attributes(v) for v in self.targets}
        return found if self.terms is None else {**found, REGIME: said_of_terms(self.terms)}

    @property
    def shape(self) -> tuple[int, ...]:
        """How long each axis is."""
        return tuple(len(one.values) for one in self.axes)

    @property
    def blocks(self) -> tuple[int, ...]:
        """The shape of blocks of a handy size: few points where each takes a search."""
        is_slow = any(one.targets.searched for one in self.cases.values())
        return handy(self.shape, SEARCHED if is_slow else BLOCK)

    @property
    def texts(self) -> list[str]:
        """The reasons that there may be, in an order that every block agrees on."""
        of_cases = (text for case in self.cases.values() for text in case.targets.texts)
        return list(dict.fromkeys((*of_cases, *(_broken(one) for one in self.constraints))))

    def compute(self, index: Index, reasons: Reasons, into: Block | None = None) -> Block:
        """Compute a block, into arrays of its shape if there are some.

        Values are in the targets' own units, and nan where there is a reason for it.
        """
        shape = tuple(one.stop - one.start for one in index)
        if into is None:
            values = tuple(np.empty(shape) for _ in self.columns)
            into = Block(values, np.empty(shape, dtype=np.uint16))
        parts = [range(one.start, one.stop) for one in index]
        chosen = [
            tuple(enumerate(part)) if not axis.columns else ((slice(None), None),)
            for axis, part in zip(self.axes, parts, strict=True)
        ]
        for picks in product(*chosen):
            place = (*(pick for pick, _ in picks), ...)
            names = tuple(
                str(axis.values[one])
                for axis, (_, one) in zip(self.axes, picks, strict=True)
                if one is not None
            )
            own = Block(tuple(x[place] for x in into.values), into.reason[place])
            self._case(self.cases[names], index, reasons, own, (into, place))
        return into

    def _case(
        self,
        case: Case,
        index: Index,
        reasons: Reasons,
        own: Block,
        where: tuple[Block, tuple[Any, ...]],
    ) -> None:
        """Compute a block for one pick of variants."""
        values = self._open(case, index)
        shape = own.reason.shape
        wanted = case.targets.wanted
        out = dict(zip(self.targets, own.values, strict=False))
        out = {v: np.ascontiguousarray(x) for v, x in out.items()}  # the same, if it is one stretch
        out |= {v: np.empty(shape) for v in wanted if v not in out}
        reason = case.targets.compute(values, out, reasons)
        for one in self.constraints:
            known = {v: out.get(v, values.get(v)) for v in one.variables}
            broken = ~np.broadcast_to(one.holds(known), shape)
            reason[broken & (reason == 0)] = reasons.code(_broken(one))
            for target in self.targets:
                out[target][broken] = np.nan
        if case.regimes is not None and self.terms is not None:
            regime = np.empty(shape)
            case.regimes.compute(values, self.terms, regime)
            own.values[-1][...] = np.where(reason == 0, regime, np.nan)
        into, place = where
        for variable, whole in zip(self.targets, into.values, strict=False):
            factor = unit(variable.unit).factor
            if factor != 1.0:
                out[variable] /= factor
            if out[variable].base is None or not np.shares_memory(out[variable], whole):
                whole[place] = out[variable]
        into.reason[place] = reason

    def _open(self, case: Case, index: Index) -> dict[LawVariable, Any]:
        """Return all that is known in a block, each axis as an array along its own dimension."""
        values: dict[LawVariable, Any] = dict(case.given)
        varied = [(one, part) for one, part in zip(self.axes, index, strict=True) if one.columns]
        for place, (axis, part) in enumerate(varied):
            after = (1,) * (len(varied) - place - 1)
            for variable, column in axis.columns.items():
                values[variable] = np.asarray(column[part]).reshape(-1, *after)
        return values


def _broken(one: Constraint) -> str:
    return f"not {one.text}"
