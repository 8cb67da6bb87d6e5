"""The credential rules of the ten services: what is kept, what switches on, what an update merges."""

from __future__ import annotations

from typing import Any

import pytest

from appwrite_messaging import ProviderMissingCredentialsError
from tests.testing.conftest import Call
from tests.testing.test_operations import BARE, STORED
from tests.testing.world import PROVIDERS, KeptAppwrite

FIRST_NEEDS = {"host"}
"""What creation always takes."""

NEEDED_ONLY_TO_CREATE = {("mailgun", "from_email"), ("sendgrid", "from_email")}
"""Later updates do not look at the sender."""


def required(service: str) -> dict[str, str]:
    return {"host": "h"} if service == "smtp" else {}


@pytest.mark.parametrize("service", PROVIDERS)
@pytest.mark.parametrize("enabled", [True, False, None])
def test_complete(service: str, enabled: bool | None, fake: KeptAppwrite) -> None:
    switch = {} if enabled is None else {"enabled": enabled}
    with fake.client() as client:
        create = getattr(client.messaging, f"create_{service}_provider")
        created = create(provider_id="new", name="New", **PROVIDERS[service], **switch)
    channel, credentials, options = STORED[service]
    assert created.enabled is (enabled is True)
    assert (fake.body["type"], fake.body["credentials"], fake.body["options"]) == (
        channel,
        credentials,
        options,
    )
    assert list(fake.body["credentials"]) == list(credentials)
    assert list(fake.body["options"]) == list(options)


SETTINGS = [(service, name) for service, settings in PROVIDERS.items() for name in settings]


@pytest.mark.parametrize(
    ("service", "missing"), [pair for pair in SETTINGS if pair[1] not in FIRST_NEEDS]
)
def test_incomplete(service: str, missing: str, fake: KeptAppwrite) -> None:
    """Creation says nothing and leaves the provider off; an update that switches it on is refused."""
    settings = {name: value for name, value in PROVIDERS[service].items() if name != missing}
    with fake.client() as client:
        create = getattr(client.messaging, f"create_{service}_provider")
        update = getattr(client.messaging, f"update_{service}_provider")
        created = create(provider_id="new", name="New", **settings, enabled=True)
        assert created.enabled is False
        before = fake.body
        if (service, missing) in NEEDED_ONLY_TO_CREATE:
            assert update(provider_id="new", enabled=True).enabled
            return
        with pytest.raises(ProviderMissingCredentialsError):
            update(provider_id="new", name="Other", enabled=True)
        client.messaging.get_provider(provider_id="new")
        assert fake.body == before
        enabled = update(provider_id="new", enabled=True, **{missing: PROVIDERS[service][missing]})
        assert enabled.enabled


@pytest.mark.parametrize("service", PROVIDERS)
def test_nothing_but_a_name(service: str, fake: KeptAppwrite) -> None:
    with fake.client() as client:
        create = getattr(client.messaging, f"create_{service}_provider")
        create(provider_id="new", name="New", **required(service))
    assert (fake.body["credentials"], fake.body["options"]) == BARE[service]


@pytest.mark.parametrize(("service", "member"), SETTINGS)
def test_an_update_changes_one_member(
    service: str, member: str, world: KeptAppwrite, call: Call
) -> None:
    """The others stay, and so does the switch: an enabled provider is not looked at again."""
    new: Any = {
        "is_eu_region": True,
        "from_email": "new@example.com",
        "service_account_json": {"type": "new"},
    }.get(member, "new")
    before = call("get_provider", provider_id=service) and world.body
    call(f"update_{service}_provider", provider_id=service, **{member: new})
    after = world.body
    assert after["enabled"] is True
    stored = {**dict(before["credentials"] or {}), **dict(before["options"] or {})}
    found = {**dict(after["credentials"] or {}), **dict(after["options"] or {})}
    different = {name: value for name, value in found.items() if stored[name] != value}
    assert list(different.values()) == [new]
    assert found.keys() == stored.keys()


@pytest.mark.parametrize("service", PROVIDERS)
def test_what_is_incomplete_may_stay_so(service: str, world: KeptAppwrite, call: Call) -> None:
    """Only switching on asks for credentials."""
    call(f"create_{service}_provider", provider_id="new", name="New", **required(service))
    for change in ({"name": "Newer"}, {"enabled": False}):
        updated = call(f"update_{service}_provider", provider_id="new", **change)
        assert (updated.name, updated.enabled) == ("Newer", False)


def test_switching_off_and_on(world: KeptAppwrite, call: Call) -> None:
    for service in PROVIDERS:
        for enabled in (False, True):
            update = f"update_{service}_provider"
            assert call(update, provider_id=service, enabled=enabled).enabled is enabled


@pytest.mark.parametrize(
    ("encryption", "stored"), [("none", ""), ("ssl", "ssl"), ("tls", "tls"), (None, "")]
)
def test_encryption(encryption: str | None, stored: str, world: KeptAppwrite, call: Call) -> None:
    chosen: dict[str, Any] = {} if encryption is None else {"encryption": encryption}
    call("create_smtp_provider", provider_id="new", name="New", host="h", **chosen)
    assert world.body["options"]["encryption"] == stored
    call("update_smtp_provider", provider_id="new", encryption="tls")
    call("update_smtp_provider", provider_id="new", **chosen)
    assert world.body["options"]["encryption"] == (stored if chosen else "tls")


def test_a_service_account_as_text_is_read(fake: KeptAppwrite) -> None:
    text: Any = '{"type":"service_account"}'
    with fake.client() as client:
        client.messaging.create_fcm_provider(
            provider_id="new", name="New", service_account_json=text, enabled=True
        )
    assert fake.body["credentials"] == {"serviceAccountJSON": {"type": "service_account"}}


def test_deleting_leaves_the_targets(world: KeptAppwrite, call: Call) -> None:
    target = world.state.users["ada"].add_target("email", "a@example.com", provider_id="mailgun")
    call("delete_provider", provider_id="mailgun")
    assert world.state.targets[target.id].provider_id == "mailgun"
