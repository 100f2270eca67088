"""Ways through the app that reach every kind of page. Each yields a name whenever a new page is shown.

A test checks the page at each stop; ``make shots`` saves a picture of it. Everything is found by what a
form sends, never by its words, so that the same walk works in every language.
"""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect
from werkzeug.exceptions import HTTPException

from easyread.model import LateWords, Step
from easyread.speech.encode import make_wav
from easyread.visit.telling import PRESSURE
from tests.books import DOOR, PIN
from tests.browser.site import Site
from tests.pages.sharing_book import GIVE_LOCK

Stops = Iterator[str]

# Pages that are no pages of their own: sounds, files and the browser's own things.
NO_PAGES = {
    "static", "attachments.send", "listen.show_signed", "listen.hear_line", "listen.hear_statement",
    "listen.hear_draft", "listen.hear_number",
    "saved_cards.send_file", "backup.send_copy", "backup.send_words",
}  # fmt: skip
HANDED_OVER = "saved_cards.hand_over"
FOLDED_SOUND = "details:has(> #sound) > summary"
_LINKS = """() => [...document.querySelectorAll("button[name=to], a[href]")]
  .filter(element => !element.download)
  .map(element => element.value || element.getAttribute("href")).filter(to => to.startsWith("/"))"""


def tap(page: Page, selector: str) -> None:
    """Tap the first such thing that can be seen, as a finger would."""
    page.locator(selector).locator("visible=true").first.click()


def go(page: Page, selector: str) -> None:
    """Tap what leads to another page, and wait for that page."""
    with page.expect_navigation(wait_until="load"):
        tap(page, selector)
    page.evaluate("document.fonts.ready")  # a letter that comes late moves what is tapped next


def walk_outside(page: Page, site: Site) -> Stops:
    """What anybody sees who has no book open."""
    page.goto(site.url("/"))
    yield "doors"
    go(page, "button[name=door]")
    yield "lock"
    go(page, "[name=way][value=pin]")
    yield "lock-pin"
    page.fill("#pin", "13572468")
    go(page, "main .next")
    yield "lock-wrong"
    page.goto(site.url("/"))
    go(page, "button[name=door]")
    go(page, "[name=kind][value=pictures]")
    for _ in range(3):
        go(page, "button[name=tap]")
    yield "lock-pictures"
    page.goto(site.url("/k/b"))
    go(page, ".go .next")
    yield "bring-copy-without-file"
    for name, path in (
        ("forgot", "/forgot"),
        ("bring-copy", "/k/b"),
        ("languages", "/l"),
        ("hearing", "/v"),
        ("help", "/help"),
    ):
        page.goto(site.url(path))
        yield name
    page.goto(site.url("/no-such-page"))
    yield "not-found"


def walk_new_book(page: Page, site: Site, pin: str = "740283") -> Stops:
    """From "I am new here" to the first page of a new book, which is open at the end."""
    page.goto(site.url("/n"))
    yield "new-good-time"
    go(page, "[name=choice][value=not-sure]")
    yield "new-safer"
    page.goto(site.url("/n"))
    go(page, "main [name=choice]")
    yield "new-exit"
    go(page, ".go .next")
    yield "new-door"
    go(page, "li:last-child > [name=door]")
    yield "new-kind"
    go(page, "[name=kind][value=pictures]")
    yield "new-lock-pictures"
    page.goto(site.url("/n/k"))
    go(page, "[name=kind][value=pin]")
    yield "new-lock-pin"
    for name in ("new-lock-again", "new-recovery-code"):
        page.fill("#pin", pin)
        go(page, ".go .next")
        yield name
    go(page, ".go .next")


def walk_my_book(page: Page, site: Site, pin: str = "740283") -> Stops:
    """What asks for the lock again: all words, a changed lock, a used code. Needs the book of a new walk."""
    door = site.services.library.doors[-1].id
    for way, name in (("w", "book-all-words"), ("d", "book-delete")):
        page.goto(site.url(f"/k/{way}/o"))
        yield f"book-open-again-{way}"
        give_lock(page, door, pin)
        yield name
    page.goto(site.url("/k/n/o"))
    give_lock(page, door, pin)
    yield "book-new-code"
    code = "".join(page.locator(".code li").all_text_contents())
    go(page, ".go .next")
    page.goto(site.url("/forgot"))
    page.fill("#code", code)
    go(page, ".go .next")
    yield "book-next-code"
    go(page, ".go .next")
    yield "book-after-code"
    go(page, ".go .next")
    yield "book-new-door"
    go(page, f"[name=door][value={door}]")
    yield "book-new-kind"
    go(page, "[name=kind][value=pin]")
    for _ in range(2):
        yield "book-new-lock"
        page.fill("#pin", pin)
        go(page, ".go .next")
    page.goto(site.url("/rest"))  # not from the doors: it ends the language that was chosen there
    yield "rest"
    page.goto(site.url("/k/g"))
    yield "book-gone"


def give_lock(page: Page, door: str, pin: str) -> None:
    go(page, f"[name=door][value={door}]")
    go(page, "[name=way][value=pin]")
    page.fill("#pin", pin)
    go(page, "main .next")


def find_fullest(steps: Iterable[Step]) -> list[Step]:
    """Of each kind of step, the one with the most to read: the others are the same page with less on it.

    What each single question says and offers is checked without a browser: by the linter of easy read, and by
    the test client.
    """
    fullest: dict[str, Step] = {}
    for step in steps:
        if step.kind not in fullest or _measure(step) > _measure(fullest[step.kind]):
            fullest[step.kind] = step
    return list(fullest.values())


def _measure(step: Step) -> int:
    lines = [step.question, *step.help, step.hint or "", *(choice.text for choice in step.choices)]
    return sum(map(len, lines))


def be_alone(page: Page, site: Site) -> None:
    """Say that nobody else is here: now everything can be asked."""
    page.goto(site.url(site.services.library.who_is_here.page))
    if not page.is_checked("#c-nobody"):
        tap(page, "main li:has(input[value=nobody]) > label")
    go(page, ".go .next")
    if urlsplit(page.url).path == GIVE_LOCK:
        give_lock(page, DOOR, PIN)


def walk_steps(page: Page, site: Site, words: str = "Please ask me first.") -> Stops:
    """One step of each kind, answered: pictures, points, names, own words. Needs an open book."""
    be_alone(page, site)
    for step in find_fullest(site.services.library.steps.values()):
        answer = page.goto(site.url(f"/p/{step.code}"))
        if answer is None or answer.status != 200 or not page.url.endswith(step.code):
            continue
        yield f"step-{step.kind}-{step.id}"
        answer_step(page, step, words)
        follow = urlsplit(page.url).path.removeprefix(f"/p/{step.code}/")
        if follow in ("names", "back", "again"):
            yield f"step-{step.kind}-{step.id}-{follow}"
            go(page, ".go .next")
        elif follow == "on":
            yield f"step-{step.kind}-{step.id}-ways"


def answer_step(page: Page, step: Step, words: str) -> None:
    """Say something of every kind that the page offers, and go on."""
    names = page.eval_on_selector_all(
        "main input:is([type=radio], [type=checkbox])", "inputs => [...new Set(inputs.map(one => one.name))]"
    )
    if page.locator(".place > button").count():
        thing = page.locator("#thing").inner_text()
        tap(page, ".place > button")
        expect(page.locator("#thing")).not_to_have_text(thing, use_inner_text=True)
    while page.locator("main details:not([open]) > summary").count():
        tap(page, "main details:not([open]) > summary")
    for name in names:
        said = page.locator(f'main li input[name="{name}"]:checked').count()  # a second tap takes it away
        if name != "private" and not said:
            tap(page, f'main li:has(input[name="{name}"]) > label')
    if page.locator("textarea[name=words]").count():
        page.fill("textarea[name=words]", words)
    go(page, ".go .next")


def walk_telling(page: Page, site: Site) -> Stops:
    """An answer that shows pressure, and somebody who is told of it. Needs an open book; alone."""
    step, choice = next(
        (step, choice)
        for step in site.services.library.steps.values()
        for choice in step.choices
        if step.private and not step.after and choice.to == PRESSURE
    )
    page.goto(site.url(step.page))
    tap_choice(page, choice.id)
    go(page, ".go .next")
    yield "tell-offer"
    go(page, "main li:last-child > button[name=to]")
    yield "tell-ask"
    page.goto(site.url(f"{step.page}/then/first"))
    yield "tell-limits"
    go(page, ".go .next")
    for name in ("reader", "purpose"):
        yield f"tell-{name}"
        go(page, "main ul.choices button[name=to]")
    yield "tell-until"
    go(page, "button[name=until]")
    yield "tell-told"


def tap_choice(page: Page, choice: str) -> None:
    """Tap one of the pictures of a step, behind "More pictures" if it has to be."""
    while not page.locator(f"label[for=c-{choice}]").is_visible():
        page.click("#more")
    tap(page, f"label[for=c-{choice}]")


def walk_change(page: Page, site: Site, words: str) -> Stops:
    """One answer said anew: the old one stays to be seen. Needs a book with words."""
    step = [step for step in site.services.library.steps.values() if step.kind == "words"][-1]
    page.goto(site.url(f"/p/{step.code}"))
    yield "step-words-said-before"
    page.fill("textarea[name=words]", f"{words} {words}")
    go(page, ".go .next")


def walk_english(page: Page, site: Site) -> Stops:
    """Words put into English, and what the person says of it. Words in English need none."""
    page.goto(site.url("/w"))
    ways = page.locator("button[name=to][value$='/english']")
    if not ways.count():
        return
    page.goto(site.url(ways.first.get_attribute("value") or ""))
    page.fill("#english", "Please ask me first.")
    page.fill("#note", "Please: or kindly.")
    go(page, ".go .next")
    yield "others"
    go(page, "button[name=agree]")
    yield "others-agreed"


def walk_late(page: Page, site: Site, words: str) -> Stops:
    """Words that came after the lock. Needs an open book."""
    step = [step for step in site.services.library.steps.values() if step.kind == "words"][-1]
    late = LateWords(
        id=secrets.token_hex(16),
        page=f"/p/{step.code}",
        fields={"words": [words]},
        language="en-GB",
        at=datetime.now(UTC),
    )
    (book,) = site.open_books()
    with book.store() as store:
        store.keep_late(late)
    page.goto(site.url("/a"))
    yield "late-words"
    page.goto(site.url(late.page))
    yield "step-words-with-late-words"


def walk_voice(page: Page, site: Site) -> Stops:
    """A sound file as the answer to a question, and a file that is no sound. Needs an open book."""
    step = [step for step in site.services.library.steps.values() if step.kind == "words"][-1]
    page.goto(site.url(f"/p/{step.code}"))
    sound = make_wav(b"\0\1" * 8000, 8000)
    for name, data in (("step-words-no-sound", b"words"), ("step-words-voice", sound)):
        tap(page, FOLDED_SOUND)
        with page.expect_navigation(wait_until="load"):
            page.set_input_files("#sound", {"name": "a.wav", "mimeType": "audio/wav", "buffer": data})
        yield name
    go(page, ".go .next")


def walk_drawing(page: Page, site: Site) -> Stops:
    """The page to draw on. Needs an open book."""
    step = [step for step in site.services.library.steps.values() if step.kind == "words"][-1]
    page.goto(site.url(f"/p/{step.code}"))
    go(page, "button[name=to][value^='/m/d/']")
    yield "drawing"


def walk_card(page: Page, site: Site) -> Stops:
    """Two statements shared with the first reader, and a card made of them. Needs a book with words.

    What else there is stays off the card.
    """
    page.goto(site.url("/s"))
    for name in ("reader", "purpose", "until"):
        yield f"share-{name}"
        go(page, "main ul.choices button[name=to]")
    if not page.locator("[name=answer]").count():
        yield "share-languages"
        go(page, "main ul.choices button[name=to]")
    for answer in ("yes", "no", "yes"):
        yield "share-ask"
        go(page, f"[name=answer][value={answer}]")
    while page.locator("[name=answer]").count():
        go(page, ".go .next")
    yield "share-summary"
    go(page, "main ul.choices button[name=to]")
    yield "share-one"
    go(page, ".go .back, .go [name=to]")
    go(page, ".go .next")
    yield "card-made"
    page.goto(site.url("/s"))
    yield "share-reader-again"


def walk_links(page: Page, site: Site, start: str = "/") -> Stops:
    """One page of every kind that can be reached by links and buttons from ``start``. Needs an open book.

    The page for somebody else's eyes comes last: from there only the lock leads on.
    """
    be_alone(page, site)  # the book may have been opened anew: then nobody has said who is here
    ways, seen = deque([start]), set[str]()
    router = site.app.url_map.bind(urlsplit(site.url()).netloc)
    last = ""
    while ways:
        path = ways.popleft()
        try:
            endpoint, _ = router.match(urlsplit(path).path, "GET")
        except HTTPException:
            continue
        if endpoint == HANDED_OVER:
            last = path
        elif endpoint not in seen | NO_PAGES and _is_page(page, site, path):
            seen.add(endpoint)
            page.goto(site.url(path))
            yield endpoint
            ways.extend(page.evaluate(_LINKS))
    if last:
        page.goto(site.url(last))
        yield HANDED_OVER


def _is_page(page: Page, site: Site, path: str) -> bool:
    """Is it HTML, and not a file to save?"""
    answer = page.request.head(site.url(path))
    return answer.headers.get("content-type", "").startswith("text/html")
