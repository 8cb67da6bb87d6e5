"""Credentials show nowhere: not in reprs, errors, logs, pickles, nor among the locals of a traceback."""

from __future__ import annotations

import copy
import json as jsonlib
import pickle
import traceback
from collections.abc import Iterator
from typing import Any, Literal

import pytest

from _runtime.client import SyncApiClient
from _runtime.errors import ApiError
from _runtime.headers import Headers
from _runtime.operation import Operation
from _runtime.redaction import Secret, conceal, is_sensitive, mask_json, mask_url
from _runtime.unset import UNSET

from .callers import FakeClock, Harness
from .package.client import API
from .server import Reply, Server, answers, closes, json, redirects, refusing, silent, truncates

SECRET = "s3cr3t-value"
CREDENTIALS = dict.fromkeys(("project", "key", "token", "login", "query_key", "cookie"), SECRET)
ALL: Operation[Any] = Operation(
    "everything",
    "GET",
    "/everything",
    result="Thing",
    security=(("Project", "Key", "Token", "Query", "Cookie"),),
)
BASIC: Operation[Any] = Operation("basic", "GET", "/basic", result="Thing", security=(("Login",),))
FAULTS: dict[str, Reply] = {
    "lost": closes(),
    "silent": silent(),
    "truncated": truncates(),
    "500": answers(500, b"oops"),
    "HTML": answers(200, b"<html>"),
    "not gzip": answers(200, b"plain", content_encoding="gzip"),
    "redirects for ever": redirects("/again"),
}


def locals_of(error: BaseException) -> str:
    """What a tool that shows locals prints, but for the frames of this test, which hold the credentials."""
    shown = traceback.TracebackException.from_exception(error, capture_locals=True)
    chain: list[traceback.TracebackException] = []
    follow: traceback.TracebackException | None = shown
    while follow is not None and follow not in chain:
        chain.append(follow)
        follow = follow.__cause__ or follow.__context__
    return "\n".join(
        str(frame.locals) + str(frame.line)
        for link in chain
        for frame in link.stack
        if "tests/runtime" not in frame.filename
    )


def hidden(text: str) -> None:
    assert SECRET not in text
    assert "czNjcjN0LXZhbHVl" not in text  # Base64


@pytest.mark.parametrize("operation", [ALL, BASIC], ids=lambda operation: operation.id)
@pytest.mark.parametrize("fault", FAULTS)
def test_errors_and_their_frames(harness: Harness, fault: str, operation: Operation[Any]) -> None:
    timeout = (
        0.3 if fault == "silent" else 30
    )  # the others are to fail as they are meant to, however busy the machine
    with (
        Server(FAULTS[fault]) as server,
        harness.client(server.url, credentials=CREDENTIALS, timeout=timeout, retries=0) as caller,
        pytest.raises(ApiError) as caught,
    ):
        caller.call(operation)
    error = caught.value
    for text in (str(error), repr(error), str(vars(error)), locals_of(error)):
        hidden(text)
    assert SECRET.encode() not in pickle.dumps(error)
    if operation is ALL:
        assert error.url.endswith("/everything?api_key=***")


def test_frames_of_a_body_that_fails(harness: Harness) -> None:
    """The caller's own error passes through the library that was sending: what it shows there holds no credential."""

    def broken() -> Iterator[bytes]:
        yield b"first"
        raise ZeroDivisionError("the caller's own")

    operation: Operation[Any] = Operation(
        "upload", "PUT", "/files", security=ALL.security, body="binary"
    )
    with (
        Server(answers(204)) as server,
        harness.client(server.url, credentials=CREDENTIALS) as caller,
        pytest.raises(ZeroDivisionError) as caught,
    ):
        caller.call(operation, body=broken())
    assert "_send" in str(traceback.format_tb(caught.value.__traceback__))
    hidden(locals_of(caught.value))


def test_frames_of_a_refused_connection(harness: Harness) -> None:
    with (
        harness.client(refusing(), credentials=CREDENTIALS, retries=0) as caller,
        pytest.raises(ApiError) as caught,
    ):
        caller.call(ALL)
    hidden(locals_of(caught.value))
    hidden(str(caught.value))


@pytest.mark.parametrize("bad", [{"timeout": -1}, {"retries": 1.5}, {"endpoint": "nonsense"}])
def test_frames_of_a_wrong_setting(either: Harness, bad: dict[str, Any]) -> None:
    arguments: dict[str, Any] = {
        "endpoint": "http://127.0.0.1:1",
        "credentials": CREDENTIALS,
        **bad,
    }
    with (
        either.client(arguments.pop("endpoint"), **arguments) as caller,
        pytest.raises((ValueError, TypeError)) as caught,
    ):
        caller.call(ALL)
    hidden(locals_of(caught.value))


@pytest.mark.parametrize("name", ["key", "token", "login", "cookie"])
def test_frames_of_a_credential_with_a_line_break(either: Harness, name: str) -> None:
    operations = {"key": "Key", "token": "Token", "login": "Login", "cookie": "Cookie"}
    operation: Operation[Any] = Operation("x", "GET", "/x", security=((operations[name],),))
    with (
        either.client("http://127.0.0.1:1", credentials={name: f"{SECRET}\r\nX-Evil: 1"}) as caller,
        pytest.raises(ValueError, match=f"{name} holds a line break") as caught,
    ):
        caller.call(operation)
    hidden(str(caught.value) + locals_of(caught.value))


@pytest.mark.parametrize("value", [f" {SECRET}", f"{SECRET} "])
def test_a_credential_or_header_between_spaces_is_refused_without_showing_it(
    harness: Harness, value: str
) -> None:
    arguments: list[dict[str, Any]] = [
        {"credentials": {**CREDENTIALS, "key": value}},
        {"credentials": CREDENTIALS, "headers": {"X-Key": value}},
    ]
    for given in arguments:
        with (
            harness.client("http://127.0.0.1:1", **given) as caller,
            pytest.raises(ValueError, match="begins or ends with a space") as caught,
        ):
            caller.call(ALL)
        hidden(str(caught.value) + locals_of(caught.value))


def test_frames_of_a_header_with_a_line_break(either: Harness) -> None:
    headers = {"Authorization": f"Bearer {SECRET}\n"}
    with (
        either.client("http://127.0.0.1:1", headers=headers) as caller,
        pytest.raises(ValueError, match="'Authorization' holds a line break") as caught,
    ):
        caller.call(BASIC.__class__("x", "GET", "/x"))
    hidden(str(caught.value) + locals_of(caught.value))


def test_a_credential_given_as_a_header_is_masked_too(either: Harness) -> None:
    with either.client("http://127.0.0.1:1", headers={"X-Project": SECRET}) as caller:
        call = caller.client._core.call(ALL.__class__("x", "GET", "/x"), {})
    hidden(repr(call.request.headers))


def test_logs_at_every_level(harness: Harness, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(1)
    with (
        Server(answers(500), json({"$id": "a", "name": "A"})) as server,
        harness.client(server.url, credentials=CREDENTIALS, clock=FakeClock()) as caller,
    ):
        caller.call(ALL)
        caller.call(BASIC)
    assert "everything: GET " in caplog.text
    hidden(caplog.text)
    for record in caplog.records:
        hidden(str(record.args))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{"apiKey": "abc", "name": "N"}', '{"apiKey": "***", "name": "N"}'),
        (r'{"private_key":"a\"b', '{"private_key":"***"'),
        ('{"password": null}', '{"password": null}'),
        ("<html>", "<html>"),
    ],
)
def test_masked_json(text: str, shown: str) -> None:
    assert mask_json(text) == shown


def test_cookies_of_an_answer_are_in_no_log(
    harness: Harness, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(1)
    reply = json({"$id": "a", "name": "A"}, set_cookie=f"a_session={SECRET}", x_seen="seen")
    with Server(reply) as server, harness.client(server.url) as caller:
        caller.call(Operation("x", "GET", "/x", result="Thing"))
    assert "('x-seen', 'seen')" in caplog.text
    hidden(caplog.text)


@pytest.mark.parametrize("codec", ["json", "form", "multipart"])
def test_a_concealed_value_is_sent_as_it_is(
    harness: Harness, codec: Literal["json", "form", "multipart"]
) -> None:
    operation: Operation[Any] = Operation("x", "POST", "/x/{id}", body=codec)
    with Server(answers(204)) as server, harness.client(server.url) as caller:
        caller.call(
            operation,
            path={"id": conceal(SECRET)},
            query={"q": conceal(SECRET)},
            headers={"X-Q": conceal(SECRET)},
            body={"a": conceal(SECRET), "b": conceal(UNSET), "c": conceal({"d": SECRET})},
        )
    request = server.requests[0]
    assert (request.path, request.query) == (f"/x/{SECRET}", f"q={SECRET}")
    assert request.headers["x-q"] == SECRET
    assert request.body.count(SECRET.encode()) == 2
    assert b"***" not in request.body


@pytest.mark.parametrize("codec", ["json", "form", "multipart", "jsonl"])
def test_a_concealed_array_is_sent_as_it_is(
    harness: Harness, codec: Literal["json", "form", "multipart", "jsonl"]
) -> None:
    operation: Operation[Any] = Operation("x", "POST", "/x/{ids}", body=codec)
    secrets = [SECRET, f"{SECRET}-2"]
    bodies = [conceal(secrets)] if codec == "jsonl" else [{"a": secrets}, {"a": conceal(secrets)}]
    with Server(answers(204)) as server, harness.client(server.url) as caller:
        for body in bodies:
            caller.call(
                operation,
                path={"ids": conceal(secrets)},
                query={"q": conceal(secrets)},
                headers={"X-Q": conceal(secrets)},
                body=body,
            )
    request = server.requests[-1]
    assert request.path == f"/x/{SECRET},{SECRET}-2"
    assert request.query == f"q={SECRET}&q={SECRET}-2"
    assert request.headers["x-q"] == f"{SECRET},{SECRET}-2"
    assert request.body.count(SECRET.encode()) == 2
    lengths = {len(request.body) for request in server.requests}
    assert len(lengths) == 1


def test_what_is_absent_or_null_is_not_concealed() -> None:
    assert conceal(None) is None
    assert conceal(UNSET) is UNSET


def test_reprs(either: Harness) -> None:
    with either.client("http://127.0.0.1:1", credentials=CREDENTIALS) as caller:
        client = caller.client
        hidden(repr(client))
        assert "endpoint='http://127.0.0.1:1', Project=***, Key=***" in repr(client)
        hidden(repr(vars(client)))
        hidden(repr(client._core.settings.credentials))
        call = client._core.call(ALL, {})
        hidden(repr(call.request) + repr(call.request.headers))


def test_clients_and_secrets_are_not_pickled_or_copied(either: Harness) -> None:
    with either.client("http://127.0.0.1:1") as caller:
        for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError, match="with_options"):
                attempt(caller.client)
    for attempt in (pickle.dumps, copy.copy):
        with pytest.raises(TypeError, match="not pickled"):
            attempt(Secret(SECRET))
    assert repr(Secret(SECRET)) == "Secret('***')"
    assert not Secret("")


def test_pickled_headers_hold_no_credential() -> None:
    headers = Headers([("X-Key", SECRET), ("X-Other", "seen"), ("X-Odd", SECRET)])
    headers.hide("x-odd")
    restored = pickle.loads(pickle.dumps(headers))
    assert restored.items() == [("X-Key", "***"), ("X-Other", "seen"), ("X-Odd", "***")]


@pytest.mark.parametrize(
    ("name", "sensitive"),
    [
        ("Authorization", True),
        ("Set-Cookie", True),
        ("X-Appwrite-Key", True),
        ("X-Appwrite-JWT", True),
        ("X-Appwrite-Session", True),
        ("api_key", True),
        ("access_token", True),
        ("accessToken", True),
        ("X-Fallback-Cookies", True),
        ("X-Amz-Credential", True),
        ("Proxy-Authorization", True),
        ("WWW-Authenticate", True),
        ("X-Appwrite-Project", False),
        ("Content-Type", False),
        ("X-Keyboard", False),
        ("Author", False),
    ],
)
def test_names_that_hold_credentials(name: str, sensitive: bool) -> None:
    assert is_sensitive(name) is sensitive


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://h/p", "https://h/p"),
        ("https://me:pass@h:1/p", "https://h:1/p"),
        ("https://h/p?a=1&token=x&b", "https://h/p?a=1&token=***&b"),
        ("https://h/p?odd=x", "https://h/p?odd=***"),
        ("/p?token=x", "/p?token=***"),
        ("https://h?key=x", "https://h?key=***"),
    ],
)
def test_masked_urls(url: str, shown: str) -> None:
    assert mask_url(url, ("odd",)) == shown


class Once:
    """The warning about plain HTTP."""

    @staticmethod
    def client(endpoint: str) -> SyncApiClient:
        transport = Answering()
        return SyncApiClient(API, endpoint=endpoint, credentials=CREDENTIALS, transport=transport)


@pytest.mark.parametrize("endpoint", ["http://localhost:8080/v1", "http://api.example.com/v1"])
def test_an_address_is_looked_at_once(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[str] = []

    def look(host: str) -> bool:
        looks.append(host)
        return True

    monkeypatch.setattr("_runtime.core._is_loopback", look)
    elsewhere: Operation[Any] = Operation(
        "x", "GET", "/x", security=ALL.security, server="http://other.example.com"
    )
    client = Once.client(endpoint)
    for caller in (client, client.with_options(retries=0), client):
        caller.call(ALL)
        caller.call(ALL, options={"timeout": 5})
        caller.call(elsewhere)
    assert looks == [endpoint.split("/")[2].partition(":")[0], "other.example.com"]


class Answering:
    def send(self, request: Any) -> Any:
        from _runtime.transport import Response

        return Response(200, [], jsonlib.dumps({"$id": "a", "name": "A"}).encode())

    def close(self) -> None:
        pass


@pytest.mark.parametrize("host", ["127.example.com", "localhost.example.com", "xlocalhost"])
def test_a_name_that_only_looks_like_home(host: str) -> None:
    with pytest.warns(UserWarning, match=f"sent to {host} over plain HTTP"):
        Once.client(f"HTTP://{host}").call(ALL)


def test_a_key_over_plain_http_warns_once(recwarn: pytest.WarningsRecorder) -> None:
    import warnings

    warnings.simplefilter("always")
    client = Once.client("http://api.example.com")
    derived = client.with_options(retries=0)
    client.call(ALL, options={"timeout": 5})
    for caller in (client, derived, client):
        caller.call(ALL)
    assert len(recwarn) == 1
    assert (
        str(recwarn[0].message)
        == "credentials are sent to api.example.com over plain HTTP; use https://"
    )
    assert recwarn[0].filename == __file__


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://api.example.com",
        "http://localhost:8080",
        "http://x.localhost",
        "http://127.9.9.9",
        "http://[::1]:80",
    ],
)
def test_no_warning_for_https_or_at_home(endpoint: str, recwarn: pytest.WarningsRecorder) -> None:
    Once.client(endpoint).call(ALL)
    assert not recwarn


def test_no_warning_without_a_credential(recwarn: pytest.WarningsRecorder) -> None:
    Once.client("http://api.example.com").call(Operation("open", "GET", "/open"))
    assert not recwarn
