from __future__ import annotations

from datetime import datetime, timedelta, timezone
from enum import Enum, IntEnum, StrEnum
from typing import Any

import pytest

from tests.custom.modules import load

module = load("query")
Query: Any = module.Query

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=timezone(timedelta(hours=2)))


class Status(StrEnum):
    SENT = "sent"


class Level(IntEnum):
    HIGH = 3


class Channel(Enum):
    EMAIL = "email"


WIRE = [
    (Query.equal("status", "draft"), '{"method":"equal","attribute":"status","values":["draft"]}'),
    (
        Query.equal("status", ["draft", "sent"]),
        '{"method":"equal","attribute":"status","values":["draft","sent"]}',
    ),
    (
        Query.not_equal("status", "sent"),
        '{"method":"notEqual","attribute":"status","values":["sent"]}',
    ),
    (
        Query.less_than("deliveredTotal", 5),
        '{"method":"lessThan","attribute":"deliveredTotal","values":[5]}',
    ),
    (
        Query.less_than_equal("deliveredTotal", 5),
        '{"method":"lessThanEqual","attribute":"deliveredTotal","values":[5]}',
    ),
    (
        Query.greater_than("emailTotal", 0.5),
        '{"method":"greaterThan","attribute":"emailTotal","values":[0.5]}',
    ),
    (
        Query.greater_than_equal("emailTotal", 0),
        '{"method":"greaterThanEqual","attribute":"emailTotal","values":[0]}',
    ),
    (Query.contains("name", "mail"), '{"method":"contains","attribute":"name","values":["mail"]}'),
    (
        Query.contains("name", ("mail", "sms")),
        '{"method":"contains","attribute":"name","values":["mail","sms"]}',
    ),
    (
        Query.search("name", "order updates"),
        '{"method":"search","attribute":"name","values":["order updates"]}',
    ),
    (Query.is_null("scheduledAt"), '{"method":"isNull","attribute":"scheduledAt"}'),
    (Query.is_not_null("scheduledAt"), '{"method":"isNotNull","attribute":"scheduledAt"}'),
    (
        Query.between("smsTotal", 1, 9),
        '{"method":"between","attribute":"smsTotal","values":[1,9]}',
    ),
    (
        Query.starts_with("name", "Or"),
        '{"method":"startsWith","attribute":"name","values":["Or"]}',
    ),
    (Query.ends_with("name", "es"), '{"method":"endsWith","attribute":"name","values":["es"]}'),
    (Query.select(["name", "$id"]), '{"method":"select","values":["name","$id"]}'),
    (Query.order_asc("name"), '{"method":"orderAsc","attribute":"name"}'),
    (Query.order_desc("$createdAt"), '{"method":"orderDesc","attribute":"$createdAt"}'),
    (Query.limit(10), '{"method":"limit","values":[10]}'),
    (Query.offset(0), '{"method":"offset","values":[0]}'),
    (Query.cursor_after("welcome-ada"), '{"method":"cursorAfter","values":["welcome-ada"]}'),
    (Query.cursor_before("welcome-ada"), '{"method":"cursorBefore","values":["welcome-ada"]}'),
    (
        Query.or_([Query.equal("status", "sent"), Query.is_null("scheduledAt")]),
        (
            '{"method":"or","values":[{"method":"equal","attribute":"status","values":["sent"]},'
            '{"method":"isNull","attribute":"scheduledAt"}]}'
        ),
    ),
    (
        Query.and_(
            [
                Query.equal("enabled", True),
                Query.or_([Query.equal("type", "sms"), Query.equal("type", "push")]),
            ]
        ),
        (
            '{"method":"and","values":[{"method":"equal","attribute":"enabled","values":[true]},'
            '{"method":"or","values":[{"method":"equal","attribute":"type","values":["sms"]},'
            '{"method":"equal","attribute":"type","values":["push"]}]}]}'
        ),
    ),
]


@pytest.mark.parametrize(("text", "wire"), WIRE, ids=[wire[11:50] for _, wire in WIRE])
def test_wire_form(text: str, wire: str) -> None:
    assert text == wire


def test_every_method_has_a_wire_form_above() -> None:
    methods = {name for name in vars(Query) if not name.startswith("__")}
    assert len(methods) == 22
    tested = {wire.split('"')[3] for _, wire in WIRE}
    assert len(tested) == 22


@pytest.mark.parametrize(
    ("value", "wire"),
    [
        (False, "false"),
        (Status.SENT, '"sent"'),
        (Level.HIGH, "3"),
        (Channel.EMAIL, '"email"'),
        ([Status.SENT, Channel.EMAIL], '"sent","email"'),
        (NOON, '"2026-05-04T12:00:00+02:00"'),
        ('Grüße "an" \\ 世界 🎉', '"Grüße \\"an\\" \\\\ 世界 🎉"'),
        (9007199254740993, "9007199254740993"),
        ("", '""'),
    ],
)
def test_values(value: object, wire: str) -> None:
    assert Query.equal("x", value) == f'{{"method":"equal","attribute":"x","values":[{wire}]}}'


@pytest.mark.parametrize("method", ["less_than", "greater_than_equal", "not_equal"])
def test_points_in_time(method: str) -> None:
    assert getattr(Query, method)("$createdAt", NOON).endswith('["2026-05-04T12:00:00+02:00"]}')


def test_a_datetime_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Query.less_than("scheduledAt", NOON.replace(tzinfo=None))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_numbers_json_cannot_write(value: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        Query.equal("x", value)


def test_values_json_cannot_write() -> None:
    with pytest.raises(TypeError, match="not a query value: object"):
        Query.equal("x", object())


@pytest.mark.parametrize("method", [Query.and_, Query.or_])
def test_only_query_texts_can_be_nested(method: Any) -> None:
    with pytest.raises(ValueError, match="Expecting value"):
        method(["status = draft", Query.limit(1)])
