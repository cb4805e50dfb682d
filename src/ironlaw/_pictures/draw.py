"""The picture of a system: its first relation large, with its terms; the others as cards."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from ironlaw._errors import IronLawError, brief
from ironlaw._pictures.diagram import BINDS, PATH, ROLES, Look, Subject, diagram
from ironlaw._pictures.layout import LARGE, SMALL, Page, arrange
from ironlaw._pictures.measure import displayed, formula, wide
from ironlaw._pictures.pen import Pen
from ironlaw._words import equation_latex

MARGIN = 26.0  # in points, as all lengths here
MOST = 5  # lines of a title or an answer


def draw(subject: Subject, ax: Any = None, *, narrow: bool = False) -> Any:
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
    narrow
        Whether it is higher than wide, as a printed page is.

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
    page = arrange(diagram(subject), narrow=narrow)
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
    equation = formula(displayed(latex), tallest=3.2)
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
