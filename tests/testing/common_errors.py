"""The errors many operations can end in: how each comes about, and what it says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from appwrite_messaging.testing import FakeAppwrite
from tests.facts import COMMON_ERRORS, FACTS, Fact
from tests.testing.case import Arrange, Case

WITHOUT_KEY: dict[str, str | None] = {"X-Appwrite-Key": None}


def a_broken_parameter(fake: FakeAppwrite, fact: Fact) -> dict[str, Any]:
    first = fact.parameters[0]
    return {first.name: ["{"] if first.wire == "queries[]" else "_a"}


def broken_parameter_text(fact: Fact) -> str:
    wire = fact.parameters[0].wire
    if wire == "queries[]":
        return "Invalid `queries` param: Invalid query: Invalid query: Syntax error"
    if f"{{{wire}}}" not in fact.path:
        return (
            f"Invalid `{wire}` param: Parameter must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, period,"
            " hyphen, and underscore. Can't start with a special char"
        )
    return (
        f"Invalid `{wire}` param: UID must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, and underscore."
        " Can't start with a leading underscore"
    )


def a_key_without_the_scope(fake: FakeAppwrite, fact: Fact) -> dict[str, Any]:
    others = {other.scope for other in FACTS} - {fact.scope}
    return {"client": {"key": fake.add_key(others)}}


def no_project(fake: FakeAppwrite, fact: Fact) -> dict[str, Any]:
    session = fake.add_administrator().session()
    fields = {**WITHOUT_KEY, "X-Appwrite-Project": None, "X-Appwrite-Session": session}
    return {"fields": fields}


def a_broken_jwt(fake: FakeAppwrite, fact: Fact) -> dict[str, Any]:
    return {"fields": {**WITHOUT_KEY, "X-Appwrite-JWT": "broken"}}


def a_blocked_user(fake: FakeAppwrite, fact: Fact) -> dict[str, Any]:
    """The scope is checked before, so it takes someone who may do everything."""
    owner = fake.add_administrator()
    owner.blocked = True
    fields = {**WITHOUT_KEY, "X-Appwrite-Session": owner.session(), "X-Appwrite-Mode": "admin"}
    return {"fields": fields}


def an_expired_key(dynamic: bool) -> Arrange:
    def arrange(fake: FakeAppwrite, fact: Fact) -> dict[str, Any]:
        key = fake.add_key([fact.scope], expires=fake.now + timedelta(days=1), dynamic=dynamic)
        fake.clock.advance(days=1)
        return {"client": {"key": key}}

    return arrange


def an_unknown_web_page(fake: FakeAppwrite, fact: Fact) -> dict[str, Any]:
    return {"fields": {**WITHOUT_KEY, "Origin": "https://evil.example"}}


def messaging_switched_off(fake: FakeAppwrite, fact: Fact) -> dict[str, Any]:
    fake.state.switched_off.add("messaging")
    return {"fields": WITHOUT_KEY}


def rest_switched_off(fake: FakeAppwrite, fact: Fact) -> dict[str, Any]:
    fake.state.switched_off.add("rest")
    return {"fields": WITHOUT_KEY}


def a_key_and_a_session(fake: FakeAppwrite, fact: Fact) -> dict[str, Any]:
    session = fake.state.users["ada"].session()
    return {"fields": {"X-Appwrite-Session": session}}


def another_project(fake: FakeAppwrite, fact: Fact) -> dict[str, Any]:
    return {"fields": {"X-Appwrite-Project": "other"}}


def a_failing_server(fake: FakeAppwrite, fact: Fact) -> dict[str, Any]:
    fake.faults.status(500)
    return {}


ROWS: list[tuple[str, str, Arrange]] = [
    ("general_argument_invalid", "{parameter}", a_broken_parameter),
    (
        "general_unauthorized_scope",
        "app.test-project@service.appwrite.test (role: applications) missing scope ({scope})",
        a_key_without_the_scope,
    ),
    (
        "user_jwt_invalid",
        "Failed to verify JWT. Invalid token: Incomplete segments",
        a_broken_jwt,
    ),
    (
        "project_key_expired",
        "The project key has expired. Please generate a new key using the Appwrite console.",
        an_expired_key(dynamic=False),
    ),
    (
        "api_key_expired",
        "The dynamic API key has expired. Please don't use dynamic API keys for more than duration of the execution.",
        an_expired_key(dynamic=True),
    ),
    (
        "general_service_disabled",
        "The requested service is disabled. You can enable the service from the Appwrite console.",
        messaging_switched_off,
    ),
    (
        "general_api_disabled",
        "The requested API is disabled. You can enable the API from the Appwrite console.",
        rest_switched_off,
    ),
    (
        "user_api_key_and_session_set",
        "API key and session used in the same request",
        a_key_and_a_session,
    ),
    (
        "project_not_found",
        "Project with the requested ID could not be found. Please check the value of the X-Appwrite-Project header to ensure the correct project ID is being used.",
        another_project,
    ),
    ("general_unknown", "Server Error", a_failing_server),
    (
        "general_unknown_origin",
        "Invalid Origin. Register your new client (evil.example) as a new Web platform on your project console dashboard",
        an_unknown_web_page,
    ),
    (
        "general_access_forbidden",
        "No Appwrite project was specified. Please specify your project ID when initializing your Appwrite SDK.",
        no_project,
    ),
    (
        "user_blocked",
        "The current user has been blocked. You can unblock the user by making a request to the User API's \"Update User Status\" endpoint or in the Appwrite Console's Auth section.",
        a_blocked_user,
    ),
]


def cases(fact: Fact) -> list[Case]:
    """Those of one operation."""
    return [
        Case(
            fact.id,
            error,
            text.format(scope=fact.scope, parameter=broken_parameter_text(fact)),
            arrange,
        )
        for error, text, arrange in ROWS
        if error in (*COMMON_ERRORS, *fact.errors)
    ]
