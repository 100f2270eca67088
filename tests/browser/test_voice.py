"""Answer by voice, through Chromium's false microphone: what is heard is in the book, and nowhere else."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from easyread.book.vault import BookHandle, Made
from easyread.model import Attachment, Statement
from easyread.visit.recordings import SAMPLES
from tests.browser.conftest import TABLET, TONE
from tests.browser.looks import check_page
from tests.browser.site import Site, enlarge_text
from tests.browser.walk import FOLDED_SOUND, be_alone, go
from tests.browser.watch import Watch

SLOW = 60_000  # milliseconds that a busy machine may need
# Decodes a sound in the page: its seconds; how loud it is (0 to 1) and how many waves a second it has, by
# crossings of zero, in the two seconds in its middle: one of them is sound.
MEASURE = """async (address) => {
  const answer = await fetch(address);
  const sound = await new OfflineAudioContext(1, 1, 16000).decodeAudioData(await answer.arrayBuffer());
  const all = sound.getChannelData(0);
  const from = Math.floor(all.length / 2) - sound.sampleRate;
  let loud = 0, side = 1, crossings = 0;
  for (const one of all.slice(from, from + 2 * sound.sampleRate)) {
    loud = Math.max(loud, Math.abs(one));
    if (one * side < -0.02) {
      crossings += 1;
      side = -side;
    }
  }
  return [sound.duration, loud, crossings / 2];
}"""


class Tablet:
    """A tablet with a microphone, at the page "what safe means to me" of an open book."""

    def __init__(self, browser: Browser, site: Site, opened: BookHandle, *, microphone: bool = True) -> None:
        self.site, self.opened = site, opened
        self.context = browser.new_context(viewport=TABLET, has_touch=True)
        if microphone:
            self.context.grant_permissions(["microphone"], origin=site.url().rstrip("/"))
        self.watch = Watch(self.context, urlsplit(site.url()).netloc)
        self.open_book()
        self.page = self.open_page()

    def open_book(self) -> None:
        self.site.open_book(self.context, self.opened)
        page = self.context.new_page()
        be_alone(page, self.site)
        page.close()

    def open_page(self) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(SLOW)
        page.goto(self.site.url(f"/p/{self.site.services.library.steps['safe-means'].code}"))
        return page

    def record(self, parts: int = 2) -> None:
        """Speak until so many parts are in the book."""
        self.page.click("#record")
        self.wait(lambda: self.seconds() >= 2 * parts)

    def stop(self) -> None:
        with self.page.expect_navigation(url="**/p/*#voice"):
            self.page.click("#record")
        expect(self.page.locator(".attached audio")).to_be_visible(timeout=SLOW)

    def wait(self, done: Callable[[], bool]) -> None:
        for _ in range(SLOW // 100):
            if done():
                return
            self.page.wait_for_timeout(100)
        raise AssertionError("it never came")

    def voices(self) -> list[Attachment]:
        with self.site.services.vault.open_store(self.opened) as store:
            return store.attachments()

    def seconds(self) -> float:
        """How much of a recording that is not over is in the book."""
        with self.site.services.vault.open_store(self.opened) as store:
            return sum(store.measure_attachment(one.id) for one in self.voices()) / SAMPLES / 2

    def measure(self) -> tuple[float, float, float]:
        """Of the sound on the page: seconds, loudness, waves a second."""
        address = self.page.locator(".attached audio").get_attribute("src")
        seconds, loud, pitch = self.page.evaluate(MEASURE, address)
        return seconds, loud, pitch

    def said(self) -> Statement | None:
        with self.site.services.vault.open_store(self.opened) as store:
            return next((one for one in store.statements() if one.step == "safe-means"), None)


@pytest.fixture
def tablet(ears: Browser, site: Site, made_once: tuple[object, Made]) -> Iterator[Tablet]:
    tablet = Tablet(ears, site, BookHandle(made_once[1].book, made_once[1].key))
    yield tablet
    tablet.context.close()
    assert tablet.watch.mistakes == []


def expect_status(page: Page, text: str) -> None:
    status = page.locator("#voice-status")
    expect(status).to_have_text(text, timeout=SLOW)
    assert status.get_attribute("role") == "status"


def expect_button(page: Page, text: str) -> None:
    """What the button says to the eye."""
    expect(page.locator("#record")).to_have_text(text, use_inner_text=True)


def test_what_is_said_can_be_heard_and_is_kept(tablet: Tablet) -> None:
    page = tablet.page
    expect_button(page, "Say it")
    tablet.record()
    expect_button(page, "Stop")
    expect_status(page, "Recording now. Speak when you are ready.")
    assert page.locator("#clock").inner_text() >= "0:04"
    tablet.wait(lambda: float(page.locator("#loud").evaluate("one => one.value")) > 0.2)
    tablet.stop()
    expect(page.locator("#voice .help").first).to_have_text("You can hear it, keep it, or do it again.")
    expect_button(page, "Do it again")
    seconds, loud, pitch = tablet.measure()
    assert seconds > 3.9
    assert loud > 0.1
    assert pitch == pytest.approx(TONE, rel=0.05)
    page.locator(".attached audio").evaluate("one => one.play()")
    tablet.wait(lambda: bool(page.locator(".attached audio").evaluate("one => one.currentTime > 0.2")))
    go(page, ".go .next")
    said = tablet.said()
    assert said
    assert said.attached == tuple(one.id for one in tablet.voices())
    assert [(one.whole, one.type) for one in tablet.voices()] == [(True, "audio/mpeg")]


def test_next_in_the_middle_keeps_all_that_was_said(tablet: Tablet) -> None:
    tablet.page.fill("textarea[name=words]", "And this.")
    tablet.record(1)
    go(tablet.page, ".go .next")
    said = tablet.said()
    assert said
    assert said.words == "And this."
    assert [(one.id, one.whole) for one in tablet.voices()] == [(said.attached[0], True)]


def test_doing_it_again_leaves_the_new_recording_only(tablet: Tablet) -> None:
    tablet.record(1)
    tablet.stop()
    first = tablet.voices()
    tablet.page.click("#record")
    tablet.wait(lambda: tablet.voices() != first)
    tablet.stop()
    expect(tablet.page.locator(".attached audio")).to_have_count(1)
    [voice] = tablet.voices()
    assert voice.id != first[0].id
    assert tablet.page.locator(".attached input[name=attached]").input_value() == voice.id


def test_what_was_said_before_a_crash_is_on_the_page_again(tablet: Tablet) -> None:
    tablet.record()
    with tablet.page.expect_event("crash"), suppress(Error):
        tablet.page.goto("chrome://crash")
    _come_back(tablet)


def test_what_was_said_before_the_page_was_closed_is_on_it_again(tablet: Tablet) -> None:
    tablet.record()
    tablet.page.close()
    _come_back(tablet)


def test_a_lock_in_the_middle_keeps_what_was_said(tablet: Tablet) -> None:
    tablet.record()
    tablet.site.services.open_books.lock_all()
    expect(tablet.page.locator("button[name=door]").first).to_be_visible(timeout=SLOW)
    tablet.page.close()
    tablet.open_book()
    _come_back(tablet)


def test_a_part_that_cannot_be_kept_ends_the_recording_and_is_told(tablet: Tablet) -> None:
    tablet.page.route("**/m/*/1", lambda route: route.abort())
    tablet.record(1)
    expect_status(tablet.page, "The recording stopped too early. You can try again.")
    expect_button(tablet.page, "Say it")
    tablet.watch.forgive("ERR_FAILED")
    go(tablet.page, ".go .next")
    said = tablet.said()
    assert said
    assert [(one.id, one.whole) for one in tablet.voices()] == [(said.attached[0], True)]


def _come_back(tablet: Tablet) -> None:
    """What was kept can be heard, and kept for good."""
    tablet.page = tablet.open_page()
    expect(tablet.page.locator("#voice .told").first).to_contain_text("The recording stopped too early.")
    seconds, loud, pitch = tablet.measure()
    assert seconds >= 4
    assert loud > 0.1
    assert pitch == pytest.approx(TONE, rel=0.05)
    go(tablet.page, ".go .next")
    said = tablet.said()
    assert said
    assert [(one.id, one.whole) for one in tablet.voices()] == [(said.attached[0], True)]


def test_without_permission_the_other_ways_are_told(
    ears: Browser, site: Site, made_once: tuple[object, Made], tone: Path
) -> None:
    tablet = Tablet(ears, site, BookHandle(made_once[1].book, made_once[1].key), microphone=False)
    page = tablet.page
    page.click("#record")
    expect_status(page, "The microphone is off. You can write, or add a recording.")
    expect_button(page, "Say it")
    _add_a_file(page, tone)
    assert tablet.measure()[2] == pytest.approx(TONE, rel=0.05)
    tablet.context.close()
    assert tablet.watch.mistakes == []


def test_without_a_script_a_file_can_be_added(
    browser: Browser, site: Site, made_once: tuple[object, Made], tone: Path
) -> None:
    with browser.new_context(java_script_enabled=False, viewport=TABLET) as context:
        site.open_book(context, BookHandle(made_once[1].book, made_once[1].key))
        page = context.new_page()
        page.goto(site.url(f"/p/{site.services.library.steps['safe-means'].code}"))
        expect(page.locator("#record")).to_be_hidden()
        expect(page.locator("#no-record")).to_contain_text("You can write, or add a recording.")
        _add_a_file(page, tone, script=False)


def _add_a_file(page: Page, file: Path, *, script: bool = True) -> None:
    page.fill("textarea[name=words]", "Beside it.")
    page.click(FOLDED_SOUND)
    with page.expect_navigation(wait_until="load"):
        page.set_input_files("#sound", file)
        if not script:
            page.click(".go .next")  # not "Add it": it is not lost, and can be heard
    expect(page.locator(".told").first).to_contain_text("Your recording is on this page now.")
    expect(page.locator("textarea[name=words]")).to_have_value("Beside it.")
    expect(page.locator(".attached audio")).to_be_visible()


@pytest.mark.parametrize(("first", "second"), [("en-GB", None), ("ur", "en-GB")])
def test_the_page_is_right_while_recording_and_after(tablet: Tablet, first: str, second: str | None) -> None:
    tablet.site.speak(tablet.context, first, second)
    page = tablet.page
    page.reload()
    for width, height, percent in ((810, 1080, 100), (390, 844, 100), (810, 1080, 200)):
        page.set_viewport_size({"width": width, "height": height})
        enlarge_text(page, percent)
        before = tablet.voices()  # a busy machine looks at the page for longer than a part lasts
        tablet.page.click("#record")
        expect(page.locator(".recording")).to_be_visible(timeout=SLOW)
        check_page(page)
        tablet.wait(lambda: tablet.voices() != before)  # noqa: B023  # waits within this turn
        tablet.stop()
        page.click(FOLDED_SOUND)
        check_page(page)
        page.click(FOLDED_SOUND)


def test_the_keyboard_starts_and_stops(tablet: Tablet) -> None:
    tablet.page.focus("#record")
    tablet.page.keyboard.press("Space")
    tablet.wait(lambda: tablet.seconds() >= 2)
    assert tablet.page.evaluate("document.activeElement.id") == "record"
    tablet.page.keyboard.press("Enter")
    expect(tablet.page.locator(".attached audio")).to_be_visible(timeout=SLOW)


# --- nothing of it is anywhere but in the book ---

_written: list[str] = []
_listening = False


def _note_opened(event: str, given: tuple[object, ...]) -> None:
    if _listening and event == "open" and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR):
        _written.append(str(given[0]))


def test_no_sound_is_on_any_disk_outside_the_book(
    tablet: Tablet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    global _listening  # noqa: PLW0603  # an audit hook cannot be taken away again
    instance, spare = tmp_path / "instance", tmp_path / "spare"
    spare.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(spare))
    monkeypatch.setattr(tempfile, "tempdir", None)
    before = _list_files(instance)
    sys.addaudithook(_note_opened)
    _listening = True
    tablet.record()
    [voice] = tablet.voices()
    with tablet.site.services.vault.open_store(tablet.opened) as store:
        pcm = store.read_attachment(voice.id)
    tablet.stop()
    tablet.measure()
    go(tablet.page, ".go .next")
    _listening = False
    with tablet.site.services.vault.open_store(tablet.opened) as store:
        encoded = store.read_attachment(voice.id)
    assert list(spare.iterdir()) == []
    new = _list_files(instance) - before
    assert {file.parts[0] for file in new} <= {"books", "sounds"}, new
    assert [name for name in _written if not name.startswith(str(instance))] == []
    clues = (pcm[40_000:40_032], encoded[4000:4032])
    for file in (instance / one for one in _list_files(instance)):
        data = file.read_bytes()
        assert not any(clue in data for clue in clues), file
    assert all(clue in pcm + encoded for clue in clues)


def _list_files(folder: Path) -> set[Path]:
    return {file.relative_to(folder) for file in folder.rglob("*") if file.is_file()}
