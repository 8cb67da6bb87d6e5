"""The command: ``python -m tests.corpus --help``."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import click

from tests.corpus import library, records, report
from tests.corpus.library import Entry
from tests.corpus.records import Record
from tests.corpus.workers import run

DEFAULT_FOLDER = Path(tempfile.gettempdir()) / "sdksmith-corpus"
BAR = 30


@click.group(invoke_without_command=True)
@click.option("--sample", type=int, help="This many documents, of all sizes and providers.")
@click.option("--seed", type=int, default=1, show_default=True, help="Which sample.")
@click.option("--all", "everything", is_flag=True, help="Every document.")
@click.option("--cases", is_flag=True, help="The small ones of tests/cases; nothing is fetched.")
@click.option("--only", help="The documents with this text in their names.")
@click.option("--max-mb", type=float, help="Leave out larger documents.")
@click.option("--mypy", "types", is_flag=True, help="Check the types of every client.")
@click.option("--jobs", type=int, default=1, show_default=True, help="Documents at a time.")
@click.option("--resume", is_flag=True, help="Leave out what the folder has results of.")
@click.option(
    "--limit", type=int, default=120, show_default=True, help="Seconds per document and megabyte."
)
@click.option("--out", type=click.Path(path_type=Path), default=DEFAULT_FOLDER, show_default=True)
@click.pass_context
def main(
    context: click.Context,
    sample: int | None,
    seed: int,
    everything: bool,
    cases: bool,
    only: str | None,
    max_mb: float | None,
    types: bool,
    jobs: int,
    resume: bool,
    limit: int,
    out: Path,
) -> None:
    """Generate clients of real descriptions, and check what comes out."""
    if context.invoked_subcommand:
        return
    if not (sample or everything or cases or only):
        raise click.UsageError("one of --sample, --all, --cases and --only")
    entries = library.cases() if cases else _chosen(only or "", max_mb)
    if sample:
        entries = library.sample(entries, sample, seed)
    out.mkdir(parents=True, exist_ok=True)
    journal = out / "records.jsonl"
    done = records.read(journal) if resume else []
    journal.write_text("".join(f"{record.to_json()}\n" for record in done), "utf-8")
    known = {record.name for record in done}
    with journal.open("a", encoding="utf-8") as file:
        pending = [entry for entry in entries if entry.name not in known]
        for record in _run(pending, jobs, types, limit, out):
            file.write(f"{record.to_json()}\n")
            file.flush()
            done.append(record)
    click.echo(report.write(sorted(done, key=lambda record: record.name), out))


@main.command()
def fetch() -> None:
    """Download the documents (npm)."""
    library.fetch()
    click.echo(f"{len(library.entries())} documents in {library.CACHE}")


def _chosen(text: str, max_mb: float | None) -> list[Entry]:
    """The documents with a text in their names, without those that are too large."""
    entries = library.entries()
    if not entries:
        raise click.ClickException("no documents: run `python -m tests.corpus fetch` first")
    named = [entry for entry in entries if text in entry.name]
    return [entry for entry in named if max_mb is None or entry.size <= max_mb * 1e6]


def _run(entries: list[Entry], jobs: int, types: bool, limit: int, out: Path) -> Iterator[Record]:
    """The records as they come in, small documents first, with a progress bar on a terminal."""
    started = time.monotonic()
    ordered = sorted(entries, key=lambda entry: entry.size)
    whole = sum(map(_cost, ordered))
    done = 0.0
    sizes = {entry.name: _cost(entry) for entry in ordered}
    for count, record in enumerate(run(ordered, jobs, limit, out, types=types), start=1):
        done += sizes[record.name]
        _progress(count, len(ordered), done / whole, time.monotonic() - started, record.name)
        yield record


def _cost(entry: Entry) -> float:
    """What a document takes, about, in parts of one of a megabyte."""
    return 0.1 + entry.size / 1e6


def _progress(count: int, total: int, share: float, seconds: float, name: str) -> None:
    if sys.stderr.isatty():
        filled = int(BAR * share)
        left = seconds / share - seconds
        bar = "#" * filled + "." * (BAR - filled)
        sys.stderr.write(f"\r[{bar}] {count}/{total}, {left:.0f} s left, {name[-40:]:<40}")
        sys.stderr.write("\n" if count == total else "")


if __name__ == "__main__":
    main()
