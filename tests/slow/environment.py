"""The environment of programs nobody here wrote: `make slow` makes it from the dependency group ``slow``."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv/slow/bin/python"


def run(*arguments: str | Path, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run Python there, without this repository in sight."""
    if not PYTHON.exists():
        pytest.fail("the environment of the slow suite is missing: make slow")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [PYTHON, *arguments],
        cwd=folder,
        env={
            **environment,
            "NO_PROXY": "127.0.0.1",
            "PYTHONIOENCODING": "utf-8",
            **variables,
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
