"""``ironlaw sweep``: targets over a grid, its best points, and the whole of it as a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from ironlaw._command import completing
from ironlaw._command.asking import asks, json_option
from ironlaw._command.output import width, write, write_json
from ironlaw._command.question import Malformed, Question, pairs

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
    "10..100 GB/s:10, 1..1000:4log in ratio), or a choice over variants; may be repeated.",
)
@click.option(
    "--where",
    multiple=True,
    metavar="CONSTRAINT",
    help="What a design has to meet, such as 'run_time <= 30 day'; may be repeated.",
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
    pareto: bool,
    maximize: Sequence[str],
    count: int,
    out: str | None,
    as_json: bool,
) -> None:
    """Compute TARGETs over a grid and show the best points."""
    from ironlaw._command.ranges import values_of
    from ironlaw._command.swept import facts_of, kind_of, page, shown, write_grid

    kind = kind_of(out)
    stated = pairs(over, "--over", _SAMPLE)
    if not stated:
        raise Malformed(f"name what is varied; write --over {_SAMPLE}")
    system = question.system
    axes: dict[str, Any] = {
        name: [one.strip() for one in text.split(",")]
        if name in system.choices
        else values_of(name, text)
        for name, text in stated.items()
    }
    targets = [one.strip() for one in question.asked.split(",")]
    to = out if kind == "zarr" else None
    grid = system.sweep(targets, question.givens, over=axes, where=list(where), to=to)
    if out is not None and kind != "zarr":
        write_grid(grid, out, kind)
    points = shown(grid, pareto=pareto, count=count, maximize=maximize)
    if as_json:
        write_json(facts_of(system, grid, points, out))
    else:
        write(page(system, grid, points, out, width()))
