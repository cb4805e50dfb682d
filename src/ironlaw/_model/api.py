"""The few functions that are not verbs of a system."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from os import PathLike
from typing import Any

import sympy
from pint.util import UnitsContainer

from ironlaw._answers import Solution
from ironlaw._book import TITLE, Book
from ironlaw._book import book as made
from ironlaw._errors import LawDeclarationError, needed
from ironlaw._language import LawVariable, dimension, spelled
from ironlaw._model.law import Law
from ironlaw._model.places import Place
from ironlaw._model.registry import find_law, inference, iron_law, laws, training
from ironlaw._model.vocabulary import bibliography, frame


def solve(
    unknown: str | LawVariable,
    /,
    givens: Mapping[Any, Any] | None = None,
    *,
    law: int | str | Law = "iron_law",
    rtol: float = 1e-6,
    **named: Any,
) -> Solution:
    """Solve one law for a variable: ``il.laws[law].solve(...)`` as a function.

    Parameters
    ----------
    unknown
        The variable asked for.
    givens, **named
        What is known; see `System.solve`.
    law
        A wall's number or name, a law, or ``"iron_law"``.
    rtol
        Relative gap within which givens agree.

    Returns
    -------
    Solution

    Raises
    ------
    UnknownLaw
        If there is no such law; else as `System.solve`.

    Examples
    --------
    >>> solve("memory_bandwidth", law=2, weight_bytes="140 GB", memory_time="50 ms")
    memory_bandwidth = 2.8 TB/s
    """
    return find_law(law).solve(unknown, givens, rtol=rtol, **named)


def unit_of(expr: Any) -> str:
    """Return the base unit that an expression of variables is in; exported as ``il.unit_of``.

    Parameters
    ----------
    expr
        A SymPy expression of variables.

    Raises
    ------
    DimensionError
        If it mixes dimensions, or holds a symbol without a unit.

    Examples
    --------
    >>> import ironlaw as il
    >>> M, B = il.laws[2].symbols("weight_bytes memory_bandwidth")
    >>> unit_of(M / B), unit_of(M + 3 * M), unit_of(il.variables.mfu)
    ('s', 'byte', '1')
    """
    found = dimension(needed(expr, sympy.Basic, "a SymPy expression of variables"))
    return spelled(found or UnitsContainer())


def wall_places() -> dict[str, tuple[Place, ...]]:
    """Return where each wall acts on the Iron Law, by name, in order.

    Examples
    --------
    >>> [place.value for place in wall_places()["Communication"]]
    ['scaling_efficiency']
    """
    return {law.name: law.places for law in laws().values()}


def book(laws_: Iterable[Law] | None = None, *, title: str = TITLE) -> Book:
    """Return a book of laws; exported as ``il.book``.

    Parameters
    ----------
    laws_
        Laws, in the order of their chapters; by default the 22 walls and the Iron Law,
        and then the two systems that they are wired to.
    title
        What the book is called.

    Returns
    -------
    Book
        ``.files(format)`` by name and ``.write(folder, format)``, as LaTeX, HTML, or the sources
        of a project of Quarto or MyST.

    Raises
    ------
    LawDeclarationError
        If one of them is not a law.

    Examples
    --------
    >>> book([find_law(2)])
    The 22 Laws of ML Systems: Memory
    """
    found: list[Law] = [*laws().values(), iron_law()] if laws_ is None else [*laws_]
    for one in found:
        needed(one, Law, "a law, for its chapter of a book", LawDeclarationError)
    wired = [training(), inference()] if laws_ is None else []
    return made(found, bibliography(), frame(), title=title, systems=wired)


def open_sweep(path: str | PathLike[str]) -> Any:
    """Open a grid that was saved, so that ``grid.ironlaw`` knows it.

    Parameters
    ----------
    path
        A Zarr store that `System.sweep` wrote, read when it is used; or a NetCDF file.

    Returns
    -------
    xarray.Dataset

    Raises
    ------
    DomainError
        If there is no such grid.
    IronLawError
        If xarray (the extra ``sweep``) is not installed.

    Examples
    --------
    >>> open_sweep("nowhere.zarr")
    Traceback (most recent call last):
    ...
    ironlaw._errors.DomainError: nowhere.zarr is no grid of a sweep; give a .zarr or a .nc
    """
    from ironlaw._sweeps import reopened

    return reopened(path)
