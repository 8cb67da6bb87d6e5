"""The answer every measured call gets: a page of messages. Standard library only."""

from __future__ import annotations

import json

SIZE = 25


def messages(count: int) -> bytes:
    """The JSON text of so many messages, as Appwrite sends them."""
    return json.dumps({"total": count, "messages": [_message(n) for n in range(count)]}).encode()


def _message(number: int) -> dict[str, object]:
    moment = "2026-11-02T10:15:30.123+00:00"
    return {
        "$id": f"message-{number:06}",
        "$createdAt": moment,
        "$updatedAt": moment,
        "providerType": "email",
        "topics": ["newsletter", "customers"],
        "users": [f"user-{number}"],
        "targets": [f"target-{number}-{part}" for part in range(4)],
        "scheduledAt": moment,
        "deliveredAt": moment,
        "deliveryErrors": [],
        "deliveredTotal": 4,
        "data": {
            "subject": "What is new",
            "content": "Read all about it. " * 10,
            "html": False,
            "cc": [],
            "bcc": [],
            "attachments": [],
        },
        "status": "sent",
    }
