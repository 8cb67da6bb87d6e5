"""Makes one kind of call as often as standard input says, and prints how long that took.

It runs in the environment of whatever is measured, so it needs nothing but the standard library: ``python -m
benchmarks.worker ARGUMENT MODULE:FUNCTION...``. Each function is given the argument and gives back a call; those of one
process take turns, so that what one of them is set against is measured under the very same conditions. It stays on the
first core, where the system lets it choose.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from importlib import import_module


def main(argument: str, *names: str) -> None:
    """Answers each line: numbers of calls with the seconds each kind took, ``peak`` with the memory held at most.

    What fails says so in place of an answer, and nothing is answered after it.
    """
    stay_on(0)
    try:
        calls = [_call(name, argument) for name in names]
        for line in sys.stdin:
            if line.strip() == "peak":
                answer = str(peak())
            else:
                turns = zip(calls, map(int, line.split()), strict=True)
                answer = " ".join(str(_seconds(call, count)) for call, count in turns)
            sys.stdout.write(f"{answer}\n")
            sys.stdout.flush()
    except Exception as error:  # noqa: BLE001 - whatever is measured may raise anything
        text = " ".join(f"{type(error).__name__}: {error}".split())
        sys.stdout.write(f"{text[:200]}\n")


def stay_on(core: int) -> None:
    """Keeps this process and its threads on one core, if there are several and the system has the means."""
    if sys.platform == "linux" and {0, 1} <= os.sched_getaffinity(0):
        os.sched_setaffinity(0, {core})


def _call(name: str, argument: str) -> Callable[[], object]:
    module, function = name.split(":")
    call: Callable[[], object] = getattr(import_module(module), function)(argument)
    return call


def _seconds(call: Callable[[], object], calls: int) -> float:
    started = time.perf_counter()
    for _ in range(calls):
        call()
    return time.perf_counter() - started


def peak() -> float:
    """MiB this process held at most. Raises OSError where there is no ``/proc``."""
    # Not ru_maxrss, which also counts the process that started this one.
    with open("/proc/self/status") as status:
        held = next(line.split()[1] for line in status if line.startswith("VmHWM"))
    return int(held) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
