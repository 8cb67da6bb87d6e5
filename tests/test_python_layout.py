"""The layout of expressions is black's own."""

from __future__ import annotations

import black
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.python.layout import Expression, Group, lay_out, lay_out_alias, one_line

MODE = black.Mode(line_length=60)

NAMES = st.text(alphabet="ghjkqvwxyz", min_size=1, max_size=14)


def groups(items: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    lists = st.lists(items, max_size=4).map(
        lambda found: Group("[", tuple(("", item) for item in found), "]")
    )
    calls = st.tuples(NAMES, st.dictionaries(NAMES, items, max_size=4)).map(
        lambda call: Group(f"{call[0]}(", tuple((f"{k}=", v) for k, v in call[1].items()), ")")
    )
    dicts = st.dictionaries(NAMES, items, max_size=4).map(
        lambda found: Group("{", tuple((f'"{k}": ', v) for k, v in found.items()), "}")
    )
    return lists | calls | dicts


EXPRESSIONS: st.SearchStrategy[Expression] = st.recursive(
    NAMES.map(lambda name: f'"{name}"'), groups, max_leaves=20
)


@settings(max_examples=200, deadline=None)
@given(EXPRESSIONS)
def test_black_changes_nothing(expression: Expression) -> None:
    source = f"x = {lay_out(expression, before=4, width=60)}\n"
    if "\n" in source or len(source) <= 61:
        assert black.format_str(source, mode=MODE) == source


def test_a_group_that_fits_stays_on_one_line() -> None:
    group = Group("f(", (("a=", "1"), ("b=", Group("[", (("", "2"),), "]"))), ")")
    assert lay_out(group) == one_line(group) == "f(a=1, b=[2])"


def test_a_group_that_does_not_fit_has_an_item_a_line() -> None:
    group = Group("f(", (("a=", '"x"'), ("b=", '"y"')), ")")
    assert lay_out(group, width=8) == 'f(\n    a="x",\n    b="y",\n)'


UNIONS = st.lists(
    st.integers(1, 70).map(lambda length: "B" * length), min_size=1, max_size=5
) | st.integers(1, 70).map(lambda length: [f'"{"B" * length}"'])


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 70), UNIONS)
def test_black_changes_nothing_in_an_alias(length: int, members: list[str]) -> None:
    alias = lay_out_alias("A" * length, " | ".join(members), 4, width=60)
    source = f"if x:\n    {alias}\n"
    assert black.format_str(source, mode=MODE) == source
