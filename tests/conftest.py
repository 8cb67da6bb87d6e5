"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.golden import Golden
from tests.testing import judge


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update", action="store_true", help="accept what is generated: rewrite the expected files"
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--update") and os.environ.get("CI"):
        raise pytest.UsageError("--update is for people: expected files are never rewritten in CI")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Expected files that ``--update`` rewrites."""
    return Golden(request.node.nodeid, request.config.getoption("--update"))


@pytest.fixture(scope="session")
def verdicts() -> Iterator[list[str]]:
    """Where answers of stand-ins contradicted the description since the last test ended."""
    with judge.listening() as found:
        yield found


@pytest.fixture(autouse=True)
def answers_follow_the_description(
    request: pytest.FixtureRequest, verdicts: list[str]
) -> Iterator[None]:
    """Whatever stand-in answers in a test, and however: what contradicts the description must be meant to.

    A test says so with the marker ``contradicts``, whose patterns (``fnmatch``) are the verdicts it expects.
    """
    yield
    found = sorted({*verdicts})
    verdicts.clear()
    meant = [pattern for mark in request.node.iter_markers("contradicts") for pattern in mark.args]
    assert judge.unmet(found, meant) == []
