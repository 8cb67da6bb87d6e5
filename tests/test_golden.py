"""The comparison all golden tests rest on must itself be able to fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden import Golden, read_tree


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/a.py").write_text("one\ntwo\n")
    (tmp_path / "b.py").write_text("b\n")
    return tmp_path


SAME = {"sub/a.py": "one\ntwo\n", "b.py": "b\n"}


def test_an_equal_tree_passes(folder: Path) -> None:
    Golden("t", update=False).tree(folder, SAME)


@pytest.mark.parametrize(
    ("actual", "words"),
    [
        ({**SAME, "sub/a.py": "one\n2\n"}, "+2"),
        ({"b.py": "b\n"}, "missing: sub/a.py"),
        ({**SAME, "c.py": ""}, "not expected: c.py"),
        ({**SAME, "b.py": "b"}, "line endings differ: b.py"),
    ],
    ids=["changed", "missing", "unexpected", "line-ending"],
)
def test_a_different_tree_fails_and_says_how_to_accept_it(
    folder: Path, actual: dict[str, str], words: str
) -> None:
    with pytest.raises(pytest.fail.Exception) as caught:
        Golden("tests/test_x.py::test_y[z]", update=False).tree(folder, actual)
    assert words in str(caught.value)
    assert "python -m pytest 'tests/test_x.py::test_y[z]' --update" in str(caught.value)


def test_update_makes_the_tree_equal(folder: Path) -> None:
    actual = {"b.py": "changed\n", "new/c.py": "c\r\n"}
    Golden("t", update=True).tree(folder, actual)
    assert {name: (folder / name).read_bytes().decode() for name in read_tree(folder)} == actual
