"""Texts of a description in the names of files, and in files of data."""

from __future__ import annotations

import json
import re
import unicodedata
import zlib
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest

from generator import generate
from generator.config import Config
from generator.document import load
from generator.naming import MODULES
from tests.hostile.carry import Carried, carried, client
from tests.hostile.payloads import EXACT, TAGGED

payloads = pytest.mark.parametrize("payload", TAGGED.values(), ids=TAGGED.keys())

LONGEST = 120
"""Bytes of a name that every file system takes, with room for what a tool puts behind it."""


ALIKE = (
    *(
        "con",
        "CON",
        "Con.",
        "con ",
        "con.txt",
        "nul.",
        "Aux",
        "PRN",
        "COM1",
        "com\N{SUPERSCRIPT ONE}",
        "lpt9.md",
    ),
    *(
        "things",
        "Things",
        "THINGS",
        "things.",
        "things..",
        " things",
        "thin\u200bgs",
        "index",
        "INDEX",
        "Search",
    ),
    *(
        "models",
        "Enums",
        "stra\u00dfe",
        "STRASSE",
        "\u017fearch",
        "\u212aelvin",
        "kelvin",
        "\u0130x",
        "ix",
        "i\u0307x",
    ),
)
"""Names of groups that some system takes for a device, for one another, or for a page there is anyway."""


@payloads
def test_files_stay_in_their_folder_and_have_names_for_every_system(payload: str) -> None:
    fit_for_every_system(client(payload).files)


@pytest.mark.parametrize("shift", range(0, len(EXACT), 9))
def test_files_named_after_what_is_there_already(tmp_path: Path, shift: int) -> None:
    found = carried(tmp_path, lambda number, _: EXACT[(number + shift) % len(EXACT)])
    fit_for_every_system(found.files)


def test_groups_that_differ_in_what_a_system_ignores_have_files_of_their_own(
    tmp_path: Path,
) -> None:
    paths = {f"/{n}": {"get": {"tags": [tag], "responses": {}}} for n, tag in enumerate(ALIKE)}
    value = {"openapi": "3.1.0", "info": {"title": "Alike", "version": "1"}, "paths": paths}
    (tmp_path / "spec.json").write_text(json.dumps(value), "utf-8")
    document = load(tmp_path / "spec.json")
    output = generate(document, Config.for_document(document, tmp_path, "alike"))
    fit_for_every_system(output.files)
    assert output.api
    services = output.api.services
    assert sorted(o.path for service in services for o in service.operations) == sorted(paths)
    modules = [name for name in output.files if name.startswith("alike/services/")]
    assert len(modules) == len(services) + 1
    assert len(services) > 12


def fit_for_every_system(names: Collection[str]) -> None:
    """Windows keeps some names for devices and drops dots at the end; macOS composes letters; both ignore case."""
    assert len({unicodedata.normalize("NFKD", name).casefold() for name in names}) == len(names)
    for name in names:
        for part in name.split("/"):
            assert re.fullmatch(r"\w[\w-]*(\.[\w-]+)*", part)
            assert unicodedata.normalize("NFKC", part) == part
            assert len(part.encode()) <= LONGEST
            assert part.partition(".")[0].lower() not in MODULES
            assert not part.endswith((".", " "))


@payloads
def test_the_search_index_is_one_value(payload: str) -> None:
    found, plain = index(client(payload)), index(client(" plain-word"))
    assert found.keys() == plain.keys()
    assert found["kinds"] == plain["kinds"]
    for entry in found["entries"]:
        kind, name, wire, address, beside, parts = entry
        assert {type(text) for text in (name, wire, beside, parts)} == {str}
        assert isinstance(address, int) or re.fullmatch(r"[\w./-]+(#.*)?", address)
        assert 0 <= kind < len(found["kinds"])
        for part in parts.split("\n") if parts else []:
            assert re.fullmatch(r"\w+(\t[^\t]*)?", part)


def index(found: Carried) -> dict[str, Any]:
    """What the script of the search sets, which is all it does."""
    script = found.files["docs/search.js"].decode()
    match = re.fullmatch(r"window\.searchIndex=(.*);\n", script, re.DOTALL)
    assert match
    assert not re.search(r"[\u2028\u2029]", script)
    value: dict[str, Any] = json.loads(match[1])
    return value


@payloads
def test_descriptions_and_inventories_keep_their_form(payload: str) -> None:
    found, plain = client(payload), client(" plain-word")
    for name in ("docs/openapi.json", "docs/openapi-samples.json", "sdksmith.lock"):
        made: dict[str, object] = json.loads(found.files[name])
        assert made.keys() == json.loads(plain.files[name]).keys()
    assert inventory(found) == inventory(plain) == {5}


def inventory(found: Carried) -> set[int]:
    """How many words each line of the index for Sphinx has."""
    head, _, packed = found.files["docs/objects.inv"].partition(b"zlib.\n")
    assert head.count(b"\n") == 3
    lines = zlib.decompress(packed).decode().splitlines()
    return {len(line.split(" ", 4)) for line in lines}
