"""Texts of a description in the names of files, and in files of data."""

from __future__ import annotations

import json
import re
import unicodedata
import zlib
from typing import Any

import pytest

from generator.naming import MODULES
from tests.hostile.carry import Carried, client
from tests.hostile.payloads import TAGGED

payloads = pytest.mark.parametrize("payload", TAGGED.values(), ids=TAGGED.keys())

LONGEST = 120
"""Bytes of a name that every file system takes, with room for what a tool puts behind it."""


@payloads
def test_files_stay_in_their_folder_and_have_names_for_every_system(payload: str) -> None:
    names = client(payload).files.keys()
    assert len({unicodedata.normalize("NFKD", name).casefold() for name in names}) == len(names)
    for name in names:
        for part in name.split("/"):
            assert re.fullmatch(r"\w[\w-]*(\.[\w-]+)*", part)
            assert unicodedata.normalize("NFKC", part) == part
            assert len(part.encode()) <= LONGEST
            assert part.partition(".")[0].lower() not in MODULES


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
