"""Own words that would take a page over if they were ever more than text, and how that would be seen."""

from __future__ import annotations

from playwright.sync_api import Page

HOSTILE = """<script>document.title='taken'</script> <img src=x onerror="document.title='taken'">
<style>*{display:none}</style> <a href="javascript:document.title='taken'">{{7*7}}</a>
<base href="//evil.test/"> <iframe srcdoc="<script>document.title='taken'</script>"></iframe>
<svg onload="document.title='taken'"> </textarea></blockquote></button>">
<form action="//evil.test/"><input name=csrf_token>"""
# Kinds of page that show the person's words, to everybody or to a reader.
SHOWING = frozenset(
    {
        "my_words.show_all", "my_words.show_old", "interpreter.show_english",
        "sharing_overview.show_statement",
        "share-ask", "share-one", "card-made", "saved_cards.look_then", "saved_cards.hand_over",
    }
)  # fmt: skip
_LOOK = """() => ({
  shown: [document.body.textContent, ...[...document.querySelectorAll("textarea")].map(field => field.value)]
    .some(text => text.includes("document.title='taken'")),
  planted: [...document.querySelectorAll(`[onerror], [onload], [srcdoc], [href^=javascript], [action*=evil],
    body style, body base, iframe, script:not([src]), input[name=csrf_token]:not([value])`)]
    .map(element => element.localName),
  title: document.title,
})"""


def find_planted(page: Page) -> list[str]:
    """What of :data:`HOSTILE` became more than text."""
    seen = page.evaluate(_LOOK)
    strange = ["the title"] if seen["title"] == "taken" else []
    return [f"hostile words became {name}" for name in seen["planted"] + strange]


def shows_hostile(page: Page) -> bool:
    """Are the hostile words on the page, as text?"""
    shown: bool = page.evaluate(_LOOK)["shown"]
    return shown
