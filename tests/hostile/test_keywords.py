"""Payloads behind the words of OpenAPI itself: types, formats, styles, methods, statuses, references."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from generator import Output, generate
from generator.config import Config
from generator.diagnostics import listing
from generator.document import DocumentError, load
from tests.docs.html import HtmlPage
from tests.hostile.carry import PACKAGE
from tests.hostile.payloads import TAGGED
from tests.hostile.places import METHODS
from tests.hostile.rich import RICH, RICH_3_0
from tests.hostile.shape import file_shape, shape

STATUSES = frozenset({"200", "201", "204", "404", "default"})
VALUES = {
    "words": frozenset({"style", "kind", "scheme", "format", "const", "contentEncoding"}),
    "types": frozenset({"type"}),
    "references": frozenset({"$ref"}),
    "places": frozenset({"in"}),
    "version": frozenset({"openapi"}),
}
"""Members whose value is a word, by what they are."""
KEYS = {"methods": METHODS, "statuses": STATUSES}
"""Members that are words themselves."""


def changed(value: Any, kind: str, payload: str) -> Any:
    """A copy with a payload behind every word of a kind."""
    if isinstance(value, dict):
        return {
            (f"{name}w000{payload}" if name in KEYS.get(kind, ()) else name): (
                f"{child}w000{payload}"
                if isinstance(child, str) and name in VALUES.get(kind, ())
                else changed(child, kind, payload)
            )
            for name, child in value.items()
        }
    return [changed(child, kind, payload) for child in value] if isinstance(value, list) else value


def made(rich: Any, kind: str, payload: str) -> Output:
    """What comes of it; every finding has a place."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "spec.json"
        path.write_text(json.dumps(changed(rich, kind, payload)), "utf-8")
        try:
            document = load(path)
        except DocumentError as error:
            listing(error.diagnostics)
            return Output({}, error.diagnostics)
        output = generate(document, Config.for_document(document, Path(folder), PACKAGE))
        listing(output.diagnostics, document.locate)
        return output


@cache
def plain(version: str, kind: str) -> Output:
    return made(DESCRIPTIONS[version], kind, " plain-word")


DESCRIPTIONS: Mapping[str, Any] = {"3.0": RICH_3_0, "3.1": RICH}


@pytest.mark.parametrize("payload", TAGGED.values(), ids=TAGGED.keys())
@pytest.mark.parametrize("kind", [*VALUES, *KEYS])
def test_a_word_of_openapi_is_refused_or_stays_a_text(kind: str, payload: str) -> None:
    version = list(DESCRIPTIONS)[len(payload) % 2]
    output, expected = made(DESCRIPTIONS[version], kind, payload), plain(version, kind)
    assert codes(output) == codes(expected)
    assert sorted(map(file_shape, output.files)) == sorted(map(file_shape, expected.files))
    others = {file_shape(name): content for name, content in expected.files.items()}
    for name, content in output.files.items():
        if name.endswith(".py") and "/_runtime/" not in name:
            assert shape(content) == shape(others[file_shape(name)]), name
        elif name.endswith(".html"):
            assert HtmlPage(content.decode()).problems == [], name


def codes(output: Output) -> Counter[str]:
    return Counter(found.code for found in output.diagnostics)
