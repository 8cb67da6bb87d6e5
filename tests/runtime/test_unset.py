"""UNSET is one object that survives every way of copying it."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys

import pytest

from _runtime.unset import UNSET, Unset


def test_it_is_false_and_says_what_it_is() -> None:
    assert not UNSET
    assert repr(UNSET) == "UNSET"


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_gives_the_object_back(protocol: int) -> None:
    assert pickle.loads(pickle.dumps(UNSET, protocol)) is UNSET


def test_copies_are_the_object() -> None:
    assert copy.copy(UNSET) is UNSET
    assert copy.deepcopy([UNSET])[0] is UNSET
    make: type = Unset
    assert make() is UNSET


def test_its_class_has_no_subclasses() -> None:
    with pytest.raises(TypeError, match="no subclasses"):
        type("Other", (Unset,), {})


def test_requests_are_built_without_heavy_imports() -> None:
    program = (
        "import sys, _runtime.unset, _runtime.params, _runtime.bodies, _runtime.streams\n"
        "from _runtime.bodies import encode\n"
        "_runtime.params.build_query({'a': 'b', 'c': [1, True]}, {})\n"
        "print(*sorted({'msgspec', 'typing', 'json', 'urllib', 'datetime', 'email', 'enum', 're', 'dataclasses'}"
        " & sys.modules.keys()))"
    )
    run = subprocess.run(
        [sys.executable, "-S", "-c", program],
        env={"PYTHONPATH": "templates/package"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split() == []
