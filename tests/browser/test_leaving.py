"""Once Exit was chosen nothing else shows, changes or replaces the page; how a keyboard chooses it."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from easyread.book.vault import BookHandle, Made
from tests.browser.back import LONG_AGO, address, hold, watch_hiding
from tests.browser.site import Site
from tests.browser.watch import Watch
from tests.pages.step_pages import MARKER

MANY = "é" * 6000  # six bytes each on their way: Exit waits for them for up to two seconds
TICK = 1700  # ms: by then a draft is due, and a look of the idle timer; Exit still waits
LEAVE_BEHIND_NEXT = """
document.querySelector(".go .next").click();
setTimeout(() => document.getElementById("exit").click(), 300);
"""


@pytest.mark.parametrize("seconds", [250, LONG_AGO], ids=["warning", "lock"])
def test_no_timer_does_anything_during_a_slow_exit(safe_page: Page, site: Site, seconds: int) -> None:
    safe_page.fill("textarea[name=words]", MANY)  # its draft is due in a moment
    seen = watch_hiding(safe_page)
    with hold(site, "/leave") as held:
        safe_page.click("#exit", no_wait_after=True)
        held.wait_for("/leave")
        safe_page.clock.set_system_time(safe_page.evaluate("Date.now() / 1000") + seconds)
        safe_page.clock.run_for(TICK)
        safe_page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        safe_page.wait_for_timeout(300)
        assert held.asked == ["/leave"]
        held.let_go()
        safe_page.wait_for_url("**/rest")
    assert seen == [False]
    assert not set(held.asked) & {"/lock", "/draft", "/here"}


def test_a_look_that_is_on_its_way_when_exit_comes_does_not_lock_or_show_the_page(
    safe_page: Page, site: Site
) -> None:
    safe_page.fill("textarea[name=words]", MANY)
    seen = watch_hiding(safe_page)
    with hold(site, "/here") as looked, hold(site, "/leave") as left:
        safe_page.clock.set_system_time(safe_page.evaluate("Date.now() / 1000") + 299)
        safe_page.clock.run_for(1000)
        looked.wait_for("/here")
        press_shift(safe_page, 3)
        left.wait_for("/leave")
        looked.let_go()
        safe_page.wait_for_timeout(300)
        left.let_go()
        safe_page.wait_for_url("**/rest")
    assert set(seen) == {False}
    assert "/lock" not in left.asked


def test_a_page_that_is_on_its_way_when_exit_comes_is_never_shown(open_page: Page, site: Site) -> None:
    step = address(site)
    open_page.goto(site.url(step))
    open_page.fill("textarea[name=words]", MANY)
    shown: list[str] = []
    open_page.on("framenavigated", lambda frame: shown.append(frame.url))
    with hold(site, step) as gone_on, hold(site, "/leave") as left:
        open_page.evaluate(LEAVE_BEHIND_NEXT)
        left.wait_for("/leave")
        gone_on.let_go()
        open_page.wait_for_timeout(700)  # time enough for the page that Next leads to
        left.let_go()
        open_page.wait_for_url("**/rest")
    assert shown == [site.url("/rest")]
    assert not site.open_books()


def lock_idle(page: Page, site: Site) -> None:
    """All but two seconds of the idle time have passed, in the server and on the page."""
    (book,) = site.open_books()
    book.seen -= book.idle - 2
    page.clock.set_system_time(page.evaluate("Date.now() / 1000") + book.idle - 2)
    page.clock.run_for(1000)


def test_exit_wins_over_an_idle_lock_whose_doors_are_on_their_way(safe_page: Page, site: Site) -> None:
    with hold(site, "/") as held:
        lock_idle(safe_page, site)
        held.wait_for("/")
        press_shift(safe_page, 3)
        safe_page.wait_for_url("**/rest")


# Another tab says that it was said anew who is here: this page is loaded again.
_SOMEBODY_CAME = """
new BroadcastChannel("tabs").postMessage(["page", document.forms.page.elements.reference.value, 99]);
"""


def test_exit_locks_the_book_also_while_the_page_is_loaded_again(
    safe_page: Page, site: Site, context: BrowserContext, made_once: tuple[object, Made]
) -> None:
    opened = BookHandle(made_once[1].book, made_once[1].key)
    other = context.new_page()
    other.goto(site.url(address(site)))
    with hold(site, address(site)) as held:
        other.evaluate(_SOMEBODY_CAME)
        held.wait_for(address(site))
        press_shift(safe_page, 3)
        safe_page.wait_for_url("**/rest")
    other.wait_for_url("**/rest")
    assert not site.open_books()
    with site.services.vault.open_store(opened) as store:
        assert [draft.fields["words"] for draft in store.drafts()] == [[MARKER]]
        assert store.late() == []


def test_exit_wins_in_every_tab_over_an_idle_lock_that_has_gone_through(
    safe_page: Page, site: Site, context: BrowserContext
) -> None:
    other = context.new_page()
    other.goto(site.url(address(site)))
    with hold(site, "/") as held:
        lock_idle(safe_page, site)
        held.wait_for("/")
        press_shift(safe_page, 3)
        for tab in (safe_page, other):
            tab.wait_for_url("**/rest")


def test_a_voice_stops_at_once(safe_page: Page, site: Site) -> None:
    safe_page.fill("textarea[name=words]", MANY)
    tool = safe_page.locator("main [data-read-all]")
    with hold(site, "/leave", tool.get_attribute("href") or "") as held:
        tool.click()
        expect(tool).to_have_attribute("aria-pressed", "true")
        safe_page.click("#exit", no_wait_after=True)
        held.wait_for("/leave")
        expect(tool).to_have_attribute("aria-pressed", "false")
        held.let_go()
        safe_page.wait_for_url("**/rest")


def test_an_impatient_second_tap_sends_nothing_twice(safe_page: Page, site: Site) -> None:
    safe_page.fill("textarea[name=words]", MANY)
    with hold(site, "/leave") as held:
        safe_page.click("#exit", no_wait_after=True)
        press_shift(safe_page, 3)
        held.wait_for("/leave")
        safe_page.wait_for_timeout(200)
        held.let_go()
        safe_page.wait_for_url("**/rest")
    assert held.asked.count("/leave") == 1


def test_a_server_that_never_answers_holds_nobody_on_the_page(safe_page: Page, site: Site) -> None:
    safe_page.fill("textarea[name=words]", MANY)
    with hold(site, "/leave") as held:
        safe_page.click("#exit", no_wait_after=True)
        held.wait_for("/leave")
        safe_page.clock.run_for(2100)
        safe_page.wait_for_url("**/rest")


def press_shift(page: Page, times: int) -> None:
    for _ in range(times):
        page.keyboard.press("Shift")


def test_shift_three_times_leaves(safe_page: Page) -> None:
    press_shift(safe_page, 3)
    safe_page.wait_for_url("**/rest")


def test_capital_letters_slow_taps_and_a_shift_key_that_is_held_do_not_leave(
    open_page: Page, site: Site, watch: Watch
) -> None:
    page = open_page
    page.goto(site.url(address(site)))
    page.focus("textarea")
    for letter in "ABCD":
        page.keyboard.press(f"Shift+{letter}")
    for _ in range(5):
        page.keyboard.down("Shift")  # without letting go: the key repeats
    page.keyboard.up("Shift")
    page.mouse.click(5, 600)
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.wait_for_timeout(3200)
    page.keyboard.press("Shift")
    page.wait_for_timeout(300)
    assert page.url.endswith(address(site))
    assert site.open_books()
    assert page.input_value("textarea[name=words]") == "ABCD"
