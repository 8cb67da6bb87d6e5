"""The documentation: how long the site takes and what it weighs, and how it opens and searches in a browser."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.peers import CACHE, UnavailableError
from benchmarks.report import Goal, Part, Table
from benchmarks.subjects import MESSAGING, fresh, github
from generator import __version__, understand
from generator.config import Config
from generator.diagnostics import Diagnostics
from generator.document import load
from generator.document.single import single
from generator.render import DOCUMENTATION, render

if TYPE_CHECKING:
    from playwright.sync_api import Page

_BROWSER = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
_QUERIES = ("i", "re", "repo", "repository", "list_webhooks", "pull request review", "full_name")
_LOADED = """() => {
  const [page] = performance.getEntriesByType('navigation');
  return new Promise((done) => requestAnimationFrame(() => setTimeout(
    () => done(Math.max(page.loadEventEnd, performance.now()) - page.startTime))));
}"""
_TYPED = """(text) => {
  const input = document.querySelector('dialog input');
  const began = performance.now();
  input.value = text;
  input.dispatchEvent(new Event('input'));
  document.querySelector('dialog ul').getBoundingClientRect();
  return performance.now() - began;
}"""


def measure(quick: bool) -> Part:
    """The flagship's site and, in headless Chromium, GitHub's."""
    rounds = 1 if quick else 5
    rows = [_site("Appwrite Messaging", MESSAGING, rounds)]
    goals = [
        Goal("docs of 46 operations: under 1 s", f"{rows[0][2]} s", float(rows[0][2]) < 1),
        Goal("docs of 46 operations: under 1.5 MB", f"{rows[0][3]} MB", float(rows[0][3]) < 1.5),
    ]
    tables: list[Table] = []
    versions = {"sdksmith": __version__}
    notes: tuple[str, ...] = ()
    try:
        rows.append(_site("GitHub", github(), 1))
        table, found, versions["Chromium"] = _opened(_folder("GitHub"), rounds)
        tables.append(table)
        goals += found
    except UnavailableError as reason:
        notes = (str(reason),)
    columns = (
        "site",
        "operations",
        "s",
        "MB",
        "of that pages and search",
        "files",
        "largest page, KB",
    )
    explained = (
        "Seconds of CPU from the representation to the text of every page: the description is loaded and understood.",
        "The rest of the bytes is the description as one file, plain and with samples, and the inventory for Sphinx.",
        *notes,
    )
    first = Table("Sites", columns, tuple(rows), explained)
    return Part("Documentation", (first, *tables), tuple(goals), versions)


# --- making it -------------------------------------------------------------------------------------------------------


def _folder(name: str) -> Path:
    return CACHE / "docs" / name.lower().replace(" ", "-")


def _site(name: str, spec: Path, rounds: int) -> tuple[str, ...]:
    """One row: makes the site as often as told, and writes it."""
    document = load(spec)
    config = Config(spec=spec, out=Path("out"), package="client", distribution="client", env="API")
    api = understand(document, config, Diagnostics(False))
    if api is None:
        raise UnavailableError(f"{name}'s description is not valid")
    whole = single(document)
    seconds: list[float] = []
    files: Mapping[str, str | bytes] = {}
    for _ in range(rounds + (rounds > 1)):
        began = time.process_time()
        files = render(api, config, whole, DOCUMENTATION)
        seconds.append(time.process_time() - began)
    sizes = _written(files, fresh(_folder(name)))
    shown = sum(size for path, size in sizes.items() if path.endswith((".html", ".md", ".js")))
    operations = sum(len(service.operations) for service in api.services)
    return (
        name,
        f"{operations:,}",
        f"{median(seconds[-rounds:]):.2f}",
        f"{sum(sizes.values()) / 1e6:.2f}",
        f"{shown / 1e6:.2f}",
        f"{len(sizes)}",
        f"{max(size for path, size in sizes.items() if path.endswith('.html')) / 1e3:.0f}",
    )


def _written(files: Mapping[str, str | bytes], folder: Path) -> dict[str, int]:
    """Writes the site; the bytes of each file."""
    sizes: dict[str, int] = {}
    for name, text in files.items():
        if not name.startswith("docs/"):
            continue
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        sizes[name] = path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return sizes


# --- using it --------------------------------------------------------------------------------------------------------


def _opened(folder: Path, rounds: int) -> tuple[Table, list[Goal], str]:
    """The largest pages and some searches in a browser. Raises UnavailableError where there is none."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise UnavailableError(
            "the browser is driven by Playwright: `pip install --group browser`"
        ) from None
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _BROWSER)), None)
    if program is None:
        raise UnavailableError("there is no Chromium: `apt-get install chromium`")
    pages = sorted((folder / "docs").glob("*.html"), key=lambda path: -path.stat().st_size)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(_ARGUMENTS))
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        _load(page, pages[-1], 1)  # a browser that has just started is slow
        loads = {path.name: _load(page, path, rounds) for path in pages[:6]}
        searches = _searches(page, pages[0].with_name("index.html"), rounds)
        version = browser.version
        browser.close()
    rows = [(f"open `{name}`", f"{ms:.0f}") for name, ms in loads.items()]
    rows += [(f"search `{text}`", f"{ms:.1f}") for text, ms in searches.items()]
    slowest, longest = max(loads.values()), max(searches.values())
    goals = [
        Goal(
            "GitHub's docs: the largest page loads within 1 s", f"{slowest:.0f} ms", slowest < 1000
        ),
        Goal("GitHub's docs: search answers within 50 ms", f"{longest:.1f} ms", longest < 50),
    ]
    notes = (
        "The largest pages, to the first frame after everything is loaded; a search, to the list it shows.",
    )
    return Table("GitHub's site in a browser", ("what", "ms"), tuple(rows), notes), goals, version


def _load(page: Page, path: Path, rounds: int) -> float:
    times: list[float] = []
    for _ in range(rounds):
        page.goto(path.as_uri())
        times.append(float(page.evaluate(_LOADED)))
    return median(times)


def _searches(page: Page, start: Path, rounds: int) -> dict[str, float]:
    page.goto(start.as_uri())
    page.keyboard.press("/")
    page.wait_for_function("window.searchIndex !== undefined")
    return {
        text: median(float(page.evaluate(_TYPED, text)) for _ in range(rounds)) for text in _QUERIES
    }
