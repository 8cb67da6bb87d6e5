"""What ``import`` and building a client load, so that growth is seen."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

BUILD = """
import json, os, sys
before = set(sys.modules)
from _runtime.client import AsyncApiClient, SyncApiClient
from _runtime.options import ApiInfo, Scheme
from _runtime.operation import Operation
imported = set(sys.modules)
api = ApiInfo("x", name="x", version="1", endpoint="https://h", env="X", schemes=(Scheme("key"),))
for kind in (SyncApiClient, AsyncApiClient):
    client = kind(api, credentials={"key": "k"}, headers={"A": "b"}, timeout=3)
    repr(client.with_options(retries=1))
print(json.dumps([sorted(imported - before - {"json"}), sorted(set(sys.modules) - imported)]))
"""


def test_modules_loaded_by_an_import_and_by_a_client() -> None:
    import _runtime

    folder = Path(next(iter(_runtime.__path__))).parent
    # ``-S`` leaves out what an installation's ``.pth`` files import, which is not ours to count.
    found = subprocess.run(
        [sys.executable, "-S", "-c", BUILD],
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
    )
    imported, built = json.loads(found.stdout)
    assert [name for name in imported if not name.startswith("_runtime")] == ["__future__"]
    assert built == []
    assert imported == [
        "__future__",
        "_runtime",
        "_runtime.auth",
        "_runtime.client",
        "_runtime.clock",
        "_runtime.connections",
        "_runtime.core",
        "_runtime.errors",
        "_runtime.headers",
        "_runtime.log",
        "_runtime.middleware",
        "_runtime.operation",
        "_runtime.options",
        "_runtime.params",
        "_runtime.prepare",
        "_runtime.redaction",
        "_runtime.redirects",
        "_runtime.responses",
        "_runtime.retry",
        "_runtime.shapes",
        "_runtime.steps",
        "_runtime.streaming",
        "_runtime.transport",
        "_runtime.typing_only",
        "_runtime.unset",
        "_runtime.views",
    ]
