"""The description with every construct, as plain values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

RICH: Any = yaml.load((Path(__file__).parent / "rich.yaml").read_text("utf-8"), yaml.CSafeLoader)
