"""Models of the hand-written package."""

from __future__ import annotations

from _runtime.enums import OpenStrEnum
from _runtime.models import UNSET, Model, Unset


class Kind(OpenStrEnum):
    SMALL = "small"
    LARGE = "large"


class Thing(Model, rename={"id": "$id"}):
    id: str
    name: str
    kind: Kind | Unset = UNSET
    size: int | None | Unset = UNSET


class ThingList(Model):
    things: list[Thing]
    total: int
