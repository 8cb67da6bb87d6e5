"""How texts enter a page of the documentation, and which operations share one."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator import ir
from generator.docs.groups import groups
from generator.docs.highlight import highlighted
from generator.docs.html import fragment, page
from generator.docs.markdown import cell, code_cell, fenced, markdown, plain
from generator.docs.shelves import shelves
from generator.python.text import code
from tests.docs.html import HtmlPage
from tests.pages import Markup, Page


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a **b** `c` [d](https://e.f/g)", "a **b** `c` [d](https://e.f/g)"),
        ("- one\n- two\n\nend", "- one\n- two\n\nend"),
        ("<b>bold</b> a < b", "&lt;b>bold&lt;/b> a &lt; b"),
        ("`<b>` stays", "`<b>` stays"),
        ("a `code\nspan` b", "a `code span` b"),
        ("no `end", "no \\`end"),
        ("``a` b", "\\`\\`a\\` b"),
        (r"\<b> \` \*", r"&lt;b> \` \*"),
        ("[x](javascript:y)", "\\[x](javascript:y)"),
        ("[x](JavaScript:y) [x](data:text/html,z)", "\\[x](JavaScript:y) \\[x](data:text/html,z)"),
        ("[x][1]\n\n[1]: javascript:y", "\\[x]\\[1]\n\n\\[1]: javascript:y"),
        ("![x](https://y.z/i.png)", "[x](https://y.z/i.png)"),
        ('[a](/b#c) [d](../e.md "f") [g](#h)', "a d g"),
        ("[# a](/b)", "**a**"),
        ("items[0](optional)", "items\\[0](optional)"),
        ("<https://a.b> <javascript:c>", "<https://a.b> &lt;javascript:c>"),
        ("# One\ntwo", "**One**\n\ntwo"),
        ("a\n## Two ##\nb", "a\n\n**Two**\n\nb"),
        ("> # Quoted\n- # Item", "> **Quoted**\n- **Item**"),
        ("#", ""),
        ("#tag", "\\#tag"),
        ("a\n===", "a\n\\==="),
        ("a\n-", "a\n\\-"),
        ("a\n---\nb", "a\n***\nb"),
        ("~~~ `a`\nb", "\\~~~ `a`\nb"),
        ("a\n```py\n<b>\n```\nc", "a\n\n```py\n<b>\n```\n\nc"),
        ("~~~\n```\n~~~~", "````\n```\n````"),
        ("```\nopen", "```\nopen\n```"),
        ("- a\n  ```\n  <b>\n  ```", "- a\n  ` <b> `".replace("` <b> `", "`<b>`")),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\u202eb", "a\\u202eb"),
        ("", ""),
    ],
)
def test_markdown_keeps_what_is_harmless(text: str, expected: str) -> None:
    assert markdown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb", "a b"),
        ("a\n\nb", "a<br>b"),
        ("a:\n- b\n  c\n- d", "a:<br>\u2022 b c<br>\u2022 d"),
        ("1. b\n2. c", "1. b<br>2. c"),
        (
            "**a** *b* 2*3*4 **`c`**",
            "<strong>a</strong> <em>b</em> 2*3*4 <strong><code>c</code></strong>",
        ),
        (r"\*a\* \_", "&#42;a&#42; _"),
        ("`<b>` <b>", "<code>&lt;b&gt;</code> &lt;b&gt;"),
        ("&lt;b&gt; & &amp;", "&lt;b&gt; &amp; &amp;"),
        (
            "[a](https://b.c?d&e) <https://f.g>",
            '<a href="https://b.c?d&amp;e">a</a> <a href="https://f.g">https://f.g</a>',
        ),
        ("[a](javascript:b)", "[a](javascript:b)"),
        ("[a &lt;](/b) [**c**](./d)", "a &lt; <strong>c</strong>"),
        ("[a](https://b.c/&quot;d)", '<a href="https://b.c/&quot;d">a</a>'),
        ("# A\nb", "<strong>A</strong><br>b"),
        ("```\na  b\n\nc<\n```", "<pre>a  b&#10;&#10;c&lt;</pre>"),
        ("", ""),
    ],
)
def test_cells_hold_html_on_one_line(text: str, expected: str) -> None:
    assert cell(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Create an email", "Create an email"),
        ("a_b *c* [d](e) `f` <g> & #", r"a_b \*c\* \[d\](e) \`f\` &lt;g&gt; &amp; \#"),
        ("_a_\nb", r"\_a\_ b"),
        ("- a", r"\- a"),
        ("1. a", r"1\. a"),
        ("---", r"\---"),
    ],
)
def test_plain_text_stays_plain(text: str, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a", "`a`"), ("a`b", "``a`b``"), ("`a``", "``` `a`` ```"), ("a\n b", "`a b`"), ("", "` `")],
)
def test_code_spans_close_where_they_should(text: str, expected: str) -> None:
    assert code(text) == expected


def test_code_blocks_close_where_they_should() -> None:
    assert fenced("a\n```\nb", "sh") == "````sh\na\n```\nb\n````"


def test_code_in_cells_is_escaped() -> None:
    assert code_cell("a <b>\n& c") == "<code>a &lt;b&gt; &amp; c</code>"


PIECES = st.sampled_from(
    [
        *"<script> <!-- <? ` `` ``` ~~~ === --- - [ ] ]( ) ![ javascript:a https://a.b [a](javascript:b) [a](/b)".split(),
        *'[a]: b \\ &lt; | * ** _ a " ~~~`a`'.split(),
        *("\n", "\n\n", "    ", "# ", "- ", "1. ", "> ", "<a href='", "<div>\n"),
    ]
)


@given(st.lists(PIECES, max_size=20).map("".join))
def test_no_mixture_of_markup_gets_through(text: str) -> None:
    page = Page(f"before\n\n{markdown(text)}\n\nafter\n")
    assert page.markup.problems == []
    assert page.headings == []
    assert re.sub(r"<(https?:|mailto:)[^>]*>", "", page.text).count("<") == 0
    assert [link for link in page.links if not link.startswith("https://")] == []
    assert "\n" not in cell(text)
    assert Markup(cell(text)).problems == []
    assert Markup(plain(text)).problems == []


@given(st.lists(PIECES, max_size=20).map("".join))
@example("[a](javascript:b)\n\n[a]:[a](javascript:b)")  # a colon, but in a path
def test_html_holds_only_what_we_write(text: str) -> None:
    """Of a description as it enters a page, and even of one that went past every filter."""
    for source in (markdown(text), text):
        page = HtmlPage(fragment(source))
        assert page.problems == []
        schemes = [re.match(r"[a-z][a-z0-9+.-]*:", link, re.I) for link in page.links]
        assert {scheme[0] for scheme in schemes if scheme} <= {"https:"}
    assert HtmlPage(highlighted(text, "python")).problems == []


def test_names_of_json_are_marked_and_long_texts_do_not_matter() -> None:
    long = '"' + '\\"x' * 200_000 + '"'
    assert highlighted(f'{{"a\\"b": {long}}}', "json") == f'{{<b>"a\\"b"</b>: {long}}}'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "[a](b.md#c) [d](https://e.f/g.md)",
            '<a href="b.html#c">a</a> <a href="https://e.f/g.md">d</a>',
        ),
        ('<a href="../x.md">x</a> <b>y</b>', '<a href="../x.html">x</a> &lt;b&gt;y&lt;/b&gt;'),
        ("a</br>b", "a&lt;/br&gt;b"),
        (
            '<a href="java:x">x</a> <a onclick="x">',
            '&lt;a href="java:x"&gt;x</a> &lt;a onclick="x"&gt;',
        ),
    ],
)
def test_markdown_becomes_html(text: str, expected: str) -> None:
    assert fragment(text).strip() == f"<p>{expected}</p>"


def test_headings_keep_their_anchors() -> None:
    found = page('# Title\n\n## <a id="own"></a>`a`\n\n## Two words\n\n## Two words\n')
    assert found.title == "Title"
    assert [(h.anchor, h.text) for h in found.headings] == [
        ("own", "a"),
        ("two-words", "Two words"),
        ("two-words-2", "Two words"),
    ]
    assert HtmlPage(found.html).ids == ["own", "two-words", "two-words-2"]


# --- groups ----------------------------------------------------------------------------------------------------------


def service(name: str, *paths: str) -> ir.Service:
    operations = tuple(
        ir.Operation(
            id=f"{name}{number}", name=f"call_{number}", method="GET", path=path, pointer="a#/b"
        )
        for number, path in enumerate(paths)
    )
    return ir.Service(name=name, class_name=name.title(), tag=name, operations=operations)


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        ([service("m", "/m/a", "/m/a/{id}", "/m/b", "/m/b/{id}")], ["a", "b"]),
        ([service("pet", "/pet", "/pet/{id}", "/pet/find")], ["pet"]),
        ([service("pet", "/pet/{id}", "/pet/{id}/x", "/pet/find")], ["pet"]),
        ([service("rpc", "/get", "/set", "/list")], ["rpc"]),
        ([service("api", "/a", "/a/{id}", "/b", "/b/{id}")], ["a", "b"]),
        ([service("x", "/a", "/a/b", "/c", "/c/d"), service("y", "/a")], ["x", "y"]),
        ([service("v", "/v/errors", "/v/errors/{id}")], ["v"]),
        ([service("v", "/v/errors", "/v/errors/{id}", "/v/b", "/v/b/{id}")], ["v_errors", "b"]),
        ([service("errors", "/errors", "/errors/{id}")], ["errors_2"]),
        ([service("v", "/v/a-b/1", "/v/a-b/2", "/v/A_b/1", "/v/A_b/2")], ["a_b", "v_a_b"]),
        ([], []),
    ],
)
def test_operations_are_grouped_by_path(services: list[ir.Service], expected: list[str]) -> None:
    found = groups(ir.Api(title="t", version="1", services=tuple(services)))
    assert [group.name for group in found] == expected
    placed = [operation.id for group in found for operation in group.operations]
    assert sorted(placed) == sorted(o.id for s in services for o in s.operations)


def test_a_large_group_is_split_by_topic() -> None:
    """What has no topic of its own, and topics of a few operations, stay on the first pages."""
    paths = [f"/repos/{{id}}/branches/{number}" for number in range(20)]
    paths += [f"/repos/{{id}}/hooks/{number}" for number in range(4)]
    paths += [f"/users/{{id}}/repos/{number}" for number in range(70)]
    found = groups(
        ir.Api(title="t", version="1", services=(service("repos", *paths), service("b", "/b")))
    )
    assert [(g.name, g.under, len(g.operations)) for g in found] == [
        ("repos", "", 40),
        ("repos_more_2", "repos", 34),
        ("repos_branches", "repos", 20),
        ("b", "", 1),
    ]
    assert [group.title for group in found[:3]] == ["Repos", "Repos: more 2", "Repos: branches"]


def test_groups_of_one_title_are_told_apart() -> None:
    paths = ("/x/issues", "/x/issues/1", "/x/pulls", "/x/pulls/1")
    services = (service("reactions", *paths), service("issues", "/issues"))
    found = groups(ir.Api(title="t", version="1", services=services))
    assert [g.title for g in found] == ["Reactions: Issues", "Pulls", "Issues"]


def model(name: str, fields: int) -> ir.Model:
    attributes = tuple(
        ir.Field(
            name=f"f{number}", wire=f"f{number}", type=ir.AnyType(), required=True, pointer="a#/b"
        )
        for number in range(fields)
    )
    return ir.Model(key=ir.Key(name), name=name, fields=attributes, pointer="a#/b")


def test_models_share_a_page_until_it_is_full() -> None:
    few = [model("B", 900), model("A", 900)]
    (shelf,) = shelves("models", "Models", few)
    assert [declaration.name for declaration in shelf.declarations] == ["B", "A"]
    assert shelves("models", "Models", [])[0].declarations == ()
    split = shelves("models", "Models", [*few, model("C", 900)])
    assert [(shelf.name, [d.name for d in shelf.declarations]) for shelf in split] == [
        ("models-1", ["A", "B"]),
        ("models-2", ["C"]),
    ]
    assert split[0].title == "Models: A to B"
    assert len(shelves("models", "Models", [model("D", 5000), model("E", 1)])) == 2


def test_tables_bring_no_style_along() -> None:
    found = fragment("| a | b |\n| :-- | --: |\n| 1 | 2 |\n")
    assert "<td>2</td>" in found
    assert HtmlPage(found).problems == []
