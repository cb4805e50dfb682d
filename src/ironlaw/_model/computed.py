"""The verbs of computing: values of a target, single or in arrays, and functions of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from typing import Any

from ironlaw._calculus import CompiledFunction
from ironlaw._language import LawVariable
from ironlaw._model.asking import both
from ironlaw._model.compiled import compiled_function
from ironlaw._model.evaluating import Invalid, evaluate
from ironlaw._model.pictured import Pictured
from ironlaw._model.taking import takes_variables


class Computed(Pictured):
    """What can be computed of a set of equations, without the way there being kept."""

    @takes_variables
    def evaluate(
        self,
        target: str | LawVariable,
        /,
        givens: Mapping[Any, Any] | None = None,
        *,
        invalid: Invalid = "raise",
        rtol: float = 1e-6,
        **named: Any,
    ) -> Any:
        """Compute a target as a pint quantity, from single givens or from arrays of them.

        What definitions alone lead to is computed along a compiled line; all else is solved for,
        element by element.

        Parameters
        ----------
        target
            The variable to compute.
        givens, named
            As in `solve`; lists, NumPy arrays, pandas series, xarray's arrays (which broadcast by
            the names of their dimensions) and pint quantities of arrays are taken, too.
        invalid
            ``"raise"`` refuses the first element without an answer; ``"mask"`` returns
            `Evaluated`: values, NaN where there is none, and a status for each.
        rtol
            Relative gap within which givens agree and regimes tie.

        Raises
        ------
        UnderdeterminedError
            If givens are missing.
        DomainError
            If arrays do not broadcast, or hold something else than numbers.

        Examples
        --------
        >>> import ironlaw as il
        >>> givens = {"weight_bytes": "16 GB", "memory_bandwidth": "3.35 TB/s"}
        >>> f"{il.laws[2].evaluate('memory_time', givens):.3f~C}"
        '4.776 ms'
        >>> devices = [512, 1024, 2048]
        >>> run = il.iron_law.given(total_flop=3e23, peak_flops="989 TFLOP/s", mfu=0.4,
        ...                         scaling_efficiency=0.9, goodput=0.95)
        >>> run.evaluate("run_time", devices=devices).to("day").magnitude.round(1).tolist()
        [20.1, 10.0, 5.0]
        """
        asked_for = named if givens is None else both(givens, named)
        return evaluate(
            self.members, target, asked_for, bound=self.bound, invalid=invalid, rtol=rtol
        )

    @takes_variables
    def sweep(
        self,
        targets: str | LawVariable | Iterable[str | LawVariable],
        /,
        givens: Mapping[Any, Any] | None = None,
        *,
        over: Mapping[Any, Any],
        where: str | Sequence[str] = (),
        regimes: bool = False,
        chunks: int | Mapping[str, int] | None = None,
        to: str | PathLike[str] | None = None,
        progress: bool | None = None,
        rtol: float = 1e-6,
        **named: Any,
    ) -> Any:
        """Compute targets over a grid, labelled and with units.

        What definitions alone lead to is computed in blocks, each value along its own axes only;
        all else is solved for, point by point.

        Parameters
        ----------
        targets
            One variable to compute, or several.
        givens, named
            As in `solve`; numbers.
        over
            What is varied: for the name of a variable its values (a list, which may hold text with
            units, a NumPy array or a quantity of one), for that of a choice its variants, for a
            name of your own the rows of a table: by the name of each the values of the same
            variables, as a mapping or a pandas frame.
        where
            What a design has to meet, as in ``"run_time <= 30 day and mfu > 0.3"``: variables of
            the system, quantities, a number times a variable. Other points are nan.
        regimes
            Whether ``regime`` says of each point which argument of every maximum and minimum on
            the way holds; maps then show where it changes.
        chunks
            For grids larger than memory, how many points of an axis, or of each by its name, are
            computed at a time: the grid is one of Dask arrays, computed when it is used.
        to
            The name of a Zarr store that the grid is written to as it is computed, in ``chunks``
            or blocks of a handy size, on the workers of a Dask client if one is active. Asked
            again after an interruption, it goes on where it was left.
        progress
            Whether a bar is shown while it takes long; None where somebody looks at a terminal.
        rtol
            Relative gap within which givens agree and regimes tie.

        Returns
        -------
        xarray.Dataset
            Of each target an array in the variable's own unit, along the axes in their order; and
            ``reason``, which says by a code why a point has none. ``grid.ironlaw`` finds the
            ``best`` point, the ``pareto`` front, and the ``reasons`` and ``regimes`` in words.

        Raises
        ------
        DomainError
            If an axis is empty, holds a value outside its domain, or a constraint is none.
        UnsolvableError
            If regimes are asked for of what takes a search.
        UnderdeterminedError
            If givens are missing, at the first point.
        IronLawError
            If xarray (the extra ``sweep``) is not installed; else as `solve`.

        Examples
        --------
        >>> import ironlaw as il
        >>> run = il.iron_law.given(total_flop=3e23, peak_flops="989 TFLOP/s", mfu=0.4,
        ...                         scaling_efficiency=0.9, goodput=0.95)
        >>> grid = run.sweep("run_time", over={"devices": [512, 1024, 2048]},
        ...                  where="run_time <= 15 day")
        >>> grid.run_time.values.round(1).tolist(), grid.run_time.units
        ([nan, 10.0, 5.0], 'day')
        >>> grid.ironlaw.reasons()
        {'not run_time <= 15 day': 1}
        """
        from ironlaw._model.swept import question  # importing stays quick without it
        from ironlaw._sweeps import swept

        asked_for = named if givens is None else both(givens, named)
        return swept(
            question(
                self.members,
                targets,
                asked_for,
                bound=self.bound,
                over=over,
                where=where,
                regimes=regimes,
                rtol=rtol,
            ),
            chunks=chunks,
            to=to,
            progress=progress,
        )

    def compile(
        self,
        target: str | LawVariable,
        /,
        inputs: str | Iterable[str | LawVariable],
        *,
        gradient: bool = False,
        backend: str = "numpy",
    ) -> CompiledFunction:
        """Return a target as a fast function of some variables, over plain floats and arrays.

        Everything is in base units, and nothing is checked: domains, agreement and units are for
        `evaluate`. What is bound is folded in, so bind first.

        Parameters
        ----------
        target
            The variable to compute.
        inputs
            The variables that the function takes, in order: names, or one text of names.
        gradient
            Whether the function returns the derivatives in its inputs, too.
        backend
            What carries it out: ``"numpy"``, or ``"numba"`` where that is installed. Arrays of
            another library with Python's array API (JAX, CuPy, ...) are computed in that library,
            and its transformations (``jax.jit``, ``jax.grad``) apply.

        Raises
        ------
        UnderdeterminedError
            If inputs and what is bound do not determine the target.
        UnsolvableError
            If it takes a search.

        Examples
        --------
        >>> import ironlaw as il
        >>> run = il.iron_law.given(total_flop=3e23, peak_flops=1e15, goodput=1)
        >>> time = run.compile("run_time", "devices mfu scaling_efficiency", gradient=True)
        >>> time(1000, 0.5, 1.0)
        (600000.0, (-600.0, -1200000.0, -600000.0))
        """
        return compiled_function(
            self.members, target, inputs, bound=self.bound, gradient=gradient, backend=backend
        )
