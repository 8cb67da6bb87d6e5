"""Every Python program in docstrings, READMEs, guides and pages runs, sync and async, against the stand-in."""

from __future__ import annotations

import doctest
import inspect
import logging
import re
from collections.abc import Iterator
from importlib import import_module

import pytest

from appwrite_messaging.testing import FakeAppwrite
from tests.published.collect import distinct, interactive
from tests.published.world import KEY, PROJECT, Stage

PROGRAMS = distinct("program")

REFUSED = {
    'get_message(message_id="no-such-message")': [404],
    'jwt="token-of-the-user"': [401],
}
"""What shows how a refusal is caught: a phrase of the program, and the statuses of its answers."""

SILENT = (
    'Client("https://appwrite.example.com/v1"',
    "from appwrite_messaging.testing import FakeAppwrite",
    "...  # any call",
)
"""What makes no call over HTTP: an address that is an example, programs with a stand-in of their own, an outline."""

MEANT = {
    "faults.status(503": ["*: 503 is not documented"],
    "faults.rate_limit(": [
        "*: 429 is not documented",
        "*: general_rate_limit_exceeded is not documented",
    ],
    "faults.malform(": ["* 200: no JSON"],
}
"""What lets the stand-in misbehave, and how its answers contradict the description then."""


def contradicts(code: str) -> pytest.MarkDecorator:
    found = [
        pattern for phrase, patterns in MEANT.items() if phrase in code for pattern in patterns
    ]
    return pytest.mark.contradicts(*found)


@pytest.fixture(autouse=True)
def environment(the_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What the guides ask to be set, and the levels of logging afterwards as before."""
    monkeypatch.setenv("APPWRITE_ENDPOINT", the_stage.endpoint)
    monkeypatch.setenv("APPWRITE_PROJECT", PROJECT)
    monkeypatch.setenv("APPWRITE_KEY", KEY)
    logger = logging.getLogger("appwrite_messaging")
    level = logger.level
    yield
    logger.setLevel(level)


@pytest.mark.parametrize(
    "place",
    [pytest.param(place, marks=contradicts(code)) for place, code in PROGRAMS.items()],
)
def test_a_program_runs(place: str, the_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    code = PROGRAMS[place]
    world = the_stage.new_world()
    if "jwt=" in code:
        monkeypatch.delenv("APPWRITE_KEY")  # as the guide asks for
    names: dict[str, object] = {"__name__": "__main__"}
    exec(compile(code, place, "exec"), names)
    for name, value in names.items():
        if name.startswith("test_") and callable(value):
            value(FakeAppwrite())
    statuses = [request.status for request in world.requests]
    refused = next((expected for phrase, expected in REFUSED.items() if phrase in code), None)
    if refused:
        assert statuses == refused
    else:
        assert bool(statuses) != any(phrase in code for phrase in SILENT)
        assert [status for status in statuses if status not in (200, 201, 204)] == []


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=contradicts(import_module(name).__doc__ or ""))
        for name in interactive()
    ],
)
def test_a_dialogue_is_as_shown(name: str) -> None:
    module = import_module(name)
    results = doctest.testmod(module, optionflags=doctest.REPORT_NDIFF)
    assert results.failed == 0
    shown = re.findall(r"^\s*>>> ", inspect.getsource(module), re.M)
    assert results.attempted == len(shown) > 0, "a dialogue stands where doctest does not look"
