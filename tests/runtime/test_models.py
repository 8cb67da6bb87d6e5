"""Models: absence and null, ways from and to JSON, and being good citizens of Python."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, datetime
from typing import Any

import msgspec
import pydantic
import pytest

from _runtime.convert import InvalidJsonError
from _runtime.models import UNSET, OpenModel
from tests.runtime.samples import MESSAGE, Cat, Credentials, Dog, Email, Limits, Message, Status


def vars_of(model: msgspec.Struct) -> dict[str, Any]:
    """The members by name, whatever their declared types allow."""
    return {name: getattr(model, name) for name in model.__struct_fields__}


def message(**changes: Any) -> Message:
    return Message.from_dict({**MESSAGE, **changes})


# --- JSON --------------------------------------------------------------------------------------------------------------


def test_a_model_travels_by_wire_names() -> None:
    model = message()
    assert model.id == "m1"
    assert model.created_at == datetime(2026, 11, 1, 10, tzinfo=UTC)
    assert model.to_dict() == MESSAGE
    assert json.loads(model.to_json()) == MESSAGE
    assert Message.from_json(model.to_json()) == model
    assert Message.from_json(model.to_json().decode()) == model


def test_absent_and_null_are_two_things() -> None:
    assert Limits(max_size=1).to_dict() == {"maxSize": 1}
    assert Limits(max_size=1, note=None).to_dict() == {"maxSize": 1, "note": None}
    assert Limits.from_dict({"maxSize": 1}).note is UNSET
    assert Limits.from_dict({"maxSize": 1, "note": None}).note is None


def test_a_constant_is_sent_without_being_given() -> None:
    assert Cat(lives=9).to_dict() == {"kind": "cat", "lives": 9}
    assert repr(Cat(lives=9)) == "Cat(lives=9)"


def test_arguments_are_keywords_in_any_order() -> None:
    make: Any = Email
    assert make(sent_at=UNSET, subject="s") == Email(subject="s")
    with pytest.raises(TypeError, match="positional"):
        make("s")
    with pytest.raises(TypeError, match="subject"):
        make()


def test_members_the_description_does_not_name_are_ignored() -> None:
    model = Email.from_dict({"subject": "s", "invented": 1})
    assert model == Email(subject="s")
    assert model.parse_warnings == ()


def test_a_required_member_that_is_missing_is_unset_and_not_sent() -> None:
    model = Email.from_dict({})
    assert vars_of(model)["subject"] is UNSET
    assert [str(w) for w in model.parse_warnings] == ["subject: expected str, received nothing"]
    assert model.to_dict() == {}
    assert model.to_json() == b"{}"
    outer = message(data={"subject": 5}, pet={"kind": "dog"})
    assert outer.to_dict() == {**MESSAGE, "data": {"subject": 5}, "pet": {"kind": "dog"}}


@pytest.mark.parametrize("value", [[], None, "text", 5])
def test_what_is_no_object_is_no_model(value: Any) -> None:
    with pytest.raises(ValueError, match="Email: the answer: expected Email, received"):
        Email.from_dict(value)
    with pytest.raises(ValueError, match="Limits"):
        Limits.from_dict(value)


def test_malformed_json_is_a_value_error() -> None:
    with pytest.raises(InvalidJsonError):
        Email.from_json(b"{")


def test_warnings_are_no_member() -> None:
    model = Email.from_dict({"subject": 1})
    assert len(model.parse_warnings) == 1
    assert model.to_dict() == {"subject": 1}
    assert "parse_warnings" not in repr(model)
    assert model == Email.from_dict({"subject": 1})
    assert copy.copy(model).parse_warnings == ()


# --- Python ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [message(), Limits(max_size=1, additional_properties={"a": 2})])
def test_models_pickle_and_copy(model: Message | Limits) -> None:
    for again in (pickle.loads(pickle.dumps(model)), copy.copy(model), copy.deepcopy(model)):
        assert again == model
        assert again is not model
        assert again.to_dict() == model.to_dict()


def test_a_deep_copy_shares_nothing() -> None:
    model = Limits(max_size=1, additional_properties={"a": 2})
    again = copy.deepcopy(model)
    again.additional_properties["a"] = 3
    assert model.additional_properties == {"a": 2}


def test_models_are_equal_by_value() -> None:
    assert Email(subject="s") == Email(subject="s") != Email(subject="t")
    assert Limits(max_size=1) == Limits(max_size=1) != Limits(max_size=2)
    assert Limits(max_size=1) != Cat(lives=1)
    for model in (Email(subject="s"), Limits(max_size=1)):
        with pytest.raises(TypeError, match="unhashable"):
            hash(model)


def test_models_are_changed_in_place_or_replaced() -> None:
    email = Email(subject="s")
    email.subject = "t"
    assert email.__replace__(subject="u") == Email(subject="u")
    limits = Limits(max_size=1)
    limits.max_size = 2
    assert limits == Limits(max_size=2)
    replaced = limits.__replace__(note="n")
    assert (replaced.note, limits.note) == ("n", UNSET)


@pytest.mark.parametrize("model", [Email(subject="s"), Limits(max_size=1)])
def test_a_misspelt_member_is_refused(model: Any) -> None:
    with pytest.raises(AttributeError, match="sbject"):
        model.sbject = "t"
    with pytest.raises(AttributeError, match="sbject"):
        _ = model.sbject


def test_models_match_patterns() -> None:
    match message().pet:
        case Dog(good_boy=True, friends=[Cat(lives=lives)]):
            assert lives == 9
        case _:
            pytest.fail("no match")
    match Limits(max_size=3):
        case Limits(max_size=size):
            assert size == 3


def test_repr_is_short_and_hides_secrets() -> None:
    assert repr(Email(subject="s")) == "Email(subject='s')"
    assert (
        repr(Credentials(api_key="s3cr3t", region="eu"))
        == "Credentials(api_key='***', region='eu')"
    )
    assert repr(Limits(max_size=1)) == "Limits(max_size=1)"
    assert "s3cr3t" not in repr(message())
    assert Credentials(api_key="s3cr3t").__rich_repr__() == [("api_key", "***")]
    assert Limits(max_size=1).__rich_repr__() == [("max_size", 1), ("additional_properties", {})]


def test_a_secret_stays_out_of_warnings() -> None:
    model = message(credentials={"apiKey": 12345})
    (warning,) = model.parse_warnings
    assert str(warning) == "credentials.apiKey: expected str, received a value of type int"


# --- open models -------------------------------------------------------------------------------------------------------


def test_an_open_model_keeps_what_it_does_not_name() -> None:
    wire = {"maxSize": 10, "files": 3, "": 4, "additional_properties": 5}
    model = Limits.from_dict(wire)
    assert model.additional_properties == {"files": 3, "": 4, "additional_properties": 5}
    assert model.to_dict() == wire
    assert list(model.to_dict()) == list(wire)


def test_a_named_member_wins_over_an_additional_one() -> None:
    model = Limits(max_size=1, additional_properties={"maxSize": 2, "a": 3})
    assert model.to_dict() == {"maxSize": 1, "a": 3}


def test_instances_do_not_share_their_additional_members() -> None:
    Limits(max_size=1).additional_properties["a"] = 1
    assert Limits(max_size=1).additional_properties == {}


def test_an_open_model_inside_others_is_decoded_and_sent() -> None:
    model = message()
    assert model.limits == Limits(max_size=10, note=None, additional_properties={"files": 3})
    assert json.loads(model.to_json())["limits"] == MESSAGE["limits"]


# --- pydantic ----------------------------------------------------------------------------------------------------------


class Envelope(pydantic.BaseModel):
    email: Email
    limits: Limits | None = None


def test_a_model_is_a_field_of_a_pydantic_model() -> None:
    given = {"email": {"subject": "s"}, "limits": {"maxSize": 1, "a": 2}}
    envelope = Envelope.model_validate(given)
    assert envelope.email == Email(subject="s")
    assert envelope.model_dump() == given
    assert json.loads(envelope.model_dump_json()) == given
    email = Email(subject="t")
    assert Envelope(email=email).email is email
    schema = Envelope.model_json_schema()["properties"]["email"]
    assert schema == {"title": "Email", "type": "object"}


def test_pydantic_reports_what_does_not_fit() -> None:
    with pytest.raises(
        pydantic.ValidationError, match=r"Expected `str`, got `int` - at `\$.subject`"
    ):
        Envelope.model_validate({"email": {"subject": 5}})


# --- the struct beneath ------------------------------------------------------------------------------------------------


def test_a_model_is_decoded_by_msgspec_itself() -> None:
    assert msgspec.json.decode(b'{"subject":"s"}', type=Email) == Email(subject="s")
    assert message(status="sent").status is Status.SENT


def test_a_member_may_be_called_like_an_argument_of_ours() -> None:
    class Link(OpenModel):
        self: str
        additional_properties: dict[str, int] = {}  # noqa: RUF012 - copied for each object

    link = Link(self="a", additional_properties={"n": 1})
    assert (link.self, link.to_json()) == ("a", b'{"self":"a","n":1}')
    assert link.__replace__(self="b").self == "b"
