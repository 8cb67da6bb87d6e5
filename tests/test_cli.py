"""The commands: what they print where, and how they end."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator import __version__
from generator.cli import main

ROOT = Path(__file__).parents[1]
SPEC = """\
openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /items/{id}:
    get:
      operationId: getItem
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200":
          description: An item.
          content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}
components:
  schemas:
    Item: {type: object, properties: {name: {type: string}}}
"""
WARNING = SPEC.replace(
    "parameters: [", "parameters: [{name: x, in: path, required: true, schema: {}}, "
)
ERROR = (
    SPEC.replace(
        "{name: id, in: path, required: true, schema: {type: string}}",
        "{$ref: '#/components/parameters/ItmId'}",
    )
    + "  parameters:\n    ItemId: {name: id, in: path, required: true, schema: {type: string}}\n"
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SDKSMITH_DEBUG", raising=False)
    return tmp_path


def sdksmith(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, prog_name="sdksmith")


def prepare(spec: str = SPEC, config: str = "") -> None:
    """A folder as a project has one: a description, and what to make of it."""
    Path("spec").mkdir(exist_ok=True)
    Path("spec/openapi.yaml").write_text(spec)
    settings = 'spec = "openapi.yaml"\nout = "../generated"\npackage = "shop"\n'
    Path("spec/sdk.toml").write_text(f"[sdk]\n{settings}{config}")


# --- generate --------------------------------------------------------------------------------------------------------


def test_generate_writes_and_says_how_much() -> None:
    prepare()
    first = sdksmith("generate")
    assert (first.exit_code, first.stdout) == (0, "")
    said = re.fullmatch(
        r"1 operation, 1 model -> (\d+) files \((\d+) changed\) in \d+\.\d\d s\n", first.stderr
    )
    assert said
    assert said[1] == said[2]
    assert Path("generated/shop/__init__.py").exists()
    lock = json.loads(Path("generated/sdksmith.lock").read_text())
    assert (lock["generator"], lock["operations"], lock["models"]) == (__version__, 1, 1)
    assert len(lock["files"]) == int(said[1]) - 1
    assert " (0 changed) in" in sdksmith("generate").stderr


def test_generate_removes_what_is_no_longer_made() -> None:
    prepare(SPEC.replace("    get:\n", "    get:\n      tags: [goods]\n"))
    sdksmith("generate")
    assert Path("generated/shop/services/goods.py").exists()
    prepare()
    result = sdksmith("generate")
    assert re.search(r"changed, \d+ removed\) in", result.stderr)
    assert not Path("generated/shop/services/goods.py").exists()


def test_generate_takes_any_configuration_and_any_description() -> None:
    prepare()
    Path("spec/sdk.toml").rename("spec/other.toml")
    assert sdksmith("generate", "--config", "spec/other.toml").exit_code == 0
    assert Path("generated/shop").is_dir()
    options = ("--spec", "spec/openapi.yaml", "--out", "here")
    assert sdksmith("generate", *options).exit_code == 0
    assert Path("here/shop").is_dir()
    assert sdksmith("generate", *options, "--package", "store").exit_code == 0
    assert Path("here/store").is_dir()
    assert not Path("here/shop").exists()


def test_a_configuration_beside_the_working_folder_is_found() -> None:
    prepare()
    os.chdir("spec")
    assert sdksmith("generate", "-q").exit_code == 0
    assert Path("../generated/shop").is_dir()


def test_warnings_are_said_and_strict_refuses_them() -> None:
    prepare(WARNING)
    result = sdksmith("generate")
    assert result.exit_code == 0
    assert "warning[unused-path-parameter]: the path has no variable 'x'" in result.stderr
    assert "  --> spec/openapi.yaml:7:20\n" in result.stderr.replace("\\", "/")
    assert "\n1 warning\n" in result.stderr
    shutil.rmtree("generated")
    result = sdksmith("generate", "--strict")
    assert result.exit_code == 2
    assert "error[unused-path-parameter]" in result.stderr
    assert "\n1 error\n" in result.stderr
    assert not Path("generated").exists()


def test_quiet_says_nothing_but_errors() -> None:
    prepare(WARNING)
    result = sdksmith("generate", "--quiet")
    assert (result.exit_code, result.output) == (0, "")
    prepare(ERROR)
    assert "error[dangling-reference]" in sdksmith("generate", "-q").stderr


def test_errors_of_the_description_end_with_2_and_write_nothing() -> None:
    prepare(ERROR)
    result = sdksmith("generate")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(
        "error[dangling-reference]: '#/components/parameters/ItmId' does"
    )
    assert "did you mean 'ItemId'?" in result.stderr
    assert not Path("generated").exists()


def test_errors_of_the_configuration_end_with_2() -> None:
    prepare(config="pakage = 1\n")
    result = sdksmith("generate")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.replace("\\", "/") == (
        "error[unknown-key]: there is no setting 'sdk.pakage'\n"
        "  --> spec/sdk.toml:5:1\n"
        "  5 | pakage = 1\n"
        "    | ^\n"
        "  hint: did you mean 'package'?\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["generate"], "There is no spec/sdk.toml here."),
        (["generate", "--spec", "a.yaml"], "--spec needs --out DIR"),
        (
            ["generate", "--spec", "a.yaml", "--config", "b.toml"],
            "Give --config or --spec, not both",
        ),
        (["generate", "--out", "here"], "--out and --package go with --spec"),
        (["generate", "--package", "shop"], "--out and --package go with --spec"),
        (["generate", "--force", "--check"], "--force is about writing"),
        (["generate", "--nothing"], "No such option"),
        (["generate", "surplus"], "Got unexpected extra argument"),
        (["validate"], "Missing argument 'FILE'"),
        (["nothing"], "No such command 'nothing'"),
    ],
)
def test_a_command_without_sense_ends_with_2_and_a_hint(arguments: list[str], message: str) -> None:
    result = sdksmith(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert "--help" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--config", "gone.toml"], "'gone.toml' cannot be read: No such file or directory"),
        (["--config", "spec"], "'spec' cannot be read: Is a directory"),
        (["--spec", "gone.yaml", "--out", "x"], "there is no file 'gone.yaml'"),
        (["--spec", "spec", "--out", "x"], "'spec' is a folder"),
        (
            ["--spec", "spec/openapi.yaml", "--out", "x", "--package", "a-b"],
            "'a-b' is not a Python name",
        ),
        (["--spec", "spec/openapi.yaml", "--out", "spec/openapi.yaml"], "has to be a folder"),
    ],
)
def test_a_file_of_no_use_ends_with_2(arguments: list[str], message: str) -> None:
    prepare()
    result = sdksmith("generate", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_references_leave_the_folder_only_when_allowed() -> None:
    prepare(SPEC.replace("'#/components/schemas/Item'", "../item.yaml"))
    Path("item.yaml").write_text("{type: object, properties: {name: {type: string}}}\n")
    refused = sdksmith("generate")
    assert refused.exit_code == 2
    assert (
        "error[external-reference]: '../item.yaml' leads out of the description's folder"
        in refused.stderr
    )
    assert sdksmith("generate", "--allow-outside").exit_code == 0


# --- check, diff, dump -----------------------------------------------------------------------------------------------


def test_check_and_diff_name_what_is_out_of_date_and_write_nothing() -> None:
    prepare()
    missing = sdksmith("generate", "--check")
    assert missing.exit_code == 1
    assert "missing: generated/shop/__init__.py\n" in missing.stdout.replace("\\", "/")
    assert not Path("generated").exists()
    sdksmith("generate")
    for option in ("--check", "--diff"):
        clean = sdksmith("generate", option)
        assert (clean.exit_code, clean.output) == (0, "")
    Path("generated/shop/py.typed").write_text("edited\n")
    Path("generated/shop/own.py").touch()
    result = sdksmith("generate", "--check")
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout.replace("\\", "/").splitlines() == [
        "foreign: generated/shop/own.py",
        "stale: generated/shop/py.typed",
    ]
    result = sdksmith("generate", "--diff")
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout.splitlines() == [
        "--- a/shop/py.typed",
        "+++ b/shop/py.typed",
        "@@ -1 +0,0 @@",
        "-edited",
    ]


def test_what_was_changed_by_hand_is_kept_until_forced() -> None:
    prepare()
    sdksmith("generate")
    Path("generated/pyproject.toml").write_text("mine\n")
    result = sdksmith("generate")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "error: these files were changed by hand, or are not from sdksmith\n"
        "  edited: pyproject.toml\n"
        "  hint: move them away, or overwrite them with --force\n"
    )
    assert Path("generated/pyproject.toml").read_text() == "mine\n"
    assert sdksmith("generate", "--force").exit_code == 0
    assert Path("generated/pyproject.toml").read_text() != "mine\n"


def test_dump_ir_is_json_and_nothing_else() -> None:
    prepare(WARNING)
    result = sdksmith("generate", "--dump-ir")
    assert result.exit_code == 0
    api = json.loads(result.stdout)
    assert api["is"] == "Api"
    assert api["services"][0]["operations"][0]["id"] == "getItem"
    assert "1 warning" in result.stderr
    assert not Path("generated").exists()
    assert sdksmith("generate", "--dump-ir", "--spec", "spec/openapi.yaml").exit_code == 0


# --- validate --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spec", "options", "code", "said"),
    [
        (SPEC, [], 0, "spec.yaml: no findings\n"),
        (WARNING, [], 0, "\n1 warning\n"),
        (WARNING, ["--strict"], 1, "\n1 error\n"),
        (ERROR, [], 1, "\n1 error\n"),
        ("swagger: '2.0'\n", [], 1, "OpenAPI 2.0 is not supported"),
        ("a: [", [], 2, "error[invalid-yaml]"),
        ("", [], 2, "error[empty-file]"),
    ],
)
def test_validate_says_what_is_wrong(spec: str, options: list[str], code: int, said: str) -> None:
    Path("spec.yaml").write_text(spec)
    result = sdksmith("validate", "spec.yaml", *options)
    assert (result.exit_code, result.stdout) == (code, "")
    assert said in result.stderr


# --- the shell -------------------------------------------------------------------------------------------------------


def test_version_and_help() -> None:
    assert sdksmith("--version").stdout == f"sdksmith, version {__version__}\n"
    for arguments in (["--help"], ["-h"], ["generate", "--help"], ["validate", "-h"]):
        assert sdksmith(*arguments).stdout.startswith("Usage: sdksmith")


def test_a_fault_of_ours_is_a_short_report(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise LookupError("no such thing")

    prepare()
    monkeypatch.setattr("generator.normalize.normalize", broken)
    result = sdksmith("generate")
    assert (result.exit_code, result.stdout) == (3, "")
    first, place, hint = result.stderr.splitlines()
    assert first == "internal error: LookupError: no such thing"
    assert re.fullmatch(r"  --> test_cli.py:\d+ in broken", place)
    assert "SDKSMITH_DEBUG=1" in hint
    monkeypatch.setenv("SDKSMITH_DEBUG", "1")
    assert sdksmith("generate").stderr.startswith("Traceback (most recent call last):")


def test_an_interrupt_ends_quietly_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    prepare()
    monkeypatch.setattr("generator.normalize.normalize", interrupted)
    result = sdksmith("generate")
    assert (result.exit_code, result.output) == (130, "")


COMMAND = [sys.executable, "-m", "generator"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def test_a_reader_that_goes_away_is_no_error() -> None:
    prepare()
    process = subprocess.Popen(
        [*COMMAND, "generate", "--dump-ir"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    )
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() in (0, 1)


@pytest.mark.skipif(os.name == "nt", reason="there are no pipes with names")
def test_an_interrupt_from_outside_leaves_the_tree_alone() -> None:
    """The run waits for a description that does not come."""
    os.mkfifo("spec.yaml")
    process = subprocess.Popen(
        [*COMMAND, "generate", "--spec", "spec.yaml", "--out", "out"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
        # What a shell runs in the background ignores interrupts, and would have the run ignore them too.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    with open("spec.yaml", "wb"):  # opens when the other side does
        process.send_signal(signal.SIGINT)
    # A signal just before the read is noticed when the read is over, which closing the pipe brings about.
    out, said = process.communicate(timeout=30)
    assert (process.returncode, out, said) == (130, b"", b"")
    assert not Path("out").exists()


def drained(terminal: int) -> str:
    """All that is written to a terminal until the last writer has gone."""
    seen = b""
    while True:
        try:
            chunk = os.read(terminal, 4096)
        except OSError:  # what Linux says of a terminal nobody has open
            chunk = b""
        if not chunk:
            os.close(terminal)
            return seen.decode().replace("\r\n", "\n")
        seen += chunk


def on_a_terminal(*arguments: str, **environment: str) -> str:
    """What a person sees: standard error is a terminal."""
    import pty  # there is none on Windows

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        env={**ENVIRONMENT, **environment},
    )
    os.close(theirs)
    seen = drained(ours)
    process.wait()
    return seen


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo terminals")
def test_colors_are_for_terminals_that_want_them() -> None:
    Path("spec.yaml").write_text(ERROR)
    plain = sdksmith("validate", "spec.yaml").stderr
    assert "\x1b" not in plain
    assert on_a_terminal("validate", "spec.yaml", NO_COLOR="1") == plain
    colored = on_a_terminal("validate", "spec.yaml", NO_COLOR="")
    assert "\x1b[1;31merror[dangling-reference]" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain


def test_asking_for_the_version_loads_nothing_heavy() -> None:
    code = "import sys; from generator.cli import main; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=ENVIRONMENT
    ).stdout.split()
    heavy = {"black", "jinja2", "yaml", "jsonschema_rs", "openapi_spec_validator", "pydantic"}
    assert heavy & set(loaded) == set()


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo terminals")
def test_who_waits_long_is_told_that_work_goes_on() -> None:
    """The run waits for a description that comes when the person has been told."""
    import pty

    os.mkfifo("spec.yaml")
    ours, theirs = pty.openpty()
    process = subprocess.Popen([*COMMAND, "validate", "spec.yaml"], stderr=theirs, env=ENVIRONMENT)
    os.close(theirs)
    with open("spec.yaml", "w") as description:
        assert os.read(ours, 100) == b"working ..."
        description.write(SPEC)
    assert drained(ours) == "\r\x1b[Kspec.yaml: no findings\n"
    assert process.wait() == 0
