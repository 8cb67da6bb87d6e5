"""OAuth 2 client credentials: what can go wrong, and that no secret shows."""

from __future__ import annotations

import copy
import json as jsonlib
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from _runtime.errors import (
    ApiConnectionError,
    ApiError,
    ApiTimeoutError,
    AuthenticationError,
    DeadlineError,
    DecodeError,
    InternalServerError,
)
from _runtime.oauth2 import ClientCredentials

from .callers import Harness
from .issuer import CREATE, GET, ID, SECRET, Issuer, NoSet, client
from .server import (
    Reply,
    Server,
    answers,
    closes,
    drips,
    json,
    resets,
    silent,
    stalls,
    truncates,
)
from .test_secrets import locals_of

# --- what can go wrong -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "type", "message"),
    [
        (
            json({"error": "invalid_client", "error_description": "Who?"}, 401),
            "invalid_client",
            "Who?",
        ),
        (json({"error": "invalid_scope"}, 400), "invalid_scope", "no access token is given"),
        (json({"error": 7, "error_description": []}, 400), None, "no access token is given"),
        (answers(404, b"<html>"), None, "no access token is given"),
    ],
)
def test_a_refusal(harness: Harness, reply: Reply, type: str | None, message: str) -> None:
    issuer = Issuer(reply)
    with Server(issuer) as server, client(harness, server) as caller:
        with pytest.raises(AuthenticationError) as caught:
            caller.call(GET)
        error = caught.value
        assert (error.type, error.message, error.operation) == (type, message, "token")
        assert error.url == f"{server.url}/token"
        assert caller.call(GET).id == "a"
    assert issuer.used == ["t2"]


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (answers(200, b"<html>"), "the answer is no JSON object"),
        (answers(200, b""), "the answer is no JSON object"),
        (json(["t"]), "the answer is no JSON object"),
        (json({"token_type": "bearer"}), "there is no 'access_token'"),
        (json({"access_token": ""}), "there is no 'access_token'"),
        (json({"access_token": 7}), "there is no 'access_token'"),
        (json({"access_token": "a b"}), "holds spaces"),
        (json({"access_token": "a\r\nX-Evil: 1"}), "holds spaces"),
        (json({"access_token": "ü"}), "outside ASCII"),
        (json({"access_token": "a", "token_type": "mac"}), "tokens of type 'mac' cannot be sent"),
        (json({"access_token": "a", "token_type": 1}), "tokens of type 1 cannot be sent"),
    ],
)
def test_an_answer_without_a_token(either: Harness, reply: Reply, words: str) -> None:
    with Server(Issuer(reply)) as server, client(either, server) as caller:
        with pytest.raises(DecodeError, match=words) as caught:
            caller.call(GET)
        assert caught.value.operation == "token"
    assert [request.path for request in server.requests] == ["/token"]


def test_a_token_without_a_type_is_a_bearer_token(either: Harness) -> None:
    issuer = Issuer(json({"access_token": "plain"}))
    issuer.good.add("plain")
    with Server(issuer) as server, client(either, server) as caller:
        caller.call(GET)
    assert issuer.used == ["plain"]


@pytest.mark.parametrize(
    "reply",
    [closes(), resets(), truncates(), json({}, 503), json({}, 429), answers(500, b"<html>")],
    ids=["closes", "resets", "truncates", "503", "429", "500"],
)
def test_a_failure_that_may_pass_is_got_over(harness: Harness, reply: Reply) -> None:
    """For a create as well: nothing has been sent to the API yet."""
    issuer = Issuer(reply)
    with Server(issuer) as server, client(harness, server) as caller:
        assert caller.call(CREATE, body={"name": "A"}).id == "a"
    assert len(issuer.asked) == 2
    assert issuer.used == ["t2"]


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (closes(), ApiConnectionError),
        (silent(), ApiTimeoutError),
        (stalls(), ApiTimeoutError),
        (drips(b"HTTP/1.1 200 OK\r\n", 0.05), ApiTimeoutError),
        (answers(500), InternalServerError),
    ],
    ids=["closes", "silent", "stalls", "drips", "500"],
)
def test_a_failure_that_does_not_pass(
    harness: Harness, reply: Reply, error: type[ApiError]
) -> None:
    with (
        Server(reply) as server,
        client(harness, server, clock=None, retries=0, timeout=0.3) as caller,
        pytest.raises(error) as caught,
    ):
        caller.call(GET)
    assert caught.value.operation == "token"


def test_the_deadline_counts_for_both(harness: Harness) -> None:
    with (
        Server(silent()) as server,
        client(harness, server, clock=None, deadline=0.3) as caller,
        pytest.raises(DeadlineError),
    ):
        caller.call(GET)


# --- secrets ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
@pytest.mark.parametrize(
    "reply",
    [
        json({"error": "invalid_client"}, 401),
        json({"access_token": "tok3n-in-answer", "token_type": "mac"}),
        closes(),
        None,
    ],
    ids=["refused", "unusable", "closes", "the call fails"],
)
def test_no_frame_shows_a_secret(harness: Harness, reply: Reply | None, method: Any) -> None:
    issuer = Issuer(reply) if reply else Issuer()
    issuer.good = NoSet()
    credentials = ClientCredentials(ID, "s3cr3t-of-client", auth_method=method)
    with (
        Server(issuer) as server,
        client(harness, server, credentials, retries=0) as caller,
        pytest.raises(ApiError) as caught,
    ):
        caller.call(GET)
    shown = locals_of(caught.value)
    for secret in ("s3cr3t-of-client", "tok3n-in-answer", "czNjcjN0", "Bearer t1"):
        assert secret not in shown
        assert secret not in repr(caught.value) + str(caught.value)
    assert "tok3n-in-answer" not in str(getattr(caught.value, "body", ""))


@pytest.mark.parametrize("take", [pickle.dumps, copy.copy, copy.deepcopy])
def test_credentials_are_not_copied_or_shown(take: Callable[[object], object]) -> None:
    credentials = ClientCredentials(ID, SECRET)
    assert SECRET not in repr(credentials)
    with pytest.raises(TypeError):
        take(credentials)
    with pytest.raises(TypeError):
        jsonlib.dumps(credentials)
