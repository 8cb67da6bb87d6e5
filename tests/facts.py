"""The table of the 46 operations (``facts.txt``) as data, with what its words mean.

``RULES`` says what each rule accepts and refuses, ``NAMES`` how a wire name reads in Python, ``ERROR_STATUS``
which status each error travels under. All of it is written by hand from the reference page and from what the
server is known to do.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Rule:
    """A type, a format, and values at both sides of every border the server draws."""

    type: str
    accepts: tuple[Any, ...] = ()
    refuses: tuple[Any, ...] = ()
    format: str | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    wire: str
    name: str
    rule: Rule
    required: bool
    default: Any = None
    """None: no default is documented."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One operation. ``errors`` are those it can give besides ``COMMON_ERRORS``."""

    id: str
    name: str
    method: str
    path: str
    status: int
    result: str | None
    scope: str
    parameters: tuple[Parameter, ...]
    errors: tuple[str, ...]
    security: tuple[tuple[str, ...], ...]


# --- rules -----------------------------------------------------------------------------------------------------------

_ID = ("a", "A-b.c_9", "9", "x" * 36)
_NOT_AN_ID = ("", "_a", "-a", ".a", "$a", "a b", "a:b", "é", "x" * 37)
_FILE = ("bucket:file", "b:f", "B-1.x_2:f")
_NOT_A_FILE = ("bucket", "", ":", "bucket:", ":file", "_b:f")
_PHONE = ("+12065550100", "+1234567", "+123456789012345")
_NOT_A_PHONE = ("12065550100", "+0123456789", "+123456", "+1234567890123456", "+1206555010x", "")


def _text(shortest: int, longest: int | None = None) -> Rule:
    accepts = ["x" * max(shortest, 1), *([""] if shortest == 0 else [])]
    refuses = [] if shortest == 0 else ["x" * (shortest - 1)]
    if longest is not None:
        accepts.append("x" * longest)
        refuses.append("x" * (longest + 1))
    return Rule("str", tuple(accepts), tuple(refuses))


RULES = {
    "own id": Rule("str", ("unique()", *_ID), ("unique(", "unique()x", *_NOT_AN_ID)),
    "id": Rule("str", _ID, ("unique()", *_NOT_AN_ID)),
    "ids": Rule(
        "list[str]",
        (["a", "b"], [], *([item] for item in _ID)),
        tuple([item] for item in _NOT_AN_ID),
    ),
    "file": Rule("str", _FILE, _NOT_A_FILE),
    "files": Rule(
        "list[str]", ([], *([item] for item in _FILE)), tuple([item] for item in _NOT_A_FILE)
    ),
    "roles": Rule("list[str]", ([], ["any"], ["users"] * 100), (["users"] * 101,)),
    "queries": Rule("list[str]", ([], ['{"method":"limit","values":[10]}'])),
    "search": _text(1, 256),
    "name": _text(1, 128),
    "text": _text(1),
    "text 0..128": _text(0, 128),
    "text 1..128": _text(1, 128),
    "text 1..256": _text(1, 256),
    "text 1..998": _text(1, 998),
    "text 1..64230": _text(1, 64230),
    "email": Rule("str", format="email"),
    "phone": Rule("str", _PHONE, _NOT_A_PHONE),
    "port": Rule("int", (1, 587, 65535), (0, 65536)),
    "integer": Rule("int"),
    "flag": Rule("bool"),
    "encryption": Rule("SmtpEncryption"),
    "object": Rule("dict[str, Any]"),
    "time": Rule("datetime", format="date-time"),
}

NAMES = {
    "accountSid": "account_sid",
    "action": "action",
    "apiKey": "api_key",
    "apiSecret": "api_secret",
    "attachments": "attachments",
    "authKey": "auth_key",
    "authKeyId": "auth_key_id",
    "authToken": "auth_token",
    "autoTLS": "auto_tls",
    "badge": "badge",
    "bcc": "bcc",
    "body": "body",
    "bundleId": "bundle_id",
    "cc": "cc",
    "color": "color",
    "content": "content",
    "customerId": "customer_id",
    "data": "data",
    "domain": "domain",
    "draft": "draft",
    "enabled": "enabled",
    "encryption": "encryption",
    "from": "from_",
    "fromEmail": "from_email",
    "fromName": "from_name",
    "host": "host",
    "html": "html",
    "icon": "icon",
    "image": "image",
    "isEuRegion": "is_eu_region",
    "mailer": "mailer",
    "messageId": "message_id",
    "name": "name",
    "password": "password",
    "port": "port",
    "providerId": "provider_id",
    "queries[]": "queries",
    "replyToEmail": "reply_to_email",
    "replyToName": "reply_to_name",
    "sandbox": "sandbox",
    "scheduledAt": "scheduled_at",
    "search": "search",
    "senderId": "sender_id",
    "serviceAccountJSON": "service_account_json",
    "sound": "sound",
    "subject": "subject",
    "subscribe": "subscribe",
    "subscriberId": "subscriber_id",
    "tag": "tag",
    "targetId": "target_id",
    "targets": "targets",
    "teamId": "team_id",
    "templateId": "template_id",
    "title": "title",
    "topicId": "topic_id",
    "topics": "topics",
    "username": "username",
    "users": "users",
}


# --- errors ----------------------------------------------------------------------------------------------------------

ERROR_STATUS = {
    "api_key_expired": 401,
    "document_already_exists": 409,
    "general_access_forbidden": 401,
    "general_api_disabled": 403,
    "general_argument_invalid": 400,
    "general_cursor_not_found": 400,
    "general_query_invalid": 400,
    "general_service_disabled": 403,
    "general_unauthorized_scope": 401,
    "general_unknown": 500,
    "general_unknown_origin": 403,
    "message_already_failed": 400,
    "message_already_processing": 400,
    "message_already_scheduled": 400,
    "message_already_sent": 400,
    "message_missing_target": 400,
    "message_not_found": 404,
    "message_target_not_email": 400,
    "message_target_not_push": 400,
    "message_target_not_sms": 400,
    "project_key_expired": 401,
    "project_not_found": 404,
    "provider_already_exists": 409,
    "provider_incorrect_type": 400,
    "provider_missing_credentials": 400,
    "provider_not_found": 404,
    "schedule_not_found": 404,
    "storage_bucket_not_found": 404,
    "storage_file_not_found": 404,
    "storage_file_type_unsupported": 400,
    "subscriber_already_exists": 409,
    "subscriber_not_found": 404,
    "topic_already_exists": 409,
    "topic_not_found": 404,
    "user_api_key_and_session_set": 403,
    "user_blocked": 401,
    "user_jwt_invalid": 401,
    "user_target_not_found": 404,
    "user_unauthorized": 401,
}

COMMON_ERRORS = (
    "api_key_expired",
    "general_api_disabled",
    "general_argument_invalid",
    "general_service_disabled",
    "general_unauthorized_scope",
    "general_unknown",
    "project_key_expired",
    "project_not_found",
    "user_api_key_and_session_set",
    "user_blocked",
    "user_jwt_invalid",
)
"""Errors any operation can give.

Two more concern many operations, which name them: ``general_unknown_origin`` those that write, since the server asks
only them where they come from, and ``general_access_forbidden`` those that users may call, since the server looks at
the scope first. Errors the server's code names although no request can bring them about are named by none:
``general_query_invalid`` of logs, ``user_target_not_found`` of messages, ``message_missing_schedule`` and
``target_provider_invalid_type``.
"""


# --- reading the table -----------------------------------------------------------------------------------------------

_KEY = (("project", "key"),)
_KEY_OR_USER = (("project", "key"), ("project", "jwt"), ("project", "session"))


def _parameter(line: str) -> Parameter:
    declaration, _, default = line.partition(" = ")
    wire, _, rule = declaration.partition(": ")
    name = wire.removesuffix("?")
    return Parameter(
        wire=name,
        name=NAMES[name],
        rule=RULES[rule],
        required=not wire.endswith("?"),
        default=json.loads(default) if default else None,
    )


def _fact(block: str) -> Fact:
    head, needs, *lines = (line.strip() for line in block.splitlines())
    request, _, response = head.partition(" -> ")
    id_, name, method, path = request.split()
    status, _, result = response.partition(" ")
    scope, _, user = needs.removeprefix("needs ").partition(" or ")
    return Fact(
        id=id_,
        name=name,
        method=method,
        path=path,
        status=int(status),
        result=result or None,
        scope=scope,
        parameters=tuple(_parameter(line) for line in lines if not line.startswith("fails ")),
        errors=tuple(
            word for line in lines if line.startswith("fails ") for word in line.split()[1:]
        ),
        security=_KEY_OR_USER if user else _KEY,
    )


def _read(text: str) -> tuple[Fact, ...]:
    table = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    return tuple(_fact(block.strip()) for block in table.split("\n\n") if block.strip())


FACTS = _read(Path(__file__).with_suffix(".txt").read_text(encoding="utf-8"))
