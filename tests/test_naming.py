"""Names: words, spellings, escapes, and scopes."""

from __future__ import annotations

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.naming import MAX_LENGTH, Scope, iterator, pascal, renamed, same_words, snake, upper


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("autoTLS", "auto_tls"),
        ("serviceAccountJSON", "service_account_json"),
        ("APNSProvider", "apns_provider"),
        ("createMsg91Provider", "create_msg91_provider"),
        ("createAPNSProvider", "create_apns_provider"),
        ("XMLHttpRequest", "xml_http_request"),
        ("OAuth2", "oauth2"),
        ("oAuth2", "oauth2"),
        ("githubOAuthToken", "github_oauth_token"),
        ("iOS", "ios"),
        ("APIOSVersion", "apios_version"),
        ("IDs", "ids"),
        ("userIDsOnly", "user_ids_only"),
        ("clientIPv4", "client_ipv4"),
        ("SHA256Hash", "sha256_hash"),
        ("EC2Instance", "ec2_instance"),
        ("address1Line", "address1_line"),
        ("i18n", "i18n"),
        ("$id", "id"),
        ("$createdAt", "created_at"),
        ("queries[]", "queries"),
        ("x-foo", "x_foo"),
        ("X-Request-ID", "x_request_id"),
        ("_links", "links"),
        ("__class__", "class_"),
        ("SOME_VALUE", "some_value"),
        ("user's name", "users_name"),
        ("v1.1", "v1_1"),
        ("naïve État", "naive_etat"),
        ("ﬁle", "file"),
        ("日本", "日本"),
        ("from", "from_"),
        ("class", "class_"),
        ("match", "match"),
        ("type", "type"),
        ("format", "format"),
        ("-1", "minus_1"),
        ("+1", "plus_1"),
        ("-created", "minus_created"),
        (">=", "greater_or_equal"),
        ("2FA", "value_2fa"),
        ("3DModel", "value_3d_model"),
        ("90Days", "value_90_days"),
        ("", "value"),
        ("!?!", "value"),
        ("\u202e", "value"),
    ],
)
def test_snake_case(text: str, name: str) -> None:
    assert snake(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("message", "Message"),
        ("messageList", "MessageList"),
        ("message_not_found", "MessageNotFound"),
        ("MESSAGE_NOT_FOUND", "MessageNotFound"),
        ("SMS", "SMS"),
        ("APIKey", "APIKey"),
        ("OAuth2Token", "OAuth2Token"),
        ("serviceAccountJSON", "ServiceAccountJSON"),
        ("repos/list-for-org", "ReposListForOrg"),
        ("io.k8s.api.core.v1", "IoK8sApiCoreV1"),
        ("v1.1", "V1_1"),
        ("none", "None_"),
        ("3d", "Model3d"),
        ("", "Model"),
    ],
)
def test_class_names_keep_the_capitals_of_their_author(text: str, name: str) -> None:
    assert pascal(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("in-transit", "IN_TRANSIT"),
        ("None", "NONE"),
        ("class", "CLASS"),
        ("1", "VALUE_1"),
        ("straße", "STRASSE"),
        ("*", "STAR"),
    ],
)
def test_upper_case(text: str, name: str) -> None:
    assert upper(text) == name


def test_what_stands_in_for_a_name_can_be_chosen() -> None:
    assert (snake("", "field"), snake("1", "field"), pascal("...", "Service")) == (
        "field",
        "field_1",
        "Service",
    )


@given(st.text())
def test_every_text_gives_a_usable_name(text: str) -> None:
    for name in (snake(text), upper(text), pascal(text)):
        assert name.isidentifier()
        assert not keyword.iskeyword(name)
        assert not name.startswith("_")
        assert len(name) <= 3 * MAX_LENGTH


@given(st.text())
def test_names_are_what_python_compares_them_by(text: str) -> None:
    for name in (snake(text), upper(text), pascal(text)):
        scope: dict[str, object] = {}
        exec(f"{name} = 1", scope)
        assert name in scope


def test_a_long_text_gives_a_name_of_bounded_length() -> None:
    assert len(snake("word " * 100)) <= MAX_LENGTH
    assert len(pascal("word" * 100)) <= MAX_LENGTH


def test_the_same_words_however_they_are_joined() -> None:
    assert same_words("messageStatus", "Message status")
    assert not same_words("messageStatus", "Message state")


def test_the_iterator_of_a_list_is_called_after_what_it_lists() -> None:
    assert (iterator("list_messages"), iterator("search")) == ("iter_messages", "iter_search")


def test_a_class_whose_name_is_reserved() -> None:
    assert renamed("Client")[0] == "ClientModel"
    assert renamed("Model")[0] == "ModelObject"
    assert renamed("None_")[0] == "NoneModel"


def test_a_scope_gives_the_first_free_candidate() -> None:
    scope = Scope({"taken"})
    assert [scope.claim("taken", "free", "spare") for _ in range(4)] == [
        "free",
        "spare",
        "spare_2",
        "spare_3",
    ]


def test_numbers_fit_the_style_of_the_name() -> None:
    scope = Scope()
    names = [scope.claim(name) for name in ("Item", "Item", "ITEM_A", "ITEM_A", "V2", "V2")]
    assert names == ["Item", "Item2", "ITEM_A", "ITEM_A_2", "V2", "V2_2"]


def test_names_that_differ_only_in_case_are_the_same() -> None:
    scope = Scope()
    assert (scope.claim("Users"), scope.claim("USERS")) == ("Users", "USERS_2")


def test_a_reserved_name_is_reserved_as_it_is_spelt() -> None:
    scope = Scope({"list"})
    assert scope.claim("List") == "List"


def test_a_variable_is_qualified_when_taken_and_escaped_when_reserved() -> None:
    scope = Scope({"self"})
    assert scope.claim_variable("self", "query_self") == "self_"
    assert scope.claim_variable("id", "path_id") == "id"
    assert scope.claim_variable("id", "query_id") == "query_id"
    assert scope.claim_variable("id", "query_id") == "id_"
    assert scope.claim_variable("id", "query_id") == "id_2"


def test_companions_have_to_be_free_as_well() -> None:
    scope = Scope()
    scope.claim("AsyncUsers")
    both = [
        scope.claim("Users", "UsersService", companions=lambda name: (f"Async{name}",))
        for _ in range(2)
    ]
    assert both == ["UsersService", "UsersService2"]
    assert not scope.is_free("AsyncUsersService2")
