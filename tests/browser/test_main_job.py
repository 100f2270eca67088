"""The main job, end to end: a new book, the journey, sharing, the card; and every word after a restart."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pypdf
import pytest
from playwright.sync_api import Browser, ViewportSize

from tests.browser.person import Person
from tests.browser.site import run_site
from tests.browser.walk import be_alone
from tests.browser.watch import Watch

ENGLISH = {
    "name": "Ania",
    "safe-means": "To have my own key & to know who is at the door. <b>Not a joke.</b>",
    "safe-when": "I feel safe when my sister is here on Sunday 🙂.",
    "want": "I want my bank card back.\nI want to choose who helps me.",
    "else": "This is how it is for me.",
}
URDU = {
    "name": "آشا",
    "safe-means": "میرے پاس اپنی چابی ہو اور مجھے پتا ہو کہ کون آ رہا ہے۔",
    "safe-when": "اتوار کو میری بہن میرے پاس ہوتی ہے، تب میں محفوظ ہوں۔",
    "want": "مجھے میرا بینک کارڈ 1234 واپس چاہیے۔",
    "else": "میرے لیے یہ اہم ہے۔",
}
TABLET: ViewportSize = {"width": 810, "height": 1080}
SHARED = ("safe-means", "safe-when", "want")


class Tablet:
    """A browser at one instance; the app can be stopped and started again under it."""

    def __init__(self, browser: Browser, instance: Path, **options: Any) -> None:
        self.browser, self.instance, self.options = browser, instance, options

    def use(self, words: dict[str, str]) -> Iterator[tuple[Person, Watch]]:
        with (
            run_site(self.instance) as site,
            self.browser.new_context(viewport=TABLET, **self.options) as context,
        ):
            watch = Watch(context, urlsplit(site.url()).netloc)
            page = context.new_page()
            page.goto(site.url())
            yield Person(page, site, words), watch
            assert watch.mistakes == []


def _do_everything(person: Person) -> str:
    """Each question, as the journey leads to them."""
    person.make_book()
    person.say_everything()
    assert person.answered >= {
        step.id
        for step in person.site.services.library.steps.values()
        if not (step.before or step.after) and step.kind not in ("today", "interpreter", "share", "card")
    } - {"remember"}
    card = person.make_card()
    person.page.goto(person.site.url("/"))
    person.say_everything()  # what comes after sharing: the teach-back
    return card


def _do_each_kind(person: Person) -> str:
    """One question of each kind: a language or a browser without scripts changes kinds, not questions."""
    person.make_book()
    person.say_some({*SHARED, "who-is-here", "people-may-tell"})
    return person.make_card()


def _check_card(person: Person, card: str, words: dict[str, str]) -> None:
    """The words are on the card, exactly, in each of its forms."""
    get, url = person.context.request.get, person.site.url
    page = get(url(card)).text()
    text = get(url(f"{card}/text")).text()
    data = get(url(f"{card}/data")).json()
    pdf = pypdf.PdfReader(io.BytesIO(get(url(f"{card}/pdf")).body()))
    assert pdf.attachments["words.txt"][0].decode() == text
    assert len(pdf.pages) >= 1
    for step in SHARED:
        assert words[step] in unescape(page)
        assert all(line in text for line in words[step].splitlines())
        assert json.dumps(words[step], ensure_ascii=False) in json.dumps(data, ensure_ascii=False)
    for form in (unescape(page), text, json.dumps(data, ensure_ascii=False)):
        assert "My worries" not in form  # private by default


def _check_kept(person: Person, words: dict[str, str]) -> None:
    person.open_book()
    be_alone(person.page, person.site)
    person.page.goto(person.site.url("/w"))
    said = person.page.locator("blockquote").all_text_contents()
    for step in SHARED:
        assert words[step] in said


@pytest.mark.parametrize(
    ("language", "words", "script"),
    [("en-GB", ENGLISH, True), ("ur", URDU, True), ("en-GB", ENGLISH, False)],
    ids=["adult-in-english", "urdu-with-english-beside-it", "no-javascript"],
)
def test_a_person_goes_from_the_first_page_to_a_card_and_finds_every_word_again(
    browser: Browser, tmp_path: Path, language: str, words: dict[str, str], script: bool
) -> None:
    tablet = Tablet(browser, tmp_path / "instance", java_script_enabled=script)
    for person, _ in tablet.use(words):
        if language != "en-GB":
            person.choose_language(language)
        card = _do_everything(person) if script and language == "en-GB" else _do_each_kind(person)
        _check_card(person, card, words)
    for person, _ in tablet.use(words):
        _check_kept(person, words)
