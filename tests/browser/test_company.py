"""Beside a partner: no page that is held back, no picture of being hurt, and no gap in any counter."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page

from easyread.model import Statement
from easyread.visit.situation import new_id, now
from tests.browser.site import Site
from tests.browser.walk import be_alone, go, tap
from tests.pages.step_pages import MARKER

TELLING = {"hurt", "touch", "scared", "shouting", "stealing", "controlling", "not-safe", "worried"}
_PICTURES = "images => images.map(one => one.src.replace(/.*\\/|\\.svg$/g, ''))"


def _say_all(site: Site) -> None:
    """She answered everything that is held back, alone; nothing of it is marked as private."""
    [book] = site.open_books()
    with book.store() as store:
        for step in site.services.library.steps.values():
            if step.held and step.kind != "interpreter-ok":
                store.keep(
                    Statement(
                        id=new_id(),
                        step=step.id,
                        kind=step.kind,
                        question_version=step.version,
                        choices=tuple(one.id for one in step.choices[:2]),
                        words=MARKER,
                        language="en-GB",
                        presence=("nobody",),
                        at=now(),
                    )
                )


def _check(page: Page, site: Site) -> None:
    text, pictures = page.content(), set(page.eval_on_selector_all("img", _PICTURES))
    assert MARKER not in text
    assert not TELLING & pictures, page.url
    for step in site.services.library.steps.values():
        if step.held:
            assert step.code not in text, (step.id, page.url)
            assert step.question not in text, (step.id, page.url)


def _walk_chapter(page: Page, site: Site, start: str) -> list[str]:
    """Next, from one page to the last of its chapter; gives the counters."""
    counters = []
    page.goto(site.url(start))
    while urlsplit(page.url).path.startswith("/p/"):
        _check(page, site)
        for dots in page.locator(".where .dots").all():
            counters += re.findall(r"\d+ / \d+", dots.get_attribute("aria-label") or "")
        go(page, ".go .next")
    return counters


def test_beside_a_partner_nothing_shows_what_is_held_back(open_page: Page, site: Site) -> None:
    be_alone(open_page, site)
    _say_all(site)
    open_page.goto(site.url("/w"))
    assert MARKER in open_page.content()
    open_page.goto(site.url(site.services.library.who_is_here.page))
    tap(open_page, "main li:has(input[value=nobody]) > label")
    tap(open_page, "main li:has(input[value=partner]) > label")
    go(open_page, ".go .next")
    for path in ("/", "/w", "/s/all", "/c/made", "/help", "/break"):
        open_page.goto(site.url(path))
        _check(open_page, site)
    walked = 0
    for chapter in site.services.library.chapters:
        shown = [step for step in chapter.steps if not (step.held or step.before or step.kind == "today")]
        shown = [step for step in shown if step.kind not in ("share", "card")]
        if shown:
            counters = _walk_chapter(open_page, site, shown[0].page)
            assert len({counter.partition(" / ")[2] for counter in counters}) == 1
            total = int(counters[0].partition(" / ")[2])
            assert [int(counter.partition(" / ")[0]) for counter in counters] == list(
                range(total - len(counters) + 1, total + 1)
            )
            walked += len(counters)
    assert walked > 10
