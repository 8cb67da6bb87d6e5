"""The official SDK for Python, 6.1.0, takes the stand-in for the real server."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from appwrite_messaging.testing import FakeAppwrite
from appwrite_messaging.testing.services import SERVICES
from tests.facts import FACTS
from tests.published.collect import distinct
from tests.slow.environment import run

LIFE = [
    *("draft", "scheduled", "draft", "processing", "sent"),
    *("message_already_sent", "document_already_exists"),
    *("scheduled", "sent", "failed", "message_not_found"),
]
RECIPIENTS = {"email": "ada@example.com", "sms": "+15555550142", "push": "device-token-of-ada"}


@pytest.mark.slow
def test_every_operation_and_every_kind_of_provider(tmp_path: Path) -> None:
    fake = FakeAppwrite(project="my-project", key="my-key", live=True)
    fake.add_samples()
    with fake.serve() as endpoint:
        program = Path(__file__).with_name("official_sdk.py")
        done = run("-I", "-W", "ignore", program, endpoint, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    lives = [json.loads(line) for line in done.stdout.splitlines()]
    assert lives == [[service, *LIFE] for service in SERVICES]
    assert [(delivery.provider, delivery.identifier) for delivery in fake.outbox] == [
        (name, RECIPIENTS[service.channel]) for name, service in SERVICES.items() for _ in range(2)
    ]
    assert (fake.state.messages, fake.state.providers, fake.state.topics) == ({}, {}, {})
    assert {request.operation for request in fake.requests} == {fact.id for fact in FACTS}
    agents = {request.headers["user-agent"].partition(" ")[0] for request in fake.requests}
    assert agents == {"AppwritePythonSDK/6.1.0"}


@pytest.mark.slow
@pytest.mark.parametrize("code", distinct("text").values())
def test_what_the_guide_shows_of_it_runs(code: str, tmp_path: Path) -> None:
    fake = FakeAppwrite(project="my-project", key="my-key")
    fake.add_samples()
    assert '"https://cloud.appwrite.io/v1"' in code
    with fake.serve() as endpoint:
        program = tmp_path / "before.py"
        program.write_text(code.replace("https://cloud.appwrite.io/v1", endpoint), "utf-8")
        done = run("-W", "ignore", program, folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert [request.status for request in fake.requests] == [201]
