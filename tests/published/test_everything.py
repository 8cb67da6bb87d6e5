"""Nothing published escapes: each block of code is executed, or of a kind that has a reason not to be."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.facts import FACTS
from tests.published.collect import DOCS, NOT_EXECUTED, Samples, blocks, blocks_of, interactive
from tests.published.test_commands import COMMANDS
from tests.published.test_programs import PROGRAMS

EXECUTED = {*PROGRAMS.values(), *COMMANDS.values()}
PAGES = sorted(DOCS.rglob("*.html"))


def test_every_block_is_executed_or_has_a_reason() -> None:
    forgotten = [
        block.place
        for block in blocks()
        if block.code not in EXECUTED and block.kind not in NOT_EXECUTED
    ]
    assert forgotten == []


@pytest.mark.parametrize("language", ["js", "console", "python title=x", ""])
def test_code_of_another_kind_would_be_noticed(language: str) -> None:
    (block,) = blocks_of(f"Text\n\n  ```{language}\n  1\n  ```\n", "page")
    assert (block.place, block.code) == ("page:3", "1\n")
    assert block.kind not in ("program", "command", *NOT_EXECUTED)


def test_no_reason_is_left_over() -> None:
    assert {block.kind for block in blocks()} == {"program", "command", *NOT_EXECUTED}


def test_there_is_something_of_everything() -> None:
    kinds = Counter(block.kind for block in blocks())
    assert kinds["program"] > 4 * len(FACTS)
    assert kinds["command"] >= len(FACTS)
    for fact in FACTS:
        calls = [code for code in PROGRAMS.values() if f".{fact.name}(" in code]
        assert [code for code in calls if "await " not in code], fact.name
        assert [code for code in calls if "await " in code], fact.name


def test_modules_with_dialogues() -> None:
    assert {name.rpartition(".")[2] for name in interactive()} == {
        *("ids", "query", "roles", "testing")
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_a_page_shows_what_its_twin_shows(page: Path) -> None:
    """The async samples are those of the docstrings; only pages for people show them."""
    shown = Samples(page.read_text(encoding="utf-8")).found
    twin = page.with_suffix(".md").read_text(encoding="utf-8")
    expected = {block.code for block in blocks_of(twin, page.name)}
    extra = {code for kind, code in shown if code not in expected}
    assert {code for _, code in shown} >= expected
    assert extra <= {code for kind, code in shown if kind == "async"}
    assert extra <= EXECUTED


def test_the_samples_for_other_tools_are_among_them() -> None:
    paths = json.loads((DOCS / "openapi-samples.json").read_text(encoding="utf-8"))["paths"]
    samples = [
        sample["source"].strip("\n") + "\n"
        for item in paths.values()
        for operation in item.values()
        if isinstance(operation, dict)
        for sample in operation.get("x-codeSamples", ())
    ]
    assert len(samples) >= len(FACTS)
    assert [sample for sample in samples if sample not in EXECUTED] == []
