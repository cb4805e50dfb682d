"""Targets over open axes: values where definitions lead, and why there is none elsewhere."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from ironlaw._calculus.arrays import Found, laid_out
from ironlaw._calculus.merged import Merged, merged
from ironlaw._calculus.reasons import FINE, LAST, Reasons
from ironlaw._calculus.straight import Straight, straight
from ironlaw._errors import IronLawError
from ironlaw._language import LawVariable
from ironlaw._solving import Memory

_NONE = LAST  # no reason yet: the least of several counts
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
        self._lines = {v: straight(memory, v, known) for v in wanted if v not in known}
        self._trusted: dict[tuple[LawVariable, frozenset[LawVariable]], bool] = {}

    @cached_property
    def _groups(self) -> list[Merged]:
        return merged([line for line in self._lines.values() if line is not None])

    def compute(self, values: Values, out: Mapping[LawVariable, Any], reasons: Reasons) -> Any:
        """Compute all targets, each into an array of the shape that the values broadcast to.

        Returns
        -------
        numpy.ndarray
            For each point the code of the reason why some target, which is nan, has no value.
        """
        shape = next(iter(out.values())).shape
        codes = {v: np.full(shape, _NONE, dtype=np.uint16) for v in self._lines}
        for variable in self.wanted:
            if variable in self._known:
                out[variable][...] = values[variable]
        for group in self._groups:
            self._follow(group, values, out, codes, reasons)
        for variable, line in self._lines.items():
            if line is None:
                self._one_by_one(variable, range(math.prod(shape)), values, (out, codes), reasons)
        found = np.full(shape, _NONE, dtype=np.uint16)
        for own in codes.values():
            np.minimum(found, own, out=found)
        found[found == _NONE] = FINE
        return found

    def _follow(
        self,
        group: Merged,
        values: Values,
        out: Mapping[LawVariable, Any],
        codes: Mapping[LawVariable, Any],
        reasons: Reasons,
    ) -> None:
        """Compute a group of lines, and look again at points where rounding may be why."""
        own = [codes[v] for v in group.targets]
        arrays = [np.asarray(values[v], dtype=float) for v in group.inputs]
        results = [out[v] for v in group.targets]
        shape = results[0].shape
        said = [reasons.code(text) for text in group.texts]
        full = [_spread(x, len(shape)) for x in arrays]
        if group.arrays.is_small(full, shape):
            with np.errstate(all="ignore"):
                found = group.arrays.whole.call(*full)
            for result, value in zip(results, found[: len(results)], strict=True):
                result[...] = value
            self._note(group, ((i, ..., x) for i, x in enumerate(found)), own, said)
        else:
            laid = laid_out(full, shape)
            parts = group.arrays.parts(laid, dict(enumerate(results)))
            self._note(group, parts, [x.reshape(laid.sizes) for x in own], said)
        unsure = self._unsure(group, full, own)
        for line, result, code in zip(group.lines, results, own, strict=True):
            again = unsure & (code != _NONE)
            again |= self._doubtful(line, values, result)
            result[code != _NONE] = np.nan
            self._one_by_one(line.target, np.flatnonzero(again), values, (out, codes), reasons)

    def _note(
        self, group: Merged, parts: Iterable[Found], codes: Sequence[Any], said: Sequence[int]
    ) -> None:
        """Note the reason where a variable is not in its domain, or sides do not agree."""
        first, count = len(group.lines), len(group.guards)
        for number, index, value in parts:
            which = number - first
            if which < 0:
                continue
            if which < count:
                good = group.guards[which].domain.hold(value, 0.0)
            else:
                good = np.less_equal(value, self._rtol)
            if np.all(good):
                continue
            for line in group.resting[which]:
                least = np.where(good, _NONE, said[which]).astype(np.uint16)
                codes[line][index] = np.minimum(codes[line][index], least)

    def _unsure(self, group: Merged, arrays: Sequence[Any], codes: Sequence[Any]) -> Any:
        """Tell at which of the points without a value rounding might be the reason."""
        found = np.zeros(codes[0].shape, dtype=bool)
        bad = np.zeros_like(found)
        for one in codes:
            bad |= one != _NONE
        where = np.nonzero(bad)
        if not len(where[0]):
            return found
        inputs = [np.broadcast_to(x, found.shape)[where] for x in arrays]
        found[where] = ~group.is_surely_wrong(inputs, len(where[0]))
        return found

    def _doubtful(self, line: Straight, values: Values, result: Any) -> Any:
        """Tell where a given zero may take out what a default stands for.

        Of all points with the same zeros a few are solved for; what holds there holds for all.
        """
        found = np.zeros(result.shape, dtype=bool)
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
                found |= those
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
        into: tuple[Mapping[LawVariable, Any], Mapping[LawVariable, Any]],
        reasons: Reasons,
    ) -> None:
        """Solve for a target at some points."""
        out, codes = into[0][variable], into[1][variable]
        for index in indices:
            place = np.unravel_index(int(index), out.shape)
            found = self._ask(variable, _at(values, out.shape, int(index)))
            failed = isinstance(found, IronLawError)
            out[place] = np.nan if failed else found
            codes[place] = reasons.code(str(found)) if failed else _NONE


def _is_alike(found: float | IronLawError, value: float) -> bool:
    return isinstance(found, float) and math.isclose(found, value, rel_tol=_ALIKE)


def _at(values: Values, shape: tuple[int, ...], index: int) -> dict[LawVariable, float]:
    """Return all values at a point, which is counted through the shape."""
    place = np.unravel_index(index, shape)
    return {
        v: float(np.broadcast_to(x, shape)[place]) if np.ndim(x) else float(x)
        for v, x in values.items()
    }


def _spread(array: Any, count: int) -> Any:
    """Return an array with as many axes as others."""
    return array.reshape((1,) * (count - array.ndim) + array.shape)
