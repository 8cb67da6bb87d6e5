"""A create with an id of the client's choice happens once, whatever becomes of the answers."""

from __future__ import annotations

import json as jsonlib
import warnings
from typing import Any

import pytest

from _runtime.errors import ApiConnectionError, ConflictError
from tests.runtime.package.errors import ThingAlreadyExistsError

from .callers import FakeClock, Harness
from .package.client import CREATE
from .server import Exchange, Server, answers, closes, json

TAKEN = {"message": "Thing with the requested ID already exists.", "type": "thing_already_exists"}


class Store:
    """A server that keeps things and refuses an id twice; the first ``lost`` answers never arrive."""

    def __init__(self, lost: int = 1, fault: str = "closes") -> None:
        self.things: dict[str, dict[str, Any]] = {}
        self.writes = 0
        self.lost = lost
        self.fault = fault
        self.readable = True

    def __call__(self, exchange: Exchange) -> None:
        status, value = self._handle(exchange)
        if self.lost > 0 and exchange.request.method == "POST":
            self.lost -= 1
            if self.fault == "closes":
                exchange.keep = False
            elif self.fault == "502":
                exchange.answer(502, b"bad gateway")
            else:
                exchange.answer(status, b'{"$id"', length=400)
                exchange.keep = False
            return
        exchange.answer(status, jsonlib.dumps(value).encode())

    def _handle(self, exchange: Exchange) -> tuple[int, object]:
        request = exchange.request
        if request.method == "GET":
            thing = self.things.get(request.path.rpartition("/")[2])
            return (200, thing) if thing and self.readable else (404, {"message": "none"})
        body: Any = request.json()
        if body["thingId"] in self.things:
            return 409, TAKEN
        self.writes += 1
        thing = {"$id": body["thingId"], "name": body["name"]}
        self.things[body["thingId"]] = thing
        return 201, thing


@pytest.mark.parametrize("fault", ["closes", "502", "truncates"])
def test_a_committed_create_whose_answer_is_lost(harness: Harness, fault: str) -> None:
    store = Store(fault=fault)
    with Server(store) as server, harness.client(server.url, clock=FakeClock()) as caller:
        thing = caller.run(caller.client.things.create(thing_id="t-1", name="One"))
    assert store.writes == 1
    assert (thing.id, thing.name) == ("t-1", "One")
    assert [request.method for request in server.requests] == ["POST", "POST", "GET"]
    assert server.requests[2].path == "/things/t-1"
    assert server.requests[0].body == server.requests[1].body


def test_a_create_that_never_arrived_is_made(either: Harness) -> None:
    store = Store(lost=0)
    script = closes(), store
    with Server(*script) as server, either.client(server.url, clock=FakeClock()) as caller:
        thing = caller.run(caller.client.things.create(thing_id="t-1", name="One"))
    assert (store.writes, thing.id) == (1, "t-1")


def test_a_taken_id_is_a_conflict(either: Harness) -> None:
    store = Store(lost=0)
    with Server(store) as server, either.client(server.url, clock=FakeClock()) as caller:
        caller.run(caller.client.things.create(thing_id="t-1", name="One"))
        with pytest.raises(ThingAlreadyExistsError):
            caller.run(caller.client.things.create(thing_id="t-1", name="Two"))
    assert [request.method for request in server.requests] == ["POST", "POST"]


@pytest.mark.parametrize(
    "first", [json({}, 429, retry_after="0"), json({}, 503, retry_after="0"), answers(408)]
)
def test_a_conflict_after_a_plain_refusal_is_a_conflict(either: Harness, first: Any) -> None:
    with Server(first, json(TAKEN, 409)) as server:
        with (
            either.client(server.url, clock=FakeClock()) as caller,
            pytest.raises(ConflictError) as caught,
        ):
            caller.run(caller.client.things.create(thing_id="t-1", name="One"))
        assert len(server.requests) == 2
    assert caught.value.retries_taken == 1


@pytest.mark.parametrize("key", ["unique()", "", 5, None])
def test_an_id_of_the_servers_choice_gives_no_guarantee(either: Harness, key: object) -> None:
    with Server(closes(), json({"$id": "x", "name": "A"})) as server:
        with (
            either.client(server.url, clock=FakeClock()) as caller,
            pytest.raises(ApiConnectionError),
        ):
            caller.call(CREATE, body={"thingId": key, "name": "A"})
        assert len(server.requests) == 1


def test_a_body_that_is_no_object_gives_no_guarantee(either: Harness) -> None:
    with Server(closes()) as server, either.client(server.url, clock=FakeClock()) as caller:
        with pytest.raises(ApiConnectionError):
            caller.call(CREATE, body=["t-1"])
        assert len(server.requests) == 1


def test_if_the_object_can_not_be_read_the_conflict_is_reported(either: Harness) -> None:
    store = Store()
    store.readable = False
    with (
        Server(store) as server,
        either.client(server.url, clock=FakeClock(), deadline=60) as caller,
        pytest.raises(ThingAlreadyExistsError) as caught,
    ):
        caller.run(caller.client.things.create(thing_id="t-1", name="One"))
    assert caught.value.retries_taken == 1
    assert "404" in str(caught.value.__cause__)


def test_the_raw_form_of_a_create_gives_the_fetched_object(either: Harness) -> None:
    with Server(Store()) as server, either.client(server.url, clock=FakeClock()) as caller:
        raw = caller.run(caller.client.raw(caller.client.things.create, thing_id="t-1", name="One"))
    assert (raw.status, raw.retries_taken, raw.method) == (200, 1, "GET")
    assert raw.parse().name == "One"


def test_null_is_sent_and_what_is_left_out_is_not(either: Harness) -> None:
    with (
        Server(json({"$id": "x", "name": "A"})) as server,
        either.client(server.url) as caller,
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("error")
        caller.run(caller.client.things.create(thing_id="t", name="A", size=None))
        caller.run(caller.client.things.create(thing_id="t", name="A"))
    assert [request.json() for request in server.requests] == [
        {"thingId": "t", "name": "A", "size": None},
        {"thingId": "t", "name": "A"},
    ]
