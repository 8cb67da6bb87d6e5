"""What all tests share."""

from __future__ import annotations

import os

import pytest

from tests.golden import Golden


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
