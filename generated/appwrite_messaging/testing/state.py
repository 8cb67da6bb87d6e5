"""What the stand-in knows: the objects of one project, and the answers they turn into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from . import tokens
from .clock import Clock, wire

Channel = Literal["email", "sms", "push"]
Json = dict[str, Any]

LIFE_OF_A_JWT = timedelta(minutes=15)


@dataclass(slots=True, kw_only=True)
class Message:
    """One email, SMS or push notification. ``data`` is its content as the answers show it."""

    id: str
    created: datetime
    updated: datetime
    channel: Channel
    topics: list[str]
    users: list[str]
    targets: list[str]
    scheduled: datetime | None
    data: Json
    status: Literal["draft", "processing", "scheduled", "sent", "failed"]
    delivered: datetime | None = None
    errors: list[str] = field(default_factory=list[str])
    total: int = 0

    def json(self) -> Json:
        return {
            "$id": self.id,
            "$createdAt": wire(self.created),
            "$updatedAt": wire(self.updated),
            "providerType": self.channel,
            "topics": self.topics,
            "users": self.users,
            "targets": self.targets,
            "scheduledAt": self.scheduled and wire(self.scheduled),
            "deliveredAt": self.delivered and wire(self.delivered),
            "deliveryErrors": self.errors,
            "deliveredTotal": self.total,
            "data": self.data,
            "status": self.status,
        }

    def words(self) -> str:
        title = {"email": "subject", "sms": "content", "push": "title"}[self.channel]
        return f"{self.id} {self.status} {self.data.get(title, '')} {self.channel}"


@dataclass(slots=True, kw_only=True)
class Provider:
    """An outside service, ``service`` such as ``mailgun``, with its settings."""

    id: str
    created: datetime
    updated: datetime
    name: str
    service: str
    enabled: bool
    channel: Channel
    credentials: Json
    options: Json

    def json(self) -> Json:
        return {
            "$id": self.id,
            "$createdAt": wire(self.created),
            "$updatedAt": wire(self.updated),
            "name": self.name,
            "provider": self.service,
            "enabled": self.enabled,
            "type": self.channel,
            # PHP writes an empty map as a list.
            "credentials": self.credentials or [],
            "options": self.options or [],
        }

    def words(self) -> str:
        return f"{self.id} {self.name} {self.service} {self.channel}"


@dataclass(slots=True, kw_only=True)
class Topic:
    """A named audience. ``totals`` counts its subscribers per channel."""

    id: str
    created: datetime
    updated: datetime
    name: str
    subscribe: list[str]
    totals: dict[Channel, int] = field(
        default_factory=lambda: dict[Channel, int].fromkeys(("email", "sms", "push"), 0)
    )

    def json(self) -> Json:
        return {
            "$id": self.id,
            "$createdAt": wire(self.created),
            "$updatedAt": wire(self.updated),
            "name": self.name,
            "emailTotal": self.totals["email"],
            "smsTotal": self.totals["sms"],
            "pushTotal": self.totals["push"],
            "subscribe": self.subscribe,
        }

    def words(self) -> str:
        return f"{self.id} {self.name}"


@dataclass(slots=True, kw_only=True)
class Target:
    """One address of a user: an email address, a phone number or a device token (``identifier``)."""

    id: str
    created: datetime
    updated: datetime
    name: str
    user_id: str
    provider_id: str | None
    channel: Channel
    identifier: str

    def json(self) -> Json:
        return {
            "$id": self.id,
            "$createdAt": wire(self.created),
            "$updatedAt": wire(self.updated),
            "name": self.name,
            "userId": self.user_id,
            "providerId": self.provider_id,
            "providerType": self.channel,
            "identifier": self.identifier,
        }


@dataclass(slots=True, kw_only=True)
class Subscriber:
    """One target's subscription to one topic."""

    id: str
    created: datetime
    updated: datetime
    target: Target
    user_name: str
    topic_id: str

    def json(self) -> Json:
        return {
            "$id": self.id,
            "$createdAt": wire(self.created),
            "$updatedAt": wire(self.updated),
            "targetId": self.target.id,
            "target": self.target.json(),
            "userId": self.target.user_id,
            "userName": self.user_name,
            "topicId": self.topic_id,
            "providerType": self.target.channel,
        }

    def words(self) -> str:
        return f"{self.id} {self.target.id} {self.target.user_id} {self.target.channel}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """An API key: what it may do and until when. A dynamic one is made for a function's execution."""

    scopes: frozenset[str]
    expires: datetime | None
    dynamic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message that reached one address.

    Attributes:
        message_id, channel: of the message. ``data`` is its content as ``Message.data`` shows it.
        provider_id, provider: ID of the provider it went through, and its service, such as ``mailgun``.
        target_id, user_id, identifier: to whom it went.
        cc, bcc: addresses of the copies of an email.
        at: when.
    """

    message_id: str
    channel: Channel
    provider_id: str
    provider: str
    target_id: str
    user_id: str
    identifier: str
    data: Mapping[str, Any]
    cc: tuple[str, ...]
    bcc: tuple[str, ...]
    at: datetime


@dataclass(slots=True, kw_only=True)
class User:
    """A user of the project, or an administrator in the ``console``. Set ``blocked`` to lock them out.

    ``teams`` maps the ID of a team to the user's roles in it. The ID of a membership is the user's with that of the team
    behind, such as ``ada-crew``.
    """

    state: State = field(repr=False, compare=False)
    id: str
    name: str
    email: str
    verified: bool
    labels: tuple[str, ...]
    teams: Mapping[str, tuple[str, ...]]
    blocked: bool = False
    console: bool = False

    @property
    def targets(self) -> list[Target]:
        """The user's targets, oldest first."""
        return [target for target in self.state.targets.values() if target.user_id == self.id]

    def add_target(
        self,
        channel: Channel,
        identifier: str,
        *,
        id: str = "",
        provider_id: str | None = None,
        name: str = "",
    ) -> Target:
        """Give the user an address.

        Args:
            identifier: an email address, phone number or device token.
            id: ID of the target; the default is made by the server.
            provider_id: the provider it prefers.
            name: its name, for people to read.
        """
        now = self.state.clock.now
        target = Target(
            id=id or self.state.new_id(),
            created=now,
            updated=now,
            name=name,
            user_id=self.id,
            provider_id=provider_id,
            channel=channel,
            identifier=identifier,
        )
        if target.id in self.state.targets:
            raise ValueError(f"there is a target {target.id!r} already")
        self.state.targets[target.id] = target
        return target

    def jwt(self) -> str:
        """Sign the user in: a JSON Web Token, good for 15 minutes, for ``Client(jwt=...)``."""
        return tokens.encode({"userId": self.id}, self.state.clock.now + LIFE_OF_A_JWT)

    def session(self) -> str:
        """Sign the user in: the secret of a session, for ``Client(session=...)``."""
        secret = f"session-{self.state.new_id()}"
        self.state.sessions[secret] = self
        return secret

    def roles(self) -> list[str]:
        """The roles the user holds, as texts that a topic may ask for."""
        status = "verified" if self.verified else "unverified"
        roles = ["any", f"user:{self.id}", "users", f"user:{self.id}/{status}", f"users/{status}"]
        for team, held in self.teams.items():
            roles += [f"team:{team}", f"member:{self.id}-{team}"]
            roles += [f"team:{team}/{role}" for role in held]
        return roles + [f"label:{label}" for label in self.labels]


@dataclass(slots=True, kw_only=True)
class State:
    """Everything the stand-in knows. Tables keep the order of creation.

    Attributes:
        files: media type by file ID, by bucket ID.
        switched_off: what the project does not offer to users: ``messaging``, ``rest``.
        origins: hosts of web pages that may call, besides ``localhost``.
        undeliverable: what goes wrong, by the address or the provider it goes wrong at.
    """

    project: str
    clock: Clock
    messages: dict[str, Message] = field(default_factory=dict[str, Message])
    providers: dict[str, Provider] = field(default_factory=dict[str, Provider])
    topics: dict[str, Topic] = field(default_factory=dict[str, Topic])
    subscribers: dict[str, Subscriber] = field(default_factory=dict[str, Subscriber])
    targets: dict[str, Target] = field(default_factory=dict[str, Target])
    users: dict[str, User] = field(default_factory=dict[str, User])
    files: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    keys: dict[str, Key] = field(default_factory=dict[str, Key])
    sessions: dict[str, User] = field(default_factory=dict[str, User])
    logs: list[tuple[str, Json]] = field(default_factory=list[tuple[str, Json]])
    outbox: list[Delivery] = field(default_factory=list[Delivery])
    switched_off: set[Literal["messaging", "rest"]] = field(
        default_factory=set[Literal["messaging", "rest"]]
    )
    origins: set[str] = field(default_factory=set[str])
    undeliverable: dict[str, str] = field(default_factory=dict[str, str])
    _made: int = 0

    def new_id(self) -> str:
        """A new ID of 20 hexadecimal digits. Where the server puts random digits, this counts."""
        self._made += 1
        return f"{int(self.clock.now.timestamp()):x}{self._made:012x}"

    def remove_subscriber(self, subscriber: Subscriber) -> None:
        """End a subscription and count it off its topic."""
        del self.subscribers[subscriber.id]
        totals, channel = self.topics[subscriber.topic_id].totals, subscriber.target.channel
        totals[channel] = max(0, totals[channel] - 1)
