"""The site as files: complete for the flagship, whole in itself, and safe for a description that means harm."""

from __future__ import annotations

import json
import posixpath
import re
import zlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from generator import ir
from generator.config import DocsConfig, load_config
from generator.document import load
from generator.document.single import single
from generator.render import render
from tests.docs.html import HtmlPage, Section
from tests.facts import FACTS, Fact
from tests.harmful import harmful_api
from tests.pipeline import api_of, build
from tests.test_docs import GROUPS, SPEC, site_of

LARGEST = 1_500_000
"""Bytes of the whole flagship site."""


def pages_of(files: Mapping[str, bytes | str]) -> dict[str, HtmlPage]:
    return {
        name.removeprefix("docs/"): HtmlPage(text if isinstance(text, str) else text.decode())
        for name, text in files.items()
        if name.startswith("docs/") and name.endswith(".html")
    }


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return {name: text for name, text in build(SPEC).files.items() if name.startswith("docs/")}


@pytest.fixture(scope="module")
def flagship(files: dict[str, bytes]) -> dict[str, HtmlPage]:
    return pages_of(files)


@pytest.fixture(scope="module")
def harmful() -> dict[str, HtmlPage]:
    return pages_of(site_of(harmful_api()))


@pytest.fixture(scope="module", params=["flagship", "harmful"])
def pages(request: pytest.FixtureRequest) -> dict[str, HtmlPage]:
    found: dict[str, HtmlPage] = request.getfixturevalue(request.param)
    return found


# --- every page ------------------------------------------------------------------------------------------------------


def test_no_page_holds_what_we_did_not_write(pages: dict[str, HtmlPage]) -> None:
    assert {name: page.problems for name, page in pages.items() if page.problems} == {}


def test_ids_are_unique(pages: dict[str, HtmlPage]) -> None:
    for name, page in pages.items():
        assert len(set(page.ids)) == len(page.ids), name


def test_nothing_is_loaded_from_elsewhere(pages: dict[str, HtmlPage]) -> None:
    for name, page in pages.items():
        up = "../" * name.count("/")
        own = {f"{up}site.css", f"{up}site.js", posixpath.splitext(f"{up}{name}")[0] + ".md"}
        assert set(page.loaded) == own, name


def test_links_lead_somewhere(files: dict[str, bytes], flagship: dict[str, HtmlPage]) -> None:
    described = json.loads(files["docs/openapi.json"])
    broken: list[str] = []
    for name, page in flagship.items():
        for link in page.links:
            if link.startswith(("https://", "http://")):
                continue
            target, _, anchor = link.partition("#")
            path = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
            path = path if target else name
            found = flagship.get(path)
            known = f"docs/{path}" in files
            if path == "openapi.json" and anchor:
                known = _at(described, unquote(anchor)) is not None
            elif anchor:
                known = found is not None and anchor in found.ids
            if not known:
                broken.append(f"{name}: {link}")
    assert broken == []


def test_everything_found_is_there(files: dict[str, bytes], flagship: dict[str, HtmlPage]) -> None:
    """What the search leads to; of attributes and values the browser tests see to it."""
    script = files["docs/search.js"].decode().removeprefix("window.searchIndex=")
    index = json.loads(script.strip().removesuffix(";"))
    addresses = [
        f"{index['pages'][address]}#{name}" if isinstance(address, int) else address
        for _, name, _, address, _, _ in index["entries"]
    ]
    assert len(addresses) > 200
    for address in addresses:
        page, _, anchor = address.partition("#")
        assert page in flagship
        assert not anchor or anchor in flagship[page].ids, address


def _at(value: Any, pointer: str) -> Any:
    """The value at a JSON pointer (RFC 6901)."""
    for step in pointer.removeprefix("/").split("/"):
        value = value[step.replace("~1", "/").replace("~0", "~")]
    return value


def test_every_page_has_its_twin(files: dict[str, bytes]) -> None:
    pages = {name for name in files if name.endswith(".html")}
    assert {name.replace(".html", ".md") for name in pages} == {
        name for name in files if name.endswith(".md")
    }


def test_a_description_adds_no_script(harmful: dict[str, HtmlPage]) -> None:
    made = site_of(harmful_api())
    for name, page in harmful.items():
        text = made[f"docs/{name}"].decode()
        assert not re.search(r"<script(?! src=\"(\.\./)*site\.js\" data-root)", text), name
        assert not [link for link in page.links if "script:" in link], name
        assert "\u202e" not in text
    index = made["docs/search.js"].decode().partition("window.searchIndex=")[2].strip().rstrip(";")
    assert len(json.loads(index)["entries"]) > 10


# --- the flagship ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def operations(flagship: dict[str, HtmlPage]) -> dict[str, Section]:
    return {
        id: section
        for name in GROUPS
        for id, section in flagship[name.replace(".md", ".html")].sections.items()
    }


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
def test_an_operation_has_all_its_parts(fact: Fact, operations: dict[str, Section]) -> None:
    section = operations[fact.name]
    words = section.words
    assert f"{fact.method} {fact.path}" in words
    assert re.search(rf"def {fact.name}\( ?self", words)
    assert section.samples == ["sync", "async", "curl"]
    assert f"await client.messaging.{fact.name}(" in words
    for heading in ("Parameters", "Result", "Errors", "Credentials", "Repeating"):
        assert f" {heading} " in words
    assert {f"{fact.name}.{parameter.name}" for parameter in fact.parameters} <= set(section.ids)
    for parameter in fact.parameters:
        assert parameter.name in words
        assert parameter.wire in words
    for wire in fact.errors:
        assert wire in words
    assert fact.scope in words
    assert "Described at" in words
    assert ("Response{" in words) == (fact.result is not None)
    assert "Safe" in words or "Not safe" in words


def test_required_parameters_come_first(operations: dict[str, Section]) -> None:
    for fact in FACTS:
        required = {parameter.name for parameter in fact.parameters if parameter.required}
        shown = [
            id.partition(".")[2]
            for id in operations[fact.name].ids
            if id.startswith(f"{fact.name}.")
        ]
        assert set(shown[: len(required)]) == required


def test_results_can_be_unfolded(operations: dict[str, Section]) -> None:
    assert "details" in operations["get_message"].tags
    assert "Attributes of PushImage" in operations["get_message"].words


def test_lists_have_a_section_for_their_iterator(operations: dict[str, Section]) -> None:
    assert operations["iter_messages"].samples == ["sync", "async"]


def test_the_start_page_sends_an_email_an_sms_and_a_push(files: dict[str, bytes]) -> None:
    start = files["docs/index.html"].decode()
    program = re.sub("<.*?>", "", start.partition('data-sample="sync"')[2].partition("</pre>")[0])
    for method in ("create_email", "create_sms", "create_push"):
        assert program.count(f"client.messaging.{method}(") == 1
    assert program.count("\n") < 32


def test_creates_stand_beside_their_updates(files: dict[str, bytes]) -> None:
    page = files["docs/create-update.md"].decode()
    pairs = re.findall(r"^## <a id=\"(\w+)\"></a>\[`\w+`\]\(\S+\) and \[`(\w+)`\]", page, re.M)
    creates = [f.name for f in FACTS if f.method == "POST" and f.name != "create_subscriber"]
    assert sorted(create for create, _ in pairs) == sorted(creates)
    assert all(update == create.replace("create_", "update_") for create, update in pairs)
    mailgun = page.partition('id="create_mailgun_provider"')[2].partition("## ")[0]
    (row,) = re.findall(r"<tr><td><code>name</code>.*</tr>", mailgun)
    assert re.findall("<td>(required|optional)", row) == ["required", "optional"]


def test_each_provider_names_its_credentials(files: dict[str, bytes]) -> None:
    page = files["docs/provider-credentials.md"].decode()
    rows: dict[str, list[str]] = {}
    provider = ""
    for first, argument in re.findall(r"<tr>(<th.*?</th>)?<td><code>(\w+)</code>", page):
        provider = "".join(re.findall("<code>create_(.*)_provider", first)) or provider
        rows.setdefault(provider, []).append(argument)
    assert len(rows) == 10
    assert rows["mailgun"] == ["api_key", "domain", "is_eu_region"]
    assert rows["fcm"] == ["service_account_json"]
    assert rows["apns"] == ["auth_key", "auth_key_id", "team_id", "bundle_id"]
    assert rows["smtp"] == ["host", "port", "username", "password"]


def test_names_are_mapped(files: dict[str, bytes]) -> None:
    page = files["docs/names.md"].decode()
    for wire, name in (("$createdAt", "created_at"), ("queries[]", "queries"), ("from", "from_")):
        assert f"<td><code>{wire}</code></td><td><code>{name}</code></td>" in page
    for fact in FACTS:
        assert f"<td><code>{fact.id}</code></td><td><code>{fact.name}</code></td>" in page


# --- for programs ----------------------------------------------------------------------------------------------------


def test_the_overview_for_language_models_is_whole(files: dict[str, bytes]) -> None:
    text = files["docs/llms.txt"].decode()
    assert text.startswith("# Appwrite Messaging\n\n> ")
    assert len(text) < 50_000
    targets = [link.partition("#")[0] for link in re.findall(r"\]\((.*?)\)", text)]
    assert {f"docs/{target}" for target in targets} == {n for n in files if n.endswith(".md")}
    assert all(f"[{fact.name}](" in text for fact in FACTS)


def test_the_overview_of_a_large_api_names_its_operations() -> None:
    operations = tuple(
        ir.Operation(
            id=f"operation{number}",
            name=f"operation_{number}",
            method="GET",
            path=f"/things/{number}",
            summary="Says something about the things " * 3,
            pointer="a#/b",
        )
        for number in range(700)
    )
    service = ir.Service(name="things", class_name="Things", tag="t", operations=operations)
    text = site_of(ir.Api(title="t", version="1", services=(service,)))["docs/llms.txt"].decode()
    assert 10_000 < len(text) < 50_000
    assert "(things_more_2.md): operation_40, operation_41, " in text
    assert "operation_699" in text


LINE = re.compile(r"(.+?)\s+(\S+)\s+(-?\d+)\s+?(\S*)\s+(.*)")
"""As Sphinx reads it."""


def test_the_inventory_can_be_read(files: dict[str, bytes], flagship: dict[str, HtmlPage]) -> None:
    data = files["docs/objects.inv"]
    *head, body = data.split(b"\n", 4)
    assert head[0] == b"# Sphinx inventory version 2"
    assert head[1] == b"# Project: appwrite-messaging"
    assert b"zlib" in head[3]
    lines = [LINE.fullmatch(line) for line in zlib.decompress(body).decode().splitlines()]
    found = {match[1]: match[4] for match in lines if match}
    assert len(found) == len(lines)
    assert found["appwrite_messaging.Messaging.create_email"] == "messages.html#create_email"
    for address in found.values():
        page, _, anchor = address.partition("#")
        assert anchor in flagship[page].ids


def test_the_description_stands_alone(files: dict[str, bytes], tmp_path: Path) -> None:
    plain = json.loads(files["docs/openapi.json"])
    assert plain == single(load(load_config(SPEC).spec))
    (tmp_path / "openapi.json").write_bytes(files["docs/openapi.json"])
    again = build(spec=tmp_path / "openapi.json", package="again")
    assert again.listing == ""
    sampled = json.loads(files["docs/openapi-samples.json"])
    for fact in FACTS:
        (sample,) = sampled["paths"][fact.path][fact.method.lower()]["x-codeSamples"]
        assert sample["lang"] == "Python"
        assert f"client.messaging.{fact.name}(" in sample["source"]


def test_the_site_is_light(files: dict[str, bytes]) -> None:
    assert sum(len(text) for text in files.values()) < LARGEST


# --- settings --------------------------------------------------------------------------------------------------------


def test_a_published_site_knows_its_address() -> None:
    config = replace(load_config(SPEC), docs=DocsConfig(url="https://docs.example.com/sdk"))
    files = render(api_of(SPEC), config)
    assert (
        '<link rel="canonical" href="https://docs.example.com/sdk/messages.html">'
        in files["docs/messages.html"].decode()
    )
    assert (
        '<link rel="canonical" href="https://docs.example.com/sdk/">'
        in files["docs/index.html"].decode()
    )
    places = re.findall("<loc>(.*?)</loc>", files["docs/sitemap.xml"].decode())
    assert "https://docs.example.com/sdk/" in places
    assert len(places) == len([name for name in files if name.endswith(".html")])


def test_a_brand_takes_the_place_of_ours(tmp_path: Path) -> None:
    (tmp_path / "brand.html.j2").write_text("<b>Harbor {{ api.title }}</b>", encoding="utf-8")
    config = replace(load_config(SPEC), docs=DocsConfig(templates=tmp_path))
    files = render(api_of(SPEC), config)
    assert "<b>Harbor Appwrite Messaging</b>" in files["docs/index.html"].decode()
