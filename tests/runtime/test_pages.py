"""Going through a list: lazily, without gaps or duplicates, in the caller's order."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import pytest

from _runtime.errors import ApiError
from _runtime.operation import Operation, Pagination

from .callers import Harness
from .package.client import GET, LIST
from .server import Exchange, Server, json


class Rows:
    """A list that serves ``limit``, ``offset`` and ``cursorAfter``; the first of its kind wins."""

    def __init__(self, count: int, cap: int | None = None) -> None:
        self.ids = [f"r{number:04}" for number in range(count)]
        self.cap = cap
        self.queries: list[list[dict[str, Any]]] = []
        self.between: Callable[[], None] = lambda: None

    def __call__(self, exchange: Exchange) -> None:
        texts = [value for name, value in parse_qsl(exchange.request.query) if name == "queries[]"]
        queries = [jsonlib.loads(text) for text in texts]
        self.queries.append(queries)
        position: dict[str, Any] = {}
        for query in queries:
            position.setdefault(query["method"], query["values"][0])
        start = int(position.get("offset", 0))
        if "cursorAfter" in position:
            start += self.ids.index(position["cursorAfter"]) + 1
        page = self.ids[start : start + int(position.get("limit", 25))]
        total = len(self.ids) if self.cap is None else min(len(self.ids), self.cap)
        things = [{"$id": id, "name": id} for id in page]
        json({"things": things, "total": total})(exchange)
        self.between()


def limit(count: int) -> str:
    return f'{{"method":"limit","values":[{count}]}}'


def ids(things: list[Any]) -> list[str]:
    return [thing.id for thing in things]


@pytest.mark.parametrize(
    ("count", "requests"), [(0, 1), (1, 1), (99, 1), (100, 2), (101, 2), (250, 3)]
)
def test_every_row_once(harness: Harness, count: int, requests: int) -> None:
    rows = Rows(count)
    with Server(rows) as server, harness.client(server.url) as caller:
        assert ids(caller.collect(caller.client.things.iterate())) == rows.ids
    assert len(server.requests) == requests
    assert rows.queries[0] == [{"method": "limit", "values": [100]}]


def test_it_is_lazy(harness: Harness) -> None:
    with Server(Rows(250)) as server, harness.client(server.url) as caller:
        pager = caller.client.things.iterate()
        assert server.requests == []
        assert len(caller.first(pager, 100)) == 100
        assert len(server.requests) == 1


def test_a_pager_can_be_gone_through_again(either: Harness) -> None:
    with Server(Rows(3)) as server, either.client(server.url) as caller:
        pager = caller.client.things.iterate()
        assert ids(caller.collect(pager)) == ids(caller.collect(pager))
        assert "listThings" in repr(pager)


def test_pages(either: Harness) -> None:
    with Server(Rows(250)) as server, either.client(server.url) as caller:
        pages = caller.collect(caller.client.things.iterate().pages())
    assert [len(page.things) for page in pages] == [100, 100, 50]
    assert {page.total for page in pages} == {250}


@pytest.mark.parametrize(
    ("most", "sizes"), [(0, []), (1, [1]), (100, [100]), (101, [100, 1]), (500, [100, 100, 100])]
)
def test_max_items(either: Harness, most: int, sizes: list[int]) -> None:
    rows = Rows(250)
    with Server(rows) as server, either.client(server.url) as caller:
        found = ids(caller.collect(caller.client.things.iterate(max_items=most)))
    assert found == rows.ids[:most]
    assert [query[-1]["values"][0] for query in rows.queries] == sizes


@pytest.mark.parametrize("most", [-1, 1.5, "3"])
def test_max_items_is_a_count(either: Harness, most: Any) -> None:
    with (
        either.client("http://127.0.0.1:1") as caller,
        pytest.raises(ValueError, match="max_items"),
    ):
        caller.client.things.iterate(max_items=most)


def test_rows_inserted_and_deleted_meanwhile_make_no_gap_and_no_duplicate(harness: Harness) -> None:
    rows = Rows(250)
    original = list(rows.ids)

    def disturb() -> None:
        rows.ids.insert(0, f"new{len(rows.ids)}")
        if "r0150" in rows.ids:
            rows.ids.remove("r0150")

    rows.between = disturb
    with Server(rows) as server, harness.client(server.url) as caller:
        found = ids(caller.collect(caller.client.things.iterate()))
    original.remove("r0150")
    assert found == original


def test_the_callers_queries_and_order_are_kept(either: Harness) -> None:
    rows = Rows(150)
    own = [
        '{"method":"orderDesc","attribute":"name","values":[0]}',
        '{"method":"offset","values":[20]}',
    ]
    with Server(rows) as server, either.client(server.url) as caller:
        found = ids(caller.collect(caller.client.things.iterate(queries=own)))
    assert found == rows.ids[20:]
    assert [[query["method"] for query in page] for page in rows.queries] == [
        ["orderDesc", "offset", "limit"],
        ["cursorAfter", "offset", "orderDesc", "offset", "limit"],
        # The total counts the rows that were skipped too, so the short page alone does not prove the end.
        ["cursorAfter", "offset", "orderDesc", "offset", "limit"],
    ]


def test_a_walk_goes_forwards_only(either: Harness) -> None:
    """A cursor that points backwards would be overtaken by that of the second page."""
    rows = Rows(5)
    own = ['{"method":"cursorBefore","values":["r0003"]}']
    with Server(rows) as server, either.client(server.url) as caller:
        with pytest.raises(ValueError, match="forwards only"):
            caller.collect(caller.client.things.iterate(queries=own))
        assert rows.queries == []


def test_the_callers_page_size_is_used(either: Harness) -> None:
    rows = Rows(25)
    with Server(rows) as server, either.client(server.url) as caller:
        found = ids(caller.collect(caller.client.things.iterate(queries=[limit(10)])))
    assert found == rows.ids
    assert len(rows.queries) == 4  # 10, 10, 5 and the empty page that ends it


def test_a_capped_total_does_not_end_the_walk(either: Harness) -> None:
    rows = Rows(250, cap=50)
    with Server(rows) as server, either.client(server.url) as caller:
        assert ids(caller.collect(caller.client.things.iterate())) == rows.ids


def test_a_server_that_repeats_a_page_is_no_endless_loop(either: Harness) -> None:
    page = {"things": [{"$id": "a", "name": "a"}] * 100, "total": 900}
    with (
        Server(json(page)) as server,
        either.client(server.url) as caller,
        pytest.raises(ApiError, match="listThings: the server returned the same page twice"),
    ):
        caller.collect(caller.client.things.iterate())
    assert len(server.requests) == 2


@pytest.mark.parametrize("last", ["odd", None, {"name": "x"}, {"$id": None, "name": "x"}])
@pytest.mark.filterwarnings("ignore:.*contradicts the description")
def test_a_last_item_without_a_cursor(either: Harness, last: Any) -> None:
    page = {"things": [{"$id": "a", "name": "A"}, last], "total": 900}
    with Server(json(page)) as server, either.client(server.url) as caller:
        pager = caller.client.things.iterate()
        assert len(caller.first(pager, 2)) == 2
        with pytest.raises(ApiError, match="the last item of a page has no id to go on from"):
            caller.collect(pager)


def test_a_page_without_its_list_is_the_end(either: Harness) -> None:
    with (
        Server(json({"things": None, "total": 9})) as server,
        either.client(server.url) as caller,
        pytest.warns(UserWarning, match="things"),
    ):
        assert caller.collect(caller.client.things.iterate()) == []


def test_without_pagination_there_are_no_pages(either: Harness) -> None:
    with (
        either.client("http://127.0.0.1:1") as caller,
        pytest.raises(TypeError, match="getThing has no pages"),
    ):
        caller.collect(caller.client.paginate(GET, path={"thingId": "a"}))


def operation(**changes: Any) -> Operation[Any]:
    how = {"items": "things", "parameter": "queries[]", "size": 10, **changes}
    return Operation("list", "GET", "/things", result="ThingList", pagination=Pagination(**how))


def test_offsets_in_elements(either: Harness) -> None:
    rows = Rows(35)
    paged = operation(
        kind="offset",
        size_template='{"method":"limit","values":[{value}]}',
        next_template='{"method":"offset","values":[{value}]}',
    )
    own = ['{"method":"offset","values":[5]}']
    with Server(rows) as server, either.client(server.url) as caller:
        found = ids(caller.collect(caller.client.paginate(paged, query={"queries[]": own})))
    assert found == rows.ids[5:]
    assert [page[0]["values"][0] for page in rows.queries] == [5, 15, 25, 35][: len(rows.queries)]


def test_a_position_that_is_the_parameters_own_value(either: Harness) -> None:
    def reply(exchange: Exchange) -> None:
        start = int(dict(parse_qsl(exchange.request.query)).get("after", 0))
        things = [
            {"$id": str(number + 1), "name": "x"} for number in range(start, min(start + 10, 25))
        ]
        json({"things": things, "total": 25})(exchange)

    for paged in (
        operation(kind="cursor", parameter="after", cursor="id"),
        operation(kind="offset", parameter="after"),
    ):
        with Server(reply) as server, either.client(server.url) as caller:
            assert len(caller.collect(caller.client.paginate(paged, query={"x": 1}))) == 25
        assert [request.query for request in server.requests] == [
            "x=1",
            "x=1&after=10",
            "x=1&after=20",
        ]


def test_a_list_is_a_list(either: Harness) -> None:
    with Server(Rows(3)) as server, either.client(server.url) as caller:
        assert caller.call(LIST).total == 3
