"""Texts of a description in the command lines of the documentation, run by real shells."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.hostile.carry import Carried, client
from tests.hostile.payloads import TAGGED

SHELLS = [shell for shell in ("sh", "bash", "zsh") if shutil.which(shell)]

# Notes how often it was called and with how many words; what they are is for tests/published.
CURL = """#!/bin/sh
echo "$#" >> "$CALLS"
"""

_FENCE = re.compile(r"^(`{3,})bash\n(curl .*?)\n\1$", re.MULTILINE | re.DOTALL)


def commands(found: Carried) -> list[str]:
    """Every command line of the documentation."""
    pages = [text.decode() for name, text in found.files.items() if name.endswith(".md")]
    return [match[2] for page in pages for match in _FENCE.finditer(page)]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A search path with a curl that only counts."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "curl").write_text(CURL)
    (folder / "curl").chmod(0o755)
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    return {"PATH": path, "CALLS": str(tmp_path / "calls"), "HOME": str(tmp_path)}


def words(shell: str, found: Carried, environment: dict[str, str], work: Path) -> list[int]:
    """How many words each command line gives to curl."""
    work.mkdir()
    counts: list[int] = []
    for command in commands(found):
        calls = Path(environment["CALLS"])
        calls.unlink(missing_ok=True)
        done = subprocess.run(
            [shell, "-c", command], cwd=work, env=environment, capture_output=True, check=False
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b""), command
        counts.append(int(calls.read_text()))
    assert list(work.iterdir()) == []
    return counts


@pytest.mark.parametrize("payload", TAGGED.values(), ids=TAGGED.keys())
def test_a_command_line_calls_curl_and_nothing_else(
    tmp_path: Path, environment: dict[str, str], payload: str
) -> None:
    found = client(payload)
    lines = [command.replace("\\\n", "") for command in commands(found)]
    assert len(lines) == 8
    expected = [len(shlex.split(line)) - 1 for line in lines]  # with nothing expanded or run
    for shell in SHELLS:
        assert words(shell, found, environment, tmp_path / shell) == expected
