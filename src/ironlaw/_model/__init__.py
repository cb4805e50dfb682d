"""What a user declares and asks: relations, systems, laws and the registry.

`declaring` turns a plain function into a relation, `system` holds relations together, `verbs` asks
them, `law` adds the words of a wall, and `registry` finds the walls in the laws folder. Verbs are
thin: they read the givens (`givens`), put the problem (`asking`), call a stage, and wrap what it
returns. `members` is what a set of relations and choices amounts to, worked out once.
"""

from ironlaw._model import registry
from ironlaw._model.api import book, open_sweep, solve, unit_of, wall_places
from ironlaw._model.declaring import relation
from ironlaw._model.evaluating import Evaluated
from ironlaw._model.example import Example
from ironlaw._model.finding import find
from ironlaw._model.law import Law
from ironlaw._model.loading import load_laws
from ironlaw._model.places import Domain, Place
from ironlaw._model.registry import Laws, find_law, find_system, iron_law, laws
from ironlaw._model.standing import Determined, Standing
from ironlaw._model.system import Composite, Relation, System, join
from ironlaw._model.vocabulary import vocabulary

__all__ = [
    "Composite",
    "Determined",
    "Domain",
    "Evaluated",
    "Example",
    "Law",
    "Laws",
    "Place",
    "Relation",
    "Standing",
    "System",
    "book",
    "find",
    "find_law",
    "find_system",
    "iron_law",
    "join",
    "laws",
    "load_laws",
    "open_sweep",
    "registry",
    "relation",
    "solve",
    "unit_of",
    "vocabulary",
    "wall_places",
]
