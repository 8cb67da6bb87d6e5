"""Every program of the guides is a whole one: it runs, against the stand-in where it makes calls."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from appwrite_messaging.testing import FakeAppwrite
from generator.config import load_config
from tests.examples import python_blocks
from tests.test_docs import SPEC

PROGRAMS = [
    pytest.param(program, id=f"{path.stem}-{number}")
    for path in load_config(SPEC).docs.guides
    for number, program in enumerate(python_blocks(path.read_text("utf-8")), 1)
]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """A stand-in with what the guides talk about."""
    fake = FakeAppwrite(project="my-project", key="my-key", live=True)
    for name in ("ada", "grace"):
        fake.add_user(name, name=name.title(), email=f"{name}@example.com", phone="+15555550100")
    with fake.serve() as address:
        yield address


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_runs(program: str, endpoint: str, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(program, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "program.py"],
        cwd=tmp_path,
        env={
            **os.environ,
            "APPWRITE_ENDPOINT": endpoint,
            "APPWRITE_PROJECT": "my-project",
            "APPWRITE_KEY": "my-key",
            "PYTHONPATH": str(SPEC.parents[1] / "generated"),
        },
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    calls = [node for node in ast.walk(ast.parse(program)) if isinstance(node, ast.Call)]
    assert calls


def test_there_are_programs() -> None:
    assert len(PROGRAMS) > 12
