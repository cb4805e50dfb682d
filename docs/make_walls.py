"""Write docs/walls.md from the registry; a test keeps the file equal to what this prints."""

from __future__ import annotations

from pathlib import Path

import ironlaw as il

TARGET = Path(__file__).with_name("walls.md")


def page() -> str:
    """Return the reference page of all walls as Markdown."""
    laws = [*il.laws.values(), il.iron_law]
    return "\n".join([_head(laws), *(_section(law) for law in laws)])


def _head(laws: list[il.Law]) -> str:
    rows = [
        f"| {law.number or '–'} | [{law.name}](#{law.slug}) | {law.question} | "
        f"{', '.join(place.value for place in law.places)} |"
        for law in laws
    ]
    intro = (
        "# The walls\n\nEvery relation of every wall, as declared in `laws/`. "
        "*Place* is where a wall acts on the Iron Law.\n"
    )
    return "\n".join([intro, "| # | wall | question | place |", "|---|---|---|---|", *rows, ""])


def _section(law: il.Law) -> str:
    number = f"{law.number}. " if law.number else ""
    parts = [f'<a id="{law.slug}"></a>\n\n## {number}{law.name}\n', law.explanation, ""]
    parts += [_relation(one) for one in law.declared]
    proofs = "; ".join(f"*{one.title}* (`{one.of}`)" for one in law.proofs)
    parts += ["", f"Proved (`ironlaw prove {law.number or law.slug}`): {proofs}."] if proofs else []
    parts += ["", "| variable | glyph | unit | domain | meaning |", "|---|---|---|---|---|"]
    parts += [_variable(v) for v in _all_variables(law)]
    parts += ["", *(_example(one) for one in law.examples), ""]
    return "\n".join(parts)


def _relation(one: il.Relation) -> str:
    variant = f" ({one.choice}: {', '.join(one.variants)})" if one.choice else ""
    assumes = f" Assumes: {one.assumes}." if one.assumes else ""
    number = f"({one.number}) " if one.number else ""
    return f"- {number}${one.latex()}${variant}: {one.text}{assumes}"


def _all_variables(law: il.Law) -> list[il.Variable]:
    return list(dict.fromkeys(v for one in law.declared for v in one.symbols_used))


def _variable(v: il.Variable) -> str:
    return f"| `{v.name}` | ${v.glyph}$ | {v.unit} | {v.domain.describe()} | {v.meaning} |"


def _example(one: il.Example) -> str:
    given = ", ".join(f"{name} = {value}" for name, value in one.given.items())
    expect = ", ".join(f"**{name} = {value}**" for name, value in one.expect.items())
    using = ", ".join(f"{choice}: {variant}" for choice, variant in one.using.items())
    title = f"*{one.title}*{f' ({using})' if using else ''}"
    return f"- {title}: {given} gives {expect}. {one.remark}".rstrip()


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
