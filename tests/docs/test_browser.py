"""The site in a browser, opened from its folder.

It needs Chromium, Playwright and axe; see ``MISSING`` for how to get them. Nothing is fetched here.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.request import url2pathname

import pytest

from tests.facts import FACTS
from tests.harmful import harmful_api
from tests.hostile.carry import client
from tests.hostile.payloads import PAGE
from tests.pipeline import build
from tests.test_docs import SPEC, site_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Request

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)
MISSING = {
    "Playwright": "pip install --group browser",
    "Chromium": "apt-get install chromium, or set CHROMIUM to its path",
    "axe": "npm install --no-save axe-core@4.14.1, in the folder of the repository",
}
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update"
    " --disable-sync --no-first-run"
).split()
MODES = [(width, scheme) for width in (1280, 390) for scheme in ("light", "dark")]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]

BUTTONS = ("Sync", "Async", "cURL", "Copy", "#")
SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
}).observe({ type: "layout-shift", buffered: true });
window.settled = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
"""
CUT_OFF = """[...document.querySelectorAll("main pre, main .table, main .panel, main dl")]
  .filter((box) => box.scrollWidth > box.clientWidth + 1 || (box.matches("pre, .panel") && box.scrollHeight > box.clientHeight + 1))
  .map((box) => box.textContent.slice(0, 60))"""


def _need(what: str) -> NoReturn:
    pytest.skip(f"{what} is not installed: {MISSING[what]}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _need("Playwright")
    if CHROMIUM is None:
        _need("Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("site"), dict(build(SPEC).files))


def written(root: Path, files: dict[str, Any]) -> Path:
    for name, text in files.items():
        if name.startswith("docs/"):
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root / "docs"


def pages(folder: Path) -> list[Path]:
    found = sorted(folder.rglob("*.html"))
    assert found
    return found


# --- what is loaded --------------------------------------------------------------------------------------------------


def test_no_request_leaves_the_folder(browser: Browser, folder: Path) -> None:
    page = browser.new_page()
    asked: list[str] = []
    wrong: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    page.on("requestfailed", lambda request: wrong.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    for path in pages(folder):
        page.goto(path.as_uri())
        page.keyboard.press("/")
        page.wait_for_function("window.searchIndex !== undefined")
    outside = [
        url
        for url in asked
        if not url.startswith("file://")
        or not Path(url2pathname(url.removeprefix("file://"))).is_relative_to(folder)
    ]
    assert outside == []
    assert wrong == []
    page.close()


def test_a_harmful_description_runs_nothing(browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page()
    shown: list[str] = []
    page.on("dialog", lambda dialog: shown.append(dialog.message))
    page.on("request", lambda request: shown.append(request.url) if "evil" in request.url else None)
    for path in pages(written(tmp_path, dict(site_of(harmful_api())))):
        page.goto(path.as_uri())
        page.keyboard.press("/")
        page.wait_for_function("window.searchIndex !== undefined")
        page.keyboard.type("alert")
        assert (
            page.locator(
                "img, iframe, script:not([src$='site.js']):not([src$='search.js'])"
            ).count()
            == 0
        )
    assert shown == []
    page.close()


@pytest.mark.parametrize("payload", PAGE.values(), ids=PAGE.keys())
def test_a_payload_behind_every_text_runs_nothing(
    browser: Browser, tmp_path: Path, payload: str
) -> None:
    folder = written(tmp_path, dict(client(payload).files))
    page = browser.new_page()
    events: list[str] = []
    page.on("dialog", lambda dialog: events.append(dialog.message))
    page.on("pageerror", lambda error: events.append(str(error)))
    page.on("request", lambda request: events.append(request.url))
    for path in pages(folder):
        page.goto(path.as_uri())
        page.keyboard.press("/")
        page.wait_for_function("window.searchIndex !== undefined")
        page.keyboard.type("w0")
        page.wait_for_selector("[role=option]")
        page.evaluate("document.querySelectorAll('*').forEach((element) => element.focus?.())")
        assert page.evaluate("window.canary") is None
        assert page.url.partition("#")[0] == path.as_uri()
    page.close()
    assert [event for event in events if not event.startswith(folder.as_uri())] == []


# --- search ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["/", "Control+k"])
def test_search_finds_every_operation(browser: Browser, folder: Path, key: str) -> None:
    page = browser.new_page()
    page.set_default_timeout(5_000)
    page.goto((folder / "guides/quickstart.html").as_uri())
    page.keyboard.press(key)
    page.wait_for_function("window.searchIndex !== undefined")
    field = page.locator("dialog input")
    for fact in FACTS:
        for name in (fact.id, fact.name):
            field.fill(name)
            first = page.locator("dialog li").first.get_attribute("data-address") or ""
            assert first.endswith(f"#{fact.name}"), name
    field.fill("MessageNotFound")
    assert "MessageNotFoundError" in (page.locator("dialog li").first.text_content() or "")
    field.fill("POST /messaging/messages/sms")
    assert "create_sms" in (page.locator("dialog li").first.text_content() or "")
    field.fill("createEmail messageId")
    page.keyboard.press("Enter")
    page.wait_for_url("**/messages.html#create_email.message_id")
    page.close()


def test_what_has_no_anchor_of_its_own_is_found_too(browser: Browser, folder: Path) -> None:
    """Attributes and values: a large API has too many of them for each to be one in the page as it is written."""
    page = browser.new_page()
    page.goto((folder / "index.html").as_uri())
    for text, address in (
        ("EmailMessage deliveredTotal", "models.html#EmailMessage.delivered_total"),
        ("PROCESSING", "enums.html#MessageStatus.PROCESSING"),
    ):
        page.keyboard.press("/")
        page.wait_for_function("window.searchIndex !== undefined")
        page.locator("dialog input").fill(text)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{address}")
        target = page.locator(":target")
        assert target.get_attribute("id") == address.partition("#")[2]
        box = target.bounding_box()
        assert box is not None
        assert 0 < box["y"] < 700
    page.close()


# --- reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [1280, 390])
def test_everything_is_there_without_scripts(browser: Browser, folder: Path, width: int) -> None:
    """Every page says the same with scripts and without, and without them shows every sample."""
    plain = browser.new_context(
        java_script_enabled=False, viewport={"width": width, "height": 900}
    ).new_page()
    scripted = browser.new_page()
    for path in pages(folder):
        plain.goto(path.as_uri())
        scripted.goto(path.as_uri())
        shown = plain.locator("main").inner_text()
        missing = [
            line
            for line in scripted.locator("main").inner_text().splitlines()
            if line.strip() not in (*shown.splitlines(), *BUTTONS) and line.strip() not in shown
        ]
        assert missing == [], path.name
        samples = plain.locator(".samples > .code")
        assert plain.locator(".samples > .code:visible").count() == samples.count(), path.name
        assert not plain.locator(".find, .theme").first.is_visible()
    plain.context.close()
    scripted.close()


def test_the_choice_of_sample_is_kept_and_nothing_jumps(browser: Browser, folder: Path) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto((folder / "topics.html").as_uri())
    tab = page.locator("#update_topic [role=tab]", has_text="Async")
    tab.scroll_into_view_if_needed()
    before = tab.bounding_box()
    tab.click()
    after = tab.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 1
    assert page.locator("#update_topic").get_by_text("asyncio.run").is_visible()
    page.keyboard.press("ArrowRight")
    assert page.locator("#update_topic").get_by_text("curl -X").is_visible()
    page.goto((folder / "messages.html").as_uri())
    assert page.locator("#create_sms").get_by_text("curl -X").is_visible()
    context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_shifts(browser: Browser, folder: Path, width: int) -> None:
    """Cumulative layout shift (web.dev/cls) is 0 while each page loads, and while each tab is pressed."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.add_init_script(SHIFTS)
    page = context.new_page()
    found: dict[str, float] = {}
    for path in pages(folder):
        page.goto(path.as_uri())
        page.evaluate("settled()")
        for name in ("Async", "cURL", "Sync"):
            tab = page.locator("[role=tab]:visible", has_text=name)
            if tab.count():
                tab.first.click()
                page.evaluate("settled()")
        shifted = page.evaluate("shifts")
        found |= {path.name: shifted} if shifted else {}
    assert found == {}
    context.close()


def test_a_tab_moves_no_prose(browser: Browser, folder: Path) -> None:
    """In two columns the text beside the samples stays where it is, on the whole page."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((folder / "messages.html").as_uri())
    headings = "[...document.querySelectorAll('h2')].map((h) => h.getBoundingClientRect().top)"
    before = page.evaluate(headings)
    page.locator("[role=tab]", has_text="cURL").first.click()
    moved = [a - b for a, b in zip(page.evaluate(headings), before, strict=True)]
    assert moved == [0] * len(before)
    page.close()


def test_a_link_to_a_parameter_shows_it(browser: Browser, folder: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{(folder / 'messages.html').as_uri()}#create_email.scheduled_at")
    target = page.locator(":target")
    box = target.bounding_box()
    assert box is not None
    assert 0 < box["y"] < 200
    assert "scheduled_at" in target.inner_text()
    target.locator(".anchor").focus()
    assert target.locator(".anchor").get_attribute("href") == "#create_email.scheduled_at"
    page.close()


def test_code_is_copied_as_it_is(browser: Browser, folder: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto((folder / "topics.html").as_uri())
    figure = page.locator("#create_topic .samples > .code:visible")
    figure.locator(".copy").click()
    page.wait_for_function("document.activeElement?.textContent === 'Copied'")
    page.keyboard.press("/")
    page.keyboard.press("Control+v")
    pasted = page.locator("dialog input").input_value()
    shown = figure.locator("code").text_content() or ""
    assert pasted.split() == shown.split()
    context.close()


def test_the_keyboard_is_enough(browser: Browser, folder: Path) -> None:
    """Skip to the content, open and leave the search, choose a sample, turn the light off and keep it off."""
    context = browser.new_context(color_scheme="light")
    page = context.new_page()
    page.goto((folder / "messages.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Control+k")
    assert page.locator("dialog").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("dialog").is_visible()
    page.locator(".theme").focus()
    page.keyboard.press("Enter")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.goto((folder / "index.html").as_uri())
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    assert dark != "rgb(255, 255, 255)"
    context.close()


def test_pages_can_be_printed(browser: Browser, folder: Path) -> None:
    """On paper: no controls, every sample, nothing cut off at the side."""
    page = browser.new_page(viewport={"width": 720, "height": 1000})
    page.emulate_media(media="print")
    for path in pages(folder):
        page.goto(path.as_uri())
        for control in (".bar", ".contents", ".copy", ".tabs", ".turn"):
            assert page.locator(f"{control}:visible").count() == 0, (path.name, control)
        samples = page.locator(".samples > .code")
        assert page.locator(".samples > .code:visible").count() == samples.count(), path.name
        assert page.evaluate(CUT_OFF) == [], path.name
    page.goto((folder / "messages.html").as_uri())
    printed = page.pdf(format="A4")
    assert printed.startswith(b"%PDF-")
    assert printed.count(b"/Type /Page\n") > 10
    page.close()


def test_a_page_fits_a_phone(browser: Browser, folder: Path) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    for path in pages(folder):
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path.name
    page.locator(".menu").click()
    assert page.locator("#contents").is_visible()
    context.close()


@pytest.mark.parametrize(("width", "scheme"), MODES)
def test_pages_are_accessible(browser: Browser, folder: Path, width: int, scheme: Any) -> None:
    """Everything axe can tell about WCAG 2.1, levels A and AA."""
    if not AXE.is_file():
        _need("axe")
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    context.add_init_script(AXE.read_text("utf-8"))
    page = context.new_page()
    found: list[str] = []
    for path in pages(folder):
        page.goto(path.as_uri())
        result = page.evaluate(
            f"axe.run({{runOnly: {RULES}, resultTypes: ['violations'], elementRef: false}})"
        )
        found += [
            f"{path.name}: {violation['id']}: {node['html'][:200]}"
            for violation in result["violations"]
            for node in violation["nodes"]
        ]
    assert found == []
    context.close()
