"""The grammar of the texts in ``queries[]``, from what the server is known to do: as a schema, and as texts to try.

Nothing here is taken from the stand-in, which reads the same language in its own way.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from appwrite_messaging.testing.clock import parsed

ALWAYS = {"$id": "string", "$createdAt": "date", "$updatedAt": "date"}
ATTRIBUTES: Mapping[str, Mapping[str, str]] = {
    "listMessages": {
        "scheduledAt": "date",
        "deliveredAt": "date",
        "deliveredTotal": "integer",
        "status": "string",
        "providerType": "string",
    },
    "listProviders": {
        "name": "string",
        "provider": "string",
        "type": "string",
        "enabled": "boolean",
    },
    "listTopics": {
        "name": "string",
        "emailTotal": "integer",
        "smsTotal": "integer",
        "pushTotal": "integer",
    },
    "listSubscribers": {
        "targetId": "string",
        "topicId": "string",
        "userId": "string",
        "providerType": "string",
    },
    "listTargets": {
        "userId": "string",
        "providerId": "string",
        "identifier": "string",
        "providerType": "string",
    },
}
"""What each list may be filtered and ordered by, besides ``ALWAYS``; logs by nothing."""

ONE = (
    *("notEqual", "lessThan", "lessThanEqual", "greaterThan", "greaterThanEqual"),
    *("search", "startsWith", "endsWith"),
)
COUNTS: Mapping[str, tuple[int, int]] = {
    "equal": (1, 100),
    "contains": (1, 100),
    "between": (2, 2),
    **dict.fromkeys(ONE, (1, 1)),
}
"""How many values a filter takes."""

NULLS = ("isNull", "isNotNull")
ORDERS = ("orderAsc", "orderDesc")
NESTED = ("and", "or")
OTHERS = ("limit", "offset", "cursorAfter", "cursorBefore", "select")
METHODS = (*COUNTS, *NULLS, *ORDERS, *NESTED, *OTHERS)

ID = "^[A-Za-z0-9][A-Za-z0-9_.-]{0,35}$"
MOST = 2**63 - 1

# --- as a schema -----------------------------------------------------------------------------------------------------

FORMATS = FormatChecker(formats=())


@FORMATS.checks("date")
def is_date(value: object) -> bool:
    return not isinstance(value, str) or parsed(value) is not None


VALUES: Mapping[str, Any] = {
    "string": {"type": "string"},
    "date": {"type": "string", "format": "date"},
    "integer": {"type": "integer"},
    "boolean": {"type": "boolean"},
}


def query(method: object, attribute: object, values: Any) -> dict[str, Any]:
    """A query; whatever else is in it does not matter, and neither does an attribute that is not used."""
    attributes = {"type": "string"} if attribute is None else attribute
    return {
        "type": "object",
        "required": [
            "method",
            *([] if attribute is None else ["attribute"]),
            *values.pop("need", []),
        ],
        "properties": {
            "method": {"enum": method},
            "attribute": attributes,
            "values": {"type": "array", **values},
        },
    }


def first(schema: Any) -> dict[str, Any]:
    """Only the first value counts."""
    return {"need": ["values"], "minItems": 1, "prefixItems": [schema]}


@cache
def judges(operation: str) -> Mapping[str, Draft202012Validator]:
    """The judge of a query by its method; what is nested in a query is another one."""
    integers = {
        name: query([name], None, first({"type": "integer", "minimum": least, "maximum": MOST}))
        for name, least in (("limit", 1), ("offset", 0))
    }
    if operation not in ATTRIBUTES:
        return {name: Draft202012Validator(schema) for name, schema in integers.items()}
    attributes = {**ATTRIBUTES[operation], **ALWAYS}
    filters = {
        method: {"anyOf": [_filter(method, *attribute) for attribute in attributes.items()]}
        for method in (*COUNTS, *NULLS)
    }
    nested = {
        method: query([method], None, {"need": ["values"], "minItems": 2}) for method in NESTED
    }
    orders = {name: query([name], {"enum": [*attributes, ""]}, {}) for name in ORDERS}
    for schema in orders.values():
        schema["required"] = ["method"]  # without an attribute it is the order of creation
    cursors = {
        name: query([name], None, first({"type": "string", "pattern": ID}))
        for name in ("cursorAfter", "cursorBefore")
    }
    every = {**filters, **nested, **integers, **orders, **cursors}
    return {
        method: Draft202012Validator(schema, format_checker=FORMATS)
        for method, schema in every.items()
    }


def _filter(method: str, attribute: str, kind: str) -> Any:
    if method in NULLS:
        return query([method], {"const": attribute}, {})
    if method == "contains" and kind != "string":
        return False
    least, most = COUNTS[method]
    values = {"need": ["values"], "minItems": least, "maxItems": most, "items": VALUES[kind]}
    return query([method], {"const": attribute}, values)


def is_query(operation: str, text: object) -> bool:
    """Whether the server takes a text for a query of this list."""
    if not isinstance(text, str):
        return False
    try:
        value = json.loads(text)
    except ValueError:
        return False
    return _is_query(operation, value, METHODS)


def _is_query(operation: str, value: Any, methods: tuple[str, ...]) -> bool:
    method = value.get("method") if isinstance(value, dict) else None
    judge = judges(operation).get(method) if isinstance(method, str) else None
    if method not in methods or judge is None or not judge.is_valid(value):
        return False
    inner = value["values"] if method in NESTED else []
    return all(_is_query(operation, item, (*COUNTS, *NULLS, *NESTED)) for item in inner)


# --- as texts --------------------------------------------------------------------------------------------------------


def texts(operation: str) -> st.SearchStrategy[str]:
    """Texts that are queries of this list, or nearly so."""
    attributes = [*ATTRIBUTES.get(operation, {}), *ALWAYS, "description", ""]
    values = st.one_of(
        st.sampled_from(["draft", "a-1", "_", "2026-05-04T08:00:00.000+00:00", "2026-05-04", ""]),
        st.sampled_from([0, 1, 5, -1, MOST, MOST + 1, True, False, None, 1.5]),
    )
    lists = st.one_of(
        st.lists(values, max_size=3),
        st.sampled_from([["x"] * 100, ["x"] * 101, "x", [["x"]], {"a": 1}, None]),
    )

    def shaped(members: Mapping[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
        return st.fixed_dictionaries({}, optional=dict(members))

    plain = st.one_of(
        st.fixed_dictionaries(
            {
                "method": st.sampled_from(METHODS),
                "attribute": st.sampled_from(attributes),
                "values": lists,
            }
        ),
        _fitting(operation),
        shaped(
            {
                "method": st.sampled_from([*METHODS, "near", 1, None]),
                "attribute": st.sampled_from([*attributes, 1, None]),
                "values": lists,
                "more": values,
            }
        ),
    )
    nested = st.fixed_dictionaries(
        {
            "method": st.sampled_from(NESTED),
            "values": st.lists(st.one_of(plain, _fitting(operation), values), max_size=3),
        }
    )
    deeper = st.fixed_dictionaries(
        {"method": st.sampled_from(NESTED), "values": st.lists(nested, max_size=2)}
    )
    whole = st.one_of(plain, _fitting(operation), nested, deeper, values).map(json.dumps)
    return st.one_of(whole, st.sampled_from(["", "{", "[]", "{}", "1"]))


def _fitting(operation: str) -> st.SearchStrategy[dict[str, Any]]:
    """Filters whose values are of the right kind and number."""
    attributes = {**ATTRIBUTES.get(operation, {}), **ALWAYS}
    samples: Mapping[str, Any] = {
        "string": "x",
        "date": "2026-05-04T08:00:00.000+00:00",
        "integer": 1,
        "boolean": True,
    }
    return st.one_of(
        st.builds(
            lambda method, attribute, more: {
                "method": method,
                "attribute": attribute,
                "values": [samples[attributes[attribute]]] * (COUNTS[method][0] + more),
            },
            st.sampled_from([*COUNTS]),
            st.sampled_from([*attributes]),
            st.sampled_from([0, 0, 0, 1]),
        ),
        st.sampled_from([{"method": "limit", "values": [1]}, {"method": "offset", "values": [0]}]),
        st.sampled_from([*attributes]).map(lambda name: {"method": "isNull", "attribute": name}),
        st.sampled_from([*attributes, ""]).map(
            lambda name: {"method": "orderAsc", "attribute": name}
        ),
    )


def borders() -> list[str]:
    """Texts at both sides of the border of each method, for the list of messages."""
    filters = [
        {"method": method, "attribute": "status", "values": ["x"] * count}
        for method, limits in COUNTS.items()
        for count in (limits[0], limits[0] - 1)
    ]
    others = [
        {"method": method, "attribute": attribute}
        for method in (*NULLS, *ORDERS)
        for attribute in ("status", "description")
    ]
    nested = [
        {"method": method, "values": filters[:1] * count} for method in NESTED for count in (2, 1)
    ]
    paging = [
        {"method": method, "values": [value]}
        for method in OTHERS
        for value in ((1, -1) if method in ("limit", "offset") else ("a", "_"))
    ]
    return [json.dumps(value) for value in (*filters, *others, *nested, *paging)]
