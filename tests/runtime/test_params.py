"""Parameters: the style table of the OpenAPI text, percent-encoding, and what is refused."""

from __future__ import annotations

import uuid
from collections import OrderedDict
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from _runtime.params import (
    Media,
    Style,
    build_cookies,
    build_headers,
    build_path,
    build_query,
    quote,
)
from _runtime.unset import UNSET
from tests.runtime.samples import Cat, Limits, Priority, Status

TEXT = "blue"
ARRAY = ["blue", "black", "brown"]
OBJECT = {"R": 100, "G": 200, "B": 150}

# OpenAPI 3.1.1, section 4.8.12.2.2 (Style Examples); "" is its column "empty"
QUERY = [
    ("form", False, "", "color="),
    ("form", False, TEXT, "color=blue"),
    ("form", False, ARRAY, "color=blue,black,brown"),
    ("form", False, OBJECT, "color=R,100,G,200,B,150"),
    ("form", True, "", "color="),
    ("form", True, TEXT, "color=blue"),
    ("form", True, ARRAY, "color=blue&color=black&color=brown"),
    ("form", True, OBJECT, "R=100&G=200&B=150"),
    ("spaceDelimited", False, ARRAY, "color=blue%20black%20brown"),
    ("spaceDelimited", False, OBJECT, "color=R%20100%20G%20200%20B%20150"),
    ("spaceDelimited", True, ARRAY, "color=blue&color=black&color=brown"),
    ("pipeDelimited", False, ARRAY, "color=blue%7Cblack%7Cbrown"),
    ("pipeDelimited", False, OBJECT, "color=R%7C100%7CG%7C200%7CB%7C150"),
    ("pipeDelimited", True, ARRAY, "color=blue&color=black&color=brown"),
    ("deepObject", True, OBJECT, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
    ("deepObject", True, TEXT, "color=blue"),
    # an empty array or object is undefined: RFC 6570, section 3.2.1
    ("form", False, [], ""),
    ("form", True, [], ""),
    ("form", True, {}, ""),
    ("pipeDelimited", False, [], ""),
    ("deepObject", True, {}, ""),
    ("form", True, [None, "a", UNSET], "color=a"),
    ("form", False, {"a": None, "b": 1}, "color=b,1"),
    # deeper nesting has a form in deepObject only
    (
        "deepObject",
        True,
        {"a": {"b": [1, {"c": 2}], "d": None}},
        "color%5Ba%5D%5Bb%5D%5B0%5D=1&color%5Ba%5D%5Bb%5D%5B1%5D%5Bc%5D=2",
    ),
    ("deepObject", True, ["x", "y"], "color%5B0%5D=x&color%5B1%5D=y"),
]

PATH = [
    ("simple", False, TEXT, "blue"),
    ("simple", False, ARRAY, "blue,black,brown"),
    ("simple", False, OBJECT, "R,100,G,200,B,150"),
    ("simple", True, TEXT, "blue"),
    ("simple", True, ARRAY, "blue,black,brown"),
    ("simple", True, OBJECT, "R=100,G=200,B=150"),
    ("label", False, TEXT, ".blue"),
    ("label", False, ARRAY, ".blue,black,brown"),
    ("label", False, OBJECT, ".R,100,G,200,B,150"),
    ("label", True, TEXT, ".blue"),
    ("label", True, ARRAY, ".blue.black.brown"),
    ("label", True, OBJECT, ".R=100.G=200.B=150"),
    ("matrix", False, TEXT, ";color=blue"),
    ("matrix", False, ARRAY, ";color=blue,black,brown"),
    ("matrix", False, OBJECT, ";color=R,100,G,200,B,150"),
    ("matrix", True, TEXT, ";color=blue"),
    ("matrix", True, ARRAY, ";color=blue;color=black;color=brown"),
    ("matrix", True, OBJECT, ";R=100;G=200;B=150"),
]


@pytest.mark.parametrize(("style", "explode", "value", "expected"), QUERY)
def test_query_styles(style: Any, explode: bool, value: Any, expected: str) -> None:
    assert build_query({"color": value}, {"color": Style(style, explode)}) == expected


@pytest.mark.parametrize(("style", "explode", "value", "expected"), PATH)
def test_path_styles(style: Any, explode: bool, value: Any, expected: str) -> None:
    assert (
        build_path("/a/{color}/b", {"color": value}, {"color": Style(style, explode)})
        == f"/a/{expected}/b"
    )


@pytest.mark.parametrize(
    ("explode", "expected"), [(False, "R,100,G,200,B,150"), (True, "R=100,G=200,B=150")]
)
def test_header_styles(explode: bool, expected: str) -> None:
    fields = build_headers(
        {"X-Color": OBJECT, "X-List": ARRAY}, {"X-Color": Style("simple", explode)}
    )
    assert fields == [("X-Color", expected), ("X-List", "blue,black,brown")]


def test_cookie_styles() -> None:
    values = {"color": ARRAY, "sid": "a b;c", "gone": None, "unset": UNSET}
    assert (
        build_cookies(values, {"color": Style("form", False)})
        == "color=blue,black,brown; sid=a%20b%3Bc"
    )
    assert build_cookies({"color": ARRAY}, {}) == "color=blue; color=black; color=brown"


# --- values ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, "true"),
        (False, "false"),
        (7, "7"),
        (-1.5, "-1.5"),
        (1e22, "1e%2B22"),
        (Status.SENT, "sent"),
        (Status("new one"), "new%20one"),
        (Priority.HIGH, "2"),
        (
            datetime(2026, 11, 1, 10, 0, 0, 500000, tzinfo=UTC),
            "2026-11-01T10%3A00%3A00.500%2B00%3A00",
        ),
        (
            datetime(2026, 11, 1, 10, tzinfo=timezone(timedelta(hours=2))),
            "2026-11-01T10%3A00%3A00.000%2B02%3A00",
        ),
        (date(2026, 11, 1), "2026-11-01"),
        (timedelta(seconds=90), "PT90S"),
        (uuid.UUID(int=5), "00000000-0000-0000-0000-000000000005"),
        (Decimal("1.10"), "1.10"),
        (b"hi?", "aGk_".replace("_", "%2F")),
        ("é☃", "%C3%A9%E2%98%83"),
        ("A-z_0.9~", "A-z_0.9~"),
        (
            " !\"#$%&'()*+,/:;<=>?@[\\]^`{|}",
            "%20%21%22%23%24%25%26%27%28%29%2A%2B%2C%2F%3A%3B%3C%3D%3E%3F%40%5B%5C%5D%5E%60%7B%7C%7D",
        ),
    ],
)
def test_single_values(value: Any, expected: str) -> None:
    assert build_query({"q": value}, {}) == f"q={expected}"
    assert build_path("/{q}", {"q": value}, {}) == f"/{expected}"
    assert build_query({"q": [value]}, {}) == f"q={expected}"


def test_models_are_objects_by_wire_names() -> None:
    deep = {"filter": Style("deepObject", True)}
    assert build_query({"filter": Cat(lives=9)}, deep) == "filter%5Bkind%5D=cat&filter%5Blives%5D=9"
    limits = Limits(max_size=1, additional_properties={"a": 2})
    assert build_query({"filter": limits}, {}) == "maxSize=1&a=2"
    assert build_query({"filter": OrderedDict(a=1)}, {}) == "a=1"
    assert (
        build_query({"filter": (1, 2), "set": {3}, "range": range(2)}, {})
        == "filter=1&filter=2&set=3&range=0&range=1"
    )


def test_names_are_encoded() -> None:
    assert build_query({"queries[]": ["a", "b"]}, {}) == "queries%5B%5D=a&queries%5B%5D=b"
    assert (
        build_query({"queries[]": ["a&b", 'x="1"']}, {})
        == "queries%5B%5D=a%26b&queries%5B%5D=x%3D%221%22"
    )


def test_what_is_absent_or_null_is_left_out() -> None:
    assert build_query({"a": UNSET, "b": None, "c": ""}, {}) == "c="
    assert build_query({}, {}) == ""
    assert build_headers({"a": UNSET, "b": None}, {}) == []
    assert build_cookies({"a": UNSET}, {}) == ""


def test_content_parameters_are_one_text() -> None:
    media = {
        "w": Media("application/json"),
        "v": Media("application/vnd.x+json; charset=utf-8"),
        "t": Media("text/plain"),
    }
    assert (
        build_query({"w": {"a": [1, Status.SENT]}}, media)
        == "w=%7B%22a%22%3A%5B1%2C%22sent%22%5D%7D"
    )
    assert build_query({"v": "x", "t": "x"}, media) == "v=%22x%22&t=x"
    assert build_headers({"w": [1]}, media) == [("w", "[1]")]
    assert build_path("/{w}", {"w": [1]}, media) == "/%5B1%5D"
    with pytest.raises(
        ValueError, match="parameter 't': arrays and objects cannot be sent as text/plain"
    ):
        build_query({"t": [1]}, media)


def test_reserved_characters_stay_where_allowed() -> None:
    allowed = {"q": Style("form", True, allow_reserved=True)}
    value = "http://a/b?c=d;e,f@g:h!$'()*"
    assert build_query({"q": value}, allowed) == f"q={value}"
    assert build_query({"q": "a&b#c+d[e] é"}, allowed) == "q=a%26b%23c%2Bd%5Be%5D%20%C3%A9"
    assert build_query({"q": ["a/b", "c"]}, {"q": Style("form", False, True)}) == "q=a/b,c"


@given(st.dictionaries(st.text(min_size=1), st.text()))
def test_servers_read_what_was_meant(values: dict[str, str]) -> None:
    query = build_query(values, {})
    assert query.isascii()
    assert dict(parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))) == values


# --- paths -------------------------------------------------------------------------------------------------------------


@given(st.text(min_size=1).filter(lambda text: text not in (".", "..")))
def test_an_id_is_one_segment_whatever_it_holds(text: str) -> None:
    path = build_path("/topics/{id}/subscribers", {"id": text}, {})
    assert path.count("/") == 3
    assert "?" not in path
    assert "#" not in path
    assert unquote(path.split("/")[2]) == text


@pytest.mark.parametrize("text", [".", ".."])
def test_dot_segments_are_refused(text: str) -> None:
    with pytest.raises(
        ValueError, match=r"path parameter 'id' must not make the path segment '\.\.?'"
    ):
        build_path("/topics/{id}", {"id": text}, {})
    assert build_path("/v{id}/x", {"id": text}, {}) == f"/v{text}/x"


def test_parts_that_make_a_dot_segment_together_are_refused() -> None:
    with pytest.raises(ValueError, match="path parameter 'b'"):
        build_path("/{a}{b}", {"a": ".", "b": "."}, {})
    with pytest.raises(ValueError, match="path parameter 'a'"):
        build_path("/{a}", {"a": "."}, {"a": Style("label", False)})


def test_a_name_may_hold_what_separates_segments() -> None:
    assert build_path("/a/{x/y}/b/{#}", {"x/y": "1", "#": "2"}, {}) == "/a/1/b/2"
    with pytest.raises(ValueError, match="path parameter 'x/y' must not make"):
        build_path("/a/{x/y}/b", {"x/y": "."}, {})


def test_an_encoded_dot_segment_stays_encoded() -> None:
    assert build_path("/{id}", {"id": "%2e%2e"}, {}) == "/%252e%252e"


@pytest.mark.parametrize("value", ["", [], {}, [None], [""]])
def test_empty_ids_are_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="path parameter 'id' must not be empty"):
        build_path("/topics/{id}", {"id": value}, {})


@pytest.mark.parametrize("values", [{}, {"id": None}, {"id": UNSET}])
def test_missing_ids_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="path parameter 'id' is missing"):
        build_path("/topics/{id}", values, {})


def test_templates_may_mix_texts_and_parameters() -> None:
    assert build_path("/health", {}, {}) == "/health"
    assert (
        build_path("/{a}-{b}.json/{c}/", {"a": 1, "b": "x/y", "c": "{a}"}, {})
        == "/1-x%2Fy.json/%7Ba%7D/"
    )


@pytest.mark.parametrize(
    ("value", "exploded", "joined"),
    [
        ([[1]], "q=[1]", "q=[1]"),
        ([{"a": 1}, "b"], 'q={"a":1}&q=b', 'q={"a":1},b'),
        ({"a": [1], "b": 2}, "a=[1]&b=2", "q=a,[1],b,2"),
        ({"a": {"b": [None]}}, 'a={"b":[null]}', 'q=a,{"b":[null]}'),
    ],
)
def test_what_is_nested_is_sent_as_json(value: Any, exploded: str, joined: str) -> None:
    for explode, expected in ((True, exploded), (False, joined)):
        assert unquote(build_query({"q": value}, {"q": Style("form", explode)})) == expected


# --- refusals ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("explode", [True, False])
def test_what_is_no_value_at_all_is_refused(explode: bool) -> None:
    with pytest.raises(TypeError, match="parameter 'q': "):
        build_query({"q": Limits}, {"q": Style("form", explode)})
    with pytest.raises(TypeError, match="parameter 'q': "):
        build_path("/{q}", {"q": [Limits]}, {"q": Style("matrix", explode)})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_numbers_that_are_none_are_refused(value: float) -> None:
    with pytest.raises(ValueError, match=r"parameter 'q': -?(nan|inf) cannot be sent"):
        build_query({"q": value}, {})


@pytest.mark.parametrize("value", ["a\r\nb: c", "a\n", "\0", "☃", "é"])
def test_header_values_that_break_out_or_have_no_meaning_are_refused(value: str) -> None:
    with pytest.raises(ValueError, match="header 'X-A'"):
        build_headers({"X-A": value}, {})


def test_an_object_of_no_known_kind_is_refused() -> None:
    with pytest.raises(TypeError, match="parameter 'q': object cannot be sent"):
        build_query({"q": object()}, {})


def test_encodings_say_what_they_are() -> None:
    assert repr(Style("form", True)) == "Style('form', True, False)"
    assert repr(Media("text/plain")) == "Media('text/plain', {})"


def test_quote_covers_every_byte() -> None:
    assert quote("".join(map(chr, range(33)))) == "".join(f"%{n:02X}" for n in range(33))
