"""Reading descriptions: values, places, and several files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.document import MISSING, Document, load


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def read(folder: Path, text: str | bytes, name: str = "spec.yaml") -> Document:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load(path)


# --- values ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("y", "y"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("null", None),
        ("", None),
        ("012", 12),
        ("0o17", 15),
        ("0x1F", 31),
        ("-7", -7),
        ("1_000", "1_000"),
        ("0b11", "0b11"),
        ("1:30", "1:30"),
        ("2001-12-14", "2001-12-14"),
        ("2001-12-14T21:59:43Z", "2001-12-14T21:59:43Z"),
        ("1.5e3", 1500.0),
        (".5", 0.5),
        ("1.", 1.0),
        ("1.2.3", "1.2.3"),
        ("=", "="),
        ("'404'", "404"),
        ("!!str 404", "404"),
        ("!!int '404'", 404),
        ("! 404", "404"),
        ("|\n  two\n  lines", "two\nlines\n"),
        ("&a [1, *b]", [1, "b"]),
        ("!!map {a: 1}", {"a": 1}),
    ],
)
def test_yaml_values_follow_the_core_schema_of_1_2(folder: Path, text: str, value: object) -> None:
    document = read(folder, f"anchor: &b b\nvalue: {text}\n")
    assert document.node.get("value") == value
    assert type(document.node.get("value")) is type(value)


def test_keys_are_texts(folder: Path) -> None:
    document = read(
        folder, "200: a\n'404': b\n0x10: c\nno: d\n2001-01-01: e\n&k key: f\nz: {*k : g}\n"
    )
    assert document.node.value == {
        "200": "a",
        "404": "b",
        "0x10": "c",
        "no": "d",
        "2001-01-01": "e",
        "key": "f",
        "z": {"key": "g"},
    }


def test_aliases_stand_for_their_anchors(folder: Path) -> None:
    document = read(folder, "a: &a {x: [1, 2]}\nb: *a\n")
    assert document.node.get("b") == {"x": [1, 2]}
    assert document.locate("spec.yaml#/b/x/1").line == 1


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte-order-mark"])
def test_line_endings_and_byte_order_marks_do_not_matter(
    folder: Path, ending: str, mark: bytes
) -> None:
    text = "a: 1\nb:\n  c: ü\n".replace("\n", ending)
    document = read(folder, mark + text.encode())
    assert document.node.value == {"a": 1, "b": {"c": "ü"}}
    position = document.locate("spec.yaml#/b/c")
    assert (position.line, position.column) == (3, 3)
    assert position.excerpt == ((2, "b:"), (3, "  c: ü"))


def test_json_is_read_whatever_the_file_is_called(folder: Path) -> None:
    text = '{"a": [1, 2.5, "\\u00fc", null, true]}'
    for name in ("spec.json", "spec.yaml", "spec"):
        assert read(folder, text, name).node.value == {"a": [1, 2.5, "ü", None, True]}


def test_yaml_in_flow_style_is_no_bad_json(folder: Path) -> None:
    assert read(folder, "{a: 1, b: [x,],}").node.value == {"a": 1, "b": ["x"]}


# --- nodes -----------------------------------------------------------------------------------------------------------


def test_a_node_is_a_cursor(folder: Path) -> None:
    root = read(folder, "paths: {/x/~y: {get: {tags: [a, b]}}}\n").node
    tag = root / "paths" / "/x/~y" / "get" / "tags" / 1
    assert tag.pointer == "spec.yaml#/paths/~1x~1~0y/get/tags/1"
    assert (tag.value, tag.name, tag.exists) == ("b", "1", True)
    assert root.name == "spec"
    assert [(key, node.pointer) for key, node in root.items()] == [("paths", "spec.yaml#/paths")]
    assert [node.value for node in (root / "paths" / "/x/~y" / "get" / "tags").elements()] == [
        "a",
        "b",
    ]
    assert "paths" in root
    assert root.get("nothing", 3) == 3
    assert root / "paths" == root / "paths"
    assert len({root / "paths", root / "paths", root}) == 2


@pytest.mark.parametrize(
    "steps", [("x",), ("paths", "x", "y"), ("list", 7), ("list", "-1"), ("list", "a"), ("text", 0)]
)
def test_a_step_that_leads_nowhere_is_no_error(folder: Path, steps: tuple[str | int, ...]) -> None:
    node = read(folder, "paths: {}\nlist: [1]\ntext: t\n").node
    for step in steps:
        node = node / step
    assert not node.exists
    assert node.value is MISSING
    assert not node.value
    assert (list(node.items()), list(node.elements()), "a" in node, node.is_ref) == (
        [],
        [],
        False,
        False,
    )


def test_references_are_followed_across_files_and_chains(folder: Path) -> None:
    (folder / "parts").mkdir()
    (folder / "parts/more x.yaml").write_text("a/b: {$ref: '../spec.yaml#/end'}\n")
    document = read(folder, "start: {$ref: 'parts/more%20x.yaml#/a~1b'}\nend: {ok: 1}\n")
    assert (document.node / "start").is_ref
    target = (document.node / "start").resolve()
    assert target.pointer == "spec.yaml#/end"
    assert target.value == {"ok": 1}
    assert (document.node / "end").resolve() == document.node / "end"
    assert document.node.follow("parts/more%20x.yaml").file == "parts/more x.yaml"


def test_a_circle_of_references_ends(folder: Path) -> None:
    node = read(folder, "a: {$ref: '#/b'}\nb: {$ref: '#/a'}\n").node
    assert (node / "a").resolve().is_ref


def test_data_is_not_searched_for_references(folder: Path) -> None:
    document = read(
        folder,
        """
        components:
          schemas:
            A:
              example: {$ref: no.yaml}
              examples: [{$ref: no.yaml}]
              default: {$ref: no.yaml}
              enum: [{$ref: no.yaml}]
              const: {$ref: no.yaml}
              x-other: {$ref: no.yaml}
              properties:
                $ref: {type: string}
                default: {$ref: '#/components/schemas/B'}
                x-y: {$ref: '#/components/schemas/B'}
                examples: {$ref: '#/components/schemas/B'}
            B: {type: string}
          examples:
            e: {value: {$ref: no.yaml}}
            f: {$ref: '#/components/examples/e'}
        paths:
          /a:
            get:
              responses:
                default: {$ref: '#/components/responses/R'}
                "200": {content: {a/b: {examples: {g: {$ref: '#/components/examples/e'}}}}}
        """,
    )
    found = [holder.pointer.partition("#")[2] for holder, _ in document.references()]
    assert found == [
        "/components/schemas/A/properties/default",
        "/components/schemas/A/properties/x-y",
        "/components/schemas/A/properties/examples",
        "/components/examples/f",
        "/paths/~1a/get/responses/default",
        "/paths/~1a/get/responses/200/content/a~1b/examples/g",
    ]


def test_only_what_is_reached_is_read(folder: Path) -> None:
    (folder / "a.yaml").write_text("used: {$ref: 'b.yaml'}\nunused: {$ref: 'gone.yaml'}\n")
    (folder / "b.yaml").write_text("[1, 2]")
    document = read(folder, "x: {$ref: 'a.yaml#/used'}\n")
    assert sorted(document.files) == ["a.yaml", "b.yaml", "spec.yaml"]
    assert (document.node / "x").resolve().value == [1, 2]


def test_the_digest_is_of_names_and_texts(folder: Path) -> None:
    first = read(folder, "a: 1\n").digest
    assert read(folder, "a: 1\n").digest == first
    assert read(folder, "a: 2\n").digest != first
    assert read(folder, "a: 1\n", "other.yaml").digest != first


# --- places ----------------------------------------------------------------------------------------------------------

# of characters that JSON escapes as YAML does
TEXTS = st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]), max_size=5)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda children: st.lists(children, max_size=3) | st.dictionaries(TEXTS, children, max_size=3),
    max_leaves=12,
)


def pointers(value: Any, path: str = "") -> list[tuple[str, Any]]:
    """Every pointer into a value with what stands there: the name of a member, or the element of a list."""
    if isinstance(value, list):
        members = [(str(index), child, child) for index, child in enumerate(value)]
    elif isinstance(value, dict):
        members = [(key, key, child) for key, child in value.items()]
    else:
        return []
    found: list[tuple[str, Any]] = []
    for step, shown, child in members:
        below = f"{path}/{step.replace('~', '~0').replace('/', '~1')}"
        found += [(below, shown), *pointers(child, below)]
    return found


@pytest.mark.parametrize("name", ["spec.json", "spec.yaml"])
@given(value=VALUES, indent=st.sampled_from([None, 2]))
def test_every_value_is_found_where_it_stands(
    tmp_path_factory: pytest.TempPathFactory, name: str, value: Any, indent: int | None
) -> None:
    text = json.dumps({"a": value}, indent=indent)
    if name == "spec.yaml":
        text = text.removesuffix("}") + ",}"  # no JSON any more
    document = read(tmp_path_factory.mktemp("places"), text, name)
    assert document.node.value == {"a": value}
    lines = text.split("\n")
    for pointer, shown in pointers({"a": value}):
        position = document.locate(f"{name}#{pointer}")
        start = (
            "{"
            if isinstance(shown, dict)
            else json.dumps(shown)[:1] if isinstance(shown, list) else json.dumps(shown)
        )
        assert lines[position.line - 1][position.column - 1 :].startswith(start)


@pytest.mark.parametrize("name", ["spec.json", "spec.yaml"])
@pytest.mark.parametrize(
    ("pointer", "line", "column"),
    [
        ("#", 1, 1),
        ("#/a", 2, 3),
        ("#/a/b", 3, 5),
        ("#/a/missing/deeper", 2, 3),
        ("#/a/l/1", 4, 14),
        ("#/a/l/9", 4, 5),
        ("#/a/l/x", 4, 5),
        ("#/nothing", 1, 1),
        ("#/a/b/c", 3, 5),
        ("#/a/0/b", 3, 5),  # of a mapping that was taken for a list of it
        ("#/0/a/b/0/c", 3, 5),
        ("#/a/anyOf/0/b", 3, 5),  # of a mapping that may be null
    ],
)
def test_a_pointer_is_located_as_far_as_it_leads(
    folder: Path, name: str, pointer: str, line: int, column: int
) -> None:
    text = '{\n  "a": {\n    "b": 1,\n    "l": [1, 2]\n  }\n}'
    text = text if name == "spec.json" else text.replace("]", ",]")
    position = read(folder, text, name).locate(f"{name}{pointer}")
    assert (position.line, position.column) == (line, column)


@pytest.mark.parametrize("name", ["spec.json", "spec.yaml"])
def test_what_stands_behind_a_reference_is_located_there(folder: Path, name: str) -> None:
    text = '{"a": {"$ref": "#/b", "own": 1},\n "b": {"$ref": "#/c"},\n "c": {\n "d": [1]\n}, "e": {"$ref": "#/e"}\n}'
    text = text if name == "spec.json" else text.replace("]", ",]")
    document = read(folder, text, name)
    lines = {
        pointer: document.locate(f"{name}#{pointer}").line
        for pointer in ("/a/d/0", "/a/own", "/a/missing", "/e/d")
    }
    assert lines == {"/a/d/0": 4, "/a/own": 1, "/a/missing": 1, "/e/d": 5}


def test_a_pointer_into_an_unknown_file_is_located_at_its_start(folder: Path) -> None:
    position = read(folder, "a: 1").locate("other.yaml#/a")
    assert (position.file, position.line, position.column) == ("other.yaml", 1, 1)
