"""Every cURL command of the pages runs with the real curl."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.published.collect import distinct
from tests.published.world import KEY, PROJECT, Stage

COMMANDS = distinct("command")
SERVER = re.compile(r"https://cloud\.appwrite\.io/v1|http://127\.0\.0\.1:8090/v1")


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("place", COMMANDS)
def test_a_command_runs(place: str, the_stage: Stage, tmp_path: Path) -> None:
    """As it is shown, but for the address of the server."""
    code = COMMANDS[place]
    world = the_stage.new_world()
    assert SERVER.search(code)
    done = subprocess.run(
        ["sh", "-e", "-c", SERVER.sub(the_stage.endpoint, code)],
        env={"PATH": os.environ["PATH"], "PROJECT": PROJECT, "KEY": KEY, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 0, done.stderr
    assert len(world.requests) == len(re.findall(r"^curl ", code, re.M))
    assert {request.status for request in world.requests} <= {200, 201, 204}, done.stdout
    assert all(request.operation for request in world.requests)
