"""Both distributions, built, installed into fresh environments, and used from there, away from the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from tests.published.collect import Block, blocks_of
from tests.runtime.server import Server, json
from tests.wire import samples

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Installed:
    """A wheel and an environment that holds it and what it asks for, nothing else."""

    wheel: Path
    environment: Path

    def run(self, *command: str | Path, cwd: Path) -> str:
        """Runs a program of the environment. Returns what it prints; failing fails the test."""
        program, *arguments = command
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("PYTHON")
        }
        done = subprocess.run(
            [self.environment / "bin" / program, *arguments],
            cwd=cwd,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


class Install(Protocol):
    """Builds the distribution of a folder and installs it, with more from the index if a test needs it."""

    def __call__(self, source: Path, *more: str) -> Installed: ...


@pytest.fixture(scope="module")
def install(tmp_path_factory: pytest.TempPathFactory) -> Install:
    def build_and_install(source: Path, *more: str) -> Installed:
        folder = tmp_path_factory.mktemp("wheel")
        backend = "import sys, hatchling.build; print(hatchling.build.build_wheel(sys.argv[1]))"
        command = [sys.executable, "-c", backend, str(folder)]
        built = subprocess.run(command, cwd=source, check=True, capture_output=True, text=True)
        wheel = folder / built.stdout.split()[-1]
        environment = folder / "environment"
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
        pip = [sys.executable, "-m", "pip", "--quiet", "--python", str(environment)]
        subprocess.run([*pip, "install", wheel, *more], check=True, capture_output=True)
        return Installed(wheel, environment)

    return build_and_install


@pytest.fixture(scope="module")
def sdksmith(install: Install) -> Installed:
    return install(ROOT)


@pytest.fixture(scope="module")
def appwrite_messaging(install: Install) -> Installed:
    return install(ROOT / "generated")


def members(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def files_below(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file()
        and not any(part == "__pycache__" or part.startswith(".") for part in path.parts)
    }


def test_the_generator_ships_its_code_and_templates(sdksmith: Installed) -> None:
    code = {f"generator/{name}" for name in files_below(ROOT / "generator")}
    templates = {f"generator/_templates/{name}" for name in files_below(ROOT / "templates")}
    inside = {name for name in members(sdksmith.wheel) if ".dist-info/" not in name}
    assert inside == code | templates


def test_the_package_ships_its_code_and_no_docs(appwrite_messaging: Installed) -> None:
    code = {
        f"appwrite_messaging/{name}" for name in files_below(ROOT / "generated/appwrite_messaging")
    }
    inside = {name for name in members(appwrite_messaging.wheel) if ".dist-info/" not in name}
    assert inside == code
    assert "appwrite_messaging/py.typed" in inside


def test_the_installed_generator_makes_the_same_package(
    sdksmith: Installed, tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "spec", tmp_path / "spec")
    sdksmith.run("sdksmith", "generate", "--strict", cwd=tmp_path)
    made = tmp_path / "generated"
    names = files_below(ROOT / "generated")
    assert files_below(made) == names
    assert [
        name
        for name in sorted(names)
        if (made / name).read_bytes() != (ROOT / "generated" / name).read_bytes()
    ] == []


PING = """
openapi: 3.0.3
info: {title: Ping, version: "1"}
servers: [{url: "https://ping.example.com"}]
paths:
  /ping/{host}:
    get:
      operationId: ping
      parameters: [{name: host, in: path, required: true, schema: {type: string}}]
      responses:
        "200":
          description: An answer.
          content: {application/json: {schema: {type: object, properties: {host: {type: string}}}}}
"""


def test_the_installed_generator_takes_any_description(sdksmith: Installed, tmp_path: Path) -> None:
    (tmp_path / "ping.yaml").write_text(PING)
    sdksmith.run(
        "sdksmith",
        "generate",
        "--spec",
        "ping.yaml",
        "--out",
        "out",
        "--package",
        "ping",
        cwd=tmp_path,
    )
    compiled = [
        compile(path.read_text(), str(path), "exec")
        for path in (tmp_path / "out/ping").rglob("*.py")
    ]
    assert len(compiled) > 10


USE = """
import asyncio, pathlib, sys
import appwrite_messaging
from appwrite_messaging import AsyncClient, Client, MessageStatus

assert pathlib.Path(appwrite_messaging.__file__).is_relative_to(sys.prefix)
endpoint = sys.argv[1]

with Client(endpoint, project="shop", key="k") as client:
    message = client.messaging.get_message(message_id="code-ada")
assert message.status is MessageStatus.FAILED


async def main():
    async with AsyncClient(endpoint, project="shop", key="k") as client:
        return await client.messaging.get_message(message_id="code-ada")


assert asyncio.run(main()) == message
print(message.data.content)
"""


def test_the_installed_package_makes_calls(appwrite_messaging: Installed, tmp_path: Path) -> None:
    with Server(json(samples.SMS.json)) as server:
        printed = appwrite_messaging.run("python", "-c", USE, f"{server.url}/v1", cwd=tmp_path)
    assert [request.target for request in server.requests] == [
        "/v1/messaging/messages/code-ada"
    ] * 2
    assert printed == "Your code is 4711.\n"


GUIDE = blocks_of((ROOT / "spec/guides/testing.md").read_text(encoding="utf-8"), "testing.md")


@pytest.fixture(scope="module")
def tested(install: Install) -> Installed:
    """The package beside pytest, as its users have it."""
    return install(ROOT / "generated", f"pytest=={pytest.__version__}")


def as_test(block: Block) -> str:
    """A program of the guide as a user would put it into a file of tests."""
    if "def test_" in block.code:
        return block.code
    return "def test_it() -> None:\n" + textwrap.indent(block.code, "    ")


def test_the_guide_to_testing_works_in_a_project(tested: Installed, tmp_path: Path) -> None:
    programs = [block for block in GUIDE if block.kind == "program"]
    assert len(programs) >= 7
    for number, block in enumerate(programs):
        (tmp_path / f"test_{number}.py").write_text(as_test(block), encoding="utf-8")
    printed = tested.run("pytest", "-W", "error", "-q", cwd=tmp_path)
    assert f"{len(programs)} passed" in printed
    fixtures = tested.run("pytest", "--fixtures", "-q", cwd=tmp_path)
    assert "fake_appwrite" in fixtures


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_guide_to_testing_works_from_a_shell(tested: Installed, tmp_path: Path) -> None:
    """Its server and its command, but on a free port."""
    (server,) = [block.code for block in GUIDE if block.kind == "python"]
    (command,) = [block.code for block in GUIDE if block.kind == "command"]
    assert server.count("--port 8090") == command.count("http://127.0.0.1:8090/v1") == 1
    program, *arguments = server.replace("8090", "0").split()
    with subprocess.Popen(
        [tested.environment / "bin" / program, *arguments],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        endpoint = running.stdout.readline().strip()
        answer = subprocess.run(
            ["sh", "-c", command.replace("http://127.0.0.1:8090/v1", endpoint)],
            check=True,
            capture_output=True,
            text=True,
        )
        running.terminate()
    assert running.returncode == 0
    assert answer.stdout == '{"total":0,"topics":[]}'
