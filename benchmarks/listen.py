"""From a tap to the sound, and from the sound to the mark on its word, as a browser shows them.

The mark is looked at after each frame has been painted, and compared with where the player stands then.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.table import Row
from easyread.book.vault import BookHandle
from easyread.model import Step
from easyread.web.word_times import HEADER
from tests.browser.browser import launch
from tests.browser.site import Site, run_site

TAPS = 40
# Own words, because their voice needs no page in their language; three fixed lines come from the content.
PUNJABI = "ਮੈਂ ਘਰ ਵਿੱਚ ਸੁਰੱਖਿਅਤ ਰਹਿਣਾ ਚਾਹੁੰਦਾ ਹਾਂ। ਕਿਰਪਾ ਕਰਕੇ ਪਹਿਲਾਂ ਮੈਨੂੰ ਪੁੱਛੋ।"
LINES = {"en-GB": "English", "pl": "Polish", "ur": "Urdu"}
STARTS = """
window.starts = []; let tapped = 0, player;
addEventListener("click", (event) => { tapped = event.timeStamp; }, true);
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
  if (player !== this) this.addEventListener("playing", () => {
    if (this.duration > 0.1) starts.push(performance.now() - tapped);
  });
  player = this;
  return play.call(this);
};
"""
# Not while taps are measured: to look at every frame keeps a small machine busy.
LOOKS = """
window.looks = [];
const channel = new MessageChannel();
channel.port1.onmessage = () => {  // after the frame was painted
  const [range] = CSS.highlights.get("heard") ?? [];
  if (range && !player.paused) looks.push([range.startOffset, player.currentTime * 1000]);
};
const look = () => { channel.port2.postMessage(0); requestAnimationFrame(look); };
look();
"""


class Stage(NamedTuple):
    """Where all of it is measured: the app, a browser, an open book."""

    site: Site
    browser: Browser
    opened: BookHandle


def measure() -> list[Row]:
    """Rows of Listen; needs a browser."""
    with (
        tempfile.TemporaryDirectory() as folder,
        run_site(Path(folder) / "instance") as site,
        sync_playwright() as playwright,
        launch(playwright, whole=True) as browser,
    ):
        made = site.services.vault.make_book("star", "pin", "482915")
        stage = Stage(site, browser, BookHandle(made.book, made.key))
        rows = _measure_taps(stage)
        for code, name in LINES.items():
            rows.append(_row(name, _measure_fixed(stage, code)))
        return [*rows, _row("Punjabi, own words", _measure_own(stage))]


def _row(name: str, late: list[float]) -> Row:
    return Row(f"word marked after its sound, {name}, p95", _p95(late), "ms", 60)


def _p95(values: list[float]) -> float:
    return sorted(values)[int(0.95 * (len(values) - 1))]


def _show(stage: Stage, code: str, step: Step, watch: str) -> Page:
    context = stage.browser.new_context(viewport={"width": 810, "height": 1080})
    stage.site.open_book(context, stage.opened)
    stage.site.speak(context, code)
    page = context.new_page()
    page.add_init_script(watch)
    page.goto(stage.site.url(f"/p/{step.code}"), wait_until="networkidle")
    return page


def _find_step(site: Site, kind: str) -> Step:
    return next(step for step in site.services.library.steps.values() if step.kind == kind and not step.held)


def _measure_taps(stage: Stage) -> list[Row]:
    """Different lines of real pages, each heard for the first time: nothing is in a cache.

    The very first one starts the voice too; that is told, and not judged.
    """
    steps = stage.site.services.library.steps.values()
    many = [step for step in steps if step.kind in ("one", "many") and not step.held]
    page = _show(stage, "en-GB", many[0], STARTS)
    times: list[float] = []
    for step in many:
        page.goto(stage.site.url(f"/p/{step.code}"), wait_until="networkidle")
        for link in page.locator("#page a[data-listen]:visible").all():
            link.click()
            times.append(_await_start(page))
            link.click()
        if len(times) >= TAPS:
            break
    page.context.close()
    first, *others = times
    return [
        Row("tap to sound, the voice starts with it", first, "ms"),
        Row(f"tap to sound, {len(others)} fixed lines, p95", _p95(others), "ms", 150),
    ]


def _await_start(page: Page) -> float:
    for _ in range(100):
        if starts := page.evaluate("starts.splice(0)"):
            return float(starts[-1])
        page.wait_for_timeout(100)
    raise AssertionError("no sound")


def _measure_fixed(stage: Stage, code: str) -> list[float]:
    page = _show(stage, code, _find_step(stage.site, "many"), STARTS + LOOKS)
    late: list[float] = []
    for link in page.locator("#page a[data-listen]:visible").all()[:8]:
        late += _hear(page, link)
    page.context.close()
    return late


def _measure_own(stage: Stage) -> list[float]:
    page = _show(stage, "en-GB", _find_step(stage.site, "words"), STARTS + LOOKS)
    page.fill("textarea[name=words]", PUNJABI)
    button = page.locator("[data-listen][name=field]")
    button.evaluate("(button) => { button.formAction = button.formAction.replace('en-GB', 'pa'); }")
    late = _hear(page, button)
    page.context.close()
    return late


def _hear(page: Page, tool: Any) -> list[float]:
    """Milliseconds between the time of each word and the first frame that shows its mark, for one sound."""
    with page.expect_response(lambda answer: HEADER.lower() in answer.headers) as answered:
        tool.click()
    words = json.loads(answered.value.headers[HEADER.lower()])["words"]
    while tool.get_attribute("aria-pressed") == "true":
        page.wait_for_timeout(50)
    first: dict[int, float] = {}
    for place, at in page.evaluate("looks.splice(0)"):
        first.setdefault(place, at)
    # A word that was never marked is as late as it can be.
    return [first.get(start, float("inf")) - time for time, start, _ in words]
