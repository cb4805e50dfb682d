"""What is solved in the composed systems: each target, and each leaf that moves it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ironlaw as il
from benchmarks.givens import FLEET, RUN, based

_TARGETS = {
    "training": ("run_time", "carbon"),
    "inference": ("request_latency", "latency_quantile", "cost_per_generated_token"),
}
_LEAVES = {"training": RUN, "inference": FLEET}
_SMALL_CHANGE = 1.001
_UNMOVED = 1e-12


@dataclass(frozen=True)
class Goal:
    """A target of a composed system, its leaves in base units and the value they lead to."""

    title: str
    target: str
    leaves: Mapping[str, float]
    value: float

    @property
    def system(self) -> il.System:
        """The composed system."""
        return _system(self.title)


@dataclass(frozen=True)
class Inverse:
    """A leaf to be found from the target and all other leaves."""

    goal: Goal
    leaf: str

    @property
    def value(self) -> float:
        """The value that the leaf had when the target was computed."""
        return self.goal.leaves[self.leaf]

    @property
    def given(self) -> dict[str, Any]:
        """The other leaves, and the target."""
        others = {name: value for name, value in self.goal.leaves.items() if name != self.leaf}
        return based({**others, self.goal.target: self.goal.value})

    @property
    def label(self) -> str:
        """The case in words."""
        return f"{self.goal.title}, {self.leaf} from {self.goal.target}"


def every_goal() -> list[Goal]:
    """Return the targets of both systems."""
    return [_goal(title, target) for title, targets in _TARGETS.items() for target in targets]


def every_inverse() -> list[Inverse]:
    """Return each target's leaves that move it, in the order of the givens."""
    return [
        Inverse(goal, leaf) for goal in every_goal() for leaf in goal.leaves if _moves(goal, leaf)
    ]


def _system(title: str) -> il.System:
    return {"training": il.training, "inference": il.inference}[title]


def _goal(title: str, target: str) -> Goal:
    system = _system(title)
    leaves = {name: system.variable(name).to_base(value) for name, value in _LEAVES[title].items()}
    return Goal(title, target, leaves, system.solve(target, based(leaves)).magnitude)


def _moves(goal: Goal, leaf: str) -> bool:
    """Tell whether a small change of a leaf changes the target."""
    changed = {**goal.leaves, leaf: goal.leaves[leaf] * _SMALL_CHANGE}
    value = goal.system.solve(goal.target, based(changed)).magnitude
    return not math.isclose(value, goal.value, rel_tol=_UNMOVED)
