"""Maps of a book: what defines what in a law, and in each group of laws of a system."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ironlaw._language import Equation, FrozenDict
from ironlaw._words import Block, Figure, Paragraph

Pictures = Mapping[str, Callable[[Path], None]]
_FEWEST = 3  # relations that a map is drawn of
_NO_MATPLOTLIB = "Maps are drawn where matplotlib is installed: the extra plot."


def law_map(law: Any) -> tuple[list[Block], Pictures]:
    """Return the map of a law, and what draws it; of few relations none."""
    if len(law.equations) < _FEWEST:
        return [], FrozenDict()
    stem = f"map-{law.slug.replace('_', '-')}"
    return _figures({stem: (f"What defines what: {law.name}", law)})


def system_maps(system: Any) -> tuple[list[Block], Pictures]:
    """Return the maps of a system, one for each group of laws, and what draws them."""
    groups: dict[str, list[str]] = {}
    for one in system.equations:
        groups.setdefault(_group(one), []).append(one.name)
    return _figures({
        f"map-{system.title}-{name.lower().replace(' ', '-')}": (
            f"The {system.title} system: {name}",
            system.only(*names),
        )
        for name, names in groups.items()
    })  # fmt: skip


def _group(one: Equation) -> str:
    return "Wiring" if one.origin is None else one.origin.domain or one.origin.law


def _figures(drawn: Mapping[str, tuple[str, Any]]) -> tuple[list[Block], Pictures]:
    if find_spec("matplotlib") is None:
        return [Paragraph((_NO_MATPLOTLIB,))], FrozenDict()
    figures: list[Block] = [Figure(stem, caption) for stem, (caption, _) in drawn.items()]
    pictures = {stem: partial(_drawn, what) for stem, (_, what) in drawn.items()}
    return figures, FrozenDict(pictures)


def _drawn(what: Any, file: Path) -> None:
    axes = what.draw(narrow=True, file=file)
    from matplotlib import pyplot

    pyplot.close(axes.figure)


def held(page: str, picture: Path) -> str:
    """Return a page that holds a picture to which it referred."""
    data = b64encode(picture.read_bytes()).decode()
    return page.replace(f'src="{picture.name}"', f'src="data:image/svg+xml;base64,{data}"')
