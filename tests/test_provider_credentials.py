"""Whatever part of its credentials a provider has, its class says whose they are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import chain, combinations
from typing import Any

import pytest

from appwrite_messaging import models
from appwrite_messaging._runtime.codec import decoder, encode
from tests.testing.world import PROVIDERS, KeptAppwrite

CREDENTIALS: Mapping[str, str] = {
    "mailgun": "is_eu_region api_key domain",
    "sendgrid": "api_key",
    "smtp": "port username password",
    "msg91": "template_id sender_id auth_key",
    "telesign": "customer_id api_key",
    "textmagic": "username api_key",
    "twilio": "account_sid auth_token",
    "vonage": "api_key api_secret",
    "fcm": "service_account_json",
    "apns": "auth_key auth_key_id team_id bundle_id",
}
"""By the vendor's table, as arguments; the host of an SMTP provider is always there."""

VALUES: Mapping[str, Any] = {
    "is_eu_region": False,
    "port": 25,
    "service_account_json": {"type": "service_account"},
}


def parts(names: str) -> Iterator[tuple[str, ...]]:
    given = names.split()
    return chain.from_iterable(combinations(given, count) for count in range(len(given) + 1))


PARTS = [(service, part) for service, names in CREDENTIALS.items() for part in parts(names)]
EACH = pytest.mark.parametrize(
    ("service", "part"),
    PARTS,
    ids=[f"{service}-{'-'.join(part) or 'none'}" for service, part in PARTS],
)


def test_there_is_a_class_for_each_service() -> None:
    assert CREDENTIALS.keys() == PROVIDERS.keys()
    assert {f"{service.capitalize()}Provider" for service in CREDENTIALS} | {"OtherProvider"} == {
        kind.__name__ for kind in vars(models)["Provider"].members()
    }


@EACH
def test_a_part_of_the_credentials(service: str, part: tuple[str, ...]) -> None:
    fake = KeptAppwrite()
    given = {name: VALUES.get(name, f"a {name}") for name in part}
    with fake.client() as client:
        create = getattr(client.messaging, f"create_{service}_provider")
        host = {"host": "smtp.example.com"} if service == "smtp" else {}
        created = create(provider_id="p", name="P", **host, **given)
        check(created, fake.body, service, host | given)
        update = getattr(client.messaging, f"update_{service}_provider")
        check(update(provider_id="p", name="P"), fake.body, service, host | given)
        check(client.messaging.get_provider(provider_id="p"), fake.body, service, host | given)
        page = client.messaging.list_providers()
        assert page.to_dict() == fake.body
        check(page.providers[0], fake.body["providers"][0], service, host | given)


def check(provider: Any, body: Any, service: str, given: Mapping[str, Any]) -> None:
    assert type(provider).__name__ == f"{service.capitalize()}Provider"
    assert isinstance(provider, vars(models)["Provider"])
    assert provider.provider == service
    assert provider.parse_warnings == ()
    assert json.loads(encode(provider)) == body
    if not given:
        assert provider.credentials == []
        return
    assert type(provider.credentials).__name__ == f"{service.capitalize()}Credentials"
    for name, value in given.items():
        assert getattr(provider.credentials, name) == value


@pytest.mark.parametrize("bundle", [{}, {"bundleId": "com.example.shop"}])
def test_a_bundle_that_was_updated(bundle: dict[str, str]) -> None:
    """The stand-in has no part in it: it keeps the new ID where the old one was."""
    fake = KeptAppwrite()
    with fake.client() as client:
        client.messaging.create_apns_provider(provider_id="p", name="P")
    wire = {**fake.body, "credentials": {**bundle, "bundle": "com.example.beta"}}
    provider, warnings = decoder("Provider", models.__name__)(json.dumps(wire).encode())
    assert warnings == ()
    assert isinstance(provider, models.ApnsProvider)
    assert isinstance(provider.credentials, models.ApnsCredentials)
    assert provider.credentials.bundle == "com.example.beta"
    assert json.loads(encode(provider)) == wire
