"""What draws a page: text, cards, lines and the fraction of the first relation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ironlaw._pictures.diagram import BINDS, PATH, ROLES
from ironlaw._pictures.layout import LARGE, PAD, SMALL, Box, Cell, Page
from ironlaw._pictures.measure import Formula

INK, FAINT, LINE, PALE = "#1a1a1a", "#5e5e5e", "#8f8fa8", "#c3c3d0"
Place = tuple[float, float]


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
        ink = INK if self.lit(box) else FAINT
        self.write(box.x + 2 * PAD, box.y + box.base, box.says, SMALL, color=ink)
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
