from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.custom.modules import load

if TYPE_CHECKING:
    from collections.abc import Callable

module = load("roles")
Role: Any = module.Role


@pytest.mark.parametrize(
    ("role", "text"),
    [
        (Role.any(), "any"),
        (Role.guests(), "guests"),
        (Role.users(), "users"),
        (Role.users("verified"), "users/verified"),
        (Role.users("unverified"), "users/unverified"),
        (Role.user("ada"), "user:ada"),
        (Role.user("ada", "verified"), "user:ada/verified"),
        (Role.user("ada", "unverified"), "user:ada/unverified"),
        (Role.team("loyalty"), "team:loyalty"),
        (Role.team("loyalty", "owner"), "team:loyalty/owner"),
        (Role.member("5e5ea5c16897e"), "member:5e5ea5c16897e"),
        (Role.label("vip"), "label:vip"),
        (Role.user("A-b.c_9"), "user:A-b.c_9"),
        (Role.user("x" * 36), "user:" + "x" * 36),
    ],
)
def test_texts(role: str, text: str) -> None:
    assert role == text


@pytest.mark.parametrize(
    "id", ["", "_ada", ".ada", "-ada", "ada/verified", "a b", "a:b", "é", "x" * 37]
)
@pytest.mark.parametrize("make", [Role.user, Role.team, Role.member])
def test_ids_that_cannot_be(make: Callable[[str], str], id: str) -> None:
    with pytest.raises(ValueError, match="not an ID"):
        make(id)


@pytest.mark.parametrize("status", ["Verified", "active", "verified/", " "])
def test_statuses_that_do_not_exist(status: str) -> None:
    with pytest.raises(ValueError, match="not a status"):
        Role.users(status)
    with pytest.raises(ValueError, match="not a status"):
        Role.user("ada", status)


@pytest.mark.parametrize(
    "role", ["owner/admin", "team:owner", " ", "owner ", "two words", "_o", "x" * 37]
)
def test_team_roles_that_cannot_be(role: str) -> None:
    with pytest.raises(ValueError, match="not a role within a team"):
        Role.team("loyalty", role)


@pytest.mark.parametrize("name", ["", "v i p", "vip!", "v-i-p", "label:vip", "ü", "x" * 37])
def test_labels_that_cannot_be(name: str) -> None:
    with pytest.raises(ValueError, match="not a label"):
        Role.label(name)
