"""Loading laws from files: the value named ``law`` of each."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

from ironlaw._errors import LawDeclarationError
from ironlaw._model.law import Law


def load_laws(path: str | Path) -> dict[str, Law]:
    """Load laws of your own from a Python file, or from every file of a folder.

    Parameters
    ----------
    path
        A file with a value named ``law``, or a folder of such files (names that start with an
        underscore are skipped). The files are Python and are run: load only those you trust.

    Returns
    -------
    dict[str, Law]
        The laws by slug. They need no registration; combine them with ``+``.

    Raises
    ------
    LawDeclarationError
        If there is no such file, or a file has no law.
    """
    root = Path(path)
    files = sorted(root.glob("[!_]*.py")) if root.is_dir() else [root]
    if not files or not all(file.is_file() for file in files):
        raise LawDeclarationError(
            f"{root} holds no Python file; give a law file or a folder of them"
        )
    found = [law_in(_run(file), str(file)) for file in files]
    by_slug = {law.slug: law for law in found}
    if len(by_slug) < len(found):
        slugs = [law.slug for law in found]
        twice = next(slug for slug in slugs if slugs.count(slug) > 1)
        raise LawDeclarationError(f"{root} holds two laws named {twice!r}; rename one of them")
    return by_slug


def _run(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    if spec is None or spec.loader is None:
        raise LawDeclarationError(f"{file} is not a Python file; a law file ends in .py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def law_in(module: ModuleType, where: str) -> Law:
    """Return the law that a module declares."""
    law = getattr(module, "law", None)
    if not isinstance(law, Law):
        raise LawDeclarationError(f"{where} has no value 'law' made by il.Law; add one")
    return law
