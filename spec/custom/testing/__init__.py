"""An Appwrite Messaging server in memory, for the tests of programs that send messages.

``FakeAppwrite`` answers like the server: the same checks in the same order, the same errors, the same life of a
message. Nothing leaves the process, and nothing waits: time stands still until a test moves it, and messages go out
when a test says so.

>>> from appwrite_messaging.testing import FakeAppwrite
>>> fake = FakeAppwrite()
>>> client = fake.client()

What cannot be made through the Messaging API is put there: users with their targets, and files.

>>> ada = fake.add_user("ada", name="Ada Lovelace", email="ada@example.com")
>>> [target.identifier for target in ada.targets]
['ada@example.com']

The rest is made as always. ``deliver`` does what the server does after it has answered, and ``outbox`` shows what
reached whom through which provider.

>>> mailgun = client.messaging.create_mailgun_provider(
...     provider_id="mail", name="Mail", api_key="k", domain="example.com", is_eu_region=False,
...     from_email="hello@example.com", enabled=True,
... )
>>> message = client.messaging.create_email(
...     message_id="welcome", subject="Welcome", content="Good to have you.", users=["ada"]
... )
>>> message.status.value
'processing'
>>> sent = fake.deliver()
>>> client.messaging.get_message(message_id="welcome").status.value
'sent'
>>> [(delivery.identifier, delivery.provider, delivery.data["subject"]) for delivery in fake.outbox]
[('ada@example.com', 'mailgun', 'Welcome')]

A scheduled message goes out once its time has come.

>>> from datetime import timedelta
>>> reminder = client.messaging.create_email(
...     message_id="reminder", subject="Tomorrow", content="See you.", users=["ada"],
...     scheduled_at=fake.now + timedelta(days=1),
... )
>>> fake.deliver()
[]
>>> now = fake.clock.advance(days=1)
>>> [message.id for message in fake.deliver()]
['reminder']

Delivery can fail, and so can everything else. A client's waits between retries take no time.

>>> fake.reject("ada@example.com", "Mailbox full")
>>> fake.faults.drop(operation="get_message")
>>> fake.faults.status(503, headers={"Retry-After": "30"}, operation="get_message")
>>> client.messaging.get_message(message_id="welcome").status.value
'sent'
>>> [(request.operation, request.status) for request in fake.requests[-3:]]
[('getMessage', None), ('getMessage', 503), ('getMessage', 200)]

Users subscribe on their own behalf, with a JWT or a session, if the topic lets them.

>>> topic = client.messaging.create_topic(topic_id="vips", name="VIPs", subscribe=["label:vip"])
>>> from appwrite_messaging import UserUnauthorizedError
>>> try:
...     fake.client(jwt=ada.jwt()).messaging.create_subscriber(
...         topic_id="vips", subscriber_id="ada-vips", target_id="ada-email"
...     )
... except UserUnauthorizedError as error:
...     print(error.status, error.type)
401 user_unauthorized

In pytest, the fixture ``fake_appwrite`` is a new ``FakeAppwrite`` for each test; it is there once this package is
installed. ``fake.async_client()`` is the asynchronous client. ``with fake.serve() as endpoint`` listens on the loopback
interface, and ``python -m appwrite_messaging.testing`` does so on its own, for clients in other languages.

Where it differs from the real server, on purpose:

- A draft that was created with a time can be updated, a scheduled SMS keeps its time, an update changes the bundle ID
  of an APNs provider, an MSG91 provider can be created enabled, and the list of topics takes cursors. The real server
  fails at each.
- What ends in 500 there is refused with 400: null for a member that has no use for it, and text as the data of a push
  notification. Lists in place of maps, numbers as text, and times in words are refused as well.
- Subscribers of a deleted topic are gone at once. Comparisons in queries mind case, and a search has no stop words.
- IDs the server makes are counted, not random, and the log does not tell the caller's device or country.
- Schedules are no objects of their own, so none goes missing by itself. A test can let it happen:
  ``fake.faults.status(404, type="schedule_not_found")``.
- A 204 answer has a ``Content-Type`` all the same: the official SDK for Python reads it from every answer.

The texts of a few errors are documented nowhere; a test should not depend on them: ``general_unknown_origin``,
``user_blocked``, ``project_key_expired``, ``api_key_expired``, ``general_service_disabled``, ``general_api_disabled``,
and what ``user_jwt_invalid`` says after ``Failed to verify JWT.``
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .clock import Clock as Clock
    from .fake import FakeAppwrite as FakeAppwrite
    from .faults import Faults as Faults
    from .state import Delivery as Delivery
    from .state import Message as Message
    from .state import Provider as Provider
    from .state import Subscriber as Subscriber
    from .state import Target as Target
    from .state import Topic as Topic
    from .state import User as User
    from .wire import SeenRequest as SeenRequest

_MODULES = {
    "Clock": "clock",
    "Delivery": "state",
    "FakeAppwrite": "fake",
    "Faults": "faults",
    "Message": "state",
    "Provider": "state",
    "SeenRequest": "wire",
    "Subscriber": "state",
    "Target": "state",
    "Topic": "state",
    "User": "state",
}

__all__ = [
    "Clock",
    "Delivery",
    "FakeAppwrite",
    "Faults",
    "Message",
    "Provider",
    "SeenRequest",
    "Subscriber",
    "Target",
    "Topic",
    "User",
]


def __getattr__(name: str) -> object:
    """Imported when it is asked for, so that the pytest plugin costs nothing until its fixture is used."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_MODULES[name]}", __name__), name)
