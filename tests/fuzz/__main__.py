"""Ask at random for a while: ``python -m tests.fuzz --seconds 60 --seed 1``."""

from __future__ import annotations

import argparse
import collections
import random
import signal
import sys
import time
import traceback
import warnings
from typing import Any

from tests.fuzz.judge import Verdict, answered
from tests.fuzz.kinds import judged
from tests.fuzz.points import Case, Model, case
from tests.fuzz.questions import Question, question

_LONGEST = 10.0  # seconds that an answer may take, and its judge


class _TooLong(BaseException):
    """A question that takes too long; no ``Exception``, so that nothing catches it on the way."""


def _stop(*_: Any) -> None:
    raise _TooLong


def drawn(rng: random.Random, models: dict[str, Model]) -> Case | None:
    """Draw a point; None where its digits take too long (Erlang's C of a million servers)."""
    signal.setitimer(signal.ITIMER_REAL, _LONGEST)
    try:
        return case(rng, models)
    except _TooLong:
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def asked(found: Case, one: Question) -> Verdict:
    """Ask a question and judge the answer; a foreign error, or a warning, is a finding."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        signal.setitimer(signal.ITIMER_REAL, _LONGEST)
        try:
            answer = answered(found, one)
        except _TooLong:
            return Verdict("hang", f"over {_LONGEST:g} s")
        except Exception:
            return Verdict("foreign", traceback.format_exc(limit=-3))
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        signal.setitimer(signal.ITIMER_REAL, _LONGEST)
        try:
            return judged(found, one, answer)
        except _TooLong:
            return Verdict("unjudged")
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)


def run(seconds: float, seed: int, *, first: int = 0, last: int | None = None) -> int:
    """Ask until the time is over; print what is wrong, and return how often that was."""
    signal.signal(signal.SIGALRM, _stop)
    models: dict[str, Model] = {}
    counts: collections.Counter[tuple[str, str]] = collections.Counter()
    end, index, wrong = time.monotonic() + seconds, first, 0
    while time.monotonic() < end and (last is None or index <= last):
        rng = random.Random(f"{seed} {index}")
        index += 1
        found = drawn(rng, models)
        one = None if found is None else question(rng, found)
        if found is None or one is None:
            continue
        verdict = asked(found, one)
        counts[one.kind, verdict.kind] += 1
        if verdict.is_wrong:
            wrong += 1
            _print(seed, index - 1, found, one, verdict)
    for (kind, verdict), count in sorted(counts.items()):
        print(f"{kind:10} {verdict:10} {count:7}")
    print(
        f"{sum(counts.values())} questions, {wrong} findings (seed {seed}, to number {index - 1})"
    )
    return wrong


def _print(seed: int, index: int, found: Case, one: Question, verdict: Verdict) -> None:
    system = found.model.system
    print(f"\n{verdict.kind.upper()} seed {seed} number {index}: {verdict.words}")
    print(f"  {system.title} using {dict(system.selected)}, {found.style} values, {one.kind}")
    print(f"  .{one.verb}({one.unknown!r}, {one.given})", flush=True)


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--questions", type=int, help="stop after so many, whatever the time")
    parser.add_argument("--number", type=int, help="ask one question again")
    options = parser.parse_args()
    if options.number is not None:
        return run(600, options.seed, first=options.number, last=options.number)
    last = None if options.questions is None else options.questions - 1
    return min(1, run(options.seconds, options.seed, last=last))


if __name__ == "__main__":
    sys.exit(main())
