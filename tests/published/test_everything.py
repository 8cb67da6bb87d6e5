"""Nothing published escapes: each block of code is executed, or of a kind that has a reason not to be."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.facts import FACTS
from tests.published.collect import (
    NOT_EXECUTED,
    ROOT,
    blocks,
    blocks_of,
    interactive,
    only_in_html,
    pages,
    samples,
    samples_for_tools,
)
from tests.published.test_commands import COMMANDS
from tests.published.test_programs import PROGRAMS

EXECUTED = {*PROGRAMS.values(), *COMMANDS.values()}
DIALOGUES = {
    f"appwrite_messaging.{name}" for name in ("_runtime.enums", "ids", "query", "roles", "testing")
}


def escaped(root: Path = ROOT) -> list[str]:
    """Where there is code that nothing executes, and that has no reason not to be executed."""
    return [
        *(
            block.place
            for block in blocks(root)
            if block.code not in EXECUTED and block.kind not in NOT_EXECUTED
        ),
        *(
            str(page.relative_to(root))
            for page in pages(root)
            for kind, code in only_in_html(page)
            if kind != "async" or code not in EXECUTED
        ),
        *(name for name in interactive(root) if name not in DIALOGUES),
        *(sample for sample in samples_for_tools(root) if sample not in EXECUTED),
    ]


def test_nothing_escapes() -> None:
    assert escaped() == []


# --- a planted example -----------------------------------------------------------------------------------------------

PROGRAM = "```python\nclient.messaging.send_everything()\n```"
COMMAND = "```bash\ncurl https://cloud.appwrite.io/v1/messaging/planted\n```"
QUOTED = "> ```python\n> planted()\n> ```"
INDENTED = "Text.\n\n    planted()"
ELEMENT = "<pre>planted()</pre>"
MIXED = "```bash\nexport PLANTED=1\ncurl https://cloud.appwrite.io/v1/messaging/planted\n```"
OPEN = "```python\nplanted()"


def append(text: str) -> Callable[[Path], None]:
    def plant(path: Path) -> None:
        path.parent.mkdir(exist_ok=True)
        before = path.read_text("utf-8") if path.exists() else ""
        path.write_text(f"{before}\n\n{text}\n", encoding="utf-8")

    return plant


def document(text: str) -> Callable[[Path], None]:
    """A docstring in a module."""
    return append(f'class Planted:\n    def method(self) -> None:\n        """Do.\n\n{text}\n"""')


def illustrate(path: Path) -> None:
    """A sample on a page that its Markdown does not have."""
    figure = '<figure data-sample="async"><pre>planted()</pre></figure></main>'
    path.write_text(path.read_text("utf-8").replace("</main>", figure, 1), encoding="utf-8")


def describe(path: Path) -> None:
    """A sample in the description for other tools."""
    description = json.loads(path.read_text("utf-8"))
    operation = description["paths"]["/messaging/messages"]["get"]
    operation["x-codeSamples"].append({"lang": "Python", "source": "planted()"})
    path.write_text(json.dumps(description), encoding="utf-8")


PLANTS: dict[str, list[Callable[[Path], None]]] = {
    "README.md": [
        append(text) for text in (PROGRAM, COMMAND, MIXED, QUOTED, INDENTED, ELEMENT, OPEN)
    ],
    "CONTRIBUTING.md": [append(PROGRAM)],
    "generated/README.md": [append(PROGRAM), append(COMMAND)],
    "spec/guides/planted.md": [append(PROGRAM), append(QUOTED), append(INDENTED)],
    "generated/docs/messages.md": [append(PROGRAM), append(COMMAND), append(ELEMENT)],
    "generated/docs/messages.html": [illustrate],
    "generated/docs/openapi-samples.json": [describe],
    "generated/appwrite_messaging/services/messaging.py": [document(PROGRAM), document(COMMAND)],
    "generated/appwrite_messaging/client.py": [document(PROGRAM), document(">>> planted()")],
    "generated/appwrite_messaging/testing/fake.py": [document(PROGRAM)],
    "generated/appwrite_messaging/_runtime/models.py": [document(PROGRAM), document(INDENTED)],
    "generated/appwrite_messaging/enums.py": [
        append(f'planted = 1\n"""An attribute.\n\n{PROGRAM}\n"""')
    ],
}
"""Examples that nobody executes, by the file that gets them."""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of all that is published."""
    root = tmp_path_factory.mktemp("published")
    for folder in ("generated", "spec/guides"):
        shutil.copytree(ROOT / folder, root / folder)
    for path in ROOT.glob("*.md"):
        shutil.copy(path, root)
    return root


@pytest.mark.parametrize(
    ("file", "plant"),
    [(file, plant) for file, plants in PLANTS.items() for plant in plants],
)
def test_a_planted_example_is_noticed(
    file: str, plant: Callable[[Path], None], published: Path
) -> None:
    """It is found. (In its true place a program or a command is executed wherever it is found.)"""
    path = published / file
    before = path.read_bytes() if path.exists() else None
    plant(path)
    found = escaped(published)
    path.unlink() if before is None else path.write_bytes(before)
    assert len(found) == 1


@pytest.mark.parametrize("language", ["js", "console", "python title=x", ""])
def test_code_of_another_kind_would_be_noticed(language: str) -> None:
    (block,) = blocks_of(f"Text\n\n  ```{language}\n  1\n  ```\n", "page")
    assert (block.place, block.code) == ("page:3", "1\n")
    assert block.kind not in ("program", "command", *NOT_EXECUTED)


# --- all of it -------------------------------------------------------------------------------------------------------


def test_no_reason_is_left_over() -> None:
    assert {block.kind for block in blocks()} == {"program", "command", *NOT_EXECUTED}


def test_there_is_something_of_everything() -> None:
    kinds = Counter(block.kind for block in blocks())
    assert kinds["program"] > 4 * len(FACTS)
    assert kinds["command"] >= len(FACTS)
    assert len(samples_for_tools()) >= len(FACTS)
    for fact in FACTS:
        calls = [code for code in PROGRAMS.values() if f".{fact.name}(" in code]
        assert [code for code in calls if "await " not in code], fact.name
        assert [code for code in calls if "await " in code], fact.name


def test_modules_with_dialogues() -> None:
    """Each is run (tests/published/test_programs.py)."""
    assert {name.removesuffix(".__init__") for name in interactive()} == DIALOGUES


@pytest.mark.parametrize("page", pages(ROOT), ids=lambda page: page.stem)
def test_a_page_shows_what_its_twin_shows(page: Path) -> None:
    """The async samples are those of the docstrings; only pages for people show them."""
    shown = {code for _, code in samples(page.read_text(encoding="utf-8"))}
    twin = page.with_suffix(".md").read_text(encoding="utf-8")
    assert shown >= {block.code for block in blocks_of(twin, page.name)}
