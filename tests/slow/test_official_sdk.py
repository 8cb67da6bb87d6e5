"""The official SDK for Python, 6.1.0, takes the stand-in for the real server."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from appwrite_messaging.testing import FakeAppwrite
from tests.slow.environment import run

LIFE = [
    *("draft", "scheduled", "draft", "processing", "sent"),
    *("message_already_sent", "document_already_exists", "failed", "message_not_found"),
]


@pytest.mark.slow
def test_email_sms_and_push_live_and_die(tmp_path: Path) -> None:
    fake = FakeAppwrite(project="my-project", key="my-key", live=True)
    fake.add_samples()
    with fake.serve() as endpoint:
        program = Path(__file__).with_name("official_sdk.py")
        done = run("-I", "-W", "ignore", program, endpoint, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [json.loads(line) for line in done.stdout.splitlines()] == [LIFE, LIFE, LIFE]
    assert [(delivery.identifier, delivery.provider) for delivery in fake.outbox] == [
        ("ada@example.com", "smtp"),
        ("+15555550142", "twilio"),
        ("device-token-of-ada", "fcm"),
    ]
    assert fake.state.messages == {}
    agents = {request.headers["user-agent"].partition(" ")[0] for request in fake.requests}
    assert agents == {"AppwritePythonSDK/6.1.0"}
