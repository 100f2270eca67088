"""Whose English it is, through real pages: the card says what was kept, in every form, and no more."""

from __future__ import annotations

import io
import json
from typing import Any
from urllib.parse import urlsplit

import pypdf
import pytest
from playwright.sync_api import BrowserContext, Page

from easyread.book.vault import BookHandle, Made
from tests.books import DOOR, PIN
from tests.browser.person import Person
from tests.browser.site import Site
from tests.browser.walk import give_lock, go, tap, tap_choice
from tests.pages.sharing_book import GIVE_LOCK

POLISH, ENGLISH, RIGHT = "Nie chcę iść do domu.", "I want to go home.", "I do not want to go home."


class Visit:
    """A person at their tablet, and who sits beside them."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page, self.site = page, site
        self.person = Person(page, site, {})

    def open_step(self, name: str) -> None:
        self.page.goto(self.site.url(f"/p/{self.site.services.library.steps[name].code}"))

    def begin(self, *here: str) -> None:
        """Who is here now."""
        self.open_step("who-is-here")
        for box in self.page.locator("main input[name=choice]:checked").all():
            tap(self.page, f"label[for={box.get_attribute('id')}]")
        for one in here:
            self._choose(one)
        go(self.page, ".go .next")
        if urlsplit(self.page.url).path == GIVE_LOCK:  # somebody has gone
            give_lock(self.page, DOOR, PIN)

    def name_interpreter(self, kind: str) -> None:
        self.open_step("interpreter")
        self._choose(kind)
        go(self.page, ".go .next")

    def trust_interpreter(self) -> None:
        """A yes to the quiet question, alone: without it they see what was said beside them, and no more."""
        self.begin("nobody")
        self.open_step("interpreter-ok")
        self._choose("yes")
        go(self.page, ".go .next")
        self.begin("interpreter")

    def _choose(self, choice: str) -> None:
        tap_choice(self.page, choice)

    def say(self, words: str, by: str = "") -> None:
        self.open_step("want")
        self.page.fill("textarea[name=words]", words)
        if by:
            tap(self.page, f"li:has([name=by][value={by}]) > label")
        go(self.page, ".go .next")

    def open_english(self) -> None:
        self.page.goto(self.site.url("/w"))
        tap(self.page, "summary:has-text('More'), summary.tool")
        go(self.page, "button[name=to][value$='/english']")

    def put(self, english: str, note: str = "") -> None:
        self.open_english()
        self.page.fill("#english", english)
        if note:
            self.page.fill("#note", note)
        go(self.page, ".go .next")
        assert self.page.url.endswith("/others")

    def say_of(self, english: str, answer: str) -> None:
        """Is that what I mean? ``answer``: agree or dispute."""
        self.page.goto(self.site.url("/w"))
        go(self.page, "button[name=to][value$='/others']")
        go(self.page, f".other:has(.in-english:text-is('{english}')) button[name={answer}]")

    def make_card(self) -> dict[str, str]:
        """The card for the social worker: form -> all its words, in one line."""
        self.open_step("people-may-tell")  # before anything is shared
        go(self.page, ".go .next")
        card = self.person.make_card()
        get = self.page.context.request.get
        pdf = pypdf.PdfReader(io.BytesIO(get(self.site.url(f"{card}/pdf")).body()))
        forms = {
            "page": self.page.locator("main").inner_text(),
            "pdf": " ".join(page.extract_text() for page in pdf.pages),
            "text": get(self.site.url(f"{card}/text")).text(),
            "data": json.dumps(get(self.site.url(f"{card}/data")).json(), ensure_ascii=False),
        }
        return {form: " ".join(text.split()) for form, text in forms.items()}


@pytest.fixture
def visit(context: BrowserContext, site: Site, made_once: tuple[Any, Made]) -> Visit:
    site.open_book(context, BookHandle(made_once[1].book, made_once[1].key))
    site.speak(context, "pl", "en-GB")
    return Visit(context.new_page(), site)


def test_a_relatives_english_stays_the_relatives_beside_the_interpreters(visit: Visit) -> None:
    visit.begin("interpreter")
    visit.name_interpreter("family-friend")
    visit.say(POLISH)
    visit.put(ENGLISH)
    visit.name_interpreter("registered")
    visit.page.goto(visit.site.url("/w"))
    assert POLISH not in visit.page.content()
    visit.trust_interpreter()
    visit.open_english()
    assert visit.page.input_value("#english") == ""
    visit.put(RIGHT, note="Dom: house or home.")
    visit.say_of(RIGHT, "agree")
    visit.say_of(ENGLISH, "dispute")
    for form, words in visit.make_card().items():
        assert RIGHT in words, form
        assert ENGLISH not in words.replace(RIGHT, ""), form
        assert "Registered interpreter" in words, form
        assert "English by: Family or friend" not in words, form
        assert "Read back to the person. They agreed." in words, form
        assert "Dom: house or home." in words, form


def test_edited_english_is_not_told_as_read_back(visit: Visit) -> None:
    visit.begin("interpreter")
    visit.name_interpreter("registered")
    visit.say(POLISH)
    visit.put(RIGHT)
    visit.say_of(RIGHT, "agree")
    visit.open_english()
    assert visit.page.input_value("#english") == RIGHT
    visit.put(ENGLISH)
    for form, words in visit.make_card().items():
        assert ENGLISH in words, form
        assert RIGHT not in words, form
        assert "Not yet checked with the person." in words, form
        assert "They agreed." not in words, form


def test_english_by_a_support_worker_without_an_interpreter_is_theirs_or_nobodys(visit: Visit) -> None:
    visit.begin("support-worker")
    visit.say(POLISH)
    visit.put(RIGHT)
    for form, words in visit.make_card().items():
        assert "English by: not said." in words, form
        assert "interpreter" not in words.replace("Ask an interpreter", ""), form


def test_what_was_signed_is_told_as_signed_and_a_second_interpreter_stands_beside(visit: Visit) -> None:
    visit.site.speak(visit.page.context, "en-GB")
    visit.begin("interpreter")
    visit.name_interpreter("bsl")
    visit.say(RIGHT, by="signed")
    for form, words in visit.make_card().items():
        assert "Said in signs. English by: BSL interpreter." in words, form
        assert f"“{RIGHT}”" not in words, form
    visit.name_interpreter("agency")
    visit.trust_interpreter()
    visit.put("I do not want to live there.")
    for form, words in visit.make_card().items():
        assert words.index(RIGHT) < words.index("I do not want to live there."), form
