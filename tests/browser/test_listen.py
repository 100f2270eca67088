"""The script of Listen, in a real browser: one sound at a time, and the same button stops it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from easyread.settings import resources
from easyread.speech.encode import make_clip
from easyread.web.security import HEADERS

SITE = "http://listen.test"
WORD = '<span class="word">Listen</span>'
HTML = f"""<!doctype html><html lang="en"><title>My page</title><body data-stop="Stop">
<form id="page" method="post" action="{SITE}/p"><input type="hidden" name="csrf_token" value="t">
<textarea name="words">My own words</textarea></form>
<a id="long" data-listen href="{SITE}/long">{WORD}</a>
<a id="short" data-listen href="{SITE}/short">{WORD}</a>
<a id="broken" data-listen href="{SITE}/broken">{WORD}</a>
<button id="mine" data-listen-mine data-language="pl" form="page" formaction="{SITE}/listen/mine"
name="field" value="words">{WORD}</button>
<p id="say-status" class="visually-hidden" role="status" data-down="Not now." data-long="Too long."></p>
<script type="module" src="{SITE}/listen.js"></script></body></html>"""
SPY = """
const play = HTMLMediaElement.prototype.play;
window.players = new Set(); window.made = 0; window.freed = 0;
HTMLMediaElement.prototype.play = function () { window.players.add(this); return play.call(this); };
const make = URL.createObjectURL, free = URL.revokeObjectURL;
URL.createObjectURL = (blob) => { window.made += 1; return make.call(URL, blob); };
URL.revokeObjectURL = (address) => { window.freed += 1; return free.call(URL, address); };
"""
HEARD = "[...players].filter((player) => !player.paused && player.duration > 0.1).map((player) => player.src)"


def tone(seconds: float) -> bytes:
    return make_clip(b"\0\1" * int(22_050 * seconds), 22_050, []).data


class Fake:
    """The few answers that the script needs, with the app's own policy."""

    def __init__(self) -> None:
        self.mine: dict[str, Any] = {"status": 200, "body": tone(20), "content_type": "audio/mpeg"}
        self.posted: list[Request] = []
        self.script = (resources("static") / "listen.js").read_bytes()

    def answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if path == "/listen/mine":
            self.posted.append(route.request)
        answers: dict[str, dict[str, Any]] = {
            "/": {"body": HTML, "content_type": "text/html"},
            "/listen.js": {"body": self.script, "content_type": "text/javascript"},
            "/long": {"body": tone(20), "content_type": "audio/mpeg"},
            "/short": {"body": tone(1), "content_type": "audio/mpeg"},
            "/listen/mine": self.mine,
        }
        route.fulfill(headers=dict(HEADERS), **answers.get(path, {"status": 503}))


@pytest.fixture
def fake() -> Fake:
    return Fake()


@pytest.fixture
def page(browser: Browser, fake: Fake) -> Iterator[Page]:
    problems: list[str] = []
    with browser.new_context() as context:
        page = context.new_page()
        page.on("pageerror", lambda problem: problems.append(str(problem)))
        page.add_init_script(SPY)
        page.route("**/*", fake.answer)
        page.goto(SITE)
        expect(page.locator("#long")).to_have_attribute("aria-pressed", "false")
        yield page
        assert problems == []


def expect_heard(page: Page, *starts: str) -> None:
    """Exactly these sounds play, by how their addresses begin."""
    for _ in range(100):  # the page's policy lets no script text in, so the waiting is done here
        heard = page.evaluate(HEARD)
        if len(heard) == len(starts):
            break
        page.wait_for_timeout(50)
    assert [address[: len(start)] for address, start in zip(heard, starts, strict=True)] == [*starts]


def expect_button(page: Page, button: str, pressed: bool) -> None:
    expect(page.locator(button)).to_have_attribute("aria-pressed", str(pressed).lower())
    expect(page.locator(f"{button} .word")).to_have_text("Stop" if pressed else "Listen")


def test_same_button_plays_and_stops(page: Page) -> None:
    page.click("#long")
    expect_heard(page, f"{SITE}/long")
    expect_button(page, "#long", True)
    page.click("#long")
    expect_heard(page)
    expect_button(page, "#long", False)
    assert page.url == f"{SITE}/"


def test_another_line_stops_the_first(page: Page, fake: Fake) -> None:
    page.click("#long")
    expect_heard(page, f"{SITE}/long")
    page.click("#mine")
    expect_heard(page, "blob:")
    expect_button(page, "#long", False)
    expect_button(page, "#mine", True)


def test_button_comes_back_when_the_line_is_over(page: Page) -> None:
    page.click("#short")
    expect_button(page, "#short", True)
    expect_button(page, "#short", False)
    expect_heard(page)


def test_own_words_go_by_post_and_are_let_go(page: Page, fake: Fake) -> None:
    page.click("#mine")
    expect_heard(page, "blob:")
    [posted] = fake.posted
    assert posted.method == "POST"
    assert posted.headers["accept"] == "audio/*"
    sent = posted.post_data_buffer or b""
    assert b"My own words" in sent
    assert b'name="csrf_token"' in sent
    assert b'name="field"\r\n\r\nwords\r\n' in sent
    assert b'name="language"\r\n\r\npl\r\n' in sent
    made = page.evaluate("made")
    page.click("#mine")
    expect_heard(page)
    assert page.evaluate("[made, freed]") == [made, 1]


@pytest.mark.parametrize(("status", "sentence"), [(413, "Too long."), (503, "Not now."), (403, "Not now.")])
def test_failure_is_told_in_a_plain_sentence_that_can_be_seen(
    page: Page, fake: Fake, status: int, sentence: str
) -> None:
    fake.mine = {"status": status}
    page.click("#mine")
    told = page.locator("#say-status")
    expect(told).to_have_text(sentence)
    expect(told).not_to_have_class("visually-hidden")
    expect_button(page, "#mine", False)
    page.click("#long")
    expect(told).to_have_text("")
    expect_heard(page, f"{SITE}/long")


def test_broken_sound_is_told(page: Page) -> None:
    page.click("#broken")
    expect(page.locator("#say-status")).to_have_text("Not now.")
    expect_button(page, "#broken", False)


def test_no_words_yet_is_quiet(page: Page, fake: Fake) -> None:
    fake.mine = {"status": 204}
    page.click("#mine")
    expect_button(page, "#mine", False)
    expect(page.locator("#say-status")).to_have_text("")
    assert len(fake.posted) == 1


@pytest.mark.parametrize("key", [" ", "Enter"])
def test_link_that_plays_answers_to_the_keys_of_a_button(page: Page, key: str) -> None:
    expect(page.locator("#long")).to_have_role("button")
    page.focus("#long")
    page.keyboard.press(key)
    expect_heard(page, f"{SITE}/long")
    page.keyboard.press(key)
    expect_heard(page)


def test_script_is_small() -> None:
    assert (Path(resources("static")) / "listen.js").stat().st_size < 5_000
