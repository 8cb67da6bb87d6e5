"""Open enums: known and unknown members behave alike."""

from __future__ import annotations

import copy
import pickle
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest

from tests.runtime.samples import Priority, Status

MEMBERS = [Status.SENT, Status("archived"), Status("SENT"), Priority.HIGH, Priority(7)]


@pytest.mark.parametrize("member", MEMBERS, ids=repr)
def test_members_equal_and_hash_as_their_values(member: Status | Priority) -> None:
    assert member == member.value
    assert hash(member) == hash(member.value)
    assert str(member) == str(member.value) == f"{member}"


@pytest.mark.parametrize("member", MEMBERS, ids=repr)
def test_members_survive_pickles_and_copies(member: Status | Priority) -> None:
    for again in (pickle.loads(pickle.dumps(member)), copy.copy(member), copy.deepcopy(member)):
        assert type(again) is type(member)
        assert again == member
        assert again.is_known == member.is_known


def test_unknown_values_are_members_too() -> None:
    assert Status("sent") is Status.SENT
    assert Status.SENT.is_known
    assert isinstance(Status("archived"), Status)
    assert not Status("archived").is_known
    assert repr(Status("archived")) == "<Status.archived: 'archived'>"
    assert repr(Priority(7)) == "<Priority.7: 7>"
    assert Priority(7) + 1 == 8


def test_a_value_that_is_a_members_name_is_unknown() -> None:
    assert not Status("SENT").is_known
    assert Status("SENT") != Status.SENT


@pytest.mark.parametrize("value", [1, None, True, ["sent"]])
def test_only_texts_are_texts(value: Any) -> None:
    with pytest.raises(ValueError, match="is not a valid Status"):
        Status(value)


@pytest.mark.parametrize("value", ["1", None, 1.5])
def test_only_integers_are_integers(value: Any) -> None:
    with pytest.raises(ValueError, match="is not a valid Priority"):
        Priority(value)


def test_unknown_members_are_not_kept() -> None:
    before = sys.getrefcount(Status)
    members = [Status(f"new-{n}") for n in range(1000)]
    assert len(Status) == 2
    del members
    assert sys.getrefcount(Status) <= before + 1


def test_json_holds_values() -> None:
    decoded = msgspec.json.decode(b'["sent","archived"]', type=list[Status])
    assert decoded == [Status.SENT, "archived"]
    assert (
        msgspec.json.encode({"a": decoded, "b": Priority(7)}) == b'{"a":["sent","archived"],"b":7}'
    )


def test_threads_make_equal_members() -> None:
    with ThreadPoolExecutor(8) as pool:
        members = list(pool.map(Status, ["archived"] * 500))
    assert set(members) == {"archived"}
