"""What is reported, and how it looks."""

from __future__ import annotations

import pytest

from generator.diagnostics import (
    Diagnostic,
    Diagnostics,
    Position,
    did_you_mean,
    file_of,
    listing,
    visible,
)

LINES = {8: "components:", 9: "  schemas:", 10: "    Mesage: {type: object}"}


def locate(pointer: str) -> Position:
    if pointer == "a.yaml#/components/schemas":
        return Position.within("a.yaml", (9, 2), LINES)
    return file_of(pointer)


def test_a_finding_shows_its_place() -> None:
    found = Diagnostics()
    found.error("some-code", "a.yaml#/components/schemas", "this is wrong", "write it right")
    assert listing(found.items, locate) == (
        "error[some-code]: this is wrong\n"
        "  --> a.yaml:10:3\n"
        "   9 | components:\n"
        "  10 |   schemas:\n"
        "     |   ^\n"
        "  11 |     Mesage: {type: object}\n"
        "  hint: write it right\n"
    )


def test_a_finding_names_related_places() -> None:
    found = Diagnostics()
    related = (("a.yaml#/components/schemas", "first here"), (Position("c.toml", 3, 1), "and here"))
    found.warning("twice", "b.yaml#/x", "this is here twice", related=related)
    assert listing(found.items, locate) == (
        "warning[twice]: this is here twice\n"
        "  --> b.yaml:1:1\n"
        "  --> a.yaml:10:3 (first here)\n"
        "   9 | components:\n"
        "  10 |   schemas:\n"
        "     |   ^\n"
        "  11 |     Mesage: {type: object}\n"
        "  --> c.toml:3:1 (and here)\n"
    )


def test_findings_are_sorted_by_place_and_told_once() -> None:
    found = Diagnostics()
    for file in ("b.yaml", "a.yaml", "b.yaml"):
        found.error("late", f"{file}#", "something")
    found.warning("early", "a.yaml#", "something")
    heads = [line for line in listing(found.items).splitlines() if line]
    assert heads == [
        *("warning[early]: something", "  --> a.yaml:1:1"),
        *("error[late]: something", "  --> a.yaml:1:1"),
        *("error[late]: something", "  --> b.yaml:1:1"),
    ]


def test_strict_makes_an_error_of_every_warning() -> None:
    lenient, strict = Diagnostics(), Diagnostics(strict=True)
    for found in (lenient, strict):
        found.note("fine", "a.yaml#", "fine")
        assert not found.has_errors
        found.warning("odd", "a.yaml#", "odd")
    assert not lenient.has_errors
    assert strict.has_errors
    assert [found.severity for found in strict.items] == ["note", "error"]


def test_a_place_may_be_anything_with_a_pointer() -> None:
    class Thing:
        pointer = "a.yaml#/x"

    found = Diagnostics()
    found.error("odd", Thing(), "odd")
    assert found.items[0].pointer == "a.yaml#/x"


def test_color_marks_severity_frame_and_caret() -> None:
    found = Diagnostics()
    found.error("odd", "a.yaml#/components/schemas", "odd")
    text = listing(found.items, locate, color=True)
    assert "\x1b[1;31merror[odd]\x1b[0m" in text
    assert "\x1b[1;31m^\x1b[0m" in text
    assert "\x1b[34m-->\x1b[0m" in text


def test_a_folder_goes_before_the_names_of_files() -> None:
    found = Diagnostics()
    found.error("odd", "b.yaml#", "odd")
    assert "--> spec/b.yaml:1:1" in listing(found.items, folder="spec").replace("\\", "/")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ünïcödé 漢字", "plain ünïcödé 漢字"),
        ("two\nlines\r\n", "two\\nlines\\r\\n"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\u202ereversed", "\\u202ereversed"),
        ("\x00\ud800", "\\x00\\ud800"),
    ],
)
def test_a_description_cannot_steer_the_terminal(text: str, shown: str) -> None:
    assert visible(text) == shown
    found = Diagnostic(severity="error", code="odd", pointer=f"{text}#", message=text, hint=text)
    assert shown in listing([found])
    assert not set(listing([found])) & set("\x1b\r\x00\u202e\ud800")


@pytest.mark.parametrize(
    ("line", "column", "above"),
    [
        ("\tkey: 1", 1, "  10 |  key: 1"),
        ("漢字: 1, 字: 2", 7, "  10 | 漢字: 1, 字: 2"),
        ("e\u0301e\u0301: 1", 4, "  10 | e\u0301e\u0301: 1"),
        ("a\x1b[1mb: 1", 6, "  10 | a\N{REPLACEMENT CHARACTER}[1mb: 1"),
    ],
)
def test_the_caret_stands_below_its_character(line: str, column: int, above: str) -> None:
    position = Position.within("a.yaml", (9, column), {9: line})
    found = Diagnostic(severity="error", code="odd", pointer="", message="", position=position)
    shown, caret = listing([found]).splitlines()[2:4]
    assert shown == above
    wide = sum(2 if char in "漢字" else 0 if char == "\u0301" else 1 for char in line[:column])
    assert caret == "     | " + " " * wide + "^"


def test_of_a_long_line_the_part_around_the_place_is_shown() -> None:
    position = Position.within("a.json", (0, 5000), {0: "x" * 5000 + "here" + "y" * 5000})
    found = Diagnostic(severity="error", code="odd", pointer="", message="", position=position)
    _, place, shown, caret = listing([found]).splitlines()
    assert place.endswith("a.json:1:5001")
    assert len(shown) < 120
    assert shown[caret.index("^") :].startswith("here")


@pytest.mark.parametrize(
    ("word", "hint"),
    [("Mesage", "did you mean 'Message'?"), ("Zebra", "")],
)
def test_a_close_word_is_suggested(word: str, hint: str) -> None:
    assert did_you_mean(word, ["Topic", "Message"]) == hint
