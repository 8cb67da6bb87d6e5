"""Answers that contradict their description: the call returns, odd values are kept, and each is reported."""

from __future__ import annotations

import copy
import itertools
import json
import pickle
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from _runtime import codec, lenient
from _runtime.lenient import ParseWarning, describe, repair
from _runtime.models import UNSET
from tests.runtime.samples import MESSAGE, NAME, Message

Path: TypeAlias = tuple[str | int, ...]


def decode(value: Any, expression: str = "Message") -> tuple[Any, tuple[ParseWarning, ...]]:
    return codec.decoder(expression, NAME)(json.dumps(value).encode())


# --- one contradiction at a time ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("member", "value", "warning"),
    [
        ("status", "archived", "status: expected a known Status, received 'archived'"),
        ("status", 5, "status: expected Status, received 5"),
        ("status", True, "status: expected Status, received True"),
        ("priority", 9, "priority: expected a known Priority, received 9"),
        ("priority", "2", "priority: expected Priority, received '2'"),
        ("count", None, "count: expected int, received null"),
        ("count", "3", "count: expected int, received '3'"),
        ("count", 3.5, "count: expected int, received 3.5"),
        ("count", [], "count: expected int, received an array"),
        ("ratio", "0.5", "ratio: expected float, received '0.5'"),
        ("urgent", 1, "urgent: expected bool, received 1"),
        ("$createdAt", "yesterday", "$createdAt: expected datetime, received 'yesterday'"),
        ("$createdAt", "", "$createdAt: expected datetime, received ''"),
        ("$createdAt", 1793527200, "$createdAt: expected datetime, received 1793527200"),
        ("deleted_at", "never", "deleted_at: expected datetime | None, received 'never'"),
        ("day", "2026-13-01", "day: expected date, received '2026-13-01'"),
        ("token", "%%%", "token: expected bytes, received '%%%'"),
        ("ref", "123", "ref: expected UUID, received '123'"),
        ("topics", {}, "topics: expected list[str], received an object"),
        ("topics", None, "topics: expected list[str], received null"),
        ("topics", ["a", 1], "topics[1]: expected str, received 1"),
        ("spot", [1.5], "spot: expected tuple[float, str], received an array"),
        ("spot", [1.5, 2], "spot[1]: expected str, received 2"),
        ("spot", {}, "spot: expected tuple[float, str], received an object"),
        ("labels", [], "labels: expected dict[str, int], received an array"),
        ("labels", {"a": "1", "b": 2}, "labels.a: expected int, received '1'"),
        ("mode", "c", "mode: expected 'a' | 'b', received 'c'"),
        ("code", None, "code: expected str | int, received null"),
        ("statuses", ["sent", "x"], "statuses[1]: expected a known Status, received 'x'"),
        ("parent", [], "parent: expected Message | None, received an array"),
        ("pet", [], "pet: expected Pet with a known 'kind', received an array"),
        ("pets", {"tom": {"kind": "cat"}}, "pets.tom.lives: expected int, received nothing"),
        ("data", "text", "data: expected Data, received 'text'"),
        ("limits", {"maxSize": 1, "x": "y"}, "limits.x: expected int, received 'y'"),
        ("limits", {"x": 1}, "limits.maxSize: expected int, received nothing"),
        ("limits", [], "limits: expected Limits, received an array"),
        ("note", 5, "note: expected str, received 5"),
        ("note", "x" * 10, ""),
        ("count", "9" * 80, f"count: expected int, received '{'9' * 56}..."),
    ],
)
def test_a_contradiction_is_kept_and_reported(member: str, value: Any, warning: str) -> None:
    wire = {**MESSAGE, member: value}
    message, warnings = decode(wire)
    assert isinstance(message, Message)
    assert json.loads(message.to_json()) == message.to_dict() == wire
    assert "".join(map(str, warnings)) == warning


@pytest.mark.parametrize(
    "member", [m for m in MESSAGE if m not in ("note", "credentials", "parent")]
)
def test_a_missing_member_is_unset(member: str) -> None:
    wire = {k: v for k, v in MESSAGE.items() if k != member}
    message, warnings = decode(wire)
    name = {"$id": "id", "$createdAt": "created_at"}.get(member, member)
    assert getattr(message, name) is UNSET
    assert message.to_dict() == wire
    assert [(w.path, w.received) for w in warnings] == [(member, "nothing")]


def test_an_integer_written_as_a_float_is_an_integer() -> None:
    message, warnings = decode({**MESSAGE, "count": 3.0})
    assert repr(message.count) == "3"
    assert warnings == ()


def test_members_that_are_new_are_no_contradiction() -> None:
    message, warnings = decode({**MESSAGE, "invented": {"deep": [1]}})
    assert warnings == ()
    assert message.to_dict() == MESSAGE


@pytest.mark.parametrize("value", [[], None, "text", 5, True, [MESSAGE]])
def test_another_kind_of_answer_is_given_as_it_is(value: Any) -> None:
    result, warnings = decode(value)
    assert result == value
    assert len(warnings) == 1
    assert str(warnings[0]).startswith("the answer: expected Message, received")


def test_one_odd_item_leaves_the_others_alone() -> None:
    items, warnings = decode([MESSAGE, {**MESSAGE, "count": None}, MESSAGE], "list[Message]")
    assert items[0] == items[2] == Message.from_dict(MESSAGE)
    assert items[1].count is None
    assert [w.path for w in warnings] == ["[1].count"]


def test_unknown_values_in_other_threads_are_no_warnings_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    busy = itertools.count(step=7)
    monkeypatch.setattr(lenient, "unknown_values", busy)
    monkeypatch.setattr(codec, "unknown_values", busy)
    assert decode(MESSAGE) == (Message.from_dict(MESSAGE), ())
    assert decode([1, [2]], "Tree") == ([1, [2]], ())


def test_warnings_are_plain_values() -> None:
    warning = ParseWarning("a.b", "int", "null")
    assert pickle.loads(pickle.dumps(warning)) == warning
    assert {warning: 1}[copy.copy(warning)] == 1


def test_types_are_described_in_words() -> None:
    assert describe(None | list[dict[str, int]]) == "None | list[dict[str, int]]"
    assert describe(Any) == "Any"


def test_odd_values_far_down_are_kept_with_what_holds_them() -> None:
    value: dict[str, Any] = {**MESSAGE, "count": None}
    for _ in range(70):
        value = {**MESSAGE, "parent": value}
    message, warnings = repair(value, Message)
    assert message.to_dict() == value
    assert len(warnings) == 1
    assert warnings[0].path == ".".join(["parent"] * 64)


def test_unknown_values_far_down_need_no_report() -> None:
    value: dict[str, Any] = {**MESSAGE, "status": "archived"}
    for _ in range(70):
        value = {**MESSAGE, "parent": value}
    message, warnings = repair(value, Message)
    assert message.to_dict() == value
    assert warnings == ()


# --- any number of contradictions anywhere -----------------------------------------------------------------------------


def _places(value: Any, path: Path = ()) -> list[Path]:
    steps = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value) if isinstance(value, list) else ()
    )
    return [path, *(place for step, item in steps for place in _places(item, (*path, step)))]


PLACES = [place for place in _places(MESSAGE) if place]
ODD: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
    st.sampled_from(["3", "yesterday", "2026-13-45T00:00:00Z", "archived", "", "draft"]),
    st.sampled_from(
        [[], {}, [[]], [{}], {"kind": "bird"}, {"kind": "cat"}, {"subject": 1}, {"new": 1}]
    ),
)
REMOVED = object()


def _mutated(place: Path, value: Any, wire: dict[str, Any]) -> dict[str, Any]:
    """The message with one value replaced or removed; unchanged where an earlier change took the place away."""
    wire = copy.deepcopy(wire)
    holder: Any = wire
    for step in place[:-1]:
        try:
            holder = holder[step]
        except (KeyError, IndexError, TypeError):
            return wire
    last = place[-1]
    if isinstance(holder, dict) and isinstance(last, str):
        holder.pop(last, None) if value is REMOVED else holder.update({last: value})
    elif (
        isinstance(holder, list)
        and isinstance(last, int)
        and last < len(holder)
        and value is not REMOVED
    ):
        holder[last] = value
    return wire


CHANGES = st.lists(
    st.tuples(st.sampled_from(PLACES), st.one_of(ODD, st.just(REMOVED))), min_size=1, max_size=4
)


@settings(max_examples=300, deadline=None)
@given(CHANGES)
def test_any_mutation_returns_the_object(changes: list[tuple[Path, Any]]) -> None:
    strict = Message.from_dict(MESSAGE)
    wire = MESSAGE
    for place, value in changes:
        wire = _mutated(place, value, wire)
    message, warnings = decode(wire)

    assert isinstance(message, Message)
    touched = {str(place[0]) for place, _ in changes}
    for name, wire_name in zip(
        Message.__struct_fields__, Message.__struct_encode_fields__, strict=True
    ):
        if wire_name not in touched:
            assert getattr(message, name) == getattr(strict, name)
    assert {warning.path.partition(".")[0].partition("[")[0] for warning in warnings} <= touched
    assert _same(json.loads(message.to_json()), wire)


def _same(sent: Any, received: Any) -> bool:
    """Equal, but for members that a plain model does not name."""
    if isinstance(sent, dict) and isinstance(received, dict):
        return sent.keys() <= received.keys() and all(_same(sent[k], received[k]) for k in sent)
    if isinstance(sent, list) and isinstance(received, list):
        return len(sent) == len(received) and all(map(_same, sent, received))
    return bool(sent == received)


@settings(max_examples=50, deadline=None)
@given(st.recursive(ODD, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
@pytest.mark.parametrize(
    "expression", ["Message", "Pet", "Data", "Limits", "Shape", "Moment", "Tree | None"]
)
def test_any_json_at_all_is_decoded_as_anything(expression: str, value: Any) -> None:
    result, _ = decode(value, expression)
    assert _same(json.loads(codec.encode(result)), value)
