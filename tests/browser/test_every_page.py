"""Every kind of page, in every size: axe finds nothing, nothing is cut off, everything can be tapped.

The words that are said on the way are hostile ones: they have to stay text, and to fit.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask, request, request_started
from playwright.sync_api import BrowserContext, Page, ViewportSize

from tests.browser.hostile import HOSTILE, SHOWING, find_planted, shows_hostile
from tests.browser.in_sight import find_exit_faults
from tests.browser.looks import find_axe_faults, find_layout_faults
from tests.browser.nu import Pages, find_nu_faults
from tests.browser.seen_pictures import find_dim_pictures
from tests.browser.shots import WORDS, walk_everywhere
from tests.browser.site import Site, enlarge_text
from tests.browser.walk import NO_PAGES
from tests.browser.watch import Watch

SIZES: dict[str, ViewportSize] = {
    "tablet": {"width": 810, "height": 1080},
    "phone": {"width": 390, "height": 844},
    "small": {"width": 320, "height": 640},
}
LOW: ViewportSize = {"width": 740, "height": 360}  # a phone in landscape
LOOKS = {
    "english": ("en-GB", None, False),
    "urdu over english": ("ur", "en-GB", False),
    "very long lines": ("en-GB", None, True),
}
# Walked to on purpose: each answers with a code that the console tells too.
EXPECTED = r"status of (400|403|404)"


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_can_be_seen_read_and_tapped(
    context: BrowserContext, site: Site, tmp_path: Path, look: str
) -> None:
    first, second, long = LOOKS[look]
    watch = Watch(context, urlsplit(site.url()).netloc)
    page = context.new_page()
    site.speak(context, first, second)
    if long:
        site.stretch()
    asked = _note_endpoints(site)
    pages = Pages(site.app, tmp_path / "pages")
    faults: dict[str, list[str]] = {}
    kinds, showing, measured = set[str](), set[str](), set[str]()
    for name in walk_everywhere(page, site, f"{WORDS[first]} {HOSTILE}"):
        kind = "-".join(name.split("-")[:2])  # one axe for each kind of step; its layout every time
        for fault in _look_at(page, first, deep=kind not in kinds):
            faults.setdefault(fault, []).append(name)
        kinds.add(kind)
        for fault in find_dim_pictures(page, measured) if look == "english" else ():
            faults.setdefault(fault, []).append(name)
        if shows_hostile(page):
            showing.add(name)
    watch.forgive(EXPECTED)
    faults |= {} if long else _ask_nu(pages)  # a longer line is no other HTML
    if first != "en-GB":  # only words of another language can be put into English
        faults |= {f"never reached: {endpoint}": ["no page"] for endpoint in _find_unseen(site, asked)}
        faults |= {f"the hostile words are not shown: {name}": [name] for name in SHOWING - showing}
    told = [f"{fault} [on {pages[0]}, {len(pages)} in all]" for fault, pages in faults.items()]
    if told + watch.mistakes:
        pytest.fail("\n".join(told + watch.mistakes), pytrace=False)


def _look_at(page: Page, language: str, *, deep: bool) -> list[str]:
    """Faults of the page in three sizes and with big text; ``deep``: axe where the layouts differ most."""
    faults = find_planted(page)
    if page.locator(f"html:lang({language}), body.rest").count() == 0:
        faults.append(f"it is not in {language}")
    for size, shape in SIZES.items():
        page.set_viewport_size(shape)
        found = find_layout_faults(page) + find_exit_faults(page)
        found += find_axe_faults(page) if deep and size != "phone" else []
        faults += [f"{size}: {fault}" for fault in found]
    page.set_viewport_size(LOW)
    faults += [f"low: {fault}" for fault in find_exit_faults(page, focus=deep)]
    page.set_viewport_size(SIZES["tablet"])
    enlarge_text(page, 200)
    faults += [f"200 % text: {fault}" for fault in find_layout_faults(page) + find_exit_faults(page)]
    enlarge_text(page, 100)
    return faults


def _ask_nu(pages: Pages) -> dict[str, list[str]]:
    """What the checker of the standard says, of all pages at once: to start it takes longest.

    It guesses no language: the hostile words are English, and a page may show little else.
    """
    said = find_nu_faults(pages.folder, "--no-langdetect")
    return {f"nu: {one.fault} {one.html!r}": [one.file] for one in said}


def _note_endpoints(site: Site) -> set[str | None]:
    """A set that fills with the endpoint of each request."""
    asked = set[str | None]()

    def note(_: Flask, **__: object) -> None:
        asked.add(request.endpoint)

    request_started.connect(note, site.app, weak=False)
    return asked


def _find_unseen(site: Site, asked: set[str | None]) -> set[str | None]:
    """Pages that the walk did not come to."""
    pages = {rule.endpoint for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    return pages - NO_PAGES - asked
