"""Every form of every relation, with and without numbers, on paper: a real TeX, and KaTeX.

They are run where they are installed. TeX must find no error and miss no glyph, and lines must fit
the page; KaTeX must parse every form in its strict mode.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
from benchmarks.givens import FLEET, RUN, based

import ironlaw as il
from ironlaw._model.sampling import sample_point

TEX, NODE = shutil.which("pdflatex"), shutil.which("node")
LAWS = [*il.laws.values(), il.iron_law]
RELATIONS = list({id(one.stated): one for law in LAWS for one in law.declared}.values())
HEAD = r"""\documentclass[11pt]{article}
\usepackage[a4paper,textwidth=160mm,textheight=250mm]{geometry}
\usepackage[T1]{fontenc}
\usepackage{amsmath}
\parindent0pt
\begin{document}
"""
MATH = re.compile(r"\$([^$]*)\$")
ENVIRONMENT = re.compile(r"\\begin\{(align\*?)\}(.*?)\\end\{\1\}", re.S)
OVERFULL = re.compile(r"Overfull \\hbox \(([\d.]+)pt")
MOST_OVER = 5.0  # points: nobody sees less
WIDE = 1  # lines that are wider than the page all the same: long numbers

pytestmark = pytest.mark.long


def answers():
    """Return all symbolic and numeric answers of the walls, and some of the systems."""
    found = []
    for one in RELATIONS:
        point = sample_point(one, 5)
        for variable in one.stated.variables:
            found.append(one.solve(variable))
            given = {v.name: x for v, x in point.items() if v != variable and v.constant is None}
            if given and variable.constant is None:
                found.append(one.solve(variable, based(given)))
    for system, values in ((il.training, RUN), (il.inference, FLEET)):
        given = based({k: v for k, v in values.items() if k in system.variables})
        found += [system.solve(target, given) for target in list(system.relations)[::9]]
    return found


@cache
def forms():
    """Return what is typeset: displays, and derivations in each detail."""
    found = answers()
    displays = [one.latex() for one in RELATIONS] + [one.to_latex() for one in found]
    derivations = [one.derivation.to_latex() for one in found]
    derivations += [one.derivation.to_latex(detail="result") for one in found[::3]]
    derivations += [one.derivation.to_latex("steps", detail="main") for one in found[::7]]
    return tuple(dict.fromkeys(displays)), tuple(dict.fromkeys(derivations))


@pytest.mark.skipif(TEX is None, reason="TeX is not installed")
def test_everything_compiles_in_a_real_tex(tmp_path, record_property):
    displays, derivations = forms()
    body = [rf"\[ {one} \]" for one in displays] + list(derivations)
    (tmp_path / "all.tex").write_text(HEAD + "\n\n".join(body) + "\n\\end{document}\n")
    command = [TEX, "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=500, check=False)
    log = (tmp_path / "all.log").read_text(errors="replace")
    assert run.returncode == 0, log[-2000:]
    assert not re.findall(r"^!.*", log, re.M)
    assert "Missing character" not in log
    wide = [float(x) for x in OVERFULL.findall(log) if float(x) > MOST_OVER]
    record_property("typeset", f"TeX: {len(body)} forms, {len(wide)} lines wider than the page")
    assert len(wide) <= WIDE, sorted(wide)


@pytest.mark.skipif(TEX is None, reason="TeX is not installed")
def test_quantities_of_siunitx_compile(tmp_path):
    if subprocess.run(["kpsewhich", "siunitx.sty"], capture_output=True, check=False).returncode:
        pytest.skip("siunitx is not installed")
    found = [one.derivation.to_latex(siunitx=True) for one in answers()[1::5]]
    assert any(r"\qty{" in one for one in found)
    head = HEAD.replace(r"\usepackage{amsmath}", r"\usepackage{amsmath,siunitx}")
    (tmp_path / "all.tex").write_text(head + "\n\n".join(found) + "\n\\end{document}\n")
    command = [TEX, "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=500, check=False)
    assert run.returncode == 0, (tmp_path / "all.log").read_text(errors="replace")[-1500:]


@pytest.mark.skipif(NODE is None, reason="Node is not installed")
def test_katex_parses_everything_in_its_strict_mode(record_property):
    displays, derivations = forms()
    found = list(displays)
    for one in derivations:
        found += [
            rf"\begin{{aligned}}{rows}\end{{aligned}}" for _, rows in ENVIRONMENT.findall(one)
        ]
        found += MATH.findall(ENVIRONMENT.sub("", one))
    parsed = subprocess.run(
        [NODE, str(Path(__file__).with_name("katex_strict.js"))],
        input=json.dumps(found),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if "Cannot find module" in parsed.stderr:
        pytest.skip("KaTeX is not installed")
    assert parsed.returncode == 0, parsed.stderr[-1000:]
    record_property("typeset", f"KaTeX, strict: {len(found)} forms")
    assert json.loads(parsed.stdout) == []
