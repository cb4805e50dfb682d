"""Where the command ``ironlaw`` starts; its commands are in their own room."""

from ironlaw._command.main import main

__all__ = ["main"]
