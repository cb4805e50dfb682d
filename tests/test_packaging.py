"""What is built and shipped: the laws of the folder, no more and no less, in a wheel that works."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path
from typing import NamedTuple

import pytest

import ironlaw as il

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
BUILD = "import sys; from setuptools import build_meta as b; getattr(b, sys.argv[1])(sys.argv[2])"
USE = """
import ironlaw as il
print(il.__file__)
print(il.laws[2].solve("memory_bandwidth", weight_bytes="140 GB", memory_time="50 ms"))
print(il.laws[2].relations["memory_time"].latex())
print(len(il.laws), len(il.iron_law.relations))
"""


FOLDERS = ("src", "laws", "tests", "docs", "examples", "benchmarks", "typings")


class Built(NamedTuple):
    """A source distribution, and the wheel that was built from it, both unpacked."""

    sdist: Path
    wheel: Path

    @property
    def laws(self):
        return self.wheel / "ironlaw" / "_laws"


def build(kind, source, target):
    target.mkdir()
    command = [sys.executable, "-c", BUILD, f"build_{kind}", str(target)]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-600:]
    (found,) = (path for path in target.iterdir() if path.is_file())
    return found


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    place = tmp_path_factory.mktemp("packaging")
    tree = place / "tree"
    junk = shutil.ignore_patterns("__pycache__", "*.egg-info", ".*")
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, tree / folder, ignore=junk)
    for path in (path for path in ROOT.iterdir() if path.is_file() and path.name[0] != "."):
        shutil.copy(path, tree)
    with tarfile.open(build("sdist", tree, place / "one")) as archive:
        archive.extractall(place / "sdist", filter="data")
    (sdist,) = (place / "sdist").iterdir()
    with zipfile.ZipFile(build("wheel", sdist, place / "two")) as archive:
        archive.extractall(place / "wheel")
    return Built(sdist, place / "wheel")


def texts(folder):
    found = (path for path in folder.rglob("*.py") if "_laws" not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def files_of(folder):
    """Return what a folder holds, but for what Python and notebooks leave behind."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path for path in found if not {"__pycache__", ".ipynb_checkpoints"} & {*path.parts}}


def test_the_sdist_holds_the_laws_at_the_top_and_the_engine_under_src(built):
    assert texts(built.sdist / "laws") == texts(ROOT / "laws")
    assert texts(built.sdist / "src" / "ironlaw") == texts(ROOT / "src" / "ironlaw")


def test_the_sdist_holds_what_its_tests_read(built):
    for folder in FOLDERS[2:]:
        assert files_of(ROOT / folder) == files_of(built.sdist / folder)
    for name in ("CHANGELOG.md", "CONTRIBUTING.md", "CITATION.cff", "pyproject.toml"):
        assert (built.sdist / name).read_bytes() == (ROOT / name).read_bytes()


def test_the_wheel_holds_exactly_the_laws_of_the_folder(built):
    installed = {path.name: path.read_bytes() for path in built.laws.glob("*.py")}
    assert installed == texts(ROOT / "laws")
    assert not (built.wheel / "laws").exists()


def test_the_wheel_holds_the_engine_its_type_marker_and_nothing_else(built):
    assert texts(built.wheel / "ironlaw") == texts(ROOT / "src" / "ironlaw")
    assert (built.wheel / "ironlaw" / "py.typed").is_file()
    tops = {path.name for path in built.wheel.iterdir()}
    assert tops == {"ironlaw", f"ironlaw-{PROJECT['project']['version']}.dist-info"}


def test_the_unpacked_wheel_imports_and_solves(built, tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(built.wheel)}
    command = [sys.executable, "-W", "error", "-c", USE]
    lines = subprocess.check_output(command, cwd=tmp_path, env=environment, text=True).splitlines()
    assert lines == [
        str(built.wheel / "ironlaw" / "__init__.py"),
        "memory_bandwidth = 2.8 TB/s",
        r"t_{\mathrm{mem}} = \frac{M}{B_{\mathrm{mem}}}",
        "22 3",
    ]


def test_the_metadata_names_licence_python_and_every_dependency(built):
    (path,) = built.wheel.glob("*.dist-info/METADATA")
    found = Parser().parsestr(path.read_text())
    assert found["License-Expression"] == "BSD-3-Clause"
    assert found["Requires-Python"] == ">=3.11"
    plain = {line for line in found.get_all("Requires-Dist") if "extra ==" not in line}
    assert {line.replace(" ", "") for line in plain} == set(PROJECT["project"]["dependencies"])


def test_the_wheel_installs_the_command(built):
    (path,) = built.wheel.glob("*.dist-info/entry_points.txt")
    assert "ironlaw = ironlaw.cli:main" in path.read_text()


@pytest.mark.parametrize("package", PROJECT["tool"]["setuptools"]["packages"])
def test_every_package_that_is_listed_has_a_folder(package):
    folders = PROJECT["tool"]["setuptools"]["package-dir"]
    head, _, tail = package.partition(".")
    inner = tail.replace(".", "/")
    folder = ROOT / folders.get(package, f"{folders[head]}/{inner}")
    assert (folder / "__init__.py").is_file()


def test_every_folder_of_the_engine_is_a_package_that_is_listed():
    engine = ROOT / "src" / "ironlaw"
    found = {path.parent.relative_to(engine.parent) for path in engine.rglob("__init__.py")}
    listed = set(PROJECT["tool"]["setuptools"]["packages"])
    assert {".".join(path.parts) for path in found} | {"ironlaw._laws"} == listed


def test_no_test_tool_is_a_dependency():
    names = " ".join(PROJECT["project"]["dependencies"])
    assert not [tool for tool in ("pytest", "hypothesis", "ruff", "mypy") if tool in names]


def test_the_oldest_versions_that_are_tested_are_those_that_are_declared():
    project = PROJECT["project"]
    extras = project["optional-dependencies"]
    declared = {*project["dependencies"], *extras["plot"], *extras["sweep"], *extras["test"]}
    pairs = (one.split(">=") for one in declared if ">=" in one)
    bounds = {name.split("[")[0]: version for name, version in pairs}
    lines = (ROOT / "tests" / "minimum_versions.txt").read_text().split("# What they rest on")[0]
    tested = dict(one.split("==") for one in lines.splitlines() if "==" in one)
    assert tested == bounds


def test_the_version_is_one_everywhere():
    version = PROJECT["project"]["version"]
    assert f"version: {version}" in (ROOT / "CITATION.cff").read_text()
    assert il.__version__ == version
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text()
