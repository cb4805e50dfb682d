"""What stands around the chapters of a book: the files of each format."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from string import Template

from ironlaw._book.chapter import Chapter
from ironlaw._book.sources import Sources, in_full
from ironlaw._words import Paragraph, to_latex

_NAMES = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho"
_NAMES += " varsigma sigma tau upsilon phi chi psi omega"
_LETTERS = {chr(0x3B1 + place): name for place, name in enumerate(_NAMES.split())}
_LETTERS |= {"≤": "le", "≥": "ge", "≈": "approx", "×": "times", "→": "to", "∞": "infty"}
_LATEX = Template(r"""\documentclass[11pt,oneside]{book}
\usepackage{textcomp}
\usepackage[a4paper,margin=25mm]{geometry}
\usepackage{amsmath,amssymb}
\usepackage{array,booktabs,graphicx,longtable}
\usepackage[expansion=false]{microtype}
\usepackage[hidelinks]{hyperref}
$letters
\allowdisplaybreaks
\emergencystretch=3em
\raggedbottom
\setlength{\parindent}{0pt}
\setlength{\parskip}{0.5em plus 0.2em}
\title{$title}
\author{}
\date{}
\begin{document}
\frontmatter
\maketitle
\tableofcontents
\mainmatter
$body
\backmatter
$sources
\end{document}
""")
_HTML = Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>$title</title>
<style>
body { font: 17px/1.5 Georgia, serif; max-width: 52rem; margin: 3rem auto; padding: 0 1rem; }
h1 { margin-top: 4rem; } h1, h2, h3 { line-height: 1.2; }
code { font-size: 0.85em; } img { max-width: 100%; }
table { border-collapse: collapse; margin: 0.6rem 0; }
td, th { padding: 0.2rem 0.6rem 0.2rem 0; text-align: left; vertical-align: baseline; }
th { border-bottom: 1px solid #888; }
th:empty { border: none; }
.equation { display: flex; align-items: center; overflow-x: auto; overflow-y: hidden; }
.equation table { margin: 0.6rem auto; }
.number { color: #444; }
menclose { border: 1px solid #14508c; padding: 0.1em 0.2em; }
nav ul { columns: 2; } nav, footer { font-size: 0.9em; }
a { color: #14508c; text-decoration: none; }
</style>
</head>
<body>
<h1>$title</h1>
<nav><ul>$contents</ul></nav>
<main>$body</main>
<footer><h1 id="sources">Sources</h1><ul>$sources</ul></footer>
</body>
</html>
""")


def _letters() -> str:
    """Return what TeX is to do with letters that stand in text."""
    return "\n".join(
        rf"\DeclareUnicodeCharacter{{{ord(letter):04X}}}{{\ensuremath{{\{name}}}}}"
        for letter, name in _LETTERS.items()
    )


def latex(title: str, parts: Sequence[str], keys: Iterable[str], sources: Sources) -> str:
    """Return a document that compiles."""
    entries = [
        rf"\bibitem{{{key}}} {to_latex((Paragraph((in_full(sources[key]),)),))}"
        for key in keys
        if key in sources
    ]
    listed = ["\\begin{thebibliography}{99}", *entries, "\\end{thebibliography}"] if entries else []
    shown = to_latex((Paragraph((title,)),))
    return _LATEX.substitute(
        title=shown, letters=_letters(), body="\n".join(parts), sources="\n".join(listed)
    )


def html(
    title: str,
    chapters: Sequence[Chapter],
    parts: Sequence[str],
    keys: Iterable[str],
    sources: Sources,
) -> str:
    """Return a page that needs nothing else."""
    contents = (f'<li><a href="#{one.label}">{escape(one.heading)}</a></li>' for one in chapters)
    listed = (
        f'<li id="{escape(key)}">{escape(in_full(sources[key]))}</li>'
        for key in keys
        if key in sources
    )
    return _HTML.substitute(
        title=escape(title),
        contents="".join(contents),
        body="\n".join(parts).replace("$", "&#36;"),  # nothing takes it for mathematics
        sources="\n".join(listed),
    )


def quarto(title: str, texts: Mapping[str, str]) -> dict[str, str]:
    """Return the files of a Quarto book, but for its sources."""
    names = [f"{stem}.qmd" for stem in texts]
    chapters = "".join(f"    - {name}\n" for name in ["index.qmd", *names])
    project = (
        f"project:\n  type: book\n\nbook:\n  title: {json.dumps(title)}\n  chapters:\n{chapters}\n"
        "bibliography: references.bib\n\nformat:\n  html: default\n  pdf:\n"
        "    documentclass: scrreprt\n"
    )
    files = {"_quarto.yml": project, "index.qmd": f"# {title} {{.unnumbered}}\n"}
    return files | {f"{stem}.qmd": f"{text}\n" for stem, text in texts.items()}


def myst(title: str, texts: Mapping[str, str]) -> dict[str, str]:
    """Return the files of a MyST book, but for its sources."""
    listed = "".join(f"    - file: {stem}.md\n" for stem in texts)
    project = (
        f"version: 1\nproject:\n  title: {json.dumps(title)}\n  bibliography:\n"
        f"    - references.bib\n  toc:\n    - file: index.md\n{listed}"
        "site:\n  template: book-theme\n"
    )
    files = {"myst.yml": project, "index.md": f"# {title}\n"}
    return files | {f"{stem}.md": f"{text}\n" for stem, text in texts.items()}
