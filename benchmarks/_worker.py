"""A process of its own that solves one case at a time, so that a hang costs a guard time only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

Prepare = Callable[[], list[Any]]
Stages = Mapping[str, Callable[[Any, int], Any]]

ANSWERED, EMPTY, EQUATION, GUARD = "answered", "empty list", "equation only", "over the guard time"


class Worker:
    """Runs stages on cases; a stage over its guard time is killed, and the process replaced.

    ``prepare`` makes the cases, once in each process; a stage is given a case and a number of
    repetitions. All of them are functions of a module, so that the process finds them again.
    """

    def __init__(self, prepare: Prepare, stages: Stages) -> None:
        self._work = (prepare, stages)
        self._start()

    def _start(self) -> None:
        context = get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, *self._work), daemon=True)
        self._process.start()
        theirs.close()
        self._connection.recv()

    def ask(self, stage: str, index: int, times: int, guard: float) -> Any:
        """Return the stage's result for a case, or None where it took too long (or crashed)."""
        self._connection.send((stage, index, times))
        with suppress(EOFError):
            if self._connection.poll(guard):
                return self._connection.recv()
        self.stop()
        self._start()
        return None

    def stop(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.join()


def _serve(connection: Connection, prepare: Prepare, stages: Stages) -> None:
    cases = prepare()
    connection.send("ready")
    while True:
        stage, index, times = connection.recv()
        connection.send(stages[stage](cases[index], times))
