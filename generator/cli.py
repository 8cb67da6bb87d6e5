"""The command line: ``sdksmith generate``, ``sdksmith docs`` and ``sdksmith validate``.

What was asked for goes to standard output (a difference, the drift, the representation as JSON), everything said about
it to standard error. Exit codes: 0 all is well; 1 there are findings or drift; 2 the command, its configuration or its
description is of no use; 3 a fault of sdksmith; 130 interrupted.
"""

from __future__ import annotations

import errno
import gc
import json
import os
import signal
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator import __version__
from generator.frozen import frozen

if TYPE_CHECKING:
    from generator import Output
    from generator.config import Config
    from generator.diagnostics import Diagnostic, Locate, Severity
    from generator.document import Document
    from generator.previous import Note

DEFAULT_CONFIGS = ("spec/sdk.toml", "sdk.toml")

_PATIENCE = 2.0
"""Seconds after which a person at a terminal is told that work is going on."""


class _Shell(click.Group):
    """Ends every command in an orderly way, whatever happens inside it."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            ctx.exit(130)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:  # the last place where a fault can become a report
            if isinstance(error, OSError) and error.errno == errno.EPIPE:
                raise  # whoever read our output has gone; click ends quietly
            click.echo(_fault(error), err=True)
            ctx.exit(3)


@click.group(cls=_Shell, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sdksmith")
def main() -> None:
    """Turn an OpenAPI 3.0 or 3.1 description into a typed Python client and its documentation."""


@frozen(kw_only=True)
class _Request:
    """The options of ``generate``."""

    config: Path | None = None
    spec: Path | None = None
    out: Path | None = None
    package: str | None = None
    check: bool = False
    diff: bool = False
    dump_ir: bool = False
    strict: bool = False
    force: bool = False
    allow_outside: bool = False
    quiet: bool = False


_FILE = click.Path(path_type=Path)
_strict = click.option("--strict", is_flag=True, help="Take every warning for an error.")
_outside = click.option(
    "--allow-outside", is_flag=True, help="Follow references out of the description's folder."
)


@main.command()
@click.option("--config", type=_FILE, metavar="FILE", help="What to generate; else spec/sdk.toml.")
@click.option("--spec", type=_FILE, metavar="FILE", help="A description without configuration.")
@click.option("--out", type=_FILE, metavar="DIR", help="With --spec: where to write.")
@click.option("--package", metavar="NAME", help="With --spec: the package; else from the title.")
@click.option("--check", is_flag=True, help="Write nothing; name what is out of date.")
@click.option("--diff", is_flag=True, help="Write nothing; print what would change.")
@click.option("--dump-ir", is_flag=True, help="Write nothing; print the representation as JSON.")
@_strict
@click.option("--force", is_flag=True, help="Overwrite what was changed by hand, or is not ours.")
@_outside
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
def generate(**options: Any) -> None:
    """Write the client of a description.

    --check and --diff exit with 1 if anything is out of date.
    """
    request = _Request(**options)
    _check_usage(request)
    _build(request)


def _build(request: _Request) -> None:
    started = time.perf_counter()
    note = _note(request)
    if not (request.force or request.diff or request.dump_ir) and (spared := note.spared()):
        lock, findings = spared
        _say(findings)
        if not request.check:
            counts = lock["operations"], lock["models"], len(lock["files"]) + 1
            _say_written(counts, "0 changed", request, started)
        return
    with _patience(request.quiet):
        from generator import generate as make

        config, document = _inputs(request)
        output = make(document, config, request.strict)
    findings = _say_diagnostics(output.diagnostics, document, request.quiet)
    if output.api is None:
        sys.exit(2)
    if request.dump_ir:
        from generator.dump import to_json

        click.echo(json.dumps(to_json(output.api), indent=2))
    elif request.check or request.diff:
        _compare(output, config.out, request)
    else:
        _write(output, config.out, request, started)
        note.keep(_read(request, config, document), config.out, findings)


@main.command()
@click.option("--config", type=_FILE, metavar="FILE", help="What to generate; else spec/sdk.toml.")
@click.option("--open", "show", is_flag=True, help="Open the start page in the browser.")
@click.option("--serve", is_flag=True, help="Serve the pages to this machine until interrupted.")
@click.option("--port", default=8000, metavar="NUMBER", help="With --serve: the port; else 8000.")
@click.option("--watch", is_flag=True, help="Do it again whenever a file it depends on changes.")
@_strict
@click.option("--force", is_flag=True, help="Overwrite what was changed by hand, or is not ours.")
def docs(
    config: Path | None, show: bool, serve: bool, port: int, watch: bool, strict: bool, force: bool
) -> None:
    """Write the client of a description, and show its documentation."""
    from generator.config import load_config
    from generator.preview import served

    request = _Request(config=config, strict=strict, force=force)
    _build(request)
    settings = load_config(config or _default_config())
    folder = settings.out / "docs"
    try:
        with served(folder, port) if serve else nullcontext(str(folder / "index.html")) as address:
            click.echo(address)
            if show:
                click.launch(address)
            _stay(request, settings, watch=watch, serve=serve)
    except OSError as error:
        raise click.ClickException(f"cannot serve port {port}: {error.strerror}") from None


def _stay(request: _Request, settings: Config, *, watch: bool, serve: bool) -> None:
    """Until interrupted: builds after every change, or waits for who reads."""
    from generator.preview import changes

    gc.enable()  # this process lives on
    if watch:
        for _ in changes(_sources(request, settings)):
            with suppress(SystemExit):  # what is wrong was said; the next change may mend it
                _build(request)
    elif serve:
        threading.Event().wait()


def _sources(request: _Request, settings: Config) -> tuple[Path, ...]:
    """The folders and files a build depends on."""
    from generator.render import TEMPLATES

    folders = (settings.spec.parent, settings.custom, settings.docs.templates, TEMPLATES)
    own = (request.config or _default_config(), *settings.docs.guides)
    return tuple(path for path in (*folders, *own) if path is not None)


@main.command()
@click.argument("file", type=_FILE)
@_strict
@_outside
def validate(file: Path, strict: bool, allow_outside: bool) -> None:
    """Say what is wrong with a description; exit with 1 if there are errors."""
    from generator.diagnostics import Diagnostics
    from generator.validate import validate as check

    with _patience(quiet=False):
        document = _load(file, allow_outside)
        diagnostics = Diagnostics(strict)
        check(document, diagnostics)
    _say_diagnostics(diagnostics.items, document, quiet=False)
    if diagnostics.has_errors:
        sys.exit(1)
    if not diagnostics.items:
        click.echo(f"{file}: no findings", err=True)


# --- what goes in ----------------------------------------------------------------------------------------------------


def _check_usage(request: _Request) -> None:
    if request.spec is None and (request.out or request.package):
        raise click.UsageError("--out and --package go with --spec; a configuration has its own.")
    if request.spec and request.config:
        raise click.UsageError("Give --config or --spec, not both.")
    if request.spec and not request.out and not request.dump_ir:
        raise click.UsageError("--spec needs --out DIR to know where to write.")
    if request.force and (request.check or request.diff or request.dump_ir):
        raise click.UsageError(
            "--force is about writing; --check, --diff and --dump-ir write nothing."
        )


def _inputs(request: _Request) -> tuple[Config, Document]:
    from generator.config import Config, ConfigError, load_config

    try:
        if request.spec is None:
            config = load_config(request.config or _default_config())
            return config, _load(config.spec, request.allow_outside)
        document = _load(request.spec, request.allow_outside)
        return Config.for_document(document, request.out or Path(), request.package), document
    except ConfigError as error:
        _say(_listing(error.diagnostics))
        sys.exit(2)


def _note(request: _Request) -> Note:
    """What was kept about a request like this one."""
    from generator.previous import Note

    source = request.spec or request.config or _default_config()
    options = (request.out, request.package, request.strict, request.allow_outside, request.quiet)
    return Note((source, *options, _colored()), time.time())


def _read(request: _Request, config: Config, document: Document) -> list[Path]:
    """The files and folders a run has read."""
    settings = [] if request.spec else [request.config or _default_config()]
    sources = (document.folder / name for name in document.sources)
    folders = (folder for folder in (config.custom, config.docs.templates) if folder)
    return [*settings, *sources, *config.docs.guides, *folders]


def _default_config() -> Path:
    for name in DEFAULT_CONFIGS:
        if Path(name).exists():
            return Path(name)
    raise click.UsageError(
        f"There is no {DEFAULT_CONFIGS[0]} here. Name a configuration with --config FILE, "
        "or a description with --spec FILE --out DIR."
    )


def _load(path: Path, allow_outside: bool) -> Document:
    from generator.document import DocumentError, load

    try:
        return load(path, allow_outside)
    except DocumentError as error:
        _say(_listing(error.diagnostics, folder=path.parent))
        sys.exit(2)


# --- what comes out --------------------------------------------------------------------------------------------------


def _compare(output: Output, root: Path, request: _Request) -> None:
    from generator.output import check, diff

    with _output_errors():
        drift = check(output.files, root)
        if request.check:
            for path, kind in drift:
                click.echo(f"{kind}: {root / path}".encode())
        if request.diff:
            click.echo(diff(output.files, root).encode(), nl=False)
    if drift:
        sys.exit(1)


def _write(output: Output, root: Path, request: _Request, started: float) -> None:
    from generator import count
    from generator.output import write

    with _output_errors():
        written = write(output.files, root, request.force)
    if output.api:
        counts = *count(output.api), len(output.files)
        removed = f", {len(written.removed)} removed" if written.removed else ""
        _say_written(counts, f"{len(written.changed)} changed{removed}", request, started)


def _say_written(
    counts: tuple[int, int, int], what: str, request: _Request, started: float
) -> None:
    operations, models, files = counts
    if not request.quiet:
        click.echo(
            f"{_number(operations, 'operation')}, {_number(models, 'model')} -> "
            f"{_number(files, 'file')} ({what}) in {time.perf_counter() - started:.2f} s",
            err=True,
        )


@contextmanager
def _output_errors() -> Generator[None]:
    from generator.output import OutputError

    try:
        yield
    except OutputError as error:
        click.echo(f"error: {error.message}", err=True)
        for path, kind in error.conflicts:
            click.echo(f"  {kind}: {path}", err=True)
        if error.conflicts:
            click.echo("  hint: move them away, or overwrite them with --force", err=True)
        sys.exit(2)


def _say_diagnostics(found: Sequence[Diagnostic], document: Document, quiet: bool) -> str:
    """Tells the findings, all but errors only where not quiet, and returns what was told."""
    shown = [diagnostic for diagnostic in found if diagnostic.severity == "error" or not quiet]
    text = _listing(shown, document.locate, document.folder)
    if shown:
        counts = Counter(diagnostic.severity for diagnostic in shown)
        kinds: tuple[Severity, ...] = ("error", "warning", "note")
        words = [_number(counts[kind], kind) for kind in kinds if counts[kind]]
        text += f"\n{', '.join(words[:-1])}{' and ' if words[1:] else ''}{words[-1]}\n"
    _say(text)
    return text


def _listing(
    found: Sequence[Diagnostic], locate: Locate | None = None, folder: Path | None = None
) -> str:
    from generator.diagnostics import file_of, listing

    return listing(found, locate or file_of, _colored(), folder or "")


def _say(listing: str) -> None:
    click.echo(listing, err=True, nl=False, color=_colored())


def _colored() -> bool:
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR")


def _number(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"


@contextmanager
def _patience(quiet: bool) -> Generator[None]:
    """Tells a person who waits long that work is going on.

    By a signal, where there are such: with a thread beside it a process cannot be copied (``generator.beside``).
    """
    if quiet or not sys.stderr.isatty() or sys.platform == "win32":
        yield
        return
    said = threading.Event()

    def say(*_: object) -> None:
        said.set()
        click.echo("working ...", err=True, nl=False)

    before = signal.signal(signal.SIGALRM, say)
    signal.setitimer(signal.ITIMER_REAL, _PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if said.is_set():
            click.echo("\r\x1b[K", err=True, nl=False)


def _fault(error: Exception) -> str:
    """What to say about a fault of our own."""
    if os.environ.get("SDKSMITH_DEBUG"):
        return "".join(traceback.format_exception(error)).rstrip()
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"internal error: {type(error).__name__}: {error}\n"
        f"  --> {Path(frame.filename).name}:{frame.lineno} in {frame.name}\n"
        "  hint: this is a fault of sdksmith, not of the description; please report it with the "
        "traceback that SDKSMITH_DEBUG=1 shows"
    )
