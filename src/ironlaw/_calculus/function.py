"""A target as a fast function of some variables, over plain floats and arrays in base units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from ironlaw._calculus.arrays import Arrays
from ironlaw._calculus.straight import Straight
from ironlaw._errors import UnsolvableError
from ironlaw._language import LawVariable
from ironlaw._programs import Compiled, compiled, for_numba, portable


class CompiledFunction:
    """A target as a function of some variables: nothing is checked, all is in base units.

    Called with one number or array for each input, in order, it returns the target; with
    ``gradient``, the target and a tuple of its derivatives in the inputs. Where a formula has no
    value it returns what floats make of it, inf or nan.

    Attributes
    ----------
    target, inputs
        The variable that it computes, and those that it takes, in order.
    fixed
        The values that are folded in: what was bound, constants and defaults.
    gradient
        Whether it returns derivatives as well.
    backend
        What carries it out.

    Examples
    --------
    >>> import ironlaw as il
    >>> function = il.laws[2].compile("memory_time", ["weight_bytes", "memory_bandwidth"])
    >>> function(16e9, 3.2e12)
    0.005
    >>> function([16e9, 32e9], 3.2e12)
    array([0.005, 0.01 ])
    >>> print(function.source)
    def compiled(weight_bytes, memory_bandwidth):
        a1 = weight_bytes/memory_bandwidth
        return (a1,)
    """

    def __init__(
        self,
        line: Straight,
        inputs: Sequence[LawVariable],
        fixed: Mapping[LawVariable, float],
        *,
        gradient: bool,
        backend: str,
    ) -> None:
        self.target, self.inputs, self.fixed = line.target, tuple(inputs), dict(fixed)
        self.gradient, self.backend = gradient, backend
        self._wanted = line.wanted(self.inputs, self.fixed, has_slopes=gradient)
        self._spaces: dict[Any, Compiled] = {}

    def __call__(self, *values: Any) -> Any:
        if len(values) != len(self.inputs):
            names = ", ".join(v.name for v in self.inputs)
            raise TypeError(f"{self.target.name} takes {len(self.inputs)} values, of {names}")
        space = _namespace(values)
        if space is not None:
            return self._returned(self._in(space).call(*values))
        if not any(isinstance(x, (list, tuple)) or getattr(x, "ndim", 0) for x in values):
            return self._of_floats(values)
        arrays = [np.asarray(x, dtype=float) for x in values]
        with np.errstate(all="ignore"):
            if self.backend == "numba":
                return self._returned([one(*arrays) for one in self._kernels])
            return self._returned(self._arrays(arrays))

    def __repr__(self) -> str:
        names = ", ".join(v.name for v in self.inputs)
        return f"{self.target.name}({names}) in {self.target.base_unit}, compiled"

    @property
    def source(self) -> str:
        """The text that was compiled, for plain floats."""
        return self._scalar.source

    def _of_floats(self, values: Sequence[Any]) -> Any:
        try:
            found = self._scalar.call(*values)
        except (ArithmeticError, ValueError):
            with np.errstate(all="ignore"):
                found = self._arrays.whole.call(*(np.float64(x) for x in values))
            found = [float(x) for x in found]
        return self._returned(found)

    def _returned(self, found: Sequence[Any]) -> Any:
        return (found[0], tuple(found[1:])) if self.gradient else found[0]

    @cached_property
    def _scalar(self) -> Compiled:
        return compiled(self._wanted)

    @cached_property
    def _arrays(self) -> Arrays:
        return Arrays(self._wanted)

    def _in(self, space: Any) -> Compiled:
        """Return the program in a namespace of the array API; it is kept."""
        if space not in self._spaces:
            try:
                self._spaces[space] = compiled(self._wanted, translate=portable(space))
            except NotImplementedError as error:
                raise self._refused(f"arrays of {space.__name__}", error) from error
        return self._spaces[space]

    @cached_property
    def _kernels(self) -> list[Any]:
        """A function of NumPy's for each result, compiled by numba."""
        import numba

        kind = numba.vectorize([f"float64({', '.join(['float64'] * len(self.inputs))})"])
        try:
            alone = [
                compiled(self._wanted, translate=for_numba(), alone=number)
                for number in range(1 + len(self.inputs) * self.gradient)
            ]
        except NotImplementedError as error:
            raise self._refused("numba", error) from error
        return [kind(one.call) for one in alone]

    def _refused(self, where: str, error: Exception) -> UnsolvableError:
        return UnsolvableError(f"{self.target.name} does not compile for {where}: {error}")


def _namespace(values: Sequence[Any]) -> Any:
    """Return the namespace of the first array of another library than NumPy; None without one."""
    for value in values:
        if hasattr(value, "__array_namespace__") and not isinstance(
            value, (np.ndarray, np.generic)
        ):
            return value.__array_namespace__()
    return None
