from __future__ import annotations

import re
import time
from typing import Any

import pytest

from tests.custom.modules import load

module = load("ids")
ID: Any = module.ID


def test_twenty_characters_from_the_time_and_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time_ns", lambda: 1_700_000_000_000_042_999)
    first, second = ID.unique(), ID.unique()
    assert first[:13] == second[:13] == "6553f100" + "0002a"
    assert re.fullmatch("[0-9a-f]{20}", first)
    assert first != second


def test_microseconds_fill_five_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time_ns", lambda: 1_700_000_000_999_999_000)
    assert ID.unique(0) == "6553f100" + "f423f"


def test_ids_sort_by_time(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([1_700_000_000_999_999_000, 1_700_000_001_000_000_000])
    monkeypatch.setattr(time, "time_ns", lambda: next(moments))
    assert ID.unique() < ID.unique()


@pytest.mark.parametrize("padding", [0, 1, 2, 7, 22, 23])
def test_padding_is_the_number_of_random_digits(padding: int) -> None:
    assert re.fullmatch(f"[0-9a-f]{{{13 + padding}}}", ID.unique(padding))


@pytest.mark.parametrize("padding", [-1, 24])
def test_padding_that_no_server_would_take(padding: int) -> None:
    with pytest.raises(ValueError, match=f"from 0 to 23, not {padding}"):
        ID.unique(padding)


def test_many_ids_differ() -> None:
    assert len({ID.unique() for _ in range(1000)}) == 1000


def test_an_id_of_your_own_is_kept() -> None:
    assert ID.custom("order-1042") == "order-1042"
