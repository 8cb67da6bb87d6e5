"""The errors of single operations: how each comes about, and what it says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from appwrite_messaging.testing import FakeAppwrite
from tests.facts import FACTS, Fact
from tests.testing.case import Arrange, Case
from tests.testing.world import PROVIDERS, VALID

NOT_FOUND = {
    "message": "Message with the requested ID could not be found.",
    "provider": "Provider with the requested ID could not be found.",
    "topic": "Topic with the request ID could not be found.",
    "subscriber": "Subscriber with the request ID could not be found.",
}
NO_RECIPIENTS = "Message with the requested ID has no recipients (topics or users or targets)."
NO_BUCKET = "Storage bucket with the requested ID could not be found."
NO_FILE = "The requested file could not be found."
WRONG_FILE = "The given file extension is not supported."
DUPLICATE = (
    "Document with the requested ID already exists. Try again with a different ID or use ID.unique() to generate a"
    " unique ID."
)
NO_SCHEDULE = "Schedule with the requested ID could not be found."
STATES = {
    "processing": "is already being processed.",
    "sent": "has already been sent.",
    "failed": "has already failed.",
    "scheduled": "has already been scheduled for delivery.",
}
CHANNELS = {"Email": "an email", "Sms": "an SMS", "Push": "a push"}
FILES = {"Email": "attachments", "Push": "image"}


def given(**arguments: Any) -> Arrange:
    return lambda fake, fact: arguments


def too_many_targets(fake: FakeAppwrite, fact: Fact) -> dict[str, Any]:
    ada = fake.state.users["ada"]
    return {"targets": [ada.add_target("email", f"{n}@example.com").id for n in range(101)]}


def a_lost_schedule(fake: FakeAppwrite, fact: Fact) -> dict[str, Any]:
    """An accident inside the server: no request brings it about."""
    fake.faults.status(404, type="schedule_not_found")
    return {}


def moved_on(status: str) -> Arrange:
    """The message has got further than it may be changed or deleted."""

    def arrange(fake: FakeAppwrite, fact: Fact) -> dict[str, Any]:
        message = fake.state.messages[VALID[fact.id]["message_id"]]
        with fake.client() as client:
            update = getattr(client.messaging, f"update_{message.channel}")
            if status == "scheduled":
                update(message_id=message.id, scheduled_at=fake.now + timedelta(minutes=1))
                fake.clock.advance(minutes=2)
            else:
                users = ["nobody" if status == "failed" else "ada"]
                update(message_id=message.id, users=users, topics=[], targets=[], draft=False)
            if status in ("sent", "failed"):
                fake.deliver()
        assert message.status == status
        return {}

    return arrange


def cases() -> list[Case]:
    cases = [case for channel in CHANNELS for case in message_cases(channel)]
    cases += [case for service in PROVIDERS for case in service_cases(service)]
    cases += [case for fact in FACTS for case in not_found_cases(fact)]
    cases += [case for fact in FACTS if fact.name.startswith("list_") for case in list_cases(fact)]
    return [*cases, *audience_cases()]


def message_cases(channel: str) -> list[Case]:
    create, update = f"create{channel}", f"update{channel}"
    other = {"Email": "ada-phone", "Sms": "ada-email", "Push": "ada-email"}[channel]
    cases = [
        Case(create, "message_missing_target", NO_RECIPIENTS, given(users=[])),
        Case(
            create,
            f"message_target_not_{channel.lower()}",
            f"Message with the target ID is not {CHANNELS[channel]} target.",
            given(targets=[other]),
        ),
        Case(create, "document_already_exists", DUPLICATE, given(message_id="sms")),
        Case(
            create,
            "general_query_invalid",
            "Invalid query: Query on attribute has greater than 100 values: $id",
            too_many_targets,
        ),
        Case(update, "schedule_not_found", NO_SCHEDULE, a_lost_schedule),
        Case(
            update,
            "message_missing_target",
            NO_RECIPIENTS,
            given(topics=[], users=[], targets=[], draft=False),
        ),
    ]
    for status, text in STATES.items():
        message = f"Message with the requested ID {text}"
        cases.append(Case(update, f"message_already_{status}", message, moved_on(status)))
    for operation in (create, update) if channel in FILES else ():
        cases += file_cases(operation, FILES[channel])
    return cases


def file_cases(operation: str, parameter: str) -> list[Case]:
    def named(file: str) -> Arrange:
        return given(**{parameter: [file] if parameter == "attachments" else file})

    cases = [Case(operation, "storage_bucket_not_found", NO_BUCKET, named("nowhere:list"))]
    if parameter == "attachments":
        return [*cases, Case(operation, "storage_file_not_found", NO_FILE, named("files:nothing"))]
    return [
        *cases,
        Case(operation, "storage_file_type_unsupported", WRONG_FILE, named("files:list")),
    ]


def service_cases(service: str) -> list[Case]:
    def incomplete(fake: FakeAppwrite, fact: Fact) -> dict[str, Any]:
        with fake.client() as client:
            create = getattr(client.messaging, f"create_{service}_provider")
            create(provider_id="bare", name="Bare", **({"host": "h"} if service == "smtp" else {}))
        return {"provider_id": "bare", "enabled": True}

    update = f"update{service.capitalize()}Provider"
    wrong = "fcm" if service != "fcm" else "apns"
    return [
        Case(
            f"create{service.capitalize()}Provider",
            "provider_already_exists",
            "Provider with the requested ID already exists.",
            given(provider_id="fcm"),
        ),
        Case(
            update,
            "provider_incorrect_type",
            "Provider with the requested ID is of the incorrect type.",
            given(provider_id=wrong),
        ),
        Case(
            update,
            "provider_missing_credentials",
            "Provider with the requested ID is missing credentials.",
            incomplete,
        ),
    ]


def not_found_cases(fact: Fact) -> list[Case]:
    """An ID in the path that nothing has."""
    nouns = [noun for noun in NOT_FOUND if f"{{{noun}Id}}" in fact.path]
    return [
        Case(fact.id, f"{noun}_not_found", NOT_FOUND[noun], given(**{f"{noun}_id": "nothing"}))
        for noun in nouns
    ]


def list_cases(fact: Fact) -> list[Case]:
    if fact.result == "LogList":
        return []
    noun = str(fact.result).removesuffix("List")
    attribute = "$id"
    return [
        Case(
            fact.id,
            "general_query_invalid",
            f'Searching by attribute "{attribute}" requires a fulltext index.',
            given(queries=['{"method":"search","attribute":"$id","values":["x"]}']),
        ),
        Case(
            fact.id,
            "general_cursor_not_found",
            f"{noun} 'nothing' for the 'cursor' value not found.",
            given(queries=['{"method":"cursorAfter","values":["nothing"]}']),
        ),
    ]


def audience_cases() -> list[Case]:
    def not_for_ada(fake: FakeAppwrite, fact: Fact) -> dict[str, Any]:
        fake.state.topics["news"].subscribe = ["label:vip", "team:a/b"]
        return {"client": {"jwt": fake.state.users["ada"].jwt()}}

    return [
        Case(
            "createTopic",
            "topic_already_exists",
            "Topic with the request ID already exists.",
            given(topic_id="news"),
        ),
        Case(
            "createSubscriber",
            "subscriber_already_exists",
            "Subscriber with the request ID already exists.",
            given(subscriber_id="ada-news"),
        ),
        Case(
            "createSubscriber",
            "user_target_not_found",
            "The target could not be found.",
            given(target_id="nothing"),
        ),
        Case(
            "createSubscriber",
            "user_unauthorized",
            'Missing "subscribe" permission for role "team:a/b". Only "["any","user:ada","users",'
            '"user:ada\\/unverified","users\\/unverified"]" scopes are allowed and'
            ' "["label:vip","team:a\\/b"]" was given.',
            not_for_ada,
        ),
        Case(
            "delete",
            "message_already_scheduled",
            "Message with the requested ID has already been scheduled for delivery.",
            moved_on("processing"),
        ),
    ]
