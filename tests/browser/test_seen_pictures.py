"""How much of a picture is seen, and words for speakers. Each kind of page: ``test_every_page.py``."""

from __future__ import annotations

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from easyread.book.vault import BookHandle, Made
from tests.browser.seen_pictures import find_share
from tests.browser.site import Site
from tests.browser.test_every_page import SIZES

BLACK, WHITE = (0, 0, 0), (255, 255, 255)


@pytest.mark.parametrize(
    ("ground", "ink", "share"),
    [
        (WHITE, BLACK, 0.25),
        (BLACK, WHITE, 0.25),
        (BLACK, (11, 74, 117), 0),  # the speaker's blue: 2.25
        (BLACK, (63, 63, 63), 0),  # the pause: 1.99
        (WHITE, (148, 148, 148), 0.25),  # 3.03
        (WHITE, (150, 150, 150), 0),  # 2.96
        (WHITE, WHITE, 0),
    ],
)
def test_what_has_less_than_three_to_one_is_not_seen(
    ground: tuple[int, int, int], ink: tuple[int, int, int], share: float
) -> None:
    picture = Image.new("RGB", (40, 40), ground)
    picture.paste(ink, (10, 10, 30, 30))
    assert find_share(picture) == share


def test_a_speaker_has_its_word_for_who_asks_for_more_contrast(
    browser: Browser, site: Site, made_once: tuple[object, Made]
) -> None:
    with browser.new_context(viewport=SIZES["tablet"]) as context:
        site.open_book(context, BookHandle(made_once[1].book, made_once[1].key))
        page = context.new_page()
        page.goto(site.url())
        word = page.locator(".hear > .word").first
        expect(word).to_have_css("position", "absolute")
        page.emulate_media(contrast="more")
        expect(word).to_have_css("position", "static")
        page.emulate_media(contrast="no-preference", forced_colors="active")
        expect(word).to_have_css("position", "static")
