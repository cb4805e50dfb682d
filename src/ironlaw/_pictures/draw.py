"""The picture of a system: its first relation large, with its terms; the others as cards."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ironlaw._errors import IronLawError, brief
from ironlaw._pictures.diagram import BINDS, PATH, ROLES, Look, Subject, diagram
from ironlaw._pictures.layout import (
    LARGE,
    PAD,
    SMALL,
    Box,
    Cell,
    Formula,
    Page,
    arrange,
    formula,
    wide,
)
from ironlaw._words import equation_latex

MARGIN = 26.0  # in points, as all lengths here
MOST = 5  # lines of a title or an answer
INK, FAINT, LINE, PALE = "#1a1a1a", "#5e5e5e", "#8f8fa8", "#c3c3d0"
_PRODUCT = re.compile(r"(?<!left)(?<!right)(?<=[\w}]) (?=[\w\\])")
Place = tuple[float, float]


def draw(subject: Subject, ax: Any = None) -> Any:
    """Draw a system with matplotlib; an answer's path, givens and unknown are marked.

    The first relation stands on the left, large, with its terms beside it: a product as a
    fraction. Every other relation is a card with the variable that it defines and its inputs.
    An input that another relation defines leads to that relation's card on the right, or names
    the number of that card in parentheses.

    Parameters
    ----------
    subject
        The equations of a system, what is given, and an answer.
    ax
        Axes to draw on, to which the picture is scaled. Where none are given, a figure is made
        that is as large as the picture needs.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    IronLawError
        If matplotlib is not installed, or the system has no relations.
    UnknownVariable
        If the answer went through a variable or relation that the system does not have.

    Examples
    --------
    >>> import ironlaw as il
    >>> axes = il.iron_law.draw()
    >>> sum(patch.get_gid() == "box" for patch in axes.patches)
    8
    >>> from matplotlib import pyplot
    >>> pyplot.close(axes.figure)
    """
    pyplot = _pyplot()
    if not subject.equations:
        raise IronLawError(f"{subject.title} has no relations; there is nothing to draw")
    page = arrange(diagram(subject))
    heading = list(_heading(page))
    boxes = [box for group in page.groups for box in group]
    top = heading[-1][1] + MARGIN + 4
    for box in boxes:
        box.x, box.y = box.x + MARGIN, box.y + top
    height = max(box.y + box.height for box in boxes) + MARGIN
    pen = Pen(page, *_canvas(pyplot, ax, (page.width + 2 * MARGIN, height)))
    for x, y, text, style, look in heading:
        pen.write(x, y, text, **style)
        if look is not None:
            pen.rectangle((x - 20, y - 9), (14, 11), look.fill, look.edge, 1.4)
    if page.terms:
        pen.head(page.groups[0][0])
    for box in boxes:
        pen.card(box)
    return pen.ax


def _pyplot() -> Any:
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise IronLawError("drawing needs matplotlib: pip install 'ironlaw[plot]'") from error
    except ValueError as error:  # of the variable MPLBACKEND
        raise IronLawError(f"matplotlib does not start: {brief(str(error))}") from error
    return pyplot


def _canvas(pyplot: Any, ax: Any, size: tuple[float, float]) -> tuple[Any, float]:
    """Return axes measured in points from the top left corner, and the scale of their text."""
    if ax is None:
        figure = pyplot.figure(figsize=(size[0] / 72, size[1] / 72), facecolor="white")
        ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, size[0]), ylim=(size[1], 0), aspect="equal")
    ax.set_axis_off()
    room = ax.get_window_extent().size * 72 / ax.figure.dpi
    return ax, float(min(room[0] / size[0], room[1] / size[1]))


def _heading(page: Page) -> Iterator[tuple[float, float, str, Any, Look | None]]:
    """Give the title, the first equation, the answer and the legend, with their places."""
    y = MARGIN - 12
    for line in _wrapped(page.shown.subject.title, LARGE + 3, page.width):
        y += 24
        yield MARGIN, y, line, {"size": LARGE + 3, "weight": "bold"}, None
    latex = equation_latex(page.shown.subject.equations[0])
    equation = formula(_PRODUCT.sub(r"\\,", latex.replace(r"\frac", r"\dfrac")), tallest=3.2)
    if not page.bar and 0 < wide(equation, LARGE) < page.width:
        y += 36
        yield MARGIN, y, equation, {"size": LARGE}, None
        y += 12
    for line in _wrapped(page.shown.answer, LARGE - 2, page.width):
        y += 22
        yield MARGIN, y, line, {"size": LARGE - 2, "color": PATH.edge}, None
    x, y = MARGIN, y + 28
    for words, look in _legend(page):
        if x > MARGIN and x + wide(words, SMALL) + 20 > page.width + MARGIN:
            x, y = MARGIN, y + 20
        yield x + (20 if look else 0), y, words, {"size": SMALL}, look
        x += wide(words, SMALL) + (42 if look else 22)


def _wrapped(text: str, size: float, room: float) -> list[str]:
    lines: list[str] = []
    for letters in range(int(2 * room / size), 1, -2):
        lines = textwrap.wrap(text, letters, max_lines=MOST, placeholder=" …")
        if all(wide(line, size, bold=True) <= room for line in lines):
            break
    return lines


def _legend(page: Page) -> Iterator[tuple[str, Look | None]]:
    used = set(page.shown.roles.values())
    yield from ((look.words, look) for role, look in ROLES.items() if role in used)
    if page.shown.path:
        yield PATH.words, PATH
    if page.shown.binding:
        yield BINDS.words, BINDS
    if page.numbers:
        yield "see (1): the card of that number", None


@dataclass(frozen=True)
class Pen:
    """Draws a page on axes that are measured in points; ``scale`` is that of their text."""

    page: Page
    ax: Any
    scale: float

    def write(self, x: float, y: float, text: str, size: float = SMALL, **style: Any) -> None:
        """Write a line of text, or a formula, with its baseline at a place."""
        style = {"color": INK, "usetex": False, "parse_math": isinstance(text, Formula), **style}
        if text:
            self.ax.text(x, y, text, fontsize=size * self.scale, **style)

    def rectangle(self, place: Place, size: Place, fill: str, edge: str, line: float) -> Any:
        """Draw a rectangle with round corners."""
        from matplotlib.patches import FancyBboxPatch

        line, shape = line * self.scale, "round,pad=0,rounding_size=3"
        patch = FancyBboxPatch(place, *size, boxstyle=shape, fc=fill, ec=edge, linewidth=line)
        return self.ax.add_patch(patch)

    def line(self, start: Place, end: Place, on: bool) -> None:
        """Draw an arrow that leaves and arrives level; it is on the path of the answer or not."""
        from matplotlib.patches import FancyArrowPatch
        from matplotlib.path import Path

        middle = (start[0] + end[0]) / 2
        path = Path([start, (middle, start[1]), (middle, end[1]), end], [1, 4, 4, 4])
        color, width, order = (PATH.edge, 2.2, 0.9) if on else (LINE, 1.0, 0.8)
        arrow = FancyArrowPatch(path=path, arrowstyle="-|>", color=color, zorder=order)
        arrow.set(mutation_scale=9 * self.scale, linewidth=width * self.scale)
        self.ax.add_patch(arrow)

    def card(self, box: Box) -> None:
        """Draw a card, and the lines from what hangs on it."""
        shown, head = self.page.shown, box.cells[0]
        look = ROLES[shown.roles.get(head.name, "derived")]
        on = not shown.path.isdisjoint({box.node, head.name})
        fill = look.fill if len(box.cells) == 1 else "#ffffff"
        edge, line = (PATH.edge, 2.4) if on else (look.edge if self.lit(box) else PALE, 1.0)
        patch = self.rectangle((box.x, box.y), (box.width, box.height), fill, edge, line)
        patch.set_gid("box")
        for cell in box.cells:
            self.cell(box, cell)
        rows = {cell.name: cell for cell in box.cells[1:]}
        for kid in box.kids:
            row = rows[kid.cells[0].name]
            start = kid.x, kid.y + (kid.cells[0].top + kid.cells[0].bottom) / 2
            end = box.x + box.width, box.y + (row.top + row.bottom) / 2
            self.line(start, end, {box.node, kid.node} <= shown.path)

    def lit(self, box: Box, header: bool = True) -> bool:
        """Tell whether a card has to do with the answer: its path, or as header a given of it."""
        path, near = self.page.shown.path, self.page.shown.near
        return not path or box.node in path or (header and box.cells[0].name in near)

    def cell(self, box: Box, cell: Cell) -> None:
        """Draw the header or a row of a card, in the colours of its variable."""
        shown, top = self.page.shown, box.y + cell.top + 1
        look = ROLES[shown.roles.get(cell.name, "derived")]
        bold = cell is box.cells[0]
        if len(box.cells) > 1:
            size = box.width - PAD, cell.bottom - cell.top - 2
            binds = cell.name in shown.binding
            edge = BINDS.edge if binds else look.fill
            self.rectangle((box.x + PAD / 2, top), size, look.fill, edge, 1.6 if binds else 0)
        lit = self.lit(box, header=bold)
        style: dict[str, Any] = {"color": INK if lit else FAINT}
        base = top + PAD * 0.6 + cell.size * 0.95
        glyph = self.page.glyphs.get(cell.name, Formula())
        self.write(box.x + 1.6 * PAD, base, glyph, cell.size, **style)
        style["weight"] = "bold" if bold else "normal"
        for index, text in enumerate(cell.lines):
            place = box.x + box.glyph + 3.2 * PAD, base + index * cell.size * 1.3
            self.write(*place, text, cell.size, **style)
        right = box.x + box.width - 1.6 * PAD
        self.write(right, base, cell.mark, SMALL, **style, ha="right")

    def head(self, head: Box) -> None:
        """Draw what is between the first variable and its terms: a fraction bar, or lines."""
        terms, middle = self.page.terms, head.y + head.height / 2
        right = head.x + head.width
        low = min(head.y, terms[0].y) - 12
        high = max(head.y + head.height, terms[-1].y + terms[-1].height) + 12
        size = terms[0].x + terms[0].width - head.x + 24, high - low
        self.rectangle((head.x - 12, low), size, "#f6f6fb", "#d5d5e4", 1.0).set_zorder(0.5)
        if not self.page.bar:
            for term in terms:
                start = term.x, term.y + (term.cells[0].top + term.cells[0].bottom) / 2
                self.line(start, (right, middle), {head.node, term.node} <= self.page.shown.path)
            return
        self.write((right + terms[0].x) / 2 - 8, middle + 6, "=", LARGE + 5)
        ends = terms[0].x - 4, terms[0].x + terms[0].width + 4
        self.ax.plot(ends, (middle, middle), color=INK, linewidth=2 * self.scale)
