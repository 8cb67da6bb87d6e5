"""Every operation against every error type it documents: how it comes about, what it says, and that nothing changes.

The table is written from what the server is known to do (``tests/facts.txt``), by which a test counts it.
"""

from __future__ import annotations

import json

import pytest

from appwrite_messaging import StatusError
from appwrite_messaging.errors import ERROR_TYPES
from appwrite_messaging.testing import FakeAppwrite, SeenRequest
from tests.facts import COMMON_ERRORS, ERROR_STATUS, FACTS
from tests.testing import common_errors, own_errors
from tests.testing.case import Case
from tests.testing.conftest import Call
from tests.testing.world import VALID, snapshot

FACT = {fact.id: fact for fact in FACTS}

CASES = [*(case for fact in FACTS for case in common_errors.cases(fact)), *own_errors.cases()]


def test_the_table_is_complete() -> None:
    """Every pair of an operation and an error it can end in has one case, and there are no others."""
    pairs = [(fact.id, error) for fact in FACTS for error in (*COMMON_ERRORS, *fact.errors)]
    assert sorted((case.operation, case.error) for case in CASES) == sorted(pairs)
    assert len({*pairs}) == len(pairs) == 46 * 11 + 33 + 5 + 114


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_error(case: Case, world: FakeAppwrite, call: Call) -> None:
    fact = FACT[case.operation]
    arguments = {**VALID[case.operation], **case.arrange(world, fact)}
    before = snapshot(world)
    with pytest.raises(StatusError) as caught:
        call(fact.name, **arguments)
    error = caught.value
    assert (error.type, error.message) == (case.error, case.message)
    assert type(error) is ERROR_TYPES[case.error]
    assert type(error).__name__ == case.error.title().replace("_", "") + "Error"
    status = ERROR_STATUS[case.error]
    assert (error.status, world.requests[-1].status) == (status, status)
    assert error.body == {
        "message": case.message,
        "code": status,
        "type": case.error,
        "version": "1.6.0",
    }
    assert snapshot(world) == before


def test_error_bodies_and_headers_are_in_the_server_s_order(
    world: FakeAppwrite, call: Call
) -> None:
    with pytest.raises(StatusError) as caught:
        call("get_topic", topic_id="nothing")
    error = caught.value
    assert list(json.loads(json.dumps(error.body))) == ["message", "code", "type", "version"]
    assert error.headers["Cache-Control"] == "no-cache, no-store, must-revalidate"
    assert (error.headers["Expires"], error.headers["Pragma"]) == ("0", "no-cache")
    assert error.headers["Content-Type"] == "application/json; charset=UTF-8"
    assert error.headers["Server"] == "Appwrite"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/messaging"),
        ("GET", "/v1/users"),
        ("PUT", "/v1/messaging/topics"),
        ("GET", "/messaging/topics"),
        ("GET", "/v2/messaging/topics"),
        ("GET", "/v1/messaging/topics/a/b/c"),
    ],
)
def test_a_route_nobody_knows(fake: FakeAppwrite, method: str, path: str) -> None:
    answer = fake.answer(SeenRequest.of(method, path, {}, b""))
    assert answer.status == 404
    assert json.loads(answer.body) == {
        "message": "The requested route was not found. Please refer to the API docs and try again.",
        "code": 404,
        "type": "general_route_not_found",
        "version": "1.6.0",
    }
