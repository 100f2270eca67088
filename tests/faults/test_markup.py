"""Words that look like a page's own markup are words: shown as typed, run by nobody."""

from __future__ import annotations

import html

import pytest

from tests.books import AT, later, make_statement
from tests.client import PageClient
from tests.pages.step_pages import text_of

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea><svg onload=alert(1)>",
    "{{ 7 * 7 }} {% raw %} ${7*7}",
    "javascript:alert(1)",
    "<!-- --><style>body{display:none}</style>",
)


@pytest.mark.parametrize("words", HOSTILE)
def test_words_are_shown_as_typed_and_stay_text(alone: PageClient, words: str) -> None:
    steps = alone.application.extensions["easyread"].library.steps
    step = next(one for one in steps.values() if one.kind == "words" and one.id != "name")
    vault = alone.application.extensions["easyread"].vault
    with vault.open_store(alone.opened) as store:
        store.keep(make_statement(step="name", kind="words", choices=(), words=words, at=AT))
        store.keep(make_statement(step=step.id, kind=step.kind, choices=(), words=words, at=later(1)))
    shown = 0
    for address in ("/", "/w", f"/p/{step.code}"):  # the client refuses inline scripts and broken markup
        page = text_of(alone.get(address))
        if "<" in words:
            assert words not in page
        shown += html.escape(words).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in page
    assert shown == 3
