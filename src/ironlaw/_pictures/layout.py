"""Where the boxes of a picture are: relations as trees of cards, measured and placed."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ironlaw._language import Equation
from ironlaw._pictures.diagram import BINDS, Diagram
from ironlaw._pictures.measure import Formula, displayed, formula, wide
from ironlaw._pictures.packing import NARROWEST, Size, packed
from ironlaw._pictures.trees import DEEPEST, Tree, forest, numbered
from ironlaw._words import right_side

SMALL, LARGE = 9.5, 13.0  # font sizes; these and all lengths are in points
PAD, GAP, BETWEEN, GUTTER, SIGN, BAR = 5.0, 14.0, 7.0, 46.0, 44.0, 16.0
_FEW_LEVELS = 3  # of a tree on a narrow page
_TALLEST, _WIDEST = 3.2, 300.0  # of the formula of a card, over its font and in points
LONGEST = 26  # characters on a line


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
    """A card: a variable, and a row for each input of the relation (the node) that defines it.

    What the relation ``says`` stands between them, with its baseline at ``base``.
    """

    node: str
    cells: list[Cell]
    kids: list[Box]
    glyph: float
    width: float
    height: float
    says: Formula
    base: float
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


def arrange(shown: Diagram, *, narrow: bool = False) -> Page:
    """Place the boxes of a system on a page; its heading is not counted.

    A ``narrow`` page is higher than wide, and has few columns, so that print can be read.

    Examples
    --------
    >>> import ironlaw as il
    >>> from ironlaw._pictures.diagram import Subject, diagram
    >>> page = arrange(diagram(Subject("the Iron Law", il.iron_law.equations)))
    >>> [term.node for term in page.terms][:3], page.bar
    (['total_flop', 'devices', 'peak_flops'], 1)
    """
    trees = forest(shown.graph, _FEW_LEVELS if narrow else DEEPEST)
    glyphs = {name: formula(glyph) for name, glyph in shown.glyphs.items()}
    page = Page(shown, glyphs, numbered(shown.graph, trees))
    first = shown.subject.equations[0]
    if first.defines is not None and len(first.variables) > 1:
        page.groups.append(_head(page, trees.pop(0), shown.subject.frame or first))
    for tree in trees:
        stack = [_box(page, tree, tree.root)]
        _drop(stack, 0.0)
        page.groups.append(_columns(stack, 0.0))
    _pack(page, narrow=narrow)
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
    says, base = _formula_of(page, node) if len(names) > 1 else Formula(), 0.0
    for name in names:
        other = next(iter(page.shown.graph.pred.get(name, ())), "") if cells else node
        number = None if other in apart else page.numbers.get(other)
        mark = "" if number is None else f"see ({number})" if cells else f"({number})"
        points, top = (SMALL, cells[-1].bottom) if cells else (size, PAD / 2)
        if len(cells) == 1 and says:
            base = top + 1.2 * PAD + (says.height - says.depth) * SMALL
            top = base + says.depth * SMALL + 1.2 * PAD
        lines = _lines(page.shown, name)
        bottom = top + len(lines) * points * 1.3 + PAD * 1.4
        cells.append(Cell(name, lines, mark, points, top, bottom))
    glyph = max(wide(page.glyphs.get(one.name, Formula()), one.size) for one in cells)
    text = max(_text_width(one, one is cells[0]) for one in cells)
    width = max(glyph + text + 6 * PAD, wide(says, SMALL) + 4 * PAD)
    return Box(node, cells, list(kids), glyph, width, cells[-1].bottom + PAD / 2, says, base)


def _formula_of(page: Page, node: str) -> Formula:
    """Return the right side of a card's relation, where it can be set and is not too wide."""
    stated = page.shown.stated.get(node)
    if stated is None or stated.defines is None:
        return Formula()
    found = formula(displayed(f"={right_side(stated)}"), _TALLEST)
    return found if wide(found, SMALL) <= _WIDEST else Formula()


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


def _head(page: Page, tree: Tree, stated: Equation) -> list[Box]:
    """Place the first relation: its variable, its terms as a stack, what hangs on these.

    One that is turned round stands as it is ``stated``; the term that it defines is its card.
    """
    defined = page.shown.graph.successors
    own = {next(iter(defined(kid))): kid for kid in tree.children[tree.root]}
    turned = next(iter(defined(tree.root)))
    name = str(stated.defines)
    head = _card(page, tree.root if name == turned else name, [name], size=LARGE)
    parts = _fraction(stated)
    terms = [
        _card(page, tree.root, [name], size=LARGE)
        if name == turned
        else _box(page, tree, own.get(name, name), size=LARGE)
        for part in parts
        for name in part
    ]
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


def _pack(page: Page, *, narrow: bool) -> None:
    """Place the groups on the page."""
    page.width, places = packed([_size(boxes) for boxes in page.groups], narrow=narrow)
    for boxes, (right, down) in zip(page.groups, places, strict=True):
        for box in boxes:
            box.x, box.y = box.x + right, box.y + down


def _size(boxes: list[Box]) -> Size:
    return max(b.x + b.width for b in boxes), max(b.y + b.height for b in boxes)
