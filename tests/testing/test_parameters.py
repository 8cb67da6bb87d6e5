"""What each parameter of each operation may be, at both sides of every border, and what the server says otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from appwrite_messaging.testing import SeenRequest
from tests.facts import FACTS, RULES, Fact, Parameter
from tests.testing.world import VALID, KeptAppwrite, arrange

OWN_ID = (
    "Parameter must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, period, hyphen, and underscore. Can't"
    " start with a special char"
)
UID = (
    "UID must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, and underscore. Can't start with a leading"
    " underscore"
)
FILE = (
    "Must consist of multiple UIDs separated by a colon. Each UID must contain at most 36 chars. Valid chars are a-z,"
    " A-Z, 0-9, and underscore. Can't start with a leading underscore"
)
TEXT = "Value must be a valid string"
TEXTS = {
    "own id": OWN_ID,
    "id": UID,
    "ids": f"Value must a valid array and {UID}",
    "file": FILE,
    "files": f"Value must a valid array and {FILE}",
    "roles": "You can only provide up to 100 roles.",
    "queries": "Queries must be an array",
    "search": f"{TEXT} and at least 1 chars and no longer than 256 chars",
    "name": f"{TEXT} and at least 1 chars and no longer than 128 chars",
    "text": f"{TEXT} and at least 1 chars",
    "text 0..128": f"{TEXT} and no longer than 128 chars",
    "text 1..128": f"{TEXT} and at least 1 chars and no longer than 128 chars",
    "text 1..256": f"{TEXT} and at least 1 chars and no longer than 256 chars",
    "text 1..998": f"{TEXT} and at least 1 chars and no longer than 998 chars",
    "text 1..64230": f"{TEXT} and at least 1 chars and no longer than 64230 chars",
    "email": "Value must be a valid email address",
    "phone": "Phone number must start with a '+' can have a maximum of fifteen digits.",
    "port": "Value must be a valid range between 1 and 65,535",
    "integer": "Value must be a valid integer",
    "flag": "Value must be a valid boolean",
    "encryption": "Value must be one of (none, ssl, tls)",
    "object": "Value must be a valid JSON string",
    "time": "Value must be valid date in future.",
}

EMAILS = ["a@b.co", "first.last+tag@sub.example.com", '"a b"@example.com', "a@[127.0.0.1]"]
NOT_EMAILS = ["", "a", "@b.co", "a@", "a@b", "a b@c.de", "a..b@c.de", "a@-b.co", f"{'x' * 65}@b.co"]
ACCEPTED: dict[str, list[Any]] = {
    "email": EMAILS,
    "integer": [-1, 0, 1],
    "flag": [True, False],
    "encryption": ["none", "ssl", "tls", "TLS"],
    "object": [{"a": 1}],
    "time": ["2026-05-04T08:00:00.000+00:00", "2026-05-05", "2026-05-04T11:00:00+02:00"],
}
REFUSED: dict[str, list[Any]] = {
    "email": NOT_EMAILS,
    "integer": [1.5, "1", True],
    "flag": ["true", 1, 0],
    "encryption": ["starttls", ""],
    "object": [[1], "{", 1],
    "time": ["yesterday", "2026-05-04T07:59:59+00:00", "2026-05-04T09:00:00+02:00", 1, ""],
    "port": [1.5, "1", True],
    "ids": ["a", {"a": "b"}, [1]],
    "files": ["bucket:file"],
    "id": [1, ["a"]],
    "own id": [1],
}
BEYOND_JSON = {"queries"}
"""Rules that have tests of their own."""


def rule_of(parameter: Parameter) -> str:
    return next(name for name, rule in RULES.items() if rule is parameter.rule)


def send(fake: KeptAppwrite, fact: Fact, values: dict[str, Any]) -> Any:
    """A request with these values by wire name; what the server says of the first that is wrong, else None."""
    path = fact.path
    rest = dict(values)
    for name in list(rest):
        if f"{{{name}}}" in path:
            path = path.replace(f"{{{name}}}", quote(str(rest.pop(name)), safe=""))
    pairs = [
        (name if isinstance(value, list) else name.removesuffix("[]"), item)
        for name, value in rest.items()
        for item in (value if isinstance(value, list) else [value])
    ]
    query = "&".join(f"{name}={quote(str(item), safe='')}" for name, item in pairs)
    headers = {
        "X-Appwrite-Project": fake.project,
        "X-Appwrite-Key": fake.key,
        "Content-Type": "application/json",
    }
    reading = fact.method == "GET"
    url = f"/v1{path}?{query}" if reading and query else f"/v1{path}"
    body = b"" if reading else json.dumps(rest).encode()
    answer = fake.answer(SeenRequest.of(fact.method, url, headers, body))
    if answer.status != 400:
        return None
    error = json.loads(answer.body)
    return error["message"] if error["type"] == "general_argument_invalid" else None


def valid_values(fact: Fact) -> dict[str, Any]:
    wires = {parameter.name: parameter.wire for parameter in fact.parameters}
    return {wires[name]: value for name, value in VALID[fact.id].items()}


def pairs() -> Iterator[tuple[Fact, Parameter]]:
    for fact in FACTS:
        for parameter in fact.parameters:
            if rule_of(parameter) not in BEYOND_JSON:
                yield fact, parameter


PAIRS = list(pairs())
IDS = [f"{fact.id}-{parameter.wire}" for fact, parameter in PAIRS]


@pytest.fixture(scope="module")
def shared() -> KeptAppwrite:
    fake = KeptAppwrite()
    arrange(fake)
    return fake


def is_in_url(fact: Fact, wire: str) -> bool:
    return fact.method == "GET" or f"{{{wire}}}" in fact.path


@pytest.mark.parametrize(("fact", "parameter"), PAIRS, ids=IDS)
def test_refused(fact: Fact, parameter: Parameter, shared: KeptAppwrite) -> None:
    """The stand-in is shared: what is refused changes nothing."""
    rule = rule_of(parameter)
    values = [*parameter.rule.refuses, *REFUSED.get(rule, [])]
    if is_in_url(fact, parameter.wire):
        values = [
            value for value in values if isinstance(value, str) and (value or "{" not in fact.path)
        ]
    elif parameter.rule.type == "str":
        values += [1, ["a"], {"a": "b"}]
    assert values
    for value in values:
        message = send(shared, fact, {**valid_values(fact), parameter.wire: value})
        assert message == f"Invalid `{parameter.wire}` param: {TEXTS[rule]}", value


@pytest.mark.parametrize(("fact", "parameter"), PAIRS, ids=IDS)
def test_accepted(fact: Fact, parameter: Parameter) -> None:
    fake = KeptAppwrite()
    arrange(fake)
    values = [*parameter.rule.accepts, *ACCEPTED.get(rule_of(parameter), [])]
    assert values
    for value in values:
        assert send(fake, fact, {**valid_values(fact), parameter.wire: value}) is None, value


REQUIRED = [
    (fact, parameter)
    for fact in FACTS
    for parameter in fact.parameters
    if parameter.required and f"{{{parameter.wire}}}" not in fact.path
]


@pytest.mark.parametrize(
    ("fact", "parameter"), REQUIRED, ids=[f"{fact.id}-{p.wire}" for fact, p in REQUIRED]
)
def test_required(fact: Fact, parameter: Parameter, shared: KeptAppwrite) -> None:
    values = valid_values(fact)
    del values[parameter.wire]
    assert send(shared, fact, values) == f'Param "{parameter.wire}" is not optional.'


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.id)
def test_the_first_at_fault_is_named(fact: Fact, shared: KeptAppwrite) -> None:
    """In the order of the server's controller, in which the own ID comes before all others."""
    own = [parameter.wire for parameter in fact.parameters if rule_of(parameter) == "own id"]
    wires = [*own, *(parameter.wire for parameter in fact.parameters if parameter.wire not in own)]
    for position, first in enumerate(wires):
        wrong = {wire: "_" * 300 if is_in_url(fact, wire) else 1.5 for wire in wires[position:]}
        message = send(shared, fact, {**valid_values(fact), **wrong})
        assert message.startswith(f"Invalid `{first.removesuffix('[]')}` param: ")


NULLABLE_WHEREVER = {"enabled", "isEuRegion", "serviceAccountJSON", "data", "scheduledAt"}
NULLABLE_IN_UPDATES = {"port", "autoTLS", "sandbox"}
NULLABLE_OBJECTS = {"updateEmail", "updatePush", "updateSms", "updateTopic"}
"""Operations whose every optional member may be null."""


def takes_null(fact: Fact, parameter: Parameter) -> bool:
    if parameter.required:
        return False
    if fact.id in NULLABLE_OBJECTS or parameter.wire in NULLABLE_WHEREVER:
        return True
    return fact.method == "PATCH" and parameter.wire in NULLABLE_IN_UPDATES


MEMBERS = [(fact, parameter) for fact, parameter in PAIRS if not is_in_url(fact, parameter.wire)]


@pytest.mark.parametrize(
    ("fact", "parameter"), MEMBERS, ids=[f"{fact.id}-{p.wire}" for fact, p in MEMBERS]
)
def test_null(fact: Fact, parameter: Parameter) -> None:
    fake = KeptAppwrite()
    arrange(fake)
    message = send(fake, fact, {**valid_values(fact), parameter.wire: None})
    assert (message is None) == takes_null(fact, parameter)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("any", "Provided roles are not an array."),
        ([1], "Every role must be of type string."),
        (
            ["friends"],
            'Role "friends" is not allowed. Must be one of: any, guests, users, user, team, member, label.',
        ),
        (["user"], 'Role "user" must have an ID value.'),
        (["any:x"], 'Role "any" can not have an ID value.'),
        (["any:"], 'Role "any" can not have an ID value.'),
        (["user:_"], f'Role "user" identifier value is invalid: {OWN_ID}'),
        (["user:a:b"], f'Role "user" identifier value is invalid: {OWN_ID}'),
        (
            ["label:v-i-p"],
            (
                'Role "label" identifier value is invalid: Value must be a valid string between 1 and 36 chars'
                " containing only alphanumeric chars"
            ),
        ),
        (["team:a/b c"], f'Role "team" dimension value is invalid: {OWN_ID}'),
        (["team:a/"], "Dimension must not be empty"),
        (["team:a/b/c"], "Only one dimension can be provided"),
        (["anybody:x"], 'Role "anybody" is not allowed. Must be one of: any, guests, users,'),
        (["*"], 'Wildcard role "*" has been replaced. Use "any" instead.'),
        (
            ["role:member"],
            'Roles using the "role:" prefix have been removed. Use "users", "guests", or "any" instead.',
        ),
        (["any/verified"], 'Role "any" can not have a dimension value.'),
        (
            ["users/new"],
            'Role "users" dimension value is invalid. Must be one of: verified, unverified.',
        ),
        (
            ['read("any")'],
            'Role "read("any")" is not allowed. Must be one of: any, guests, users, user,',
        ),
    ],
    ids=str,
)
def test_roles(value: Any, text: str, shared: KeptAppwrite) -> None:
    fact = next(fact for fact in FACTS if fact.id == "createTopic")
    message = send(shared, fact, {"topicId": "roles", "name": "n", "subscribe": value})
    assert message.startswith(f"Invalid `subscribe` param: {text}")


@pytest.mark.parametrize(
    "role",
    [
        *("any", "guests", "users", "users/verified", "user:a", "user:a/unverified"),
        *("team:a", "team:a/owner", "team:a-b/c.d", "member:a", "label:vip"),
    ],
)
def test_every_role(role: str, fake: KeptAppwrite) -> None:
    with fake.client() as client:
        topic = client.messaging.create_topic(topic_id="t", name="n", subscribe=[role])
    assert topic.subscribe == [role]


@pytest.mark.parametrize(
    ("content_type", "body", "text"),
    [
        ("application/json", b"{", 'Param "topicId" is not optional.'),
        ("application/json", b"[1]", 'Param "topicId" is not optional.'),
        ("application/json", b'{"topicId":"\\ud800"}', 'Param "topicId" is not optional.'),
        ("application/json", b'{"topicId":NaN}', 'Param "topicId" is not optional.'),
        ("application/json", b"[" * 100_000, 'Param "topicId" is not optional.'),
        ("text/plain", b'{"topicId":"a","name":"b"}', 'Param "topicId" is not optional.'),
        ("application/json; charset=utf-8", b'{"topicId":"a"}', 'Param "name" is not optional.'),
    ],
    ids=["malformed", "list", "half-character", "nan", "deep", "text", "charset"],
)
def test_bodies(content_type: str, body: bytes, text: str, fake: KeptAppwrite) -> None:
    headers = {
        "x-appwrite-project": fake.project,
        "x-appwrite-key": fake.key,
        "content-type": content_type,
    }
    answer = fake.answer(SeenRequest.of("POST", "/v1/messaging/topics", headers, body))
    assert json.loads(answer.body)["message"] == text


def test_the_url_is_for_reading_and_the_body_for_writing(shared: KeptAppwrite) -> None:
    headers = {
        "x-appwrite-project": shared.project,
        "x-appwrite-key": shared.key,
        "content-type": "application/json",
    }
    url = "/v1/messaging/topics?topicId=a&name=b&search="
    answer = shared.answer(SeenRequest.of("POST", url, headers, b"{}"))
    assert json.loads(answer.body)["message"] == 'Param "topicId" is not optional.'
    url = "/v1/messaging/topics"
    answer = shared.answer(SeenRequest.of("GET", url, headers, b'{"search":"","queries":1}'))
    assert answer.status == 200


def test_a_path_wins_over_the_body_and_a_slash_may_follow(shared: KeptAppwrite) -> None:
    headers = {
        "x-appwrite-key": shared.key,
        "content-type": "application/json",
    }
    url = f"/v1/messaging/topics/news/?project={shared.project}"
    body = b'{"topicId":"other","name":"News","more":1}'
    answer = shared.answer(SeenRequest.of("PATCH", url, headers, body))
    assert (answer.status, json.loads(answer.body)["$id"]) == (200, "news")
