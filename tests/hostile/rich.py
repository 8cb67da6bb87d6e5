"""The description with every construct, as plain values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

PATH = Path(__file__).parent / "rich.yaml"
RICH: Any = yaml.load(PATH.read_text("utf-8"), yaml.CSafeLoader)
