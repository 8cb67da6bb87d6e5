"""What is made once."""

from __future__ import annotations

from functools import partial

from generator.python.once import Once


def test_each_key_has_one_thing_and_nothing_is_a_thing_as_well() -> None:
    made: list[str] = []
    once = Once()

    def make(name: str) -> None:
        made.append(name)

    for name in ("a", "b", "a", "b"):
        once(name, partial(make, name))
    assert made == ["a", "b"]
    assert Once()("a", lambda: 3) == 3
