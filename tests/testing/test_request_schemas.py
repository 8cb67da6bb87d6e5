"""The description's request schemas accept exactly what the stand-in accepts; where not, there is a reason."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from appwrite_messaging.testing.clock import parsed
from tests.facts import FACTS, RULES, Fact
from tests.testing import query_grammar
from tests.testing.description import BASE, METHODS, document, operations, registry, resolve
from tests.testing.test_parameters import is_in_url, send, valid_values
from tests.testing.world import NOW, KeptAppwrite, arrange

# --- the description -------------------------------------------------------------------------------------------------

FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time")
def is_rfc3339(value: object) -> bool:
    """RFC 3339, section 5.6: a date, a time, and an offset."""
    if not isinstance(value, str):
        return True
    shape = r"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$"
    return Draft202012Validator({"pattern": shape}).is_valid(value) and parsed(value) is not None


def judge(operation: str, file: str, schema: Mapping[str, Any]) -> Draft202012Validator:
    """A judge of values; references are relative to the file the schema stands in."""
    placed = {"$id": f"{BASE}{file}.{operation}", **schema}
    return Draft202012Validator(placed, registry=registry(), format_checker=FORMATS)


@cache
def body_judge(operation: str) -> Draft202012Validator:
    file, found = operations()[operation]
    schema = found["requestBody"]["content"]["application/json"]["schema"]
    return judge(operation, file, schema)


@cache
def parameter_judge(operation: str, wire: str) -> Draft202012Validator:
    """The judge of a parameter in the path or the query."""
    return next(
        judge(operation, file, parameter["schema"])
        for file, parameter in parameters(operation)
        if parameter["name"] == wire
    )


def parameters(operation: str) -> Iterator[tuple[str, Any]]:
    """The parameters of an operation and of its path, each with the file it stands in."""
    for reference in document("openapi.yaml")["paths"].values():
        file, item = resolve("openapi.yaml", reference)
        for method in METHODS:
            found = item.get(method, {})
            if found.get("operationId") == operation:
                for parameter in (*item.get("parameters", ()), *found.get("parameters", ())):
                    yield resolve(file, parameter)


def described(fact: Fact, wire: str, value: object) -> bool:
    """Whether the description lets this parameter have this value, all others being as they should."""
    if is_in_url(fact, wire):
        valid: bool = parameter_judge(fact.id, wire).is_valid(value)
        return valid
    values = {**valid_values(fact), wire: value}
    return described_body(fact, values)


def described_body(fact: Fact, values: object) -> bool:
    if isinstance(values, dict):
        values = {name: value for name, value in values.items() if f"{{{name}}}" not in fact.path}
    valid: bool = body_judge(fact.id).is_valid(values)
    return valid


# --- the differences -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Difference:
    """Something only one of the two accepts, why that is so, and an example of it."""

    accepted_by: Literal["stand-in", "description"]
    reason: str
    applies: Callable[[str, Any], bool]
    example: tuple[str, str, Any]


EMAILS = ("fromEmail", "replyToEmail")
FILES = ("attachments", "image")


def is_longer_file(wire: str, value: Any) -> bool:
    files = value if isinstance(value, list) else [value]
    return wire in FILES and any(isinstance(file, str) and file.count(":") > 1 for file in files)


DIFFERENCES = [
    Difference(
        "stand-in",
        "the server takes null for left out where that is its default; nobody needs to send it",
        lambda wire, value: value is None,
        ("updateEmail", "subject", None),
    ),
    Difference(
        "stand-in",
        "the server reads a date alone and other forms of ISO 8601; RFC 3339 is enough to write",
        lambda wire, value: wire == "scheduledAt" and parsed(value) is not None,
        ("createSms", "scheduledAt", "2026-05-05"),
    ),
    Difference(
        "stand-in",
        "the server takes BUCKET:FILE:more and uses the first two; more means nothing",
        is_longer_file,
        ("createPush", "image", "bucket:file:more"),
    ),
    Difference(
        "stand-in",
        "the server takes TLS in capitals; the description has each word once",
        lambda wire, value: wire == "encryption" and isinstance(value, str),
        ("createSmtpProvider", "encryption", "TLS"),
    ),
    Difference(
        "description",
        "a schema does not know the time",
        lambda wire, value: wire == "scheduledAt" and (parsed(value) or NOW) < NOW,
        ("createSms", "scheduledAt", "2026-05-04T07:59:59Z"),
    ),
    Difference(
        "description",
        "`format: email` is a note (JSON Schema, section 7.2.1), and no pattern says what the server checks",
        lambda wire, value: wire in EMAILS and isinstance(value, str),
        ("createMailgunProvider", "fromEmail", "nobody"),
    ),
    Difference(
        "description",
        "to JSON Schema 1.0 is an integer; the server tells the two apart",
        lambda wire, value: isinstance(value, float) and value.is_integer(),
        ("createSmtpProvider", "port", 1.0),
    ),
    Difference(
        "description",
        "a query is JSON in a text, and a schema says nothing of what is in a text; `query_grammar` does",
        lambda wire, value: wire == "queries[]",
        ("listTopics", "queries[]", ["{"]),
    ),
]


def reasons(wire: str, value: Any, *, by_description: bool) -> list[str]:
    side = "description" if by_description else "stand-in"
    return [
        difference.reason
        for difference in DIFFERENCES
        if difference.accepted_by == side and difference.applies(wire, value)
    ]


# --- both directions -------------------------------------------------------------------------------------------------

few = settings(max_examples=30, deadline=None, derandomize=True, database=None)

BORDERS = sorted(
    {v for r in RULES.values() for v in (*r.accepts, *r.refuses) if isinstance(v, str)}
)
WORDS = ["none", "ssl", "TLS", "any", "users/verified", "2026-05-05", "2027-01-01T00:00:00Z"]
ROLE_PARTS = (
    *("any", "guests", "users", "user", "team", "member", "label", "role", "anyone"),
    *(":", ":", "/", "verified", "unverified", "a", "a-b", "_a", " ", "x" * 36, "x" * 37),
)
role_texts = st.one_of(
    st.lists(st.sampled_from(ROLE_PARTS), max_size=6).map("".join),
    st.builds(
        lambda name, id, dimension: f"{name}{id}{dimension}",
        st.sampled_from(ROLE_PARTS[:9]),
        st.sampled_from(["", ":a", ":a-b", ":_a", ":"]),
        st.sampled_from(["", "", "/verified", "/unverified", "/a-b", "/", "/a/b"]),
    ),
)
texts = st.one_of(
    st.sampled_from([*BORDERS, *WORDS]),
    st.text(max_size=40),
    st.from_regex(r"\A[A-Za-z0-9_.:-]{1,38}\Z"),
    st.from_regex(r"\A\+?[0-9]{5,16}\Z"),
    st.integers(1_577_836_800, 2_051_222_400).map(
        lambda second: datetime.fromtimestamp(second, UTC).isoformat()
    ),
    st.sampled_from([128, 129, 256, 257, 998, 999, 64230, 64231]).map(lambda length: "x" * length),
)
scalars = st.one_of(
    texts,
    st.none(),
    st.booleans(),
    st.integers(-2, 70000),
    st.floats(-2, 70000),
)
values = st.one_of(
    scalars,
    st.lists(scalars, max_size=3),
    st.lists(texts, max_size=3),
    st.lists(st.from_regex(r"\A[a-z]{1,3}\Z"), max_size=4),
    st.dictionaries(texts, scalars, max_size=3),
)


@pytest.fixture(scope="module")
def shared() -> KeptAppwrite:
    """What is asked for may well not be there: only the check of the parameters counts."""
    fake = KeptAppwrite()
    arrange(fake)
    return fake


with_parameters = pytest.mark.parametrize(
    "fact",
    [fact for fact in FACTS if any(p.wire != "queries[]" for p in fact.parameters)],
    ids=lambda fact: fact.id,
)
with_body = pytest.mark.parametrize(
    "fact",
    [fact for fact in FACTS if "requestBody" in operations()[fact.id][1]],
    ids=lambda fact: fact.id,
)


@with_parameters
def test_one_parameter(fact: Fact, shared: KeptAppwrite) -> None:
    wires = [parameter.wire for parameter in fact.parameters if parameter.wire != "queries[]"]
    cases = [
        st.tuples(st.just(wire), texts.filter(bool) if is_in_url(fact, wire) else values)
        for wire in wires
    ]
    if "subscribe" in wires:
        cases += [st.tuples(st.just("subscribe"), st.lists(role_texts, max_size=2))] * 3

    @few
    @given(st.one_of(cases))
    def check(case: tuple[str, Any]) -> None:
        wire, value = case
        by_description = described(fact, wire, value)
        by_stand_in = send(shared, fact, {**valid_values(fact), wire: value}) is None
        if by_description != by_stand_in:
            assert reasons(wire, value, by_description=by_description)

    check()


@pytest.mark.parametrize(
    "fact", [fact for fact in FACTS if fact.name.startswith("list_")], ids=lambda fact: fact.id
)
def test_queries(fact: Fact, shared: KeptAppwrite) -> None:
    """To the description a query is any text, so the stand-in is held against the grammar of the server instead."""

    @settings(few, max_examples=400 if fact.id == "listMessages" else 100)
    @given(query_grammar.texts(fact.id))
    def check(text: str) -> None:
        check_query(fact, text, shared)

    check()


def check_query(fact: Fact, text: str, fake: KeptAppwrite) -> bool:
    """Whether a text is a query, if the stand-in thinks so too and the description takes it for a text."""
    in_path = {name: value for name, value in valid_values(fact).items() if is_in_url(fact, name)}
    valid = query_grammar.is_query(fact.id, text)
    assert described(fact, "queries[]", [text])
    assert (send(fake, fact, {**in_path, "queries[]": [text]}) is None) == valid
    return valid


def test_queries_at_the_borders(shared: KeptAppwrite) -> None:
    fact = next(fact for fact in FACTS if fact.id == "listMessages")
    sides = {
        (json.loads(text)["method"], check_query(fact, text, shared))
        for text in query_grammar.borders()
    }
    both = {(method, side) for method in query_grammar.METHODS for side in (True, False)}
    assert both - sides == {("select", True)}


@with_body
def test_any_members(fact: Fact, shared: KeptAppwrite) -> None:
    """Members may be missing, and there may be others."""
    proper = {p.wire: p.rule.accepts for p in fact.parameters if p.rule.accepts}
    in_path = {name: value for name, value in valid_values(fact).items() if is_in_url(fact, name)}

    members = {
        name: st.sampled_from(accepted) for name, accepted in proper.items() if name not in in_path
    }

    @few
    @given(st.fixed_dictionaries({}, optional={**members, "other": scalars}))
    def check(values: dict[str, Any]) -> None:
        assert described_body(fact, values) == (send(shared, fact, {**values, **in_path}) is None)

    check()


@with_body
def test_what_is_no_object(fact: Fact, shared: KeptAppwrite) -> None:
    """The server counts it as an object without members, which is enough for an update: one more difference."""
    in_path = {name: value for name, value in valid_values(fact).items() if is_in_url(fact, name)}
    nothing: tuple[object, ...] = (None, [], "text", 1)
    assert not any(described_body(fact, body) for body in nothing)
    assert (send(shared, fact, in_path) is None) == (fact.method == "PATCH")


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda difference: difference.reason)
def test_the_differences_are_real(difference: Difference, shared: KeptAppwrite) -> None:
    operation, wire, value = difference.example
    fact = next(fact for fact in FACTS if fact.id == operation)
    by_description = described(fact, wire, value)
    by_stand_in = send(shared, fact, {**valid_values(fact), wire: value}) is None
    assert by_description != by_stand_in
    assert reasons(wire, value, by_description=by_description) == [difference.reason]
