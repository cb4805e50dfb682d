"""Run the benchmarks: ``python -m benchmarks [SECTION ...] [--quick] [--check MARGIN]``."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter

import click

from benchmarks import (
    compiled,
    composed,
    grids,
    importing,
    methods,
    peer,
    rearranging,
    sizes,
    structure,
)
from benchmarks._report import Section

_SECTIONS: dict[str, Callable[[bool, float], Section]] = {
    "rearranging": rearranging.run,
    "composed": composed.run,
    "structure": lambda quick, _: structure.run(quick),
    "methods": lambda quick, _: methods.run(quick),
    "compiled": lambda quick, _: compiled.run(quick),
    "grids": lambda quick, _: grids.run(quick),
    "sizes": lambda quick, _: sizes.run(quick),
    "importing": lambda quick, _: importing.run(quick),
    "peer": lambda quick, _: peer.run(quick),
}
_HEAD = """# Figures

What `python -m benchmarks` measures. A speed-up is a ratio of two things timed side by side in one
run; *NOT MET* says that a figure does not reach what was set.
[benchmarks/README.md](../benchmarks/README.md) says how each is measured."""
_PACKAGES = ("ironlaw", "sympy", "numpy", "pint", "networkx", "scipy", "mlsysim")


@click.command()
@click.argument("sections", nargs=-1, type=click.Choice(list(_SECTIONS)))
@click.option(
    "--only", "more", multiple=True, type=click.Choice(list(_SECTIONS)), help="A SECTION, too."
)
@click.option(
    "--check",
    "margin",
    type=click.FloatRange(min=0.0),
    help="Exit with 1 if a figure misses its bound by more than this share of it.",
)
@click.option("--quick", is_flag=True, help="A sample of the pairs and few repetitions.")
@click.option("--json", "path", type=click.Path(path_type=Path), help="Write the figures here too.")
@click.option(
    "--markdown",
    "page",
    type=click.Path(path_type=Path),
    help="Write the sections into this page, too, in the place of those it has.",
)
@click.option(
    "--guard",
    type=click.FloatRange(min=0.5),
    default=5.0,
    show_default=True,
    help="Seconds that one call of sympy.solve may take.",
)
def main(
    sections: tuple[str, ...],
    more: tuple[str, ...],
    margin: float | None,
    quick: bool,
    path: Path | None,
    page: Path | None,
    guard: float,
) -> None:
    """Print the figures of the SECTIONS (all where none is named), with the bounds to reach."""
    versions = {name: _version(name) for name in _PACKAGES}
    machine = f"Python {platform.python_version()}, {os.cpu_count()} CPUs"
    installed = ", ".join(f"{name} {number}" for name, number in versions.items() if number)
    click.echo(f"{machine}\n{installed}")
    report = {}
    shown = {} if page is None else _sections_of(page)
    missed: list[str] = []
    for name in (*sections, *more) or _SECTIONS:
        start = perf_counter()
        section = _SECTIONS[name](quick, guard)
        report[name] = section.to_json()
        when = f"Measured on {date.today().isoformat()}, {machine}: {installed}."
        shown[name] = f"## {name}\n\n{section.to_markdown()}\n\n{when}"
        missed += [f"{name}: {one.name}" for one in section.figures if one.misses(margin or 0.0)]
        click.echo(f"\n{section.to_text()}\n\n({name} took {perf_counter() - start:.0f} s)")
    if path is not None:
        path.write_text(json.dumps({"versions": versions, "sections": report}, indent=1) + "\n")
    if page is not None:
        found = [_HEAD, *(shown[name] for name in _SECTIONS if name in shown)]
        page.write_text("\n\n".join(found) + "\n")
    if margin is not None and missed:
        raise click.ClickException(f"missed by more than {margin:.0%}: {'; '.join(missed)}")


def _sections_of(page: Path) -> dict[str, str]:
    """Return the sections that a page has, by name: those that are not run are kept."""
    if not page.exists():
        return {}
    _, *parts = page.read_text().split("\n## ")
    return {part.split("\n", 1)[0]: f"## {part.strip()}" for part in parts}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


if __name__ == "__main__":
    main(prog_name="python -m benchmarks")
