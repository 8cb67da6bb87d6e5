"""Each of the 46 operations by everyone who may call, or may not: keys, users, owners, guests; and who is logged."""

from __future__ import annotations

from typing import Any

import pytest

from appwrite_messaging import GeneralUnauthorizedScopeError, TopicNotFoundError
from tests.facts import FACTS, Fact
from tests.testing.conftest import Call
from tests.testing.world import NOW, PROVIDERS, VALID, KeptAppwrite, snapshot

WITHOUT_KEY: dict[str, str | None] = {"X-Appwrite-Key": None}
FOR_USERS = {
    *("listSubscribers", "createSubscriber", "getSubscriber", "deleteSubscriber"),
    "listSubscriberLogs",
}
EVENTS = {
    **dict.fromkeys(("createEmail", "createSms", "createPush"), "message.create"),
    **dict.fromkeys(("updateEmail", "updateSms", "updatePush"), "message.update"),
    "delete": "message.delete",
    **{f"create{service.capitalize()}Provider": "provider.create" for service in PROVIDERS},
    **{f"update{service.capitalize()}Provider": "provider.update" for service in PROVIDERS},
    "createTopic": "topic.create",
    "updateTopic": "topic.update",
    "createSubscriber": "subscriber.create",
}
"""What the log calls an operation. Reading is not logged, nor are three of the four ways to delete."""

each_fact = pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.id)


def owner(world: KeptAppwrite) -> dict[str, str | None]:
    session = world.add_administrator("root", email="root@example.com").session()
    return {**WITHOUT_KEY, "X-Appwrite-Session": session, "X-Appwrite-Mode": "admin"}


@each_fact
def test_guests_may_nothing(fact: Fact, world: KeptAppwrite, call: Call) -> None:
    before = snapshot(world)
    with pytest.raises(GeneralUnauthorizedScopeError) as caught:
        call(fact.name, fields=WITHOUT_KEY, **VALID[fact.id])
    assert caught.value.message == f"User (role: guests) missing scope ({fact.scope})"
    assert snapshot(world) == before


@each_fact
@pytest.mark.parametrize("sign_in", ["JWT", "Session"])
def test_users_may_what_concerns_subscribers(
    sign_in: str, fact: Fact, world: KeptAppwrite, call: Call
) -> None:
    ada = world.state.users["ada"]
    token = ada.jwt() if sign_in == "JWT" else ada.session()
    fields = {**WITHOUT_KEY, f"X-Appwrite-{sign_in}": token}
    if fact.id in FOR_USERS:
        call(fact.name, fields=fields, **VALID[fact.id])
        assert world.requests[-1].status == fact.status
        return
    before = snapshot(world)
    with pytest.raises(GeneralUnauthorizedScopeError) as caught:
        call(fact.name, fields=fields, **VALID[fact.id])
    text = f"ada@example.com (role: users) missing scope ({fact.scope})"
    assert caught.value.message == text
    assert snapshot(world) == before


@each_fact
def test_owners_may_everything_and_are_logged(fact: Fact, world: KeptAppwrite, call: Call) -> None:
    result = call(fact.name, fields=owner(world), **VALID[fact.id])
    assert world.requests[-1].status == fact.status
    if fact.id not in EVENTS:
        assert world.state.logs == []
        return
    event = EVENTS[fact.id]
    id = VALID[fact.id]["message_id"] if result is None else result.id
    ((about, log),) = world.state.logs
    assert about == f"{event.partition('.')[0]}/{id}"
    assert (log["event"], log["userId"], log["mode"]) == (event, "root", "admin")


def test_what_a_log_says(world: KeptAppwrite, call: Call) -> None:
    call("update_topic", topic_id="news", name="New", fields=owner(world))
    call("list_topic_logs", topic_id="news")
    (log,) = world.body["logs"]
    unknown: dict[str, Any] = dict.fromkeys(
        (
            *("osCode", "osName", "osVersion", "clientType", "clientCode", "clientName"),
            *("clientVersion", "clientEngine", "clientEngineVersion"),
            *("deviceName", "deviceBrand", "deviceModel"),
        ),
        "",
    )
    expected = {
        "event": "topic.update",
        "userId": "root",
        "userEmail": "root@example.com",
        "userName": "",
        "mode": "admin",
        "ip": "127.0.0.1",
        "time": NOW.isoformat(timespec="milliseconds"),
        **unknown,
        "countryCode": "--",
        "countryName": "Unknown",
    }
    assert log == expected
    assert list(log) == list(expected)
    assert len(log) == 21


def test_the_log_of_what_is_gone_cannot_be_read(world: KeptAppwrite, call: Call) -> None:
    call("update_topic", topic_id="news", name="New", fields=owner(world))
    call("delete_topic", topic_id="news")
    with pytest.raises(TopicNotFoundError):
        call("list_topic_logs", topic_id="news")
