"""The pages of the documentation: complete for the flagship, and safe for a description that means harm."""

from __future__ import annotations

import ast
import importlib
import posixpath
import re
import shlex
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from generator import ir
from generator.config import ClientHeader, Config
from generator.render import DOCUMENTATION, render
from tests.facts import COMMON_ERRORS, FACTS, Fact
from tests.harmful import HARM, NASTY, harmful_api
from tests.pages import Page, take_apart, without_code
from tests.pipeline import build

SPEC = Path(__file__).parents[1] / "spec/sdk.toml"
SERVER = "https://cloud.appwrite.io/v1"


def docs_of(api: ir.Api) -> dict[str, Page]:
    """The Markdown pages alone."""
    return take_apart(site_of(api))


def site_of(api: ir.Api) -> dict[str, bytes]:
    """The documentation alone."""
    config = Config(
        spec=Path("openapi.yaml"),
        out=Path("out"),
        package="things",
        distribution="things",
        env="THINGS",
        client_headers=(ClientHeader("locale", NASTY, HARM),),
    )
    files = render(api, config, rows=DOCUMENTATION)
    return {name: text for name, text in files.items() if name.startswith("docs/")}


@pytest.fixture(scope="module")
def flagship() -> dict[str, Page]:
    return take_apart(build(SPEC).files)


@pytest.fixture(scope="module")
def harmful() -> dict[str, Page]:
    return docs_of(harmful_api())


@pytest.fixture(scope="module", params=["flagship", "harmful"])
def pages(request: pytest.FixtureRequest) -> dict[str, Page]:
    found: dict[str, Page] = request.getfixturevalue(request.param)
    return found


# --- every page ------------------------------------------------------------------------------------------------------


def test_html_is_ours_and_balanced(pages: dict[str, Page]) -> None:
    assert {
        name: page.markup.problems for name, page in pages.items() if page.markup.problems
    } == {}


def test_ids_are_unique(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        ids = page.markup.ids
        assert len(set(ids)) == len(ids), name


def test_links_lead_somewhere(pages: dict[str, Page]) -> None:
    broken = []
    for name, page in pages.items():
        for link in page.links:
            target, _, anchor = link.partition("#")
            if link.startswith(("https://", "http://", "mailto:")):
                continue
            path = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
            found = pages.get(path if target else name)
            if found is None or (anchor and anchor not in found.markup.ids):
                broken.append(f"{name}: {link}")
    assert broken == []


def test_python_compiles(pages: dict[str, Page]) -> None:
    blocks = [
        block for page in pages.values() for block in page.blocks("python", "python signature")
    ]
    assert len(blocks) > 4
    for block in blocks:
        ast.parse(block)


def test_commands_are_commands(pages: dict[str, Page]) -> None:
    commands = [block for page in pages.values() for block in page.blocks("bash")]
    assert {shlex.split(command)[0] for command in commands} <= {"curl", "export", "pip", "python"}


def test_pages_end_in_one_line_break(pages: dict[str, Page]) -> None:
    for page in pages.values():
        assert page.source.endswith("\n")
        assert not page.source.endswith("\n\n")
        assert not re.search(r"[ \t]$", without_code(page.source), re.M)


# --- a description that means harm -----------------------------------------------------------------------------------


def test_a_description_adds_no_heading(harmful: dict[str, Page]) -> None:
    shown = {
        name: [re.sub(r"<a id=\S+></a>", "", h) for h in page.headings]
        for name, page in harmful.items()
    }
    assert shown["models.md"] == ["# Models", "## `Thing`", "## `Either`"]
    assert shown["enums.md"] == ["# Enums", "## `Kind`"]
    assert shown["things.md"][1:] == [
        "## `make`",
        *(
            "### Parameters",
            "### Examples",
            "### Result",
            "### Errors",
            "### Credentials",
            "### Repeating",
        ),
        "### Errata",
    ]
    for page in harmful.values():
        assert not re.search(r"^ {0,3}(=+|-+)[ \t]*$", page.markdown, re.M)
        assert "\n~~~" not in page.markdown


def test_a_description_loads_and_runs_nothing(harmful: dict[str, Page]) -> None:
    for page in harmful.values():
        assert not re.search(r"(?<!\\)!\[", page.markdown)
        assert not [link for link in page.links if "javascript" in link.lower()]
        assert "\u202e" not in page.source
        assert "\x00" not in page.source


def test_the_same_api_gives_the_same_pages(harmful: dict[str, Page]) -> None:
    again = docs_of(harmful_api())
    assert {name: page.source for name, page in again.items()} == {
        n: p.source for n, p in harmful.items()
    }


# --- the flagship ----------------------------------------------------------------------------------------------------


def sections(pages: Mapping[str, Page]) -> Iterator[tuple[str, str]]:
    """(method, section) of every operation."""
    for name, page in pages.items():
        if name in GROUPS:
            for part in re.split(r"^## ", page.source, flags=re.M)[1:]:
                yield re.findall(r"`(\w+)`", part)[0], part


@pytest.fixture(scope="module")
def operations(flagship: dict[str, Page]) -> dict[str, str]:
    return dict(sections(flagship))


GROUPS = ("messages.md", "providers.md", "subscribers.md", "topics.md")
each_fact = pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)


def part(section: str, heading: str) -> str:
    """What stands below a heading of an operation."""
    found = re.search(rf"^### {heading}\n(.*?)(?=^### |\Z)", section, re.M | re.S)
    assert found, heading
    return found[1]


def test_groups_are_those_of_the_reference(
    flagship: dict[str, Page], operations: dict[str, str]
) -> None:
    fixed = ["enums.md", "errors.md", "index.md", "models.md", "names.md"]
    own = ["create-update.md", "provider-credentials.md", *GROUPS]
    guides = [name for name in flagship if name.startswith("guides/")]
    assert sorted(flagship) == sorted([*fixed, *own, *guides])
    assert len(guides) >= 8
    assert sorted(operations) == sorted(fact.name for fact in FACTS)


def test_the_start_page_lists_every_operation(flagship: dict[str, Page]) -> None:
    start = flagship["index.md"].source
    for fact in FACTS:
        (row,) = re.findall(rf"<tr>.*#{fact.name}\".*</tr>", start)
        assert f"<code>{fact.method} {fact.path}</code>" in row
        assert not row.endswith("<td></td></tr>")


def test_the_start_page_says_how_to_begin(flagship: dict[str, Page]) -> None:
    start = flagship["index.md"].source
    assert "pip install appwrite-messaging" in start
    for argument in ("endpoint", "project", "key", "jwt", "session"):
        assert (
            f"<tr><td><code>{argument}</code></td><td><code>APPWRITE_{argument.upper()}</code>"
            in start
        )
    assert "X-Appwrite-Project" in start
    assert SERVER in start
    assert "asyncio.run(main())" in start


@each_fact
def test_an_operation_is_complete(fact: Fact, operations: dict[str, str]) -> None:
    section = operations[fact.name]
    assert f"`{fact.method} {fact.path}`" in section
    assert f"def {fact.name}(" in section
    assert re.search(r"^\*\*.+\*\*$", section, re.M), "summary"
    assert f"`{fact.scope}`" in part(section, "Credentials")
    assert part(section, "Credentials").count("\n- ") == len(fact.security)
    assert "afe" in part(section, "Repeating")
    assert re.search(r"Described at `paths/.+\.yaml#/.+`\.", section)
    samples = part(section, "Examples")
    assert re.findall(r"^(\w+):$", samples, re.M) == ["Sync", "cURL"]
    assert f"client.messaging.{fact.name}(" in samples


@each_fact
def test_parameters_are_complete(fact: Fact, operations: dict[str, str]) -> None:
    given = part(operations[fact.name], "Parameters")
    found = re.findall(r"^- `(\w+)` \((.*?)\)(?:: |\n)(.*)", given, re.M)
    rows = {name: (head, text) for name, head, text in found}
    assert sorted(rows) == sorted(parameter.name for parameter in fact.parameters)
    for parameter in fact.parameters:
        head, text = rows[parameter.name]
        renamed = re.search(r"in \S+ \S+ `+(.+?)`+$", head)
        assert parameter.wire == (renamed[1] if renamed else parameter.name)
        assert (", required, " in head) == parameter.required
        if parameter.default is not None:
            shown = re.findall("default `(.*?)`,", head)
            assert [ast.literal_eval(value) for value in shown] == [parameter.default]
        assert text


@each_fact
def test_results_are_shown(fact: Fact, operations: dict[str, str]) -> None:
    result = part(operations[fact.name], "Result")
    assert f"<code>{fact.status}</code>" in result
    if fact.result is None:
        assert "`None`" in result
    else:
        # The reference knows one kind of message; a result may be the kind of its channel.
        name = re.escape(fact.result)
        assert re.search(rf"\[`(\w*{name})`\]\(models\.md#\1\)", result)
        assert "```json\n" in result


@each_fact
def test_errors_are_shown(fact: Fact, operations: dict[str, str]) -> None:
    errors = part(operations[fact.name], "Errors")
    for wire in fact.errors:
        assert f"<code>{wire}</code>" in errors
    assert "errors.md#common" in errors


@each_fact
def test_commands_name_the_right_url(fact: Fact, operations: dict[str, str]) -> None:
    (command,) = re.findall(r"```bash\n(.*?)```", operations[fact.name], re.S)
    words = shlex.split(command)
    head = words[: next(at for at, word in enumerate(words) if word.startswith("https://"))]
    assert head in (["curl", "-X", fact.method], ["curl"], ["curl", "-G"])
    assert (head[1:2] == ["-X"]) == (fact.method != "GET")
    pattern = "[^/]+".join(map(re.escape, re.split(r"\{\w+\}", f"{SERVER}{fact.path}")))
    assert re.fullmatch(pattern, unquote(words[len(head)]))
    given = [after for word, after in pairwise(words) if word == "--data-urlencode"]
    assert {text.partition("=")[0] for text in given} <= {
        parameter.wire for parameter in fact.parameters
    }
    assert "X-Appwrite-Project: $PROJECT" in words


def test_lists_show_their_iterators(operations: dict[str, str]) -> None:
    paged = {name for name, section in operations.items() if '### <a id="iter_' in section}
    assert "list_messages" in paged
    assert paged <= {fact.name for fact in FACTS if fact.name.startswith("list_")}


def test_repeating_is_said_as_it_is_done(operations: dict[str, str]) -> None:
    assert "`message_id` of your own" in part(operations["create_email"], "Repeating")
    assert "unique()" in part(operations["create_email"], "Repeating")
    assert part(operations["update_email"], "Repeating").lstrip().startswith("Not safe")
    assert (
        part(operations["get_message"], "Repeating")
        .lstrip()
        .startswith("Safe: the call changes nothing")
    )
    assert part(operations["delete"], "Repeating").lstrip().startswith("Safe: to send it twice")


def test_errata_are_shown(flagship: dict[str, Page], operations: dict[str, str]) -> None:
    assert "Names no failures." in flagship["index.md"].source
    assert "<strong>The truth:</strong>" in part(operations["get_message"], "Errata")
    assert "description" in part(operations["list_messages"], "Errata")
    assert "The vendor's own description allows null here." in flagship["models.md"].source


def test_every_error_is_explained(flagship: dict[str, Page]) -> None:
    page = flagship["errors.md"]
    known = {wire for fact in FACTS for wire in fact.errors} | set(COMMON_ERRORS)
    for wire in known:
        assert re.search(rf'<tr id="\w+">.*<code>{wire}</code>', page.source), wire
    assert re.search(r'message_not_found</code>.*<a href="messages.md#get_message">', page.source)
    assert re.search(
        r'general_argument_invalid</code>.*<a href="#common">any call</a>', page.source
    )


def test_the_tree_of_exceptions_is_the_runtime_s(harmful: dict[str, Page]) -> None:
    runtime: Any = importlib.import_module("_runtime.errors")
    tree = re.findall(r"^( *)- <a id=\"(\w+)\"></a>", harmful["errors.md"].source, re.M)
    above: list[str] = []
    for indent, name in tree:
        depth = len(indent) // 2
        above[depth:] = [name]
        if depth:
            assert getattr(runtime, name).__mro__[1] is getattr(runtime, above[depth - 1])
    classes = [
        c for c in vars(runtime).values() if isinstance(c, type) and issubclass(c, runtime.ApiError)
    ]
    assert sorted(name for _, name in tree) == sorted(c.__name__ for c in classes)


def test_calls_of_the_api_and_links_are_documented() -> None:
    built = build(spec=Path(__file__).parent / "cases/callbacks/spec.yaml", package="exports")
    page = built.files["docs/webhooks.md"].decode()
    assert "`POST {$request.body#/url}`" in page
    assert "Sent after [`start_export`](exports.md#start_export)" in page
    assert "export_ready = ExportReadyPayload.from_json(body)" in page
    assert 'href="models.md#Failure"' in page
    assert "<h2" in built.files["docs/webhooks.html"].decode()
    for name in ("exports.md", "exports.html"):
        group = built.files[f"docs/{name}"].decode()
        assert ">get_export</code></a> with <code>id</code>" in group
        assert ">stop_export</code></a> with <code>id</code>" in group
