"""The table of the 46 operations: route, scope, parameters in the server's order, and the code behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from . import logs, messages, providers, queries, rules, topics
from .call import Call
from .errors import RefusedError
from .rules import Rule
from .services import SERVICES
from .state import Json


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; ``nullable`` if null stands for leaving it out."""

    name: str
    rule: Rule
    required: bool = False
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. ``event`` is what the log calls it, empty if it is never logged."""

    id: str
    method: str
    path: str
    scope: str
    parameters: tuple[Parameter, ...]
    perform: Callable[[Call], Json | None]
    event: str = ""

    @property
    def status(self) -> int:
        return {"GET": 200, "PATCH": 200, "POST": 201, "DELETE": 204}[self.method]

    def match(self, segments: list[str]) -> dict[str, str] | None:
        """The values of the path's placeholders, None if it is another path."""
        own = self.path.split("/")
        if len(own) != len(segments):
            return None
        values: dict[str, str] = {}
        for part, segment in zip(own, segments, strict=True):
            if part.startswith("{"):
                values[part[1:-1]] = unquote(segment)
            elif part != segment:
                return None
        return values

    def checked(self, given: Mapping[str, object], now: datetime) -> dict[str, Any]:
        """The parameters of a request that are there.

        Where the real server fails with 500 on a null it has no use for, the stand-in refuses it like any other value
        that is not allowed.

        Raises:
            RefusedError: the first one, in the order of the table, is missing or breaks its rule.
        """
        values: dict[str, Any] = {}
        for parameter in self.parameters:
            name = parameter.name
            if name not in given:
                if parameter.required:
                    raise RefusedError(
                        "general_argument_invalid", f'Param "{name}" is not optional.'
                    )
                continue
            value = given[name]
            if value is None and parameter.nullable:
                continue
            if fault := parameter.rule(value, now):
                raise RefusedError("general_argument_invalid", f"Invalid `{name}` param: {fault}")
            values[name] = value
        return values


# --- rules by name ---------------------------------------------------------------------------------------------------

_IDS = rules.each(rules.uid)
_NAME = rules.text(1, 128)

_MESSAGE: Mapping[str, Rule] = {
    "subject": rules.text(1, 998),
    "content": rules.text(1, 64230),
    "title": rules.text(1, 256),
    "body": rules.text(1, 64230),
    **dict.fromkeys(("topics", "users", "targets", "cc", "bcc"), _IDS),
    **dict.fromkeys(("action", "icon", "sound", "color", "tag", "badge"), rules.text(1, 256)),
    "attachments": rules.each(rules.file),
    "image": rules.file,
    "data": rules.mapping,
    "draft": rules.flag,
    "html": rules.flag,
    "scheduledAt": rules.future,
}
_PROVIDER: Mapping[str, Rule] = {
    **dict.fromkeys(("fromName", "replyToName"), rules.text(0, 128)),
    **dict.fromkeys(("fromEmail", "replyToEmail"), rules.email),
    **dict.fromkeys(("enabled", "isEuRegion", "autoTLS", "sandbox"), rules.flag),
    "from": rules.phone,
    "port": rules.whole(1, 65535),
    "encryption": rules.one_of("none", "ssl", "tls"),
    "serviceAccountJSON": rules.json_map,
}
_PROVIDER_UPDATE: Mapping[str, Rule] = {
    **_PROVIDER,
    **dict.fromkeys(("fromName", "replyToName", "replyToEmail"), rules.text(1, 128)),
    "from": rules.text(1, 256),
}
_NULLABLE = ("enabled", "isEuRegion", "serviceAccountJSON", "data", "scheduledAt")
_NULLABLE_IN_UPDATES = (*_NULLABLE, "port", "autoTLS", "sandbox")


def _id(name: str) -> Parameter:
    return Parameter(name, rules.uid, required=True)


def _own_id(name: str) -> Parameter:
    return Parameter(name, rules.own_id, required=True)


def _list(grammar: queries.Grammar, *, search: bool = False) -> tuple[Parameter, ...]:
    parameter = Parameter("queries", queries.rule(grammar))
    return (parameter, Parameter("search", rules.text(1, 256))) if search else (parameter,)


# --- the table -------------------------------------------------------------------------------------------------------


def _message_operations() -> Iterator[Operation]:
    path = "/messaging/messages"
    read, write = "messages.read", "messages.write"
    id = (_id("messageId"),)
    yield Operation(
        "listMessages", "GET", path, read, _list(queries.MESSAGES, search=True), messages.list_all
    )
    yield from _channel_operations(
        "Email",
        "subject content topics users targets cc bcc attachments draft html scheduledAt",
        "topics users targets subject content draft html cc bcc scheduledAt attachments",
        messages.create_email,
        messages.email_content,
    )
    yield from _channel_operations(
        "Sms",
        "content topics users targets draft scheduledAt",
        "topics users targets content draft scheduledAt",
        messages.create_sms,
        messages.sms_content,
    )
    yield from _channel_operations(
        "Push",
        "title body topics users targets data action image icon sound color tag badge draft scheduledAt",
        "topics users targets title body data action image icon sound color tag badge draft scheduledAt",
        messages.create_push,
        messages.push_content,
    )
    one = f"{path}/{{messageId}}"
    yield Operation("getMessage", "GET", one, read, id, messages.get)
    yield Operation("delete", "DELETE", one, write, id, messages.delete, "message.delete")
    yield Operation(
        "listMessageLogs",
        "GET",
        f"{one}/logs",
        read,
        (*id, *_list(queries.LOGS)),
        logs.list_for("message"),
    )
    yield Operation(
        "listTargets",
        "GET",
        f"{one}/targets",
        read,
        (*id, *_list(queries.TARGETS)),
        messages.list_targets,
    )


def _channel_operations(
    channel: str,
    create: str,
    update: str,
    perform: Callable[[Call], Json],
    content: messages.Content,
) -> Iterator[Operation]:
    path = f"/messaging/messages/{channel.lower()}"
    required = {"Email": ("subject", "content"), "Sms": ("content",), "Push": ("title", "body")}
    yield Operation(
        f"create{channel}",
        "POST",
        path,
        "messages.write",
        (
            _own_id("messageId"),
            *(
                Parameter(name, _MESSAGE[name], name in required[channel], name in _NULLABLE)
                for name in create.split()
            ),
        ),
        perform,
        "message.create",
    )
    changed: Mapping[str, Rule] = {**_MESSAGE, "badge": rules.integer}
    yield Operation(
        f"update{channel}",
        "PATCH",
        f"{path}/{{messageId}}",
        "messages.write",
        (
            _id("messageId"),
            *(Parameter(name, changed[name], nullable=True) for name in update.split()),
        ),
        messages.update(content),
        "message.update",
    )


def _provider_operations() -> Iterator[Operation]:
    path = "/messaging/providers"
    read, write = "providers.read", "providers.write"
    id = (_id("providerId"),)
    yield Operation(
        "listProviders",
        "GET",
        path,
        read,
        _list(queries.PROVIDERS, search=True),
        providers.list_all,
    )
    for name in SERVICES:
        yield from _service_operations(name)
    one = f"{path}/{{providerId}}"
    yield Operation("getProvider", "GET", one, read, id, providers.get)
    yield Operation("deleteProvider", "DELETE", one, write, id, providers.delete)
    yield Operation(
        "listProviderLogs",
        "GET",
        f"{one}/logs",
        read,
        (*id, *_list(queries.LOGS)),
        logs.list_for("provider"),
    )


def _service_operations(name: str) -> Iterator[Operation]:
    service, path = SERVICES[name], f"/messaging/providers/{name}"
    anything = rules.text()
    yield Operation(
        f"create{name.capitalize()}Provider",
        "POST",
        path,
        "providers.write",
        (
            _own_id("providerId"),
            Parameter("name", _NAME, required=True),
            *(
                Parameter(key, _PROVIDER.get(key, anything), key == "host", key in _NULLABLE)
                for key in service.create.split()
            ),
        ),
        providers.create(name),
        "provider.create",
    )
    yield Operation(
        f"update{name.capitalize()}Provider",
        "PATCH",
        f"{path}/{{providerId}}",
        "providers.write",
        (
            _id("providerId"),
            Parameter("name", _NAME),
            *(
                Parameter(
                    key,
                    _PROVIDER_UPDATE.get(key, anything),
                    nullable=key in _NULLABLE_IN_UPDATES,
                )
                for key in service.update.split()
            ),
        ),
        providers.update(name),
        "provider.update",
    )


def _topic_operations() -> Iterator[Operation]:
    path = "/messaging/topics"
    read, write = "topics.read", "topics.write"
    id = (_id("topicId"),)
    one = f"{path}/{{topicId}}"
    yield Operation(
        "listTopics", "GET", path, read, _list(queries.TOPICS, search=True), topics.list_all
    )
    yield Operation(
        "createTopic",
        "POST",
        path,
        write,
        (
            _own_id("topicId"),
            Parameter("name", _NAME, required=True),
            Parameter("subscribe", rules.roles),
        ),
        topics.create,
        "topic.create",
    )
    yield Operation("getTopic", "GET", one, read, id, topics.get)
    yield Operation(
        "updateTopic",
        "PATCH",
        one,
        write,
        (
            *id,
            Parameter("name", _NAME, nullable=True),
            Parameter("subscribe", rules.roles, nullable=True),
        ),
        topics.update,
        "topic.update",
    )
    yield Operation("deleteTopic", "DELETE", one, write, id, topics.delete)
    yield Operation(
        "listTopicLogs",
        "GET",
        f"{one}/logs",
        read,
        (*id, *_list(queries.LOGS)),
        logs.list_for("topic"),
    )


def _subscriber_operations() -> Iterator[Operation]:
    path = "/messaging/topics/{topicId}/subscribers"
    read, write = "subscribers.read", "subscribers.write"
    topic, subscriber = _id("topicId"), _id("subscriberId")
    one = f"{path}/{{subscriberId}}"
    yield Operation(
        "listSubscribers",
        "GET",
        path,
        read,
        (topic, *_list(queries.SUBSCRIBERS, search=True)),
        topics.list_subscribers,
    )
    yield Operation(
        "createSubscriber",
        "POST",
        path,
        write,
        (_own_id("subscriberId"), topic, _id("targetId")),
        topics.create_subscriber,
        "subscriber.create",
    )
    both = (topic, subscriber)
    yield Operation("getSubscriber", "GET", one, read, both, topics.get_subscriber)
    yield Operation("deleteSubscriber", "DELETE", one, write, both, topics.delete_subscriber)
    yield Operation(
        "listSubscriberLogs",
        "GET",
        "/messaging/subscribers/{subscriberId}/logs",
        read,
        (subscriber, *_list(queries.LOGS)),
        logs.list_for("subscriber"),
    )


OPERATIONS = (
    *_message_operations(),
    *_provider_operations(),
    *_topic_operations(),
    *_subscriber_operations(),
)


def find(method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
    """The operation of a route, and the values in its path. The path begins with ``/messaging``."""
    segments = path.rstrip("/").split("/")
    for operation in OPERATIONS:
        if operation.method == method:
            values = operation.match(segments)
            if values is not None:
                return operation, values
    return None
