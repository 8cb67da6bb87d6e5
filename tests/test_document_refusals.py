"""What is no description, or leads where it must not: refused, with its place, never with a traceback."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import listing
from generator.document import Document, DocumentError, load
from generator.document.yaml_text import MAX_ALIASED


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def read(folder: Path, text: str | bytes, name: str = "spec.yaml") -> Document:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load(path)


def refusal(folder: Path, text: str | bytes, name: str = "spec.yaml") -> str:
    """The listing of a description that cannot be read."""
    with pytest.raises(DocumentError) as error:
        read(folder, text, name)
    return listing(error.value.diagnostics)


DEEP = "[" * 100_000
CHAIN = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 300))
BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 20)
)


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("", "empty-file]: the file is empty", "1:1"),
        (" \n\t\n", "empty-file]: the file is empty", "1:1"),
        ("# nothing\n", "not-a-description]: a description is a mapping, this is empty", "1:1"),
        ("- a\n", "not-a-description]: a description is a mapping, this is a list", "1:1"),
        ("[1]", "not-a-description]: a description is a mapping, this is a list", "1:1"),
        ("Hello there", "not-a-description]: a description is a mapping, this is text", "1:1"),
        ("3", "not-a-description]: a description is a mapping, this is a single value", "1:1"),
        ("a: 1\n---\nb: 2\n", "invalid-yaml]: a second document starts here", "2:1"),
        ("a: [1\nb: 2\n", "invalid-yaml]: not valid YAML: did not find expected ',' or ']'", "2:2"),
        ("a: b: c\n", "invalid-yaml]: not valid YAML: mapping values are not allowed", "1:5"),
        ("a:\n\t- b\n", "invalid-yaml]: not valid YAML: found character that cannot start", "2:1"),
        ("a: 1\nb: \0\n", "invalid-yaml]: the character U+0000 is not allowed in YAML", "2:4"),
        ("é: \x07\n", "invalid-yaml]: the character U+0007 is not allowed in YAML", "1:4"),
        ('a: "\\ud800"\n', "invalid-yaml]: not valid YAML: found invalid Unicode", "1:7"),
        ("a: {b: 1, b: 2}\n", "duplicate-key]: the key 'b' is repeated", "1:11"),
        ("200: a\n'200': b\n", "duplicate-key]: the key '200' is repeated", "2:1"),
        ("true: 1\n", "invalid-key]: the key 'true' is not a string", "1:1"),
        ("a: {1.5: 1}\n", "invalid-key]: the key '1.5' is not a string", "1:5"),
        ("a: {~ : 1}\n", "invalid-key]: the key '~' is not a string", "1:5"),
        ("? [a]\n: 1\n", "invalid-key]: a key is a string, not a mapping or a sequence", "1:3"),
        ("a: &a [1]\nb: {*a : 1}\n", "invalid-key]: a key is a string, not a mapping or", "2:5"),
        ("a: &a {b: 1}\nc: {<<: *a}\n", "merge-key]: '<<' merges nothing", "2:5"),
        ("a: !!python/name:os.system x\n", "invalid-scalar]: the tag 'tag:yaml.org,2002:py", "1:4"),
        ("a: !!python/object/apply:os.system ['id']\n", "invalid-scalar]: the tag 'tag:ya", "1:4"),
        (
            "a: !secret x\n",
            "invalid-scalar]: the tag '!secret' is not part of the YAML core",
            "1:4",
        ),
        ("a: !!int x\n", "invalid-scalar]: 'x' does not fit its tag", "1:4"),
        ("a: .inf\n", "invalid-scalar]: .inf is not a JSON number", "1:4"),
        ("a: 1e999\n", "invalid-scalar]: 1e999 is not a JSON number", "1:4"),
        (f"a: {'9' * 5000}\n", "invalid-scalar]: the number has too many digits", "1:4"),
        ("a: *nothing\n", "undefined-alias]: there is no &nothing before this", "1:4"),
        ("a: &a [*a]\n", "recursive-alias]: *a stands inside &a", "1:8"),
        ("[" * 300, "too-deep]: nested more than 200 levels deep", "1:201"),
        (CHAIN, "too-deep]: nested more than 200 levels deep", "200:14"),
        (BOMB, "too-many-aliases]: aliases stand for more than 1,000,000 values", "6:45"),
        ("a:\n  b: {", "invalid-yaml]: not valid YAML: did not find expected node content", "2:7"),
        ("a: 1\n\0: 2\n", "invalid-yaml]: the character U+0000 is not allowed in YAML", "2:1"),
        (b"a: 1\n\xff: 2\n", "not-utf-8]: byte 0xff is not UTF-8", "2:1"),
        (b"a: \xff\n", "not-utf-8]: byte 0xff is not UTF-8", "1:4"),
        ("a: é\n".encode("utf-16"), "not-utf-8]: the file is UTF-16", "1:1"),
        ("a: é\n".encode("utf-32"), "not-utf-8]: the file is UTF-32", "1:1"),
        ("a: e\n".encode("utf-16-le"), "invalid-yaml]: the character U+0000 is not allowed", "1:2"),
        (b"\x7fELF\x02\x01\x01\x00\xff", "not-utf-8]: byte 0xff is not UTF-8", "1:9"),
    ],
)
def test_yaml_that_cannot_be_read_is_refused_with_its_place(
    folder: Path, text: str | bytes, message: str, place: str
) -> None:
    first, second, *_ = refusal(folder, text).splitlines()
    assert first.startswith(f"error[{message}")
    assert second == f"  --> spec.yaml:{place}"


def test_yaml_too_deep_for_the_parser_itself_is_called_so(folder: Path) -> None:
    first, second, *_ = refusal(folder, DEEP).splitlines()
    assert first.startswith("error[too-deep]: nested more than 200 levels deep")
    assert second in ("  --> spec.yaml:1:201", "  --> spec.yaml:1:1001")  # as its release goes


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ('{"a": 1,}', "invalid-json]: not valid JSON: expecting property name", "1:9"),
        ('{"a": 1', "invalid-json]: not valid JSON: expecting ',' delimiter", "1:8"),
        ("{'a': 1}", "invalid-json]: not valid JSON: expecting property name", "1:2"),
        ('{"a": "b\nc"}', "invalid-json]: not valid JSON: invalid control character at", "1:9"),
        ('{} {"a": 1}', "invalid-json]: not valid JSON: extra data", "1:4"),
        ('{"a": NaN}', "invalid-number]: nan is not a JSON number", "1:2"),
        ('{"a": [1, -Infinity]}', "invalid-number]: -inf is not a JSON number", "1:11"),
        ('{"a": 1e999}', "invalid-number]: inf is not a JSON number", "1:2"),
        ('{"a": %s}' % ("9" * 5000), "invalid-number]: the number has too many digits", "1:7"),
        ('{"a": "\\ud800"}', "invalid-text]: half of a surrogate pair is not a character", "1:2"),
        ('{"a": {"\\udfff": 1}}', "invalid-text]: half of a surrogate pair is not a", "1:2"),
        ('{"a": {"b": 1, "b": 2}}', "duplicate-key]: the key 'b' is repeated", "1:16"),
        ('{"a": 1, "\\u0061": 2}', "duplicate-key]: the key 'a' is repeated", "1:10"),
        (DEEP, "too-deep]: nested more than 200 levels deep", "1:201"),
        ('{"a":' * 300 + "1" + "}" * 300, "too-deep]: nested more than 200 levels", "1:1001"),
        ("[1]", "not-a-description]: a description is a mapping, this is a list", "1:1"),
        ("\0\0\0", "invalid-json]: not valid JSON: expecting value", "1:1"),
    ],
)
def test_json_that_cannot_be_read_is_refused_with_its_place(
    folder: Path, text: str, message: str, place: str
) -> None:
    first, second, *_ = refusal(folder, text, "spec.json").splitlines()
    assert first.startswith(f"error[{message}")
    assert second == f"  --> spec.json:{place}"


def test_all_duplicates_are_told_with_both_places(folder: Path) -> None:
    assert refusal(folder, "a: 1\nb: {c: 1, c: 2}\na: 3\n") == (
        "error[duplicate-key]: the key 'c' is repeated\n"
        "  --> spec.yaml:2:11\n"
        "  1 | a: 1\n"
        "  2 | b: {c: 1, c: 2}\n"
        "    |           ^\n"
        "  3 | a: 3\n"
        "  --> spec.yaml:2:5 (first here)\n"
        "  1 | a: 1\n"
        "  2 | b: {c: 1, c: 2}\n"
        "    |     ^\n"
        "  3 | a: 3\n"
        "  hint: remove one of the two\n"
        "\n"
        "error[duplicate-key]: the key 'a' is repeated\n"
        "  --> spec.yaml:3:1\n"
        "  2 | b: {c: 1, c: 2}\n"
        "  3 | a: 3\n"
        "    | ^\n"
        "  --> spec.yaml:1:1 (first here)\n"
        "  1 | a: 1\n"
        "    | ^\n"
        "  2 | b: {c: 1, c: 2}\n"
        "  hint: remove one of the two\n"
    )


def test_two_surrogates_that_make_a_character_are_text(folder: Path) -> None:
    assert read(folder, '{"a": "\\ud83d\\ude00"}', "spec.json").node.get("a") == "\N{GRINNING FACE}"


def test_many_aliases_are_fine(folder: Path) -> None:
    text = "a: &a [1, 2, 3]\nb: [" + ", ".join(["*a"] * 10_000) + "]\n"
    assert len(read(folder, text).node.get("b")) == 10_000 < MAX_ALIASED


def test_a_huge_scalar_is_fine(folder: Path) -> None:
    for name in ("spec.json", "spec.yaml"):
        text = '{"a": "' + "x" * 5_000_000 + '"' + ("}" if name == "spec.json" else ",}")
        assert len(read(folder, text, name).node.get("a")) == 5_000_000


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("gone.yaml", "there is no file 'gone.yaml'"),
        ("a/folder", "'folder' is a folder"),
        ("nul\0byte", "'nul\\x00byte' cannot be read: embedded null byte"),
        ("spec.yaml/x", "'x' cannot be read: Not a directory"),
        ("x" * 300, f"'{'x' * 300}' cannot be read: File name too long"),
    ],
)
def test_a_file_that_cannot_be_opened_is_named(folder: Path, path: str, message: str) -> None:
    (folder / "a/folder").mkdir(parents=True)
    (folder / "spec.yaml").write_text("a: 1\n")
    with pytest.raises(DocumentError) as error:
        load(folder / path)
    assert listing(error.value.diagnostics).splitlines()[0] == f"error[unreadable-file]: {message}"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions do not bind here")
def test_a_file_without_permission_is_named(folder: Path) -> None:
    (folder / "spec.yaml").write_text("a: 1\n")
    (folder / "spec.yaml").chmod(0)
    with pytest.raises(DocumentError, match="cannot be read: Permission denied"):
        load(folder / "spec.yaml")


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("gone.yaml", "unreadable-file]: there is no file 'gone.yaml'"),
        ("gone.yaml#/a/b", "unreadable-file]: there is no file 'gone.yaml'"),
        (".", "unreadable-file]: '.' is not a file"),
        ("pipe", "unreadable-file]: 'pipe' is not a file"),
        ("a%00b", "unreadable-file]: 'a\\x00b' cannot be read: embedded null byte"),
        ("x" * 300, f"unreadable-file]: '{'x' * 300}' cannot be read: File name too long"),
        ("../secret.yaml", "external-reference]: '../secret.yaml' leads out of the"),
        ("%2e%2e/secret.yaml", "external-reference]: '%2e%2e/secret.yaml' leads out of the"),
        ("inside/../../secret.yaml", "external-reference]: 'inside/../../secret.yaml' leads out"),
        ("/etc/passwd", "external-reference]: '/etc/passwd' leads out of the description's folder"),
        ("link.yaml", "external-reference]: 'link.yaml' leads out of the description's folder"),
        ("linked/secret.yaml", "external-reference]: 'linked/secret.yaml' leads out of the"),
        ("http://example.com/a.yaml", "external-reference]: 'http://example.com/a.yaml' is a URL"),
        ("HTTPS://example.com", "external-reference]: 'HTTPS://example.com' is a URL"),
        ("//example.com/a.yaml", "external-reference]: '//example.com/a.yaml' is a URL"),
        ("file:///etc/passwd", "external-reference]: 'file:///etc/passwd' is a URL"),
        ("C:\\secret.yaml", "external-reference]: 'C:\\secret.yaml' is a URL"),
    ],
)
def test_references_stay_inside_the_folder(folder: Path, reference: str, message: str) -> None:
    (folder / "secret.yaml").write_text("secret: 1\n")
    inside = folder / "inside"
    inside.mkdir()
    (inside / "link.yaml").symlink_to(folder / "secret.yaml")
    (inside / "linked").symlink_to(folder)
    os.mkfifo(inside / "pipe")
    text = f"a:\n  $ref: {json.dumps(reference)}\n"
    first, second, *_ = refusal(folder, text, "inside/spec.yaml").splitlines()
    assert first.startswith(f"error[{message}")
    assert second == "  --> spec.yaml:2:3"


def test_references_may_leave_the_folder_when_that_is_allowed(folder: Path) -> None:
    (folder / "shared.yaml").write_text("a: 1\n")
    (folder / "inside").mkdir()
    spec = folder / "inside/spec.yaml"
    spec.write_text(f"a: {{$ref: '../shared.yaml#/a'}}\nb: {{$ref: '{folder}/shared.yaml'}}\n")
    document = load(spec, allow_outside=True)
    assert (document.node / "a").resolve().value == 1
    assert (document.node / "b").resolve().value == {"a": 1}
    spec.write_text("a: {$ref: 'http://localhost/a'}\n")
    with pytest.raises(DocumentError, match="is a URL"):
        load(spec, allow_outside=True)


def test_what_is_wrong_in_other_files_is_told_there(folder: Path) -> None:
    (folder / "a.yaml").write_text("x: {$ref: 'b.yaml'}\ny: 1\ny: 2\n")
    (folder / "b.yaml").write_text("{")
    places = [
        line
        for line in refusal(folder, "a: {$ref: 'a.yaml'}\nb: {$ref: 'c.yaml'}\n").splitlines()
        if line.startswith("  -->") and "(" not in line
    ]
    assert places == ["  --> a.yaml:3:1", "  --> b.yaml:1:2", "  --> spec.yaml:2:5"]


SEED = b"openapi: 3.1.0\na: &a [1, 'x', {b: *b, \"c\": |\n  t\n}]\n? x\n: {$ref: '#/a'}\n"


@given(
    st.lists(
        st.tuples(st.integers(0, len(SEED) - 1), st.binary(max_size=3), st.integers(0, 4)),
        max_size=6,
    ),
    st.sampled_from(["spec.yaml", "spec.json"]),
)
def test_whatever_is_read_ends_in_a_document_or_in_places(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[int, bytes, int]], name: str
) -> None:
    text = SEED
    for offset, inserted, removed in edits:
        text = text[:offset] + inserted + text[offset + removed :]
    try:
        document = read(tmp_path_factory.mktemp("garbage"), text, name)
    except DocumentError as error:
        places = {found.position.file for found in error.diagnostics if found.position}
        assert places == {name}
    else:
        assert isinstance(document.node.value, dict)
