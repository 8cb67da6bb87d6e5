"""Error classes: one base, one class a status, one a documented type; they pickle, copy and speak plainly."""

from __future__ import annotations

import copy
import pickle

import pytest

from _runtime import errors
from _runtime.headers import Headers

from .callers import Harness
from .package.client import GET
from .package.errors import ThingNotFoundError
from .server import Server, answers, json

CLASSES = {
    400: errors.BadRequestError,
    401: errors.AuthenticationError,
    402: errors.StatusError,
    403: errors.PermissionDeniedError,
    404: errors.NotFoundError,
    409: errors.ConflictError,
    422: errors.UnprocessableEntityError,
    429: errors.RateLimitError,
    500: errors.InternalServerError,
    503: errors.InternalServerError,
    599: errors.InternalServerError,
}


@pytest.mark.parametrize("status", CLASSES)
def test_the_class_of_a_status(either: Harness, status: int) -> None:
    with (
        Server(json({"message": "m", "type": "never_heard_of"}, status)) as server,
        either.client(server.url, retries=0) as caller,
        pytest.raises(errors.StatusError) as caught,
    ):
        caller.call(GET, path={"thingId": "a"})
    assert type(caught.value) is CLASSES[status]
    assert caught.value.type == "never_heard_of"


def test_the_class_of_a_documented_type_and_its_attributes(harness: Harness) -> None:
    body = {"message": "There is no such thing.", "code": 404, "type": "thing_not_found"}
    with (
        Server(json(body, 404, x_request_id="r-1", retry_after="5")) as server,
        harness.client(server.url) as caller,
        pytest.raises(ThingNotFoundError) as caught,
    ):
        caller.call(GET, path={"thingId": "a/b"})
    error = caught.value
    assert isinstance(error, errors.NotFoundError)
    assert (error.status, error.type, error.message) == (404, "thing_not_found", body["message"])
    assert (error.method, error.url, error.operation) == (
        "GET",
        f"{server.url}/things/a%2Fb",
        "getThing",
    )
    assert error.headers["X-Request-Id"] == "r-1"
    assert error.body == body
    assert (error.retries_taken, error.waited, error.retry_after) == (0, 0.0, 5.0)
    assert str(error) == (
        f"There is no such thing. (404 thing_not_found, GET {server.url}/things/a%2Fb, "
        "the server asks to wait 5 s)"
    )


def test_a_body_that_is_no_json_is_kept_as_text(harness: Harness) -> None:
    page = "<html>na\u00efve</html>"
    with (
        Server(
            answers(404, page.encode("latin-1"), content_type="text/html; charset=latin-1")
        ) as server,
        harness.client(server.url) as caller,
        pytest.raises(errors.NotFoundError) as caught,
    ):
        caller.call(GET, path={"thingId": "a"})
    assert caught.value.body == page
    assert caught.value.type is None


@pytest.mark.parametrize("charset", ["undefined", "idna", "punycode", "hex", "none-such"])
def test_a_charset_that_is_none_for_bodies(either: Harness, charset: str) -> None:
    with (
        Server(answers(502, b"<p>\xff", content_type=f"text/html; charset={charset}")) as server,
        either.client(server.url, retries=0) as caller,
        pytest.raises(errors.InternalServerError) as caught,
    ):
        caller.call(GET, path={"thingId": "a"})
    assert caught.value.body == "<p>\ufffd"


def test_a_long_body_is_shortened_in_the_message_only(either: Harness) -> None:
    with (
        Server(answers(500, b"long " * 5000)) as server,
        either.client(server.url, retries=0) as caller,
        pytest.raises(errors.InternalServerError) as caught,
    ):
        caller.call(GET, path={"thingId": "a"})
    assert len(str(caught.value)) < 400
    assert caught.value.body == "long " * 5000


def test_a_body_nested_too_deeply_is_an_error_like_any_other(either: Harness) -> None:
    for status, kind in ((400, errors.BadRequestError), (200, errors.DecodeError)):
        with (
            Server(answers(status, b"[" * 200_000)) as server,
            either.client(server.url) as caller,
            pytest.raises(kind),
        ):
            caller.call(GET, path={"thingId": "a"})


def made() -> list[errors.ApiError]:
    headers = Headers([("X-Id", "1")])
    status = ThingNotFoundError(
        "m",
        status=404,
        type="t",
        headers=headers,
        body={"a": [1]},
        retry_after=2.0,
        method="GET",
        url="u",
    )
    status.retries_taken = 2
    status.waited = 1.5
    return [
        errors.ApiError("m"),
        errors.ConfigurationError("m", operation="o"),
        errors.ApiConnectionError("m", sent=False, method="GET", url="u"),
        errors.ApiTimeoutError("m"),
        errors.DeadlineError("m"),
        errors.DecodeError("m", status=200, headers=headers, body=b"x"),
        status,
    ]


@pytest.mark.parametrize("error", made(), ids=lambda error: type(error).__name__)
def test_errors_pickle_and_copy(error: errors.ApiError) -> None:
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(twin) is type(error)
        assert str(twin) == str(error)
        assert repr(twin) == repr(error)
        assert vars(twin) == vars(error)
        assert twin.args == error.args


def test_builtin_families() -> None:
    assert issubclass(errors.ApiConnectionError, ConnectionError)
    assert issubclass(errors.ApiTimeoutError, TimeoutError)
    assert issubclass(errors.ConfigurationError, ValueError)


def test_the_text_begins_with_the_message() -> None:
    *_, status = made()
    assert str(status).startswith("m (404 t, GET u, after 2 retries")
    assert str(errors.ApiError("only this")) == "only this"
    assert repr(errors.ApiError("only this")) == "ApiError('only this')"
    once = errors.ApiError("m", url="u", method="GET")
    once.retries_taken = 1
    assert str(once) == "m (GET u, after 1 retry)"
