"""What is damaged: the descriptions of the cases, and a small one that holds nearly everything."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from tests.hostile.rich import RICH

Json: TypeAlias = Any
"""A value as JSON has it; damage makes no promise about its shape."""

CASES = Path(__file__).parents[1] / "cases"


@cache
def seeds() -> tuple[tuple[str, Json], ...]:
    """Names and values of descriptions, always in the same order."""
    found: list[tuple[str, Json]] = [("rich", RICH)]
    for path in sorted(CASES.glob("*/spec*.yaml")):
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
