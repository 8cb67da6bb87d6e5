"""Makes one kind of call as often as standard input says, and prints how long that took.

It runs in the environment of whatever is measured, so it needs nothing but the standard library: ``python -m
benchmarks.worker MODULE:FUNCTION ARGUMENT``. The function is given the argument and gives back the call.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from importlib import import_module


def main(name: str, argument: str) -> None:
    """Answers each line: a number of calls with the seconds they took, ``peak`` with the memory held at most.

    What fails says so in place of an answer, and nothing is answered after it.
    """
    try:
        module, function = name.split(":")
        call = getattr(import_module(module), function)(argument)
        for line in sys.stdin:
            sys.stdout.write(f"{peak() if line.strip() == 'peak' else _seconds(call, int(line))}\n")
            sys.stdout.flush()
    except Exception as error:  # noqa: BLE001 - whatever is measured may raise anything
        text = " ".join(f"{type(error).__name__}: {error}".split())
        sys.stdout.write(f"{text[:200]}\n")


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
