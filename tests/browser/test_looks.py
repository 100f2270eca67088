"""The look check itself: a good page passes, and each kind of fault is found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser import looks
from tests.browser.looks import check_page, find_axe_faults, find_axe_faults_by_size, find_layout_faults

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


SIZES = {"wide": ViewportSize(width=810, height=1080), "small": ViewportSize(width=320, height=640)}
MORE = "<button hidden></button><div><p>One</p><p>Two</p><p>Three</p><p>Four</p></div></main>"


def _set(plain: Page, when_small: str, words: str = "Words") -> None:
    style = f"<style>@media (max-width: 330px) {{ {when_small} }}</style></head>"
    plain.set_content(GOOD.replace("Words", words).replace("</main>", MORE).replace("</head>", style))


@pytest.mark.parametrize(
    ("when_small", "found"),
    [
        ("p { color: #999 !important; }", "color-contrast"),
        ("p { color: #666 !important; }", "color-contrast-enhanced"),
        ("main { background: #777; }", "color-contrast-enhanced"),
        ("[hidden] { display: block; }", "button-name"),
        ("div { max-height: 30px; overflow: auto; }", "scrollable-region-focusable"),
        ("label { display: none !important; }", "label"),
        ("h1 { display: none; }", "page-has-heading-one"),
    ],
)
def test_what_is_wrong_on_a_small_screen_only_is_found_there(
    plain: Page, when_small: str, found: str
) -> None:
    judged = set[tuple[str, str]]()
    _set(plain, "h1 { font-size: 16px; }")
    assert find_axe_faults_by_size(plain, SIZES, judged) == []
    _set(plain, f"h1 {{ font-size: 16px; }} {when_small}")
    assert any(f"small: axe {found}:" in fault for fault in find_axe_faults_by_size(plain, SIZES, judged))


def test_a_page_that_changes_as_others_did_is_judged_at_its_first_size_only(
    plain: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def find(page: Page) -> list[str]:
        assert page.viewport_size
        asked.append(page.viewport_size["width"])
        return []

    monkeypatch.setattr(looks, "find_axe_faults", find)
    judged = set[tuple[str, str]]()
    for words in ("Words", "Other words, and more of them than a line of a small screen has room for"):
        _set(plain, "h1 { font-size: 16px; }", words)
        find_axe_faults_by_size(plain, SIZES, judged)
    assert asked == [810, 320, 810]
