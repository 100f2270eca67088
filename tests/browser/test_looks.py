"""The look check itself: a good page passes, and each kind of fault is found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.in_sight import find_exit_faults
from tests.browser.looks import check_page, find_axe_faults, find_layout_faults

GOOD = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>My page</title></head>
<body style="font: 20px sans-serif"><main><h1>What helps?</h1>
<input id="c" type="checkbox"><label for="c" style="display: inline-block; padding: 20px">My own key</label>
<p style="color: #333">Words</p>
<button style="min-width: 64px; min-height: 64px">Next</button></main></body></html>"""


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A page of its own, not the app's."""
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        yield context.new_page()


def test_a_good_page_passes(plain: Page) -> None:
    plain.set_content(GOOD)
    check_page(plain)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("color: #333", "color: #767676", "color-contrast-enhanced"),
        ("color: #333", "color: #bbb", "color-contrast"),
        (' lang="en"', "", "html-has-lang"),
        ('<label for="c"', "<label", "label"),
        ("h1", "h3", "page-has-heading-one"),
    ],
)
def test_what_axe_knows_is_found(plain: Page, old: str, new: str, found: str) -> None:
    plain.set_content(GOOD.replace(old, new))
    assert found in "\n".join(find_axe_faults(plain))


def test_two_languages_that_run_on_in_one_line_are_found(plain: Page) -> None:
    lines = '<span>مجھے</span><span class="two" style="display: block">I want</span>'
    for style, found in (("", False), ("display: flex", True)):
        plain.set_content(GOOD.replace("</main>", f'<p style="{style}">{lines}</p></main>'))
        assert ("run on" in "\n".join(find_layout_faults(plain))) is found


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("min-width: 64px; min-height: 64px", "", "too small to tap"),
        ("display: inline-block; padding: 20px", "", "too small to tap"),
        ("color: #333", "width: 500px", "scrolls sideways"),
        ("color: #333", "position: fixed; left: 300px; width: 200px", "reaches outside the page"),
        ("color: #333", "width: 20px; overflow: hidden; white-space: nowrap", "cut off"),
        ("color: #333", "height: 9px; overflow: clip", "cut off"),
    ],
)
def test_what_cannot_be_seen_or_tapped_is_found(plain: Page, old: str, new: str, found: str) -> None:
    plain.set_content(GOOD.replace(old, new))
    assert found in "\n".join(find_layout_faults(plain))


EXIT = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>My page</title></head>
<body style="margin: 0">
<button id="exit" style="position: fixed; top: 0; right: 0; width: 80px; height: 64px">Exit</button>
<main style="height: 3000px; padding-top: 80px">
<p><a href="#exit" style="display: block; width: 200px">Words</a></main>"""


def test_a_good_exit_passes(plain: Page) -> None:
    plain.set_content(EXIT)
    assert find_exit_faults(plain, focus=True) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("position: fixed", "position: absolute", "off the screen"),
        ("right: 0", "right: -20px", "20 px of Exit are off the screen"),
        ("top: 0", "bottom: -9px", "9 px of Exit are off the screen"),
        ("width: 80px", "width: 24px; padding: 0", "Exit is 24 x 64"),
        ("width: 80px", "width: 80px; font: 60px serif", "Exit's words are cut off"),
        ("<main", "<i style='position: fixed; inset: 0; z-index: 1'></i><main", "on Exit lies <i"),
        (
            "<main",
            "<i style='position: fixed; top: 0; right: 0; width: 10px; height: 99px'></i><main",
            "lies <i",
        ),
        ("display: block", "position: fixed; top: 30px; right: 30px", "Exit hides"),
    ],
)
def test_an_exit_that_cannot_be_tapped_is_found(plain: Page, old: str, new: str, found: str) -> None:
    plain.set_content(EXIT.replace(old, new))
    assert found in "\n".join(find_exit_faults(plain, focus=True))
