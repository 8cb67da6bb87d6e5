"""What the README and CONTRIBUTING tell people to run, run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import main
from tests.examples import docstring_examples, python_blocks
from tests.facts import FACTS
from tests.runtime.server import Exchange, Server, answers, json
from tests.wire import messages, providers, topics

ROOT = Path(__file__).parents[1]
PAGES = {
    name: (ROOT / name).read_text(encoding="utf-8")
    for name in ("README.md", "CONTRIBUTING.md", "generated/README.md")
}
PROGRAMS = {
    f"{name}-{number}": code
    for name, page in PAGES.items()
    for number, code in enumerate(python_blocks(page), start=1)
} | docstring_examples(ROOT / "generated/appwrite_messaging")

SAMPLES = {
    call.operation: call.answer for call in (*messages.CALLS, *providers.CALLS, *topics.CALLS)
}
ROUTES = [(fact, re.compile(re.sub(r"\{\w+\}", "[^/]+", f"/v1{fact.path}"))) for fact in FACTS]


def route(exchange: Exchange) -> None:
    """Answers any of the 46 operations with what it usually gives; a literal path goes before a template.

    Asked a second time for the same list, it has nothing more.
    """
    request = exchange.request
    matches = [
        fact
        for fact, path in ROUTES
        if fact.method == request.method and path.fullmatch(request.path)
    ]
    fact = min(matches, key=lambda fact: fact.path.count("{"))
    sample = SAMPLES[fact.name]
    if sample is None:
        answers(fact.status)(exchange)
        return
    again = sum(earlier.path == request.path for earlier in exchange.server.requests) > 1
    body = {
        name: [] if again and isinstance(value, list) else value
        for name, value in sample.json.items()
    }
    json(body, fact.status)(exchange)


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_run(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(route) as server:
        monkeypatch.setenv("APPWRITE_ENDPOINT", f"{server.url}/v1")
        exec(compile(PROGRAMS[name], name, "exec"), {"__name__": "__main__"})
    assert server.requests


def commands(page: str) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    lines = [line.partition("#")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line]


COMMANDS = [line for page in PAGES.values() for line in commands(page)]


def test_the_readme_starts_with_the_two_commands() -> None:
    assert commands(PAGES["README.md"])[:2] == ["make generate", "make test"]


@pytest.mark.parametrize("command", [line for line in COMMANDS if line.startswith("make ")])
def test_make_targets_exist(command: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in [word for word in command.split()[1:] if "=" not in word]:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@pytest.mark.parametrize(
    "command", [line for line in COMMANDS if "sdksmith " in line or "-m generator" in line]
)
def test_generator_commands_and_options_exist(command: str) -> None:
    words = re.split(r"sdksmith|-m generator", command)[1].split()
    help_text = CliRunner().invoke(main, [words[0], "--help"])
    assert help_text.exit_code == 0, help_text.output
    options = [word for word in words[1:] if word.startswith("--")]
    assert [option for option in options if option not in help_text.output] == []


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    folder = (ROOT / name).parent
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", PAGES[name])
    assert [target for target in targets if not (folder / target).exists()] == []


def test_the_map_of_the_house_is_true() -> None:
    """Every path CONTRIBUTING names is there."""
    named = re.findall(r"`((?:[\w.-]+/)+[\w.*-]*)`", PAGES["CONTRIBUTING.md"])
    assert [path for path in named if not list(ROOT.glob(path.rstrip("/")))] == []
