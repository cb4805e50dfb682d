from collections.abc import Callable
from typing import Any, ClassVar

from sympy import Expr

class Function(Expr):
    nargs: ClassVar[Any]
    _imp_: ClassVar[Callable[..., Any]]
    def __new__(cls, *args: Any, **options: Any) -> Expr: ...  # type: ignore[misc]
    @classmethod
    def eval(cls, *args: Any) -> Expr | None: ...
    def fdiff(self, argindex: int = ...) -> Expr: ...

class AppliedUndef(Function): ...

class ArgumentIndexError(ValueError):
    def __init__(self, function: Expr, argindex: int) -> None: ...
