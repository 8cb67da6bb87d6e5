"""The tree on disk: brought up to date file by file, and never at the cost of somebody's work."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from generator import output
from generator.output import LOCK, OutputError, check, diff, lock, write
from tests.golden import read_tree

FILES = {
    "pyproject.toml": b"[project]\n",
    "shop/__init__.py": b"one = 1\n",
    "docs/index.md": b"# Shop\n",
}


def run(changes: dict[str, bytes] | None = None) -> dict[str, bytes]:
    """The files of a run: those above and some others, or with another content."""
    files = FILES | (changes or {})
    return {**files, LOCK: lock(files, {"operations": 2})}


def on_disk(root: Path) -> dict[str, bytes]:
    return {name: text.encode() for name, text in read_tree(root).items()}


def test_the_lock_lists_every_file(tmp_path: Path) -> None:
    write(run(), tmp_path)
    assert (tmp_path / LOCK).read_text() == (
        "{\n"
        '  "operations": 2,\n'
        '  "files": {\n'
        '    "docs/index.md": "ae930d477cc586a9cb4f4d18f163d8ec439ed6d30b6f3b4b6d35a54b89eccf7e",\n'
        '    "pyproject.toml": "702a81c3836edef2d0ba11d2353fb6dabc777150a7ca83ea0d9e9a70313feabb",\n'
        '    "shop/__init__.py": "1e476111f65283a9457b7298cb7bcb3b73a125c02a912224a5e00af69a64633e"\n'
        "  }\n"
        "}\n"
    )


def test_a_first_run_writes_everything(tmp_path: Path) -> None:
    root = tmp_path / "new/out"
    written = write(run(), root)
    assert sorted(written.changed) == sorted(run())
    assert written.removed == ()
    assert on_disk(root) == run()
    assert check(run(), root) == []


def test_a_second_run_touches_nothing(tmp_path: Path) -> None:
    write(run(), tmp_path)
    before = {path: path.stat() for path in tmp_path.rglob("*")}
    assert write(run(), tmp_path) == output.Written((), ())
    assert {path: path.stat() for path in tmp_path.rglob("*")} == before


def test_only_what_differs_is_written_and_what_is_gone_is_removed(tmp_path: Path) -> None:
    write(run({"shop/old/deep.py": b"", "docs/old.md": b"old"}), tmp_path)
    untouched = (tmp_path / "pyproject.toml").stat()
    written = write(run({"docs/index.md": b"# New\n"}), tmp_path)
    assert sorted(written.changed) == ["docs/index.md", LOCK]
    assert sorted(written.removed) == ["docs/old.md", "shop/old/deep.py"]
    assert on_disk(tmp_path) == run({"docs/index.md": b"# New\n"})
    assert not (tmp_path / "shop/old").exists()
    assert (tmp_path / "pyproject.toml").stat() == untouched


# --- somebody's work -------------------------------------------------------------------------------------------------


def edit(root: Path, name: str, content: bytes = b"mine\n") -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_bytes(content)


def test_an_edited_file_stops_the_run_before_anything_is_touched(tmp_path: Path) -> None:
    write(run({"docs/old.md": b"old"}), tmp_path)
    edit(tmp_path, "docs/index.md")
    edit(tmp_path, "docs/old.md")
    edit(tmp_path, "docs/new.md")
    before = on_disk(tmp_path)
    after = run(
        {"shop/__init__.py": b"two = 2\n", "docs/index.md": b"# New\n", "docs/new.md": b"new"}
    )
    with pytest.raises(OutputError) as error:
        write(after, tmp_path)
    assert error.value.conflicts == [
        ("docs/index.md", "edited"),
        ("docs/new.md", "foreign"),
        ("docs/old.md", "edited"),
    ]
    assert on_disk(tmp_path) == before


def test_force_overwrites_and_removes_what_stands_in_the_way(tmp_path: Path) -> None:
    write(run({"docs/old.md": b"old"}), tmp_path)
    for name in ("docs/index.md", "docs/old.md", "docs/new.md", "docs/notes.md"):
        edit(tmp_path, name)
    after = run({"docs/new.md": b"new"})
    write(after, tmp_path, force=True)
    assert on_disk(tmp_path) == {**after, "docs/notes.md": b"mine\n"}


def test_an_edit_that_says_what_the_run_says_is_no_conflict(tmp_path: Path) -> None:
    write(run(), tmp_path)
    edit(tmp_path, "docs/index.md", b"# New\n")
    assert write(run({"docs/index.md": b"# New\n"}), tmp_path).changed == (LOCK,)


def test_a_foreign_file_nobody_writes_is_let_alone(tmp_path: Path) -> None:
    write(run(), tmp_path)
    edit(tmp_path, "docs/notes.md")
    edit(tmp_path, "notes.md")
    assert write(run(), tmp_path) == output.Written((), ())
    assert (tmp_path / "docs/notes.md").read_bytes() == b"mine\n"


def test_a_file_edited_and_no_longer_made_can_be_deleted_by_hand(tmp_path: Path) -> None:
    write(run({"docs/old.md": b"old"}), tmp_path)
    (tmp_path / "docs/old.md").unlink()
    assert write(run(), tmp_path).removed == ()


@pytest.mark.parametrize("damaged", [b"", b"{", b"[]", b'{"files": 3}', b"<<<<<<< HEAD\n", b"\xff"])
def test_a_damaged_lock_protects_every_file(tmp_path: Path, damaged: bytes) -> None:
    write(run(), tmp_path)
    (tmp_path / LOCK).write_bytes(damaged)
    with pytest.raises(OutputError) as error:
        write(run({"docs/index.md": b"# New\n"}), tmp_path)
    assert error.value.conflicts == [("docs/index.md", "foreign")]
    assert write(run(), tmp_path).changed == (LOCK,)


# --- check and diff --------------------------------------------------------------------------------------------------


def test_check_names_what_is_missing_stale_and_foreign(tmp_path: Path) -> None:
    write(run({"docs/old.md": b"old"}), tmp_path)
    (tmp_path / "pyproject.toml").unlink()
    edit(tmp_path, "shop/__init__.py")
    edit(tmp_path, "shop/deep/extra.py")
    edit(tmp_path, "README.md")
    for ignored in ("shop/__pycache__/a.pyc", "shop/a.pyc", "docs/.DS_Store", ".venv/x", "build/x"):
        edit(tmp_path, ignored)
    before = on_disk(tmp_path)
    assert check(run({"docs/index.md": b"# New\n"}), tmp_path) == [
        ("docs/index.md", "stale"),
        ("docs/old.md", "stale"),
        ("pyproject.toml", "missing"),
        (LOCK, "stale"),
        ("shop/__init__.py", "stale"),
        ("shop/deep/extra.py", "foreign"),
    ]
    assert on_disk(tmp_path) == before


def test_check_of_nothing_misses_everything(tmp_path: Path) -> None:
    assert check(run(), tmp_path / "no") == [(name, "missing") for name in sorted(run())]


def test_diff_shows_what_a_run_would_change(tmp_path: Path) -> None:
    write(run({"docs/old.md": b"old", "docs/logo.png": b"\x89PNG\xff"}), tmp_path)
    new = run({"docs/index.md": b"# New", "docs/new.md": b"new\n", "docs/logo.png": b"\x89PNG\xfe"})
    text = diff({name: new[name] for name in new if name != LOCK}, tmp_path)
    assert text == (
        "--- a/docs/index.md\n+++ b/docs/index.md\n@@ -1 +1 @@\n-# Shop\n+# New\n"
        "\\ No newline at end of file\n"
        "Binary files a/docs/logo.png and b/docs/logo.png differ\n"
        "--- /dev/null\n+++ b/docs/new.md\n@@ -0,0 +1 @@\n+new\n"
        "--- a/docs/old.md\n+++ /dev/null\n@@ -1 +0,0 @@\n-old\n"
        "\\ No newline at end of file\n"
    )
    assert diff(run({"docs/old.md": b"old", "docs/logo.png": b"\x89PNG\xff"}), tmp_path) == ""


# --- paths -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["../x", "/etc/x", "a/../../x", "a\\x", "C:x", "", ".", "a/..", "linked/x", "Shop/__init__.py"],
)
def test_no_path_leads_out_or_onto_another(tmp_path: Path, path: str) -> None:
    root = tmp_path / "out"
    root.mkdir()
    (root / "linked").symlink_to(tmp_path)
    with pytest.raises(OutputError):
        write({**run(), path: b"x"}, root)
    assert list(root.iterdir()) == [root / "linked"]
    assert list(tmp_path.iterdir()) == [root]


def test_a_lock_cannot_name_files_outside(tmp_path: Path) -> None:
    root = tmp_path / "out"
    write(run(), root)
    (tmp_path / "x").write_bytes(b"x")
    listed = {"files": {"../x": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"}}
    (root / LOCK).write_text(json.dumps(listed))
    write(run(), root)
    assert (tmp_path / "x").exists()


@pytest.mark.parametrize("folder", ["pyproject.toml/x", "docs/index.md/x"])
def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path: Path, folder: str) -> None:
    edit(tmp_path, folder)
    with pytest.raises(OutputError, match="has to be a file, but is a folder"):
        write(run(), tmp_path, force=True)
    assert on_disk(tmp_path) == {folder: b"mine\n"}


@pytest.mark.parametrize("file", ["out", "out/docs"])
def test_a_file_in_the_place_of_a_folder_is_refused(tmp_path: Path, file: str) -> None:
    edit(tmp_path, file)
    with pytest.raises(OutputError, match="has to be a folder, but is a file"):
        write(run(), tmp_path / "out", force=True)
    assert on_disk(tmp_path) == {file: b"mine\n"}


def test_a_link_is_replaced_not_followed(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"x")
    (tmp_path / "out/docs").mkdir(parents=True)
    (tmp_path / "out/docs/index.md").symlink_to(tmp_path / "x")
    write(run(), tmp_path / "out", force=True)
    assert (tmp_path / "x").read_bytes() == b"x"
    assert on_disk(tmp_path / "out") == run()


# --- a run that is killed --------------------------------------------------------------------------------------------


class Killed(BaseException):
    """What no code catches."""


OPERATIONS = ("replace", "unlink", "rmdir", "write_bytes", "mkdir")


@pytest.fixture
def kill(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of changes to the disk until the run is killed, as a list of one."""
    left = [10**9]

    def counting(name: str) -> None:
        real = getattr(Path, name)

        def change(self: Path, *args: object, **options: object) -> object:
            left[0] -= 1
            if left[0] < 0:
                raise Killed
            return real(self, *args, **options)

        monkeypatch.setattr(Path, name, change)

    for name in OPERATIONS:
        counting(name)
    return left


def test_killed_at_any_moment_every_file_is_old_or_new_and_the_next_run_repairs(
    tmp_path: Path, kill: list[int]
) -> None:
    first = run({"docs/old.md": b"old"})
    second = run({"shop/__init__.py": b"two = 2\n", "shop/new.py": b"new = 1\n"})
    third = run({"shop/__init__.py": b"three = 3\n", "docs/third.md": b"third"})
    moments = 0
    while True:
        root = tmp_path / str(moments)
        kill[0] = 10**9
        write(first, root)
        kill[0] = moments
        try:
            write(second, root)
        except Killed:
            pass
        else:
            break
        kill[0] = 10**9
        for name, content in on_disk(root).items():
            if not name.endswith((".sdksmith-new", ".journal")):
                assert content in (first.get(name), second.get(name))
        write(second if moments % 2 else third, root)
        assert on_disk(root) == (second if moments % 2 else third)
        moments += 1
    assert moments > 10


def test_killed_twice_with_different_results_the_next_run_repairs(
    tmp_path: Path, kill: list[int]
) -> None:
    results = [run({f"docs/{n}.md": b"x", "docs/index.md": bytes([65 + n])}) for n in range(4)]
    for first_kill in range(2, 12):
        for second_kill in range(2, 14, 3):
            root = tmp_path / f"{first_kill}-{second_kill}"
            for result, moment in zip(
                results, (10**9, first_kill, second_kill, 10**9), strict=True
            ):
                kill[0] = moment
                try:
                    write(result, root)
                except Killed:
                    continue
            assert on_disk(root) == results[-1]


def test_a_disk_that_cannot_be_written_is_an_error_with_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(
        OutputError, match=r"cannot write '.*sdksmith-new': No space left on device"
    ):
        write(run(), tmp_path)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions do not bind here")
def test_a_tree_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    write(run(), tmp_path)
    (tmp_path / "pyproject.toml").chmod(0)
    with pytest.raises(OutputError, match=r"cannot read .*pyproject\.toml': Permission denied"):
        check(run(), tmp_path)
