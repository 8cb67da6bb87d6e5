"""Unions: which member a value becomes, what happens when none fits, and that hostile values cost little."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, Literal

import pytest

from _runtime import codec
from _runtime.convert import convert, encode, from_json_hook
from _runtime.models import OpenModel
from _runtime.unions import union
from tests.runtime import samples
from tests.runtime.samples import (
    NAME,
    Cat,
    Change,
    Circle,
    Data,
    Dog,
    Email,
    Event,
    Limits,
    Moment,
    Moved,
    OtherEvent,
    Pet,
    Push,
    Shape,
    Square,
    Started,
    Status,
    Tree,
)


def decode(value: Any, expression: str) -> tuple[Any, list[str]]:
    result, warnings = codec.decoder(expression, NAME)(json.dumps(value).encode())
    return result, [str(warning) for warning in warnings]


# --- tagged ------------------------------------------------------------------------------------------------------------


def test_a_tag_names_the_member() -> None:
    assert decode({"kind": "cat", "lives": 9}, "Pet") == (Cat(lives=9), [])
    assert decode({"goodBoy": True, "kind": "dog"}, "Pet") == (Dog(good_boy=True), [])
    assert decode([{"kind": "cat", "lives": 9}, None], "list[Pet | None]") == (
        [Cat(lives=9), None],
        [],
    )


@pytest.mark.parametrize(
    "value",
    [
        {"kind": "bird"},
        {},
        {"kind": 5},
        {"kind": ["cat"]},
        {"kind": None},
        [],
        "cat",
        5,
        None,
        {"Kind": "cat"},
    ],
)
def test_an_unknown_tag_leaves_the_value_as_it_is(value: Any) -> None:
    result, warnings = decode(value, "Pet")
    assert result == value
    assert len(warnings) == 1
    assert warnings[0].startswith("the answer: expected Pet with a known 'kind', received")


def test_a_member_with_an_odd_value_is_still_that_member() -> None:
    result, warnings = decode({"kind": "cat", "lives": "nine"}, "Pet")
    assert isinstance(result, Cat)
    assert json.loads(encode(result)) == {"kind": "cat", "lives": "nine"}
    assert warnings == ["lives: expected int, received 'nine'"]


def test_models_that_know_their_tag_are_decoded_without_python(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A page of any length costs no call, however deep its unions stand."""
    called: list[object] = []

    def hook(kind: Any, value: object) -> object:
        called.append(kind)
        return from_json_hook(kind, value)

    monkeypatch.setattr(codec, "from_json_hook", hook)
    cat = {"kind": "cat", "lives": 9}
    dog = {"kind": "dog", "goodBoy": True, "friends": [cat] * 25}
    expression = "dict[str, list[Pet | None]]"  # decoded nowhere else: decoders are kept
    result, _ = decode({"all": [dog, None] * 25}, expression)
    assert result["all"][0].friends[0] == Cat(lives=9)
    assert called == []
    decode([{"action": "move", "to": "b"}], "list[Change | None]")
    assert called == [Change]


def test_a_model_has_its_tag_for_reading() -> None:
    cat, started = Cat(lives=9), Started(at=datetime.fromtimestamp(0, UTC))
    assert (cat.kind, started.event_type) == ("cat", "started")
    assert cat.to_dict() == {"kind": "cat", "lives": 9}
    with pytest.raises(TypeError):
        Cat(kind="cat", lives=9)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def test_several_texts_can_mean_one_member() -> None:
    moved = {"action": "rename", "to": "b"}
    assert decode(moved, "Change") == (Moved(action="rename", to="b"), [])
    assert decode({"action": "mail", "subject": "s"}, "Change") == (Email(subject="s"), [])
    assert decode({"action": "copy"}, "Change")[0] == {"action": "copy"}


def test_an_unknown_tag_becomes_the_member_for_the_rest() -> None:
    (known, other), warnings = decode(
        [
            {"eventType": "started", "at": "2026-11-01T10:00:00Z"},
            {"eventType": "paused", "at": "2026-11-01T10:00:00Z"},
        ],
        "list[Event]",
    )
    assert isinstance(known, Started)
    assert isinstance(other, OtherEvent)
    assert (other.event_type, other.at) == ("paused", known.at)
    assert warnings == ["[1].eventType: expected a known EventType, received 'paused'"]
    assert isinstance(known, Event)
    assert isinstance(other, Event)
    assert decode("started", "Event")[0] == "started"


def test_an_object_without_a_tag_becomes_the_member_for_the_rest() -> None:
    result, warnings = decode({"at": "2026-11-01T10:00:00Z"}, "Event")
    assert isinstance(result, OtherEvent)
    assert warnings == ["eventType: expected EventType, received nothing"]


def test_a_tag_of_another_model_is_kept_and_reported() -> None:
    result, warnings = decode({"eventType": "paused", "at": "2026-11-01T10:00:00Z"}, "Started")
    assert isinstance(result, Started)
    assert str(result.event_type) == "paused"
    assert warnings == ["eventType: expected 'started', received 'paused'"]
    assert Started.event_type == "started"


# --- untagged ----------------------------------------------------------------------------------------------------------


def test_a_constant_tells_members_apart_though_it_is_optional() -> None:
    account = union("Account", lambda: (samples.Bank, samples.Internal))
    assert convert({"type": "internal", "name": "n"}, account) == samples.Internal(
        type="internal", name="n"
    )
    assert convert({"name": "n"}, account) == samples.Bank(name="n")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([1, 2], (1, 2)),
        ([1, 2, "x"], (1, 2, "x")),
        ([1], [1]),
        ([1, 2, 3], [1, 2, 3]),
    ],
)
def test_tuples_are_told_apart_by_what_they_hold(value: Any, expected: Any) -> None:
    line = union("Line", lambda: (tuple[int, int], tuple[int, int, str], list[int]))
    assert convert(value, line) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"subject": "s"}, Email(subject="s")),
        ({"title": "t"}, Push(title="t")),
        ({"title": "t", "body": "b"}, Push(title="t", body="b")),
        ({"title": "t", "invented": 1}, Push(title="t")),
        ([], []),
        ([1, {"a": 2}], [1, {"a": 2}]),
    ],
)
def test_the_member_that_names_most_of_the_value_is_taken(value: Any, expected: Any) -> None:
    assert decode(value, "Data") == (expected, [])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"side": 1}, Square(side=1)),
        ({"side": "long"}, Circle(side="long")),
        ({"radius": 2}, Circle(radius=2)),
        ({"corners": 5}, {"corners": 5}),
        ({"corners": 5, "side": 1}, Square(side=1)),
        ({}, Circle()),
        ({"side": 1, "inner": {"radius": 3}}, Square(side=1, inner=Circle(radius=3))),
        ({"side": [1]}, {"side": [1]}),
    ],
)
def test_types_decide_between_members_of_the_same_names(value: Any, expected: Any) -> None:
    assert decode(value, "Shape") == (expected, [])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("sent", Status.SENT),
        ("2026-11-01T10:00:00Z", datetime(2026, 11, 1, 10, tzinfo=UTC)),
        ("anything", "anything"),
        (None, None),
    ],
)
def test_of_texts_the_one_that_says_most_is_taken(value: Any, expected: Any) -> None:
    result, warnings = decode(value, "Moment")
    assert (result, type(result), warnings) == (expected, type(expected), [])


Number = union("Number", lambda: (float, int))
Texts = union("Texts", lambda: (list[int], list[str]))
Levels = union("Levels", lambda: (Status, Literal[1, 2]))
Either = union("Either", lambda: (Limits, Email))
Nested = union("Nested", lambda: (list[int] | None, Number))


def test_an_integer_is_not_made_a_float() -> None:
    assert repr(convert(1, Number)) == "1"
    assert repr(convert(1.5, Number)) == "1.5"


def test_arrays_are_told_apart_by_their_items() -> None:
    assert convert(["a"], Texts) == ["a"]
    assert convert([1], Texts) == [1]
    with pytest.raises(ValueError, match="expected Texts"):
        convert([1, "a"], Texts)


def test_an_open_model_is_a_member_like_others() -> None:
    assert convert({"maxSize": 1, "a": 2}, Either) == Limits(
        max_size=1, additional_properties={"a": 2}
    )
    assert convert({"subject": "s"}, Either) == Email(subject="s")


def test_an_enum_takes_an_unknown_value_only_as_a_last_resort() -> None:
    result = convert("archived", Levels)
    assert isinstance(result, Status)
    assert not result.is_known
    assert convert(2, Levels) == 2


@pytest.mark.parametrize("value", [5, "text", None, {"nothing": 1}, {}, True])
def test_what_fits_no_member_stays_as_it_is(value: Any) -> None:
    result, warnings = decode(value, "Data")
    assert result == value
    assert len(warnings) == 1
    assert warnings[0].startswith("the answer: expected Data, received")


def test_the_most_alike_member_takes_an_object_with_an_odd_value() -> None:
    result, warnings = decode({"subject": "s", "sent_at": "yesterday"}, "Data")
    assert isinstance(result, Email)
    assert json.loads(encode(result)) == {"subject": "s", "sent_at": "yesterday"}
    assert warnings == ["sent_at: expected datetime, received 'yesterday'"]


def test_unknown_enum_values_inside_a_member_are_reported() -> None:
    samples_union = union("Holder", lambda: (samples.Message, list[Status]))
    vars(samples)["Holder"] = samples_union
    result, warnings = decode(["sent", "archived"], "Holder")
    assert result == ["sent", "archived"]
    assert warnings == ["[1]: expected a known Status, received 'archived'"]
    result, warnings = decode({**samples.MESSAGE, "status": "archived"}, "Holder")
    assert isinstance(result, samples.Message)
    assert warnings == ["status: expected a known Status, received 'archived'"]


# --- themselves --------------------------------------------------------------------------------------------------------


def test_isinstance_asks_the_members() -> None:
    pet: Any = Pet
    moment: Any = Moment
    levels: Any = Levels
    assert isinstance(Cat(lives=1), pet)
    assert not isinstance(Email(subject="s"), pet)
    assert not isinstance({}, pet)
    assert isinstance("x", moment)
    assert isinstance(None, moment)
    assert not isinstance(5, moment)
    assert isinstance(1, levels)
    assert not isinstance(3, levels)
    shape: Any = Shape
    assert isinstance({}, shape)
    assert not isinstance([], shape)
    anything: Any = union("Anything", lambda: (Any,))
    assert isinstance(object(), anything)
    data: Any = Data
    assert isinstance([], data)


def test_a_union_may_contain_itself() -> None:
    assert decode([1, [2, [3]]], "Tree") == ([1, [2, [3]]], [])
    result, warnings = decode([1, [2, ["x"]]], "Tree")
    assert result == [1, [2, ["x"]]]
    assert warnings == ["[1][1][0]: expected Tree, received 'x'"]
    tree: Any = Tree
    assert isinstance(1, tree)


def test_a_union_that_is_its_own_member_does_no_harm() -> None:
    loop = union("Loop", lambda: (loop, int))
    vars(samples)["Loop"] = loop
    result, _ = decode([1], "list[Loop]")
    assert result == [1]


def test_members_may_be_unions_themselves() -> None:
    assert [convert(value, Nested) for value in ([1], None, 1.5)] == [[1], None, 1.5]
    nested: Any = Nested
    assert isinstance(None, nested)
    assert not isinstance("x", nested)


def test_deep_values_of_a_recursive_union_are_tried_once_each() -> None:
    value: dict[str, Any] = {"radius": "no integer"}
    for _ in range(40):
        value = {"inner": value, "new": 1}
    result, warnings = decode({"inner": value}, "Circle")
    assert json.loads(encode(result))["inner"]["inner"] is not None
    assert len(warnings) <= 1


def test_a_value_nested_beyond_the_stack_is_kept() -> None:
    value: Any = 1
    for _ in range(900):
        value = [value]
    result, warnings = decode(value, "Tree")
    depth = 0
    while isinstance(result, list):
        result, depth = result[0], depth + 1
    assert (result, depth) == (1, 900)
    assert len(warnings) <= 1


def test_open_models_are_classes_of_their_own() -> None:
    assert issubclass(Limits, OpenModel)
    assert Limits.__doc__ is None
    assert Limits.__module__ == NAME
