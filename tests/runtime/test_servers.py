"""Base URLs with variables: who fills them, and what cannot stand in them."""

from __future__ import annotations

from typing import Any

import pytest

from _runtime.client import SyncApiClient
from _runtime.errors import ConfigurationError
from _runtime.operation import Operation
from _runtime.options import ApiInfo

from .callers import Harness
from .package.client import API
from .server import Server, json

GOOD = json({"$id": "a", "name": "A"})


def sent_to(template: str, variables: dict[str, str | None], server: str | None = None) -> str:
    """The URL of a call by a client whose description has this server; nothing is sent."""
    api = ApiInfo("p", name="p", version="1", endpoint=template, env="P")
    client = SyncApiClient(api, credentials={}, variables=variables)
    operation: Operation[None] = Operation("open", "GET", "/open", server=server)
    return client._core.call(operation, {}).request.url


def test_variables_are_arguments_of_the_client(either: Harness) -> None:
    with Server(GOOD) as server:
        _, port = server.url.rsplit(":", 1)
        template = "http://{host=127.0.0.1}:{port=1}/{version=v1}/"
        variables = {"port": port, "version": None}
        with either.client(template, variables=variables) as caller:
            caller.call(Operation("open", "GET", "/open"))
            caller.call(Operation("open", "GET", "/open", server="/{root=nowhere}/"))
    assert [request.path for request in server.requests] == ["/v1/open", "/nowhere/open"]


@pytest.mark.parametrize(
    ("server", "url"),
    [
        ("https://{tenant=all}.files.test/{base=v1}", "https://acme.files.test/v1/open"),
        ("https://files.test/v9/", "https://files.test/v9/open"),
        ("/", "https://acme.test/open"),
        ("/{base=v9}", "https://acme.test/v9/open"),
        ("up", "https://acme.test/v2/up/open"),
        ("../v3", "https://acme.test/v3/open"),
        ("//{tenant}.other", "https://acme.other/open"),
    ],
)
def test_an_operation_with_a_server_of_its_own(server: str, url: str) -> None:
    assert sent_to("https://{tenant}.test/v2/", {"tenant": "acme"}, server) == url


@pytest.mark.parametrize(
    ("known", "given", "server", "url"),
    [
        (
            "https://a.test",
            "http://127.0.0.1:81/v1",
            "https://files.test/v9",
            "http://127.0.0.1:81/v1/open",
        ),
        (
            "https://a.test",
            "http://127.0.0.1:81/v1",
            "//files.test/v9",
            "http://127.0.0.1:81/v1/open",
        ),
        ("https://a.test", "http://127.0.0.1:81/v1", "/v9", "http://127.0.0.1:81/v9/open"),
        (
            "https://a.test",
            "https://a.test/",
            "https://files.test/v9",
            "https://files.test/v9/open",
        ),
        ("https://a.test", None, "https://files.test/v9", "https://files.test/v9/open"),
        ("/v1", "http://127.0.0.1:81/v1", "https://files.test/v9", "https://files.test/v9/open"),
        (None, "http://127.0.0.1:81/v1", "https://files.test/v9", "https://files.test/v9/open"),
    ],
)
def test_an_endpoint_in_place_of_the_known_one_is_for_all_operations(
    known: str | None, given: str | None, server: str, url: str
) -> None:
    api = ApiInfo("p", name="p", version="1", endpoint=known)
    client = SyncApiClient(api, endpoint=given, credentials={})
    operation: Operation[None] = Operation("open", "GET", "/open", server=server)
    assert client._core.call(operation, {}).request.url == url


@pytest.mark.parametrize(
    ("template", "value", "url"),
    [
        ("https://{x}.test/v1", "acme", "https://acme.test/v1/open"),
        ("{x}/v1", "https://a.test/b", "https://a.test/b/v1/open"),
        ("https://{x}", "a.test:81/b", "https://a.test:81/b/open"),
        ("https://{x}/v1", "a.test/b", "https://a.test/b/v1/open"),
        ("{scheme=https}://a.test{x}", "/b/c", "https://a.test/b/c/open"),
        ("https://a.test/{x}/v1", "b/c", "https://a.test/b/c/v1/open"),
        ("https://a.test/{x}/v1", "", "https://a.test//v1/open"),
        ("https://a.test/v1/{x=no}", "", "https://a.test/v1/open"),
    ],
)
def test_what_may_stand_in_a_url(template: str, value: str, url: str) -> None:
    assert sent_to(template, {"x": value}) == url


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("https://{x}.test", "evil.example/"),
        ("https://{x}.test", "evil.example\\"),
        ("https://{x}.test", "evil.example#"),
        ("https://{x}.test", "evil.example?"),
        ("https://{x}.test", "evil.example:443/"),
        ("https://{x}.test", "evil.example:443"),
        ("https://{x}:{port=443}/v1", "evil.example/"),
        ("https://{x}{base=/v1}", "evil.example/"),
        ("https://api.{x}", "@evil.example"),
        ("https://api.test/{x}/v1", ".."),
        ("https://api.test/{x}/v1", "a/%2E./b"),
        ("https://api.test/{x}/v1", "a\\..\\b"),
        ("https://api.test/{x}/v1", "a b"),
        ("https://api.test/{x}/v1", "a\r\nX-Y: z"),
        ("https://{x}.test", ""),
    ],
)
@pytest.mark.parametrize("own", [False, True])
def test_a_value_that_would_lead_elsewhere_is_refused(template: str, value: str, own: bool) -> None:
    first, server = ("https://fine.test", template) if own else (template, None)
    with pytest.raises(ConfigurationError):
        sent_to(first, {"x": value}, server)


def test_a_value_that_makes_no_absolute_url_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="absolute URL"):
        sent_to("{x}", {"x": "acme"})


def test_a_relative_server_cannot_lead_to_another_host() -> None:
    with pytest.raises(ConfigurationError, match=r"x='evil.example/' cannot stand in the URL"):
        sent_to("https://fine.test", {"x": "evil.example/"}, "//{x}.fine.test")


def test_the_environment_stands_in_for_an_argument(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("P_REGION", "us")
    template = "https://{region=eu}.test"
    assert sent_to(template, {"region": None}) == "https://us.test/open"
    assert sent_to(template, {"region": "ap"}) == "https://ap.test/open"
    monkeypatch.setenv("P_REGION", "")
    assert sent_to(template, {"region": None}) == "https://eu.test/open"


def test_a_variable_without_a_value_is_named() -> None:
    words = r"the URL https://\{tenant\}\.test needs tenant=\.\.\. \(or .* P_TENANT\)"
    with pytest.raises(ConfigurationError, match=words):
        sent_to("https://{tenant}.test", {"tenant": None})
    bare = ApiInfo("p", name="p", version="1", endpoint="https://{tenant}.test")
    with pytest.raises(ConfigurationError, match=r"needs tenant=\.\.\.$"):
        SyncApiClient(bare, credentials={}).call(Operation("open", "GET", "/"))


def test_each_server_has_defaults_of_its_own() -> None:
    arguments: dict[str, Any] = {
        "variables": {"region": None},
        "server": "https://{region=us}.test",
    }
    assert sent_to("https://{region=eu}.test", **arguments) == "https://us.test/open"


def test_a_client_shows_its_variables_and_passes_them_on() -> None:
    client = SyncApiClient(
        API, endpoint="https://{tenant}.test", credentials={}, variables={"tenant": "acme"}
    )
    derived = client.with_options(timeout=1.0)
    for one in (client, derived):
        assert "endpoint='https://{tenant}.test', tenant='acme'" in repr(one)
        call = one._core.call(Operation("open", "GET", "/open"), {})
        assert call.request.url == "https://acme.test/open"
