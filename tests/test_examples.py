"""Everything in examples/ runs, the notebook included, and the generated page is fresh."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCRIPTS = sorted((ROOT / "examples").glob("*.py"))
NOTEBOOKS = sorted((ROOT / "examples").glob("*.ipynb"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_an_example_runs_without_warnings(script):
    command = [sys.executable, "-W", "error", str(script)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("ignore")
def test_a_notebook_executes_and_renders_itself(notebook):
    import nbformat
    from nbclient import NotebookClient

    book = nbformat.read(notebook, as_version=4)
    NotebookClient(book, kernel_name="python3", resources={"metadata": {"path": "."}}).execute()
    outputs = [out for cell in book.cells for out in cell.get("outputs", [])]
    assert any("text/latex" in out.get("data", {}) for out in outputs)
    assert any("text/html" in out.get("data", {}) for out in outputs)


def test_notebooks_are_committed_without_outputs():
    assert NOTEBOOKS
    for notebook in NOTEBOOKS:
        assert '"outputs": []' in notebook.read_text()
        assert '"output_type"' not in notebook.read_text()


def test_the_page_of_walls_is_what_the_registry_says():
    spec = importlib.util.spec_from_file_location("make_walls", ROOT / "docs" / "make_walls.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.TARGET.read_text(encoding="utf-8") == module.page()
