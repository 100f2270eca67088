"""A person who cannot read: she looks at pictures and places, and goes by what she hears.

She taps nothing but a picture of a door or a lock, or what the app has said aloud to her: with the Listen
beside it, or with the Listen of the page where it has none. What she has heard beside a picture she knows
again. No word that a page shows is looked at; what a sound says is known by the line that its address names.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import ElementHandle, Page, Response, expect

from tests.browser.site import Site

SLOW = 60_000  # milliseconds that a busy machine may need
SILENT = 1000  # bytes: a sound of the shortest word has more
# A line that is waited for on the way to another need not be heard to its end.
HURRY = """
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () { this.playbackRate = 16; return play.call(this); };
"""
# What can be tapped in the page itself and is seen: its picture, what it is, and the line that says it.
_THINGS = """() => {
  const name = (address) => address?.split(/[#/]/).at(-1).replace(/\\.svg$/, "") ?? "";
  const place = ".choice, .spoken, .about, .row, .sentences > li, .attached, .grid > li";
  const things = document.querySelectorAll(
    "main :is(button, summary, a[href], label[for]):not([data-listen], [data-read-all])");
  return [...things].filter((one) => one.checkVisibility({visibilityProperty: true})
    && (one.localName !== "label" || one.control.matches("[type=checkbox], [type=radio]"))).map((one) => {
    const line = one.closest(place)?.querySelector("[data-listen]");
    one.dataset.thing ??= Math.random();
    if (line) line.dataset.ear = one.dataset.thing;
    return {
      key: one.dataset.thing,
      picture: name(one.querySelector("img")?.getAttribute("src")),
      door: one.matches(".doorpic"),
      says: line?.getAttribute("href") ?? "",
      beside: Boolean(line && line.matches(".hear")),
      onward: one.matches(".go *"),
      html: one.outerHTML.slice(0, 200),
    };
  });
}"""


class Thing(NamedTuple):
    """Something to tap. ``says``: where the line is that says it; ``beside``: has it a Listen of its own?"""

    key: str
    picture: str
    door: bool
    says: str
    beside: bool
    onward: bool
    html: str


class Tap(NamedTuple):
    """What she tapped, and what she had heard of it: nothing, if it was the picture of a door or a lock."""

    path: str
    picture: str
    heard: str


class Listener:
    """She holds one tablet, at the first page."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page, self.site = page, site
        self.taps: list[Tap] = []
        self.said: set[str] = set()  # the address of every line that the app has spoken
        self._known: set[tuple[str, str]] = set()
        page.set_default_timeout(SLOW)
        page.add_init_script(HURRY)
        page.on("response", self._note)
        page.goto(site.url())

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    # --- what she sees

    def see(self) -> list[Thing]:
        """Everything to tap that is in sight. All of it can be heard, or is a picture of a door or a lock."""
        things = [Thing(**one) for one in self.page.evaluate(_THINGS)]
        silent = [one.html for one in things if not one.says and not one.door]
        assert not silent, f"{self.path} has what only a reader can use: {silent}"
        return things

    def find(self, picture: str = "", place: int = 0) -> Thing:
        """The thing with this picture (any, if empty); ``place``: which one of them, from the top."""
        found = [one for one in self.see() if picture in ("", one.picture)]
        assert len(found) > max(place, -1 - place), f"{self.path}: no {picture} at {place}"
        return found[place]

    def find_shown(self, place: str) -> str:
        """The picture that stands first in a place of the page."""
        address = self.page.locator(f"{place} img").first.get_attribute("src") or ""
        return address.rsplit("/", 1)[1].removesuffix(".svg")

    # --- what she hears

    def hear(self, thing: Thing) -> str:
        """What the app says of a thing: with its own Listen, or when it reads the whole page."""
        if (thing.picture, thing.says) in self._known:
            return self._text(thing.says)
        if thing.beside:
            said = self._press(self.page.query_selector(f'[data-ear="{thing.key}"]'), thing.says)
            self._known.add((thing.picture, thing.says))
        else:
            things = self.see()
            said = self._press(self.page.query_selector("main [data-read-all]"), thing.says)
            self._known |= {(one.picture, one.says) for one in things if one.says in self.said}
        return said

    def hear_question(self) -> str:
        """The line that stands for the whole page."""
        listen = self.page.locator("main a[data-read-all]")
        return self._press(listen.element_handle(), listen.get_attribute("href") or "")

    def _press(self, button: ElementHandle | None, address: str) -> str:
        """Press what plays, until the line is heard."""

        def is_said(answer: Response) -> bool:
            return answer.url == self.site.url(address)

        assert button
        if button.get_attribute("aria-pressed") == "true":
            button.click()  # it was still being read
        with self.page.expect_response(is_said) as answered:
            button.click()
        assert answered.value.status == 200
        return self._text(address)

    def _note(self, answer: Response) -> None:
        fixed = answer.request.method == "GET"  # what is posted (a number, own words) is kept nowhere
        if fixed and "/listen/" in answer.url and answer.status == 200:
            self.said.add(answer.url.removeprefix(self.site.url("")))

    def measure_sounds(self) -> dict[str, int]:
        """How many bytes of sound each line has that was spoken."""
        sounds = {}
        for address in self.said:
            answer = self.page.context.request.get(self.site.url(address))
            assert answer.headers["content-type"] in {"audio/mpeg", "audio/wav"}
            sounds[address] = len(answer.body())
        return sounds

    def _text(self, address: str) -> str:
        """The English of the line that an address names: what her ears tell her."""
        text = self.site.services.languages.fixed_line(urlsplit(address).path.rsplit("/", 1)[1])
        assert text
        return text

    # --- what she taps

    def tap(self, picture: str = "", place: int = 0) -> str:
        """Hear a thing, then tap it; gives what was heard. The page stays."""
        thing = self.find(picture, place)
        said = self._hear_first(thing)
        self._touch(thing)
        return said

    def go(self, picture: str = "", place: int = 0) -> str:
        """The same with what leads to another page."""
        return self._leave(self.find(picture, place))

    def go_on(self) -> str:
        """By what is last in the row at the bottom, where the way on always is."""
        return self._leave([one for one in self.see() if one.onward][-1])

    def _leave(self, thing: Thing) -> str:
        said = self._hear_first(thing)
        with self.page.expect_navigation(wait_until="load"):
            self._touch(thing)
        self.page.evaluate("document.fonts.ready")  # a letter that comes late moves what is tapped next
        return said

    def _hear_first(self, thing: Thing) -> str:
        said = "" if thing.door else self.hear(thing)
        self.taps.append(Tap(self.path, thing.picture, said))
        return said

    def _touch(self, thing: Thing) -> None:
        self.page.locator(f'[data-thing="{thing.key}"]').click(no_wait_after=True)

    def say(self) -> None:
        """Answer with her own voice: the microphone, two seconds or more, and stop."""
        self.tap("microphone")
        clock = self.page.locator("#clock")
        expect(clock).to_have_text("0:03", timeout=SLOW)
        self.page.locator("#record").click()
        expect(self.page.locator("#voice .attached audio")).to_be_visible(timeout=SLOW)
