"""Every example of an answer is read without a complaint, and written as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

import appwrite_messaging.models as models
from appwrite_messaging._runtime.codec import decoder, encode
from tests.facts import FACTS
from tests.published.collect import blocks
from tests.testing.description import error_status, operations, resolve


def _examples() -> Iterator[tuple[str, str, Any]]:
    """The name of an example, the name of its schema, its value."""
    for operation, (file, found) in operations().items():
        for status, reference in found["responses"].items():
            place, response = resolve(file, reference)
            for media in response.get("content", {}).values():
                schema = media["schema"]["$ref"].rpartition("/")[2]
                values = {"": {"value": media["example"]}} if "example" in media else {}
                for name, item in {**values, **media.get("examples", {})}.items():
                    value = resolve(place, item)[1]["value"]
                    yield f"{operation}-{status}-{name}".rstrip("-"), schema, value


EXAMPLES = list(_examples())
ANSWERS = [example for example in EXAMPLES if example[1] != "ErrorBody"]


@pytest.mark.parametrize(("name", "schema", "value"), ANSWERS, ids=[e[0] for e in ANSWERS])
def test_it_makes_the_way_there_and_back(name: str, schema: str, value: Any) -> None:
    model, warnings = decoder(schema, models.__name__)(json.dumps(value).encode())
    assert warnings == ()
    assert isinstance(model, getattr(models, schema))
    assert json.loads(encode(model)) == value


def test_an_error_has_the_status_of_its_type() -> None:
    """Errors become exceptions, not models."""
    errors = [(name, value) for name, schema, value in EXAMPLES if schema == "ErrorBody"]
    assert len(errors) > len(FACTS)
    for name, value in errors:
        assert value["code"] == error_status(value["type"]) == int(name.split("-")[1])


def test_every_answer_with_a_body_has_an_example() -> None:
    shown = {name.split("-")[0] for name, _, _ in ANSWERS}
    assert shown == {fact.id for fact in FACTS if fact.result is not None}


def test_the_pages_show_these_and_no_others() -> None:
    values = [value for _, _, value in ANSWERS]
    shown = [json.loads(block.code) for block in blocks() if block.kind == "json"]
    assert len(shown) >= 40
    assert [value for value in shown if value not in values] == []
