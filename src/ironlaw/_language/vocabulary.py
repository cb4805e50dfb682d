"""Variables by name: a vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ironlaw._errors import LawDeclarationError, UnknownVariable
from ironlaw._language.html import Math, table
from ironlaw._language.variable import LawVariable

_SHOWN = 12


class Vocabulary(Mapping[str, LawVariable]):
    """Variables by name, as items and as attributes: ``il.variables.weight_bytes``.

    Parameters
    ----------
    variables
        The variables, in the order of their declaration; names must differ.

    Raises
    ------
    LawDeclarationError
        If two variables have one name.

    Examples
    --------
    >>> words = Vocabulary([LawVariable("hits", latex="h")])
    >>> words.hits
    hits: positive
    """

    def __init__(self, variables: Iterable[LawVariable]) -> None:
        self._by_name: dict[str, LawVariable] = {}
        for variable in variables:
            if variable.name in self._by_name:
                raise LawDeclarationError(f"variable {variable.name!r} is declared twice; keep one")
            self._by_name[variable.name] = variable

    def __getitem__(self, name: str) -> LawVariable:
        try:
            return self._by_name[name]
        except (KeyError, TypeError):
            raise UnknownVariable(str(name), self._by_name, "the vocabulary") from None

    def __getattr__(self, name: str) -> LawVariable:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except UnknownVariable as error:
            raise AttributeError(str(error)) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._by_name]

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    def __repr__(self) -> str:
        lines = [repr(one) for one in list(self.values())[:_SHOWN]]
        left = len(self) - _SHOWN
        return "\n".join(lines + ([f"... and {left} more variables"] if left > 0 else []))

    def _repr_html_(self) -> str:
        rows = ((v.name, Math(v.glyph), v.unit, v.meaning) for v in self.values())
        return table(("variable", "glyph", "unit", "meaning"), rows)
