"""Proxy, certificate authorities and client certificate, as plain arguments."""

from __future__ import annotations

import socket
import ssl
import sys
from pathlib import Path
from typing import Any

import pytest

from _runtime.errors import ApiConnectionError, ApiTimeoutError, ConfigurationError

from .callers import CREDENTIALS, Harness
from .package.client import GET, Client
from .server import Exchange, Server, Unreachable, json, redirects, refusing

GOOD = json({"$id": "a", "name": "A"})
TLS = Path(__file__).parent / "tls"
CA = str(TLS / "ca.pem")
CLIENT = str(TLS / "client.pem")


def secure(*script: Any, client: bool = False) -> Server:
    """A server that speaks TLS and may ask for the client's certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "server.pem")
    if client:
        context.load_verify_locations(CA)
        context.verify_mode = ssl.CERT_REQUIRED
    return Server(*script, tls=context)


def test_an_authority_of_ones_own(harness: Harness) -> None:
    with secure(GOOD) as server, harness.client(server.url, ca_file=CA) as caller:
        for _ in range(3):
            assert caller.call(GET, path={"thingId": "a"}).id == "a"
        assert server.connections == 1


def test_a_certificate_nobody_vouches_for(harness: Harness) -> None:
    with (
        secure(GOOD) as server,
        harness.client(server.url, retries=0) as caller,
        pytest.raises(ApiConnectionError, match="no connection") as caught,
    ):
        caller.call(GET, path={"thingId": "a"})
    assert not caught.value.sent


def test_a_redirect_from_https_to_http_carries_no_credential(harness: Harness) -> None:
    with (
        Server(GOOD) as plain,
        secure(redirects(f"{plain.url}/x")) as server,
        harness.client(server.url, ca_file=CA) as caller,
    ):
        caller.call(GET, path={"thingId": "a"})
    assert "x-key" in server.requests[0].headers
    assert "x-key" not in plain.requests[0].headers


def test_a_tunnel_through_a_proxy(harness: Harness) -> None:
    def tunnel(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        exchange.relay(server.port)

    with (
        secure(GOOD) as server,
        Server(tunnel) as proxy,
        harness.client(server.url, ca_file=CA, proxy=proxy.url) as caller,
    ):
        assert caller.call(GET, path={"thingId": "a"}).id == "a"
    assert proxy.requests[0].method == "CONNECT"
    assert "x-key" not in proxy.requests[0].headers


def test_a_client_certificate(harness: Harness, tmp_path: Path) -> None:
    text = Path(CLIENT).read_text()
    key_at = text.index("-----BEGIN PRIVATE KEY")
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    certificate.write_text(text[:key_at])
    key.write_text(text[key_at:])
    with secure(GOOD, client=True) as server:
        for given in (CLIENT, (str(certificate), str(key))):
            with harness.client(server.url, ca_file=CA, client_cert=given) as caller:
                assert caller.call(GET, path={"thingId": "a"}).id == "a"
        with (
            harness.client(server.url, ca_file=CA, retries=0) as caller,
            pytest.raises(ApiConnectionError),
        ):
            caller.call(GET, path={"thingId": "a"})


def test_a_proxy(harness: Harness) -> None:
    with (
        Server(GOOD) as proxy,
        harness.client(
            "http://localhost:1", proxy=f"http://me:p%40ss@127.0.0.1:{proxy.port}"
        ) as caller,
    ):
        assert caller.call(GET, path={"thingId": "a"}).id == "a"
    request = proxy.requests[0]
    assert request.target == "http://localhost:1/things/a"
    assert request.headers["proxy-authorization"] == "Basic bWU6cEBzcw=="


def test_a_proxy_that_is_not_there(harness: Harness) -> None:
    with (
        harness.client("http://localhost:1", proxy=refusing(), retries=0) as caller,
        pytest.raises(ApiConnectionError) as caught,
    ):
        caller.call(GET, path={"thingId": "a"})
    assert not caught.value.sent


def test_a_proxy_that_refuses_a_tunnel(either: Harness) -> None:
    with (
        Server(json({}, 407)) as proxy,
        either.client("https://localhost:1", proxy=proxy.url, retries=0) as caller,
        pytest.raises(ApiConnectionError, match="the proxy refuses: 407") as caught,
    ):
        caller.call(GET, path={"thingId": "a"})
    assert not caught.value.sent
    assert proxy.requests[0].method == "CONNECT"


@pytest.mark.parametrize("variable", ["http_proxy", "all_proxy"])
def test_the_proxy_of_the_environment(
    either: Harness, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    with Server(GOOD) as proxy, Server(GOOD) as server:
        monkeypatch.setenv(variable, f"127.0.0.1:{proxy.port}")
        with either.client(f"http://localhost:{server.port}") as caller:
            caller.call(GET, path={"thingId": "a"})
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        with either.client(server.url) as caller:
            caller.call(GET, path={"thingId": "a"})
    assert (len(proxy.requests), len(server.requests)) == (1, 1)


@pytest.mark.parametrize("argument", ["ca_file", "client_cert"])
@pytest.mark.parametrize("content", [None, b"", b"-----BEGIN CERTIFICATE-----\nAA\n"])
def test_a_file_that_can_not_be_used(
    harness: Harness, tmp_path: Path, argument: str, content: bytes | None
) -> None:
    path = tmp_path / "file.pem"
    if content is not None:
        path.write_bytes(content)
    with (
        harness.client("https://localhost:1", **{argument: str(path)}) as caller,
        pytest.raises(ConfigurationError, match=f"{argument}='.*file.pem' can not be used"),
    ):
        caller.call(GET, path={"thingId": "a"})


def test_an_encrypted_key_asks_nobody_for_its_password(harness: Harness, tmp_path: Path) -> None:
    certificate = Path(CLIENT).read_text().partition("-----BEGIN PRIVATE KEY")[0]
    key = (TLS / "encrypted.pem").read_text()
    (tmp_path / "both.pem").write_text(certificate + key)
    with (
        harness.client("https://localhost:1", client_cert=str(tmp_path / "both.pem")) as caller,
        pytest.raises(ConfigurationError, match="client_cert"),
    ):
        caller.call(GET, path={"thingId": "a"})


@pytest.mark.parametrize(
    "proxy", ["foo", "ftp://proxy:1", "http://", "http://proxy:port", "http://proxy:0", "http://[x"]
)
def test_what_is_no_proxy(harness: Harness, proxy: str) -> None:
    with (
        harness.client("http://localhost:1", proxy=proxy) as caller,
        pytest.raises(ConfigurationError, match="a proxy is given as a URL"),
    ):
        caller.call(GET, path={"thingId": "a"})


def test_a_socks_proxy_of_the_environment_without_its_package(
    either: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("all_proxy", "socks5://me:secret@127.0.0.1:1")
    monkeypatch.setitem(sys.modules, "socksio", None)
    with (
        either.client("http://localhost:1") as caller,
        pytest.raises(ConfigurationError, match="a SOCKS proxy needs pyreqwest") as caught,
    ):
        caller.call(GET, path={"thingId": "a"})
    assert "secret" not in str(caught.value)


def own_client(endpoint: str, **arguments: Any) -> Client:
    return Client(endpoint, credentials=CREDENTIALS, transport="httpx2", **arguments)


def test_the_next_address_of_a_host_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    with Unreachable() as nowhere, Server(GOOD) as server:
        dead = int(nowhere.url.rpartition(":")[2])

        real = socket.getaddrinfo

        def lookup(host: str, port: int, *rest: Any, **named: Any) -> list[Any]:
            if host != "localhost":
                return real(host, port, *rest, **named)
            kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
            return [(*kind, (address, port)) for address in addresses]

        monkeypatch.setattr(socket, "getaddrinfo", lookup)
        addresses = ["127.0.0.2", "127.0.0.1"]  # nobody listens on the first
        with own_client(f"http://localhost:{server.port}") as client:
            assert client.things.get("a").id == "a"
        addresses = ["127.0.0.1"] * 5
        with own_client(f"http://localhost:{dead}", connect_timeout=0.3, retries=0) as client:
            with pytest.raises(ApiTimeoutError, match="no connection in time") as caught:
                client.things.get("a")
            assert not caught.value.sent
        addresses = []
        with (
            own_client("http://localhost:1") as client,
            pytest.raises(ApiConnectionError, match="the host has no address"),
        ):
            client.call(GET, path={"thingId": "a"}, options={"retries": 0})


def test_a_lookup_when_the_interpreter_starts_no_thread_any_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def start(*rest: Any, **named: Any) -> None:
        raise RuntimeError("can't create new thread at interpreter shutdown")

    monkeypatch.setattr("_runtime.sockets_httpx2.Thread", start)
    with Server(GOOD) as server, own_client(f"http://localhost:{server.port}") as client:
        assert client.things.get("a").id == "a"
