"""One walk over every page with hostile words: they stay text, and the browser finds nothing to refuse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask, request, request_started
from playwright.sync_api import Browser, BrowserContext

from tests.browser.conftest import TABLET
from tests.browser.shots import walk_everywhere
from tests.browser.site import Site, run_site
from tests.browser.walk import NO_PAGES
from tests.browser.watch import Watch
from tests.pages.page_check import DAY, TITLES

HOSTILE = """<script>document.title='taken'</script><img src=x onerror="document.title='taken'">
<style>*{display:none}</style><a href="javascript:document.title='taken'">{{7*7}}</a>
<base href="//evil.test/"><iframe srcdoc="<script>parent.document.title='taken'</script>"></iframe><svg onload="document.title='taken'">
</textarea></blockquote></button>"><form action="//evil.test/"><input name=csrf_token>\u202e"""
_PLANTED = """[onerror], [onload], [srcdoc], [href^=javascript], body style, body base, iframe,
    [action*=evil], script:not([src]), input[name=csrf_token]:not([value])"""
_LOOK = """planted => ({
  shown: [document.body.textContent, ...[...document.querySelectorAll("textarea")].map(field => field.value)]
    .some(text => text.includes("document.title='taken'")),
  planted: [...document.querySelectorAll(planted)].map(element => element.outerHTML),
  title: document.title,
})"""
# Walked to on purpose: each answers with a code that the console tells too.
EXPECTED = r"status of (400|403|404)"


@dataclass
class Walk:
    """What was found on the way. ``pages``: every kind of page that the app has."""

    pages: set[str]
    asked: set[str | None] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)
    planted: list[str] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def walk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """Every page, walked once with the hostile words as the person's own."""
    instance: Path = tmp_path_factory.mktemp("hostile") / "instance"
    with (
        run_site(instance) as site,
        browser.new_context(viewport=TABLET, has_touch=True) as context,  # type: ignore[arg-type]
    ):
        yield _walk_with(HOSTILE, context, site)


def _walk_with(words: str, context: BrowserContext, site: Site) -> Walk:
    rules = site.app.url_map.iter_rules()
    found = Walk(pages={rule.endpoint for rule in rules if "GET" in (rule.methods or ())})

    def note(_: Flask, **__: object) -> None:
        found.asked.add(request.endpoint)

    request_started.connect(note, site.app)
    watch = Watch(context, urlsplit(site.url()).netloc)
    page = context.new_page()
    site.speak(context, "ur", "en-GB")  # only words of another language can be put into English
    for name in walk_everywhere(page, site, words):
        seen = page.evaluate(_LOOK, _PLANTED)
        found.planted += [f"{name}: {element}" for element in seen["planted"]]
        if seen["title"] not in TITLES and not DAY.fullmatch(seen["title"]):
            found.planted.append(f"{name}: the title {seen['title']}")
        if seen["shown"]:
            found.shown.add(name)
    watch.forgive(EXPECTED)
    found.mistakes = watch.mistakes
    return found


def test_the_walk_reaches_every_page_that_there_is(walk: Walk) -> None:
    assert walk.pages - NO_PAGES - walk.asked == set()


def test_hostile_words_stay_text_on_every_page_that_shows_them(walk: Walk) -> None:
    assert walk.planted == []
    kept = {"words.show_all", "words.show_old", "interpreter.show_english", "sharing.overview.show_statement"}
    carried = {"share-ask", "card-check", "card-made", "cards.made.hand_over"}
    assert kept | carried <= walk.shown


def test_the_browser_refuses_nothing_and_nothing_is_asked_for_outside(walk: Walk) -> None:
    assert walk.mistakes == []


def test_a_page_that_broke_its_policy_would_be_noticed(context: BrowserContext, site: Site) -> None:
    watch = Watch(context, urlsplit(site.url()).netloc)
    page = context.new_page()
    page.goto(site.url())
    page.evaluate("""() => {
      const script = document.createElement("script");
      try { script.text = "document.title = 'taken'"; } catch { /* Trusted Types */ }
      const picture = document.createElement("img");
      picture.src = "http://evil.test/x.png";
      document.body.append(script, picture, document.createElement("base"));
      return new Promise(done => { picture.onerror = () => setTimeout(done); });
    }""")
    assert page.title() != "taken"
    assert page.evaluate(_LOOK, _PLANTED)["planted"] == ["<script></script>", "<base>"]
    for refusal in ("policy: img-src", "TrustedScript"):
        watch.forgive(refusal)
