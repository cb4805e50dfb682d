"""Loading laws from files: the value named ``law`` of each."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

from ironlaw._errors import IronLawError, LawDeclarationError, brief, needed
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
        If there is no such file, or a file does not run or has no law.
    """
    root = Path(needed(path, (str, Path), "the path of a law file, or of a folder of them"))
    try:
        files = sorted(root.glob("[!_]*.py")) if str(path) and root.is_dir() else [root]
        if not files or not all(file.is_file() for file in files):
            raise LawDeclarationError(
                f"{brief(str(path))!r} holds no Python file; give a law file or a folder of them"
            )
    except (OSError, ValueError) as error:
        raise LawDeclarationError(
            f"{brief(str(path))!r} cannot be read: {brief(str(error))}"
        ) from error
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
    try:
        spec.loader.exec_module(module)
    except IronLawError:
        raise
    except (Exception, SystemExit) as error:
        why = f"{type(error).__name__}: {brief(str(error))}"
        raise LawDeclarationError(f"{file} does not run: {why}; mend the file") from error
    return module


def law_in(module: ModuleType, where: str) -> Law:
    """Return the law that a module declares."""
    law = getattr(module, "law", None)
    if not isinstance(law, Law):
        raise LawDeclarationError(f"{where} has no value 'law' made by il.Law; add one")
    return law
