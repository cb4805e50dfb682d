from sympy import Eq as Equality
from sympy import Lt as StrictLessThan

__all__ = ["Equality", "StrictLessThan"]
