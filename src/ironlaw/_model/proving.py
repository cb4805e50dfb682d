"""Proofs of a law's relations: their premises found, each line worked out, the end compared."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ironlaw._errors import IronLawError, LawDeclarationError, brief, did_you_mean, nearest
from ironlaw._language import Equation, LawVariable
from ironlaw._model.declaring import relation
from ironlaw._model.joining import check_glyphs
from ironlaw._model.system import System
from ironlaw._model.vocabulary import vocabulary, wall
from ironlaw._programs import accurate
from ironlaw._proofs import Chain, Proof
from ironlaw._words import Derivation

_SAME = 1e-9


def proof_of(law: System, proofs: Sequence[Proof], of: str | None) -> Proof:
    """Return one of a law's proofs, by its title or by the variable whose relation it proves.

    Raises
    ------
    IronLawError
        If there is none.
    """
    for proof in proofs:
        if of in (None, proof.title, proof.of):
            return proof
    what = "proof" if of is None else f"proof of {brief(of)}"
    known = ", ".join(dict.fromkeys(one.of for one in proofs))
    raise IronLawError(f"{law.title} has no {what}{f'; it has those of {known}' if known else ''}")


def proved(law: System, proof: Proof) -> Derivation:
    """Return a proof of one of a law's relations, worked out and checked.

    Raises
    ------
    LawDeclarationError
        If a line does not follow, or the last is not what the law says.
    """
    chain = proof.worked_out(_Premises(law, proof))
    named = dict.fromkeys(v for step in chain.steps if step.stated for v in step.stated.variables)
    check_glyphs(f"proof {proof.title!r}", named)
    _compare(law, proof, chain)
    return chain.derivation


class _Premises:
    """Where the premises of a proof come from: its functions, its law, and other walls."""

    def __init__(self, law: System, proof: Proof) -> None:
        self._law, self._proof = law, proof
        self._own = {one.name: one for one in proof.variables}

    def variable(self, name: str) -> LawVariable:
        """Return a variable of the proof, of the law, or of the vocabulary."""
        held = [self._own, {v.name: v for v in self._law.variables.values()}, vocabulary()]
        for names in held:
            if name in names:
                return names[name]
        near = did_you_mean(nearest(name, {key for names in held for key in names}))
        raise LawDeclarationError(f"there is no variable {name!r}{near}")

    def declared(self, function: Callable[..., Any], defines: str | None) -> Equation:
        """Return a plain function as an equation."""
        known = [*self._law.variables.values(), *self._own.values()]
        return relation(function, defines=defines, variables=known).stated

    def recalled(self, name: str, law: int | None, using: Mapping[str, str]) -> Equation:
        """Return a relation of a law in a variant of its choices."""
        chosen = self._law if law is None else wall(law)
        chosen = chosen.using(**(using or (self._proof.using if law is None else {})))
        return chosen.relations[name].stated


def _compare(law: System, proof: Proof, chain: Chain) -> None:
    """Raise where the law does not give what the last line does."""
    last = chain.current
    if last is None or last.defines is None or last.defines.name != proof.of:
        raise LawDeclarationError(
            f"proof {proof.title!r} ends with {last.name if last else 'nothing'}, not {proof.of}"
        )
    chosen, found = law.using(**proof.using), 0
    assumed = _assumed(chosen, proof, chain)
    for point in chain.points(*_open(chain, assumed)):
        at = {**point, **assumed}
        value = accurate(last.rhs, at)
        given = {v: v.from_base(x) for v, x in at.items() if v.name in chosen.variables}
        try:
            said = chosen.solve(proof.of, given).magnitudes
        except IronLawError:
            continue  # a point that is not one of the law's
        if not any(math.isclose(one, value, rel_tol=_SAME) for one in said):
            raise LawDeclarationError(
                f"proof {proof.title!r} ends with {last.name} = {value!r} where the law says {said}"
            )
        found += 1
    if not found:
        raise LawDeclarationError(f"proof {proof.title!r}: no point at which the law has an answer")


def _assumed(law: System, proof: Proof, chain: Chain) -> dict[LawVariable, float]:
    """Return the numbers that a proof takes for variables, in all of it or from some line on."""
    special = [one.args for s in chain.steps if s.rule == "special" for one in s.argument]
    taken = {law.variable(name): float(x) for name, x in proof.given.items()}
    return {**taken, **{v: float(x) for v, x in special if x.is_Number}}


def _open(chain: Chain, assumed: Mapping[LawVariable, float]) -> Iterator[LawVariable]:
    """Yield what a proof leaves open: what no line defines, and what stands in the last."""
    sides = {side for step in chain.steps for side in (step.end.subject, step.end.lower)}
    free = {v for side in sides for v in side.free_symbols if isinstance(v, LawVariable)}
    last = chain.steps[-1].end.lower.free_symbols
    return (v for v in free if v not in assumed and (v in last or v not in chain.lines))
