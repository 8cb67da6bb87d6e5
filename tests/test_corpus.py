"""The runner of ``tests.corpus`` over the small descriptions of our own: every check it makes of thousands of others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.corpus import library, records

ROOT = Path(__file__).parents[1]


def test_clients_of_small_descriptions_call_what_is_described(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.corpus", "--cases", "--out", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    found = records.read(tmp_path / "records.jsonl")
    assert len(found) == len(library.cases()) > 30
    assert {record.name: record.outcome for record in found if record.outcome != "generated"} == {}
    assert {record.name: record.lost for record in found if record.lost} == {}
    assert {record.name: record.findings for record in found if record.findings} == {}
    assert sum(record.calls for record in found) > 100
