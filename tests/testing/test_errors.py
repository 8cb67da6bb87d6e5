"""Every operation against every error type it documents: how it comes about, what it says, and that nothing changes.

The table is written from what the server is known to do. It is complete: a test counts it against the description.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from appwrite_messaging import StatusError
from appwrite_messaging.errors import ERROR_TYPES
from appwrite_messaging.testing import FakeAppwrite, SeenRequest
from tests.facts import FACTS
from tests.testing import common_errors, description, own_errors
from tests.testing.case import Case
from tests.testing.conftest import Call
from tests.testing.world import VALID, snapshot

FACT = {fact.id: fact for fact in FACTS}

CASES = [*(case for fact in FACTS for case in common_errors.cases(fact)), *own_errors.cases()]

UNREACHABLE: Mapping[tuple[str, str], str] = {
    **{
        (fact.id, "general_unknown_origin"): "only calls that write are asked where they come from"
        for fact in FACTS
        if fact.method == "GET"
    },
    **{
        (fact.id, error): "users never have the scope, which is checked before"
        for fact in FACTS
        if not fact.scope.startswith("subscribers.")
        for error in ("user_blocked", "general_access_forbidden")
    },
    **{
        (
            f"update{channel}",
            "schedule_not_found",
        ): "schedules are no objects of their own in the stand-in, so none goes missing"
        for channel in own_errors.CHANNELS
    },
}
"""Documented pairs that no request can bring about, and why."""


def test_the_table_is_complete() -> None:
    """Every documented pair of operation and error has a case or a reason, and there are no others."""
    documented = {
        (fact.id, error) for fact in FACTS for error in description.documented_errors(fact.id)
    }
    covered = {(case.operation, case.error) for case in CASES}
    assert covered & UNREACHABLE.keys() == set()
    assert covered | UNREACHABLE.keys() == documented
    assert len(documented) == 46 * 13 + sum(len(fact.errors) for fact in FACTS) == 709
    assert len(covered) == len(CASES)


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
    status = description.error_status(case.error)
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
