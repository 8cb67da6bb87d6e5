"""The description with every construct in OpenAPI 3.0: the same texts come out at the same places."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.carry import client, run
from tests.hostile.payloads import TAGGED
from tests.hostile.places import behind
from tests.hostile.rich import RICH_3_0, SHARED

OWN = {"docs/openapi.json", "docs/openapi-samples.json", "sdksmith.lock"}
"""Files that hold the description itself, or its digest."""


@pytest.mark.parametrize("payload", ["", *TAGGED.values()], ids=["none", *TAGGED.keys()])
def test_the_3_0_twin_gives_the_same_files(tmp_path: Path, payload: str) -> None:
    taken = client(payload).taken - {"base64"}  # of which 3.0 makes a format, a word of its own
    _, expected = run(tmp_path, behind(payload), taken, SHARED)
    _, made = run(tmp_path, behind(payload), taken, RICH_3_0)
    assert [found.message for found in made.diagnostics if found.severity == "error"] == []
    assert made.files.keys() == expected.files.keys()
    assert {name for name in made.files if made.files[name] != expected.files[name]} == OWN
