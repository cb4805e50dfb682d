"""What is varied in a sweep: values of variables, rows of a table, variants of choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np

from ironlaw._errors import DomainError, InconsistentError, brief, needed
from ironlaw._language import LawVariable, is_quantity
from ironlaw._model.arrays import read_arrays
from ironlaw._model.joining import check_choices
from ironlaw._model.members import Members
from ironlaw._model.members import members as chosen
from ironlaw._sweeps import Axis

EXAMPLE = "over={'devices': [256, 512, 1024]}"


def varied(members: Members, over: Any) -> tuple[tuple[Axis, ...], dict[tuple[str, ...], Members]]:
    """Return the axes, and the members for each pick of variants."""
    if not isinstance(over, Mapping) or not over:
        raise DomainError(f"over = {brief(over)} varies nothing; write {EXAMPLE}")
    picks = {
        str(name): _variants(members, str(name), values)
        for name, values in over.items()
        if not isinstance(name, LawVariable) and name in members.choices
    }
    cases = {
        names: _using(members, dict(zip(picks, names, strict=True)))
        for names in product(*picks.values())
    }
    first = next(iter(cases.values()))
    axes = [
        Axis(str(name), np.array(picks[name]))
        if name in picks
        else _axis(first.variable(name), values)
        for name, values in over.items()
    ]
    twice = next((one.name for i, one in enumerate(axes) if one.name in names_of(axes[:i])), None)
    if twice is not None:
        raise InconsistentError(f"{twice} is varied twice, by name and by variable", twice)
    return tuple(axes), cases


def names_of(axes: Sequence[Axis]) -> list[str]:
    """Return the names of axes."""
    return [one.name for one in axes]


def _using(members: Members, picks: Mapping[str, str]) -> Members:
    """Return the members with variants chosen."""
    if not picks:
        return members
    check_choices(members, picks)
    selected = frozenset({**members.selected, **picks}.items())
    return chosen(members.title, members.declared, selected)


def _variants(members: Members, choice: str, values: Any) -> tuple[str, ...]:
    """Return the variants of a choice that are compared; each has to be one."""
    picked = (values,) if isinstance(values, str) else tuple(needed(values, Iterable, "variants"))
    for one in picked:
        check_choices(members, {choice: one})
    if not picked or len(set(picked)) < len(picked):
        raise DomainError(f"{choice} = {brief(values)} names no variant, or one twice")
    return tuple(map(str, picked))


def _axis(variable: LawVariable, values: Any) -> Axis:
    """Read the values of a variable along an axis.

    Raises
    ------
    DomainError
        If there are none, or one is outside the domain.
    """
    bare = values if is_quantity(values) or hasattr(values, "dtype") else _listed(variable, values)
    found = np.atleast_1d(read_arrays({variable: bare})[variable])
    if found.ndim != 1 or not found.size:
        raise DomainError(
            f"{variable.name} = {brief(values)} is no row of values; write {EXAMPLE}",
            variable.name,
        )
    wrong = ~variable.domain.hold(found, 0.0)
    if wrong.any():
        shown = variable.show(float(found[wrong][0]))
        raise DomainError(
            f"{variable.name} = {shown} is out of range; it must be {variable.domain.describe()}",
            variable.name,
        )
    return Axis(variable.name, found, variable)


def _listed(variable: LawVariable, values: Any) -> list[Any]:
    if isinstance(values, (str, Mapping)) or not isinstance(values, Iterable):
        raise DomainError(
            f"{variable.name} = {brief(values)} is no row of values; write {EXAMPLE}",
            variable.name,
        )
    return list(values)
