"""Listen on the app's own pages: settings that hold, words that go into no address, films, no script."""

from __future__ import annotations

import base64
import json

import msgspec
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from easyread.languages import line_id
from easyread.speech.service_recordings import About, mark_text
from easyread.web.word_times import HEADER
from tests.browser.looks import check_page
from tests.browser.site import Site
from tests.browser.test_listen import MARKED
from tests.browser.walk import go, tap

MARKER = "Zanzibarmarker"
TITLE = "How it is read to me"
# A second of a grey square, as a browser films it.
FILM = """async () => {
  const canvas = Object.assign(document.createElement("canvas"), {width: 64, height: 64});
  const draw = () => { canvas.getContext("2d").fillRect(0, 0, 64, Math.random() * 64); };
  const timer = setInterval(draw, 50);
  const recorder = new MediaRecorder(canvas.captureStream(20), {mimeType: "video/webm"});
  const parts = [];
  recorder.ondataavailable = ({data}) => parts.push(data);
  recorder.start();
  await new Promise((done) => setTimeout(done, 1000));
  await new Promise((done) => { recorder.onstop = done; recorder.stop(); });
  clearInterval(timer);
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa(String.fromCharCode(...bytes));
}"""


def words_page(site: Site) -> str:
    steps = site.services.library.steps.values()
    return site.url(f"/p/{next(step.code for step in steps if step.kind == 'words' and not step.held)}")


@pytest.fixture
def asked(context: BrowserContext) -> list[Request]:
    """Every request of the browser."""
    found: list[Request] = []

    def note(request: Request) -> None:
        found.append(request)

    context.on("request", note)
    return found


def test_own_words_are_read_and_marked_and_stand_in_no_address(
    open_page: Page, site: Site, asked: list[Request]
) -> None:
    open_page.goto(words_page(site))
    open_page.fill("textarea[name=words]", f"{MARKER} wants to go home and have a cup of tea in peace")
    button = open_page.locator("[data-listen][name=field]")
    with open_page.expect_response(lambda answer: HEADER.lower() in answer.headers) as answered:
        button.click()
    headers = answered.value.headers
    assert headers["cache-control"] == "no-store"
    assert len(json.loads(headers[HEADER.lower()])["words"]) == 13
    assert MARKER not in str(headers)
    copy = open_page.locator(".copy", has_text=MARKER)
    expect(copy).to_be_visible()
    for _ in range(200):
        if open_page.evaluate(MARKED):
            break
        open_page.wait_for_timeout(20)
    assert open_page.evaluate(MARKED)
    check_page(open_page)
    button.click()
    expect(copy).to_have_count(0)
    assert not any(MARKER in request.url for request in asked)
    assert "/listen/mine?language=en-GB" in [request.url.removeprefix(site.url("")) for request in asked]


def test_the_choice_is_made_with_pictures_and_holds_on_the_next_page(open_page: Page, site: Site) -> None:
    tap(open_page, "details:has([value='/v']) > summary")
    go(open_page, "button[name=to][value='/v']")
    check_page(open_page)
    open_page.click("label[for=pace-slow]")
    open_page.click("label[for=on-follow]")
    open_page.click("label[for=on-touch]")
    go(open_page, ".go .next")
    expect(open_page.locator("body")).to_have_attribute("data-hearing", "slow touch")
    with open_page.expect_response(lambda answer: "pace=slow" in answer.url) as heard:
        open_page.click("h1")
    assert heard.value.status == 200


def test_all_lines_of_a_page_are_read_to_the_end(page: Page, asked: list[Request], site: Site) -> None:
    page.goto(site.url("/v"))
    page.click("label[for=pace-quick]")
    go(page, ".go .next")
    page.goto(site.url("/break"))
    lines = [link.get_attribute("href") for link in page.locator("#page a[data-listen]").all()]
    asked.clear()
    page.click("[data-read-all]")
    expect(page.locator("[data-read-all]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-read-all]")).to_have_attribute("aria-pressed", "false", timeout=60_000)
    assert [request.url.removeprefix(site.url("")) for request in asked if "/listen/" in request.url] == lines


def test_without_script_a_line_is_a_link_to_its_sound_and_each_help_line_has_its_own(
    browser: Browser, site: Site
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site.url("/v"))
        link = page.locator("a[data-listen]").first
        expect(link).to_be_visible()
        answer = context.request.get(site.url(link.get_attribute("href") or ""))
        assert answer.headers["content-type"] in {"audio/mpeg", "audio/wav"}
        page.click("label[for=pace-quick]")
        go(page, ".go .next")
        page.goto(site.url("/v"))
        expect(page.locator("#pace-quick")).to_be_checked()
        page.goto(site.url("/break"))
        for ear in page.locator(".helps a.aloud").all():
            expect(ear).to_be_visible()


def test_film_of_the_question_plays_only_when_it_is_tapped(
    page: Page, context: BrowserContext, site: Site, browser: Browser
) -> None:
    with browser.new_context() as studio:
        film = base64.b64decode(studio.new_page().evaluate(FILM))
    folder = site.services.paths.instance / "signed" / "en-GB"
    folder.mkdir(parents=True)
    (folder / f"{line_id(TITLE)}.webm").write_bytes(film)
    about = About(text=mark_text(TITLE), who="A signer")
    (folder / f"{line_id(TITLE)}.json").write_bytes(msgspec.json.encode(about))
    page.goto(site.url("/v"))
    video = page.locator("video")
    expect(video).to_have_attribute("aria-label", f"In sign language: {TITLE}")
    expect(video).to_have_attribute("controls", "")
    for size in ((810, 1080), (390, 844)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        check_page(page)
    assert video.evaluate("(video) => video.paused")
    video.evaluate("(video) => video.play()")  # its policy lets it in, and it is a film
    expect(video).to_have_js_property("paused", False)
