"""The keyboard alone does everything: each control is reached by Tab, shows it, and acts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.site import Site
from tests.browser.walk import be_alone

MOST_TABS = 120
# What a person can act on, by name. Tab reaches one of a group of radio buttons, arrows the rest.
CONTROLS = """() => {
  const seen = (e) => e.checkVisibility({ visibilityProperty: true }) && !e.disabled;
  const name = (e) =>
    e.type === "radio" ? `radio ${e.name}` : [e.tagName, e.name, e.value, e.href].join(" ");
  const act = "a[href], button, summary, textarea, select, input:not([type=hidden])";
  return [...new Set([...document.querySelectorAll(act)].filter(seen).map(name))];
}"""
FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const drawn = (one) => one && getComputedStyle(one).outlineStyle !== "none";
  const name = e.type === "radio" ? `radio ${e.name}` : [e.tagName, e.name, e.value, e.href].join(" ");
  return [name, Boolean(drawn(e) || drawn(e.closest(".choice")))];
}"""

ON_TOP = """link => {
  const { left, top, width, height } = link.getBoundingClientRect();
  return link.contains(document.elementFromPoint(left + width / 2, top + height / 2));
}"""


def _tab_through(page: Page) -> dict[str, bool]:
    """Every control that Tab reaches, and whether its focus can be seen."""
    reached: dict[str, bool] = {}
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break
        reached.setdefault(focused[0], focused[1])
    return reached


@pytest.mark.parametrize(
    "step", ["who-is-here", "safe-today", "safe-when", "going-well", "interpreter", None]
)
def test_tab_reaches_everything_and_shows_where_it_is(open_page: Page, site: Site, step: str | None) -> None:
    be_alone(open_page, site)
    path = f"/p/{site.services.library.steps[step].code}" if step else "/"
    open_page.goto(site.url(path))
    controls = set(open_page.evaluate(CONTROLS))
    reached = _tab_through(open_page)
    assert controls - reached.keys() == set()
    assert [name for name, shown in reached.items() if not shown] == []


@pytest.mark.parametrize("size", [{"width": 810, "height": 1080}, {"width": 320, "height": 640}])
def test_the_link_past_the_tools_comes_into_sight_first_and_leads_past_them(
    open_page: Page, size: ViewportSize
) -> None:
    open_page.set_viewport_size(size)
    link = open_page.locator(".skip")
    expect(link).not_to_be_in_viewport()
    open_page.keyboard.press("Tab")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport(ratio=1)
    assert link.evaluate(ON_TOP)
    open_page.keyboard.press("Enter")
    open_page.keyboard.press("Tab")
    assert open_page.evaluate("document.activeElement.closest('main') !== null")


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(MOST_TABS):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {selector}")


def test_an_answer_is_given_kept_and_left_by_keyboard_alone(open_page: Page, site: Site) -> None:
    page, steps = open_page, site.services.library.steps
    page.goto(site.url(f"/p/{steps['how-i-tell'].code}"))
    _tab_to(page, "#c-talking")
    page.keyboard.press("Space")
    _tab_to(page, ".own-way > summary")
    page.keyboard.press("Enter")
    _tab_to(page, "#words")
    page.keyboard.type("I point and I talk.")
    _tab_to(page, ".go .next")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto(site.url(f"/p/{steps['how-i-tell'].code}"))
    assert page.locator("#c-talking").is_checked()
    assert page.input_value("#words") == "I point and I talk."
    _tab_to(page, "#exit")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == site.url("/rest")
    page.goto(site.url("/"))
    assert page.locator("button[name=door]").count() == 24  # the book is locked


def test_a_door_and_its_lock_open_by_keyboard_alone(page: Page, site: Site) -> None:
    _tab_to(page, "button[name=door][value=star]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    _tab_to(page, "button[name=way][value=pin]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    _tab_to(page, "#pin")
    page.keyboard.type("482915")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(site.services.library.steps["who-is-here"].code)
