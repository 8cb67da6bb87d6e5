"""The operations on messages.

Where the real server forgets the time of a scheduled SMS, so that it can never be deleted, the stand-in keeps it.
Where it answers every update of a draft that was created with a time with 500, the stand-in updates it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

from . import tokens
from .call import Call
from .errors import RefusedError
from .lists import Listing, Row, page
from .queries import MESSAGES, TARGETS
from .state import Channel, Json, Message

LISTING = Listing("Message", "messages", MESSAGES)
TARGET_LISTING = Listing("Target", "targets", TARGETS)

RECIPIENTS = ("topics", "users", "targets")
MOST_TARGETS = 100
IMAGE_TYPES = ("image/png", "image/jpeg")
LIFE_OF_AN_IMAGE_URL = timedelta(days=15)

EMAIL = ("subject", "content", "html", "cc", "bcc")
PUSH = ("title", "body", "data", "action", "icon", "sound", "color", "tag", "badge")

Content = Callable[[Call], Json]
"""What a request says about the content of a message, as it is stored."""


def list_all(call: Call) -> Json:
    rows = [Row(message.json(), message.words()) for message in call.state.messages.values()]
    return page(LISTING, call.values, rows)


def get(call: Call) -> Json:
    return _message(call).json()


def list_targets(call: Call) -> Json:
    """The targets a message names itself, not those it reaches through topics and users.

    If it names none, the server does not even look for a cursor.
    """
    message = _message(call)
    if not message.targets:
        return {"total": 0, TARGET_LISTING.items: []}
    rows = [Row(target.json()) for target in call.state.targets.values()]
    return page(TARGET_LISTING, call.values, rows, lambda json: json["$id"] in message.targets)


def delete(call: Call) -> None:
    message = _message(call)
    due = message.scheduled is not None and message.scheduled <= call.now
    if message.status == "processing" or (message.status == "scheduled" and due):
        raise RefusedError("message_already_scheduled")
    del call.state.messages[message.id]


# --- creating --------------------------------------------------------------------------------------------------------


def create_email(call: Call) -> Json:
    def content(call: Call) -> Json:
        nothing: Json = {"html": False, "cc": [], "bcc": [], "attachments": []}
        given: Json = {**nothing, **email_content(call)}
        return {name: given[name] for name in (*EMAIL, "attachments")}

    return _create(call, "email", content, ("targets", "cc", "bcc"))


def create_sms(call: Call) -> Json:
    return _create(call, "sms", sms_content)


def create_push(call: Call) -> Json:
    def content(call: Call) -> Json:
        """Without what PHP takes for empty."""
        return {
            name: value
            for name, value in push_content(call).items()
            if value not in ("", "0", 0, {})
        }

    return _create(call, "push", content)


def _create(
    call: Call, channel: Channel, content: Content, named: tuple[str, ...] = ("targets",)
) -> Json:
    values = call.values
    scheduled = call.moment("scheduledAt")
    draft = values.get("draft", False)
    if not draft and not any(values.get(name) for name in RECIPIENTS):
        raise RefusedError("message_missing_target")
    _check_targets(call, channel, [id for name in named for id in values.get(name, [])])
    data = content(call)
    id = call.own_id("messageId")
    if id in call.state.messages:
        raise RefusedError("document_already_exists")
    message = Message(
        id=id,
        created=call.now,
        updated=call.now,
        channel=channel,
        topics=values.get("topics", []),
        users=values.get("users", []),
        targets=values.get("targets", []),
        scheduled=scheduled,
        data=data,
        status="draft" if draft else "scheduled" if scheduled else "processing",
    )
    call.state.messages[id] = message
    return message.json()


def _check_targets(call: Call, channel: Channel, ids: list[str]) -> None:
    """Each target must exist, be of the channel and be named once."""
    if len(ids) > MOST_TARGETS:
        text = f"Invalid query: Query on attribute has greater than {MOST_TARGETS} values: $id"
        raise RefusedError("general_query_invalid", text)
    targets = [call.state.targets.get(id) for id in ids]
    if len(set(ids)) < len(ids) or any(
        target is None or target.channel != channel for target in targets
    ):
        raise RefusedError(f"message_target_not_{channel}")


# --- updating --------------------------------------------------------------------------------------------------------


def update(content: Content) -> Callable[[Call], Json]:
    """The operation that changes a message and writes this content; the message's own channel does not matter."""

    def operation(call: Call) -> Json:
        message = _message(call)
        status = _next_status(call, message)
        values = call.values
        recipients = {name: values.get(name, getattr(message, name)) for name in RECIPIENTS}
        if status != "draft" and not any(recipients.values()):
            raise RefusedError("message_missing_target")
        _check_unsent(message, call.now)
        changes = content(call)
        message.topics, message.users, message.targets = recipients.values()
        message.data = {**message.data, **changes}
        message.scheduled = call.moment("scheduledAt") or message.scheduled
        message.status = status
        message.updated = call.now
        return message.json()

    return operation


Status = Literal["draft", "processing", "scheduled", "sent", "failed"]


def _next_status(call: Call, message: Message) -> Status:
    draft, scheduled = call.values.get("draft"), call.values.get("scheduledAt")
    if draft:
        return "draft"
    if scheduled is not None:
        return "scheduled"
    return message.status if draft is None else "processing"


def _check_unsent(message: Message, now: datetime) -> None:
    if message.status in ("processing", "sent", "failed"):
        raise RefusedError(f"message_already_{message.status}")
    if message.scheduled is not None and message.scheduled < now:
        raise RefusedError("message_already_scheduled")


# --- content ---------------------------------------------------------------------------------------------------------


def email_content(call: Call) -> Json:
    data = {name: call.values[name] for name in EMAIL if name in call.values}
    if "attachments" in call.values:
        data["attachments"] = [_attachment(call, text) for text in call.values["attachments"]]
    return data


def sms_content(call: Call) -> Json:
    return {"content": call.values["content"]} if "content" in call.values else {}


def push_content(call: Call) -> Json:
    data = {name: call.values[name] for name in PUSH if name in call.values}
    if "image" in call.values:
        data["image"] = _image(call, call.values["image"])
    order = ("title", "body", "data", "action", "image", "icon", "sound", "color", "tag", "badge")
    return {name: data[name] for name in order if name in data}


def _attachment(call: Call, text: str) -> Json:
    bucket, file = text.split(":")[:2]
    if bucket not in call.state.files:
        raise RefusedError("storage_bucket_not_found")
    if file not in call.state.files[bucket]:
        raise RefusedError("storage_file_not_found")
    return {"bucketId": bucket, "fileId": file}


def _image(call: Call, text: str) -> Json:
    """The picture with an address a device can fetch it from. An unknown file counts as an unknown bucket."""
    bucket, file = text.split(":")[:2]
    media_type = call.state.files.get(bucket, {}).get(file)
    if media_type is None:
        raise RefusedError("storage_bucket_not_found")
    if media_type not in IMAGE_TYPES:
        raise RefusedError("storage_file_type_unsupported")
    project = call.state.project
    expires = (call.moment("scheduledAt") or call.now) + LIFE_OF_AN_IMAGE_URL
    claims = {"bucketId": bucket, "fileId": file, "projectId": project}
    url = (
        f"https://appwrite.test/v1/storage/buckets/{bucket}/files/{file}/push"
        f"?project={project}&jwt={tokens.encode(claims, expires)}"
    )
    return {"bucketId": bucket, "fileId": file, "url": url}


def _message(call: Call) -> Message:
    return call.find(call.state.messages, "messageId", "message_not_found")
