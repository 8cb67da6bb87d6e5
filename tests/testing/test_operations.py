"""Every operation with success: what it answers, member by member, and what it changes, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from appwrite_messaging import models
from tests.facts import FACTS
from tests.testing.conftest import Call
from tests.testing.world import NOW, PROVIDERS, VALID, KeptAppwrite, snapshot

THEN = "2026-05-04T08:00:00.000+00:00"
NOW_TEXT = "2026-05-04T08:01:00.000+00:00"
FACT = {fact.id: fact for fact in FACTS}
Json = dict[str, Any]


def stamps(id: str, created: str = THEN, updated: str = "") -> Json:
    return {"$id": id, "$createdAt": created, "$updatedAt": updated or created}


def message(stamp: Json, channel: str, data: Json, status: str, **other: Any) -> Json:
    return {
        **stamp,
        "providerType": channel,
        "topics": other.get("topics", []),
        "users": other.get("users", []),
        "targets": other.get("targets", []),
        "scheduledAt": other.get("scheduledAt"),
        "deliveredAt": None,
        "deliveryErrors": [],
        "deliveredTotal": 0,
        "data": data,
        "status": status,
    }


def email(subject: str, content: str = "Hello") -> Json:
    return {
        "subject": subject,
        "content": content,
        "html": False,
        "cc": [],
        "bcc": [],
        "attachments": [],
    }


EMAIL = message(stamps("email"), "email", email("Hi"), "draft", users=["ada"])
SMS = message(stamps("sms"), "sms", {"content": "Hello"}, "draft", targets=["ada-phone"])
PUSH = message(stamps("push"), "push", {"title": "Hi", "body": "Hello"}, "draft", topics=["news"])
LATER = message(
    stamps("later"),
    "email",
    email("Later"),
    "scheduled",
    targets=["ada-email"],
    scheduledAt="2026-05-04T09:00:00.000+00:00",
)


def target(id: str, channel: str, identifier: str) -> Json:
    return {
        **stamps(id),
        "name": "",
        "userId": "ada",
        "providerId": None,
        "providerType": channel,
        "identifier": identifier,
    }


PHONE = target("ada-phone", "sms", "+12065550100")


def subscriber(stamp: Json, of: Json) -> Json:
    return {
        **stamp,
        "targetId": of["$id"],
        "target": of,
        "userId": "ada",
        "userName": "Ada",
        "topicId": "news",
        "providerType": of["providerType"],
    }


SUBSCRIBER = subscriber(stamps("ada-news"), target("ada-email", "email", "ada@example.com"))


def topic(stamp: Json, name: str, emails: int = 0, texts: int = 0) -> Json:
    return {
        **stamp,
        "name": name,
        "emailTotal": emails,
        "smsTotal": texts,
        "pushTotal": 0,
        "subscribe": ["users"],
    }


NEWS = topic(stamps("news"), "News", 1)

SENDER = {"fromName": "", "fromEmail": "", "replyToName": "", "replyToEmail": ""}
FROM_A = {**SENDER, "fromEmail": "a@example.com"}
SMTP_OPTIONS = {"encryption": "", "autoTLS": True, "mailer": ""}
SIGN_IN = {"port": 587, "username": "", "password": ""}
NUMBER = {"from": "+12065550100"}

STORED: Mapping[str, tuple[str, Any, Any]] = {
    "mailgun": ("email", {"isEuRegion": False, "apiKey": "k", "domain": "example.com"}, FROM_A),
    "sendgrid": ("email", {"apiKey": "k"}, FROM_A),
    "smtp": ("email", {**SIGN_IN, "host": "smtp.example.com"}, {**FROM_A, **SMTP_OPTIONS}),
    "msg91": ("sms", {"templateId": "t", "senderId": "s", "authKey": "k"}, []),
    "telesign": ("sms", {"customerId": "c", "apiKey": "k"}, NUMBER),
    "textmagic": ("sms", {"username": "u", "apiKey": "k"}, NUMBER),
    "twilio": ("sms", {"accountSid": "a", "authToken": "t"}, NUMBER),
    "vonage": ("sms", {"apiKey": "k", "apiSecret": "s"}, NUMBER),
    "fcm": ("push", {"serviceAccountJSON": {"type": "service_account"}}, []),
    "apns": (
        "push",
        {"authKey": "k", "authKeyId": "i", "teamId": "t", "bundleId": "b"},
        {"sandbox": False},
    ),
}
"""Channel, credentials and options of a complete provider of each service, as they come back."""

BARE: Mapping[str, tuple[Any, Any]] = {
    **dict.fromkeys(("mailgun", "sendgrid"), ([], SENDER)),
    "smtp": ({**SIGN_IN, "host": "h"}, {**SENDER, **SMTP_OPTIONS}),
    **dict.fromkeys(("msg91", "telesign", "textmagic", "twilio", "vonage", "fcm"), ([], [])),
    "apns": ([], {"sandbox": False}),
}
"""Credentials and options of a provider of which nothing was told."""


def provider(stamp: Json, service: str, name: str, *, complete: bool = True) -> Json:
    channel, credentials, options = STORED[service]
    if not complete:
        credentials, options = BARE[service]
    return {
        **stamp,
        "name": name,
        "provider": service,
        "enabled": complete,
        "type": channel,
        "credentials": credentials,
        "options": options,
    }


ALL_PROVIDERS = [provider(stamps(service), service, f"My {service}") for service in PROVIDERS]
FCM = next(item for item in ALL_PROVIDERS if item["$id"] == "fcm")


@dataclass(frozen=True, slots=True)
class Success:
    """``body`` is the answer; ``changes`` the objects as they are afterwards by table and ID, None for gone."""

    operation: str
    body: Json | None
    changes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])


def changed(before: Json, **changes: Any) -> Json:
    return {**before, "$updatedAt": NOW_TEXT, **changes}


def single(operation: str, table: str, body: Json) -> Success:
    """An operation that answers with the one object it makes or changes."""
    return Success(operation, body, {table: {body["$id"]: body}})


NO_LOGS: Json = {"total": 0, "logs": []}
NEW = stamps("new", NOW_TEXT)
NEW_SUBSCRIBER = subscriber(NEW, PHONE)

SUCCESSES = [
    Success("listMessages", {"total": 4, "messages": [EMAIL, SMS, PUSH, LATER]}),
    single(
        "createEmail",
        "messages",
        message(NEW, "email", email("S", "C"), "processing", users=["ada"]),
    ),
    single("updateEmail", "messages", changed(EMAIL, data=email("New"))),
    single(
        "createPush",
        "messages",
        message(NEW, "push", {"title": "T", "body": "B"}, "processing", users=["ada"]),
    ),
    single("updatePush", "messages", changed(PUSH, data={"title": "New", "body": "Hello"})),
    single(
        "createSms", "messages", message(NEW, "sms", {"content": "C"}, "processing", users=["ada"])
    ),
    single("updateSms", "messages", changed(SMS, data={"content": "New"})),
    Success("getMessage", EMAIL),
    Success("delete", None, {"messages": {"email": None}}),
    Success("listMessageLogs", NO_LOGS),
    Success("listTargets", {"total": 1, "targets": [PHONE]}),
    Success("listProviders", {"total": 10, "providers": ALL_PROVIDERS}),
    *(
        single(
            f"create{service.capitalize()}Provider",
            "providers",
            provider(NEW, service, "New", complete=False),
        )
        for service in PROVIDERS
    ),
    *(
        single(
            f"update{item['provider'].capitalize()}Provider", "providers", changed(item, name="New")
        )
        for item in ALL_PROVIDERS
    ),
    Success("getProvider", FCM),
    Success("deleteProvider", None, {"providers": {"fcm": None}}),
    Success("listProviderLogs", NO_LOGS),
    Success("listSubscriberLogs", NO_LOGS),
    Success("listTopics", {"total": 1, "topics": [NEWS]}),
    single("createTopic", "topics", topic(NEW, "New")),
    Success("getTopic", NEWS),
    single("updateTopic", "topics", changed(NEWS, name="New")),
    Success("deleteTopic", None, {"topics": {"news": None}, "subscribers": {"ada-news": None}}),
    Success("listTopicLogs", NO_LOGS),
    Success("listSubscribers", {"total": 1, "subscribers": [SUBSCRIBER]}),
    Success(
        "createSubscriber",
        NEW_SUBSCRIBER,
        {
            "subscribers": {"new": NEW_SUBSCRIBER},
            "topics": {"news": topic(stamps("news"), "News", 1, 1)},
        },
    ),
    Success("getSubscriber", SUBSCRIBER),
    Success(
        "deleteSubscriber",
        None,
        {"subscribers": {"ada-news": None}, "topics": {"news": topic(stamps("news"), "News")}},
    ),
]


def test_every_operation_succeeds_once() -> None:
    assert sorted(success.operation for success in SUCCESSES) == sorted(FACT)
    assert len(SUCCESSES) == 46


def after(before: Json, changes: Mapping[str, Mapping[str, Any]]) -> Json:
    merged = {table: {**before[table], **items} for table, items in changes.items()}
    kept = {
        table: {id: item for id, item in items.items() if item is not None}
        for table, items in merged.items()
    }
    return {**before, **kept}


@pytest.mark.parametrize("success", SUCCESSES, ids=lambda success: success.operation)
def test_success(success: Success, world: KeptAppwrite, call: Call) -> None:
    fact = FACT[success.operation]
    world.clock.advance(minutes=1)
    before = snapshot(world)
    result = call(fact.name, **VALID[fact.id])
    assert world.requests[-1].status == fact.status
    if success.body is None:
        assert result is None
        assert world.answers[-1].body == b""
        assert dict(world.answers[-1].headers)["Content-Type"] == "text/html"
    else:
        assert isinstance(result, getattr(models, str(fact.result)))
        assert not result.parse_warnings
        assert world.body == success.body
        assert list(world.body) == list(success.body), "members come in the order of the server"
    assert snapshot(world) == after(before, success.changes)


@pytest.mark.parametrize("success", SUCCESSES, ids=lambda success: success.operation)
def test_a_scope_is_enough(success: Success, world: KeptAppwrite, call: Call) -> None:
    fact = FACT[success.operation]
    key = world.add_key([fact.scope])
    call(fact.name, client={"key": key}, **VALID[fact.id])
    assert world.requests[-1].status == fact.status


@pytest.mark.parametrize(
    "operation", [fact.id for fact in FACTS if fact.method == "POST"], ids=lambda id: id
)
def test_the_server_makes_ids(operation: str, world: KeptAppwrite, call: Call) -> None:
    fact = FACT[operation]
    own = next(p.name for p in fact.parameters if f"{{{p.wire}}}" not in fact.path)
    first = call(fact.name, **{**VALID[operation], own: "unique()"})
    assert len(first.id) == 20
    assert int(first.id, 16) > 0


def test_objects_come_and_go(world: KeptAppwrite, call: Call) -> None:
    """What was deleted can be created again, and comes last then."""
    call("delete_topic", topic_id="news")
    call("create_topic", topic_id="other", name="Other")
    call("create_topic", topic_id="news", name="News")
    assert [topic.id for topic in call("list_topics").topics] == ["other", "news"]
    assert call("get_topic", topic_id="news").email_total == 0


def test_the_time_is_the_stand_in_s(world: KeptAppwrite, call: Call) -> None:
    assert call("get_topic", topic_id="news").created_at == NOW
    world.clock.advance(1.2345, minutes=1, hours=1, days=1)
    updated = call("update_topic", topic_id="news", name="New")
    assert updated.updated_at == NOW + timedelta(days=1, hours=1, minutes=1, seconds=1.234)
    with pytest.raises(ValueError, match="backwards"):
        world.clock.advance(-1)
