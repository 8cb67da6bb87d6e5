"""The peers: what each is called, what it needs, and how it is asked to generate a client.

A peer lives in an environment of its own below the cache folder, put there from the package index when first asked for.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
CACHE = Path(__file__).parent / ".cache"


class UnavailableError(Exception):
    """Something cannot be measured here; the text says why."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool with what to install for it and for the clients it makes.

    ``command`` gives the arguments of a run, the program first: a description and an empty folder to write to.
    """

    name: str
    requirements: tuple[str, ...]
    command: Callable[[Path, Path], list[str]] | None = None
    full: bool = True
    """Makes a whole client: models and operations."""
    package_itself: bool = False
    """What it is told to write to becomes the package; else it puts the package there."""
    needs: str = ""
    """A program that has to be there besides."""

    @property
    def folder(self) -> Path:
        return CACHE / "env" / self.name

    @property
    def python(self) -> str:
        return str(self.folder / "bin/python")

    def install(self) -> Peer:
        """Makes sure of the environment. Raises UnavailableError."""
        if self.needs and not shutil.which(self.needs):
            raise UnavailableError(f"{self.name} needs {self.needs}, which is not installed")
        done = self.folder / "requirements.txt"
        wanted = "\n".join(self.requirements)
        if not done.exists() or done.read_text("utf-8") != wanted:
            shutil.rmtree(self.folder, ignore_errors=True)
            pip = [self.python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            for command in (
                [sys.executable, "-m", "venv", str(self.folder)],
                [*pip, *self.requirements],
            ):
                if subprocess.run(command, check=False).returncode:
                    raise UnavailableError(f"{self.name} could not be installed")
            done.write_text(wanted, "utf-8")
        return self

    @property
    def version(self) -> str:
        return self.requirements[0].partition("==")[2]

    def run(self, description: Path, out: Path) -> list[str]:
        """The command of a run, with the full path of its program."""
        assert self.command is not None, self.name
        program, *arguments = self.command(description, out)
        return [str(self.folder / "bin" / program), *arguments]


def _openapi_python_client(description: Path, out: Path) -> list[str]:
    options = ["--meta", "none", "--overwrite", "--output-path", str(out)]
    return ["openapi-python-client", "generate", "--path", str(description), *options]


def _openapi_generator(description: Path, out: Path) -> list[str]:
    options = ["-g", "python", "-o", str(out), "--skip-validate-spec"]
    return ["openapi-generator-cli", "generate", "-i", str(description), *options]


def _datamodel_codegen(description: Path, out: Path) -> list[str]:
    options = ["--input-file-type", "openapi", "--output-model-type", "pydantic_v2.BaseModel"]
    output = ["--output", str(out / "models.py")]
    return ["datamodel-codegen", "--input", str(description), *options, *output]


def _clientele(description: Path, out: Path) -> list[str]:
    return ["clientele", "start-api", "--regen", "--file", str(description), "--output", str(out)]


OPENAPI_PYTHON_CLIENT = Peer(
    "openapi-python-client",
    ("openapi-python-client==0.29.1",),
    _openapi_python_client,
    package_itself=True,
)
OPENAPI_GENERATOR = Peer(
    "openapi-generator",
    ("openapi-generator-cli==7.26.0", "urllib3", "pydantic>=2", "python-dateutil"),
    _openapi_generator,
    needs="java",
)
DATAMODEL_CODEGEN = Peer(
    "datamodel-code-generator",
    ("datamodel-code-generator[ruff]==0.89.0", "black", "isort"),
    _datamodel_codegen,
    full=False,
)
CLIENTELE = Peer("clientele", ("clientele[cli]==2.3.1", "ruff"), _clientele, full=False)
APPWRITE = Peer("appwrite", ("appwrite==27.0.0",))

PEERS = (OPENAPI_PYTHON_CLIENT, OPENAPI_GENERATOR, DATAMODEL_CODEGEN, CLIENTELE, APPWRITE)
