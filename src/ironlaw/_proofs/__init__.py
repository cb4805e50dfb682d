"""How one law follows from others: lines that are each worked out from those before.

A `Chain` states premises, puts one line into another, differentiates, and rearranges with the
engine's own ladder; it takes and returns plain data. A `Proof` is what an author declares; the
chain is worked out, and checked, when somebody asks for it.
"""

from ironlaw._proofs.chain import Chain
from ironlaw._proofs.proof import Proof

__all__ = ["Chain", "Proof"]
