"""Models as they are generated, with a member of every kind of type."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias
from uuid import UUID

from _runtime.enums import OpenIntEnum, OpenStrEnum
from _runtime.models import UNSET, Model, OpenModel, Unset
from _runtime.unions import tagged_union, union


class Status(OpenStrEnum):
    DRAFT = "draft"
    SENT = "sent"


class Priority(OpenIntEnum):
    LOW = 1
    HIGH = 2


class Cat(Model, tag_field="kind", tag="cat"):
    kind: ClassVar[Literal["cat"]] = "cat"
    lives: int


class Dog(Model, rename={"good_boy": "goodBoy"}, tag_field="kind", tag="dog"):
    kind: ClassVar[Literal["dog"]] = "dog"
    good_boy: bool
    friends: list[Pet] | Unset = UNSET


class Started(Model, rename={"event_type": "eventType"}, tag_field="eventType", tag="started"):
    event_type: ClassVar[Literal["started"]] = "started"
    at: datetime


class Stopped(Model, rename={"event_type": "eventType"}, tag_field="eventType", tag="stopped"):
    event_type: ClassVar[Literal["stopped"]] = "stopped"


class EventType(OpenStrEnum):
    STARTED = "started"
    STOPPED = "stopped"


class OtherEvent(Model, rename={"event_type": "eventType"}):
    event_type: EventType
    at: datetime


class Moved(Model):
    action: str
    to: str


class Email(Model):
    subject: str
    sent_at: datetime | Unset = UNSET


class Push(Model):
    title: str
    body: str | Unset = UNSET


class Credentials(Model, rename={"api_key": "apiKey"}):
    api_key: str
    region: str | Unset = UNSET

    __secret__ = ("api_key",)


class Limits(OpenModel, rename={"max_size": "maxSize"}):
    max_size: int
    note: str | None | Unset = UNSET
    additional_properties: dict[str, int] = {}  # noqa: RUF012  # msgspec copies an empty default


class Message(Model, rename={"id": "$id", "created_at": "$createdAt"}):
    parent: Message | None | Unset = UNSET
    id: str
    created_at: datetime
    status: Status
    priority: Priority
    count: int
    ratio: float
    urgent: bool
    day: date
    at: time
    pause: timedelta
    token: bytes
    ref: UUID
    topics: list[str]
    spot: tuple[float, str]
    labels: dict[str, int]
    mode: Literal["a", "b"]
    code: str | int
    deleted_at: datetime | None
    anything: Any
    pet: Pet
    data: Data
    limits: Limits
    statuses: list[Status]
    pets: dict[str, Pet]
    note: str | Unset = UNSET
    credentials: Credentials | None | Unset = UNSET


if TYPE_CHECKING:
    Pet: TypeAlias = Cat | Dog
    Event: TypeAlias = Started | Stopped | OtherEvent
    Change: TypeAlias = Moved | Email
    Data: TypeAlias = Email | Push | list[Any]
    Tree: TypeAlias = "list[Tree] | int"
    Shape: TypeAlias = "Square | Circle | dict[str, Any]"
    Moment: TypeAlias = datetime | Status | str | None
else:
    Pet = tagged_union("Pet", "kind", lambda: {"cat": Cat, "dog": Dog})
    Event = tagged_union(
        "Event",
        "eventType",
        lambda: {"started": Started, "stopped": Stopped},
        lambda: OtherEvent,
    )
    Change = tagged_union(
        "Change", "action", lambda: {"move": Moved, "rename": Moved, "mail": Email}
    )
    Data = union("Data", lambda: (Email, Push, list[Any]))
    Tree = union("Tree", lambda: (list[Tree], int))
    Shape = union("Shape", lambda: (Square, Circle, dict[str, Any]))
    Moment = union("Moment", lambda: (str, Status, datetime, None))


class Bank(Model):
    type: Literal["bank"] | Unset = UNSET
    name: str | Unset = UNSET


class Internal(Model):
    type: Literal["internal"] | Unset = UNSET
    name: str | Unset = UNSET


class Square(Model):
    side: int
    inner: Shape | Unset = UNSET


class Circle(Model):
    radius: int | Unset = UNSET
    side: str | Unset = UNSET
    inner: Shape | Unset = UNSET


NAME = __name__

MESSAGE: dict[str, Any] = {
    "parent": None,
    "$id": "m1",
    "$createdAt": "2026-11-01T10:00:00.000+00:00",
    "status": "sent",
    "priority": 2,
    "count": 3,
    "ratio": 0.5,
    "urgent": True,
    "day": "2026-11-01",
    "at": "10:00:00",
    "pause": "PT90S",
    "token": "aGVsbG8=",
    "ref": "123e4567-e89b-12d3-a456-426614174000",
    "topics": ["news", "sport"],
    "spot": [1.5, "x"],
    "labels": {"a": 1, "b": 2},
    "mode": "a",
    "code": "x1",
    "deleted_at": None,
    "anything": {"free": [1, None, "x"]},
    "pet": {"kind": "dog", "goodBoy": True, "friends": [{"kind": "cat", "lives": 9}]},
    "data": {"subject": "Hello", "sent_at": "2026-11-01T10:00:00.000+00:00"},
    "limits": {"maxSize": 10, "note": None, "files": 3},
    "statuses": ["sent", "draft"],
    "pets": {"tom": {"kind": "cat", "lives": 7}},
    "note": "n",
    "credentials": {"apiKey": "s3cr3t", "region": "eu"},
}
"""A message in the form in which models are sent."""
