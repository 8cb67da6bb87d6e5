"""Records as a table people read and a file programs read."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from tests.corpus.records import Record

_LISTED = 60


def write(records: list[Record], folder: Path) -> str:
    """Writes ``report.json`` and ``report.md`` into the folder; returns the latter's text."""
    text = "\n".join(_lines(records)) + "\n"
    (folder / "report.md").write_text(text, "utf-8")
    whole = json.dumps([asdict(record) for record in records], indent=1)
    (folder / "report.json").write_text(whole, "utf-8")
    return text


def _lines(records: list[Record]) -> Iterator[str]:
    yield "| check | good | of | findings |"
    yield "| --- | --- | --- | --- |"
    for name, of, bad in _checks(records):
        share = f" ({100 * (of - bad) / of:.2f} %)" if of else ""
        yield f"| {name} | {of - bad}{share} | {of} | {bad} |"
    yield from _measures(records)
    yield from _diagnostics(records)
    yield from _refused(records)
    yield from _findings(records)


def _checks(records: list[Record]) -> Iterator[tuple[str, int, int]]:
    """Name, number of things checked, number of bad ones."""
    generated = [record for record in records if record.outcome == "generated"]
    yield "documents without a traceback", len(records), _number(
        records, lambda record: record.outcome in ("crashed", "timeout")
    )
    yield "documents generated", len(records), len(records) - len(generated)
    operations = sum(record.operations for record in records)
    yield "operations generated", operations, operations - sum(r.generated for r in records)
    yield "operations accounted for", operations, sum(len(r.lost) for r in records)
    yield "documents whose modules all import", len(generated), _failing(generated, "imports")
    calls = sum(record.calls for record in generated)
    yield "operations called as described", calls, _total(generated, "calls")
    whole = "calls with every argument"
    yield "the same with every argument", calls, _total(generated, whole)
    yield "documents whose answers all decode", len(generated), _failing(generated, "decoding")
    examples = sum(record.examples for record in generated)
    mismatched = _total(generated, "examples that contradict their schema")
    yield "examples that fit their schema", examples, mismatched
    typed = [record for record in generated if "mypy" in record.counts]
    yield "documents clean under mypy --strict", len(typed), _failing(typed, "mypy")


def _number(records: Iterable[Record], is_bad: Callable[[Record], bool]) -> int:
    return sum(map(is_bad, records))


def _failing(records: Iterable[Record], check: str) -> int:
    return _number(records, lambda record: record.counts.get(check, 0) > 0)


def _total(records: Iterable[Record], check: str) -> int:
    return sum(record.counts.get(check, 0) for record in records)


def _measures(records: list[Record]) -> Iterator[str]:
    yield ""
    slowest = sorted(records, key=lambda record: -record.seconds)[:3]
    yield "Slowest: " + ", ".join(f"{r.name} {r.seconds} s" for r in slowest) + "."
    largest = sorted(records, key=lambda record: -record.peak)[:3]
    yield "Most memory: " + ", ".join(f"{r.name} {r.peak} MiB" for r in largest) + "."


def _diagnostics(records: list[Record]) -> Iterator[str]:
    codes: Counter[str] = Counter()
    documents: Counter[str] = Counter()
    for record in records:
        codes.update(record.diagnostics)
        documents.update(record.diagnostics.keys())
    yield from ("", "| diagnostic | times | documents |", "| --- | --- | --- |")
    for code, times in codes.most_common():
        yield f"| {code} | {times} | {documents[code]} |"


def _refused(records: list[Record]) -> Iterator[str]:
    yield from ("", "Documents that end in errors:", "")
    for record in records:
        if record.outcome == "refused":
            yield f"- {record.name}: {record.errors[0] if record.errors else 'no reason'}"


def _findings(records: list[Record]) -> Iterator[str]:
    for check in dict.fromkeys(check for record in records for check in record.findings):
        yield from ("", f"Findings of {check}:", "")
        found = [(r.name, text) for r in records for text in r.findings.get(check, ())[:3]]
        for name, text in found[:_LISTED]:
            yield f"- {name}: {text.strip()}"
