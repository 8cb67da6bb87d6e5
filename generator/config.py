"""What to generate and how it is called: ``sdk.toml`` as a frozen ``Config``.

Every key is known and checked; a misspelt one is an error with its line, never silently without effect.
"""

from __future__ import annotations

import keyword
import os
import re
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeGuard

from generator.diagnostics import Diagnostic, Position, did_you_mean
from generator.frozen import frozen


@frozen()
class ClientHeader:
    """An argument of the client that is sent as a header with every request."""

    argument: str
    header: str
    description: str = ""


@frozen()
class Comparison:
    """A page that sets operations beside each other: those with one method whose paths differ in the last segment.

    ``path`` is what their paths begin with. ``member`` narrows the arguments to those that come back in this member
    of the result; empty: every argument that not all of them take.
    """

    name: str
    title: str
    method: str
    path: str
    member: str = ""
    description: str = ""


@frozen(kw_only=True)
class DocsConfig:
    """The site: ``url`` is where it will be published, ``guides`` are Markdown files in their order,
    ``templates`` is a folder whose files take the place of templates of the same name. ``start`` names the operations of the first example.
    """

    url: str = ""
    guides: tuple[Path, ...] = ()
    templates: Path | None = None
    start: tuple[str, ...] = ()
    comparisons: tuple[Comparison, ...] = ()


@frozen(kw_only=True)
class Config:
    """All paths are absolute or relative to the working directory.

    ``package`` is what is imported, ``distribution`` what is installed. ``env`` begins the names of the environment
    variables that hold the client's arguments. ``pytest_plugin`` is a module of the package that pytest loads wherever
    the package is installed. ``examples`` are expressions for documentation: the location and wire name of an argument,
    and the code of a value for it.
    """

    spec: Path
    out: Path
    package: str
    distribution: str
    version: str = "0.1.0"
    description: str = ""
    license: str = ""
    author: str = ""
    custom: Path | None = None
    urls: tuple[tuple[str, str], ...] = ()
    env: str
    warning_header: str | None = None
    client_headers: tuple[ClientHeader, ...] = ()
    constant_headers: tuple[tuple[str, str], ...] = ()
    exports: tuple[tuple[str, tuple[str, ...]], ...] = ()
    pytest_plugin: str = ""
    examples: tuple[tuple[str, str, str], ...] = ()
    docs: DocsConfig = DocsConfig()

    @staticmethod
    def for_document(document: Described, out: Path, package: str | None = None) -> Config:
        """The configuration of a description that has no ``sdk.toml``: everything is called after its title.

        Raises ConfigError for a package name that cannot be imported.
        """
        if package is not None and not _is_package(package):
            raise ConfigError([_error(f"'{package}' is not {_PACKAGE.words}", "--package")])
        name = package or _package_name(document.title)
        return Config(
            spec=document.path,
            out=out,
            package=name,
            distribution=_distribution_name(name),
            env=name.upper(),
        )


class Described(Protocol):
    """A description that knows its name and file."""

    @property
    def title(self) -> str: ...

    @property
    def path(self) -> Path: ...


class ConfigError(Exception):
    """A configuration that cannot be used; every diagnostic has its position."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        super().__init__("; ".join(found.message for found in diagnostics))
        self.diagnostics = tuple(diagnostics)


def load_config(path: str | os.PathLike[str]) -> Config:
    """Reads an ``sdk.toml``; paths in it are relative to its folder. Raises ConfigError."""
    name = os.fspath(path)
    try:
        text = Path(path).read_text("utf-8-sig")
    except OSError as error:
        raise ConfigError([_error(f"'{name}' cannot be read: {error.strerror}", name)]) from None
    except ValueError:  # from the codec, or about a null byte in the name
        raise ConfigError([_error(f"'{name}' is not a UTF-8 file", name)]) from None
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([_syntax_error(name, text, str(error))]) from None
    except RecursionError:
        raise ConfigError([_error("nested too deeply", name, "invalid-toml")]) from None
    reader = _Reader(name, text)
    config = _config(reader, values, Path(path).parent)
    if config is None or reader.found:
        raise ConfigError(reader.found)
    return config


# --- what the keys mean ----------------------------------------------------------------------------------------------


@frozen()
class _Rule:
    """What a value has to be: a test, and the words for it."""

    test: Callable[[Any], bool]
    words: str


def _matching(pattern: str, words: str) -> _Rule:
    compiled = re.compile(pattern)
    return _Rule(lambda v: isinstance(v, str) and compiled.fullmatch(v) is not None, words)


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)


def _is_package(name: object) -> bool:
    return (
        isinstance(name, str)
        and name.isidentifier()
        and not keyword.iskeyword(name)
        and name not in _OTHER_PACKAGES
    )


_OTHER_PACKAGES = sys.stdlib_module_names | {"httpx2", "msgspec", "pydantic", "pyreqwest"}
_TABLE = _Rule(lambda value: isinstance(value, dict), "a table")
_TEXT = _Rule(lambda value: isinstance(value, str) and value.isprintable(), "text of one line")
_NAME = _matching("[a-z][a-z0-9_]*", "a lower-case name")
_MODULE = _matching(r"[a-z_]\w*(\.[a-z_]\w*)*", "a module of the package, such as 'testing.plugin'")
_PACKAGE = _Rule(_is_package, "a Python name that no other module has")
_DISTRIBUTION = _matching(
    "[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]", "a distribution name (PEP 508)"
)
_VERSION = _matching(
    r"\d+(\.\d+)*((a|b|rc)\d+)?(\.post\d+)?(\.dev\d+)?", "a version such as '1.0.0' (PEP 440)"
)
_URL = _matching(r"https?://[!-~]+", "an http or https address")
_ENV = _matching("[A-Z][A-Z0-9_]*", "the upper-case beginning of a variable's name")
_HEADER = _matching(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", "a header name (RFC 9110, section 5.1)")
_NAMES = _Rule(
    lambda value: _is_list(value) and all(str(name).isidentifier() for name in value),
    "a list of Python names",
)

_TEXTS = _Rule(
    lambda value: _is_list(value) and all(isinstance(text, str) for text in value),
    "a list of texts",
)
_PAGE = _matching("[a-z0-9]+(-[a-z0-9]+)+", "two or more lower-case words joined by hyphens")

_ROOT: dict[str, _Rule] = dict.fromkeys(("sdk", "client", "exports", "examples", "docs"), _TABLE)
_URLS = ("homepage", "repository", "documentation")
_SDK = {
    "spec": _TEXT,
    "out": _TEXT,
    "package": _PACKAGE,
    "distribution": _DISTRIBUTION,
    "version": _VERSION,
    "description": _TEXT,
    "license": _TEXT,
    "author": _TEXT,
    "custom": _TEXT,
    "pytest_plugin": _MODULE,
    **dict.fromkeys(_URLS, _URL),
}
_CLIENT = {"env": _ENV, "warning_header": _HEADER, "headers": _TABLE, "constants": _TABLE}
_CLIENT_HEADER = {"header": _HEADER, "description": _TEXT}
_DOCS = {"url": _URL, "guides": _TEXTS, "templates": _TEXT, "start": _TEXTS, "comparisons": _TABLE}
_COMPARISON: dict[str, _Rule] = dict.fromkeys(
    ("title", "method", "path", "member", "description"), _TEXT
)
_LOCATIONS: dict[str, _Rule] = dict.fromkeys(
    ("path", "query", "header", "cookie", "field", "body"), _TABLE
)


def _config(reader: _Reader, values: Mapping[str, Any], folder: Path) -> Config | None:
    root = reader.table(values, (), _ROOT)
    sdk = reader.table(root.get("sdk", {}), ("sdk",), _SDK, needed=("spec", "out", "package"))
    client = reader.table(root.get("client", {}), ("client",), _CLIENT)
    headers = reader.names(client.get("headers", {}), ("client", "headers"), _NAME, _TABLE)
    constants = ("client", "constants")
    exports = reader.names(root.get("exports", {}), ("exports",), _NAME, _NAMES)
    examples = reader.table(root.get("examples", {}), ("examples",), _LOCATIONS)
    custom = _below(folder, sdk["custom"]) if "custom" in sdk else None
    modules: dict[tuple[str, ...], str] = {("exports", module): module for module in exports}
    if "pytest_plugin" in sdk:
        modules["sdk", "pytest_plugin"] = sdk["pytest_plugin"]
    _check_modules(reader, custom, modules)
    client_headers = [_client_header(reader, *item) for item in headers.items()]
    constant_headers = reader.names(client.get("constants", {}), constants, _HEADER, _TEXT)
    snippets = tuple(_examples(reader, examples))
    docs = _docs(reader, root.get("docs", {}), folder)
    if reader.found:
        return None
    return Config(
        spec=_below(folder, sdk["spec"]),
        out=_below(folder, sdk["out"]),
        package=sdk["package"],
        distribution=sdk.get("distribution", _distribution_name(sdk["package"])),
        version=sdk.get("version", "0.1.0"),
        description=sdk.get("description", ""),
        license=sdk.get("license", ""),
        author=sdk.get("author", ""),
        custom=custom,
        urls=tuple((name.capitalize(), sdk[name]) for name in _URLS if name in sdk),
        env=client.get("env", sdk["package"].upper()),
        warning_header=client.get("warning_header"),
        client_headers=tuple(client_headers),
        constant_headers=tuple(constant_headers.items()),
        exports=tuple((module, tuple(names)) for module, names in exports.items()),
        pytest_plugin=sdk.get("pytest_plugin", ""),
        examples=snippets,
        docs=docs,
    )


def _below(folder: Path, path: str) -> Path:
    return Path(os.path.normpath(folder / path))


def _client_header(reader: _Reader, argument: str, table: Mapping[str, Any]) -> ClientHeader:
    path = ("client", "headers", argument)
    values = reader.table(table, path, _CLIENT_HEADER, needed=("header",))
    return ClientHeader(argument, values.get("header", ""), values.get("description", ""))


def _docs(reader: _Reader, table: Mapping[str, Any], folder: Path) -> DocsConfig:
    values = reader.table(table, ("docs",), _DOCS)
    guides = tuple(_below(folder, name) for name in values.get("guides", ()))
    templates = _below(folder, values["templates"]) if "templates" in values else None
    for path in guides:
        if not path.is_file():
            reader.report("invalid-config", ("docs", "guides"), f"there is no file '{path}'")
    if templates and not templates.is_dir():
        reader.report("invalid-config", ("docs", "templates"), f"there is no folder '{templates}'")
    place = ("docs", "comparisons")
    tables = reader.names(values.get("comparisons", {}), place, _PAGE, _TABLE)
    return DocsConfig(
        url=values.get("url", "").rstrip("/"),
        guides=guides,
        templates=templates,
        start=tuple(values.get("start", ())),
        comparisons=tuple(_comparison(reader, *item) for item in tables.items()),
    )


def _comparison(reader: _Reader, name: str, table: Mapping[str, Any]) -> Comparison:
    path, needed = ("docs", "comparisons", name), ("title", "method", "path")
    values = reader.table(table, path, _COMPARISON, needed)
    return Comparison(name, **{**dict.fromkeys(needed, ""), **values})


def _examples(reader: _Reader, tables: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for location, table in tables.items():
        for wire, code in reader.names(table, ("examples", location), _TEXT, _TEXT).items():
            yield location, wire, code


def _check_modules(
    reader: _Reader, custom: Path | None, modules: Mapping[tuple[str, ...], str]
) -> None:
    """Every module a key names has to be in the folder of custom ones."""
    if custom and not custom.is_dir():
        reader.report("invalid-config", ("sdk", "custom"), f"there is no folder '{custom}'")
    for key, module in modules.items():
        file = f"{module.replace('.', '/')}.py"
        if not custom or not (custom / file).is_file():
            message = f"there is no module '{file}' in the folder of 'sdk.custom'"
            reader.report("invalid-config", key, message)


def _package_name(title: str) -> str:
    """A name for the package of an API: its title in lower-case words."""
    name = "_".join(re.findall("[a-z0-9]+", title.lower())) or "client"
    name = f"api_{name}" if name[0].isdigit() else name
    return name if _is_package(name) else f"{name}_client"


def _distribution_name(package: str) -> str:
    """The name a package is installed by, if it has no other (PEP 503)."""
    return re.sub("[^A-Za-z0-9]+", "-", package).strip("-").lower() or "client"


# --- where the keys stand --------------------------------------------------------------------------------------------


class _Reader:
    """Reads tables of one TOML text and reports what they should not hold."""

    def __init__(self, name: str, text: str) -> None:
        self.found: list[Diagnostic] = []
        self._name = name
        self._lines = text.splitlines()

    def table(
        self,
        values: Mapping[str, Any],
        path: tuple[str, ...],
        rules: Mapping[str, _Rule],
        needed: tuple[str, ...] = (),
    ) -> dict[str, Any]:
        """The members of a table with known keys that are what they have to be."""
        for key in values.keys() - rules.keys():
            message = f"there is no setting '{'.'.join((*path, key))}'"
            self.report("unknown-key", (*path, key), message, did_you_mean(key, rules))
        for key in needed:
            if key not in values:
                self.report("missing-key", path, f"'{'.'.join((*path, key))}' is missing")
        return {
            key: values[key]
            for key, rule in rules.items()
            if key in values and self._holds(rule, values[key], (*path, key))
        }

    def names(
        self, values: Mapping[str, Any], path: tuple[str, ...], key_rule: _Rule, rule: _Rule
    ) -> dict[str, Any]:
        """The members of a table whose keys are names of the writer's own."""
        return {
            key: value
            for key, value in values.items()
            if self._holds(key_rule, key, (*path, key)) and self._holds(rule, value, (*path, key))
        }

    def report(self, code: str, path: tuple[str, ...], message: str, hint: str = "") -> None:
        number = _line_of(self._lines, path)
        text = self._lines[number] if number < len(self._lines) else ""
        mark = (number, len(text) - len(text.lstrip()))
        position = Position.within(self._name, mark, {number: text} if text else {})
        self.found.append(_error(message, position, code, hint))

    def _holds(self, rule: _Rule, value: object, path: tuple[str, ...]) -> bool:
        holds = rule.test(value)
        if not holds:
            self.report("invalid-config", path, f"'{'.'.join(path)}' has to be {rule.words}")
        return holds


_HEAD = re.compile(r"\s*\[+\s*([^\[\]]+?)\s*\]+\s*(#.*)?")
_MEMBER = re.compile(
    r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*="""
)
_PART = re.compile(r"""[\w-]+|"([^"]*)"|'([^']*)'""")


def _line_of(lines: list[str], path: tuple[str, ...]) -> int:
    """The line, from 0, of a key; of the table around it when it stands on no line of its own."""
    best, depth = 0, 0
    table: tuple[str, ...] = ()
    for number, line in enumerate(lines):
        if head := _HEAD.fullmatch(line):
            table = here = _parts(head[1])
        elif member := _MEMBER.match(line):
            here = (*table, *_parts(member[1]))
        else:
            continue
        if here[: len(path)] == path:
            return number
        if len(here) > depth and here == path[: len(here)]:
            best, depth = number, len(here)
    return best


def _parts(key: str) -> tuple[str, ...]:
    return tuple(part[1] or part[2] or part[0] for part in _PART.finditer(key))


def _syntax_error(name: str, text: str, message: str) -> Diagnostic:
    place = re.search(r" \(at line (\d+), column (\d+)\)", message)
    line, column = (int(place[1]), int(place[2])) if place else (len(text.splitlines()) or 1, 1)
    what = message[: place.start()] if place else message.removesuffix(" (at end of document)")
    lines = {line - 1: "".join(text.splitlines()[line - 1 : line])}
    position = Position.within(name, (line - 1, column - 1), lines)
    return _error(f"not valid TOML: {what[:1].lower()}{what[1:]}", position, "invalid-toml")


def _error(
    message: str, at: Position | str, code: str = "invalid-config", hint: str = ""
) -> Diagnostic:
    position = Position(at, 1, 1) if isinstance(at, str) else at
    return Diagnostic(
        severity="error",
        code=code,
        pointer=f"{position.file}#",
        message=message,
        hint=hint,
        position=position,
    )
