"""The life of a message: who may be addressed, what is stored, how it moves on, whom it reaches."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from appwrite_messaging import (
    BadRequestError,
    GeneralQueryInvalidError,
    MessageAlreadyScheduledError,
    MessageMissingTargetError,
    MessageNotFoundError,
    Query,
    StatusError,
)
from tests.testing.conftest import Call
from tests.testing.world import NOW, KeptAppwrite, snapshot

HOUR = timedelta(hours=1)
CHANNELS = ("email", "sms", "push")
CONTENT = {
    "email": {"subject": "S", "content": "C"},
    "sms": {"content": "C"},
    "push": {"title": "T", "body": "B"},
}


def refusal(call: Call, name: str, **arguments: Any) -> str | None:
    with pytest.raises(StatusError) as caught:
        call(name, **arguments)
    return caught.value.type


def status_of(world: KeptAppwrite, id: str) -> str:
    return world.state.messages[id].status


# --- creating --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ({"users": ["ada"]}, "processing"),
        ({"topics": ["nobody-looks-this-up"]}, "processing"),
        ({"users": ["ada"], "draft": False}, "processing"),
        ({"users": ["ada"], "scheduled_at": NOW + HOUR}, "scheduled"),
        ({"draft": True}, "draft"),
        ({"draft": True, "scheduled_at": NOW + HOUR}, "draft"),
    ],
    ids=["users", "topics", "released", "scheduled", "draft", "draft-with-a-time"],
)
def test_first_status(
    channel: str, arguments: dict[str, Any], status: str, world: KeptAppwrite, call: Call
) -> None:
    message = call(f"create_{channel}", message_id="new", **CONTENT[channel], **arguments)
    assert (message.status, message.scheduled_at) == (status, arguments.get("scheduled_at"))
    assert (message.delivered_total, message.delivery_errors, message.delivered_at) == (0, [], None)
    assert call("get_message", message_id="new").status == status


def test_everything_of_an_email(world: KeptAppwrite, call: Call) -> None:
    world.add_user("copy", email="copy@example.com")
    call(
        "create_email",
        message_id="new",
        **CONTENT["email"],
        topics=["news"],
        users=["ada"],
        targets=["ada-email"],
        cc=["copy-email"],
        bcc=["grace-email"],
        attachments=["files:list", "files:photo:more"],
        html=True,
    )
    assert world.body["data"] == {
        "subject": "S",
        "content": "C",
        "html": True,
        "cc": ["copy-email"],
        "bcc": ["grace-email"],
        "attachments": [
            {"bucketId": "files", "fileId": "list"},
            {"bucketId": "files", "fileId": "photo"},
        ],
    }
    assert list(world.body["data"]) == ["subject", "content", "html", "cc", "bcc", "attachments"]


def test_everything_of_a_push(world: KeptAppwrite, call: Call) -> None:
    call(
        "create_push",
        message_id="new",
        **CONTENT["push"],
        users=["ada"],
        data={"order": 1},
        action="/orders/1",
        image="files:photo",
        icon="i",
        sound="s",
        color="#fff",
        tag="t",
        badge="3",
    )
    data = world.body["data"]
    image = data.pop("image")
    assert data == {
        "title": "T",
        "body": "B",
        "data": {"order": 1},
        "action": "/orders/1",
        "icon": "i",
        "sound": "s",
        "color": "#fff",
        "tag": "t",
        "badge": "3",
    }
    assert (image["bucketId"], image["fileId"]) == ("files", "photo")


@pytest.mark.parametrize(("scheduled", "start"), [(None, NOW), (NOW + HOUR, NOW + HOUR)])
def test_the_address_of_an_image_works_for_15_days(
    scheduled: Any, start: Any, world: KeptAppwrite, call: Call
) -> None:
    time = {} if scheduled is None else {"scheduled_at": scheduled}
    call(
        "create_push",
        message_id="new",
        **CONTENT["push"],
        users=["ada"],
        image="files:photo",
        **time,
    )
    parts = urlsplit(str(world.body["data"]["image"]["url"]))
    assert parts.path == "/v1/storage/buckets/files/files/photo/push"
    query = parse_qs(parts.query)
    claims = json.loads(base64.urlsafe_b64decode(query["jwt"][0].split(".")[1] + "=="))
    assert query["project"] == ["test-project"]
    assert claims["exp"] == int((start + timedelta(days=15)).timestamp())


def test_what_php_takes_for_empty_is_not_kept(world: KeptAppwrite, call: Call) -> None:
    call(
        "create_push",
        message_id="new",
        **CONTENT["push"],
        users=["ada"],
        data={},
        badge="0",
        tag="0",
    )
    assert world.body["data"] == {"title": "T", "body": "B"}


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(
    "targets",
    [["nothing"], ["own", "own"], ["other"]],
    ids=["unknown", "twice", "of-another-channel"],
)
def test_targets_are_checked(
    channel: str, targets: list[str], world: KeptAppwrite, call: Call
) -> None:
    ids = {"email": "ada-email", "sms": "ada-phone", "push": "ada-app"}
    other = ids["sms" if channel != "sms" else "push"]
    named = [{"own": ids[channel], "other": other}.get(target, target) for target in targets]
    arguments: dict[str, Any] = {"message_id": "new", **CONTENT[channel], "draft": True}
    found = refusal(call, f"create_{channel}", targets=named, **arguments)
    assert found == f"message_target_not_{channel}"
    assert "new" not in world.state.messages
    call(f"create_{channel}", targets=[ids[channel]], **arguments)


@pytest.mark.parametrize(
    "copies",
    [
        {"cc": ["ada-phone"]},
        {"bcc": ["nothing"]},
        {"cc": ["ada-email"]},
        {"cc": ["grace-email"], "bcc": ["grace-email"]},
    ],
    ids=str,
)
def test_copies_are_targets_too(
    copies: dict[str, list[str]], world: KeptAppwrite, call: Call
) -> None:
    arguments: dict[str, Any] = {"message_id": "new", **CONTENT["email"], "targets": ["ada-email"]}
    assert refusal(call, "create_email", **arguments, **copies) == "message_target_not_email"


def test_copies_are_no_recipients(world: KeptAppwrite, call: Call) -> None:
    with pytest.raises(MessageMissingTargetError):
        call("create_email", message_id="new", **CONTENT["email"], cc=["ada-email"])


@pytest.mark.parametrize(("count", "works"), [(100, True), (101, False)])
def test_a_hundred_targets(count: int, works: bool, world: KeptAppwrite, call: Call) -> None:
    ada = world.state.users["ada"]
    ids = [ada.add_target("sms", f"+1206555{n:04}").id for n in range(count)]
    if works:
        message = call("create_sms", message_id="new", content="C", targets=ids)
        assert message.targets == ids
    else:
        with pytest.raises(GeneralQueryInvalidError):
            call("create_sms", message_id="new", content="C", targets=ids)


def test_the_order_of_the_checks(world: KeptAppwrite, call: Call) -> None:
    """Recipients, targets, files, and only then the ID."""
    wrong: dict[str, Any] = {"message_id": "email", **CONTENT["email"]}
    steps: list[tuple[dict[str, Any], str]] = [
        ({"cc": ["nothing"], "attachments": ["no:file"]}, "message_missing_target"),
        (
            {"users": ["ada"], "cc": ["nothing"], "attachments": ["no:file"]},
            "message_target_not_email",
        ),
        ({"users": ["ada"], "attachments": ["no:file"]}, "storage_bucket_not_found"),
        ({"users": ["ada"], "attachments": ["files:no"]}, "storage_file_not_found"),
        ({"users": ["ada"]}, "document_already_exists"),
    ]
    for arguments, error in steps:
        assert refusal(call, "create_email", **wrong, **arguments) == error


def test_an_unknown_image_counts_as_an_unknown_bucket(world: KeptAppwrite, call: Call) -> None:
    error = refusal(
        call, "create_push", message_id="new", **CONTENT["push"], users=["ada"], image="files:no"
    )
    assert error == "storage_bucket_not_found"


# --- updating --------------------------------------------------------------------------------------------------------

MOVES: list[tuple[str, dict[str, Any], str]] = [
    ("draft", {}, "draft"),
    ("draft", {"draft": True}, "draft"),
    ("draft", {"draft": False}, "processing"),
    ("draft", {"scheduled_at": NOW + 2 * HOUR}, "scheduled"),
    ("draft", {"draft": False, "scheduled_at": NOW + 2 * HOUR}, "scheduled"),
    ("draft", {"draft": True, "scheduled_at": NOW + 2 * HOUR}, "draft"),
    ("scheduled", {}, "scheduled"),
    ("scheduled", {"draft": True}, "draft"),
    ("scheduled", {"draft": False}, "processing"),
    ("scheduled", {"scheduled_at": NOW + 2 * HOUR}, "scheduled"),
]


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(("before", "arguments", "after"), MOVES, ids=str)
def test_moves(
    channel: str,
    before: str,
    arguments: dict[str, Any],
    after: str,
    world: KeptAppwrite,
    call: Call,
) -> None:
    time: dict[str, Any] = (
        {"scheduled_at": NOW + HOUR} if before == "scheduled" else {"draft": True}
    )
    call(f"create_{channel}", message_id="new", **CONTENT[channel], users=["ada"], **time)
    message = call(f"update_{channel}", message_id="new", **arguments)
    assert message.status == after
    assert message.scheduled_at == arguments.get("scheduled_at", time.get("scheduled_at"))


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("status", ["processing", "sent", "failed"])
def test_no_way_back(channel: str, status: str, world: KeptAppwrite, call: Call) -> None:
    users = ["nobody"] if status == "failed" else ["ada"]
    call(f"create_{channel}", message_id="new", **CONTENT[channel], users=users)
    if status != "processing":
        world.deliver()
    assert status_of(world, "new") == status
    for arguments in ({}, {"draft": True}, {"scheduled_at": NOW + HOUR}):
        error = refusal(call, f"update_{channel}", message_id="new", **arguments)
        assert error == f"message_already_{status}"


def test_the_checks_of_an_update_in_order(world: KeptAppwrite, call: Call) -> None:
    call("create_email", message_id="new", **CONTENT["email"], users=["ada"])
    world.deliver()
    nobody: dict[str, Any] = {"topics": [], "users": [], "targets": []}
    files = {"attachments": ["no:file"]}
    assert refusal(call, "update_email", message_id="no", **nobody) == "message_not_found"
    found = refusal(call, "update_email", message_id="new", **nobody, **files)
    assert found == "message_missing_target"
    assert refusal(call, "update_email", message_id="new", **files) == "message_already_sent"
    assert refusal(call, "update_email", message_id="email", **files) == "storage_bucket_not_found"


def test_lists_replace_and_the_rest_stays(world: KeptAppwrite, call: Call) -> None:
    call("update_email", message_id="email", topics=["news"], users=[], targets=["not-checked"])
    call("update_email", message_id="email", cc=["a"], attachments=["files:list"], html=True)
    body = world.body
    assert (body["topics"], body["users"], body["targets"]) == (["news"], [], ["not-checked"])
    assert body["data"] == {
        "subject": "Hi",
        "content": "Hello",
        "html": True,
        "cc": ["a"],
        "bcc": [],
        "attachments": [{"bucketId": "files", "fileId": "list"}],
    }


def test_everything_of_a_push_changes(world: KeptAppwrite, call: Call) -> None:
    call(
        "update_push",
        message_id="push",
        body="New",
        data={"a": 1},
        action="a",
        image="files:photo",
        icon="i",
        sound="s",
        color="c",
        tag="t",
        badge=0,
    )
    data = world.body["data"]
    assert data["badge"] == 0
    assert set(data) == {
        *("title", "body", "data", "action", "image", "icon", "sound", "color", "tag", "badge")
    }


def test_the_channel_does_not_matter_to_an_update(world: KeptAppwrite, call: Call) -> None:
    call("update_email", message_id="sms", subject="S")
    assert world.body["data"] == {"content": "Hello", "subject": "S"}
    assert world.body["providerType"] == "sms"


def test_a_draft_with_a_time_can_be_updated(world: KeptAppwrite, call: Call) -> None:
    """The real server answers 500."""
    call("create_sms", message_id="new", content="C", draft=True, scheduled_at=NOW + HOUR)
    message = call("update_sms", message_id="new", content="New", users=["ada"], draft=False)
    assert (message.status, message.scheduled_at) == ("processing", NOW + HOUR)


@pytest.mark.parametrize("arguments", [{"draft": False}, {"scheduled_at": NOW + HOUR}], ids=str)
def test_a_draft_for_nobody_stays_one(
    arguments: dict[str, Any], world: KeptAppwrite, call: Call
) -> None:
    call("create_sms", message_id="new", content="C", draft=True)
    before = snapshot(world)
    assert refusal(call, "update_sms", message_id="new", **arguments) == "message_missing_target"
    assert snapshot(world) == before
    call("update_sms", message_id="new", users=["ada"], **arguments)


def test_a_draft_whose_time_is_over(world: KeptAppwrite, call: Call) -> None:
    """It can no longer be changed, but deleted."""
    call("create_sms", message_id="new", content="C", draft=True, scheduled_at=NOW + HOUR)
    world.clock.advance(hours=1)
    call("update_sms", message_id="new", content="New")
    world.clock.advance(0.001)
    assert refusal(call, "update_sms", message_id="new", content="C") == "message_already_scheduled"
    assert world.deliver() == [world.state.messages["later"]]
    call("delete", message_id="new")


def test_the_names_of_channels_are_ids(fake: KeptAppwrite) -> None:
    with fake.client() as client:
        for id in CHANNELS:
            with pytest.raises(MessageNotFoundError):
                client.messaging.get_message(message_id=id)
            client.messaging.create_sms(message_id=id, content="C", draft=True)
            client.messaging.delete(message_id=id)


def test_a_time_that_is_over_cannot_be_changed(world: KeptAppwrite, call: Call) -> None:
    world.clock.advance(hours=1, seconds=1)
    for arguments in ({}, {"draft": True}, {"scheduled_at": NOW + 2 * HOUR}):
        with pytest.raises(MessageAlreadyScheduledError):
            call("update_email", message_id="later", **arguments)
    assert status_of(world, "later") == "scheduled"


# --- deleting --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(
    ("status", "works"),
    [
        ("draft", True),
        ("processing", False),
        ("scheduled", True),
        ("due", False),
        ("sent", True),
        ("failed", True),
    ],
)
def test_deleting(channel: str, status: str, works: bool, world: KeptAppwrite, call: Call) -> None:
    arguments: dict[str, Any] = {"users": ["nobody" if status == "failed" else "ada"]}
    arguments |= {"draft": True} if status == "draft" else {}
    arguments |= {"scheduled_at": NOW + HOUR} if status in ("scheduled", "due") else {}
    call(f"create_{channel}", message_id="new", **CONTENT[channel], **arguments)
    if status in ("sent", "failed"):
        world.deliver()
    if status == "due":
        world.clock.advance(hours=1)
    assert status_of(world, "new") == ("scheduled" if status == "due" else status)
    if works:
        call("delete", message_id="new")
        assert "new" not in world.state.messages
    else:
        assert refusal(call, "delete", message_id="new") == "message_already_scheduled"
        assert "new" in world.state.messages


def test_a_deleted_message_does_not_go_out(world: KeptAppwrite, call: Call) -> None:
    call("delete", message_id="later")
    world.clock.advance(days=1)
    assert world.deliver() == []
    assert world.outbox == []


def test_targets_of_a_message_are_those_it_names(world: KeptAppwrite, call: Call) -> None:
    ids = {"email": [], "sms": ["ada-phone"], "push": [], "later": ["ada-email"]}
    for message, targets in ids.items():
        page = call("list_targets", message_id=message)
        assert ([target.id for target in page.targets], page.total) == (targets, len(targets))


def test_where_no_target_is_named_no_cursor_is_looked_up(world: KeptAppwrite, call: Call) -> None:
    cursor = Query.cursor_after("nothing")
    assert call("list_targets", message_id="email", queries=[cursor]).total == 0
    assert refusal(call, "list_targets", message_id="sms", queries=[cursor]) == (
        "general_cursor_not_found"
    )


def test_errors_of_messages_are_bad_requests(world: KeptAppwrite, call: Call) -> None:
    with pytest.raises(BadRequestError):
        call("create_sms", message_id="new", content="C")
