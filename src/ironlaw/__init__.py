"""A symbolic equation engine for machine-learning systems; the customary alias is ``il``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ironlaw._answers import Sensitivity, Solution
from ironlaw._calculus import CompiledFunction
from ironlaw._errors import (
    AmbiguousError,
    DimensionError,
    DomainError,
    InconsistentError,
    IronLawError,
    LawDeclarationError,
    UnderdeterminedError,
    UnitError,
    UnknownChoice,
    UnknownLaw,
    UnknownRelation,
    UnknownVariable,
    UnreachableError,
    UnsolvableError,
)
from ironlaw._language import LawVariable as Variable
from ironlaw._language import Step, Vocabulary
from ironlaw._language import quantity as Q
from ironlaw._language.functions import (
    Max,
    Min,
    ceiling,
    erlang_c,
    exp,
    exp_difference,
    floor,
    log,
    log2,
    normal_cdf,
    sqrt,
)
from ironlaw._model import (
    Domain,
    Evaluated,
    Example,
    Law,
    Place,
    Relation,
    System,
    book,
    find,
    find_law,
    join,
    load_laws,
    open_sweep,
    registry,
    relation,
    solve,
    unit_of,
    vocabulary,
    wall_places,
)
from ironlaw._proofs import Proof
from ironlaw._words import Derivation

if TYPE_CHECKING:
    import networkx as nx

    from ironlaw._model import Laws

    laws: Laws
    graph: nx.DiGraph[str]
    inference: System
    iron_law: Law
    training: System
    variables: Vocabulary

__version__ = "0.1.0"

__all__ = [
    "AmbiguousError",
    "CompiledFunction",
    "Derivation",
    "DimensionError",
    "Domain",
    "DomainError",
    "Evaluated",
    "Example",
    "InconsistentError",
    "IronLawError",
    "Law",
    "LawDeclarationError",
    "Max",
    "Min",
    "Place",
    "Proof",
    "Q",
    "Relation",
    "Sensitivity",
    "Solution",
    "Step",
    "System",
    "UnderdeterminedError",
    "UnitError",
    "UnknownChoice",
    "UnknownLaw",
    "UnknownRelation",
    "UnknownVariable",
    "UnreachableError",
    "UnsolvableError",
    "Variable",
    "Vocabulary",
    "book",
    "ceiling",
    "erlang_c",
    "exp",
    "exp_difference",
    "find",
    "find_law",
    "floor",
    "graph",
    "inference",
    "iron_law",
    "join",
    "laws",
    "load_laws",
    "log",
    "log2",
    "normal_cdf",
    "open_sweep",
    "relation",
    "solve",
    "sqrt",
    "training",
    "unit_of",
    "variables",
    "wall_places",
]

_LAZY: dict[str, Callable[[], Any]] = {
    "graph": registry.everything,
    "inference": registry.inference,
    "iron_law": registry.iron_law,
    "laws": registry.laws,
    "training": registry.training,
    "variables": vocabulary,
}


def __getattr__(name: str) -> Any:
    """Load the registry's values when they are first asked for, so that importing stays quick."""
    if name in _LAZY:
        return _LAZY[name]()
    raise AttributeError(f"module 'ironlaw' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
