"""Makes one kind of call as often as standard input says, and prints how long that took.

It runs in the environment of whatever is measured, so it needs nothing but the standard library: ``python -m
benchmarks.worker MODULE:FUNCTION ARGUMENT``. The function is given the argument and gives back the call.
"""

from __future__ import annotations

import sys
import time
from importlib import import_module


def main(name: str, argument: str) -> None:
    """Answers each line: a number of calls with the seconds they took, ``peak`` with the memory held at most."""
    module, function = name.split(":")
    call = getattr(import_module(module), function)(argument)
    for line in sys.stdin:
        if line.strip() == "peak":
            answer = peak()
        else:
            started = time.perf_counter()
            for _ in range(int(line)):
                call()
            answer = time.perf_counter() - started
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


def peak() -> float:
    """MiB this process held at most. Raises OSError where there is no ``/proc``."""
    # Not ru_maxrss, which also counts the process that started this one.
    with open("/proc/self/status") as status:
        held = next(line.split()[1] for line in status if line.startswith("VmHWM"))
    return int(held) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
