"""The cases under ``tests/cases``: one folder is one small description and what must come of it.

spec.yaml            the root document (or spec.json); other files of the folder may be referred to
spec-3.0.yaml        the same API in OpenAPI 3.0: must give the same files
sdk.toml             settings, where the case needs some
expected/            the package, without the modules that are copied as they stand
diagnostics.txt      what is reported; without expected/ the run must fail
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.golden import read_tree

FOLDER = Path(__file__).parent / "cases"
TEMPLATES = Path(__file__).parents[1] / "templates"


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    folder: Path

    @property
    def package(self) -> str:
        """Every case has a package of its own, so that all of them can be imported side by side."""
        return f"case_{self.name.replace('-', '_')}"

    @property
    def spec(self) -> Path:
        return next(
            path for path in (self.folder / "spec.yaml", self.folder / "spec.json") if path.exists()
        )

    @property
    def twin(self) -> Path:
        return self.folder / "spec-3.0.yaml"

    @property
    def config(self) -> Path:
        return self.folder / "sdk.toml"

    @property
    def expected(self) -> Path:
        return self.folder / "expected"

    @property
    def diagnostics(self) -> Path:
        return self.folder / "diagnostics.txt"

    def expected_package(self) -> dict[str, str]:
        """The modules that are expected, by their path below a folder of packages."""
        return read_tree(self.expected)


CASES = tuple(Case(path.name, path) for path in sorted(FOLDER.glob("*/")))
