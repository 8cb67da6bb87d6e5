"""The operations on providers.

Where the real server writes the bundle ID of an updated APNs provider to a place it does not use, the stand-in
changes the bundle ID.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from .call import Call
from .errors import RefusedError
from .lists import Listing, Row, page
from .queries import PROVIDERS
from .services import SERVICES, Service
from .state import Json, Provider

LISTING = Listing("Provider", "providers", PROVIDERS)


def list_all(call: Call) -> Json:
    rows = [Row(provider.json(), provider.words()) for provider in call.state.providers.values()]
    return page(LISTING, call.values, rows)


def get(call: Call) -> Json:
    return call.find(call.state.providers, "providerId", "provider_not_found").json()


def delete(call: Call) -> None:
    """Nothing depends on a provider: targets that preferred it keep its ID."""
    provider = call.find(call.state.providers, "providerId", "provider_not_found")
    del call.state.providers[provider.id]


def create(name: str) -> Callable[[Call], Json]:
    """The operation that creates a provider of a service."""
    service = SERVICES[name]

    def operation(call: Call) -> Json:
        id = call.own_id("providerId")
        if id in call.state.providers:
            raise RefusedError("provider_already_exists")
        settings = {**service.defaults, **_given(service, call.values)}
        provider = Provider(
            id=id,
            created=call.now,
            updated=call.now,
            name=call.values["name"],
            service=name,
            enabled=call.values.get("enabled") is True and _has(service.needs, settings),
            channel=service.channel,
            credentials=_pick(service.credentials, settings),
            options=_pick(service.options, settings),
        )
        call.state.providers[id] = provider
        return provider.json()

    return operation


def update(name: str) -> Callable[[Call], Json]:
    """The operation that changes a provider of a service, member by member."""
    service = SERVICES[name]

    def operation(call: Call) -> Json:
        provider = call.find(call.state.providers, "providerId", "provider_not_found")
        if provider.service != name:
            raise RefusedError("provider_incorrect_type")
        settings = {**provider.credentials, **provider.options, **_given(service, call.values)}
        enabled = call.values.get("enabled", provider.enabled)
        if call.values.get("enabled") and not _has(service.keeps, settings):
            raise RefusedError("provider_missing_credentials")
        provider.name = call.values.get("name", provider.name)
        provider.enabled = enabled
        provider.credentials = _pick(service.credentials, settings)
        provider.options = _pick(service.options, settings)
        provider.updated = call.now
        return provider.json()

    return operation


def _given(service: Service, values: Mapping[str, Any]) -> Json:
    """The settings of a request as they are stored."""
    names = f"{service.credentials} {service.options}".split()
    settings = {name: values[name] for name in names if name in values}
    if settings.get("encryption") == "none":
        settings["encryption"] = ""
    if isinstance(account := settings.get("serviceAccountJSON"), str):
        settings["serviceAccountJSON"] = json.loads(account)
    return settings


def _pick(names: str, settings: Mapping[str, Any]) -> Json:
    return {name: settings[name] for name in names.split() if name in settings}


def _has(names: str, settings: Mapping[str, Any]) -> bool:
    return all(settings.get(name) not in (None, "") for name in names.split())
