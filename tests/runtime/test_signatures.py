"""Types as a type checker sees them; mypy checks the bodies, which need not run."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_type

from _runtime.operation import Operation
from _runtime.options import RequestOptions
from _runtime.typing_only import deprecated

if TYPE_CHECKING:
    from _runtime.pages import AsyncPager, Pager
    from _runtime.responses import RawResponse

    from .package.client import AsyncClient, Client
    from .package.models import Thing, ThingList


def synchronous(client: Client) -> None:
    assert_type(client.things.get("a"), Thing)
    assert_type(client.raw(client.things.get, "a"), RawResponse[Thing])
    assert_type(client.raw(client.things.get, thing_id="a").parse(), Thing)
    assert_type(client.with_options(retries=0, headers={"A": None}), Client)
    assert_type(client.things.iterate(), Pager[ThingList, Thing])
    for thing in client.things.iterate(max_items=3):
        assert_type(thing, Thing)
    for page in client.things.iterate().pages():
        assert_type(page, ThingList)
    with client as same:
        assert_type(same, Client)


async def asynchronous(client: AsyncClient) -> None:
    assert_type(await client.things.get("a"), Thing)
    assert_type(await client.raw(client.things.get, "a"), RawResponse[Thing])
    assert_type(client.things.iterate(), AsyncPager[ThingList, Thing])
    async for thing in client.things.iterate():
        assert_type(thing, Thing)
    async with client.with_options(timeout=1) as same:
        assert_type(same, AsyncClient)


def test_generic_classes_need_no_typing_at_run_time() -> None:
    assert Operation[int] is Operation
    assert repr(Operation[int]("x", "GET", "/x")) == "<Operation x: GET /x>"


def test_request_options_are_a_dict() -> None:
    assert RequestOptions(timeout=1) == {"timeout": 1}


def test_a_deprecated_function_is_marked_and_stays_itself() -> None:
    def old() -> int:
        return 1

    marked = deprecated("use new")(old)
    assert marked is old
    assert vars(marked) == {"__deprecated__": "use new"}
