"""Sliders in a notebook: what is given moves; the answer, its derivation and its curve follow."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from importlib.util import find_spec
from typing import Any

from ironlaw._answers import Solution
from ironlaw._errors import DomainError, IronLawError
from ironlaw._language import LawVariable, mathml
from ironlaw._pictures.measure import formula

_DECADES = 1.5  # that a slider reaches on each side of a value
_STEPS = 120
_POINTS = 60  # of a curve

Values = Mapping[LawVariable, float]
Solve = Callable[[dict[LawVariable, float]], Solution]


@dataclass(eq=False)
class Sliders:
    """Sliders over what is given, and what follows from where they stand.

    Attributes
    ----------
    unknown
        The variable that is solved for.
    values
        What is given, in base units; it moves with the sliders.
    solve
        Solves for the unknown from values.
    moved
        The variable over which the curve is drawn: the one that was moved last.
    shown
        The widgets of the answer, its curve and its derivation.
    """

    unknown: LawVariable
    values: dict[LawVariable, float]
    solve: Solve
    moved: LawVariable
    shown: dict[str, Any] = field(default_factory=dict)

    def show(self) -> Any:
        """Return the widgets, one below the other."""
        import ipywidgets as widgets

        rows = [self._row(widgets, variable) for variable in self.values]
        for name in ("answer", "derivation"):
            self.shown[name] = widgets.HTML()
        self.shown["curve"] = widgets.Image(format="png")
        self._follow()
        shown = (self.shown[name] for name in ("answer", "curve", "derivation"))
        return widgets.VBox([*rows, *shown])

    def _row(self, widgets: Any, variable: LawVariable) -> Any:
        low, high, is_log = _reach(variable, self.values[variable])
        common = {"readout": False, "continuous_update": False}
        if is_log:
            slider = widgets.FloatLogSlider(
                value=self.values[variable],
                base=10,
                min=math.log10(low),
                max=math.log10(high),
                step=(math.log10(high / low)) / _STEPS,
                **common,
            )
        else:
            step = (high - low) / _STEPS
            slider = widgets.FloatSlider(
                value=self.values[variable], min=low, max=high, step=step, **common
            )
        label, value = widgets.HTML(_label(variable)), widgets.HTML()
        value.value = escape(variable.show(self.values[variable]))

        def follow(change: Mapping[str, Any]) -> None:
            at = round(change["new"]) if variable.domain.whole else change["new"]
            self.values[variable] = float(at)
            self.moved = variable
            value.value = escape(variable.show(float(at)))
            self._follow()

        slider.observe(follow, "value")
        return widgets.HBox([label, slider, value])

    def _follow(self) -> None:
        """Show the answer, its derivation and its curve as the values are now."""
        try:
            answer = self.solve(self.values)
        except IronLawError as error:
            self.shown["answer"].value = f"<p>{escape(str(error))}</p>"
            self.shown["derivation"].value = ""
        else:
            self.shown["answer"].value = answer._repr_html_()
            self.shown["derivation"].value = answer.derivation.to_html(detail="main")
        self.shown["curve"].value = self._curve()

    def _curve(self) -> bytes:
        """Return the unknown over the variable that was moved last, as a PNG."""
        from matplotlib.figure import Figure

        figure = Figure(figsize=(5.6, 3.0), layout="constrained")
        axes = figure.subplots()
        points = list(self._points())
        if points:
            axes.plot(*zip(*points, strict=True), ".", markersize=4, color="#3b73b9")
        here = list(self._at(self.values[self.moved]))
        if here:
            axes.plot(*zip(*here, strict=True), "o", color="#c2410c")
        *_, is_log = _reach(self.moved, self.values[self.moved])
        axes.set_xscale("log" if is_log else "linear")
        heights = [y for _, y in points]
        if heights and min(heights) > 0 and max(heights) > 20 * min(heights):
            axes.set_yscale("log")
        axes.set(xlabel=_axis(self.moved), ylabel=_axis(self.unknown))
        axes.grid(visible=True, alpha=0.3)
        file = io.BytesIO()
        figure.savefig(file, format="png", dpi=110)
        return file.getvalue()

    def _points(self) -> Iterator[tuple[float, float]]:
        low, high, is_log = _reach(self.moved, self.values[self.moved])
        for index in range(_POINTS + 1):
            share = index / _POINTS
            at = low * (high / low) ** share if is_log else low + (high - low) * share
            yield from self._at(at)

    def _at(self, value: float) -> Iterator[tuple[float, float]]:
        """Yield each answer at a value of the variable that was moved, in the units of the axes."""
        try:
            found = self.solve({**self.values, self.moved: value}).magnitudes
        except IronLawError:
            return
        for one in found:
            yield _in_unit(self.moved, value), _in_unit(self.unknown, one)


def sliders(unknown: LawVariable, given: Values, solve: Solve) -> Sliders:
    """Return sliders over what is given; they are shown by `Sliders.show`.

    Raises
    ------
    DomainError
        If nothing is given that could move.
    IronLawError
        If ipywidgets or matplotlib is not installed.
    """
    if not given:
        raise DomainError("there is nothing to move; give the values that the sliders start from")
    for package, extra in (("ipywidgets", "notebook"), ("matplotlib", "plot")):
        if find_spec(package) is None:
            raise IronLawError(f"sliders need {package}: pip install 'ironlaw[{extra}]'")
    return Sliders(unknown, dict(given), solve, next(iter(given)))


def _reach(variable: LawVariable, value: float) -> tuple[float, float, bool]:
    """Return the ends of a slider, and whether it moves by decades."""
    low, high = variable.domain.lower, variable.domain.upper
    if math.isfinite(low) and math.isfinite(high):
        width = high - low  # the ends may be left out of the domain
        return low + 1e-3 * width, high - 1e-3 * width * variable.domain.right_open, False
    if value <= 0:
        return (low, 1.0, False) if math.isfinite(low) else (value - 1.0, value + 1.0, False)
    least = low if low > 0 else 0.0
    return max(least, value / 10**_DECADES), value * 10**_DECADES, True


def _label(variable: LawVariable) -> str:
    hint, glyph = escape(variable.meaning or variable.name), mathml(variable.glyph, small=True)
    return f'<span title="{hint}">{glyph} {escape(variable.name)}</span>'


def _axis(variable: LawVariable) -> str:
    unit = "" if variable.unit == "1" else f" [{variable.unit}]"
    return f"{formula(variable.glyph)}  {variable.name}{unit}"


def _in_unit(variable: LawVariable, value: float) -> float:
    return float(variable.from_base(value, variable.unit).magnitude)
