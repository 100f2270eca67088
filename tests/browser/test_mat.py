"""The mat: one thing at a time is put under a place by one tap, with a script and without."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from easyread.book.vault import BookHandle, Made
from tests.browser.back import hold, wait_until
from tests.browser.looks import check_page
from tests.browser.site import Site
from tests.browser.test_one_screen import SIZES, find_faults
from tests.browser.walk import be_alone, go, tap

STEADY = 750  # milliseconds after which another tap is meant
SLOW = 30_000


class Mat:
    """The page of the question that sorts, of an open book."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page, self.site = page, site
        self.step = site.services.library.steps["going-well"]
        be_alone(page, site)
        page.goto(site.url(self.step.page))

    @property
    def things(self) -> list[str]:
        return [choice.text for choice in self.step.choices]

    def expect_thing(self, text: str) -> None:
        expect(self.page.locator("#thing")).to_have_text(text, timeout=SLOW)

    def put(self, place: int) -> None:
        """Tap a place, once the hand is steady again."""
        self.page.wait_for_timeout(STEADY)
        self.page.locator(".place > button").nth(place).click()

    def list_lying(self) -> list[list[str]]:
        return [place.locator("li").all_inner_texts() for place in self.page.locator(".put").all()]

    def read_kept(self) -> dict[str, str]:
        with self.site.open_books()[0].store() as store:
            said = [one for one in store.statements() if one.step == self.step.id]
        return said[-1].sorted if said else {}


@pytest.fixture
def mat(open_page: Page, site: Site) -> Mat:
    return Mat(open_page, site)


@pytest.fixture
def plain_mat(browser: Browser, site: Site, made_once: tuple[object, Made]) -> Iterator[Mat]:
    """Without scripts."""
    with browser.new_context(java_script_enabled=False) as context:
        site.open_book(context, BookHandle(made_once[1].book, made_once[1].key))
        yield Mat(context.new_page(), site)


def test_one_tap_puts_a_thing_and_shows_the_next_on_the_same_page(mat: Mat) -> None:
    mat.page.evaluate("window.same = true")
    mat.expect_thing(mat.things[0])
    mat.put(2)
    mat.expect_thing(mat.things[1])
    assert mat.list_lying() == [[], [], [mat.things[0]]]
    assert mat.page.evaluate("window.same")  # no other page came
    assert mat.page.evaluate("document.activeElement.matches('.place:nth-child(1) > button.to')")
    mat.put(0)
    mat.expect_thing(mat.things[2])
    assert mat.list_lying() == [[mat.things[1]], [], [mat.things[0]]]
    check_page(mat.page)


def test_next_right_after_a_tap_keeps_it_too(mat: Mat) -> None:
    mat.page.evaluate("document.querySelector('.place > button').click()")
    go(mat.page, ".go .next")
    assert mat.read_kept() == {"home": "well"}


def test_a_hand_that_shakes_puts_one_thing(mat: Mat) -> None:
    mat.page.evaluate("""async () => {
      for (let press = 0; press < 12; press += 1) {
        document.querySelector(".place > button").click();
        await new Promise((done) => { setTimeout(done, 50); });
      }
    }""")
    mat.expect_thing(mat.things[1])
    assert mat.list_lying() == [[mat.things[0]], [], []]


def test_what_was_put_is_moved_and_taken_off_by_a_tap(mat: Mat) -> None:
    mat.put(0)
    mat.expect_thing(mat.things[1])
    mat.page.wait_for_timeout(STEADY)
    mat.page.locator(".put button").click()
    mat.expect_thing(mat.things[0])
    assert mat.list_lying() == [[mat.things[0]], [], []]  # it lies there until it is put elsewhere
    mat.put(1)
    mat.expect_thing(mat.things[1])
    assert mat.list_lying() == [[], [mat.things[0]], []]
    mat.page.wait_for_timeout(STEADY)
    mat.page.locator(".put button").click()
    mat.expect_thing(mat.things[0])
    mat.put(1)
    expect(mat.page.locator(".put li")).to_have_count(0, timeout=SLOW)
    go(mat.page, ".go .next")
    assert mat.read_kept() == {}


def test_a_thing_can_be_left_out_and_all_is_there_after_a_break(mat: Mat) -> None:
    mat.page.locator(".thing button").click()  # another one
    mat.expect_thing(mat.things[1])
    mat.put(0)
    mat.expect_thing(mat.things[0])  # what was left out comes once more
    go(mat.page, "button[name=to][value='/break']")
    mat.page.goto(mat.site.url(mat.step.page))
    assert mat.list_lying() == [[mat.things[1]], [], []]
    go(mat.page, ".go .next")
    assert mat.read_kept() == {"support": "well"}


def test_a_tap_just_before_exit_is_kept(mat: Mat, site: Site) -> None:
    opened = site.open_books()[0].opened()
    way = f"{mat.step.page}/mat"
    with hold(site, way) as held:
        mat.page.locator(".place > button").first.click(no_wait_after=True)
        held.wait_for(way)
        mat.page.click("#exit", no_wait_after=True)
        mat.page.wait_for_url("**/rest")
        wait_until(lambda: not site.open_books(), 10)
    with site.services.vault.open_store(opened) as store:
        assert [draft.fields.get("sort-home") for draft in store.drafts()] == [["well"]]


def test_read_what_i_touch_says_the_next_thing(mat: Mat) -> None:
    mat.page.goto(mat.site.url("/v"))
    tap(mat.page, "label[for=on-touch]")
    go(mat.page, ".go .next")
    mat.page.goto(mat.site.url(mat.step.page))
    mat.put(0)
    mat.expect_thing(mat.things[1])
    heard = mat.page.locator(".thing > .hear")
    expect(heard).to_have_attribute("aria-pressed", "true", timeout=SLOW)


def test_words_beside_it_stay_on_the_page(mat: Mat) -> None:
    mat.page.locator(".own-way > summary").click()
    mat.page.fill("#words", "It depends.")
    mat.put(0)
    mat.expect_thing(mat.things[1])
    expect(mat.page.locator("#words")).to_have_value("It depends.")
    expect(mat.page.locator("#words")).to_be_visible()
    go(mat.page, ".go .next")
    assert mat.read_kept() == {"home": "well"}


def test_without_a_script_it_is_one_thing_a_page(plain_mat: Mat) -> None:
    for thing in plain_mat.things:
        expect(plain_mat.page.locator("#thing")).to_have_text(thing)
        go(plain_mat.page, ".place:nth-child(1) > button.to")
    plain_mat.expect_thing("You have put them all.")
    go(plain_mat.page, ".go .next")
    assert plain_mat.read_kept() == {choice.id: "well" for choice in plain_mat.step.choices}
    plain_mat.page.goto(plain_mat.site.url(plain_mat.step.page))
    assert plain_mat.list_lying() == [plain_mat.things, [], []]


@pytest.mark.parametrize("size", SIZES)
def test_the_whole_mat_fits_and_is_heard(mat: Mat, size: str) -> None:
    width, height = SIZES[size]
    mat.page.set_viewport_size({"width": width, "height": height})
    fill(mat)
    check_page(mat.page)
    assert not find_faults(mat.page, mat.step, size, "English")
    said = set(mat.page.locator("#mat [data-listen]").evaluate_all("all => all.map(one => one.textContent)"))
    assert all(any(thing in line for line in said) for thing in mat.things)


def fill(mat: Mat) -> None:
    """Everything lies on the mat, most of it in one place."""
    places = [0] * 7 + [1] * 2 + [2] * len(mat.things)
    for thing, place in zip(mat.things, places, strict=False):
        mat.expect_thing(thing)
        mat.put(place)
    mat.expect_thing("You have put them all.")
