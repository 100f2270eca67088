"""Draw by touch and by keys, and add a photo: each is on the step's page after a lock, and in no file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from easyread.book.store import Store
from easyread.book.vault import BookHandle, Made
from tests.books import DOOR, PIN
from tests.browser.back import address
from tests.browser.looks import check_page
from tests.browser.site import Site
from tests.browser.walk import be_alone, go, tap
from tests.pictures import PLACE, make_full_photo, open_picture

WORDS = "I wrote this first."
BLACK, RED = (22, 32, 43), (200, 30, 30)
# What stands where a picture's file begins: no file on the disk may have it.
SIGNS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", PLACE)


@pytest.fixture
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The server's folder for temporary files, empty at first."""
    folder = tmp_path / "temp"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


@pytest.fixture
def sheet(open_page: Page, site: Site, temp: Path) -> Locator:
    """The empty sheet of the page to draw on, reached from a step with words half written on it."""
    open_page.goto(site.url(address(site)))
    open_page.fill("textarea[name=words]", WORDS)
    go(open_page, 'main button[name=to][value^="/m/d/"]')
    return open_page.locator("canvas")


def read_drawing(site: Site, made: Made) -> bytes:
    with site.services.vault.open_store(BookHandle(made.book, made.key)) as store:
        (drawing,) = _find(store, "drawing")
        return store.read_attachment(drawing)


def _find(store: Store, kind: str) -> list[str]:
    return [one.id for one in store.attachments() if one.kind == kind]


def pull(sheet: Locator, *points: tuple[float, float]) -> None:
    """One finger over the sheet; points as parts of its width and height."""
    sheet.page.evaluate("scrollTo(0, 0)")
    place = sheet.bounding_box()
    assert place
    spots = [{"x": place["x"] + x * place["width"], "y": place["y"] + y * place["height"]} for x, y in points]
    devtools = sheet.page.context.new_cdp_session(sheet.page)
    for kind, spot in (("touchStart", spots[0]), *(("touchMove", spot) for spot in spots[1:])):
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [spot]})
    devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def press(page: Page, keys: str) -> None:
    for key in keys.split():
        page.keyboard.press(key)


def lock_and_open(page: Page, site: Site) -> None:
    page.goto(site.url("/break"))
    go(page, "[formaction='/lock']")
    go(page, f"button[name=door][value={DOOR}]")
    go(page, "[name=way][value=pin]")
    page.fill("#pin", PIN)
    go(page, "main .next")
    be_alone(page, site)
    page.goto(site.url(address(site)))


def find_pictures(*folders: Path) -> Iterator[Path]:
    """Files that hold a picture, or what the camera wrote beside it."""
    for file in (file for folder in folders for file in folder.rglob("*") if file.is_file()):
        data = file.read_bytes()
        if data.startswith(SIGNS[:2]) or PLACE in data or b"JFIF" in data:
            yield file


def test_a_drawing_by_touch_is_on_the_step_s_page_after_a_lock(
    open_page: Page, sheet: Locator, site: Site, made_once: tuple[Path, Made], temp: Path
) -> None:
    pull(sheet, (0.1, 0.5), (0.3, 0.5), (0.5, 0.5))
    tap(open_page, "[data-colour] >> nth=1")
    pull(sheet, (0.6, 0.2), (0.8, 0.2))
    go(open_page, ".go .next")
    assert open_page.input_value("textarea[name=words]") == WORDS
    lock_and_open(open_page, site)
    shown = open_page.get_by_role("img", name="My drawing")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.naturalWidth") == 1200
    assert open_page.input_value("textarea[name=words]") == WORDS
    drawing = open_picture(read_drawing(site, made_once[1]))
    assert drawing.getpixel((360, 450)) == BLACK
    assert drawing.getpixel((840, 180)) == RED
    assert drawing.getpixel((600, 800)) == (255, 255, 255)
    assert list(find_pictures(site.services.paths.instance, temp)) == []
    assert list(temp.iterdir()) == []


def test_a_drawing_by_keys_is_said_and_kept(
    open_page: Page, sheet: Locator, site: Site, made_once: tuple[Path, Made]
) -> None:
    told = open_page.locator("#drawn")
    open_page.locator("[data-stamp]", has_text="House").focus()
    press(open_page, "Enter")
    expect(sheet).to_be_focused()
    press(open_page, "ArrowLeft " * 9 + "ArrowUp " * 6 + "Enter")
    expect(told).to_have_text("House: at the top, on the left")
    open_page.locator("[data-colour]").first.focus()
    press(open_page, "Space")
    press(open_page, "ArrowDown " * 12 + "Enter")
    expect(told).to_have_text("The pen is down. at the bottom, on the left")
    press(open_page, "ArrowRight " * 6 + "Space")
    expect(told).to_have_text("The pen is up. at the bottom, in the middle")
    go(open_page, ".go .next")
    expect(open_page.get_by_role("img", name="My drawing")).to_be_visible()
    drawing = open_picture(read_drawing(site, made_once[1]))
    assert drawing.crop((60, 60, 240, 240)).getcolors(100_000) != [(180 * 180, (255, 255, 255))]
    assert drawing.getpixel((250, 750)) == BLACK


def test_a_drawing_is_kept_without_done_and_there_to_go_on_with(
    open_page: Page, sheet: Locator, site: Site, made_once: tuple[Path, Made]
) -> None:
    with open_page.expect_response("**/m/d/*") as kept:
        pull(sheet, (0.1, 0.5), (0.5, 0.5))
    assert kept.value.status == 204
    open_page.close()
    page = sheet.page.context.new_page()
    page.goto(site.url(address(site).replace("/p/", "/m/d/")))
    expect(page.locator("canvas")).to_be_visible()
    pull(page.locator("canvas"), (0.1, 0.8), (0.5, 0.8))
    go(page, ".go .next")
    drawing = open_picture(read_drawing(site, made_once[1]))
    assert drawing.getpixel((360, 450)) == drawing.getpixel((360, 720)) == BLACK


def test_undo_takes_the_last_thing_away_and_brings_an_emptied_sheet_back(
    open_page: Page, sheet: Locator, site: Site, made_once: tuple[Path, Made]
) -> None:
    pull(sheet, (0.1, 0.5), (0.5, 0.5))
    pull(sheet, (0.1, 0.8), (0.5, 0.8))
    tap(open_page, "#undo")
    expect(open_page.locator("#drawn")).to_have_text("The last thing is taken away.")
    tap(open_page, "#clear")
    expect(open_page.locator("#drawn")).to_have_text("The sheet is empty. Undo brings it back.")
    check_page(open_page)
    tap(open_page, "#undo")
    go(open_page, ".go .next")
    drawing = open_picture(read_drawing(site, made_once[1]))
    assert drawing.getpixel((360, 450)) == BLACK
    assert drawing.getpixel((360, 720)) == (255, 255, 255)
    open_page.go_back()
    tap(open_page, "#clear")
    go(open_page, ".go .next")
    expect(open_page.get_by_role("img", name="My drawing")).to_have_count(0)


@pytest.mark.parametrize("script", [True, False])
def test_a_photo_of_a_tablet_is_added_and_nothing_of_its_place_is_in_any_file(
    browser: Browser, site: Site, made_once: tuple[Path, Made], temp: Path, script: bool
) -> None:
    opened = BookHandle(made_once[1].book, made_once[1].key)
    with browser.new_context(java_script_enabled=script, viewport={"width": 390, "height": 844}) as context:
        site.open_book(context, opened)
        page = context.new_page()
        page.goto(site.url(address(site)))
        page.fill("textarea[name=words]", WORDS)
        tap(page, ".photo > summary")
        with page.expect_navigation(url="**#pictures"):
            page.locator("#photo-old").set_input_files(
                {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": make_full_photo()}
            )
            if not script:
                tap(page, ".go .next")  # not "Use this photo": it is not lost, and shown
        assert page.input_value("textarea[name=words]") == WORDS
        expect(page.get_by_role("img", name="My photo")).to_be_visible()
        page.fill("[name^=about-]", "My front door")
        go(page, ".go .next")
        lock_and_open(page, site)
        expect(page.get_by_role("img", name="My front door")).to_be_visible()
    with site.services.vault.open_store(opened) as store:
        (photo,) = _find(store, "photo")
        assert PLACE not in store.read_attachment(photo)
    assert list(find_pictures(site.services.paths.instance, temp)) == []
    assert list(temp.iterdir()) == []


def test_a_photo_that_is_too_big_is_told_and_no_word_is_lost(open_page: Page, site: Site) -> None:
    open_page.goto(site.url(address(site)))
    open_page.fill("textarea[name=words]", WORDS)
    tap(open_page, ".photo > summary")
    with open_page.expect_navigation():
        open_page.locator("#photo-new").set_input_files(
            {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": b"\0" * (13 * 2**20)}
        )
    expect(open_page.get_by_role("status").first).to_have_text("That photo is too big. Try a smaller one.")
    assert open_page.input_value("textarea[name=words]") == WORDS


def test_without_a_script_the_page_to_draw_on_says_how(
    browser: Browser, site: Site, made_once: tuple[Path, Made]
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        site.open_book(context, BookHandle(made_once[1].book, made_once[1].key))
        page = context.new_page()
        page.goto(site.url(address(site).replace("/p/", "/m/d/")))
        expect(page.locator("canvas")).to_be_hidden()
        expect(page.get_by_text("Draw on paper, and add a photo of it.").first).to_be_visible()
