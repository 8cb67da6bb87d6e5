"""Query texts for the ``queries`` argument of the list operations.

Each method returns one query as the JSON text the server reads.

```python
from appwrite_messaging import Client, Query

with Client() as client:
    client.messaging.list_messages(
        queries=[
            Query.equal("status", ["draft", "scheduled"]),
            Query.order_desc("$createdAt"),
            Query.limit(50),
        ]
    )
```

A filter names an attribute by its wire name (``"providerType"``, not ``"provider_type"``). All queries of a call
must match; alternatives go into one ``Query.or_``. Which attributes may be used is said by each operation. The
four log operations take only ``Query.limit`` and ``Query.offset``, and no messaging list takes ``Query.select``.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from enum import Enum
    from typing import TypeAlias

    Value: TypeAlias = str | int | float | bool | datetime | Enum


class Query:
    """Makes query texts. It is never instantiated; every method returns a ``str``."""

    __slots__ = ()

    @staticmethod
    def equal(attribute: str, value: Value | Sequence[Value]) -> str:
        """Keep what has the value; given several values, what has any of them.

        >>> Query.equal("status", "draft")
        '{"method":"equal","attribute":"status","values":["draft"]}'
        """
        return _query("equal", attribute, _listed(value))

    @staticmethod
    def not_equal(attribute: str, value: Value) -> str:
        """Keep what has another value."""
        return _query("notEqual", attribute, [value])

    @staticmethod
    def less_than(attribute: str, value: Value) -> str:
        """Keep what is below the value. A ``datetime`` must have a time zone.

        >>> Query.less_than("deliveredTotal", 10)
        '{"method":"lessThan","attribute":"deliveredTotal","values":[10]}'
        """
        return _query("lessThan", attribute, [value])

    @staticmethod
    def less_than_equal(attribute: str, value: Value) -> str:
        """Keep what is at most the value. A ``datetime`` must have a time zone."""
        return _query("lessThanEqual", attribute, [value])

    @staticmethod
    def greater_than(attribute: str, value: Value) -> str:
        """Keep what is above the value. A ``datetime`` must have a time zone."""
        return _query("greaterThan", attribute, [value])

    @staticmethod
    def greater_than_equal(attribute: str, value: Value) -> str:
        """Keep what is at least the value. A ``datetime`` must have a time zone."""
        return _query("greaterThanEqual", attribute, [value])

    @staticmethod
    def contains(attribute: str, value: Value | Sequence[Value]) -> str:
        """Keep what contains the value; given several values, what contains any of them."""
        return _query("contains", attribute, _listed(value))

    @staticmethod
    def search(attribute: str, value: str) -> str:
        """Keep what contains the words. Only the names of providers and topics can be searched this way."""
        return _query("search", attribute, [value])

    @staticmethod
    def is_null(attribute: str) -> str:
        """Keep what has no value.

        >>> Query.is_null("scheduledAt")
        '{"method":"isNull","attribute":"scheduledAt"}'
        """
        return _query("isNull", attribute)

    @staticmethod
    def is_not_null(attribute: str) -> str:
        """Keep what has a value."""
        return _query("isNotNull", attribute)

    @staticmethod
    def between(attribute: str, start: Value, end: Value) -> str:
        """Keep what lies between two values, both included.

        >>> Query.between("deliveredTotal", 1, 100)
        '{"method":"between","attribute":"deliveredTotal","values":[1,100]}'
        """
        return _query("between", attribute, [start, end])

    @staticmethod
    def starts_with(attribute: str, value: str) -> str:
        """Keep what starts with the text."""
        return _query("startsWith", attribute, [value])

    @staticmethod
    def ends_with(attribute: str, value: str) -> str:
        """Keep what ends with the text."""
        return _query("endsWith", attribute, [value])

    @staticmethod
    def select(attributes: Sequence[str]) -> str:
        """Return only these attributes. Part of Appwrite's query language, but refused by the messaging lists."""
        return _query("select", values=_listed(attributes))

    @staticmethod
    def order_asc(attribute: str) -> str:
        """Sort by the attribute, smallest or oldest first. Several orders apply one after the other."""
        return _query("orderAsc", attribute)

    @staticmethod
    def order_desc(attribute: str) -> str:
        """Sort by the attribute, largest or newest first.

        >>> Query.order_desc("$createdAt")
        '{"method":"orderDesc","attribute":"$createdAt"}'
        """
        return _query("orderDesc", attribute)

    @staticmethod
    def limit(limit: int) -> str:
        """Return at most so many objects, 1 or more.

        >>> Query.limit(50)
        '{"method":"limit","values":[50]}'
        """
        return _query("limit", values=[limit])

    @staticmethod
    def offset(offset: int) -> str:
        """Skip so many objects, 0 or more."""
        return _query("offset", values=[offset])

    @staticmethod
    def cursor_after(id: str) -> str:
        """Return the page that follows the object with this ID. It does not work in the list of topics."""
        return _query("cursorAfter", values=[id])

    @staticmethod
    def cursor_before(id: str) -> str:
        """Return the page that precedes the object with this ID, still in the order of the list."""
        return _query("cursorBefore", values=[id])

    @staticmethod
    def and_(queries: Sequence[str]) -> str:
        """Keep what matches all of two or more filters; for use inside ``Query.or_``.

        Raises:
            ValueError: an element is not a query text.
        """
        return _query("and", values=_nested(queries))

    @staticmethod
    def or_(queries: Sequence[str]) -> str:
        """Keep what matches any of two or more filters. Orders, limits and cursors cannot be nested.

        Raises:
            ValueError: an element is not a query text.

        >>> Query.or_([Query.equal("status", "sent"), Query.is_null("scheduledAt")])
        '{"method":"or","values":[{"method":"equal","attribute":"status","values":["sent"]},\
{"method":"isNull","attribute":"scheduledAt"}]}'
        """
        return _query("or", values=_nested(queries))


def _query(
    method: str, attribute: str | None = None, values: Sequence[object] | None = None
) -> str:
    """The wire form: ``method``, ``attribute`` and ``values`` in this order, without the absent ones."""
    import json

    query: dict[str, object] = {"method": method}
    if attribute is not None:
        query["attribute"] = attribute
    if values is not None:
        query["values"] = values
    return json.dumps(
        query, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_plain
    )


def _listed(value: Value | Sequence[Value]) -> Sequence[object]:
    return value if isinstance(value, (list, tuple)) else [value]


def _nested(queries: Sequence[str]) -> list[object]:
    import json

    return [json.loads(query) for query in queries]


def _plain(value: object) -> object:
    """What JSON has no form for: the value of an enum member, and a point in time as ISO 8601."""
    from datetime import datetime
    from enum import Enum

    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"a datetime in a query needs a time zone: {value!r}")
        return value.isoformat()
    raise TypeError(f"not a query value: {type(value).__name__}")
