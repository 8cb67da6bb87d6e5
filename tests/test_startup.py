"""What ``import appwrite_messaging`` and building a client load, module by module, so that growth is seen."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import appwrite_messaging

PROGRAM = """
import importlib, json, os, sys  # what interpreters have anyhow is not ours to count
def loaded():
    return sorted(set(sys.modules) - known)
known = set(sys.modules)
import appwrite_messaging
steps = [loaded()]
known = set(sys.modules)
from appwrite_messaging import AsyncClient, Client
for kind in (Client, AsyncClient):
    kind(project="p", key="k", timeout=3).messaging
steps.append(loaded())
print(json.dumps(steps))
"""
RUNTIME = """
    auth client clock connections core errors headers log middleware operation options params prepare redaction redirects
    responses retry shapes steps streaming transport typing_only unset views
"""


def test_modules_loaded_by_an_import_and_by_a_client() -> None:
    folder = Path(appwrite_messaging.__file__).parent.parent
    # ``-S`` leaves out what an installation's ``.pth`` files import, which is not ours to count.
    done = subprocess.run(
        [sys.executable, "-S", "-c", PROGRAM],
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
    )
    imported, built = json.loads(done.stdout)
    assert imported == ["__future__", "appwrite_messaging"]
    assert built == [
        "appwrite_messaging._runtime",
        *(f"appwrite_messaging._runtime.{name}" for name in RUNTIME.split()),
        "appwrite_messaging.client",
        "appwrite_messaging.services",
        "appwrite_messaging.services.messaging",
    ]
