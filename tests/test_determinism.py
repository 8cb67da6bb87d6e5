"""The same input gives the same bytes, whatever surrounds the run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

ANOTHER_DAY = """
import datetime, time

SHIFT = 400 * 24 * 3600 + 12345
_time, _localtime, _gmtime, _strftime = time.time, time.localtime, time.gmtime, time.strftime
time.time = lambda: _time() + SHIFT
time.time_ns = lambda: int(time.time() * 1e9)
time.localtime = lambda seconds=None: _localtime(time.time() if seconds is None else seconds)
time.gmtime = lambda seconds=None: _gmtime(time.time() if seconds is None else seconds)
time.strftime = lambda text, moment=None: _strftime(text, moment or time.localtime())


class Later(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)

    utcnow = classmethod(lambda cls: cls.now(datetime.UTC).replace(tzinfo=None))
    today = classmethod(lambda cls: cls.now())


class LaterDate(datetime.date):
    today = classmethod(lambda cls: cls.fromtimestamp(time.time()))


datetime.datetime, datetime.date = Later, LaterDate
"""

SURROUNDINGS = {
    "hash-seed-1": {"PYTHONHASHSEED": "1"},
    "hash-seed-2": {"PYTHONHASHSEED": "2"},
    "c-locale": {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "far-east": {"TZ": "Pacific/Kiritimati"},
    "another-day": {"TZ": "America/Los_Angeles", "PYTHONPATH": "later"},
}


def run(project: Path, environment: dict[str, str]) -> dict[str, bytes]:
    """Generates from a copy of ``spec/`` inside ``project``, which is also where ``PYTHONPATH`` is relative to."""
    shutil.copytree(ROOT / "spec", project / "spec")
    paths = [str(ROOT), str(project / environment.get("PYTHONPATH", "nothing here"))]
    subprocess.run(
        [
            sys.executable,
            "-m",
            "generator",
            "generate",
            "--strict",
            "--config",
            project / "spec/sdk.toml",
        ],
        cwd=project.parent,
        env={**os.environ, **environment, "PYTHONPATH": os.pathsep.join(paths)},
        check=True,
        capture_output=True,
    )
    out = project / "generated"
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return run(tmp_path_factory.mktemp("reference"), {"PYTHONHASHSEED": "0"})


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_surroundings_leave_no_trace(
    name: str, reference: dict[str, bytes], tmp_path: Path
) -> None:
    project = tmp_path / f"under {name}"
    (project / "later").mkdir(parents=True)
    (project / "later/sitecustomize.py").write_text(ANOTHER_DAY)
    files = run(project, SURROUNDINGS[name])
    assert files.keys() == reference.keys()
    assert [path for path in files if files[path] != reference[path]] == []


def test_the_other_day_is_another_day(tmp_path: Path) -> None:
    """The shift must reach what a program would ask, or the test above proves nothing."""
    (tmp_path / "sitecustomize.py").write_text(ANOTHER_DAY)
    ask = "import datetime, time; print(datetime.datetime.now().year, datetime.date.today().year, time.gmtime().tm_year)"
    years = [
        subprocess.run(
            [sys.executable, "-c", ask],
            env={**os.environ, **more},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.split()
        for more in ({}, {"PYTHONPATH": str(tmp_path)})
    ]
    assert all(int(later) > int(now) for now, later in zip(*years, strict=True))
