"""Work done beside other work: the same results, whatever becomes of the process that does it."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest

from generator import beside, generate
from generator.beside import both
from generator.config import load_config
from generator.document import load

ROOT = Path(__file__).parents[1]
copied = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux")


@pytest.fixture
def _two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


@pytest.fixture
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a run of the command: the test runner may have threads of its own."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)


@copied
@pytest.mark.usefixtures("_two_cores", "_alone")
def test_the_second_is_done_by_another_process() -> None:
    first, second = both(os.getpid, os.getpid)
    assert first == os.getpid() != second


@copied
@pytest.mark.usefixtures("_two_cores", "_alone")
def test_nothing_is_left_of_the_other_process() -> None:
    _, copy = both(os.getpid, os.getpid)
    with pytest.raises(ChildProcessError):
        os.waitpid(copy, os.WNOHANG)


@pytest.mark.usefixtures("_two_cores", "_alone")
def test_what_the_other_process_did_not_finish_is_done_here() -> None:
    here = os.getpid()

    def fragile() -> int:
        if os.getpid() != here:
            os._exit(9)
        return 7

    assert both(lambda: 3, fragile) == (3, 7)


@pytest.mark.usefixtures("_two_cores", "_alone")
def test_where_no_copy_can_be_made_both_are_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError("too many processes")

    monkeypatch.setattr(os, "fork", refuse)
    assert both(os.getpid, os.getpid) == (os.getpid(), os.getpid())


@pytest.mark.usefixtures("_two_cores", "_alone")
def test_an_exception_of_either_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError):
        both(lambda: 3, lambda: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        both(lambda: 1 // 0, lambda: 3)


@pytest.mark.usefixtures("_two_cores")
def test_a_process_with_threads_is_not_copied() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert both(os.getpid, os.getpid) == (os.getpid(), os.getpid())
    finally:
        done.set()
        thread.join()


@pytest.mark.usefixtures("_two_cores", "_alone")
def test_the_files_are_the_same_with_and_without_a_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    config = load_config(ROOT / "spec/sdk.toml")
    document = load(config.spec)
    together = generate(document, config).files
    monkeypatch.setattr(beside, "_can_copy", lambda: False)
    alone = generate(document, config).files
    assert list(together.items()) == list(alone.items())
