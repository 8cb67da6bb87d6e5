"""One test table for the synchronous and the asynchronous client, on every transport."""

from __future__ import annotations

import pytest

from tests.runtime.callers import KINDS, Harness


@pytest.fixture(params=KINDS, ids="-".join)
def harness(request: pytest.FixtureRequest) -> Harness:
    """A maker of clients: sync and async, on httpx2 and pyreqwest."""
    client, transport = request.param
    return Harness(client, transport)


@pytest.fixture(params=["sync", "async"])
def either(request: pytest.FixtureRequest) -> Harness:
    """A maker of clients, sync and async, where the transport makes no difference."""
    return Harness(request.param, "httpx2")


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy and no setting of the machine takes part."""
    for name in (
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "http_proxy",
        "https_proxy",
        "all_proxy",
    ):
        monkeypatch.delenv(name, raising=False)
