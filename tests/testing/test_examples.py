"""Every example in the description is what its schema says, and is used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.facts import FACTS
from tests.testing.description import BASE, FORMATS, SPEC, document, registry

FILES = sorted(path.relative_to(SPEC).as_posix() for path in SPEC.rglob("*.yaml"))


def nodes(value: Any, pointer: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object of a file, by its JSON Pointer."""
    if isinstance(value, dict):
        yield pointer, value
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        if isinstance(item, dict | list):
            name = str(key).replace("~", "~0").replace("/", "~1")
            yield from nodes(item, f"{pointer}/{name}")


def illustrated(file: str) -> Iterator[tuple[str, str, Any]]:
    """The place of an example, the place of its schema, its value."""
    for pointer, node in nodes(document(file)):
        schema = f"{BASE}{file}#{pointer}"
        if isinstance(node.get("examples"), list):
            for number, value in enumerate(node["examples"]):
                yield f"{file}#{pointer}/examples/{number}", schema, value
        if "example" in node and "schema" in node:
            yield f"{file}#{pointer}/example", f"{schema}/schema", node["example"]


EXAMPLES = {place: (schema, value) for file in FILES for place, schema, value in illustrated(file)}


@pytest.mark.parametrize("place", EXAMPLES)
def test_an_example_fits_its_schema(place: str) -> None:
    schema, value = EXAMPLES[place]
    judge = Draft202012Validator({"$ref": schema}, registry=registry(), format_checker=FORMATS)
    assert [fault.message for fault in judge.iter_errors(value)] == []


def test_there_are_examples_of_everything() -> None:
    bodies = [
        place for place in EXAMPLES if "/requestBody/" in place and place.endswith("/example")
    ]
    assert len(bodies) == len([fact for fact in FACTS if fact.method in ("POST", "PATCH")])
    assert len(EXAMPLES) > 300


def test_no_kept_answer_is_left_over() -> None:
    """Each is shown with an operation, where ``tests/published/test_answers.py`` decodes it."""
    kept = {
        f"{file}#/{name}"
        for file in FILES
        if file.startswith("examples/")
        for name in document(file)
    }
    used = {
        node["$ref"].removeprefix("../").removeprefix("../")
        for file in FILES
        for _, node in nodes(document(file))
        if isinstance(node.get("$ref"), str)
    }
    assert kept - used == set()
    assert len(kept) > 30
