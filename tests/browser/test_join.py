"""Joining in a browser: the helper's page on this device, and another tablet over TLS."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from easyread.lan.certificate import own_certificate
from easyread.server import Room
from easyread.settings import Paths
from tests.browser.conftest import TABLET
from tests.browser.looks import find_axe_faults, find_layout_faults
from tests.browser.site import Site, enlarge_text
from tests.browser.test_every_page import SIZES
from tests.browser.watch import Watch


@pytest.fixture
def room(site: Site, paths: Paths) -> Iterator[Room]:
    """Bound to this device only; browsers know where ``localhost`` is without asking anybody."""
    room = Room(site.app, "127.0.0.1", 0, own_certificate(paths.instance / "lan", "localhost"))
    room.start()
    yield room
    room.stop()


@pytest.fixture
def tablet(browser: Browser, room: Room) -> Iterator[Page]:
    """Another tablet, watched. That the certificate has to be trusted is tested without a browser."""
    with browser.new_context(viewport=TABLET, has_touch=True, ignore_https_errors=True) as context:
        watch = Watch(context, urlsplit(room.address).netloc)
        yield context.new_page()
        watch.mistakes = [mistake for mistake in watch.mistakes if "status of 403" not in mistake]
        assert watch.mistakes == []


def look(page: Page) -> list[str]:
    faults = find_axe_faults(page)
    for size, shape in SIZES.items():
        page.set_viewport_size(shape)
        faults += [f"{size}: {fault}" for fault in find_layout_faults(page)]
    page.set_viewport_size(SIZES["tablet"])
    enlarge_text(page, 200)
    faults += [f"200 % text: {fault}" for fault in find_layout_faults(page)]
    enlarge_text(page, 100)
    return faults


@pytest.mark.parametrize("languages", [("en-GB", None), ("ur", "en-GB")])
def test_the_helpers_page_can_be_seen_read_and_tapped(
    room: Room, context: BrowserContext, page: Page, site: Site, languages: tuple[str, str | None]
) -> None:
    site.speak(context, *languages)
    page.goto(site.url("/j/host"))
    page.locator(".go .next").click()
    page.wait_for_selector(".square")
    page.locator(".square").evaluate("square => square.decode()")  # it comes a moment after its page
    assert page.evaluate("document.querySelector('.square').naturalWidth") > 0
    for summary in page.locator("summary").all():
        summary.click()
    assert look(page) == []


def test_the_picture_lets_a_tablet_join_and_leaves_no_token_behind(room: Room, tablet: Page) -> None:
    tablet.goto(room.address)
    assert look(tablet) == []
    tablet.goto(f"{room.address}j")
    assert look(tablet) == []
    token = room.entry.joining.invite().token
    asked: list[str] = []
    tablet.on("request", lambda request: asked.append(f"{request.url} {request.headers.get('referer')}"))
    tablet.goto("about:blank")
    tablet.goto(f"{room.address}j#{token}")
    tablet.wait_for_url(room.address)
    assert tablet.locator("button[name=door]").count() > 1
    assert tablet.evaluate("isSecureContext")
    assert room.entry.joining.count() == 1
    tablet.go_back()
    assert token not in tablet.url
    assert len(asked) > 2
    assert not any(token in line.split("#")[0] or token in line.split()[1] for line in asked)


def test_the_same_picture_does_nothing_for_a_second_tablet(room: Room, tablet: Page) -> None:
    token = room.entry.joining.invite().token
    assert room.entry.joining.join(token)
    tablet.goto(f"{room.address}j#{token}")
    tablet.wait_for_selector("[role=alert]")
    assert room.entry.joining.count() == 1


def test_exit_now_leaves_on_a_joined_tablet_too(room: Room, tablet: Page) -> None:
    tablet.goto(f"{room.address}j#{room.entry.joining.invite().token}")
    tablet.wait_for_url(room.address)
    tablet.locator("#exit").click()
    tablet.wait_for_url(f"{room.address}rest")
    assert "Other tablets" not in tablet.content()
