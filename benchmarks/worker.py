"""Makes one kind of call as often as standard input says, and prints how long that took.

It runs in the environment of whatever is measured, so it needs nothing but the standard library: ``python -m
benchmarks.worker MODULE:FUNCTION ARGUMENT``. The function is given the argument and gives back the call.
"""

from __future__ import annotations

import resource
import sys
import time
from importlib import import_module


def main(name: str, argument: str) -> None:
    """Answers each line: a number of calls with the seconds they took, ``peak`` with the memory held at most."""
    module, function = name.split(":")
    call = getattr(import_module(module), function)(argument)
    for line in sys.stdin:
        if line.strip() == "peak":
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, flush=True)
            continue
        started = time.perf_counter()
        for _ in range(int(line)):
            call()
        print(time.perf_counter() - started, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
