"""Packages that are there only with an extra."""

from __future__ import annotations

from importlib.util import find_spec

from ironlaw._errors import IronLawError


def require(package: str, what: str, extra: str = "sweep") -> None:
    """Refuse to go on without a package.

    Raises
    ------
    IronLawError
        If it is not installed: what needs it, and what installs it.
    """
    if find_spec(package) is None:
        raise IronLawError(f"{what} needs {package}; pip install 'ironlaw[{extra}]'")
