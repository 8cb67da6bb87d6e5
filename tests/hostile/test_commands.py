"""The command among things that go wrong around it: real processes, real files, no tracebacks."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.rich import PATH

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and limits are those of POSIX")

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
COMMAND = [sys.executable, "-m", "generator"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "spec.yaml").write_bytes(PATH.read_bytes())
    return tmp_path


def start(folder: Path, *arguments: str, file_size: int | None = None) -> subprocess.Popen[str]:
    """``file_size``: bytes above which writing a file fails, as on a full disk."""

    def limited() -> None:
        if file_size is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))

    return subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=folder,
        env={**ENVIRONMENT, "HOME": str(folder / "home")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=limited,
    )


def run(folder: Path, *arguments: str, file_size: int | None = None) -> tuple[int, str]:
    """The exit code and everything that was said."""
    process = start(folder, *arguments, file_size=file_size)
    out, said = process.communicate(timeout=120)
    assert "Traceback" not in said
    return process.returncode, out + said


def generate(
    folder: Path, *more: str, out: str = "out", file_size: int | None = None
) -> tuple[int, str]:
    return run(folder, "generate", "--spec", "spec.yaml", "--out", out, *more, file_size=file_size)


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def change(folder: Path) -> None:
    """Another description of the same shape: nearly every file comes out different."""
    text = (folder / "spec.yaml").read_text("utf-8")
    (folder / "spec.yaml").write_text(text.replace("Rich things", "Poor things"), "utf-8")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"openapi: 3.1.0\ninfo: {title: \xff}\n", "not-utf-8]: byte 0xff is not UTF-8"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "not-utf-8]: byte 0x89 is not UTF-8"),
        (b"openapi: \x1b]0;owned\x07\n", "the character U+001B is not allowed in YAML"),
        (b"a: " + b"x" * 50_000_000, "this is not an OpenAPI description"),
        (b"{" * 100_000, "too-deep]: nested more than 200 levels deep"),
    ],
    ids=["latin", "binary", "terminal", "50 MB", "deep"],
)
def test_a_file_that_is_no_description_is_refused(folder: Path, content: bytes, said: str) -> None:
    (folder / "spec.yaml").write_bytes(content)
    code, output = generate(folder)
    assert code == 2
    assert said in output
    assert "\x1b" not in output
    assert len(output) < 5000
    assert not (folder / "out").exists()


@pytest.mark.parametrize("out", ["spec.yaml", "spec.yaml/below", "/dev/null", "/proc/no/where"])
def test_where_nothing_can_be_written_it_says_so(folder: Path, out: str) -> None:
    before = tree(folder)
    code, said = generate(folder, out=out)
    assert code == 2
    assert said.startswith(("error: cannot write", "warning["))
    assert "error: " in said
    assert tree(folder) == before


def test_a_linked_output_folder_is_where_it_leads_and_links_inside_are_not_followed(
    folder: Path,
) -> None:
    (folder / "real").mkdir()
    (folder / "elsewhere").mkdir()
    (folder / "out").symlink_to("real")
    (folder / "real/docs").symlink_to(folder / "elsewhere")
    code, said = generate(folder)
    assert code == 2
    assert "docs" in said
    assert list((folder / "elsewhere").iterdir()) == []
    (folder / "real/docs").unlink()
    assert generate(folder)[0] == 0
    assert (folder / "real/docs/index.html").is_file()
    assert generate(folder, "--check")[0] == 0


def test_a_full_disk_leaves_whole_files_and_the_next_run_mends(folder: Path) -> None:
    assert generate(folder)[0] == 0
    old = tree(folder / "out")
    change(folder)
    code, said = generate(folder, file_size=20_000)
    assert code == 2
    assert "error: cannot write" in said
    assert "File too large" in said
    now = tree(folder / "out")
    assert generate(folder)[0] == 0
    new = tree(folder / "out")
    assert generate(folder, "--check")[0] == 0
    for name, content in now.items():
        if not name.endswith((".sdksmith-new", ".journal")):
            assert content in (old.get(name), new.get(name)), name


def test_killed_at_any_moment_the_next_run_mends(folder: Path) -> None:
    assert generate(folder)[0] == 0
    old = tree(folder / "out")
    change(folder)
    assert generate(folder, out="expected")[0] == 0
    new = tree(folder / "expected")
    chance = random.Random(1)
    for _ in range(6):
        process = start(folder, "generate", "--spec", "spec.yaml", "--out", "out")
        try:
            process.communicate(timeout=chance.uniform(0.2, 1.5))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
        for name, content in tree(folder / "out").items():
            if not name.endswith((".sdksmith-new", ".journal")):
                assert content in (old.get(name), new.get(name)), name
    code, said = generate(folder)
    assert code == 0, said
    assert tree(folder / "out") == new


def test_two_runs_at_once_leave_what_one_run_mends(folder: Path) -> None:
    for _ in range(3):
        both = [start(folder, "generate", "--spec", "spec.yaml", "--out", "out") for _ in "ab"]
        for process in both:
            _, said = process.communicate(timeout=120)
            assert process.returncode in (0, 2)
            assert "Traceback" not in said
            assert "internal error" not in said
        change(folder)
    code, said = generate(folder)
    assert code == 0, said
    assert generate(folder, "--check")[0] == 0


def test_an_output_folder_around_or_beside_the_description_keeps_it(folder: Path) -> None:
    before = (folder / "spec.yaml").read_bytes()
    for out in ("inside", "."):
        assert generate(folder, out=out)[0] == 0
        assert generate(folder, "--check", out=out)[0] == 0
        assert (folder / "spec.yaml").read_bytes() == before


@pytest.mark.parametrize("command", [["generate", "--check"], ["generate", "--diff"], ["generate"]])
def test_a_reader_that_goes_away_ends_nothing_badly(folder: Path, command: list[str]) -> None:
    process = start(folder, *command, "--spec", "spec.yaml", "--out", "out")
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait() in (0, 1)
    assert "Traceback" not in said
    assert "internal error" not in said
