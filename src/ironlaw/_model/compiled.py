"""Compiling: a system, what is bound in it, and the variables that stay open, as one function."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from typing import Any

from ironlaw._answers import lacking
from ironlaw._calculus import CompiledFunction, straight
from ironlaw._errors import DomainError, UnsolvableError, brief, needed
from ironlaw._language import FrozenDict, Givens, LawVariable
from ironlaw._model.asking import posed
from ironlaw._model.givens import read_givens
from ironlaw._model.members import Members
from ironlaw._solving import Outcome

BACKENDS = ("numpy", "numba")


def compiled_function(
    members: Members,
    target: str | LawVariable,
    inputs: str | Iterable[str | LawVariable],
    *,
    bound: Mapping[str, Any],
    gradient: bool,
    backend: str,
) -> CompiledFunction:
    """Return a target as a function of inputs; remembered with the system.

    Raises
    ------
    UnderdeterminedError
        If inputs and what is bound do not determine the target.
    UnsolvableError
        If a search is on the way.
    DomainError
        If an input is the target, is named twice, or the backend is unknown.
    """
    if backend == "numba" and find_spec("numba") is None:
        raise DomainError("the backend numba is not installed; pip install numba")
    if backend not in BACKENDS:
        words = " or ".join(repr(one) for one in BACKENDS)
        raise DomainError(f"backend = {brief(backend)} is unknown; it is {words}")
    variable = members.variable(target)
    names = inputs.replace(",", " ").split() if isinstance(inputs, str) else inputs
    taken = tuple(members.variable(one) for one in needed(names, Iterable, "names of inputs"))
    if variable in taken or len(set(taken)) < len(taken):
        raise DomainError(
            f"the inputs of {variable.name} are {', '.join(v.name for v in taken)}; "
            "name each once, and not the target"
        )
    given = read_givens(members, {k: x for k, x in bound.items() if members.passed(k) not in taken})
    if given.expressions:
        held = ", ".join(v.name for v in given.expressions)
        raise DomainError(f"{held} is bound to an expression; bind a value to compile")
    values = {**members.constants, **given.values}
    fixed = {v: x for v, x in values.items() if v not in taken and v != variable}
    key = (compiled_function, variable, taken, frozenset(fixed.items()), gradient, backend)
    return members.memory.recalled(
        key, lambda: _made(members, variable, taken, fixed, gradient=gradient, backend=backend)
    )


def _made(
    members: Members,
    target: LawVariable,
    inputs: tuple[LawVariable, ...],
    fixed: Mapping[LawVariable, float],
    *,
    gradient: bool,
    backend: str,
) -> CompiledFunction:
    known = frozenset({*fixed, *inputs})
    line = straight(members.memory, target, known)
    if line is None:
        plan = members.memory.plan(target, known)
        if plan.free:
            values = FrozenDict({**dict.fromkeys(inputs, 1.0), **fixed})  # the names matter alone
            raise lacking(Outcome(posed(members, target, Givens(values)), plan, ()))
        raise UnsolvableError(
            f"{target.name} takes a search, which does not compile; .evaluate takes arrays"
        )
    return CompiledFunction(
        line, inputs, {**line.weak, **fixed}, gradient=gradient, backend=backend
    )
