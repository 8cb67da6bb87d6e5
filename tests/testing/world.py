"""A project with one of everything, and a call that succeeds in it for each of the 46 operations."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

from appwrite_messaging.testing import FakeAppwrite
from appwrite_messaging.testing.state import State
from appwrite_messaging.testing.wire import Answer, SeenRequest

NOW = datetime(2026, 5, 4, 8, tzinfo=UTC)
PARTS = [field.name for field in fields(State) if field.name != "clock"]
TABLES = ("messages", "providers", "topics", "subscribers", "targets")


class KeptAppwrite(FakeAppwrite):
    """A stand-in that keeps its answers."""

    def __init__(self, *, live: bool = False) -> None:
        super().__init__(now=NOW, live=live)
        self.answers: list[Answer] = []

    def answer(self, request: SeenRequest) -> Answer:
        answer = super().answer(request)
        self.answers.append(answer)
        return answer

    @property
    def body(self) -> Any:
        """The JSON of the last answer."""
        return json.loads(self.answers[-1].body)


def snapshot(fake: FakeAppwrite) -> dict[str, Any]:
    """Everything there is, objects as the server shows them."""
    state = {name: getattr(fake.state, name) for name in PARTS}
    tables = {table: {id: item.json() for id, item in state[table].items()} for table in TABLES}
    return deepcopy({**state, **tables, "now": fake.now})


PROVIDERS: Mapping[str, Mapping[str, Any]] = {
    "mailgun": {
        "api_key": "k",
        "domain": "example.com",
        "is_eu_region": False,
        "from_email": "a@example.com",
    },
    "sendgrid": {"api_key": "k", "from_email": "a@example.com"},
    "smtp": {"host": "smtp.example.com", "from_email": "a@example.com"},
    "msg91": {"template_id": "t", "sender_id": "s", "auth_key": "k"},
    "telesign": {"from_": "+12065550100", "customer_id": "c", "api_key": "k"},
    "textmagic": {"from_": "+12065550100", "username": "u", "api_key": "k"},
    "twilio": {"from_": "+12065550100", "account_sid": "a", "auth_token": "t"},
    "vonage": {"from_": "+12065550100", "api_key": "k", "api_secret": "s"},
    "fcm": {"service_account_json": {"type": "service_account"}},
    "apns": {"auth_key": "k", "auth_key_id": "i", "team_id": "t", "bundle_id": "b"},
}
"""Complete settings of a provider of each service."""


def arrange(fake: FakeAppwrite) -> None:
    """One of everything: two users, a provider of each service, a topic with a subscriber, drafts of each channel."""
    ada = fake.add_user("ada", name="Ada", email="ada@example.com", phone="+12065550100")
    ada.add_target("push", "token-of-ada", id="ada-app")
    fake.add_user("grace", name="Grace", email="grace@example.com")
    fake.add_bucket("files", {"list": "application/pdf", "photo": "image/png"})
    with fake.client() as client:
        messaging = client.messaging
        for service, settings in PROVIDERS.items():
            create = getattr(messaging, f"create_{service}_provider")
            create(provider_id=service, name=f"My {service}", enabled=True, **settings)
        messaging.create_topic(topic_id="news", name="News")
        messaging.create_subscriber(
            topic_id="news", subscriber_id="ada-news", target_id="ada-email"
        )
        messaging.create_email(
            message_id="email", subject="Hi", content="Hello", users=["ada"], draft=True
        )
        messaging.create_sms(message_id="sms", content="Hello", targets=["ada-phone"], draft=True)
        messaging.create_push(
            message_id="push", title="Hi", body="Hello", topics=["news"], draft=True
        )
        messaging.create_email(
            message_id="later",
            subject="Later",
            content="Hello",
            targets=["ada-email"],
            scheduled_at=fake.now + timedelta(hours=1),
        )


_EMAIL = {"message_id": "new", "subject": "S", "content": "C", "users": ["ada"]}
_SMS = {"message_id": "new", "content": "C", "users": ["ada"]}
_PUSH = {"message_id": "new", "title": "T", "body": "B", "users": ["ada"]}

VALID: Mapping[str, Mapping[str, Any]] = {
    "listMessages": {},
    "createEmail": _EMAIL,
    "updateEmail": {"message_id": "email", "subject": "New"},
    "createPush": _PUSH,
    "updatePush": {"message_id": "push", "title": "New"},
    "createSms": _SMS,
    "updateSms": {"message_id": "sms", "content": "New"},
    "getMessage": {"message_id": "email"},
    "delete": {"message_id": "email"},
    "listMessageLogs": {"message_id": "email"},
    "listTargets": {"message_id": "sms"},
    "listProviders": {},
    **{
        f"create{service.capitalize()}Provider": {
            "provider_id": "new",
            "name": "New",
            **({"host": "h"} if service == "smtp" else {}),
        }
        for service in PROVIDERS
    },
    **{
        f"update{service.capitalize()}Provider": {"provider_id": service, "name": "New"}
        for service in PROVIDERS
    },
    "getProvider": {"provider_id": "fcm"},
    "deleteProvider": {"provider_id": "fcm"},
    "listProviderLogs": {"provider_id": "fcm"},
    "listSubscriberLogs": {"subscriber_id": "ada-news"},
    "listTopics": {},
    "createTopic": {"topic_id": "new", "name": "New"},
    "getTopic": {"topic_id": "news"},
    "updateTopic": {"topic_id": "news", "name": "New"},
    "deleteTopic": {"topic_id": "news"},
    "listTopicLogs": {"topic_id": "news"},
    "listSubscribers": {"topic_id": "news"},
    "createSubscriber": {"topic_id": "news", "subscriber_id": "new", "target_id": "ada-phone"},
    "getSubscriber": {"topic_id": "news", "subscriber_id": "ada-news"},
    "deleteSubscriber": {"topic_id": "news", "subscriber_id": "ada-news"},
}
"""Arguments of a call that succeeds, by operation ID."""
