"""Schemathesis, which makes requests from a description and judges the answers, finds nothing."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.facts import FACTS
from tests.published.world import KEY, PROJECT, World
from tests.slow.environment import ROOT, run

DESCRIPTION = ROOT / "generated/docs/openapi.json"

SWITCHED_OFF = {
    "ignored_auth": "the server says 404 to an unknown project, where the check wants 401 or 403",
    "unsupported_method": "the server says 404 to a method it does not know, where the check wants 405",
    "positive_data_acceptance": (
        "what fits the schema can be refused: a message to nobody, a provider of another service, a time that is over"
    ),
    "negative_data_rejection": (
        "the server takes null for left out, and a PATCH without a body for a change of nothing;"
        " tests/testing/test_request_schemas.py says exactly where"
    ),
}
"""The checks that contradict what the real server does."""


CODES = ("ST401", "ST204", "ST202", "ST201")
"""What Schemathesis calls a failure of each."""


def schemathesis(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A run against a new world, which itself holds each answer against the description, too."""
    with World().serve() as endpoint:
        return run(
            *("-m", "schemathesis.cli", "run", DESCRIPTION, "--url", endpoint, "--no-color"),
            *("-H", f"X-Appwrite-Project: {PROJECT}", "-H", f"X-Appwrite-Key: {KEY}"),
            *("--seed", "1", "--max-examples", "25", *arguments),
            folder=folder,
        )


@pytest.mark.slow
def test_schemathesis_finds_nothing(tmp_path: Path) -> None:
    done = schemathesis("--exclude-checks", ",".join(SWITCHED_OFF), folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Tested: {len(FACTS)}" in done.stdout
    tried = re.search(r"(\d+) generated", done.stdout)
    assert tried is not None
    assert int(tried[1]) > 1000


@pytest.mark.slow
@pytest.mark.parametrize(("check", "code"), [*zip(SWITCHED_OFF, CODES, strict=True)])
def test_no_check_is_switched_off_for_nothing(check: str, code: str, tmp_path: Path) -> None:
    operations = ("createSms", "updateSms")
    chosen = [word for id in operations for word in ("--include-operation-id", id)]
    done = schemathesis("--checks", check, *chosen, folder=tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert set(re.findall(r"ST\d+", done.stdout)) == {code}
