"""Credentials: where they come from, which are chosen, where they travel."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest

from _runtime.errors import ConfigurationError
from _runtime.operation import Operation
from _runtime.transport import Request, Response

from .callers import Harness
from .package.client import GET
from .server import Server, answers, json

GOOD = json({"$id": "a", "name": "A"})


def one(*names: str) -> Operation[Any]:
    return Operation("getThing", "GET", "/things", result="Thing", security=(names,))


QUERY = one("Query")


@pytest.mark.parametrize(
    ("operation", "credentials", "header", "value"),
    [
        (one("Key"), {"key": "k"}, "x-key", "k"),
        (one("Token"), {"token": "t"}, "authorization", "Bearer t"),
        (one("Login"), {"login": ("me", "pa:ss")}, "authorization", "Basic bWU6cGE6c3M="),
        (one("Login"), {"login": "me:pa:ss"}, "authorization", "Basic bWU6cGE6c3M="),
        (
            one("Login"),
            {"login": ("über", " pä ss ")},
            "authorization",
            "Basic w7xiZXI6IHDDpCBzcyA=",
        ),
        (one("Cookie"), {"cookie": "c d"}, "cookie", "sid=c%20d"),
    ],
)
def test_where_a_credential_travels(
    either: Harness, operation: Operation[Any], credentials: dict[str, Any], header: str, value: str
) -> None:
    with Server(GOOD) as server, either.client(server.url, credentials=credentials) as caller:
        caller.call(operation)
    assert server.requests[0].headers[header] == value


def test_a_credential_in_the_query(harness: Harness) -> None:
    with (
        Server(GOOD) as server,
        harness.client(server.url, credentials={"query_key": "k&?"}) as caller,
    ):
        caller.call(QUERY)
        caller.call(QUERY, query={"a": "b"})
    assert [request.query for request in server.requests] == [
        "api_key=k%26%3F",
        "a=b&api_key=k%26%3F",
    ]


def test_a_cookie_credential_joins_cookie_parameters(either: Harness) -> None:
    with Server(GOOD) as server, either.client(server.url, credentials={"cookie": "c"}) as caller:
        caller.call(one("Cookie"), cookies={"theme": "dark"})
    assert server.requests[0].headers["cookie"] == "theme=dark; sid=c"


def test_a_client_certificate_needs_nothing_on_the_request(either: Harness) -> None:
    with Server(GOOD) as server, either.client(server.url, credentials={}) as caller:
        caller.call(one("Tls"))
    with (
        Server(GOOD) as server,
        either.client(server.url, credentials={"certificate": "x"}) as caller,
    ):
        caller.call(one("Tls"))
    assert "authorization" not in server.requests[0].headers


def test_the_first_alternative_that_is_complete_is_used_alone(either: Harness) -> None:
    credentials = {"project": "p", "key": "k", "token": "t"}
    with Server(GOOD) as server, either.client(server.url, credentials=credentials) as caller:
        caller.call(GET, path={"thingId": "a"})
    with (
        Server(GOOD) as second,
        either.client(second.url, credentials={"project": "p", "token": "t"}) as caller,
    ):
        caller.call(GET, path={"thingId": "a"})
    assert "authorization" not in server.requests[0].headers
    assert second.requests[0].headers["authorization"] == "Bearer t"
    assert "x-key" not in second.requests[0].headers


@pytest.mark.parametrize("other", [(), ("Tls",), ("Digest",)])
def test_an_alternative_that_takes_a_given_credential_goes_first(
    either: Harness, other: tuple[str, ...]
) -> None:
    operation: Operation[Any] = Operation(
        "getThing", "GET", "/things", result="Thing", security=(other, ("Key",), ("Token",))
    )
    with Server(GOOD) as server:
        for credentials in ({"key": "k", "token": "t"}, {"token": "t"}, {}):
            with either.client(server.url, credentials=credentials) as caller:
                caller.call(operation)
    both, token, none = (request.headers for request in server.requests)
    assert (both.get("x-key"), both.get("authorization")) == ("k", None)
    assert (token.get("x-key"), token.get("authorization")) == (None, "Bearer t")
    assert (none.get("x-key"), none.get("authorization")) == (None, None)


def test_what_is_missing_leaves_out_what_no_argument_gives(either: Harness) -> None:
    with (
        either.client("http://127.0.0.1:1", credentials={}) as caller,
        pytest.raises(ConfigurationError, match=r"^getThing needs key=\.\.\. \(or [^()]*\)$"),
    ):
        caller.call(one("Tls", "Digest", "Key"))


def test_a_scheme_the_client_does_not_know_takes_the_whole_header(harness: Harness) -> None:
    with (
        Server(GOOD) as server,
        harness.client(server.url, credentials={"digest": 'Signature keyId="a"'}) as caller,
    ):
        caller.call(one("Digest"))
        assert "keyId" not in repr(caller.client)
    assert server.requests[0].headers["authorization"] == 'Signature keyId="a"'


def test_a_middleware_can_do_digest_authentication(harness: Harness) -> None:
    challenge = 'Digest realm="things", qop="auth", algorithm=SHA-256, nonce="n1"'

    def sha(text: str) -> str:
        return sha256(text.encode()).hexdigest()

    def proof(method: str, uri: str) -> str:
        """RFC 7616, section 3.4.1."""
        return sha(f"{sha('me:things:pass')}:n1:00000001:c1:auth:{sha(f'{method}:{uri}')}")

    def authorize(request: Request, response: Response) -> bool:
        if response.status != 401 or response.headers["WWW-Authenticate"] != challenge:
            return False
        uri = "/" + request.url.split("/", 3)[3]
        request.headers["Authorization"] = (
            f'Digest username="me", realm="things", nonce="n1", uri="{uri}", qop=auth, nc=00000001, '
            f'cnonce="c1", algorithm=SHA-256, response="{proof(request.method, uri)}"'
        )
        return True

    def plain(request: Request, send: Any) -> Response:
        response: Response = send(request)
        return send(request) if authorize(request, response) else response

    async def asynchronous(request: Request, send: Any) -> Response:
        response: Response = await send(request)
        return await send(request) if authorize(request, response) else response

    refused = answers(401, b"who?", WWW_Authenticate=challenge)
    with (
        Server(refused, GOOD) as server,
        harness.client(
            server.url,
            credentials={},
            middleware=[asynchronous if harness.asynchronous else plain],
        ) as caller,
    ):
        thing = caller.call(one("Digest"), query={"q": "a b"})
    assert thing.name == "A"
    first, second = server.requests
    assert "authorization" not in first.headers
    assert proof("GET", first.target) in second.headers["authorization"]


@pytest.mark.parametrize(
    ("credentials", "words"),
    [
        (
            {},
            (
                "getThing needs project=... (or the environment variable THINGS_PROJECT) and key=... "
                "(or the environment variable THINGS_KEY), or project=... (or the environment variable "
                "THINGS_PROJECT) and token=... (or the environment variable THINGS_TOKEN)"
            ),
        ),
        (
            {"project": "p", "key": ""},
            (
                "getThing needs key=... (or the environment variable THINGS_KEY), or token=... "
                "(or the environment variable THINGS_TOKEN)"
            ),
        ),
    ],
)
def test_a_missing_credential_is_named_before_any_io(
    either: Harness, credentials: dict[str, str], words: str
) -> None:
    with Server(GOOD) as server, either.client(server.url, credentials=credentials) as caller:
        with pytest.raises(ConfigurationError) as caught:
            caller.call(GET, path={"thingId": "a"})
        assert server.connections == 0
    assert str(caught.value) == words
    assert isinstance(caught.value, ValueError)


def test_the_environment_stands_in_and_an_argument_wins(
    either: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server(GOOD) as server:
        monkeypatch.setenv("THINGS_ENDPOINT", server.url + "/v1/")
        monkeypatch.setenv("THINGS_PROJECT", "from-environment")
        monkeypatch.setenv("THINGS_KEY", "from-environment")
        with either.client(None, credentials={"key": "argument"}) as caller:
            caller.call(GET, path={"thingId": "a"})
    request = server.requests[0]
    assert request.path == "/v1/things/a"
    assert (request.headers["x-project"], request.headers["x-key"]) == (
        "from-environment",
        "argument",
    )


@pytest.mark.parametrize(
    ("endpoint", "words"),
    [
        (None, "no endpoint: pass endpoint=... (or the environment variable THINGS_ENDPOINT)"),
        ("example.com/v1", "absolute URL"),
        ("ftp://example.com", "absolute URL"),
        ("https://", "absolute URL"),
        ("https://user:pass@example.com", "no user information"),
        ("https://example.com/v1?x=1", "no user information, query"),
        ("https://exa mple.com", "spaces"),
        ("https://ex\u00e4mple.com", "non-ASCII"),
        ("https://example.com:99999", "port"),
        ("https://example.com:abc/v1", "port"),
        ("https://[::1]:0/v1", "port"),
        ("https://:443", "host"),
        ("https://a..b", "host"),
        (f"https://{'a' * 64}.example", "host"),
        ("https://%zz", "host"),
        ("https://[::g]", "host"),
        ("https://[::1", "endpoint"),
    ],
)
def test_an_endpoint_that_is_none_is_refused(
    either: Harness, monkeypatch: pytest.MonkeyPatch, endpoint: str | None, words: str
) -> None:
    monkeypatch.delenv("THINGS_ENDPOINT", raising=False)
    with (
        either.client(endpoint) as caller,
        pytest.raises(
            ConfigurationError, match=words.replace("(", r"\(").replace(")", r"\)")
        ) as caught,
    ):
        caller.call(GET, path={"thingId": "a"})
    assert "pass@" not in str(caught.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "LOCALHOST", "localhost.", "[::1]"])
def test_the_forms_of_a_host_and_scheme(either: Harness, host: str) -> None:
    with either.client(f"HTTP://{host}:1/v1/") as caller:
        call = caller.client._core.call(GET, {"path": {"thingId": "a"}})
    assert call.request.url == f"http://{host}:1/v1/things/a"


def test_without_a_prefix_no_environment_variable_is_named() -> None:
    from _runtime.client import SyncApiClient
    from _runtime.options import ApiInfo, Scheme

    api = ApiInfo("p", name="p", version="1", schemes=(Scheme("Key"),))
    client = SyncApiClient(api, credentials={})
    with pytest.raises(ConfigurationError, match=r"getThing needs Key=\.\.\.$"):
        client.call(one("Key"))
    with pytest.raises(ConfigurationError, match=r"no endpoint: pass endpoint=\.\.\.$"):
        client.call(Operation("open", "GET", "/"))


def test_a_server_without_a_host_is_no_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    from _runtime.client import SyncApiClient
    from _runtime.options import ApiInfo

    monkeypatch.delenv("P_ENDPOINT", raising=False)
    api = ApiInfo("p", name="p", version="1", env="P", endpoint="/api/v3/")
    with pytest.raises(ConfigurationError) as caught:
        SyncApiClient(api, credentials={}).call(Operation("open", "GET", "/"))
    assert str(caught.value) == (
        "no endpoint: pass endpoint=... (or the environment variable P_ENDPOINT); "
        "it probably ends with /api/v3, of which the description names no host"
    )


def test_an_operation_without_security_carries_no_credential(either: Harness) -> None:
    with Server(GOOD) as server, either.client(server.url) as caller:
        caller.call(Operation("open", "GET", "/open"))
    assert "x-key" not in server.requests[0].headers
    assert "x-project" not in server.requests[0].headers


def test_an_operation_with_a_server_of_its_own_goes_there(either: Harness) -> None:
    with Server(GOOD) as own, either.client("http://127.0.0.1:1") as caller:
        caller.call(Operation("open", "GET", "/open", server=own.url + "/v9/"))
    assert own.requests[0].path == "/v9/open"
