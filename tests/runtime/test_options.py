"""Options per call and per client, raw responses, and what goes on the wire."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from _runtime.headers import Headers

from .callers import FakeClock, Harness
from .package.client import CREATE, ECHO, GET, LIST, SEND, TEXT, UPDATE
from .server import Server, answers, drips, json, silent

GOOD = json({"$id": "a", "name": "A"})


def test_the_usual_headers(harness: Harness) -> None:
    with Server(GOOD) as server, harness.client(server.url) as caller:
        caller.call(GET, path={"thingId": "a"})
        caller.call(UPDATE, path={"thingId": "a"}, body={"name": "B"})
    first, second = (request.headers for request in server.requests)
    assert first["user-agent"] == "things/1.2.3"
    assert first["accept"] == "application/json"
    assert first["x-format"] == "1.6.0"
    assert first["host"] == f"127.0.0.1:{server.port}"
    assert "content-type" not in first
    assert "content-length" not in first
    assert second["content-type"] == "application/json"
    assert second["content-length"] == str(len(b'{"name":"B"}'))


def test_options_of_a_call(harness: Harness) -> None:
    options: dict[str, Any] = {
        "headers": {"X-Extra": "1", "x-format": "2.0", "ACCEPT": None},
        "query": {"debug": True, "tags": ["a", "b"]},
        "retries": 0,
    }
    with (
        Server(answers(500), GOOD) as server,
        harness.client(server.url) as caller,
        pytest.raises(Exception, match="500"),
    ):
        caller.call(GET, path={"thingId": "a"}, query={"q": "1"}, options=options)
    request = server.requests[0]
    assert request.query == "q=1&debug=true&tags=a&tags=b"
    assert (request.headers["x-extra"], request.headers["x-format"]) == ("1", "2.0")
    assert request.headers.get("accept", "*/*") == "*/*"


def test_the_timeout_of_a_call(harness: Harness) -> None:
    with Server(silent()) as server, harness.client(server.url) as caller:
        with pytest.raises(TimeoutError):
            caller.call(GET, path={"thingId": "a"}, options={"timeout": 0.2, "retries": 0})
        with pytest.raises(TimeoutError, match=r"deadline of 0\.2 s"):
            caller.call(GET, path={"thingId": "a"}, options={"deadline": 0.2})
        with pytest.raises(TimeoutError, match="deadline of 1e-09 s"):
            caller.call(GET, path={"thingId": "a"}, options={"deadline": 1e-9})


def test_a_deadline_can_be_lifted_for_a_call(either: Harness) -> None:
    clock = FakeClock()
    with (
        Server(answers(500), GOOD) as server,
        either.client(server.url, deadline=0.1, clock=clock) as caller,
    ):
        caller.call(GET, path={"thingId": "a"}, options={"deadline": None})
    assert clock.waits == [0.5]


def test_a_timeout_without_end(harness: Harness) -> None:
    forever = float("inf")
    with (
        Server(GOOD) as server,
        harness.client(server.url, timeout=forever, connect_timeout=forever) as caller,
    ):
        assert caller.call(GET, path={"thingId": "a"}).id == "a"


def test_with_options_shares_connections_and_leaves_its_parent_alone(harness: Harness) -> None:
    with Server(GOOD) as server, harness.client(server.url, headers={"X-A": "1"}) as caller:
        derived = caller.derived(
            caller.client.with_options(headers={"x-a": "2"}, query={"b": 1}, retries=0)
        )
        again = caller.derived(derived.client.with_options(headers={"X-C": "3"}))
        for client in (caller, derived, again, caller):
            client.call(GET, path={"thingId": "a"})
        derived.close()
        caller.call(GET, path={"thingId": "a"})
        assert server.connections == 1
        assert type(derived.client) is type(caller.client)
        assert derived.client.things is not None
    sent = [(r.headers["x-a"], r.headers.get("x-c"), r.query) for r in server.requests]
    assert sent == [
        ("1", None, ""),
        ("2", None, "b=1"),
        ("2", "3", "b=1"),
        ("1", None, ""),
        ("1", None, ""),
    ]


def test_what_is_kept_of_a_call_is_not_for_other_options_or_clients(harness: Harness) -> None:
    """Each in turn, and again: what the first worked out for an operation must not show in the second."""
    other = {"project": "p-2", "key": "another-key"}
    options: dict[str, Any] = {"headers": {"X-Extra": "1"}, "query": {"debug": True}}
    with (
        Server(GOOD) as server,
        harness.client(server.url, query={"v": 1}) as one,
        harness.client(f"{server.url}/other", credentials=other) as two,
    ):
        timed = one.derived(one.client.with_options(timeout=9))
        for _ in range(2):
            for caller, given in ((one, None), (one, options), (two, None), (timed, options)):
                caller.call(GET, path={"thingId": "a"}, options=given)
                caller.call(CREATE, body={"thingId": "a", "name": "A"}, options=given)
    ours, theirs = ("p-1", "s3cr3t-key"), ("p-2", "another-key")
    expected = [
        (*ours, None, "/things/a", "v=1"),
        (*ours, "1", "/things/a", "v=1&debug=true"),
        (*theirs, None, "/other/things/a", ""),
        (*ours, "1", "/things/a", "v=1&debug=true"),
    ]
    sent = [
        (r.headers["x-project"], r.headers["x-key"], r.headers.get("x-extra"), r.path, r.query)
        for r in server.requests
    ]
    assert sent[::2] == expected * 2
    assert sent[1::2] == [(*r[:3], r[3].removesuffix("/a"), r[4]) for r in expected] * 2
    assert {r.headers.get("content-type") for r in server.requests[::2]} == {None}
    assert {r.headers.get("content-type") for r in server.requests[1::2]} == {"application/json"}


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"timeout": 0}, ValueError, "timeout is more than 0 seconds, not 0"),
        ({"timeout": "5"}, TypeError, "timeout is a number of seconds, not str"),
        ({"timeout": float("nan")}, ValueError, "timeout is more than 0 seconds"),
        ({"deadline": -1}, ValueError, "deadline is more than 0"),
        ({"retries": -1}, ValueError, "retries is 0 or more, not -1"),
        ({"retries": 1.0}, TypeError, "retries is a whole number, not float"),
        ({"retries": True}, TypeError, "retries is a whole number, not bool"),
        ({"time_out": 5}, TypeError, "unknown option 'time_out'; the options are headers, query"),
    ],
)
def test_options_are_checked_before_any_io(
    either: Harness, options: dict[str, Any], error: type[Exception], words: str
) -> None:
    with Server(GOOD) as server, either.client(server.url) as caller:
        with pytest.raises(error, match=words):
            caller.call(GET, path={"thingId": "a"}, options=options)
        with pytest.raises(error, match=words):
            caller.client.with_options(**options)
        assert server.connections == 0
    if "time_out" not in options:
        with (
            either.client("http://127.0.0.1:1", **options) as caller,
            pytest.raises(error, match=words),
        ):
            caller.call(GET, path={"thingId": "a"})


def test_the_raw_response(harness: Harness) -> None:
    with (
        Server(answers(500), json({"$id": "a", "name": "A"}, 200, x_id="7")) as server,
        harness.client(server.url, clock=FakeClock()) as caller,
    ):
        raw = caller.run(
            caller.client.raw(caller.client.things.get, "a", options={"query": {"q": 1}})
        )
        thing = caller.run(caller.client.things.get("a"))
    assert (raw.status, raw.headers["X-Id"], raw.retries_taken) == (200, "7", 1)
    assert raw.body == b'{"$id": "a", "name": "A"}'
    assert (raw.method, raw.url) == ("GET", f"{server.url}/things/a?q=1")
    assert raw.parse() == thing
    assert repr(raw) == f"<RawResponse 200 GET {server.url}/things/a?q=1>"


def test_raw_uses_the_options_of_the_client_it_is_asked_on(either: Harness) -> None:
    with Server(GOOD) as server, either.client(server.url) as caller:
        derived = caller.client.with_options(headers={"X-A": "1"})
        caller.run(derived.raw(caller.client.things.get, "a"))
    assert server.requests[0].headers["x-a"] == "1"


def test_raw_takes_a_method_that_makes_one_call(either: Harness) -> None:
    with either.client("http://127.0.0.1:1") as caller:
        client = caller.client
        wrong_ones: list[Any] = [len, lambda: None, "get", [].append]
        for wrong in wrong_ones:
            with pytest.raises(TypeError, match="a method of a service is needed"):
                caller.run(client.raw(wrong))
        with pytest.raises(TypeError, match="pages have no single response"):
            caller.run(client.raw(client.things.iterate))
        with pytest.raises(TypeError, match="returns a stream"):
            caller.run(client.raw(client.things.events))


@pytest.mark.parametrize(
    "value", ["a/b", "a?b", "a#b", "50%", "%2e%2e", "a b", "\u00e4\u20ac\U0001f600", "..a"]
)
def test_a_path_value_is_one_encoded_segment(harness: Harness, value: str) -> None:
    from urllib.parse import unquote

    with Server(GOOD) as server, harness.client(server.url + "/v1") as caller:
        caller.call(GET, path={"thingId": value})
    path = server.requests[0].target
    assert path.startswith("/v1/things/")
    assert path.count("/") == 3
    assert unquote(path.rpartition("/")[2]) == value
    assert not set("?# ") & set(path)


@pytest.mark.parametrize("value", ["", ".", "..", None])
def test_a_path_value_that_would_reach_elsewhere_is_refused(harness: Harness, value: Any) -> None:
    with Server(GOOD) as server, harness.client(server.url) as caller:
        with pytest.raises(ValueError, match=r"thingId|segment"):
            caller.call(GET, path={"thingId": value})
        assert server.connections == 0


@pytest.mark.parametrize("name", ["Content-Length", "transfer-encoding"])
def test_a_header_that_would_cut_the_body_off_is_refused(harness: Harness, name: str) -> None:
    with (
        harness.client("http://127.0.0.1:1", headers={name: "3"}) as caller,
        pytest.raises(ValueError, match=f"header '{name}' is not for callers"),
    ):
        caller.call(CREATE, body={"thingId": "a", "name": "A"})


@pytest.mark.parametrize("headers", [{"X-A": 5}, {"X-A": b"x"}, {5: "x"}, {"X-A": "a\x1bb"}])
def test_a_header_that_is_no_text_is_refused(harness: Harness, headers: Any) -> None:
    with (
        harness.client("http://127.0.0.1:1", headers=headers) as caller,
        pytest.raises(ValueError, match=r"header 'X-A' (is no text|holds)|5 is not a header name"),
    ):
        caller.call(GET, path={"thingId": "a"})


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\rb", "a\0b", "caf\u00e9"])
def test_a_header_value_with_a_line_break_is_refused(harness: Harness, value: str) -> None:
    with Server(GOOD) as server, harness.client(server.url) as caller:
        with pytest.raises(ValueError, match="X-A"):
            caller.call(GET, path={"thingId": "a"}, options={"headers": {"X-A": value}})
        with pytest.raises(ValueError, match="X-A"):
            caller.call(GET, path={"thingId": "a"}, headers={"X-A": value})
        with pytest.raises(ValueError, match="not a header name"):
            caller.call(GET, path={"thingId": "a"}, options={"headers": {"X A": "1"}})
        assert server.connections == 0


def test_header_and_cookie_parameters(either: Harness) -> None:
    with Server(GOOD) as server, either.client(server.url) as caller:
        caller.call(GET, path={"thingId": "a"}, headers={"X-List": [1, 2]}, cookies={"c": "d;e"})
        caller.call(GET, path={"thingId": "a"}, headers={"X-List": None}, cookies={"c": None})
    assert server.requests[0].headers["x-list"] == "1,2"
    assert server.requests[0].headers["cookie"] == "c=d%3Be"
    assert "cookie" not in server.requests[1].headers


def test_results_that_are_no_json(harness: Harness) -> None:
    text = answers(
        200, "na\u00efve".encode("latin-1"), content_type="text/plain; charset=ISO-8859-1"
    )
    with (
        Server(text, answers(204), answers(200, b"ignored")) as server,
        harness.client(server.url) as caller,
    ):
        assert caller.call(TEXT) == "na\u00efve"
        assert caller.call(SEND, body={}) is None
        assert caller.call(SEND, body={}) is None


def test_a_plain_call_returns_one_page(either: Harness) -> None:
    with Server(json({"things": [], "total": 5})) as server, either.client(server.url) as caller:
        assert caller.call(LIST, query={"queries[]": ["x"]}).total == 5
    assert server.requests[0].query == "queries%5B%5D=x"


def test_deprecated_operations_and_parameters_warn_at_the_callers_line(either: Harness) -> None:
    with (
        Server(answers(204)) as server,
        either.client(server.url) as caller,
        pytest.warns(DeprecationWarning, match="echo") as record,
    ):
        caller.call(ECHO, query={"old": 1, "new": 2})
    messages = [str(warning.message) for warning in record]
    assert messages == ["echo is deprecated: use send", "echo: old is deprecated"]


def test_a_warning_points_at_the_line_of_the_call() -> None:
    from .package.client import Client

    with (
        Server(answers(204, x_warning="SDK is newer than the server")) as server,
        Client(server.url, credentials={}) as client,
        pytest.warns(UserWarning, match="newer") as record,
    ):
        client.call(ECHO.__class__("echo", "GET", "/echo"))
    assert record[0].filename == __file__
    assert str(record[0].message) == "echo: SDK is newer than the server"


def test_a_warning_points_at_the_line_of_the_await() -> None:
    import asyncio

    from .package.client import AsyncClient

    async def main(url: str) -> None:
        async with AsyncClient(url, credentials={}) as client:
            await client.call(ECHO)

    with Server(answers(204)) as server, pytest.warns(DeprecationWarning, match="echo") as record:
        asyncio.run(main(server.url))
    assert record[0].filename == __file__


def test_a_warning_of_a_task_points_at_the_line_that_runs_the_loop() -> None:
    import asyncio

    from .package.client import AsyncClient

    async def main(url: str) -> None:
        async with AsyncClient(url, credentials={}) as client:
            echo = ECHO.__class__("echo", "GET", "/echo")
            await asyncio.gather(client.call(echo), asyncio.create_task(client.call(echo)))

    with (
        Server(answers(204, x_warning="old")) as server,
        pytest.warns(UserWarning, match="old") as record,
    ):
        asyncio.run(main(server.url))
    assert {warning.filename for warning in record} == {__file__}


def test_an_odd_response_is_returned_with_a_warning(harness: Harness) -> None:
    with (
        Server(json({"$id": "a", "name": None, "size": "7", "extra": 1})) as server,
        harness.client(server.url) as caller,
        pytest.warns(UserWarning, match=r"getThing.*name.*size") as record,
    ):
        thing = caller.call(GET, path={"thingId": "a"})
    assert (thing.id, thing.name) == ("a", None)
    assert len(record) == 1
    assert [warning.path for warning in thing.parse_warnings] == ["name", "size"]


def test_many_oddities_are_one_warning(either: Harness) -> None:
    things = [{"$id": index, "name": "A"} for index in range(9)]
    with (
        Server(json({"things": things, "total": 9})) as server,
        either.client(server.url) as caller,
        pytest.warns(UserWarning, match="and 6 more") as record,
    ):
        caller.call(LIST)
    assert len(record) == 1


def test_headers_compare_without_case_and_keep_several_values() -> None:
    headers = Headers([("Set-Thing", "1"), ("set-thing", "2")])
    assert headers["SET-THING"] == "1, 2"
    assert headers.get_all("Set-Thing") == ["1", "2"]
    assert headers.get("other") is None
    assert headers.get("other", "x") == "x"
    assert "set-thing" in headers
    assert 5 not in headers
    assert (len(headers), list(headers)) == (1, ["set-thing"])
    headers["Set-Thing"] = "3"
    assert headers.items() == [("Set-Thing", "3")]
    copied = headers.copy()
    copied.pop("set-thing")
    copied.pop("set-thing")
    assert headers != copied
    assert headers == Headers([("SET-THING", "3")])
    assert headers != "3"
    with pytest.raises(KeyError):
        headers["other"]
    with pytest.raises(ValueError, match="not a header name"):
        headers[""] = "x"


def test_headers_are_read_when_somebody_looks_at_them() -> None:
    reads: list[object] = []

    def read(source: object) -> list[tuple[str, str]]:
        reads.append(source)
        return [("X-One", "1"), ("x-one", "2"), ("X-Two", "3")]

    headers = Headers.unread({"X-One", "X-Two"}, read)
    assert "X-One" in headers
    assert "X-Three" not in headers
    assert reads == []
    assert headers["x-one"] == "1, 2"
    headers["X-Three"] = "4"
    headers.pop("X-Two")
    assert headers.items() == [("X-One", "1"), ("x-one", "2"), ("X-Three", "4")]
    assert "X-Three" in headers
    assert "X-Two" not in headers
    assert len(reads) == 1
    assert headers.copy() == headers == pickle.loads(pickle.dumps(headers))
    assert not hasattr(headers, "other")


def test_headers_of_a_server_are_taken_as_they_are(harness: Harness) -> None:
    with (
        Server(json({"$id": "a", "name": "A"}, 200, x_odd="caf\u00e9", x_fine="yes")) as server,
        harness.client(server.url) as caller,
    ):
        raw = caller.run(caller.client.raw(caller.client.things.get, "a"))
    assert raw.headers["x-fine"] == "yes"
    assert raw.headers.get("x-odd") in (None, "caf\u00e9")  # pyreqwest can not hand it over


def test_a_slow_answer_within_the_timeout_is_an_answer(harness: Harness) -> None:
    body = b'{"$id": "a", "name": "A"}'
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    with Server(drips(head + body, 0.002)) as server, harness.client(server.url) as caller:
        assert caller.call(GET, path={"thingId": "a"}).id == "a"
