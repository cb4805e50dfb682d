"""Verbs whose signature names what they take: a session completes it, and shows it as a hint."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import WRAPPER_ASSIGNMENTS, partial
from inspect import Parameter, Signature, signature
from types import MethodType
from typing import TYPE_CHECKING, Any, Literal, TypeVar

_F = TypeVar("_F", bound=Callable[..., Any])
_NAMED = Parameter.KEYWORD_ONLY


class _Verb(partial[Any]):
    """A function as one system has it: called like the function, with a signature of its own."""

    parameters: Callable[[], Iterable[Parameter]]

    @property
    def __signature__(self) -> Signature:
        plain = signature(self.func)
        own = [one for one in plain.parameters.values() if one.kind is not Parameter.VAR_KEYWORD]
        taken = {one.name for one in own}
        more = [one for one in self.parameters() if one.name not in taken]
        return plain.replace(parameters=[*own, *more])


class _Taking:
    """A method that is bound with the signature which one system gives it, once per system."""

    def __init__(self, function: Callable[..., Any], names: Callable[[Any], Any]) -> None:
        self.function, self.names = function, names
        self.__wrapped__, self.__doc__ = function, function.__doc__
        shown = {str(name): getattr(function, name) for name in WRAPPER_ASSIGNMENTS}
        self.shown = shown | {"__wrapped__": function}
        self.__module__ = function.__module__

    def __get__(self, system: Any, owner: type | None = None) -> Any:
        if system is None:
            return self.function
        verb = _Verb(self.function)
        verb.__dict__.update(self.shown)
        verb.parameters = partial(self.names, system)
        bound = MethodType(verb, system)
        system.__dict__[self.function.__name__] = bound  # found before this descriptor from now on
        return bound


def _givens(system: Any) -> list[Parameter]:
    return [Parameter(name, _NAMED, default=system.bound.get(name)) for name in system.variables]


def _variants(system: Any) -> list[Parameter]:
    selected = system.selected
    return [
        Parameter(choice, _NAMED, default=selected.get(choice, variants[0]),
                  annotation=Literal[variants])
        for choice, variants in system.choices.items()
    ]  # fmt: skip


if TYPE_CHECKING:

    def takes_variables(function: _F) -> _F:
        """Return a method whose signature names the system's variables."""

    def takes_choices(function: _F) -> _F:
        """Return a method whose signature names the system's choices and their variants."""

else:

    def takes_variables(function: _F) -> _Taking:
        """Return a method whose signature names the system's variables."""
        return _Taking(function, _givens)

    def takes_choices(function: _F) -> _Taking:
        """Return a method whose signature names the system's choices and their variants."""
        return _Taking(function, _variants)
