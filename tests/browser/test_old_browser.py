"""A browser from before 2022 knows no layers: Exit stays, nothing looks chosen, what is tapped is large."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, ViewportSize

from tests.browser.in_sight import find_exit_faults
from tests.browser.site import Site, enlarge_text
from tests.pages.step_pages import SAFE, WHO
from tests.unit.test_style_sheet import OLD, list_blocks, read

SIZES = [ViewportSize(width=810, height=1010), ViewportSize(width=390, height=760)]
SMALL = 60  # CSS pixels
LOW = [(240, 180), (320, 256), (360, 200), (390, 300), (480, 270), (740, 360), (810, 400), (1280, 256)]
_TAPPED = """() => {
  const tapped = document.querySelectorAll("a, button, input, select, textarea, .choice label, summary");
  const seen = one => one.checkVisibility({ visibilityProperty: true }) && !one.matches(".skip, .aloud, p a");
  return [...tapped].filter(seen).map(one => {
    const { width, height } = one.getBoundingClientRect();
    return [one.outerHTML.slice(0, 80), width, height];
  });
}"""


def forget_layers(route: Route) -> None:
    """What such a browser has of a sheet: nothing that lies in a layer."""
    name = route.request.url.rpartition("/")[2].partition("?")[0]
    kept = [body for head, body in list_blocks(read(name)) if head == OLD]
    route.fulfill(body="\n".join(kept), content_type="text/css")


@pytest.fixture
def old(open_page: Page) -> Page:
    for name in ("my-words", "card", "draw"):
        open_page.route(f"**/{name}.css*", forget_layers)
    return open_page


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size["width"]))
@pytest.mark.parametrize("step", [SAFE, WHO])
def test_exit_stays_in_sight_and_what_is_tapped_is_large(
    old: Page, site: Site, step: str, size: ViewportSize
) -> None:
    old.set_viewport_size(size)
    old.goto(site.url(f"/p/{site.services.library.steps[step].code}"))
    old.mouse.wheel(0, 20_000)
    box = old.locator("#exit").bounding_box()
    assert box is not None
    assert 0 <= box["y"] <= size["height"] - box["height"]
    assert [one for one in old.evaluate(_TAPPED) if min(one[1:]) < SMALL] == []
    for hidden in (".tick", ".while-on"):
        assert not any(one.is_visible() for one in old.locator(hidden).all())


@pytest.mark.parametrize("language", [("en-GB", None), ("ur", "en-GB")], ids=["english", "urdu over english"])
def test_exit_is_whole_on_low_screens_and_with_very_big_text(
    old: Page, site: Site, language: tuple[str, str | None]
) -> None:
    site.speak(old.context, *language)
    old.goto(site.url(f"/p/{site.services.library.steps[SAFE].code}"))
    assert old.locator("#exit").is_visible()
    faults = []
    for text in (100, 200, 400):
        enlarge_text(old, text)
        for width, height in LOW:
            old.set_viewport_size({"width": width, "height": height})
            faults += [f"{width}x{height}, {text} %: {one}" for one in find_exit_faults(old, focus=True)]
    assert faults == []
