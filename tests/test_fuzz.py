"""A few damaged descriptions; ``python -m tests.fuzz`` makes them by the thousand. And: would it notice?"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from generator import Output, generate
from generator.diagnostics import Diagnostic
from tests.fuzz import check
from tests.fuzz.check import judge
from tests.fuzz.mutate import mutant
from tests.fuzz.shrink import shrunk

SOUND = {
    "openapi": "3.1.0",
    "info": {"title": "Sound", "version": "1"},
    "paths": {"/a": {"get": {"operationId": "a", "responses": {"204": {"description": "x"}}}}},
}


@pytest.mark.parametrize("start", range(0, 200, 20))
def test_a_damaged_description_ends_in_files_or_in_located_errors(
    tmp_path: Path, start: int
) -> None:
    for number in range(start, start + 20):
        name, data = mutant(0, number)
        path = tmp_path / str(number) / name  # alone, or a reference could lead to another
        path.parent.mkdir()
        path.write_bytes(data)
        verdict = judge(path)
        assert verdict.finding == "", f"python -m tests.fuzz --seed 0 --only {number}"


def test_a_number_is_always_the_same_description() -> None:
    assert [mutant(3, number) for number in range(20)] == [mutant(3, n) for n in range(20)]
    assert mutant(3, 1) != mutant(4, 1)


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(SOUND), "utf-8")
    return path


def test_a_sound_description_is_generated_and_imported(spec: Path) -> None:
    assert judge(spec, imported=True).outcome == "generated"


def crash(_: Output) -> Output:
    raise KeyError


def hang(_: Output) -> Output:
    time.sleep(60)
    raise AssertionError


def misplace(output: Output) -> Output:
    found = Diagnostic(severity="warning", code="odd", pointer="spec.json#/a/b/c/d", message="x")
    return replace(output, diagnostics=(found,))


def with_file(name: str, content: bytes) -> Callable[[Output], Output]:
    return lambda output: replace(output, files={**output.files, name: content})


def lose(output: Output) -> Output:
    assert output.api
    return replace(output, api=replace(output.api, services=()))


@pytest.mark.parametrize(
    ("fault", "finding"),
    [
        (crash, "KeyError"),
        (hang, "more than 0.5 s"),
        (misplace, "no such place: odd"),
        (with_file("fuzzed/x.py", b"a = (\n"), "x.py does not parse: SyntaxError"),
        (with_file("x.toml", b"a = \n"), "x.toml does not parse: TOMLDecodeError"),
        (with_file("docs/../../x", b""), "an odd file name"),
        (with_file("README.MD", b""), "two files differ in case only"),
        (with_file("fuzzed/x.py", b"import no_such_module\n"), "ModuleNotFoundError on import of"),
        (lambda output: replace(output, api=None), "refused without an error"),
        (lose, "an operation is lost"),
    ],
)
def test_what_does_not_hold_is_found(
    spec: Path,
    monkeypatch: pytest.MonkeyPatch,
    fault: Callable[[Output], Output],
    finding: str,
) -> None:
    monkeypatch.setattr(check, "LIMIT", 0.5 if fault is hang else 60.0)
    monkeypatch.setattr(check, "generate", lambda *arguments: fault(generate(*arguments)))
    verdict = judge(spec, imported=True)
    assert verdict.outcome == "failed"
    assert verdict.finding.startswith(finding)


def test_a_failing_description_becomes_as_small_as_it_can_be() -> None:
    data = json.dumps({"a": [1, {"b": 2, "keep": 3}], "c": {"d": {}}}).encode()
    assert json.loads(shrunk("x.json", data, lambda _, d: b'"keep"' in d)[1]) == {
        "a": [{"keep": 3}]
    }
    text = b"a: 1\nb: 2\nkeep: [\nc: 3\nd: 4\n"
    assert shrunk("x.yaml", text, lambda _, d: b"keep" in d)[1] == b"keep: ["
