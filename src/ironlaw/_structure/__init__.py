"""Which equations answer a question, and in which order; it knows no numbers.

Variables and equations form a bipartite graph. Equations with one variable left determine it,
cheapest first (`closure`); what remains is matched, and what the matching determines is solved
together (`matching`). `plan` puts both in order, `around` goes around what is missing and may
cancel, `missing` says what else a plan would need, and `network` gives the same graph to networkx.
"""

from ironlaw._structure.around import plan_around
from ironlaw._structure.closure import closure, spread
from ironlaw._structure.defaults import beside_default, usable_defaults
from ironlaw._structure.missing import smallest_sets
from ironlaw._structure.needs import Needs, needs
from ironlaw._structure.network import network, path
from ironlaw._structure.plan import Block, Plan, plan, plan_symbolic
from ironlaw._structure.wires import Wires

__all__ = [
    "Block",
    "Needs",
    "Plan",
    "Wires",
    "beside_default",
    "closure",
    "needs",
    "network",
    "path",
    "plan",
    "plan_around",
    "plan_symbolic",
    "smallest_sets",
    "spread",
    "usable_defaults",
]
