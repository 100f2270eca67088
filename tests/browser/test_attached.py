"""A voice, a drawing and a photo in a browser: every page that shows them can be seen, read and tapped."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from easyread.additions import list_fingerprints
from easyread.book.vault import BookHandle, Made
from easyread.model import Attachment, AttachmentKind, CardMade, Explained, Grant, Rendering, Statement, Visit
from easyread.pages.statement import read_additions
from easyread.visit.sharing_terms import code
from tests.browser.looks import find_axe_faults, find_layout_faults
from tests.browser.site import Site
from tests.browser.test_every_page import SIZES
from tests.browser.walk import be_alone
from tests.unit.card.media import make_png

ABOUT = {"en-GB": "My garden, with the gate that locks.", "ur": "میرا باغ، جس کا دروازہ بند ہوتا ہے۔"}
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
STEP, READER, PURPOSE = "safe-means", "social-worker", "keep-me-safe"
KINDS: tuple[AttachmentKind, ...] = ("voice", "drawing", "photo")
SHAPES = {"drawing": (1200, 900), "photo": (1200, 1600)}


def fill_book(site: Site, opened: BookHandle, language: str) -> list[str]:
    """One shared answer of all three and no words, with a card; gives the pages that show it."""
    step = site.services.library.steps[STEP]
    with site.services.vault.open_store(opened) as store:
        for number, kind in enumerate(KINDS):
            data = make_png(*SHAPES[kind]) if kind in SHAPES else make_tone()
            about = ABOUT[language] if kind == "drawing" else ""
            type_ = "image/png" if kind in SHAPES else "audio/wav"
            fields = {"id": f"{number:032x}", "page": f"/p/{step.code}", "type": type_, "about": about}
            store.begin_attachment(Attachment(kind=kind, whole=True, at=NOW, **fields), data)
        said = store.keep(
            Statement(
                id="a" * 32,
                step=STEP,
                question_version=step.version,
                kind=step.kind,
                attached=tuple(f"{number:032x}" for number in range(3)),
                presence=("nobody",),
                language=language,
                direction="rtl" if language == "ur" else "ltr",
                at=NOW,
            )
        )
        store.keep_explained(Explained(id="b" * 32, at=NOW, language=language))
        spoken: dict[str, Any] = {"voice": "0" * 32, "words": "I want my key.", "role": "advocate"}
        store.keep_rendering(Rendering(id="c" * 32, statement=said.id, at=NOW, **spoken))
        covers = list_fingerprints(said, read_additions(store))
        terms: dict[str, Any] = {"reader": READER, "purpose": PURPOSE, "answer": "yes", "covers": covers}
        store.keep_grant(Grant(id="d" * 32, said=said.id, at=NOW, **terms))
        codes = ("en-GB",) if language == "en-GB" else (language, "en-GB")
        store.keep_card(
            CardMade(id="e" * 32, reader=READER, purpose=PURPOSE, languages=codes, lines=(said.id,), at=NOW)
        )
    ask = f"/so/{code(STEP)}{code(READER)}{code(PURPOSE)}{code('stop')}{code(' '.join(codes))}"
    page = f"/p/{step.code}"
    return [page, f"{page}/back", "/w", f"/w/{said.id}/back", ask, f"/s/{said.id}",
            f"/c/{'e' * 32}", f"/c/{'e' * 32}/show"]  # fmt: skip


def make_tone() -> bytes:
    """A tenth of a second of silence, as WAV: 8,000 samples a second, 8 bits."""
    sound = b"\x80" * 800
    head = b"fmt " + (16).to_bytes(4, "little") + bytes.fromhex("01000100401f0000401f000001000800")
    body = b"WAVE" + head + b"data" + len(sound).to_bytes(4, "little") + sound
    return b"RIFF" + len(body).to_bytes(4, "little") + body


@pytest.mark.parametrize("language", ["en-GB", "ur"])
def test_every_page_that_shows_a_voice_a_drawing_and_a_photo_is_without_fault(
    context: BrowserContext, open_page: Page, site: Site, made_once: tuple[Path, Made], language: str
) -> None:
    site.speak(context, language, "en-GB" if language != "en-GB" else None)
    with site.services.vault.open_store(opened := BookHandle(made_once[1].book, made_once[1].key)) as store:
        (visit,) = [book.visit for book in site.open_books()]
        store.keep_visit(Visit(id=visit.id, at=visit.at, presence=("nobody",)))
    faults = []
    for address in fill_book(site, opened, language):
        for size, shape in SIZES.items():
            open_page.set_viewport_size(shape)
            open_page.goto(site.url(address), wait_until="load")
            assert open_page.locator("[class$=attached] > :is(img, audio)").count() == 3, address
            drawn = open_page.locator("[class$=attached] > img").evaluate_all(
                "images => images.every(image => image.complete && image.naturalWidth)"
            )
            assert drawn, address
            found = find_layout_faults(open_page) + (find_axe_faults(open_page) if size != "phone" else [])
            faults += [f"{address} {size}: {fault}" for fault in found]
    assert faults == []


def test_a_voice_can_be_heard_from_its_page(
    open_page: Page, site: Site, made_once: tuple[Path, Made]
) -> None:
    be_alone(open_page, site)
    pages = fill_book(site, BookHandle(made_once[1].book, made_once[1].key), "en-GB")
    open_page.goto(site.url(pages[2]))
    ended = open_page.eval_on_selector(
        ".attached > audio",
        "audio => new Promise(heard => { audio.onended = () => heard(audio.currentTime); audio.play(); })",
    )
    assert ended > 0
