"""``sdk.toml``: what it may say, and what is said about what it may not."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest

from generator.config import ClientHeader, Config, ConfigError, load_config
from generator.diagnostics import listing
from generator.document import load

NEEDED = 'spec = "spec.yaml"\nout = "out"\npackage = "shop"\n'


def refusal(folder: Path, text: str) -> str:
    """The listing for a configuration that cannot be used."""
    (folder / "sdk.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        load_config(folder / "sdk.toml")
    return listing(error.value.diagnostics).replace(str(folder / "sdk.toml"), "sdk.toml")


def test_three_settings_are_enough(tmp_path: Path) -> None:
    (tmp_path / "sdk.toml").write_text(f"[sdk]\n{NEEDED}")
    assert load_config(tmp_path / "sdk.toml") == Config(
        spec=tmp_path / "spec.yaml",
        out=tmp_path / "out",
        package="shop",
        distribution="shop",
        version="0.1.0",
        env="SHOP",
    )


def test_every_setting_arrives(tmp_path: Path) -> None:
    (tmp_path / "own/testing").mkdir(parents=True)
    for module in ("query.py", "testing/plugin.py"):
        (tmp_path / "own" / module).touch()
    (tmp_path / "sdk.toml").write_text(dedent("""\
            [sdk]
            spec = "api/spec.yaml"
            out = "../out"
            package = "acme_shop"
            distribution = "Acme.Shop"
            version = "1.2.0rc1"
            description = "A shop."
            license = "MIT"
            author = "Acme"
            custom = "own"
            pytest_plugin = "testing.plugin"
            homepage = "https://example.com"
            documentation = "https://docs.example.com"
            repository = "https://git.example.com"

            [client]
            env = "ACME"
            warning_header = "X-Warning"

            [client.headers.locale]
            header = "X-Locale"
            description = "The language."

            [client.constants]
            "X-Format" = "1.0"

            [exports]
            query = ["Query", "Order"]

            [examples.query]
            "queries[]" = "[Query.limit(5)]"
            """))
    assert load_config(tmp_path / "sdk.toml") == Config(
        spec=tmp_path / "api/spec.yaml",
        out=tmp_path.parent / "out",
        package="acme_shop",
        distribution="Acme.Shop",
        version="1.2.0rc1",
        description="A shop.",
        license="MIT",
        author="Acme",
        custom=tmp_path / "own",
        urls=(
            ("Homepage", "https://example.com"),
            ("Repository", "https://git.example.com"),
            ("Documentation", "https://docs.example.com"),
        ),
        env="ACME",
        warning_header="X-Warning",
        client_headers=(ClientHeader("locale", "X-Locale", "The language."),),
        constant_headers=(("X-Format", "1.0"),),
        exports=(("query", ("Query", "Order")),),
        pytest_plugin="testing.plugin",
        examples=(("query", "queries[]", "[Query.limit(5)]"),),
    )


def test_all_that_is_wrong_is_told_with_its_line(tmp_path: Path) -> None:
    text = """\
        # what to generate
        [sdk]
        spec = "spec.yaml"
        out = 3
        pakage = "shop"

        [client]
        headers.locale.heder = "X-Locale"

        [exprts]
        """
    assert refusal(tmp_path, dedent(text)) == dedent("""\
        error[missing-key]: 'sdk.package' is missing
          --> sdk.toml:2:1
          2 | [sdk]
            | ^

        error[invalid-config]: 'sdk.out' has to be text of one line
          --> sdk.toml:4:1
          4 | out = 3
            | ^

        error[unknown-key]: there is no setting 'sdk.pakage'
          --> sdk.toml:5:1
          5 | pakage = "shop"
            | ^
          hint: did you mean 'package'?

        error[missing-key]: 'client.headers.locale.header' is missing
          --> sdk.toml:8:1
          8 | headers.locale.heder = "X-Locale"
            | ^

        error[unknown-key]: there is no setting 'client.headers.locale.heder'
          --> sdk.toml:8:1
          8 | headers.locale.heder = "X-Locale"
            | ^
          hint: did you mean 'header'?

        error[unknown-key]: there is no setting 'exprts'
          --> sdk.toml:10:1
          10 | [exprts]
             | ^
          hint: did you mean 'exports'?
        """)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ('sdk.package = "class"', "'sdk.package' has to be a Python name that no other module has"),
        ('sdk.package = "my-shop"', "'sdk.package' has to be a Python name that no other module"),
        ('sdk.package = "json"', "'sdk.package' has to be a Python name that no other module has"),
        ('sdk.package = "httpx2"', "'sdk.package' has to be a Python name that no other module"),
        (
            'sdk.distribution = "-shop"',
            "'sdk.distribution' has to be a distribution name (PEP 508)",
        ),
        ('sdk.distribution = "a b"', "'sdk.distribution' has to be a distribution name (PEP 508)"),
        ('sdk.version = "one"', "'sdk.version' has to be a version such as '1.0.0' (PEP 440)"),
        ('sdk.description = "a\\nb"', "'sdk.description' has to be text of one line"),
        ('sdk.homepage = "javascript:x"', "'sdk.homepage' has to be an http or https address"),
        ('sdk.custom = "nowhere"', "there is no folder "),
        ('client.env = "shop"', "'client.env' has to be the upper-case beginning of a variable's"),
        ('client.warning_header = "a b"', "'client.warning_header' has to be a header name"),
        ('client.constants = {"a b" = "x"}', "'client.constants.a b' has to be a header name"),
        ('client.constants = {X = "a\\r\\nb"}', "'client.constants.X' has to be text of one line"),
        ('client.headers.Bad = {header = "X"}', "'client.headers.Bad' has to be a lower-case name"),
        ("client.headers = 3", "'client.headers' has to be a table"),
        ("client = []", "'client' has to be a table"),
        (
            'exports.query = ["Query"]',
            "there is no module 'query.py' in the folder of 'sdk.custom'",
        ),
        (
            'sdk.pytest_plugin = "testing.plugin"',
            "there is no module 'testing/plugin.py' in the folder of 'sdk.custom'",
        ),
        ('sdk.pytest_plugin = "a:b"', "'sdk.pytest_plugin' has to be a module of the package"),
        ('exports.query = "Query"', "'exports.query' has to be a list of Python names"),
        ('exports.query = ["a-b"]', "'exports.query' has to be a list of Python names"),
        ('examples.nowhere = {x = "1"}', "there is no setting 'examples.nowhere'"),
        ("examples.query = {x = 1}", "'examples.query.x' has to be text of one line"),
    ],
)
def test_a_setting_that_is_wrong_is_refused(tmp_path: Path, setting: str, message: str) -> None:
    lines = [f"sdk.{line}" for line in NEEDED.splitlines()]
    lines = [line for line in lines if line.split()[0] != setting.split()[0]]
    report = refusal(tmp_path, "\n".join([*lines, setting, ""]))
    found = [line for line in report.splitlines() if line.startswith("error")]
    assert found[0].partition("]: ")[2].startswith(message)
    assert f"--> sdk.toml:{len(lines) + 1}:1" in report


@pytest.mark.parametrize(
    ("text", "report"),
    [
        ("", "error[missing-key]: 'sdk.out' is missing\n  --> sdk.toml:1:1\n"),
        ("[sdk", "error[invalid-toml]: not valid TOML: expected ']' at the end of a table"),
        ("[sdk]\nspec = 'a", 'error[invalid-toml]: not valid TOML: expected "\'"\n'),
        ("a = 1\na = 2\n", "error[invalid-toml]: not valid TOML: cannot overwrite a value\n"),
        ("a = " + "[" * 5000, "error[invalid-toml]: "),
        ("\0", "error[invalid-toml]: not valid TOML: "),
    ],
)
def test_what_is_no_configuration_is_refused(tmp_path: Path, text: str, report: str) -> None:
    assert refusal(tmp_path, text).startswith(report)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("gone.toml", "cannot be read: No such file or directory"),
        ("folder", "cannot be read: Is a directory"),
        ("latin.toml", "is not a UTF-8 file"),
        ("nul\0.toml", "is not a UTF-8 file"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "latin.toml").write_bytes(b"a = '\xe9'")
    with pytest.raises(ConfigError, match=message):
        load_config(tmp_path / name)


@pytest.mark.parametrize(
    ("title", "package", "distribution"),
    [
        ("Pet Store", "pet_store", "pet-store"),
        ("  The GitHub v3 REST API!", "the_github_v3_rest_api", "the-github-v3-rest-api"),
        ("3scale", "api_3scale", "api-3scale"),
        ("漢字", "client", "client"),
        ("", "client", "client"),
        ("Import", "import_client", "import-client"),
        ("json", "json_client", "json-client"),
        ("../../etc", "etc", "etc"),
    ],
)
def test_without_a_configuration_all_is_called_after_the_title(
    tmp_path: Path, title: str, package: str, distribution: str
) -> None:
    (tmp_path / "spec.json").write_text(json.dumps({"info": {"title": title}}))
    config = Config.for_document(load(tmp_path / "spec.json"), Path("out"))
    assert (config.spec, config.out) == (tmp_path / "spec.json", Path("out"))
    assert (config.package, config.distribution) == (package, distribution)
    assert config.env == package.upper()


def test_a_package_name_may_be_given(tmp_path: Path) -> None:
    (tmp_path / "spec.json").write_text("{}")
    document = load(tmp_path / "spec.json")
    assert Config.for_document(document, Path("out"), "shop_sdk").distribution == "shop-sdk"
    with pytest.raises(ConfigError, match="'no-name' is not a Python name"):
        Config.for_document(document, Path("out"), "no-name")
