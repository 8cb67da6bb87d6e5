"""Topics, subscribers and their totals, and who may do what: keys, users, administrators, guests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from appwrite_messaging import (
    GeneralUnauthorizedScopeError,
    StatusError,
    SubscriberAlreadyExistsError,
    SubscriberNotFoundError,
    UserJwtInvalidError,
    UserUnauthorizedError,
)
from appwrite_messaging.testing import User
from tests.testing.conftest import Call
from tests.testing.world import KeptAppwrite

WITHOUT_KEY: dict[str, str | None] = {"X-Appwrite-Key": None}


def totals(world: KeptAppwrite, topic: str = "news") -> tuple[int, int, int]:
    found = world.state.topics[topic].totals
    return found["email"], found["sms"], found["push"]


# --- subscribers -----------------------------------------------------------------------------------------------------


def test_totals_follow(world: KeptAppwrite, call: Call) -> None:
    assert totals(world) == (1, 0, 0)
    for number, target in enumerate(("ada-phone", "ada-app", "grace-email")):
        call("create_subscriber", topic_id="news", subscriber_id=f"s{number}", target_id=target)
    assert totals(world) == (2, 1, 1)
    topic = call("get_topic", topic_id="news")
    assert (topic.email_total, topic.sms_total, topic.push_total) == (2, 1, 1)
    for subscriber in ("s0", "s1", "s2", "ada-news"):
        call("delete_subscriber", topic_id="news", subscriber_id=subscriber)
    assert totals(world) == (0, 0, 0)


@pytest.mark.parametrize(
    ("topic", "subscriber", "target"),
    [
        ("news", "ada-news", "ada-phone"),
        ("other", "ada-news", "ada-phone"),
        ("news", "new", "ada-email"),
    ],
    ids=["same-id", "same-id-in-another-topic", "same-target"],
)
def test_a_subscription_is_unique(
    topic: str, subscriber: str, target: str, world: KeptAppwrite, call: Call
) -> None:
    call("create_topic", topic_id="other", name="Other")
    with pytest.raises(SubscriberAlreadyExistsError):
        call("create_subscriber", topic_id=topic, subscriber_id=subscriber, target_id=target)
    assert totals(world) == (1, 0, 0)
    call("create_subscriber", topic_id="other", subscriber_id="new", target_id="ada-email")
    assert totals(world, "other") == (1, 0, 0)


@pytest.mark.parametrize("name", ["get_subscriber", "delete_subscriber"])
def test_a_subscriber_of_another_topic(name: str, world: KeptAppwrite, call: Call) -> None:
    call("create_topic", topic_id="other", name="Other")
    with pytest.raises(SubscriberNotFoundError):
        call(name, topic_id="other", subscriber_id="ada-news")
    with pytest.raises(StatusError) as caught:
        call(name, topic_id="nothing", subscriber_id="nothing")
    assert caught.value.type == "topic_not_found"


def test_a_deleted_topic_takes_its_own_subscribers(world: KeptAppwrite, call: Call) -> None:
    call("create_topic", topic_id="other", name="Other")
    call("create_subscriber", topic_id="other", subscriber_id="new", target_id="ada-email")
    call("delete_topic", topic_id="news")
    assert list(world.state.subscribers) == ["new"]
    assert totals(world, "other") == (1, 0, 0)
    world.remove_target(world.state.targets["ada-phone"])
    assert totals(world, "other") == (1, 0, 0)


def test_totals_do_not_fall_below_nothing(world: KeptAppwrite, call: Call) -> None:
    world.state.topics["news"].totals["email"] = 0
    call("delete_subscriber", topic_id="news", subscriber_id="ada-news")
    assert totals(world) == (0, 0, 0)


def test_a_target_has_an_id_of_its_own(world: KeptAppwrite) -> None:
    ada = world.state.users["ada"]
    assert ada.targets == [world.state.targets[id] for id in ("ada-email", "ada-phone", "ada-app")]
    with pytest.raises(ValueError, match="there is a target 'ada-app' already"):
        ada.add_target("push", "token", id="ada-app")
    assert len(ada.targets) == 3


def test_samples(fake: KeptAppwrite) -> None:
    """What the examples of the documentation name."""
    fake.add_samples()
    assert list(fake.state.users) == ["ada", "grace", "archive"]
    assert list(fake.state.targets) == [
        *("ada-email", "ada-phone", "ada-phone-app", "grace-email", "archive-email")
    ]
    assert fake.state.files == {
        "documents": {"price-list": "application/pdf"},
        "pictures": {"parcel": "image/png"},
    }


def test_the_checks_of_subscribing_in_order(world: KeptAppwrite, call: Call) -> None:
    world.state.topics["news"].subscribe = ["label:vip"]
    vip = world.add_user("vip", labels=["vip"])
    ada = world.state.users["ada"]
    steps: list[tuple[User, str, str, str]] = [
        (ada, "nothing", "nothing", "topic_not_found"),
        (ada, "news", "nothing", "user_unauthorized"),
        (vip, "news", "nothing", "user_target_not_found"),
        (vip, "news", "ada-email", "subscriber_already_exists"),
    ]
    for user, topic, target, error in steps:
        with pytest.raises(StatusError) as caught:
            call(
                "create_subscriber",
                client={"jwt": user.jwt()},
                topic_id=topic,
                subscriber_id="ada-news",
                target_id=target,
            )
        assert caught.value.type == error


# --- roles -----------------------------------------------------------------------------------------------------------

MEMBER: dict[str, Any] = {"labels": ["vip"], "teams": {"crew": ["owner"]}}
ROLES: list[tuple[str, dict[str, Any], bool]] = [
    ("any", {}, True),
    ("guests", {}, False),
    ("users", {}, True),
    ("users/verified", {}, False),
    ("users/verified", {"verified": True}, True),
    ("users/unverified", {}, True),
    ("users/unverified", {"verified": True}, False),
    ("user:member", {}, True),
    ("user:other", {}, False),
    ("user:member/verified", {"verified": True}, True),
    ("team:crew", {}, False),
    ("team:crew", MEMBER, True),
    ("team:crew/owner", MEMBER, True),
    ("team:crew/guest", MEMBER, False),
    ("member:member-crew", MEMBER, True),
    ("member:crew", MEMBER, False),
    ("label:vip", {}, False),
    ("label:vip", MEMBER, True),
]


@pytest.mark.parametrize("sign_in", ["jwt", "session"])
@pytest.mark.parametrize(("role", "user", "allowed"), ROLES, ids=str)
def test_roles(
    role: str,
    user: dict[str, Any],
    allowed: bool,
    sign_in: str,
    world: KeptAppwrite,
    call: Call,
) -> None:
    member = world.add_user("member", email="member@example.com", **user)
    world.state.topics["news"].subscribe = ["label:nobody", role]
    arguments: dict[str, Any] = {
        "client": {sign_in: getattr(member, sign_in)()},
        "topic_id": "news",
        "subscriber_id": "new",
        "target_id": "member-email",
    }
    if allowed:
        assert call("create_subscriber", **arguments).user_id == "member"
        return
    with pytest.raises(UserUnauthorizedError, match=f'permission for role "{role}"'):
        call("create_subscriber", **arguments)
    call("create_subscriber", **{**arguments, "client": {}})


def test_a_topic_for_nobody(world: KeptAppwrite, call: Call) -> None:
    call("update_topic", topic_id="news", subscribe=[])
    jwt = world.state.users["ada"].jwt()
    with pytest.raises(
        UserUnauthorizedError, match="No permissions provided for action 'subscribe'"
    ):
        call(
            "create_subscriber",
            client={"jwt": jwt},
            topic_id="news",
            subscriber_id="new",
            target_id="ada-phone",
        )


def test_users_see_their_own_subscriptions(world: KeptAppwrite, call: Call) -> None:
    call("create_subscriber", topic_id="news", subscriber_id="hers", target_id="grace-email")
    fields = {**WITHOUT_KEY, "X-Appwrite-JWT": world.state.users["grace"].jwt()}
    page = call("list_subscribers", topic_id="news", fields=fields)
    assert ([subscriber.id for subscriber in page.subscribers], page.total) == (["hers"], 1)
    assert call("get_subscriber", topic_id="news", subscriber_id="hers", fields=fields).id == "hers"
    assert call("list_subscriber_logs", subscriber_id="hers", fields=fields).total == 0
    for name, place in [
        ("get_subscriber", {"topic_id": "news"}),
        ("delete_subscriber", {"topic_id": "news"}),
        ("list_subscriber_logs", {}),
    ]:
        with pytest.raises(SubscriberNotFoundError):
            call(name, **place, subscriber_id="ada-news", fields=fields)
    call("delete_subscriber", topic_id="news", subscriber_id="hers", fields=fields)
    assert list(world.state.subscribers) == ["ada-news"]


def test_anyone_may_subscribe_any_target(world: KeptAppwrite, call: Call) -> None:
    jwt = world.state.users["grace"].jwt()
    subscriber = call(
        "create_subscriber",
        client={"jwt": jwt},
        topic_id="news",
        subscriber_id="new",
        target_id="ada-phone",
    )
    assert subscriber.user_id == "ada"


# --- who calls -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (WITHOUT_KEY, "User (role: guests) missing scope (topics.read)"),
        ({"X-Appwrite-Key": "unknown"}, "User (role: guests) missing scope (topics.read)"),
        ({"X-Appwrite-Project": None}, "User (role: guests) missing scope (topics.read)"),
        ({"X-Appwrite-Project": "console"}, "User (role: guests) missing scope (topics.read)"),
        (
            {**WITHOUT_KEY, "X-Appwrite-Session": "unknown"},
            "User (role: guests) missing scope (topics.read)",
        ),
    ],
    ids=["nothing", "unknown-key", "no-project", "console", "unknown-session"],
)
def test_guests(
    fields: dict[str, str | None], message: str, world: KeptAppwrite, call: Call
) -> None:
    with pytest.raises(GeneralUnauthorizedScopeError) as caught:
        call("get_topic", topic_id="_", fields=fields)
    assert caught.value.message == message


def test_an_unknown_session_does_not_disturb_a_key(world: KeptAppwrite, call: Call) -> None:
    assert call("get_topic", topic_id="news", fields={"X-Appwrite-Session": "unknown"}).id == "news"


def test_administrators_may_do_everything(world: KeptAppwrite, call: Call) -> None:
    session = world.add_administrator().session()
    fields = {**WITHOUT_KEY, "X-Appwrite-Session": session, "X-Appwrite-Mode": "admin"}
    assert call("get_topic", topic_id="news", fields=fields).id == "news"
    world.state.topics["news"].subscribe = []
    call(
        "create_subscriber",
        topic_id="news",
        subscriber_id="new",
        target_id="ada-phone",
        fields=fields,
    )


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("{token}x", "Signature failed"),
        ("a.b.c", "Signature failed"),
        ("x{token}", "Signature failed"),
        ("token", "Incomplete segments"),
        ("{token}.x", "Incomplete segments"),
    ],
)
def test_broken_tokens(form: str, text: str, world: KeptAppwrite, call: Call) -> None:
    jwt = form.format(token=world.state.users["ada"].jwt())
    with pytest.raises(UserJwtInvalidError) as caught:
        call("delete_subscriber", client={"jwt": jwt}, topic_id="news", subscriber_id="ada-news")
    assert caught.value.message == f"Failed to verify JWT. Invalid token: {text}"


def test_a_token_lives_15_minutes(world: KeptAppwrite, call: Call) -> None:
    jwt = world.state.users["ada"].jwt()
    arguments: dict[str, Any] = {"topic_id": "news", "target_id": "ada-phone"}
    world.clock.advance(minutes=14, seconds=59)
    call("create_subscriber", client={"jwt": jwt}, subscriber_id="new", **arguments)
    world.clock.advance(seconds=1)
    with pytest.raises(UserJwtInvalidError, match="Expired"):
        call("create_subscriber", client={"jwt": jwt}, subscriber_id="newer", **arguments)


def test_a_user_that_is_gone_is_a_guest(world: KeptAppwrite, call: Call) -> None:
    jwt = world.state.users.pop("ada").jwt()
    with pytest.raises(GeneralUnauthorizedScopeError, match="guests"):
        call("delete_subscriber", client={"jwt": jwt}, topic_id="news", subscriber_id="ada-news")


def test_keys_work_until_they_expire(world: KeptAppwrite, call: Call) -> None:
    key = world.add_key(["topics.read"], expires=world.now + timedelta(hours=1))
    world.clock.advance(minutes=59)
    assert call("get_topic", client={"key": key}, topic_id="news").id == "news"


def test_web_pages_of_the_project(world: KeptAppwrite, call: Call) -> None:
    jwt = world.state.users["ada"].jwt()
    world.state.origins.add("shop.example")
    for number, origin in enumerate(["https://shop.example", "http://localhost:3000"]):
        call(
            "create_subscriber",
            client={"jwt": jwt},
            fields={"Origin": origin},
            topic_id="news",
            subscriber_id=f"s{number}",
            target_id=("ada-phone", "ada-app")[number],
        )
        assert dict(world.answers[-1].headers)["Access-Control-Allow-Origin"] == origin
    fields: dict[str, str | None] = {"Origin": "https://evil.example"}
    assert call("update_topic", topic_id="news", name="n", fields=fields).name == "n"
    reading = {**WITHOUT_KEY, **fields, "X-Appwrite-JWT": jwt}
    assert call("get_subscriber", topic_id="news", subscriber_id="s0", fields=reading).id == "s0"


def test_what_is_switched_off_stays_on_for_keys(world: KeptAppwrite, call: Call) -> None:
    world.state.switched_off |= {"messaging", "rest"}
    assert call("get_topic", topic_id="news").id == "news"


def test_the_order_of_all_checks(world: KeptAppwrite, call: Call) -> None:
    """Project, credentials, parameters, and then the operation."""
    steps: list[tuple[dict[str, str | None], str, str]] = [
        ({"X-Appwrite-Project": "other", "X-Appwrite-Key": "unknown"}, "_", "project_not_found"),
        ({"X-Appwrite-Key": "unknown"}, "_", "general_unauthorized_scope"),
        ({}, "_", "general_argument_invalid"),
        ({}, "nothing", "topic_not_found"),
    ]
    for fields, topic, error in steps:
        with pytest.raises(StatusError) as caught:
            call("get_topic", topic_id=topic, fields=fields)
        assert caught.value.type == error
