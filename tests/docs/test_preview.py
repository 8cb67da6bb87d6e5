"""The documentation served while it is written."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from generator import preview
from generator.cli import main
from tests.test_docs import SPEC


def test_a_folder_is_served_as_it_is_now(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("one", encoding="utf-8")
    with preview.served(tmp_path, 0) as address:
        assert urlopen(address).read() == b"one"
        (tmp_path / "index.html").write_text("two", encoding="utf-8")
        answer = urlopen(address)
        assert answer.read() == b"two"
        assert answer.headers["Cache-Control"] == "no-store"


def test_changes_are_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "INTERVAL", 0.01)
    seen = threading.Semaphore(0)
    watch = preview.changes((tmp_path,))

    def follow() -> None:
        for _ in range(2):
            next(watch)
            seen.release()

    thread = threading.Thread(target=follow, daemon=True)
    before = preview.state((tmp_path,))
    thread.start()
    while not seen.acquire(timeout=0.05):
        (tmp_path / "guide.md").write_text(f"{len(list(tmp_path.iterdir()))}", encoding="utf-8")
        (tmp_path / f"{len(list(tmp_path.iterdir()))}.md").touch()
    assert preview.state((tmp_path,)) != before


def test_docs_writes_the_pages_and_says_where(tmp_path: Path) -> None:
    spec = tmp_path / "spec"
    shutil.copytree(SPEC.parent, spec)
    run = CliRunner().invoke(main, ["docs", "--config", str(spec / "sdk.toml"), "--strict"])
    assert run.exit_code == 0, run.output
    start = tmp_path / "generated/docs/index.html"
    assert run.stdout.strip() == str(start)
    assert "Appwrite Messaging" in start.read_text("utf-8")


def test_a_port_in_use_is_no_fault_of_ours(tmp_path: Path) -> None:
    spec = tmp_path / "spec"
    shutil.copytree(SPEC.parent, spec)
    with preview.served(tmp_path, 0) as address:
        port = address.rstrip("/").rpartition(":")[2]
        arguments = ["docs", "--config", str(spec / "sdk.toml"), "--serve", "--port", port]
        run = CliRunner().invoke(main, arguments)
    assert run.exit_code == 1
    assert f"cannot serve port {port}" in run.output
