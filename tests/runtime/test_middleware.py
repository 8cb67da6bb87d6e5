"""Hooks around attempts, tracing built on them, and logging."""

from __future__ import annotations

import logging
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from _runtime.errors import ApiConnectionError, NotFoundError
from _runtime.transport import Request, Response

from .callers import FakeClock, Harness
from .package.client import GET
from .server import Server, answers, closes, json

GOOD = json({"$id": "a", "name": "A"})


def hook(
    harness: Harness, before: Callable[[Request], Any], after: Callable[[Any], Any] = lambda x: x
) -> Any:
    """The same middleware for either kind of client."""
    if harness.asynchronous:

        async def around(request: Request, send: Any) -> Any:
            return before(request) or after(await send(request))

        return around

    def plain(request: Request, send: Any) -> Any:
        return before(request) or after(send(request))

    return plain


def test_it_sees_every_attempt(harness: Harness) -> None:
    seen: list[object] = []

    def before(request: Request) -> None:
        seen.append((request.operation, request.route, request.attempt, request.method))

    def after(response: Response) -> Response:
        seen.append((response.status, response.body))
        return response

    with (
        Server(answers(500, b"oops"), GOOD) as server,
        harness.client(
            server.url, clock=FakeClock(), middleware=[hook(harness, before, after)]
        ) as caller,
    ):
        caller.call(GET, path={"thingId": "a"})
    assert seen == [
        ("getThing", "/things/{thingId}", 0, "GET"),
        (500, b"oops"),
        ("getThing", "/things/{thingId}", 1, "GET"),
        (200, b'{"$id": "a", "name": "A"}'),
    ]


def test_it_can_change_the_request_of_its_attempt(either: Harness) -> None:
    def before(request: Request) -> None:
        earlier = request.headers.get("X-Attempt", "")
        request.headers["X-Attempt"] = f"{earlier}{request.attempt}"

    with (
        Server(answers(500), GOOD) as server,
        either.client(server.url, clock=FakeClock(), middleware=[hook(either, before)]) as caller,
    ):
        caller.call(GET, path={"thingId": "a"})
    assert [request.headers["x-attempt"] for request in server.requests] == ["0", "1"]


def test_it_can_answer(either: Harness) -> None:
    def before(request: Request) -> Response:
        return Response(200, [("X-From", "cache")], b'{"$id": "c", "name": "C"}')

    with either.client("http://127.0.0.1:1", middleware=[hook(either, before)]) as caller:
        assert caller.call(GET, path={"thingId": "a"}).id == "c"


def test_the_first_is_the_outermost(either: Harness) -> None:
    seen: list[str] = []

    def noted(what: str) -> Callable[[Any], Any]:
        def note(value: Any) -> Any:
            seen.append(what)
            return value if isinstance(value, Response) else None

        return note

    layers = [
        hook(either, noted("a in"), noted("a out")),
        hook(either, noted("b in"), noted("b out")),
    ]
    with Server(GOOD) as server, either.client(server.url, middleware=layers) as caller:
        caller.call(GET, path={"thingId": "a"})
    assert seen == ["a in", "b in", "b out", "a out"]


def test_its_own_error_surfaces_at_once(either: Harness) -> None:
    def before(request: Request) -> None:
        raise KeyError("my bug")

    with (
        Server(GOOD) as server,
        either.client(server.url, middleware=[hook(either, before)]) as caller,
    ):
        with pytest.raises(KeyError, match="my bug"):
            caller.call(GET, path={"thingId": "a"})
        assert server.requests == []


def test_a_timeout_of_its_own_is_its_own(either: Harness) -> None:
    def before(request: Request) -> None:
        raise TimeoutError("mine")

    with (
        either.client("http://127.0.0.1:1", middleware=[hook(either, before)]) as caller,
        pytest.raises(TimeoutError, match=r"^mine$"),
    ):
        caller.call(GET, path={"thingId": "a"})


def test_it_sees_a_missing_answer_as_an_error(either: Harness) -> None:
    seen: list[type] = []

    def plain(request: Request, send: Any) -> Any:
        try:
            return send(request)
        except ApiConnectionError as error:
            seen.append(type(error))
            raise

    async def around(request: Request, send: Any) -> Any:
        try:
            return await send(request)
        except ApiConnectionError as error:
            seen.append(type(error))
            raise

    with Server(closes(), GOOD) as server:
        layer = around if either.asynchronous else plain
        with either.client(server.url, clock=FakeClock(), middleware=[layer]) as caller:
            caller.call(GET, path={"thingId": "a"})
    assert seen == [ApiConnectionError]


@pytest.mark.parametrize("wrong", [None, b"{}"])
def test_it_has_to_return_a_response(either: Harness, wrong: Any) -> None:
    with (
        Server(GOOD) as server,
        either.client(
            server.url, middleware=[hook(either, lambda request: None, lambda response: wrong)]
        ) as caller,
        pytest.raises(TypeError, match="a middleware returns a Response, not "),
    ):
        caller.call(GET, path={"thingId": "a"})
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [200, 404])
def test_the_body_of_its_answer_may_come_in_pieces(either: Harness, status: int) -> None:
    pieces = [b'{"$id": "c", ', b'"name": "C"}']

    async def chunks() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    def before(request: Request) -> Response:
        return Response(status, content=chunks() if either.asynchronous else pieces)

    with either.client("http://127.0.0.1:1", middleware=[hook(either, before)]) as caller:
        if status == 200:
            assert caller.call(GET, path={"thingId": "a"}).id == "c"
        else:
            with pytest.raises(NotFoundError):
                caller.call(GET, path={"thingId": "a"})


def test_a_stream_is_closed_when_it_fails(harness: Harness) -> None:
    def fail(response: Response) -> None:
        raise KeyError("my bug")

    with (
        Server(answers(200, b"x" * 3_000_000)) as server,
        harness.client(
            server.url, middleware=[hook(harness, lambda request: None, fail)]
        ) as caller,
    ):
        with pytest.raises(KeyError, match="my bug"):
            caller.download()
        assert server.wait_for_open(0) == 0


class Layer:
    def __call__(self, request: Request, send: Any) -> Any:
        return send(request)

    def method(self, request: Request, send: Any) -> Any:
        return send(request)


class Observer(Layer):
    """Fails when it is told of the end."""

    def __init__(self) -> None:
        self.told: list[object] = []

    def call_started(self, request: Request) -> Callable[..., None]:
        def ended(response: Response | None, error: BaseException | None, retries: int) -> None:
            self.told.append(response or error)
            raise KeyError("my bug")

        return ended


def test_an_observer_that_fails_is_told_once() -> None:
    observer = Observer()
    with (
        Server(GOOD) as server,
        Harness("sync", "httpx2").client(server.url, middleware=[observer]) as caller,
        pytest.raises(KeyError, match="my bug"),
    ):
        caller.call(GET, path={"thingId": "a"})
    assert [type(told) for told in observer.told] == [Response]


class AsyncLayer:
    async def __call__(self, request: Request, send: Any) -> Any:
        return await send(request)


@pytest.mark.parametrize("wrong", ["function", "object", "method"])
def test_the_wrong_kind_is_refused(either: Harness, wrong: str) -> None:
    other = Harness("sync" if either.asynchronous else "async", "httpx2")
    layers = {
        "function": hook(other, lambda request: None),
        "object": Layer() if either.asynchronous else AsyncLayer(),
        "method": Layer().method if either.asynchronous else hook(other, lambda request: None),
    }
    with (
        either.client("http://127.0.0.1:1", middleware=[layers[wrong]]) as caller,
        pytest.raises(TypeError, match=r"the middleware of (Async)?Client is"),
    ):
        caller.call(GET, path={"thingId": "a"})


def test_objects_and_methods_are_middleware_too(either: Harness) -> None:
    layers: list[Any] = [AsyncLayer()] if either.asynchronous else [Layer(), Layer().method]
    with Server(GOOD) as server, either.client(server.url, middleware=layers) as caller:
        assert caller.call(GET, path={"thingId": "a"}).id == "a"


# --- tracing ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def spans() -> Any:
    """A tracer provider and what it has exported."""
    pytest.importorskip("opentelemetry.sdk")
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return provider, exporter


def traced(harness: Harness, provider: Any) -> list[Any]:
    from _runtime.otel import AsyncTracing, Tracing

    return [(AsyncTracing if harness.asynchronous else Tracing)(provider)]


def test_one_span_for_a_call_with_its_retries(harness: Harness, spans: Any) -> None:
    provider, exporter = spans
    with (
        Server(answers(500), closes(), GOOD) as server,
        harness.client(
            server.url, clock=FakeClock(), middleware=traced(harness, provider)
        ) as caller,
    ):
        caller.call(GET, path={"thingId": "a"})
    (span,) = exporter.get_finished_spans()
    assert span.name == "GET /things/{thingId}"
    assert span.kind.name == "CLIENT"
    assert dict(span.attributes) == {
        "http.request.method": "GET",
        "http.route": "/things/{thingId}",
        "url.full": f"{server.url}/things/a",
        "server.address": "127.0.0.1",
        "server.port": server.port,
        "rpc.method": "getThing",
        "http.request.resend_count": 2,
        "http.response.status_code": 200,
    }
    trace = f"{span.context.trace_id:032x}-{span.context.span_id:016x}"
    assert [trace in request.headers["traceparent"] for request in server.requests] == [True] * 3


@pytest.mark.parametrize(
    ("reply", "error", "kind"),
    [(json({}, 404), NotFoundError, "404"), (closes(), ApiConnectionError, "ApiConnectionError")],
)
def test_a_span_names_its_error(
    either: Harness, spans: Any, reply: Any, error: type[Exception], kind: str
) -> None:
    provider, exporter = spans
    with (
        Server(reply) as server,
        either.client(server.url, retries=0, middleware=traced(either, provider)) as caller,
        pytest.raises(error),
    ):
        caller.call(GET, path={"thingId": "a"})
    (span,) = exporter.get_finished_spans()
    assert span.attributes["error.type"] == kind
    assert span.status.status_code.name == "ERROR"
    assert span.attributes.get("http.response.status_code") == (404 if kind == "404" else None)


def test_a_span_ends_with_a_bug_too(either: Harness, spans: Any) -> None:
    def before(request: Request) -> None:
        raise KeyError("my bug")

    provider, exporter = spans
    layers = [*traced(either, provider), hook(either, before)]
    with either.client("http://127.0.0.1:1", middleware=layers) as caller, pytest.raises(KeyError):
        caller.call(GET, path={"thingId": "a"})
    assert exporter.get_finished_spans()[0].attributes["error.type"] == "KeyError"


# --- logging ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def logger() -> Iterator[logging.Logger]:
    """The package's logger, put back afterwards."""
    found = logging.getLogger("tests.runtime.package")
    yield found
    found.setLevel(logging.NOTSET)
    found.handlers.clear()


def test_info_tells_calls_and_retries_without_urls(
    harness: Harness, logger: logging.Logger, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "tests.runtime.package")
    with (
        Server(answers(500), json({"message": "m"}, 404)) as server,
        harness.client(server.url, clock=FakeClock()) as caller,
        pytest.raises(NotFoundError),
    ):
        caller.call(GET, path={"thingId": "private"})
    lines = [
        record.getMessage() for record in caplog.records if record.name == "tests.runtime.package"
    ]
    assert lines == [
        "getThing: 500 in 0 ms",
        "getThing: InternalServerError; retry 1 of 2 in 0.50 s",
        "getThing: 404 in 0 ms",
        "getThing: failed with NotFoundError after 1 retries and 0.50 s of waiting",
    ]


@pytest.mark.parametrize(
    ("level", "lines"), [("debug", 3), (" INFO ", 1), ("warning", 0), ("", None)]
)
def test_one_variable_turns_it_on(
    either: Harness,
    logger: logging.Logger,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    level: str,
    lines: int | None,
) -> None:
    monkeypatch.setenv("THINGS_LOG", level)
    with Server(GOOD) as server, either.client(server.url) as caller:
        caller.call(GET, path={"thingId": "a"})
        caller.derived(caller.client.with_options(retries=0)).call(GET, path={"thingId": "a"})
    printed = capsys.readouterr().err.splitlines()
    assert len(printed) == 2 * (lines or 0)
    assert len(logger.handlers) == (0 if lines is None else 1)


def test_a_level_that_is_none_is_an_error(either: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THINGS_LOG", "loud")
    with (
        either.client("http://127.0.0.1:1") as caller,
        pytest.raises(ValueError, match="THINGS_LOG is one of debug, info, warning, not 'loud'"),
    ):
        caller.call(GET, path={"thingId": "a"})


def test_logging_is_not_imported_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    from _runtime import log

    from .package.client import API

    monkeypatch.delitem(sys.modules, "logging")
    assert log.logger_of(API) is None
    assert "logging" not in sys.modules
