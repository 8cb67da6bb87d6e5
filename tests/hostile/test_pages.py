"""Texts of a description in the pages of the documentation: they show, and do nothing."""

from __future__ import annotations

import re

import pytest

from tests.docs.html import HtmlPage
from tests.hostile.carry import Carried, client
from tests.hostile.payloads import TAGGED
from tests.hostile.shape import file_shape

payloads = pytest.mark.parametrize("payload", TAGGED.values(), ids=TAGGED.keys())


def pages(found: Carried) -> dict[str, HtmlPage]:
    return {
        name: HtmlPage(text.decode())
        for name, text in found.files.items()
        if name.endswith(".html")
    }


@payloads
def test_pages_hold_no_element_that_does_anything(payload: str) -> None:
    plain = pages(client(" plain-word"))
    found = pages(client(payload))
    assert len(found) == len(plain)
    for name, page in found.items():
        assert page.problems == [], name
        for address in page.links:
            assert re.match(r"https?://|mailto:|[\w./%-]*(#|$)", address), (name, address)
    assert loaded(found) == loaded(plain)


@payloads
def test_nothing_invisible_reaches_a_page(payload: str) -> None:
    for name, text in client(payload).files.items():
        if name.startswith("docs/") and name.endswith((".html", ".md", ".txt", ".js")):
            assert not re.search(
                r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text.decode()
            ), name


def loaded(found: dict[str, HtmlPage]) -> set[str]:
    """The scripts and sheets of all pages, and the Markdown they name as their other form."""
    return {file_shape(address) for page in found.values() for address in page.loaded}
