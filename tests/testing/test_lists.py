"""Lists: all 22 query methods and what is wrong with them, order, cursors, search, totals, and logs."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from appwrite_messaging import (
    Client,
    GeneralArgumentInvalidError,
    Query,
)
from appwrite_messaging.testing import SeenRequest, Topic
from tests.testing.conftest import Call
from tests.testing.world import NOW, KeptAppwrite


def ids(client: Client, *queries: str, **more: Any) -> str:
    page = client.messaging.list_messages(queries=list(queries), **more)
    return " ".join(message.id.removeprefix("m") for message in page.messages)


MINUTE = timedelta(minutes=1)
FILTERS: list[tuple[str, str]] = [
    (Query.equal("status", "draft"), "1 4"),
    (Query.equal("status", ["draft", "sent"]), "0 1 4"),
    (Query.equal("$id", "m3"), "3"),
    (Query.not_equal("status", "draft"), "0 2 3"),
    (Query.not_equal("scheduledAt", NOW + timedelta(days=1)), "3"),
    (Query.less_than("deliveredTotal", 1), "1 2 3 4"),
    (Query.less_than_equal("$createdAt", NOW + MINUTE), "0 1"),
    (Query.greater_than("$createdAt", NOW + MINUTE), "2 3 4"),
    (Query.greater_than_equal("deliveredTotal", 1), "0"),
    (Query.between("$createdAt", NOW + MINUTE, NOW + 3 * MINUTE), "1 2 3"),
    (Query.contains("status", "ched"), "2 3"),
    (Query.contains("status", ["ent", "raf"]), "0 1 4"),
    (Query.is_null("scheduledAt"), "0 1 4"),
    (Query.is_not_null("deliveredAt"), "0"),
    (Query.starts_with("status", "s"), "0 2 3"),
    (Query.ends_with("providerType", "s"), "2 3"),
    ('{"method":"startsWith","attribute":"deliveredTotal","values":[1]}', "0"),
    (
        Query.or_([Query.equal("status", "sent"), Query.equal("providerType", "sms")]),
        "0 2 3",
    ),
    (
        Query.or_(
            [
                Query.and_([Query.equal("providerType", "sms"), Query.greater_than("$id", "m2")]),
                Query.equal("$id", "m0"),
            ]
        ),
        "0 3",
    ),
    (Query.less_than("scheduledAt", "2026-05-06T00:00:00+00:00"), "2"),
]


@pytest.mark.parametrize(("query", "found"), FILTERS, ids=lambda value: value)
def test_filters(query: str, found: str, shop: Client) -> None:
    assert ids(shop, query) == found


def test_several_filters_must_all_match(shop: Client) -> None:
    assert ids(shop, Query.equal("providerType", "email"), Query.is_null("deliveredAt")) == "1 4"


ORDERS: list[tuple[list[str], str]] = [
    ([], "0 1 2 3 4"),
    ([Query.order_desc("$createdAt")], "4 3 2 1 0"),
    ([Query.order_asc("providerType")], "0 1 4 2 3"),
    ([Query.order_desc("providerType")], "2 3 0 1 4"),
    ([Query.order_desc("providerType"), Query.order_desc("$id")], "3 2 4 1 0"),
    ([Query.order_asc("scheduledAt")], "0 1 4 2 3"),
    ([Query.order_desc("scheduledAt")], "3 2 0 1 4"),
    ([Query.order_desc("")], "4 3 2 1 0"),
    ([Query.order_asc("")], "0 1 2 3 4"),
]


@pytest.mark.parametrize(("queries", "found"), ORDERS, ids=str)
def test_orders(queries: list[str], found: str, shop: Client) -> None:
    assert ids(shop, *queries) == found


PAGES: list[tuple[list[str], str]] = [
    ([Query.limit(2)], "0 1"),
    ([Query.limit(2), Query.limit(3)], "0 1"),
    ([Query.offset(3)], "3 4"),
    ([Query.offset(0)], "0 1 2 3 4"),
    ([Query.offset(1), Query.limit(2), Query.offset(4)], "1 2"),
    ([Query.offset(9)], ""),
    ([Query.cursor_after("m1")], "2 3 4"),
    ([Query.cursor_after("m1"), Query.limit(2)], "2 3"),
    ([Query.cursor_after("m4")], ""),
    ([Query.cursor_before("m3")], "0 1 2"),
    ([Query.cursor_before("m3"), Query.limit(2)], "1 2"),
    ([Query.cursor_before("m0")], ""),
    ([Query.cursor_after("m3"), Query.order_desc("$createdAt")], "2 1 0"),
    ([Query.cursor_before("m1"), Query.order_desc("$createdAt"), Query.limit(2)], "3 2"),
    ([Query.cursor_after("m2"), Query.equal("status", "draft")], "4"),
    ([Query.cursor_after("m2"), Query.cursor_before("m2")], "3 4"),
]


@pytest.mark.parametrize(("queries", "found"), PAGES, ids=str)
def test_pages(queries: list[str], found: str, shop: Client) -> None:
    page = shop.messaging.list_messages(queries=queries)
    assert ids(shop, *queries) == found
    total = 2 if Query.equal("status", "draft") in queries else 5
    assert page.total == total, "limits, offsets and cursors do not count"


SEARCHES = [
    ("sale", "0 2"),
    ("SALE", "0 2"),
    ("coats hats", "1 4"),
    ("sale coat", "0 1 2"),
    ("coat sale", "0 2"),
    ("win", "1"),
    ('"sale ends"', "2"),
    ('"ends sale"', ""),
    ("+sale*", "0 2"),
    ("@@@", ""),
    ("draft", "1 4"),
    ("sms", "2 3"),
    ("m3", "3"),
    ("nothing", ""),
]


@pytest.mark.parametrize(("search", "found"), SEARCHES)
def test_search(search: str, found: str, shop: Client) -> None:
    assert ids(shop, search=search) == found


def test_search_together_with_filters(shop: Client) -> None:
    assert ids(shop, Query.equal("providerType", "sms"), search="sale") == "2"


@pytest.mark.parametrize(
    ("name", "arguments", "word", "found"),
    [
        ("list_providers", {}, "twilio", ["twilio"]),
        ("list_providers", {}, "push", ["fcm", "apns"]),
        ("list_topics", {}, "news", ["news"]),
        ("list_subscribers", {"topic_id": "news"}, "ada", ["ada-news"]),
        ("list_subscribers", {"topic_id": "news"}, "sms", []),
    ],
)
def test_what_other_lists_search(
    name: str,
    arguments: dict[str, str],
    word: str,
    found: list[str],
    world: KeptAppwrite,
    call: Call,
) -> None:
    page = call(name, search=word, **arguments)
    items = world.body[name.removeprefix("list_")]
    assert [item["$id"] for item in items] == found
    assert page.total == len(found)


HIDDEN: dict[str, tuple[dict[str, str], str, str]] = {
    "messages": ({}, "later scheduled email sms draft push Hi Hello", "false ada phone 2026"),
    "providers": ({}, "fcm My apns sms push", "example enabled account"),
    "topics": ({}, "t1 Weekly", "users any 1"),
    "subscribers": ({"topic_id": "t1"}, "s1 grace email", "t1 Hopper example"),
}
"""Words of the text that each list searches, and words that stand elsewhere in its objects."""


@pytest.mark.parametrize("name", HIDDEN)
def test_where_a_search_looks(name: str, world: KeptAppwrite, call: Call) -> None:
    arguments, words, others = HIDDEN[name]
    world.state.users["grace"].name = "Hopper"
    call("create_topic", topic_id="t1", name="Weekly")
    call("create_subscriber", topic_id="t1", subscriber_id="s1", target_id="grace-email")
    for word in words.split():
        assert call(f"list_{name}", search=word, **arguments).total > 0, word
    for word in others.split():
        assert call(f"list_{name}", search=word, **arguments).total == 0, word


@pytest.mark.parametrize(("word", "found"), [("Hi", ["email", "push"]), ("Hello", ["sms"])])
def test_of_a_message_one_text_is_searched(
    word: str, found: list[str], world: KeptAppwrite, call: Call
) -> None:
    """The subject of an email, the title of a push notification, the content of an SMS."""
    page = call("list_messages", search=word)
    assert [message.id for message in page.messages] == found


def test_truth_is_one(world: KeptAppwrite, call: Call) -> None:
    """As in the database, where no type is told from its text."""
    for value, total in ((True, 10), (False, 0)):
        for method in ("startsWith", "endsWith"):
            query = {"method": method, "attribute": "enabled", "values": [value]}
            assert call("list_providers", queries=[json.dumps(query)]).total == total


@pytest.mark.parametrize(("name", "id"), [("topics", "news"), ("providers", "twilio")])
def test_names_can_be_searched(name: str, id: str, world: KeptAppwrite, call: Call) -> None:
    call(f"list_{name}", queries=[Query.search("name", id)])
    assert [item["$id"] for item in world.body[name]] == [id]


# --- attributes of every list ----------------------------------------------------------------------------------------

KINDS: dict[str, Any] = {
    "string": "x",
    "integer": 1,
    "boolean": True,
    "datetime": "2026-05-04T08:00:00.000+00:00",
}
ALWAYS = {"$id": "string", "$createdAt": "datetime", "$updatedAt": "datetime"}
LISTS: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "list_messages": (
        {},
        {
            "scheduledAt": "datetime",
            "deliveredAt": "datetime",
            "deliveredTotal": "integer",
            "status": "string",
            "providerType": "string",
        },
    ),
    "list_providers": (
        {},
        {"name": "string", "provider": "string", "type": "string", "enabled": "boolean"},
    ),
    "list_topics": (
        {},
        {"name": "string", "emailTotal": "integer", "smsTotal": "integer", "pushTotal": "integer"},
    ),
    "list_subscribers": (
        {"topic_id": "news"},
        {"targetId": "string", "topicId": "string", "userId": "string", "providerType": "string"},
    ),
    "list_targets": (
        {"message_id": "sms"},
        {
            "userId": "string",
            "providerId": "string",
            "identifier": "string",
            "providerType": "string",
        },
    ),
}


@pytest.mark.parametrize("name", LISTS)
def test_attributes(name: str, world: KeptAppwrite, call: Call) -> None:
    arguments, own = LISTS[name]
    for attribute, kind in {**own, **ALWAYS}.items():
        call(name, **arguments, queries=[Query.equal(attribute, KINDS[kind])])
        call(name, **arguments, queries=[Query.order_asc(attribute)])
        for other, value in KINDS.items():
            if kind == other or (kind, other) == ("string", "datetime"):
                continue
            with pytest.raises(GeneralArgumentInvalidError) as caught:
                call(name, **arguments, queries=[Query.equal(attribute, value)])
            text = f'Invalid `queries` param: Invalid query: Query value is invalid for attribute "{attribute}"'
            assert caught.value.message == text
    for unknown in ("description", "data", "credentials", "subscribe"):
        for query in (Query.equal(unknown, "x"), Query.order_asc(unknown), Query.is_null(unknown)):
            with pytest.raises(GeneralArgumentInvalidError) as caught:
                call(name, **arguments, queries=[query])
            text = (
                f"Invalid `queries` param: Invalid query: Attribute not found in schema: {unknown}"
            )
            assert caught.value.message == text


@pytest.mark.parametrize("name", LISTS)
def test_every_list_pages(name: str, world: KeptAppwrite, call: Call) -> None:
    arguments, _ = LISTS[name]
    call(name, **arguments)
    member = next(key for key in world.body if key != "total")
    first = world.body[member][0]["$id"]
    call(name, **arguments, queries=[Query.cursor_after(first)])
    assert len(world.body[member]) == world.body["total"] - 1
    call(name, **arguments, queries=[Query.cursor_before(first)])
    assert world.body[member] == []


def test_a_cursor_need_not_be_on_the_list(world: KeptAppwrite, call: Call) -> None:
    page = call("list_targets", message_id="sms", queries=[Query.cursor_after("ada-email")])
    assert [target.id for target in page.targets] == ["ada-phone"]


# --- numbers ---------------------------------------------------------------------------------------------------------


def topics(fake: KeptAppwrite, count: int) -> None:
    for number in range(count):
        id = f"t{number}"
        fake.state.topics[id] = Topic(id=id, created=NOW, updated=NOW, name="n", subscribe=[])


def test_a_page_has_25(fake: KeptAppwrite) -> None:
    topics(fake, 30)
    with fake.client() as client:
        page = client.messaging.list_topics()
        assert (len(page.topics), page.total) == (25, 30)
        assert len(client.messaging.list_topics(queries=[Query.limit(1000)]).topics) == 30


def test_totals_end_at_5000(fake: KeptAppwrite) -> None:
    topics(fake, 5001)
    with fake.client() as client:
        page = client.messaging.list_topics(queries=[Query.offset(5000)])
    assert ([topic.id for topic in page.topics], page.total) == (["t5000"], 5000)


def test_iterating_over_everything(fake: KeptAppwrite) -> None:
    with fake.client() as client:
        for number in range(7):
            client.messaging.create_topic(topic_id=f"t{number}", name="n")
            client.messaging.create_sms(message_id=f"m{number}", content="C", draft=True)
        assert [m.id for m in client.messaging.iter_messages()] == [f"m{n}" for n in range(7)]
        assert [t.id for t in client.messaging.iter_topics()] == [f"t{n}" for n in range(7)]


@pytest.mark.parametrize(
    "query",
    [
        "queries[]={0}&queries[]={1}",
        "queries[0]={0}&queries[1]={1}",
        "queries%5B%5D={0}&queries%5B%5D={1}",
        "queries%5B0%5D={0}&queries%5B1%5D={1}",
    ],
)
def test_lists_in_a_url(query: str, fake: KeptAppwrite) -> None:
    topics(fake, 3)
    url = "/v1/messaging/topics?" + query.replace("{0}", Query.limit(1)).replace(
        "{1}", Query.offset(1)
    )
    headers = {"X-Appwrite-Project": fake.project, "X-Appwrite-Key": fake.key}
    answer = fake.answer(SeenRequest.of("GET", url, headers, b"{}"))
    assert [topic["$id"] for topic in json.loads(answer.body)["topics"]] == ["t1"]


def test_a_list_must_be_one(fake: KeptAppwrite) -> None:
    headers = {"X-Appwrite-Project": fake.project, "X-Appwrite-Key": fake.key}
    answer = fake.answer(SeenRequest.of("GET", "/v1/messaging/topics?queries=x", headers, b""))
    message = json.loads(answer.body)["message"]
    assert message == "Invalid `queries` param: Queries must be an array"
