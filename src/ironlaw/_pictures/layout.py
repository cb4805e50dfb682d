"""Where the boxes of a picture are: relations as trees of cards, measured and placed."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import sqrt
from typing import NamedTuple

from ironlaw._language import Equation
from ironlaw._pictures.diagram import BINDS, Diagram
from ironlaw._pictures.trees import Tree, forest, numbered

SMALL, LARGE = 9.5, 13.0  # font sizes; these and all lengths are in points
PAD, GAP, BETWEEN, GUTTER, SIGN, BAR = 5.0, 14.0, 7.0, 46.0, 44.0, 16.0
APART = 34.0  # between trees
LONGEST, NARROWEST, SHAPE = 26, 520.0, 1.25  # characters on a line; width of a page, over height


class Cell(NamedTuple):
    """The header or a row of a card: what it says, and where it is in the card."""

    name: str
    lines: list[str]
    mark: str
    size: float
    top: float
    bottom: float


@dataclass(eq=False)
class Box:
    """A card: a variable, and a row for each input of the relation (the node) that defines it."""

    node: str
    cells: list[Cell]
    kids: list[Box]
    glyph: float
    width: float
    height: float
    x: float = 0.0  # of its top left corner; y grows downwards
    y: float = 0.0


@dataclass
class Page:
    """The boxes in groups, of which the first may start with a head and its terms."""

    shown: Diagram
    glyphs: dict[str, Formula]
    numbers: dict[str, int]  # of the relations that some card refers to without a line
    groups: list[list[Box]] = field(default_factory=list)
    terms: list[Box] = field(default_factory=list)
    bar: int = 0  # how many terms are above a fraction bar
    width: float = NARROWEST


def arrange(shown: Diagram) -> Page:
    """Place the boxes of a system on a page; its heading is not counted.

    Examples
    --------
    >>> import ironlaw as il
    >>> from ironlaw._pictures.diagram import Subject, diagram
    >>> page = arrange(diagram(Subject("the Iron Law", il.iron_law.equations)))
    >>> [term.node for term in page.terms][:3], page.bar
    (['total_flop', 'devices', 'peak_flops'], 1)
    """
    trees = forest(shown.graph)
    variables = dict.fromkeys(v for one in shown.subject.equations for v in one.variables)
    glyphs = {v.name: formula(v.glyph) for v in variables}
    page = Page(shown, glyphs, numbered(shown.graph, trees))
    first = shown.subject.equations[0]
    if first.defines is not None and len(first.variables) > 1:
        page.groups.append(_head(page, trees.pop(0), _fraction(first)))
    for tree in trees:
        stack = [_box(page, tree, tree.root)]
        _drop(stack, 0.0)
        page.groups.append(_columns(stack, 0.0))
    _pack(page)
    return page


def _box(page: Page, tree: Tree, node: str, *, size: float = SMALL) -> Box:
    graph = page.shown.graph
    if node not in tree.children:
        return _card(page, node, [node], size=size)
    name = next(iter(graph.successors(node)), node.removeprefix("relation:"))
    kids = [_box(page, tree, kid) for kid in tree.children[node]]
    return _card(page, node, [name, *graph.predecessors(node)], kids=kids, size=size)


def _card(page: Page, node: str, names: list[str], *, kids: Sequence[Box] = (), size: float) -> Box:
    """Make a card of a header and rows, as large as their text needs."""
    cells: list[Cell] = []
    apart = {kid.node for kid in kids}
    for name in names:
        other = next(iter(page.shown.graph.pred.get(name, ())), "") if cells else node
        number = None if other in apart else page.numbers.get(other)
        mark = "" if number is None else f"see ({number})" if cells else f"({number})"
        points, top = (SMALL, cells[-1].bottom) if cells else (size, PAD / 2)
        lines = _lines(page.shown, name)
        bottom = top + len(lines) * points * 1.3 + PAD * 1.4
        cells.append(Cell(name, lines, mark, points, top, bottom))
    glyph = max(wide(page.glyphs.get(one.name, Formula()), one.size) for one in cells)
    text = max(_text_width(one, one is cells[0]) for one in cells)
    return Box(node, cells, list(kids), glyph, glyph + text + 5 * PAD, cells[-1].bottom + PAD / 2)


def _text_width(cell: Cell, bold: bool) -> float:
    mark = wide(cell.mark, SMALL, bold) + 2.5 * PAD if cell.mark else 0.0
    first, *others = (wide(line, cell.size, bold) for line in cell.lines)
    return max(first + mark, *others, 0.0)


def _lines(shown: Diagram, name: str) -> list[str]:
    """Return a name, its value and whether it binds, in short lines."""
    words = textwrap.wrap(name.replace("_", "_ "), LONGEST)
    lines = [line.replace("_ ", "_") for line in words] or [name]
    value = [f"= {shown.known[name]}"] if name in shown.known else []
    for more in value + [BINDS.words] * (name in shown.binding):
        if len(lines[-1]) + len(more) < LONGEST:
            lines[-1] += f" {more}"
        else:
            lines.append(more)
    return lines


class Formula(str):
    """A formula between dollars, and its width over its font size; other text is not set."""

    width: float = 0.0


def wide(text: str, size: float, bold: bool = False) -> float:
    """Return the width of a line of text, or of a formula, in points."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    if isinstance(text, Formula):
        return text.width * size
    font = FontProperties(size=size, weight="bold" if bold else "normal")
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0])


def formula(latex: str, tallest: float = 1.7) -> Formula:
    """Return LaTeX as a formula; an empty one where matplotlib cannot set it, or not so low."""
    from matplotlib import rcParams

    width, height = _extent(latex, rcParams["mathtext.fontset"])
    found = Formula(f"${latex}$" if 0 < height <= tallest else "")
    found.width = width if found else 0.0
    return found


@lru_cache(maxsize=4096)
def _extent(latex: str, fontset: str) -> tuple[float, float]:
    from matplotlib.font_manager import FontProperties
    from matplotlib.mathtext import MathTextParser

    try:
        found = MathTextParser("path").parse(f"${latex}$", prop=FontProperties(size=100))
    except ValueError:
        return 0.0, 0.0
    return float(found.width) / 100, float(found.height) / 100


def _head(page: Page, tree: Tree, parts: tuple[list[str], list[str]]) -> list[Box]:
    """Place the first relation: its variable, its terms as a stack, what hangs on these."""
    defined = page.shown.graph.successors
    own = {next(iter(defined(kid))): kid for kid in tree.children[tree.root]}
    head = _card(page, tree.root, list(defined(tree.root)), size=LARGE)
    terms = [_box(page, tree, own.get(name, name), size=LARGE) for part in parts for name in part]
    page.terms, page.bar = terms, len(parts[0]) if parts[1] else 0
    kids = [kid for term in terms for kid in term.kids]
    room = BAR if page.bar else 0.0
    stack = sum(term.height + BETWEEN for term in terms) - BETWEEN + room
    total = max(stack, _span(kids), head.height)
    top = (total - stack) / 2
    for index, term in enumerate(terms):
        term.y = top + (room if index >= page.bar else 0.0)
        top += term.height + BETWEEN
    _drop(kids, (total - _span(kids)) / 2)
    middle = terms[page.bar].y - (BAR + BETWEEN) / 2 if page.bar else total / 2
    head.y = middle - head.height / 2
    return [head, *_columns(terms, head.width + SIGN)]


def _fraction(first: Equation) -> tuple[list[str], list[str]]:
    """Return the inputs of a product, above and below its bar; of anything else all above."""
    inputs = first.others
    powers = first.rhs.as_powers_dict()
    if set(powers) == set(inputs) and {abs(power) for power in powers.values()} == {1}:
        above = [v.name for v in inputs if powers[v] == 1]
        return above, [v.name for v in inputs if powers[v] == -1]
    return [v.name for v in inputs], []


def _span(boxes: list[Box]) -> float:
    """Return the height of boxes one above the other, with all that hangs on them."""
    gaps = GAP * (len(boxes) - 1) if boxes else 0.0
    return gaps + sum(max(box.height, _span(box.kids)) for box in boxes)


def _drop(boxes: list[Box], top: float) -> None:
    """Put boxes one above the other, each beside the middle of what hangs on it."""
    for box in boxes:
        span = _span([box])
        box.y = top + (span - box.height) / 2
        _drop(box.kids, top + (span - _span(box.kids)) / 2)
        top += span + GAP


def _columns(stack: list[Box], left: float) -> list[Box]:
    """Put boxes in a column, what hangs on them in the next ones; return them all."""
    placed: list[Box] = []
    while stack:
        width = max(box.width for box in stack)
        for box in stack:
            box.x, box.width = left, width
        placed += stack
        left += width + GUTTER
        stack = [kid for box in stack for kid in box.kids]
    return placed


def _pack(page: Page) -> None:
    """Move each group to the highest place below those that are there, then the leftmost."""
    sizes = [_size(boxes) for boxes in page.groups]
    area = sum((width + APART) * (height + APART) for width, height in sizes)
    page.width = max(NARROWEST, SHAPE * sqrt(area), *(width for width, _ in sizes))
    taken: list[tuple[float, float, float]] = []
    for boxes, (width, height) in zip(page.groups, sizes, strict=True):
        down, right = min(
            (max((b for l, r, b in taken if l < x + width and x < r), default=0.0), x)
            for x in (0.0, *(end for _, end, _ in taken))
            if x + width <= page.width
        )
        taken.append((right, right + width + APART, down + height + APART))
        for box in boxes:
            box.x, box.y = box.x + right, box.y + down


def _size(boxes: list[Box]) -> tuple[float, float]:
    return max(b.x + b.width for b in boxes), max(b.y + b.height for b in boxes)
