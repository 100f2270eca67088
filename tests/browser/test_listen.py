"""The script of Listen in a real browser: one sound at a time, its words marked; its button stops it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from easyread.settings import resources
from easyread.speech import Clip
from easyread.speech.encode import make_clip
from easyread.web.security import HEADERS
from easyread.web.word_times import describe

SITE = "http://listen.test"
MINE, SHOWN = "/listen/mine?language=pl", "/listen/shown"
WORD = '<span class="word">Listen</span>'
LONG, SHORT = "Who can see or hear you now?", "Nobody, just me"
SPOKEN = '<span class="word">Listen</span><span class="visually-hidden">: <span>{}</span></span>'
# As the pages are made: a question, choices of which one is folded away, kept words, words in a box.
HTML = f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>My page</title>
<body data-hearing="HEARING"><form id="page" method="post" action="{SITE}/p">
<input type="hidden" name="csrf_token" value="t">
<div class="question"><h1><span>{LONG}</span></h1><button id="all" type="button" data-read-all>{WORD}</button>
<a id="long" data-listen href="{SITE}/long">{SPOKEN.format(LONG)}</a></div>
<ul><li class="choice"><input type="checkbox" id="c"><label for="c"><span>{SHORT}</span></label>
<a id="short" data-listen href="{SITE}/short">{SPOKEN.format(SHORT)}</a></li></ul>
<blockquote>Chcę do domu</blockquote>
<p><button id="kept" data-listen formaction="{SITE}{MINE}"
name="statement" value="1">{WORD}</button></p>
<p><bdi>12 June 2026</bdi><button id="day" class="aloud" data-listen formaction="{SITE}{SHOWN}"
name="aloud" value="seal"><span class="visually-hidden"><span>12 June 2026</span></span></button></p>
<button id="code" data-listen="alone" formaction="{SITE}{SHOWN}" name="aloud" value="secret">{WORD}</button>
<details><summary>More</summary><a id="folded" data-listen href="{SITE}/folded">{WORD}</a></details>
<textarea name="words">My own words</textarea>
<div><button id="mine" data-listen formaction="{SITE}{MINE}" name="field" value="words">{WORD}</button>
<blockquote class="copy" aria-hidden="true"></blockquote></div></form>
<a id="broken" data-listen href="{SITE}/broken">{WORD}</a>
<p id="say-status" class="told" role="status" data-down="Not now." data-long="Too long."
data-unspeakable="Cannot."></p>
<script type="module" src="{SITE}/listen.js"></script></body></html>"""
SPY = """
const play = HTMLMediaElement.prototype.play;
window.players = new Set(); window.made = 0; window.freed = 0; window.spoken = [];
HTMLMediaElement.prototype.play = function () { window.players.add(this); return play.call(this); };
const make = URL.createObjectURL, free = URL.revokeObjectURL;
URL.createObjectURL = (blob) => { window.made += 1; return make.call(URL, blob); };
URL.revokeObjectURL = (address) => { window.freed += 1; return free.call(URL, address); };
"""
HEARD = """[...players].filter((player) => !player.paused && player.duration > 0.1)
  .map((player) => player.duration)"""
MARKED = """[...(CSS.highlights.get("heard") ?? [])].map((range) =>
  range.startContainer.data.slice(range.startOffset, range.endOffset))"""


def tone(seconds: float) -> bytes:
    return make_clip(b"\0\1" * int(22_050 * seconds), 22_050, []).data


def sound(text: str, seconds: float) -> dict[str, Any]:
    """An answer with a sound in which each word of ``text`` lasts as long as the others."""
    words = len(text.split())
    clip = Clip("audio/mpeg", tone(seconds), [int(1000 * seconds * n / words) for n in range(words)])
    extra = {**describe(text, "en-GB", clip, "usual"), "Content-Type": clip.mime}
    return {"body": clip.data, "extra": extra}


def read_script(name: str) -> dict[str, Any]:
    return {"body": (resources("static") / name).read_bytes(), "content_type": "text/javascript"}


class Fake:
    """The few answers that the script needs, with the app's own policy."""

    def __init__(self) -> None:
        self.hearing, self.more = "usual follow", ""
        self.mine = sound("My own words", 30)
        self.rest: dict[str, Any] = {"status": 503}
        self.asked: list[str] = []
        self.posted: list[Request] = []

    def make_page(self) -> str:
        return HTML.replace("HEARING", self.hearing).replace("</form>", self.more + "</form>")

    def answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        self.asked.append(path)
        if path.startswith((MINE, SHOWN)):
            self.posted.append(route.request)
        answers: dict[str, dict[str, Any]] = {
            "/": {"body": self.make_page(), "content_type": "text/html"},
            "/listen.js": read_script("listen.js"),
            "/page.js": read_script("page.js"),
            "/long": sound(LONG, 20),
            "/short": sound(SHORT, 1),
            MINE: self.mine,
            SHOWN: sound("12 June 2026", 3),
            f"{MINE}&from=7": self.rest,
        }
        answer = answers.get(path, {"status": 503})
        route.fulfill(headers=HEADERS | answer.pop("extra", {}), **answer)


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


def expect_heard(page: Page, *seconds: float) -> None:
    """Exactly these sounds play, by how long they are."""
    heard = list[int]()
    for _ in range(100):  # the page's policy lets no script text in, so the waiting is done here
        heard = [round(each) for each in page.evaluate(HEARD)]
        if heard == [*seconds]:
            return
        page.wait_for_timeout(50)
    raise AssertionError(heard)


def expect_marked(page: Page, at: float, word: str) -> None:
    """When the sound stands at ``at`` seconds, this word is marked."""
    for name, value in (("playbackRate", 0), ("currentTime", at)):
        page.evaluate("([name, value]) => players.forEach((each) => { each[name] = value; })", [name, value])
    marked = None
    for _ in range(100):
        marked = page.evaluate(MARKED)
        if marked == [word]:
            return
        page.wait_for_timeout(50)
    raise AssertionError(marked)


def expect_button(page: Page, button: str, pressed: bool) -> None:
    expect(page.locator(button)).to_have_attribute("aria-pressed", str(pressed).lower())


def test_same_button_plays_and_stops(page: Page) -> None:
    page.click("#long")
    expect_heard(page, 20)
    expect_button(page, "#long", True)
    page.click("#long")
    expect_heard(page)
    expect_button(page, "#long", False)
    assert page.url == f"{SITE}/"


def test_another_line_stops_the_first(page: Page, fake: Fake) -> None:
    page.click("#long")
    expect_heard(page, 20)
    page.click("#mine")
    expect_heard(page, 30)
    expect_button(page, "#long", False)
    expect_button(page, "#mine", True)


def test_button_comes_back_when_the_line_is_over(page: Page) -> None:
    page.click("#short")
    expect_button(page, "#short", True)
    expect_button(page, "#short", False)
    expect_heard(page)


def test_own_words_go_by_post_and_are_let_go(page: Page, fake: Fake) -> None:
    page.click("#mine")
    expect_heard(page, 30)
    [posted] = fake.posted
    assert posted.method == "POST"
    assert posted.headers["accept"] == "audio/*"
    sent = posted.post_data_buffer or b""
    assert b"My own words" in sent
    assert b'name="csrf_token"' in sent
    assert b'name="field"\r\n\r\nwords\r\n' in sent
    made = page.evaluate("made")
    page.click("#mine")
    expect_heard(page)
    assert page.evaluate("[made, freed]") == [made, 1]


@pytest.mark.parametrize(
    ("status", "sentence"), [(413, "Too long."), (422, "Cannot."), (503, "Not now."), (403, "Not now.")]
)
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
    expect_heard(page, 20)


def test_a_line_that_cannot_be_read_is_told_and_the_rest_is_read(page: Page, fake: Fake) -> None:
    fake.mine = {"status": 422}
    page.click("[data-read-all]")
    expect_heard(page, 20)
    page.evaluate("players.forEach((player) => { player.currentTime = 19.8; })")
    expect_heard(page, 1)
    expect_heard(page, 3)
    expect_button(page, "[data-read-all]", False)
    expect(page.locator("#say-status")).to_have_text("Cannot.")
    assert [one.url.removeprefix(SITE) for one in fake.posted] == [MINE, SHOWN]  # kept words, a day


def test_long_words_are_heard_piece_after_piece_with_one_stop(page: Page, fake: Fake) -> None:
    words, clip = "My own words", Clip("audio/mpeg", tone(1), [0, 500])
    fake.mine = {"body": clip.data, "extra": describe(words, "en-GB", clip, "usual", (0, 7))}
    clip = Clip("audio/mpeg", tone(20), [0])
    fake.rest = {"body": clip.data, "extra": describe(words, "en-GB", clip, "usual", (7, 12))}
    page.click("#mine")
    expect_heard(page, 1)
    expect_heard(page, 20)
    expect_button(page, "#mine", True)
    expect_marked(page, 5, "words")
    assert page.locator("#mine + .copy").inner_text() == words
    assert page.evaluate("[made, freed]") == [2, 1]
    page.click("#mine")
    expect_heard(page)
    expect_button(page, "#mine", False)
    assert page.evaluate("[made, freed]") == [2, 2]


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
    expect_heard(page, 20)
    page.keyboard.press(key)
    expect_heard(page)


# --- the word that is heard ------------------------------------------------------


def test_the_word_that_is_heard_is_marked_and_no_other(page: Page) -> None:
    page.click("#long")
    expect_heard(page, 20)
    words = LONG.split()
    for place, word in enumerate(words):
        expect_marked(page, 20 * (place + 0.5) / len(words), word)
    expect_marked(page, 0.1, words[0])
    page.click("#long")
    assert page.evaluate(MARKED) == []


def test_marking_changes_nothing_that_a_screen_reader_could_say(page: Page) -> None:
    def read() -> str:
        return str(page.locator("h1").evaluate("(h1) => h1.outerHTML"))

    before = read()
    page.click("#long")
    expect_heard(page, 20)
    expect_marked(page, 12, "hear")
    assert read() == before


def test_kept_words_are_marked_in_their_quotation(page: Page, fake: Fake) -> None:
    fake.mine = sound("Chcę do domu", 30)
    page.click("#kept")
    expect_heard(page, 30)
    expect_marked(page, 15, "do")


def test_words_in_a_box_are_shown_again_and_marked_while_they_are_heard(page: Page) -> None:
    page.click("#mine")
    expect_heard(page, 30)
    shown = page.locator("#mine + blockquote")
    expect(shown).to_have_text("My own words")
    expect_marked(page, 15, "own")
    page.click("#mine")
    expect(shown).to_be_empty()


@pytest.fixture
def hearing(fake: Fake, request: pytest.FixtureRequest) -> str:
    """What the person chose, before the page is made."""
    fake.hearing = request.param
    return fake.hearing


@pytest.mark.parametrize("hearing", ["usual"], indirect=True)
def test_marking_can_be_turned_off(hearing: str, page: Page) -> None:
    page.click("#long")
    expect_heard(page, 20)
    page.evaluate("players.forEach((player) => { player.currentTime = 10; })")
    page.wait_for_timeout(300)
    assert page.evaluate(MARKED) == []


def test_sound_without_times_is_heard_without_a_mark(page: Page, fake: Fake) -> None:
    fake.mine["extra"]["X-Words"] = json.dumps({"words": [], "rate": 1})
    page.click("#kept")
    expect_heard(page, 30)
    assert page.evaluate(MARKED) == []


def test_recording_is_played_as_fast_as_the_person_wants(page: Page, fake: Fake) -> None:
    fake.mine["extra"]["X-Words"] = json.dumps({"words": [], "rate": 0.8})
    page.click("#kept")
    expect_heard(page, 30)
    assert page.evaluate("[...players].map((player) => player.playbackRate)") == [0.8]


# --- read it all -----------------------------------------------------------------


def test_everything_is_read_in_order_but_what_is_folded_away_or_in_a_box(page: Page, fake: Fake) -> None:
    fake.mine = sound("Chcę do domu", 2)
    page.click("#all")
    for tool, seconds in (("#long", 20), ("#short", 1), ("#kept", 2), ("#day", 3)):
        expect_button(page, tool, True)
        expect_heard(page, seconds)
        expect_button(page, "#all", True)
        if tool == "#long":
            page.evaluate("players.forEach((player) => { player.currentTime = player.duration - 0.2; })")
    expect_button(page, "#all", False)
    expect_button(page, "#kept", False)
    assert [path for path in fake.asked if "." not in path] == ["/", "/long", "/short", MINE, SHOWN]
    alone = fake.posted[-1].post_data or ""
    assert ("seal" in alone, 'name="csrf_token"' in alone) == (True, True)
    assert "My own words" not in alone  # a date travels without what is in the boxes


def test_a_code_is_heard_by_a_tap_on_its_own_listen_only(page: Page, fake: Fake) -> None:
    page.click("#code")
    expect_heard(page, 3)
    assert "secret" in (fake.posted[-1].post_data or "")


def test_a_date_is_marked_where_it_is_seen(page: Page) -> None:
    page.evaluate("document.querySelector('#day').click()")
    expect_heard(page, 3)
    expect_marked(page, 1.5, "June")


@pytest.mark.parametrize("stop", ["#all", "#long"])
def test_the_same_button_or_that_of_the_line_stops_reading_it_all(page: Page, stop: str) -> None:
    page.click("#all")
    expect_heard(page, 20)
    page.click(stop)
    expect_heard(page)
    for tool in ("#all", "#long"):
        expect_button(page, tool, False)


def test_one_line_stops_reading_it_all(page: Page) -> None:
    page.click("#all")
    expect_heard(page, 20)
    page.click("#mine")
    expect_heard(page, 30)
    expect_button(page, "#all", False)
    expect_button(page, "#long", False)


# --- read what I touch -----------------------------------------------------------


@pytest.mark.parametrize("hearing", ["usual follow touch"], indirect=True)
def test_touching_a_choice_reads_it_and_chooses_it(hearing: str, page: Page) -> None:
    page.click("label")
    expect_heard(page, 1)
    expect(page.locator("#c")).to_be_checked()
    expect_button(page, "#short", False)  # it was heard to its end
    page.click("h1")
    expect_heard(page, 20)


@pytest.mark.parametrize("hearing", ["usual touch"], indirect=True)
def test_moving_to_a_choice_with_the_keyboard_reads_it(hearing: str, page: Page, fake: Fake) -> None:
    page.focus("#long")
    page.keyboard.press("Tab")
    expect(page.locator("#c")).to_be_focused()
    expect_button(page, "#short", True)
    expect(page.locator("#c")).not_to_be_checked()


def test_touch_reads_nothing_until_it_is_chosen(page: Page, fake: Fake) -> None:
    page.click("label")
    page.wait_for_timeout(200)
    assert "/short" not in fake.asked


# --- a voice of this device ------------------------------------------------------

VOICES = """
const voices = [
  {name: "far", lang: "so-SO", localService: false}, {name: "other", lang: "sot-ZA", localService: true},
  {name: "unknown", lang: "so-SO"}, LOCAL
];
const said = window.said = [];
Object.defineProperty(window, "speechSynthesis", {value: {
  getVoices: () => voices, cancel: () => said.push("cancel"), speak: (speech) => said.push(speech)}});
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""
LOCAL = '{name: "near", lang: "so_SO", localService: true}'
DEVICE = f"""<button id="device" type="button" data-listen data-device="so" hidden>
<span class="visually-hidden">{WORD}: <span>Yaa kula jooga?</span></span></button>"""


def show_device(page: Page, fake: Fake, voices: str) -> None:
    fake.more = DEVICE
    page.add_init_script(VOICES.replace("LOCAL", voices))
    page.goto(SITE)


def test_voice_of_this_device_speaks_a_line_by_itself(page: Page, fake: Fake) -> None:
    fake.hearing = "slow follow device"
    show_device(page, fake, LOCAL)
    page.click("#device")
    expect_button(page, "#device", True)
    spoken = page.evaluate("said.at(-1)")
    assert (spoken["text"], spoken["voice"]["name"], spoken["rate"]) == ("Yaa kula jooga?", "near", 0.8)
    assert fake.asked.count("/") == 2  # nothing was asked of the server but the pages
    page.evaluate("said.at(-1).onend()")
    expect_button(page, "#device", False)
    page.click("#device")
    page.click("#device")
    assert page.evaluate("said.at(-1)") == "cancel"


def test_voice_that_needs_a_network_or_another_language_is_never_used(page: Page, fake: Fake) -> None:
    show_device(page, fake, "")
    page.wait_for_timeout(2500)  # the script looks for the last time after two seconds
    expect(page.locator("#device")).to_be_hidden()
