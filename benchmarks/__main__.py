"""``python -m benchmarks [generate|start|call|decode|docs|all] [--quick]``: measures, and writes ``RESULTS.md``."""

from __future__ import annotations

import argparse
import os
import sys

from benchmarks import call, decode, docs, generate, report, start

PARTS = {"generate": generate, "start": start, "call": call, "decode": decode, "docs": docs}


def main() -> None:
    """Measures the parts that are asked for, one after the other."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=report.__doc__)
    parser.add_argument("part", nargs="?", default="all", choices=[*PARTS, "all"])
    quick = "few rounds, to see that it works; RESULTS.md stays as it is"
    parser.add_argument("--quick", action="store_true", help=quick)
    options = parser.parse_args()
    for name, module in PARTS.items():
        if options.part not in (name, "all"):
            continue
        before = os.getloadavg()[0]
        part = module.measure(options.quick)
        if options.quick:
            sys.stdout.write(report.text(part))
        else:
            report.keep(name, part, (before, os.getloadavg()[0]))


if __name__ == "__main__":
    main()
