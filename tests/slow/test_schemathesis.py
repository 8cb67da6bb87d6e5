"""Schemathesis, which makes requests from a description and judges the answers, finds nothing."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appwrite_messaging.testing import SeenRequest
from appwrite_messaging.testing.wire import Answer
from tests.facts import FACTS
from tests.published.world import KEY, PROJECT, World
from tests.slow.environment import ROOT, run

DESCRIPTION = ROOT / "generated/docs/openapi.json"
HOOKS = Path(__file__).with_name("schemathesis_hooks.py")

REPLACED = {
    "unsupported_method": (
        "it wants 405 for a method a path does not have, where the server says 404;"
        " tests/testing/test_http.py tries each"
    ),
    "positive_data_acceptance": (
        "it wants success for whatever fits the schema, a message to nobody included;"
        " `fitting_arguments_are_taken` asks that no such argument be called invalid"
    ),
}
"""The checks that contradict what the real server does, and what stands in for them."""

CODES = ("ST204", "ST202")
"""What Schemathesis calls a failure of each."""


# --- the description as Schemathesis gets it -------------------------------------------------------------------------


def linked() -> Any:
    """The description with the project as no credential, and with a link from each create to what it makes possible.

    The server says 404 to an unknown project, not 401 as to a wrong key.
    """
    description = json.loads(DESCRIPTION.read_text("utf-8"))
    del description["components"]["securitySchemes"]["project"]
    for item in description["paths"].values():
        for operation in item.values():
            if "security" in operation:
                for alternative in operation["security"]:
                    alternative.pop("project")
    for path, item in description["paths"].items():
        if "post" in item:
            item["post"]["responses"]["201"]["links"] = dict(links(description["paths"], path))
    return description


def links(paths: Any, create: str) -> Iterator[tuple[str, Any]]:
    """The operations on the object that a POST creates, by name."""
    kind = (
        "subscriber" if create.endswith("/subscribers") else create.split("/")[2].removesuffix("s")
    )
    for path, item in paths.items():
        before, placeholder, _ = path.partition(f"{{{kind}Id}}")
        if placeholder and before.rstrip("/") in (
            create,
            create.rpartition("/")[0],
            f"/messaging/{kind}s",
        ):
            outer = {"topicId": "$request.path.topicId"} if before.count("{") else {}
            for method, operation in item.items():
                if method != "parameters":
                    parameters = {f"{kind}Id": "$response.body#/$id", **outer}
                    yield operation["operationId"], {
                        "operationId": operation["operationId"],
                        "parameters": parameters,
                    }


# --- runs ------------------------------------------------------------------------------------------------------------

Change = Callable[[SeenRequest], SeenRequest]


class Mistaken(World):
    """A stand-in that reads requests wrongly."""

    def __init__(self, change: Change) -> None:
        super().__init__()
        self._change = change

    def answer(self, request: SeenRequest) -> Answer:
        return super().answer(self._change(request))


def schemathesis(
    *arguments: str, folder: Path, world: World | None = None
) -> subprocess.CompletedProcess[str]:
    """A run against a new world, which itself holds each answer against the description, too."""
    description = folder / "linked.json"
    description.write_text(json.dumps(linked()), encoding="utf-8")
    with (world or World()).serve() as endpoint:
        return run(
            *("-m", "schemathesis.cli", "run", description, "--url", endpoint, "--no-color"),
            *("-H", f"X-Appwrite-Project: {PROJECT}", "-H", f"X-Appwrite-Key: {KEY}"),
            *("--seed", "1", "--max-examples", "25", *arguments),
            folder=folder,
            SCHEMATHESIS_HOOKS=str(HOOKS),
        )


def number(pattern: str, text: str) -> int:
    found = re.search(pattern, text)
    assert found is not None, text
    return int(found[1])


@pytest.mark.slow
def test_schemathesis_finds_nothing(tmp_path: Path) -> None:
    done = schemathesis("--exclude-checks", ",".join(REPLACED), folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert number(r"Tested: (\d+)", done.stdout) == len(FACTS)
    assert number(r"(\d+) generated", done.stdout) > 1000


@pytest.mark.slow
def test_what_is_created_can_be_used(tmp_path: Path) -> None:
    """Calls in a row, each on what the one before has made.

    Two deletes are left out: their paths are not those of the updates, so Schemathesis would not take what they
    deleted for gone.
    """
    options = ("--phases", "stateful", "--mode", "positive", "--max-time", "20")
    deletes = ("--exclude-operation-id", "delete", "--exclude-operation-id", "deleteProvider")
    done = schemathesis(
        *(*options, *deletes, "--exclude-checks", ",".join(REPLACED)), folder=tmp_path
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert number(r"(\d+) covered", done.stdout) > 10


@pytest.mark.slow
@pytest.mark.parametrize(("check", "code"), [*zip(REPLACED, CODES, strict=True)])
def test_no_check_is_switched_off_for_nothing(check: str, code: str, tmp_path: Path) -> None:
    done = schemathesis("--checks", check, *only("createSms", "updateSms"), folder=tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert set(re.findall(r"ST\d+", done.stdout)) == {code}


def with_key(request: SeenRequest) -> SeenRequest:
    return replace(request, headers={**request.headers, "x-appwrite-key": KEY})


def with_body(members: Any) -> Change:
    return lambda request: replace(request, body=json.dumps(members).encode())


MISTAKES: dict[str, tuple[Change, str]] = {
    "ignored_auth": (with_key, "ST401"),
    "negative_data_rejection": (
        with_body({"messageId": "unique()", "content": "Hello", "users": ["ada"]}),
        "ST201",
    ),
    "fitting_arguments_are_taken": (with_body({}), "ST901"),
}
"""A mistake of the server for checks that leave something out, and what Schemathesis calls it."""


@pytest.mark.slow
@pytest.mark.parametrize("check", MISTAKES)
def test_a_mistake_is_found(check: str, tmp_path: Path) -> None:
    change, code = MISTAKES[check]
    done = schemathesis(
        *("--checks", check, *only("createSms")), folder=tmp_path, world=Mistaken(change)
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert set(re.findall(r"ST\d+", done.stdout)) == {code}


def only(*operations: str) -> list[str]:
    return [word for id in operations for word in ("--include-operation-id", id)]
