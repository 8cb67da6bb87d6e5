"""Text that reaches Python source: whatever a description says, the source parses and means the same."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.ir import Json
from generator.python.text import WIDTH, docstring, first_sentence, literal, prose, toml, visible

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)

HOSTILE = [
    '"""',
    '""""""',
    'ends with a quote"',
    "ends with a backslash\\",
    '\\"""\nimport os\nos.abort()\n"""',
    "\\N{DIGIT ONE} \\x41 \\u0041 \\",
    "{0} {name} %s %(x)d",
    "nul \x00, bell \x07, right-to-left \u202e override, lone \ud800 surrogate",
    "line\u2028separator\u2029paragraph\x85next",
]


@given(JSON)
def test_a_literal_evaluates_to_the_value(value: Json) -> None:
    assert ast.literal_eval(literal(value)) == value


@pytest.mark.parametrize("value", [float("inf"), float("-inf")])
def test_infinite_numbers_are_calls_not_names(value: float) -> None:
    assert eval(literal(value), {"float": float}) == value


def test_literals_are_written_with_double_quotes() -> None:
    assert literal("it's") == '"it\'s"'
    assert literal('say "hi"') == "'say \"hi\"'"


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("indent", [0, 4, 8])
def test_a_docstring_is_one_string_and_nothing_else(text: str, indent: int) -> None:
    source = f"{' ' * indent}{docstring(text, indent)}"
    tree = ast.parse("if True:\n" + source) if indent else ast.parse(source)
    body = tree.body[0].body if isinstance(tree.body[0], ast.If) else tree.body
    assert [type(statement) for statement in body] == [ast.Expr]
    statement = body[0]
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Constant)
    assert isinstance(statement.value.value, str)


@given(st.text())
def test_a_docstring_keeps_every_visible_character(text: str) -> None:
    value = ast.literal_eval(docstring(text))
    assert "".join(value.split()) == "".join(visible(text.strip()).split())


def test_invisible_characters_are_spelled_out() -> None:
    assert visible("a\u202eb\x00c\ud800") == "a\\u202eb\\u0000c\\ud800"


def test_paragraphs_are_wrapped_and_lists_and_code_are_kept() -> None:
    markdown = "One two\nthree four five.\n\n- item one\n- item two\n\n```\ncode   stays\n```\n"
    assert prose(markdown, 40) == (
        "One two three four five.\n\n- item one\n- item two\n\n```\ncode   stays\n```"
    )


def test_a_long_list_item_hangs_under_its_text() -> None:
    item = "- " + "word " * 12
    assert prose(item, 40).split("\n")[1].startswith("  word")


def test_a_list_item_keeps_its_further_lines() -> None:
    assert (
        prose("- to topics,\n  to users\n- to targets", 80) == "- to topics, to users\n- to targets"
    )


@given(st.lists(st.text(alphabet="abcdefgh", min_size=1, max_size=12), max_size=60))
def test_no_wrapped_line_is_wider_than_asked(words: list[str]) -> None:
    assert all(len(line) <= WIDTH for line in prose(" ".join(words), WIDTH).split("\n"))


def test_the_first_sentence_ends_at_its_full_stop() -> None:
    assert first_sentence("Send it now. Then wait.") == "Send it now."
    assert first_sentence("No stop at all") == "No stop at all"


@given(st.text())
def test_toml_strings_are_read_back(text: str) -> None:
    import tomllib

    assert tomllib.loads(f"value = {toml(text)}")["value"] == visible(" ".join(text.split()))
