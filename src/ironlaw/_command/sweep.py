"""``ironlaw sweep``: targets over a grid, its best points, and the whole of it as a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from ironlaw._command import completing
from ironlaw._command.asking import asks, json_option
from ironlaw._command.output import width, write, write_json
from ironlaw._command.question import Malformed, Question, pairs

if TYPE_CHECKING:
    from ironlaw._model import System

_SAMPLE = "devices=256,512,1024 or devices=256..4096:16"


@click.command(
    epilog="\b\n"
    "ironlaw sweep run_time,tco --system training --file run.toml --over devices=256..4096:16 \\\n"
    '    --over topology=ring,fat_tree --where "run_time <= 30 day" --pareto'
)
@click.argument("unknown", metavar="TARGET[,TARGET]...", shell_complete=completing.variable_names)
@asks
@click.option(
    "--over",
    multiple=True,
    metavar="NAME=VALUES",
    help="Vary a variable over a list (80,160 GB) or a range of so many values (1..8, "
    "10..100 GB/s:10, 1..1000:4log in ratio), a choice over variants, or what you name over the "
    "rows of a table (device=devices.csv); may be repeated.",
)
@click.option(
    "--where",
    multiple=True,
    metavar="CONSTRAINT",
    help="What a design has to meet, such as 'run_time <= 30 day'; may be repeated.",
)
@click.option(
    "--regimes", is_flag=True, help="Say which argument of each maximum and minimum holds."
)
@click.option("--pareto", is_flag=True, help="Show the points that no other beats in all targets.")
@click.option(
    "--maximize",
    multiple=True,
    metavar="TARGET",
    help="A target of which the most is best; the others go by their variable.",
)
@click.option(
    "--count", type=click.IntRange(1), default=10, help="How many points to show at most."
)
@click.option(
    "--out", metavar="FILE", help="Write the whole grid: .zarr (as it goes), .nc, .csv or .parquet."
)
@json_option
def sweep(
    question: Question,
    over: Sequence[str],
    where: Sequence[str],
    *,
    regimes: bool,
    pareto: bool,
    maximize: Sequence[str],
    count: int,
    out: str | None,
    as_json: bool,
) -> None:
    """Compute TARGETs over a grid and show the best points."""
    from ironlaw._command.swept import facts_of, kind_of, page, shown, write_grid

    kind = kind_of(out)
    stated = pairs(over, "--over", _SAMPLE)
    if not stated:
        raise Malformed(f"name what is varied; write --over {_SAMPLE}")
    system = question.system
    axes = {name: _axis(system, name, text) for name, text in stated.items()}
    varied = {
        key for one in axes.values() if isinstance(one, dict) for row in one.values() for key in row
    }
    varied |= axes.keys()
    givens = {
        name: value
        for name, value in question.givens.items()
        if not (name in varied and name in question.filed)
    }
    targets = [one.strip() for one in question.asked.split(",")]
    to = out if kind == "zarr" else None
    grid = system.sweep(targets, givens, over=axes, where=list(where), regimes=regimes, to=to)
    if out is not None and kind != "zarr":
        write_grid(grid, out, kind)
    points = shown(grid, pareto=pareto, count=count, maximize=maximize)
    if as_json:
        write_json(facts_of(system, grid, points, out))
    else:
        write(page(system, grid, points, out, width()))


def _axis(system: System, name: str, text: str) -> Any:
    """Read what is varied along an axis: variants, the rows of a table, or values."""
    from ironlaw._command.ranges import values_of
    from ironlaw._command.table import is_table, read_table

    if name in system.choices:
        return [one.strip() for one in text.split(",")]
    return read_table(text) if is_table(text) else values_of(name, text)
