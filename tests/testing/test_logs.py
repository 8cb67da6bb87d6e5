"""The activity logs: whose work is in them, and in what order."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from appwrite_messaging import GeneralArgumentInvalidError, Query
from tests.testing.conftest import Call
from tests.testing.world import NOW, KeptAppwrite

LOGS: dict[str, dict[str, str]] = {
    "message": {"message_id": "email"},
    "provider": {"provider_id": "fcm"},
    "topic": {"topic_id": "news"},
    "subscriber": {"subscriber_id": "ada-news"},
}


@pytest.mark.parametrize("noun", LOGS)
def test_logs(noun: str, world: KeptAppwrite, call: Call) -> None:
    """Newest first; those of other objects are not among them."""
    root = world.add_administrator("root", email="root@example.com")
    (id,) = LOGS[noun].values()
    world.add_log(f"{noun}.create", id, root)
    world.clock.advance(seconds=1)
    world.add_log(f"{noun}.update", id, world.state.users["ada"])
    world.add_log(f"{noun}.update", "other", root)
    page = call(f"list_{noun}_logs", **LOGS[noun])
    assert [log.event for log in page.logs] == [f"{noun}.update", f"{noun}.create"]
    assert page.total == 2
    newest, oldest = page.logs
    assert (oldest.user_id, oldest.user_email, oldest.mode) == ("root", "root@example.com", "admin")
    assert (newest.user_id, newest.user_name, newest.mode) == ("ada", "Ada", "default")
    assert newest.time == NOW + timedelta(seconds=1)
    assert (newest.country_code, newest.country_name) == ("--", "Unknown")
    second = call(f"list_{noun}_logs", **LOGS[noun], queries=[Query.limit(1), Query.offset(1)])
    assert ([log.event for log in second.logs], second.total) == ([f"{noun}.create"], 2)


@pytest.mark.parametrize("noun", LOGS)
@pytest.mark.parametrize(
    "query", [Query.equal("event", "x"), Query.order_asc("time"), Query.cursor_after("x")]
)
def test_logs_take_limit_and_offset_only(
    noun: str, query: str, world: KeptAppwrite, call: Call
) -> None:
    with pytest.raises(GeneralArgumentInvalidError) as caught:
        call(f"list_{noun}_logs", **LOGS[noun], queries=[query])
    method = json.loads(query)["method"]
    assert caught.value.message == f"Invalid `queries` param: Invalid query method: {method}"


def test_users_and_administrators_are_logged_and_keys_are_not(
    world: KeptAppwrite, call: Call
) -> None:
    fields: dict[str, str | None] = {
        "X-Appwrite-Key": None,
        "X-Appwrite-Session": world.add_administrator().session(),
        "X-Appwrite-Mode": "admin",
    }
    for who in ({}, {"fields": fields}):
        call("update_topic", topic_id="news", name="n", **who)
        call("update_email", message_id="email", subject="n", **who)
        call("update_fcm_provider", provider_id="fcm", name="n", **who)
    jwt = world.state.users["ada"].jwt()
    new: dict[str, Any] = {"topic_id": "news", "target_id": "ada-phone"}
    call("create_subscriber", client={"jwt": jwt}, subscriber_id="new", **new)
    for noun, event in [
        ("topic", "topic.update"),
        ("message", "message.update"),
        ("provider", "provider.update"),
    ]:
        assert [log.event for log in call(f"list_{noun}_logs", **LOGS[noun]).logs] == [event]
    (log,) = call("list_subscriber_logs", subscriber_id="new").logs
    assert (log.event, log.user_id) == ("subscriber.create", "ada")


def test_5000_logs_on_a_page(world: KeptAppwrite, call: Call) -> None:
    ada = world.state.users["ada"]
    for _ in range(5001):
        world.add_log("topic.update", "news", ada)
    page = call("list_topic_logs", topic_id="news")
    assert (len(page.logs), page.total) == (5000, 5001)
