"""What the READMEs and CONTRIBUTING name is there. Their programs run in ``tests/published``."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import main

ROOT = Path(__file__).parents[1]
PAGES = {
    name: (ROOT / name).read_text(encoding="utf-8")
    for name in ("README.md", "CONTRIBUTING.md", "generated/README.md")
}


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
