"""The project that the published examples talk about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from appwrite_messaging.testing import FakeAppwrite, SeenRequest
from appwrite_messaging.testing.http_server import serving
from appwrite_messaging.testing.operations import find
from appwrite_messaging.testing.wire import Answer
from tests.testing.world import PROVIDERS

if TYPE_CHECKING:
    from appwrite_messaging import Messaging

NOW = datetime(2026, 5, 4, 8, 30, tzinfo=UTC)
PROJECT, KEY = "my-project", "my-key"


class World(FakeAppwrite):
    """A stand-in with the objects the examples name.

    What they are depends on what is asked first: an example that creates an object finds its ID free, and one that
    updates an object finds it to be of the right kind, whatever else bears the same ID elsewhere.
    """

    def __init__(self) -> None:
        super().__init__(project=PROJECT, key=KEY, now=NOW)
        self._arranged = False

    def answer(self, request: SeenRequest) -> Answer:
        with self._lock:
            if not self._arranged:
                self._arranged = True
                found = find(request.method, request.path.removeprefix("/v1"))
                arrange(self, found[0].id if found else "")
                self.requests.clear()
            return super().answer(request)


def arrange(fake: FakeAppwrite, operation: str) -> None:
    """Users, targets, files, and one object of each kind but the kind the operation creates."""
    fake.add_samples()
    kinds: dict[str, Callable[[Messaging, str], None]] = {
        "Provider": _provider,
        "Topic": _topics,
        "Subscriber": _subscriber,
        "Message": _message,
    }
    left_out = _left_out(operation)
    with fake.client() as client:
        for kind, make in kinds.items():
            if kind not in left_out:
                make(client.messaging, operation)


def _left_out(operation: str) -> set[str]:
    """The kind an operation creates, and what cannot be without it."""
    if not operation.startswith("create"):
        return set()
    kind = next(
        (k for k in ("Provider", "Topic", "Subscriber") if operation.endswith(k)), "Message"
    )
    return {kind, "Subscriber"} if kind == "Topic" else {kind}


def _provider(messaging: Messaging, operation: str) -> None:
    service = operation.removeprefix("update").removesuffix("Provider").lower()
    service = service if service in PROVIDERS else "mailgun"
    create = getattr(messaging, f"create_{service}_provider")
    create(provider_id="newsletter-mail", name="Newsletter", enabled=True, **PROVIDERS[service])


def _topics(messaging: Messaging, operation: str) -> None:
    for topic in ("newsletter", "order-updates"):
        messaging.create_topic(topic_id=topic, name=topic)


def _subscriber(messaging: Messaging, operation: str) -> None:
    messaging.create_subscriber(
        topic_id="order-updates", subscriber_id="ada-order-updates", target_id="ada-email"
    )


def _message(messaging: Messaging, operation: str) -> None:
    """A draft: it can be read, changed and deleted."""
    if operation == "updateSms":
        messaging.create_sms(message_id="welcome-ada", content="C", users=["ada"], draft=True)
    elif operation == "updatePush":
        messaging.create_push(
            message_id="welcome-ada", title="T", body="B", users=["ada"], draft=True
        )
    else:
        messaging.create_email(
            message_id="welcome-ada", subject="S", content="C", users=["ada"], draft=True
        )


class Stage:
    """One HTTP server for all examples; each plays in a world of its own."""

    def __init__(self) -> None:
        self.endpoint = ""
        self.world = World()

    def new_world(self) -> World:
        self.world = World()
        return self.world


@contextmanager
def stage() -> Iterator[Stage]:
    """A stage whose server listens on the loopback interface."""
    here = Stage()
    with serving(lambda request: here.world.answer(request)) as here.endpoint:
        yield here
