"""What is damaged: small descriptions that hold nearly everything, those of the cases, some as public ones are, our own."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from generator.document import load
from generator.document.single import single
from tests.hostile.rich import RICH, RICH_3_0

Json: TypeAlias = Any
"""A value as JSON has it; damage makes no promise about its shape."""

ROOT = Path(__file__).parents[2]
FOLDERS = ("tests/cases/*/spec*.yaml", "tests/fuzz/documents/*.yaml")
OWN = ROOT / "spec/openapi.yaml"


@cache
def seeds() -> tuple[tuple[str, Json], ...]:
    """Names and values of descriptions, always in the same order."""
    found: list[tuple[str, Json]] = [("rich", RICH), ("rich-3.0", RICH_3_0)]
    found.append(("own", json.loads(json.dumps(single(load(OWN))))))
    for path in sorted(path for pattern in FOLDERS for path in ROOT.glob(pattern)):
        try:
            value = yaml.load(path.read_text("utf-8"), _Loader)
        except yaml.YAMLError:
            continue  # meant to be unreadable
        if isinstance(value, dict):
            found.append((f"{path.parent.name}/{path.stem}", value))
    return tuple(found)


class _Loader(yaml.CSafeLoader):
    """Dates stay text, as in JSON; keys are text."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        return {str(key): value for key, value in super().construct_mapping(node, deep).items()}


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
