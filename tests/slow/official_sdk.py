"""All of the official SDK's messaging: ``python official_sdk.py ENDPOINT``.

It runs in an environment of its own. For each kind of provider it prints a JSON array: the kind, and the status of a
message as it goes along.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from appwrite.client import Client
from appwrite.enums.smtp_encryption import SmtpEncryption
from appwrite.exception import AppwriteException
from appwrite.query import Query
from appwrite.services.messaging import Messaging

LATER = "2999-01-01T00:00:00.000+00:00"
PROVIDERS: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "mailgun": (
        "email",
        {"domain": "example.com", "is_eu_region": False, "from_email": "a@example.com"},
        {"api_key": "k"},
    ),
    "sendgrid": ("email", {"from_email": "a@example.com"}, {"api_key": "k"}),
    "smtp": (
        "email",
        {"host": "smtp.example.com", "port": 587, "encryption": SmtpEncryption.TLS},
        {"from_email": "a@example.com"},
    ),
    "msg91": ("sms", {"template_id": "t", "sender_id": "s"}, {"auth_key": "k"}),
    "telesign": ("sms", {"xfrom": "+15555550100", "customer_id": "c"}, {"api_key": "k"}),
    "textmagic": ("sms", {"xfrom": "+15555550100", "username": "u"}, {"api_key": "k"}),
    "twilio": ("sms", {"xfrom": "+15555550100", "account_sid": "a"}, {"auth_token": "t"}),
    "vonage": ("sms", {"xfrom": "+15555550100", "api_key": "k"}, {"api_secret": "s"}),
    "fcm": ("push", {}, {"service_account_json": {"a": "b"}}),
    "apns": ("push", {"auth_key": "k", "auth_key_id": "i", "bundle_id": "b"}, {"team_id": "t"}),
}
"""By kind of provider: its channel, what it is created with, and what completes it."""

CONTENT = {
    "email": {"subject": "S", "content": "C"},
    "sms": {"content": "C"},
    "push": {"title": "T", "body": "B"},
}
TARGETS = {"email": "ada-email", "sms": "ada-phone", "push": "ada-phone-app"}


def life(messaging: Any, channel: str) -> Iterator[str]:
    """Draft, scheduled, a draft again, sent to a topic; one is sent in time and one fails; all are deleted."""
    create: Callable[..., Any] = getattr(messaging, f"create_{channel}")
    update: Callable[..., Any] = getattr(messaging, f"update_{channel}")
    id, content = f"my-{channel}", CONTENT[channel]
    yield create(id, **content, topics=["news"], draft=True)["status"]
    yield update(id, **content, scheduled_at=LATER)["status"]
    yield update(id, draft=True)["status"]
    yield update(id, draft=False)["status"]
    yield outcome(messaging, id)
    yield refusal(lambda: update(id, draft=True))
    yield refusal(lambda: create(id, **content, users=["ada"]))
    yield create(f"{id}-2", **content, targets=[TARGETS[channel]], scheduled_at=soon())["status"]
    yield outcome(messaging, f"{id}-2")
    create(f"{id}-3", **content, users=["nobody"])
    yield outcome(messaging, f"{id}-3")
    assert messaging.list_targets(id)["total"] == 0  # only those named one by one are listed
    assert messaging.list_targets(f"{id}-2")["targets"][0]["$id"] == TARGETS[channel]
    assert messaging.list_message_logs(id, [Query.limit(5)])["total"] == 0
    listed = messaging.list_messages([Query.equal("providerType", channel), Query.limit(1)])
    assert (listed["total"], len(listed["messages"])) == (3, 1)
    for made in (id, f"{id}-2", f"{id}-3"):
        messaging.delete(made)
    yield refusal(lambda: messaging.get_message(id))


def soon() -> str:
    return (datetime.now(UTC) + timedelta(seconds=0.5)).isoformat(timespec="milliseconds")


def outcome(messaging: Any, id: str) -> str:
    """What becomes of a message that is on its way."""
    for _ in range(100):
        status: str = messaging.get_message(id)["status"]
        if status not in ("scheduled", "processing"):
            return status
        time.sleep(0.05)
    return "processing"


def refusal(call: Callable[[], object]) -> str:
    try:
        call()
    except AppwriteException as error:
        return str(error.type)
    return ""


def channel_of(messaging: Any, kind: str) -> str:
    """Make a provider, complete it and see that it is as it should be."""
    channel, first, rest = PROVIDERS[kind]
    created = getattr(messaging, f"create_{kind}_provider")("mine", kind, **first, enabled=True)
    assert (created["provider"], created["type"], created["enabled"]) == (kind, channel, False)
    updated = getattr(messaging, f"update_{kind}_provider")("mine", **rest, enabled=True)
    assert updated["enabled"] is True
    assert messaging.get_provider("mine") == updated
    assert messaging.list_providers(search=kind)["providers"] == [updated]
    assert messaging.list_provider_logs("mine")["total"] == 0
    return channel


def subscribe(messaging: Any) -> None:
    """A topic with a subscriber of each channel."""
    messaging.create_topic("news", "Newz")
    assert messaging.update_topic("news", "News")["name"] == "News"
    for channel, target in TARGETS.items():
        messaging.create_subscriber("news", f"ada-{channel}", target)
    topic = messaging.get_topic("news")
    assert [topic[f"{channel}Total"] for channel in TARGETS] == [1, 1, 1]
    assert messaging.list_topics(search="News")["topics"] == [topic]
    assert messaging.list_subscribers("news")["subscribers"][0]["userName"] == "Ada Lovelace"
    assert messaging.get_subscriber("news", "ada-sms")["targetId"] == "ada-phone"
    assert messaging.list_subscriber_logs("ada-sms")["total"] == 0
    assert messaging.list_topic_logs("news")["total"] == 0


def unsubscribe(messaging: Any) -> None:
    for channel in TARGETS:
        messaging.delete_subscriber("news", f"ada-{channel}")
    messaging.delete_topic("news")
    assert messaging.list_topics()["total"] == 0


def main(endpoint: str) -> None:
    client = Client()
    client.set_endpoint(endpoint)
    client.set_project("my-project")
    client.set_key("my-key")
    messaging = Messaging(client)
    subscribe(messaging)
    for kind in PROVIDERS:
        channel = channel_of(messaging, kind)
        print(json.dumps([kind, *life(messaging, channel)]))
        messaging.delete_provider("mine")
    unsubscribe(messaging)


if __name__ == "__main__":
    main(sys.argv[1])
