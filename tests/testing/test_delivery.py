"""What happens after the answer: recipients, providers, errors, and the outbox."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from appwrite_messaging import Client
from tests.testing.world import NOW, PROVIDERS, KeptAppwrite

MAIL: dict[str, Any] = {**PROVIDERS["mailgun"], "name": "Mail", "enabled": True}


@pytest.fixture
def sender(fake: KeptAppwrite) -> Client:
    """A client of a project with two users and one email provider."""
    fake.add_user("ada", email="ada@example.com", phone="+12065550100")
    fake.add_user("grace", email="grace@example.com")
    client = fake.client(retries=0)
    client.messaging.create_mailgun_provider(provider_id="mail", **MAIL)
    return client


def send(client: Client, **arguments: Any) -> None:
    client.messaging.create_email(message_id="m", subject="S", content="C", **arguments)


def reached(fake: KeptAppwrite) -> list[tuple[str, str]]:
    return [(delivery.identifier, delivery.provider_id) for delivery in fake.outbox]


def test_the_outbox(fake: KeptAppwrite, sender: Client) -> None:
    fake.add_user("copy", email="copy@example.com")
    send(sender, users=["ada"], cc=["copy-email"], bcc=["grace-email"])
    fake.clock.advance(seconds=2)
    (message,) = fake.deliver()
    (delivery,) = fake.outbox
    assert message.id == delivery.message_id == "m"
    assert (delivery.channel, delivery.provider_id, delivery.provider) == (
        "email",
        "mail",
        "mailgun",
    )
    assert (delivery.target_id, delivery.user_id) == ("ada-email", "ada")
    assert delivery.identifier == "ada@example.com"
    assert (delivery.cc, delivery.bcc) == (("copy@example.com",), ("grace@example.com",))
    assert (delivery.data["subject"], delivery.data["content"]) == ("S", "C")
    assert delivery.at == NOW + timedelta(seconds=2)


def test_a_message_that_was_sent(fake: KeptAppwrite, sender: Client) -> None:
    send(sender, users=["ada", "grace"])
    fake.clock.advance(seconds=2)
    fake.deliver()
    message = sender.messaging.get_message(message_id="m")
    assert (message.status, message.delivered_total, message.delivery_errors) == ("sent", 2, [])
    assert message.delivered_at == message.updated_at == NOW + timedelta(seconds=2)
    assert fake.deliver() == []


def test_recipients_come_from_topics_users_and_targets(fake: KeptAppwrite, sender: Client) -> None:
    for user in ("one", "two", "three"):
        fake.add_user(user, email=f"{user}@example.com", phone="+12065550199")
    messaging = sender.messaging
    for topic in ("a", "b"):
        messaging.create_topic(topic_id=topic, name=topic)
        for target in ("ada-email", "ada-phone"):
            messaging.create_subscriber(
                topic_id=topic, subscriber_id=f"{topic}-{target}", target_id=target
            )
    send(sender, topics=["a", "b", "gone"], users=["one", "nobody"], targets=["two-email"])
    fake.deliver()
    addresses = ["ada@example.com", "one@example.com", "two@example.com"]
    assert reached(fake) == [(address, "mail") for address in addresses]
    assert messaging.get_message(message_id="m").delivered_total == 3


def test_an_address_gets_it_once(fake: KeptAppwrite, sender: Client) -> None:
    fake.state.users["grace"].add_target("email", "ada@example.com")
    send(sender, users=["ada", "grace"], targets=["ada-email"])
    fake.deliver()
    assert [address for address, _ in reached(fake)] == ["ada@example.com", "grace@example.com"]


@pytest.mark.parametrize("enabled", [True, False])
def test_a_target_may_prefer_a_provider(fake: KeptAppwrite, sender: Client, enabled: bool) -> None:
    sender.messaging.create_sendgrid_provider(
        provider_id="other", name="Other", **PROVIDERS["sendgrid"], enabled=enabled
    )
    ada = fake.state.users["ada"]
    ada.add_target("email", "ada@work.example", provider_id="other")
    ada.add_target("email", "ada@home.example", provider_id="gone")
    send(sender, users=["ada"])
    fake.deliver()
    assert reached(fake) == [
        ("ada@example.com", "mail"),
        ("ada@work.example", "other" if enabled else "mail"),
        ("ada@home.example", "mail"),
    ]


def failed(client: Client) -> list[str]:
    message = client.messaging.get_message(message_id="m")
    assert message.status == "failed"
    return message.delivery_errors


@pytest.mark.parametrize(
    "recipients",
    [{"users": ["nobody"]}, {"topics": ["empty"]}],
    ids=["unknown-user", "unknown-topic"],
)
def test_no_recipients(
    fake: KeptAppwrite, sender: Client, recipients: dict[str, list[str]]
) -> None:
    send(sender, **recipients)
    fake.deliver()
    assert failed(sender) == ["No valid recipients found."]
    assert sender.messaging.get_message(message_id="m").delivered_at is None


@pytest.mark.parametrize("gone", ["deleted", "disabled"])
def test_no_provider(fake: KeptAppwrite, sender: Client, gone: str) -> None:
    send(sender, users=["ada"])
    if gone == "deleted":
        sender.messaging.delete_provider(provider_id="mail")
    else:
        sender.messaging.update_mailgun_provider(provider_id="mail", enabled=False)
    fake.deliver()
    assert failed(sender) == ["No enabled provider found."]
    assert sender.messaging.get_message(message_id="m").delivered_at is None
    assert fake.outbox == []


def test_an_address_that_rejects(fake: KeptAppwrite, sender: Client) -> None:
    fake.reject("ada@example.com", "Mailbox full")
    send(sender, users=["ada", "grace"])
    fake.deliver()
    assert failed(sender) == ["Failed sending to target ada@example.com with error: Mailbox full"]
    assert reached(fake) == [("grace@example.com", "mail")]
    message = sender.messaging.get_message(message_id="m")
    assert (message.delivered_total, message.delivered_at) == (1, NOW)


def test_a_provider_that_rejects(fake: KeptAppwrite, sender: Client) -> None:
    fake.reject("mail", "Invalid API key")
    send(sender, users=["ada", "grace"])
    fake.deliver()
    assert failed(sender) == ["Failed sending to targets with error: Invalid API key"]
    assert fake.outbox == []


def test_scheduled_messages_wait(fake: KeptAppwrite, sender: Client) -> None:
    send(sender, users=["ada"], scheduled_at=NOW + timedelta(hours=1))
    fake.clock.advance(minutes=59, seconds=59)
    assert fake.deliver() == []
    fake.clock.advance(seconds=1)
    assert [message.status for message in fake.deliver()] == ["sent"]
    message = sender.messaging.get_message(message_id="m")
    assert message.scheduled_at == message.delivered_at == NOW + timedelta(hours=1)


def test_drafts_stay(fake: KeptAppwrite, sender: Client) -> None:
    send(sender, users=["ada"], draft=True)
    assert fake.deliver() == []
    sender.messaging.update_email(message_id="m", draft=False)
    assert [message.id for message in fake.deliver()] == ["m"]


@pytest.mark.parametrize(
    ("channel", "service", "address"),
    [("sms", "twilio", "+12065550100"), ("push", "fcm", "token")],
)
def test_other_channels(fake: KeptAppwrite, channel: str, service: str, address: str) -> None:
    ada = fake.add_user("ada", email="ada@example.com", phone="+12065550100")
    ada.add_target("push", "token")
    with fake.client() as client:
        create = getattr(client.messaging, f"create_{service}_provider")
        create(provider_id="p", name="P", **PROVIDERS[service], enabled=True)
        content = {"content": "C"} if channel == "sms" else {"title": "T", "body": "B"}
        getattr(client.messaging, f"create_{channel}")(message_id="m", users=["ada"], **content)
    fake.deliver()
    (delivery,) = fake.outbox
    assert (delivery.channel, delivery.provider, delivery.identifier) == (channel, service, address)
    assert delivery.data == content
    assert delivery.cc == delivery.bcc == ()


def test_a_target_that_was_removed(fake: KeptAppwrite, sender: Client) -> None:
    messaging = sender.messaging
    messaging.create_topic(topic_id="t", name="T")
    messaging.create_subscriber(topic_id="t", subscriber_id="s", target_id="ada-email")
    fake.remove_target(fake.state.targets["ada-email"])
    assert messaging.list_subscribers(topic_id="t").total == 0
    assert messaging.get_topic(topic_id="t").email_total == 0
    send(sender, topics=["t"], users=["ada"])
    fake.deliver()
    assert failed(sender) == ["No valid recipients found."]


def test_a_live_server_delivers_by_itself() -> None:
    fake = KeptAppwrite(live=True)
    fake.add_user("ada", email="ada@example.com")
    with fake.client() as client:
        client.messaging.create_mailgun_provider(provider_id="mail", **MAIL)
        send(client, users=["ada"])
        assert fake.outbox == []
        assert client.messaging.get_message(message_id="m").status == "sent"


def test_the_time_of_a_live_server_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    passed = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: passed[0])
    fake = KeptAppwrite(live=True)
    passed[0] += 1.5
    assert fake.now == NOW + timedelta(seconds=1.5)
    assert fake.clock.advance(1) == NOW + timedelta(seconds=2.5)
