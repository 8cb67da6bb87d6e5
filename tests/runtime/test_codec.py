"""Decoding by expression, and everything a body can be that is no JSON."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from _runtime import codec
from _runtime.models import UNSET
from tests.runtime.samples import NAME, Cat, Email, Limits, Status

ZONELESS = datetime.fromisoformat("2026-11-01T10:00:00")


@pytest.mark.parametrize(
    ("expression", "data", "expected"),
    [
        ("Email", b'{"subject":"s"}', Email(subject="s")),
        ("Email | None", b"null", None),
        ("list[Email]", b'[{"subject":"s"}]', [Email(subject="s")]),
        ("dict[str, Any]", b'{"a":[1]}', {"a": [1]}),
        ("Any", b"1.5", 1.5),
        ("date", b'"2026-11-01"', date(2026, 11, 1)),
        ("Literal['a', 'b']", b'"b"', "b"),
        ("Limits", b'{"maxSize":1,"x":2}', Limits(max_size=1, additional_properties={"x": 2})),
        ("Status", b'"sent"', Status.SENT),
    ],
)
def test_an_expression_names_the_type(expression: str, data: bytes, expected: object) -> None:
    assert codec.decoder(expression, NAME)(data) == (expected, ())


@pytest.mark.parametrize(
    ("data", "subject"),
    [
        (b'\xef\xbb\xbf{"subject":"byte order mark"}', "byte order mark"),
        (b'{"subject":"half a pair \\ud83d"}', "half a pair \ud83d"),
        (b'{"subject":"s","new":1e999}', "s"),
    ],
)
def test_json_that_msgspec_refuses_is_decoded(data: bytes, subject: str) -> None:
    assert codec.decoder("Email", NAME)(data) == (Email(subject=subject), ())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" ",
        b"<html>",
        b'{"subject":"s"',
        b'{"subject":"s"} x',
        b'{"subject":"\xff"}',
        b'{"new":' + b"1" * 5000 + b"}",
        b"NaN",
        b"{'subject': 1}",
        b"[" * 100_000,
        b'{"data":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
    ids=lambda data: repr(data[:20]),
)
@pytest.mark.parametrize("expression", ["Email", "Any", "Tree", "Pet", "Limits"])
def test_what_is_no_json_is_a_value_error(data: bytes, expression: str) -> None:
    with pytest.raises(codec.InvalidJsonError):
        codec.decoder(expression, NAME)(data)


def test_warnings_are_on_a_model() -> None:
    value, warnings = codec.decoder("Email", NAME)(b'{"subject":1}')
    assert value.parse_warnings == warnings != ()
    value, warnings = codec.decoder("Limits", NAME)(b'{"maxSize":"x"}')
    assert value.parse_warnings == warnings != ()
    value, warnings = codec.decoder("list[Email]", NAME)(b'[{"subject":1}]')
    assert [str(w) for w in warnings] == ["[0].subject: expected str, received 1"]


@pytest.fixture
def chain(request: pytest.FixtureRequest) -> Iterator[str]:
    """A module of models, each of which holds the next; the last one ``leads`` somewhere."""
    count, annotation, leads = request.param
    module = types.ModuleType("chain")
    source = [
        "from __future__ import annotations",
        "from _runtime.models import UNSET, Model, Unset",
    ]
    for n in range(count):
        source += [
            f"class Link{n}(Model):",
            f"    next: {annotation.format(f'Link{n + 1}')}",
            f"    other: Link{n + 1} | Unset = UNSET",
        ]
    source += [f"class Link{count}(Model):", f"    next: {leads} | None"]
    name = module.__name__ = f"chain_{id(module)}"
    sys.modules[name] = module
    exec("\n".join(source), vars(module))
    yield name
    del sys.modules[name]


@pytest.mark.parametrize(
    "chain",
    [
        (1500, "{} | None", "int"),
        (1500, "list[{}] | None", "int"),
        (1500, "dict[str, {}] | None | Unset", "int"),
        (300, "{} | None", "Link0"),
    ],
    indirect=True,
    ids=["models", "lists", "dicts", "circle"],
)
def test_a_chain_of_models_of_any_length_is_decoded(chain: str) -> None:
    value, warnings = codec.decoder("Link0", chain)(b'{"next":null}')
    assert (type(value).__name__, value.next, warnings) == ("Link0", None, ())


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": Status.SENT, "b": Status("new")}, b'{"a":"sent","b":"new"}'),
        ({"a": {"b": UNSET, "c": None}, "d": [UNSET, 1]}, b'{"a":{"c":null},"d":[1]}'),
        ([Cat(lives=1), Limits(max_size=1)], b'[{"kind":"cat","lives":1},{"maxSize":1}]'),
        ({"a": types.MappingProxyType({"b": 1}), "c": range(2), "d": (1,), "e": b"hi"}, None),
        (
            {"x": Limits(max_size=1, additional_properties={"y": 2}), "z": UNSET},
            b'{"x":{"maxSize":1,"y":2}}',
        ),
    ],
)
def test_everything_a_body_may_hold_is_encoded(value: Any, text: bytes | None) -> None:
    assert codec.encode(value) == (text or b'{"a":{"b":1},"c":[0,1],"d":[1],"e":"aGk="}')


def test_what_json_cannot_carry_is_named() -> None:
    with pytest.raises(TypeError, match="object cannot be sent as JSON"):
        codec.encode({"a": object()})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime(2026, 11, 1, 10, tzinfo=UTC), '"2026-11-01T10:00:00.000+00:00"'),
        (datetime(2026, 11, 1, 10, 0, 0, 25000, tzinfo=UTC), '"2026-11-01T10:00:00.025+00:00"'),
        (datetime(2026, 11, 1, 10, 0, 0, 25, tzinfo=UTC), '"2026-11-01T10:00:00.000025+00:00"'),
        (ZONELESS, '"2026-11-01T10:00:00.000"'),
        ({ZONELESS: {"a": 1}}, '{"2026-11-01T10:00:00.000":{"a":1}}'),
        (
            [ZONELESS, Decimal("1.50"), "2026-11-01T10:00:00Z", b"hi"],
            '["2026-11-01T10:00:00.000",1.50,"2026-11-01T10:00:00Z","aGk="]',
        ),
    ],
)
def test_a_point_in_time_is_written_in_one_form(value: Any, text: str) -> None:
    assert codec.encode(value).decode() == text
