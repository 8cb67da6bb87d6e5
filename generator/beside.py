"""Two pieces of work at the same time, on two cores.

The second is done by a copy of this process, which has everything made so far without having been handed it. Only
Linux copies a process cheaply and safely; elsewhere, with a single core, beside other threads (which a copy would not
have), or whenever the copy fails for whatever reason, this process does the work itself.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any, BinaryIO, NoReturn, TypeVar

First = TypeVar("First")
Second = TypeVar("Second")


def both(first: Callable[[], First], second: Callable[[], Second]) -> tuple[First, Second]:
    """What two functions return that need nothing of each other; only ``first`` may leave anything behind."""
    if not _can_copy():
        return first(), second()
    with open(os.memfd_create("copy"), "w+b") as answer:
        try:
            copy = os.fork()
        except OSError:  # too many processes, or too little memory
            return first(), second()
        if copy == 0:
            _answer(second, answer)
        try:
            done = first()
        except BaseException:
            os.kill(copy, signal.SIGKILL)
            raise
        finally:
            os.waitpid(copy, 0)
        found = _received(answer)
    return done, found[0] if found else second()


def _can_copy() -> bool:
    cores = os.cpu_count() or 1
    return sys.platform == "linux" and cores > 1 and threading.active_count() == 1


def _answer(work: Callable[[], object], answer: BinaryIO) -> NoReturn:
    """Runs in the copy, which ends here: what the original has yet to flush or clean up is not the copy's affair."""
    try:
        pickle.dump((work(),), answer, pickle.HIGHEST_PROTOCOL)
        answer.flush()
    finally:
        os._exit(0)


def _received(answer: BinaryIO) -> tuple[Any] | None:
    """What the copy has to say; None when it ended early."""
    answer.seek(0)  # the copy wrote by the same position
    try:
        found: tuple[Any] = pickle.load(answer)
    except (EOFError, pickle.UnpicklingError):
        return None
    return found
