"""The description with every construct, as plain values."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import yaml

PATH = Path(__file__).parent / "rich.yaml"
RICH: Any = yaml.load(PATH.read_text("utf-8"), yaml.CSafeLoader)


def shared() -> Any:
    """The part of it that OpenAPI 3.0 can say as well."""
    value = copy.deepcopy(RICH)
    del value["info"]["summary"], value["webhooks"], value["components"]["schemas"]["Tuple"]
    thing = value["components"]["schemas"]["Thing"]
    del (
        thing["patternProperties"],
        thing["$comment"],
        thing["properties"]["file"]["contentMediaType"],
    )
    return value


SHARED = shared()
RICH_3_0: Any = yaml.load(PATH.with_name("rich-3.0.yaml").read_text("utf-8"), yaml.CSafeLoader)
"""What ``SHARED`` says, in OpenAPI 3.0."""
