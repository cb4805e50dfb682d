"""What is varied in a sweep: values of variables, rows of a table, variants of choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np

from ironlaw._errors import DomainError, InconsistentError, brief, needed
from ironlaw._language import FrozenDict, LawVariable, is_quantity
from ironlaw._model.arrays import read_arrays
from ironlaw._model.joining import check_choices
from ironlaw._model.members import Members
from ironlaw._model.members import members as chosen
from ironlaw._sweeps import POINT, REASON, REGIME, Axis

_ROWS = "over={'device': {'H100': {'peak_flops': '989 TFLOP/s'}, ...}}"
_TAKEN = (REASON, REGIME, POINT)
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
        else _table(first, name, values)
        if _is_table(first, name, values)
        else _axis(first.variable(name), values)
        for name, values in over.items()
    ]
    every = names_of(axes)
    twice = next((name for i, name in enumerate(every) if name in every[:i]), None)
    if twice is not None:
        raise InconsistentError(f"{twice} is varied twice; drop one of the two", twice)
    return tuple(axes), cases


def names_of(axes: Sequence[Axis]) -> list[str]:
    """Return the names of axes, and of the variables of those that are tables."""
    return [name for one in axes for name in (one.name, *(v.name for v in one.rows))]


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


def _is_table(members: Members, name: Any, values: Any) -> bool:
    """Tell whether an axis is a table of rows: a mapping, or a frame, under a name of its own."""
    is_own = isinstance(name, str) and name not in members.variables
    return is_own and (isinstance(values, Mapping) or hasattr(values, "to_dict"))


def _table(members: Members, name: str, values: Any) -> Axis:
    """Read the rows of a table: by the name of each, the values of the same variables.

    Raises
    ------
    DomainError
        If its name is taken, it has no rows, or they do not name the same variables.
    """
    rows = values if isinstance(values, Mapping) else _framed(name, values)
    if not name.isidentifier() or name in _TAKEN:
        raise DomainError(f"{name!r} cannot name an axis; give it a name like 'device'")
    labels = list(map(str, rows))
    is_whole = bool(rows) and all(isinstance(row, Mapping) and row for row in rows.values())
    if not is_whole or len(set(labels)) < len(labels):
        raise DomainError(f"{name} = {brief(values)} is no table of rows; write {_ROWS}", name)
    first = next(iter(rows.values()))
    differs = next((key for key, row in rows.items() if row.keys() != first.keys()), None)
    if differs is not None:
        raise DomainError(
            f"{name}: the row {brief(differs)} gives {', '.join(map(str, rows[differs]))}, and the "
            f"first one {', '.join(map(str, first))}; give the same in each",
            name,
        )
    columns = {members.variable(key): [row[key] for row in rows.values()] for key in first}
    read = {v: _axis(v, column).values for v, column in columns.items()}
    return Axis(name, np.array(labels), None, FrozenDict(read))


def _framed(name: str, values: Any) -> Mapping[Any, Any]:
    try:
        rows: Mapping[Any, Any] = values.to_dict("index")
    except (TypeError, ValueError) as error:
        raise DomainError(f"{name} is no table of rows with names of their own: {error}") from error
    return rows


def _listed(variable: LawVariable, values: Any) -> list[Any]:
    if isinstance(values, (str, Mapping)) or not isinstance(values, Iterable):
        raise DomainError(
            f"{variable.name} = {brief(values)} is no row of values; write {EXAMPLE}",
            variable.name,
        )
    return list(values)
