"""Write docs/systems.md from the two systems; a test keeps the file equal to what this prints."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from pathlib import Path

import ironlaw as il

TARGET = Path(__file__).with_name("systems.md")

INTRO = """\
# Training and inference

Two systems wire the walls together: one for a training run, one for a serving fleet. Walls that
name the same variable are wired by that alone. Where a variable of one wall is not quite that of
another, a wire says how they are related. Everything can be given, and everything can be asked
for.
"""

WALLS = """\
*Relations* counts those of the wall that take part, *wired by* lists their variables that other
relations hold, too, and *restated by a wire* what a wire below defines in the wall's stead.
"""

TRAINING = """\
The arithmetic and the communication of a step are those of devices that never wait for data
(`kernel_hfu`, `step_time`). Reading and preparing a batch overlap with computing the one before,
so that the slowest of the three sets the pace, and the run's `mfu` is lower by the wait. Privacy
multiplies the work. Checkpoints and failures lower the goodput; the interval is given, or the
best one with `using(checkpointing="optimal")`. Traffic between the layers, stages and experts of a
model that is split stretches each step, and costs nothing to leave out where nothing is split.

```python
>>> import ironlaw as il
>>> run = il.training.using(recomputation="full").given(
...     parameters=175e9, tokens=300e9, peak_flops="312 TFLOP/s", hfu=140 / 312,
...     scaling_efficiency=1, goodput=1)
>>> run.solve("mfu")
mfu = 0.3365
>>> run.solve("run_time", devices=1024)
run_time = 33.91 day  (defaults: dp_slowdown = 1)
>>> run.solve("devices", run_time="30 day").whole
1158

```

The published figure is 34 days (Narayanan and others, 2021). Its 140 TFLOP/s per device counts
recomputation, so that the MFU is three quarters of 140/312. The measured rate contains all
communication, hence a scaling efficiency of 1. In the next question the run time turns: more
devices fail more often, so that two clusters take equally long, and the smaller one is the value.

```python
>>> cluster = il.training.given(
...     total_flop="3.15e23 FLOP", peak_flops="312 TFLOP/s", mfu=0.4, scaling_efficiency=0.95,
...     parameters=175e9, checkpoint_bandwidth="2 GB/s", checkpoint_interval="2 h",
...     component_mtbf="50000 h", components_per_device=2, restart_time="20 min", dp_slowdown=1)
>>> cluster.solve("goodput", devices=4096)
goodput = 0.6114
>>> cluster.solve("devices", run_time="20 day")
devices = 2150 or devices = 13410

```
"""

INFERENCE = """\
A fleet has `replicas`, each of `serving_devices` that hold the model together and share every
step; their rates add up, and two all-reduces a layer take their time. A replica works on one batch,
and each place in it is a server of the queue: a request holds it from prefill to its last token. So
`servers = replicas * batch_size`, and the tail of the response time follows from Erlang's
formula. Cost and carbon are those of the whole fleet, busy or not, over the tokens that are
generated for the requests that arrive. The Iron Law holds for the workload with the utilization
as its goodput; since the arrivals fix the time, it is read for the MFU. Lengths are given, so all
requests take the same time and the tail is that of the queue; `using(service_times="exponential")`
is for lengths that vary much. Batches are counted as full, so a lightly loaded fleet is faster than
this; `using(prefill_decode="disaggregated")` gives each phase devices of its own.

```python
>>> import ironlaw as il
>>> fleet = il.inference.given(
...     parameters=70e9, bits=16, layers=80, attention_heads=64, kv_heads=8, head_dim=128,
...     hidden_size=8192, bytes_per_element="2 byte", bytes_per_activation="2 byte",
...     serving_devices=4, batch_size=16, scaling_efficiency=0.8, efficiency=0.6,
...     peak_flops="989 TFLOP/s", memory_bandwidth="3.35 TB/s", memory_capacity="80 GB",
...     memory_reserve=0.1, intra_node_bandwidth="450 GB/s", intra_node_latency="1 us",
...     prompt_length=1000, output_length=500)
>>> fleet.solve("itl")
itl = 14.77 ms
>>> fleet.solve("max_batch_size")
max_batch_size = 301
>>> fleet.solve("latency_quantile", quantile=0.99, replicas=3, arrival_rate="5 1/s")
latency_quantile = 12.38 s
>>> fleet.solve("replicas", quantile=0.99, latency_quantile="40 s", arrival_rate="20 1/s").whole
11
>>> rented = fleet.using(tenure="rented").given(replicas=3, arrival_rate="5 1/s", run_time="1 h")
>>> rented.solve("cost_per_generated_token", rental_price="2.5 USD/hour")
cost_per_generated_token = 3.333e-6 USD

```
"""


def page() -> str:
    """Return the page of the two systems as Markdown."""
    systems = {"training": TRAINING, "inference": INFERENCE}
    return "\n".join([INTRO, *(_section(name, text) for name, text in systems.items())])


def _section(name: str, text: str) -> str:
    system = importlib.import_module(f"ironlaw._laws.{name}").system
    laws = [il.iron_law, *il.laws.values()]
    wires = [one for one in system.declared if not any(one in law.declared for law in laws)]
    walls = [_wall(system, law, wires) for law in laws]
    head = ["| wall | place | relations | wired by | restated by a wire |", "|---|---|---|---|---|"]
    parts = [f"## {name.capitalize()}\n", text, "### Walls\n", WALLS, *head, *walls]
    parts += ["\n### Wires\n", *map(_wire, wires), "\n### Choices\n", *_choices(system)]
    return "\n".join([*parts, "\n### Leaves\n", _leaves(system), ""])


def _wall(system: il.System, law: il.Law, wires: list[il.Relation]) -> str:
    own = [one for one in system.declared if one in law.declared]
    others = [one for one in system.declared if one not in own]
    elsewhere = {v for one in others for v in one.symbols_used if v.constant is None}
    shared = dict.fromkeys(v for one in own for v in one.symbols_used if v in elsewhere)
    defined = {one.defines for one in law.relations.values()}
    restated = dict.fromkeys(one.defines for one in wires if one.defines in defined)
    number = f"{law.number}. " if law.number else ""
    link = f"[{number}{law.name}](walls.md#{law.slug})"
    place = ", ".join(place.value for place in law.places)
    count = len({one.name for one in own}) or "–"
    return f"| {link} | {place} | {count} | {_names(shared) or '–'} | {_names(restated) or '–'} |"


def _wire(one: il.Relation) -> str:
    variant = f" ({one.choice}: {', '.join(one.variants)})" if one.choice else ""
    assumes = f" Assumes: {one.assumes}." if one.assumes else ""
    return f"- ${one.latex()}${variant}: {one.text}{assumes}"


def _choices(system: il.System) -> list[str]:
    rows = [f"| `{name}` | {', '.join(found)} |" for name, found in system.choices.items()]
    return ["| choice | variants, the default first |", "|---|---|", *rows]


def _leaves(system: il.System) -> str:
    defined = {one.defines for one in system.relations.values()}
    leaves = [v for v in system.variables.values() if v not in defined and v.constant is None]
    return f"With every choice at its default: {_names(leaves)}."


def _names(variables: Iterable[il.Variable]) -> str:
    return ", ".join(f"`{v.name}`" for v in variables)


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
