"""The life of an email, an SMS and a push notification with the official SDK: ``python official_sdk.py ENDPOINT``.

It runs in an environment of its own and prints each message's status as it goes along, one JSON array per channel.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from appwrite.client import Client
from appwrite.enums.smtp_encryption import SmtpEncryption
from appwrite.exception import AppwriteException
from appwrite.query import Query
from appwrite.services.messaging import Messaging

LATER = "2999-01-01T00:00:00.000+00:00"


def life(messaging: Any, channel: str, content: Mapping[str, str]) -> Iterator[str]:
    """Draft, scheduled, a draft again, sent; a second one fails; both are deleted."""
    create: Callable[..., Any] = getattr(messaging, f"create_{channel}")
    update: Callable[..., Any] = getattr(messaging, f"update_{channel}")
    id = f"my-{channel}"
    yield create(id, **content, users=["ada"], draft=True)["status"]
    yield update(id, **content, scheduled_at=LATER)["status"]
    yield update(id, draft=True)["status"]
    yield update(id, draft=False)["status"]
    yield outcome(messaging, id)
    yield refusal(lambda: update(id, draft=True))
    yield refusal(lambda: create(id, **content, users=["ada"]))
    create(f"{id}-2", **content, users=["nobody"])
    yield outcome(messaging, f"{id}-2")
    assert messaging.list_targets(id)["total"] == 0  # only those named one by one are listed
    assert messaging.list_message_logs(id, [Query.limit(5)])["total"] == 0
    listed = messaging.list_messages([Query.equal("providerType", channel), Query.limit(1)])
    assert (listed["total"], len(listed["messages"])) == (2, 1)
    messaging.delete(id)
    messaging.delete(f"{id}-2")
    yield refusal(lambda: messaging.get_message(id))


def outcome(messaging: Any, id: str) -> str:
    """What becomes of a message that is on its way."""
    for _ in range(100):
        status: str = messaging.get_message(id)["status"]
        if status != "processing":
            return status
        time.sleep(0.05)
    return "processing"


def refusal(call: Callable[[], object]) -> str:
    try:
        call()
    except AppwriteException as error:
        return str(error.type)
    return ""


def prepare(messaging: Any) -> None:
    """A provider for each channel, made and then completed, and a topic with a subscriber."""
    messaging.create_smtp_provider(
        "mail", "Mail", "smtp.example.com", port=587, encryption=SmtpEncryption.TLS
    )
    messaging.update_smtp_provider("mail", from_email="hello@example.com", enabled=True)
    messaging.create_twilio_provider(
        "sms", "SMS", xfrom="+15555550100", account_sid="a", auth_token="t", enabled=True
    )
    messaging.create_fcm_provider("push", "Push", service_account_json={"a": "b"}, enabled=True)
    assert messaging.list_providers(search="sms")["total"] == 1
    messaging.create_topic("news", "News")
    messaging.create_subscriber("news", "ada-news", "ada-email")
    assert messaging.get_topic("news")["emailTotal"] == 1
    assert messaging.list_subscribers("news")["subscribers"][0]["userName"] == "Ada Lovelace"


def finish(messaging: Any) -> None:
    messaging.delete_subscriber("news", "ada-news")
    messaging.delete_topic("news")
    for provider in ("mail", "sms", "push"):
        messaging.delete_provider(provider)
    assert messaging.list_providers()["total"] == 0


def main(endpoint: str) -> None:
    client = Client()
    client.set_endpoint(endpoint)
    client.set_project("my-project")
    client.set_key("my-key")
    messaging = Messaging(client)
    prepare(messaging)
    print(json.dumps([*life(messaging, "email", {"subject": "S", "content": "C"})]))
    print(json.dumps([*life(messaging, "sms", {"content": "C"})]))
    print(json.dumps([*life(messaging, "push", {"title": "T", "body": "B"})]))
    finish(messaging)


if __name__ == "__main__":
    main(sys.argv[1])
