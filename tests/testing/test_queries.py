"""What is wrong with a query, in the server's words."""

from __future__ import annotations

import json

import pytest

from appwrite_messaging import (
    Client,
    GeneralArgumentInvalidError,
    GeneralCursorNotFoundError,
    GeneralQueryInvalidError,
    Query,
)
from tests.testing.test_lists import FILTERS, ORDERS, PAGES, ids

METHODS = (
    *("equal", "notEqual", "lessThan", "lessThanEqual", "greaterThan", "greaterThanEqual"),
    *("contains", "search", "isNull", "isNotNull", "between", "startsWith", "endsWith", "select"),
    *("orderAsc", "orderDesc", "limit", "offset", "cursorAfter", "cursorBefore", "and", "or"),
)

RANGE = "Value must be a valid range between {} and 9,223,372,036,854,775,807"
UID = (
    "UID must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, and underscore. Can't start with a leading"
    " underscore"
)
WRONG: list[tuple[str, str]] = [
    ("{", "Invalid query: Invalid query: Syntax error"),
    ("", "Invalid query: Invalid query: Syntax error"),
    ("1", "Invalid query: Invalid query. Must be an array, got integer"),
    ('"x"', "Invalid query: Invalid query. Must be an array, got string"),
    ("null", "Invalid query: Invalid query. Must be an array, got NULL"),
    ('{"method":1}', "Invalid query: Invalid query method. Must be a string, got integer"),
    ("{}", "Invalid query: Invalid query method: "),
    ('{"method":"near"}', "Invalid query: Invalid query method: near"),
    (
        '{"method":"equal","attribute":[],"values":[1]}',
        "Invalid query: Invalid query attribute. Must be a string, got array",
    ),
    (
        '{"method":"equal","attribute":"status","values":"draft"}',
        "Invalid query: Invalid query values. Must be an array, got string",
    ),
    (Query.select(["status"]), "Invalid query method: select"),
    (Query.limit(0), f"Invalid query: Invalid limit: {RANGE.format(1)}"),
    (Query.limit(2**63), f"Invalid query: Invalid limit: {RANGE.format(1)}"),
    (Query.offset(-1), f"Invalid query: Invalid offset: {RANGE.format(0)}"),
    ('{"method":"limit"}', f"Invalid query: Invalid limit: {RANGE.format(1)}"),
    ('{"method":"limit","values":["2"]}', f"Invalid query: Invalid limit: {RANGE.format(1)}"),
    (Query.cursor_after("_"), f"Invalid query: Invalid cursor: {UID}"),
    (Query.cursor_before(""), f"Invalid query: Invalid cursor: {UID}"),
    (
        Query.or_([Query.equal("status", "draft")]),
        "Invalid query: Or queries require at least two queries",
    ),
    (
        Query.and_([Query.equal("status", "draft"), Query.limit(1)]),
        "Invalid query: And queries can only contain filter queries",
    ),
    (
        Query.or_([Query.equal("nothing", 1), Query.equal("status", "draft")]),
        "Invalid query: Attribute not found in schema: nothing",
    ),
    (
        Query.equal("status", ["x"] * 101),
        "Invalid query: Query on attribute has greater than 100 values: status",
    ),
    (
        Query.contains("deliveredTotal", 1),
        'Invalid query: Cannot query contains on attribute "deliveredTotal" because it is not an array or string.',
    ),
]
COUNTS = [
    *((method, 0, "at least one value") for method in ("equal", "contains")),
    *(
        (method, count, "exactly one value")
        for method in (
            *("notEqual", "lessThan", "lessThanEqual", "greaterThan", "greaterThanEqual"),
            *("search", "startsWith", "endsWith"),
        )
        for count in (0, 2)
    ),
    *(("between", count, "exactly two values") for count in (0, 1, 3)),
]


@pytest.mark.parametrize(("query", "text"), WRONG, ids=[text for _, text in WRONG])
def test_wrong_queries(query: str, text: str, shop: Client) -> None:
    with pytest.raises(GeneralArgumentInvalidError) as caught:
        shop.messaging.list_messages(queries=[Query.limit(1), query])
    assert caught.value.message == f"Invalid `queries` param: {text}"


@pytest.mark.parametrize(("method", "count", "words"), COUNTS)
def test_value_counts(method: str, count: int, words: str, shop: Client) -> None:
    query = json.dumps({"method": method, "attribute": "status", "values": ["x"] * count})
    with pytest.raises(GeneralArgumentInvalidError) as caught:
        shop.messaging.list_messages(queries=[query])
    name = method[0].upper() + method[1:]
    text = f"Invalid `queries` param: Invalid query: {name} queries require {words}."
    assert caught.value.message == text


def test_every_method_is_tried_above() -> None:
    texts = [query for query, _ in FILTERS + WRONG]
    texts += [query for queries, _ in ORDERS + PAGES for query in queries]
    tried = {method for method in METHODS if any(f'"{method}"' in text for text in texts)}
    assert tried | {method for method, _, _ in COUNTS} == set(METHODS)


def test_a_hundred_values_are_allowed(shop: Client) -> None:
    assert ids(shop, Query.equal("status", [*["x"] * 99, "sent"])) == "0"


def test_a_nested_search_needs_an_index_too(shop: Client) -> None:
    query = Query.or_([Query.search("status", "x"), Query.equal("status", "x")])
    with pytest.raises(GeneralQueryInvalidError, match='attribute "status" requires a fulltext'):
        shop.messaging.list_messages(queries=[query])


def test_a_cursor_is_looked_up_before_a_search(shop: Client) -> None:
    with pytest.raises(GeneralCursorNotFoundError):
        shop.messaging.list_messages(
            queries=[Query.search("status", "x"), Query.cursor_after("no")]
        )
