"""Schemas that are nested deep only when their references are followed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.pipeline import build


def nested(levels: int, inner: object) -> object:
    for _ in range(levels):
        inner = {"type": "array", "items": inner}
    return inner


@pytest.mark.parametrize(("levels", "refused"), [(50, False), (180, True)])
def test_two_that_add_up(levels: int, refused: bool, tmp_path: Path) -> None:
    """Each is within the limit for one file; together they can be more than a client can be made of."""
    schemas = {
        "Outer": nested(levels, {"$ref": "#/components/schemas/Inner"}),
        "Inner": nested(levels, {"type": "string"}),
    }
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Outer"}}}
    operation = {
        "operationId": "get",
        "responses": {"200": {"description": "Deep.", "content": content}},
    }
    spec = tmp_path / "spec.json"
    spec.write_text(
        json.dumps(
            {
                "openapi": "3.1.0",
                "info": {"title": "Deep", "version": "1"},
                "paths": {"/deep": {"get": operation}},
                "components": {"schemas": schemas},
            }
        )
    )
    built = build(spec=spec, package="deep")
    if refused:
        first, place, *_ = built.listing.splitlines()
        assert (
            first
            == "error[too-deep]: with its references followed this is nested too deep for a client"
        )
        assert place.strip().endswith("spec.json:1:1")
        assert built.files == {}
    else:
        assert built.listing == ""
        written = "".join(built.files["deep/models.py"].decode().split())
        assert "list[" * levels + "str" in written
        assert "list[" * levels + "Inner" in written
