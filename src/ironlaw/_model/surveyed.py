"""The verbs that look at givens as a whole: what they amount to, and what a change of them does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ironlaw._answers import Change
from ironlaw._errors import DomainError
from ironlaw._language import LawVariable
from ironlaw._model.asking import both, by_name
from ironlaw._model.consequences import standing
from ironlaw._model.givens import read_givens
from ironlaw._model.standing import Standing
from ironlaw._model.taking import takes_variables
from ironlaw._model.verbs import Verbs
from ironlaw._pictures import sliders

_PAIR = 2


class Surveyed(Verbs):
    """What can be asked about givens as a whole."""

    @takes_variables
    def explore(
        self, unknown: str | LawVariable, /, givens: Mapping[Any, Any] | None = None, **named: Any
    ) -> Any:
        """Show sliders over what is given, with the answer, its derivation and its curve following.

        For notebooks. The curve is drawn over the variable that was moved last.

        Parameters
        ----------
        unknown
            The variable asked for.
        givens, **named
            The numbers from which the sliders start, as in `solve`.

        Returns
        -------
        ipywidgets.VBox

        Raises
        ------
        DomainError
            If nothing is given, or something that is no number.
        IronLawError
            If ipywidgets (the extra ``notebook``) or matplotlib (``plot``) is not installed; else
            as `solve`, while the givens are read.

        Examples
        --------
        >>> import ironlaw as il
        >>> shown = il.laws[2].explore("memory_time", weight_bytes="16 GB",
        ...                            memory_bandwidth="3.35 TB/s")
        >>> len(shown.children)  # two sliders, the answer, its curve and its derivation
        5
        """
        target = self.variable(unknown)
        own = by_name(self.members, both(givens, named))
        rest = {name: value for name, value in self.bound.items() if name not in own}
        stated = read_givens(self.members, {**own, **rest})  # the curve is over the first
        for variable in stated.expressions:
            raise _not_a_number(variable, "explore")
        moving = {v: value for v, value in stated.values.items() if v != target}

        def solve(values: Mapping[LawVariable, float]) -> Any:
            at = {v: v.from_base(value) for v, value in values.items()}
            return self.solve(target, at)

        return sliders(target, moving, solve).show()

    @takes_variables
    def check(self, givens: Mapping[Any, Any] | None = None, **named: Any) -> Standing:
        """Say what givens determine, what stays open, and what they contradict.

        Parameters
        ----------
        givens, **named
            As in `solve`; numbers, not expressions.

        Returns
        -------
        Standing
            Its ``determined`` holds an answer for each variable that follows, and by which
            relation; ``open`` what nothing determines; ``contradictions`` what cannot be.

        Raises
        ------
        DomainError
            If a given is an expression; else as `solve`.

        Examples
        --------
        >>> import ironlaw as il
        >>> il.laws[3].only("mfu", "hfu").check(mfu=0.4, peak_flops="312 TFLOP/s")
        wall 3 (Software): 2 given, 1 determined, 3 open
        <BLANKLINE>
        given
          mfu = 0.4
          peak_flops = 312 TFLOP/s
        <BLANKLINE>
        determined
          achieved_flops = 124.8 TFLOP/s  by mfu, backward
        <BLANKLINE>
        open
          hfu, hardware_flop, total_flop
        """
        stated = by_name(self.members, both(givens, named))
        given = read_givens(self.members, {**self.bound, **stated})
        for variable in given.expressions:
            raise _not_a_number(variable, "check")
        return standing(self.members, given)

    @takes_variables
    def suggest(
        self, unknown: str | LawVariable, /, givens: Mapping[Any, Any] | None = None, **named: Any
    ) -> tuple[frozenset[str], ...]:
        """Return the smallest sets of further givens that would determine a variable.

        Those come first that leave every given its part; empty where nothing is missing.

        Examples
        --------
        >>> import ironlaw as il
        >>> [sorted(one) for one in il.laws[2].suggest("memory_time", weight_bytes="16 GB")]
        [['memory_bandwidth']]
        """
        return self.answered(unknown, both(givens, named)).missing

    @takes_variables
    def change(
        self, target: str | LawVariable, /, givens: Mapping[Any, Any] | None = None, **named: Any
    ) -> Change:
        """Return what a change of givens does to a target.

        Parameters
        ----------
        target
            The variable whose two values are compared.
        givens, **named
            As in `solve`; a pair is a given that changes from its first value to its second.

        Returns
        -------
        Change
            Its ``before`` and ``after`` are solutions; ``ratio`` and ``difference`` compare them.

        Raises
        ------
        DomainError
            If no given is a pair, or one of a pair is an expression.
        UnderdeterminedError
            If givens are missing; else as `solve`.

        Examples
        --------
        >>> import ironlaw as il
        >>> run = il.iron_law.given(total_flop="315 ZFLOP", peak_flops="312 TFLOP/s", mfu=0.34,
        ...                         scaling_efficiency=0.98, goodput=0.97)
        >>> run.change("run_time", devices=(1024, 2048))
        run_time: 35.31 day -> 17.65 day  (0.5 times, -17.65 day)
          devices: 1024 -> 2048
        """
        stated = by_name(self.members, both(givens, named))
        pairs = {n: x for n, x in stated.items() if isinstance(x, (tuple, list))}
        wrong = next((n for n, x in pairs.items() if len(x) != _PAIR), None)
        if wrong is not None or not pairs:
            what = f"{wrong} = {pairs[wrong]!r} is no pair" if wrong else "nothing changes"
            raise DomainError(f"{what}; give a change as a pair, devices=(1024, 2048)", wrong or "")
        before, after = (
            self.answered(target, {**stated, **{name: pair[side] for name, pair in pairs.items()}})
            for side in range(_PAIR)
        )
        changed = tuple(self.members.variable(name) for name in pairs)
        for variable in changed:
            if variable in {*before.given.expressions, *after.given.expressions}:
                raise _not_a_number(variable, "change")
        _ = before.magnitudes, after.magnitudes  # of what lacks givens there is nothing to compare
        return Change(before, after, changed)


def _not_a_number(variable: LawVariable, verb: str) -> DomainError:
    return DomainError(
        f"{variable.name} is given as an expression; {verb} takes numbers, .solve both",
        variable.name,
    )
