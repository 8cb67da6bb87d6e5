"""A generated client fetches its access tokens itself where the description has the flow for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline import build, imported
from tests.runtime.server import Exchange, Server, json

SPECS = Path(__file__).parent / "cases/security"


@pytest.fixture(params=["spec.yaml", "spec-3.0.yaml"])
def package(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    built = build(spec=SPECS / request.param, package="fetching")
    with imported(built.files, "fetching", tmp_path) as package:
        yield package


def answer(exchange: Exchange) -> None:
    """A token, or what is there for who has it."""
    if exchange.request.path == "/token":
        json({"access_token": "fetched", "token_type": "Bearer"})(exchange)
    elif exchange.request.headers.get("authorization") == "Bearer fetched":
        exchange.answer(204)
    else:
        exchange.answer(401)


def test_a_call_fetches_a_token(package: Any) -> None:
    with Server(answer) as server:
        credentials = package.ClientCredentials("me", "secret", token_url=f"{server.url}/token")
        with package.Client(server.url, oauth=credentials) as client:
            client.users.get_me()
            client.users.get_me()
    assert [request.path for request in server.requests] == ["/token", "/me", "/me"]


def test_the_pages_say_how(package: Any) -> None:
    page = (Path(package.__file__).parents[1] / "docs/index.md").read_text("utf-8")
    assert 'credentials = ClientCredentials("my-client-id", "my-client-secret")' in page
    assert "<tr><td><code>write</code></td><td>Change everything.</td></tr>" in page
    blocks = [block.partition("```")[0] for block in page.split("```python\n")[1:]]
    (program,) = [block for block in blocks if "ClientCredentials" in block]
    exec(compile(program, "index.md", "exec"), {})
