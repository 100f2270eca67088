"""Alone, an answer about pressure is told to one person and is on their card; in company it is nowhere."""

from __future__ import annotations

import io
from html import unescape
from typing import NamedTuple
from urllib.parse import urlsplit

import pypdf
from playwright.sync_api import Page

from easyread.exports.forms import FORMS
from easyread.model import Grant, Statement
from easyread.visit.sharing_terms import code
from easyread.visit.situation import new_id, now
from tests.browser.site import Site
from tests.browser.walk import be_alone, go, tap, tap_choice

STEP, READER, OTHER, PURPOSE = "told-what-to-say", "advocate", "social-worker", "keep-me-safe"
SENTENCE, OPEN = "Someone often tells me what to say.", "My own key QXOPEN."
TRACES = (SENTENCE, "tell me what to say", "tells me what to say", "Only for me and", "Tell someone")


class Cards(NamedTuple):
    theirs: str
    others: str


def path_of(page: Page) -> str:
    return urlsplit(page.url).path


def tap_way(page: Page, end: str) -> None:
    """Tap the way whose address ends so, behind "More pictures" if it has to be."""
    way = f'main button[name=to][value$="{end}"]'
    if not page.locator(way).first.is_visible():
        tap(page, "summary")
    go(page, way)


def say_open(site: Site) -> None:
    """An ordinary answer that both the advocate and the social worker may see."""
    [opened] = site.open_books()
    with opened.store() as store:
        said = Statement(
            id=new_id(), step="safe-means", kind="words", question_version="1", words=OPEN, language="en-GB",
            presence=("nobody",), at=now(),
        )  # fmt: skip
        store.keep(said)
        for reader in (READER, OTHER):
            grant = Grant(id=new_id(), said=said.id, reader=reader, purpose=PURPOSE, answer="yes", at=now())
            store.keep_grant(grant)


def tell(page: Page, site: Site) -> None:
    """From the answer to the last page, as the pages lead."""
    page.goto(site.url(site.services.library.steps[STEP].page))
    tap_choice(page, "often")
    go(page, ".go .next")
    assert page.locator("h1").inner_text() == "Would one of these help you now?"
    go(page, "main li:last-child > button[name=to]")
    assert page.locator("h1").inner_text() == "Do you want to tell someone?"
    go(page, "main li:first-child > button[name=to]")
    go(page, ".go .next")  # when people may tell others
    tap_way(page, f"/{code(READER)}")
    tap_way(page, f"{code(READER)}{code(PURPOSE)}")
    assert SENTENCE in page.locator("main").inner_text()
    go(page, f"button[name=until][value='{code('month')}']")
    assert "Advocate" in page.locator("main").inner_text()
    go(page, ".go .next")
    assert not path_of(page).endswith(("/then", "/more"))


def make_card(page: Page, site: Site, reader: str) -> str:
    """Of each line that they may see; gives the address of the card."""
    page.goto(site.url(f"/so/{code(reader)}{code(PURPOSE)}{code('stop')}{code('en-GB')}"))
    go(page, ".go .next")
    assert len(path_of(page)) == len("/c/") + 32
    return path_of(page)


def texts_of(page: Page, site: Site, card: str) -> dict[str, str]:
    """A card in each form that it has, as its words are read."""
    get = page.context.request.get
    texts = {form: get(site.url(f"{card}/{form}")).body() for form in FORMS}
    assert {"pdf", "text", "data"} <= texts.keys()
    read = {form: data.decode() for form, data in texts.items() if form != "pdf"}
    read["pdf"] = "\n".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(texts["pdf"])).pages)
    read["page"] = unescape(get(site.url(card)).text())
    return {form: " ".join(text.split()) for form, text in read.items()}


def test_told_alone_it_is_on_their_card_only_and_in_company_it_is_nowhere(
    open_page: Page, site: Site
) -> None:
    be_alone(open_page, site)
    say_open(site)
    tell(open_page, site)
    addresses = [
        *(f"{site.services.library.steps[STEP].page}{end}" for end in ("", "/more", "/then", "/then/one")),
        f"{site.services.library.steps[STEP].page}/done/{code(READER)}{code(PURPOSE)}",
    ]
    assert all(open_page.request.get(site.url(one)).status == 200 for one in addresses)
    cards = Cards(make_card(open_page, site, READER), make_card(open_page, site, OTHER))
    for form, text in texts_of(open_page, site, cards.theirs).items():
        assert SENTENCE in text, form
        assert OPEN in text, form
    for form, text in texts_of(open_page, site, cards.others).items():
        assert OPEN in text, form
        assert not [one for one in TRACES if one in text], form

    open_page.goto(site.url(site.services.library.who_is_here.page))
    tap(open_page, "main li:has(input[value=nobody]) > label")
    tap_choice(open_page, "partner")
    go(open_page, ".go .next")
    assert all(open_page.request.get(site.url(one)).status == 404 for one in addresses)
    who = f"{code(READER)}{code(PURPOSE)}"
    summary = f"/so/{who}{code('stop')}{code('en-GB')}"
    for path in ("/", "/w", "/s", "/s/all", f"/s/{code(READER)}", f"/s/{who}", summary, "/c/made"):
        open_page.goto(site.url(path))
        text = open_page.content()
        assert not [one for one in TRACES if one in text], path
        assert site.services.library.steps[STEP].code not in text, path
    for card in cards:  # they were made alone
        for end in ("", "/then", "/show", "/keep", *(f"/{form}" for form in FORMS)):
            assert open_page.request.get(site.url(card + end)).status == 404, end
