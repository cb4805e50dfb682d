"""Targets over open axes: values where definitions lead, and why there is none elsewhere."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial
from itertools import product
from typing import Any

import numpy as np

from ironlaw._calculus.arrays import Part, spread
from ironlaw._calculus.merged import Merged, merged
from ironlaw._calculus.reasons import LAST, Codes, Reasons, kind_of, kinds
from ironlaw._calculus.straight import Straight, straight
from ironlaw._errors import IronLawError
from ironlaw._language import Equation, LawVariable
from ironlaw._solving import Memory

_PROBES = 3
_ALIKE = 1e-9

Values = Mapping[LawVariable, Any]
Ask = Callable[[LawVariable, dict[LawVariable, float]], "float | IronLawError"]


class Targets:
    """What is computed of some known variables, which may be arrays along axes of their own.

    Parameters
    ----------
    memory
        What remembers the equations.
    wanted
        The variables to compute.
    known
        The variables that have values.
    rtol
        Relative gap within which givens agree.
    ask
        Returns the value of a variable at a point by solving, or why it has none.
    """

    def __init__(
        self,
        memory: Memory,
        wanted: Sequence[LawVariable],
        known: frozenset[LawVariable],
        *,
        rtol: float,
        ask: Ask,
    ) -> None:
        self.wanted, self._known, self._rtol, self._ask = tuple(wanted), known, rtol, ask
        self._memory = memory
        self._lines = {v: straight(memory, v, known) for v in wanted if v not in known}
        self._trusted: dict[tuple[LawVariable, frozenset[LawVariable]], bool] = {}

    def __reduce__(self) -> Any:
        """Pickle what it is made of: a worker compiles its own programs."""
        made = partial(Targets, rtol=self._rtol, ask=self._ask)
        return made, (self._memory, self.wanted, self._known)

    @cached_property
    def groups(self) -> list[Merged]:
        """What definitions lead to, each group of targets by one program."""
        lines = [line for line in self._lines.values() if line is not None]
        asked = (merged, tuple(self._lines), self._known)
        return self._memory.recalled(asked, lambda: merged(lines))

    @property
    def equations(self) -> tuple[Equation, ...]:
        """The equations that they are computed from."""
        return self._memory.equations

    @property
    def searched(self) -> tuple[LawVariable, ...]:
        """The targets that take a search at each point."""
        return tuple(v for v, line in self._lines.items() if line is None)

    @property
    def texts(self) -> list[str]:
        """The reasons that there may be, each error of solving by its kind."""
        return [*(text for group in self.groups for text in group.texts), *kinds()]

    def compute(self, values: Values, out: Mapping[LawVariable, Any], reasons: Reasons) -> Any:
        """Compute all targets, each into an array of the shape that the values broadcast to.

        Returns
        -------
        numpy.ndarray
            For each point the code of the reason why some target, which is nan, has no value.
        """
        shape = next(iter(out.values())).shape
        codes = Codes(shape)
        for variable in self.wanted:
            if variable in self._known:
                out[variable][...] = values[variable]
        for group in self.groups:
            self._follow(group, values, out, codes, reasons)
        for variable, line in self._lines.items():
            if line is None:
                self._one_by_one(variable, range(math.prod(shape)), values, (out, codes), reasons)
        return codes.least()

    def _follow(
        self,
        group: Merged,
        values: Values,
        out: Mapping[LawVariable, Any],
        codes: Codes,
        reasons: Reasons,
    ) -> None:
        """Compute a group of lines, and look again at points where rounding may be why."""
        results = [out[v] for v in group.targets]
        shape = results[0].shape
        arrays = [spread(values[v], len(shape)) for v in group.inputs]
        said = [reasons.code(text) for text in group.texts]
        broken = {
            part.number - len(results)
            for part in group.arrays.parts(arrays, shape, results)
            if part.number >= len(results) and self._noted(group, part, codes, said)
        }
        unsure = _unsure(group, broken, arrays, shape) if broken else None
        for line, result in zip(group.lines, results, strict=True):
            again = self._doubtful(line, values, result)
            if unsure is not None and line.target in codes.held:
                missing = codes.held[line.target] != LAST
                again = unsure & missing if again is None else again | (unsure & missing)
                result[missing] = np.nan
            if again is not None:
                some = np.flatnonzero(again)
                self._one_by_one(line.target, some, values, (out, codes), reasons)

    def _noted(self, group: Merged, part: Part, codes: Codes, said: Sequence[int]) -> bool:
        """Note the reason where a variable is not in its domain, or sides do not agree."""
        which = part.number - len(group.lines)
        ends = float(np.min(part.value)), float(np.max(part.value))  # nan, if one is
        if which < len(group.guards):
            bounds = group.guards[which].domain
            if bounds.contains(ends[0]) and bounds.contains(ends[1]):
                return False
            good = bounds.hold(part.value, 0.0)
        else:
            if ends[1] <= self._rtol:
                return False
            good = np.less_equal(part.value, self._rtol)
        least = np.where(good, LAST, said[which]).astype(np.uint16)
        for line in group.resting[which]:
            own = part.of(codes.of(group.targets[line]))
            own[part.index] = np.minimum(own[part.index], least)
        return True

    def _doubtful(self, line: Straight, values: Values, result: Any) -> Any:
        """Tell where a given zero may take out what a default stands for; None if nowhere.

        Of all points with the same zeros a few are solved for; what holds there holds for all.
        """
        found = None
        if not line.defaults:
            return found
        zeros = {v: np.asarray(x) == 0.0 for v, x in values.items()}
        always = frozenset(v for v, zero in zeros.items() if zero.all())
        sometimes = [v for v, zero in zeros.items() if zero.any() and not zero.all()]
        for picks in product((False, True), repeat=len(sometimes)):
            pattern = always | {v for v, pick in zip(sometimes, picks, strict=True) if pick}
            if not pattern:
                continue
            those = np.ones(result.shape, dtype=bool)
            for variable, pick in zip(sometimes, picks, strict=True):
                those &= zeros[variable] == pick
            if not self._is_trusted(line, pattern, values, (result, those)):
                found = those if found is None else found | those
        return found

    def _is_trusted(
        self,
        line: Straight,
        pattern: frozenset[LawVariable],
        values: Values,
        points: tuple[Any, Any],
    ) -> bool:
        key = (line.target, pattern)
        if key not in self._trusted:
            result, those = points
            flat = np.flatnonzero(those & np.isfinite(result))
            if not len(flat):
                return True  # nothing to doubt here; another block may hold some
            some = flat[:: max(1, len(flat) // _PROBES)][:_PROBES]
            self._trusted[key] = all(
                _is_alike(self._ask(line.target, _at(values, result.shape, i)), result.flat[i])
                for i in some.tolist()
            )
        return self._trusted[key]

    def _one_by_one(
        self,
        variable: LawVariable,
        indices: Iterable[int],
        values: Values,
        into: tuple[Mapping[LawVariable, Any], Codes],
        reasons: Reasons,
    ) -> None:
        """Solve for a target at some points."""
        out, codes = into[0][variable], into[1].of(variable)
        for index in indices:
            place = np.unravel_index(int(index), out.shape)
            found = self._ask(variable, _at(values, out.shape, int(index)))
            failed = isinstance(found, IronLawError)
            out[place] = np.nan if failed else found
            codes[place] = reasons.code(str(found), kind_of(type(found))) if failed else LAST


def _unsure(
    group: Merged, broken: Iterable[int], arrays: Sequence[Any], shape: tuple[int, ...]
) -> Any:
    """Tell where rounding might be why something that is broken does not hold."""
    unsure = np.ones(shape, dtype=bool)
    for part in group.excesses(broken).parts(arrays, shape, ()):
        own = part.of(unsure)
        own[part.index] &= ~(np.asarray(part.value) >= 0.0)
    return unsure


def _is_alike(found: float | IronLawError, value: float) -> bool:
    return isinstance(found, float) and math.isclose(found, value, rel_tol=_ALIKE)


def _at(values: Values, shape: tuple[int, ...], index: int) -> dict[LawVariable, float]:
    """Return all values at a point, which is counted through the shape."""
    place = np.unravel_index(index, shape)
    return {
        v: float(np.broadcast_to(x, shape)[place]) if np.ndim(x) else float(x)
        for v, x in values.items()
    }
