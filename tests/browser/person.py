"""A person who does the main job through the pages, in any language, with or without JavaScript.

Everything is found by what a form sends. What they see and hear is checked on the way.
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Response

from easyread.model import Step
from easyread.visit.sharing_terms import code
from tests.browser.site import Site
from tests.browser.walk import answer_step, find_fullest, go, tap

DOOR = "heart"
PICTURES = ("bus", "star", "food", "pet")
# After some answers: how the address of such a page ends -> what leads on.
WAYS_ON = {
    "/on": "main button[name=to]",
    "/more": "main li:last-child > button[name=to]",
    "/then": "button[name=answer][value=not-now]",
}
READER, PURPOSE = "social-worker", "say-what-i-want"


def _is_spoken(answer: Response) -> bool:
    return "/listen/" in answer.url and "audio" in answer.headers.get("content-type", "")


def _is_sound_page(address: str) -> bool:
    return "/listen/" in urlsplit(address).path


class Person:
    """One person at one tablet. ``words``: what they say on each step of own words."""

    def __init__(self, page: Page, site: Site, words: dict[str, str]) -> None:
        self.page, self.site, self.words = page, site, words
        self.answered: set[str] = set()
        self.heard: set[str] = set()

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def choose_language(self, code: str) -> None:
        """On the first page, by its own name."""
        go(self.page, f"button[name=language][value={code}]")

    def make_book(self) -> list[str]:
        """From the doors to an open book; gives the groups of the recovery code."""
        go(self.page, 'button[name=to][value="/n"]')
        go(self.page, "button[name=choice][value=yes]")
        go(self.page, ".go .next")
        go(self.page, f"button[name=door][value={DOOR}]")
        go(self.page, "button[name=kind][value=pictures]")
        self._tap_pictures()
        self._tap_pictures()
        groups = self.page.locator(".code li").all_inner_texts()
        go(self.page, ".go .next")
        return groups

    def open_book(self) -> None:
        """By its door and its lock."""
        go(self.page, f"button[name=door][value={DOOR}]")
        go(self.page, "button[name=kind][value=pictures]")
        self._tap_pictures()

    def _tap_pictures(self) -> None:
        for picture in PICTURES:
            go(self.page, f"button[name=tap][value={picture}]")
        go(self.page, "button[name=done]")

    def say_everything(self) -> None:
        """Every step that is shown, until sharing or until there is no more.

        "Go on where I stopped" leads from chapter to chapter.
        """
        for _ in range(80):
            if self.path == "/" and not self.page.locator("main .go-on").count():
                return
            if self.path == "/":
                go(self.page, "main .wide")
            elif self.path == "/help":
                go(self.page, '.go button[name=to][value="/"]')
            elif self.path.endswith(("/back", "/names", "/again")):
                self.hear_own_words()
                go(self.page, ".go .next")
            elif way := next((way for end, way in WAYS_ON.items() if self.path.endswith(end)), ""):
                go(self.page, way)
            elif self.path.startswith("/p/"):
                self.answer_page()
            else:
                return
        raise AssertionError(f"the journey does not end: {self.path}")

    def say_some(self, wanted: Collection[str]) -> None:
        """One step of each kind, and ``wanted``: what each other question says is the same page."""
        steps = self.site.services.library.steps.values()
        kinds = {step.id for step in find_fullest(steps)}
        for step in steps:
            if step.id not in kinds | {*wanted} or step.kind in ("today", "share", "card"):
                continue
            self.page.goto(self.site.url(f"/p/{step.code}"))
            if self.path == f"/p/{step.code}":
                self.answer_page()
            while self.path.endswith(("/back", "/names", "/again")):
                self.hear_own_words()
                go(self.page, ".go .next")

    def answer_page(self) -> None:
        """Hear every line of one step, and answer it."""
        step = self._step()
        assert step.id not in self.answered, f"asked twice: {step.id}"
        self.answered.add(step.id)
        self.hear_lines()
        if step.kind == "many" and step.id == "who-is-here":
            tap(self.page, "label[for=c-nobody]")
            go(self.page, ".go .next")
        else:
            answer_step(self.page, step, self.words.get(step.id, self.words["else"]))

    def _step(self) -> Step:
        step = self.site.services.library.step_by_code(self.path.removeprefix("/p/"))
        assert step is not None
        return step

    def hear_lines(self) -> None:
        """Every fixed line of the page has its sound."""
        get_path = "all => all.map(one => one.pathname + one.search)"
        links = self.page.eval_on_selector_all("main a[data-listen]", get_path)
        for link in set(links) - self.heard:
            answer = self.context.request.get(self.site.url(link))
            assert answer.status == 200, link
            assert answer.headers["content-type"] in {"audio/mpeg", "audio/wav"}
            assert len(answer.body()) > 1000
            self.heard.add(link)

    def hear_own_words(self) -> None:
        """The person's own words are read to them, and the sound is kept nowhere."""
        button = self.page.locator("[data-listen][name=statement]")
        if not button.count():
            return
        with self.page.expect_response(_is_spoken) as sound:
            button.first.click()
        assert sound.value.headers["cache-control"] == "no-store"
        if sound.value.request.is_navigation_request():  # without JavaScript the sound has a page of its own
            self.page.wait_for_url(_is_sound_page)
            self.page.go_back()

    def make_card(self) -> str:
        """Yes to every line that is not private, until they say stop; gives the card's address."""
        private = {code(one.id) for one in self.site.services.library.steps.values() if one.private}
        self.page.goto(self.site.url("/s"))
        self._go(f"/s/{code(READER)}")
        self._go(f"/s/{code(READER)}{code(PURPOSE)}")
        self._go(f"/s/{code(READER)}{code(PURPOSE)}{code('stop')}")
        if self.path.startswith("/s/"):  # in which languages
            go(self.page, "main button[name=to]")
        for _ in range(60):
            if not self.path.startswith("/so/"):
                return self.path
            yes = self.page.locator("button[name=answer][value=yes]").count()
            asked = self.path.removeprefix("/so/")[:8] not in private
            go(self.page, "button[name=answer][value=yes]" if yes and asked else ".go .next")
        raise AssertionError("the card is never made")

    def _go(self, to: str) -> None:
        """Tap the way to ``to``, behind "More pictures" if it has to be."""
        way = f'main button[name=to][value="{to}"]'
        if not self.page.locator(way).first.is_visible():
            tap(self.page, "summary")
        go(self.page, way)
