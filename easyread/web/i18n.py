"""Lines on a page: in the person's language, with a second language under it when they want two.

``install`` gives the templates their few words: ``line`` (one or two languages), ``word`` (one),
``listen_url``, ``listen_in``, ``device_voice``, ``signed_url``, ``picture``, ``day``, ``own_name`` and ``_``
(for the string extractor only); and the filters ``shown`` and ``told`` (:mod:`easyread.web.own_words`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import suppress
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_babel import Babel
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from easyread.kinds import AT_ONCE
from easyread.languages import ENGLISH, Language, Said, format_time, line_id
from easyread.languages import N_ as N_  # noqa: PLC0414  # for views: beside what says their lines
from easyread.own_language import describe, find_language
from easyread.speech import Pace, Speech
from easyread.web.hearing import hearing
from easyread.web.open_books import current
from easyread.web.own_words import show_name, show_text, show_words
from easyread.web.reading import reading
from easyread.web.services import services
from easyread.web.shown_words import seal_shown

Say = Callable[..., Said]
Seen = tuple[Say, Speech, str, str | None, Pace, bool]

OF_PAGE = "page-languages"  # the field in which a page of an open book says its languages

# Fixed lines only, so the number is bounded: about 900 lines in a few pairs of languages.
_MOST_LINES = 8192


def page_languages() -> tuple[Language, Language | None]:
    """The language of this page, and the one shown under it (``None``: one language only)."""
    pair: tuple[Language, Language | None] | None = g.get("page_languages")
    if pair is None:
        known = services().languages.all
        chosen = [known[code] for code in read_languages().split() if code in known]
        first = chosen[0] if chosen else known[ENGLISH]
        pair = first, chosen[1] if len(chosen) > 1 and chosen[1] != first else None
        g.page_languages = pair
    return pair


def read_languages() -> str:
    """The codes that were chosen for this page, the own one first: "ur en-GB". Empty: nobody chose.

    An answer to a page whose book was locked meanwhile is for who sees that page, and says them as it did.
    """
    sent = ""
    if request.method == "POST" and current() is None:
        with suppress(HTTPException):  # a form that is too big: the page that says so has to come
            sent = request.form.get(OF_PAGE, "")
    return sent or reading().languages


def _span(said: Said, css: str, page: str) -> Markup:
    classes = " ".join(name for name in (css, "draft-line" if said.status == "draft" else "") if name)
    attributes = Markup(' class="{}"').format(classes) if classes else Markup("")
    if said.language != page:
        attributes += Markup(' lang="{}" dir="{}"').format(said.language, said.direction)
    return Markup("<span{}>{}</span>").format(attributes, show_words(said.text, said.direction))


@lru_cache(maxsize=_MOST_LINES)
def _show_line(say: Say, first: str, second: str | None, text: str, critical: bool) -> Markup:
    said = say(first, text, critical=critical)
    shown = _span(said, "", first)
    if second is not None:
        under = say(second, text, critical=critical)
        if under.text != said.text:
            shown += Markup(" ") + _span(under, "two", first)
    return shown


@lru_cache(maxsize=_MOST_LINES)
def _show_word(say: Say, first: str, text: str) -> Markup:
    return _span(say(first, text), "word", first)


@lru_cache(maxsize=_MOST_LINES)
def _find_sound(speech: Speech, said: Said, name: str, pace: Pace) -> str | None:
    if not speech.can_say(said.text, said.language, name):
        return None
    # Each pace has an address of its own: a browser keeps the sound.
    at = pace if pace != "usual" else None
    return url_for("listen.hear_line", language=said.language, line=name, pace=at)


@lru_cache(maxsize=_MOST_LINES)
def _render_piece(macros: Any, name: str, _seen: Seen, given: tuple[Hashable, ...]) -> Markup:
    return Markup(getattr(macros, name)(*given))  # noqa: S704  # a template made it, and escaped it


def piece(name: str, *given: Hashable) -> Markup:
    """A piece of ``macros.html`` that says fixed lines only, made once for each pair of languages.

    It halves the server's time of a page (5 ms for a question without it, 2.5 ms with it). So some macros are
    two: what a page calls, and the piece that is kept. The person's own words are in no piece.
    """
    return _render_piece(current_app.jinja_env.globals["m"], name, _find_seen(), given)


def _find_seen() -> Seen:
    """All that a piece depends on, found once a request."""
    seen: Seen | None = g.get("seen")
    if seen is None:
        (first, second), chosen, our = page_languages(), hearing(), services()
        under = second.code if second else None
        g.seen = seen = (our.languages.say, our.speech, first.code, under, chosen.pace, chosen.device)
    return seen


def line(text: str, critical: bool = False) -> Markup:
    """One fixed line: the page's language, and under it the second language if it says another thing."""
    first, second = page_languages()
    return _show_line(services().languages.say, first.code, second.code if second else None, text, critical)


def word(text: str) -> Markup:
    """A short fixed line in the page's language only: buttons and tools."""
    return _show_word(services().languages.say, page_languages()[0].code, text)


def plain(text: str) -> str:
    """A fixed line as bare text in the page's language: for attributes and titles."""
    return services().languages.say(page_languages()[0].code, text).text


def listen_url(text: str, critical: bool = False, pace: Pace | None = None) -> str | None:
    """Where a fixed line can be heard in the page's language; ``None`` when there is no voice for it."""
    said = services().languages.say(page_languages()[0].code, text, critical=critical)
    return _find_sound(services().speech, said, line_id(text), pace or hearing().pace)


def listen_in(code: str, text: str) -> tuple[Said, str | None]:
    """A fixed line in any language, and where it can be heard; ``None`` if it is not in that language."""
    said = services().languages.say(code, text)
    url = _find_sound(services().speech, said, line_id(text), hearing().pace)
    return said, url if said.language == code else None


def device_voice(text: str, critical: bool = False) -> str | None:
    """The language in which a voice of this device may say a fixed line: only if the person wants that."""
    if not hearing().device or listen_url(text, critical):
        return None
    return services().languages.say(page_languages()[0].code, text, critical=critical).language


def signed_url(text: str, critical: bool = False) -> str | None:
    """Where a film of a fixed line in sign language is, if there is one that says what the page shows."""
    said, name = services().languages.say(page_languages()[0].code, text, critical=critical), line_id(text)
    film = services().speech.signed.find(said.language, name, said.text)
    return url_for("listen.show_signed", language=said.language, line=name) if film else None


def day(when: date | datetime) -> str:
    """A date in full, in the page's language."""
    local = when.astimezone() if isinstance(when, datetime) else when
    return services().languages.format_date(page_languages()[0].code, local)


def find_picture(name: str) -> str:
    """Where a picture of the chosen set is."""
    return services().pictures.url(name)


def own_name(name: str, filed: str = "") -> Markup:
    """A name, or another short piece of somebody's own words inside one of our lines, in its own language.

    ``filed``: the code of the language that it was kept in, where that is known.
    """
    return show_name(name, page_languages()[0].code, filed)


def install(app: Flask) -> None:
    """Give the templates their words, and Flask-Babel the page's locale."""
    Babel(app, locale_selector=lambda: page_languages()[0].locale)
    app.jinja_env.globals.update(
        _=N_,
        line=line,
        word=word,
        plain=plain,
        piece=piece,
        listen_url=listen_url,
        listen_in=listen_in,
        device_voice=device_voice,
        signed_url=signed_url,
        hearing=hearing,
        day=day,
        format_time=format_time,
        page_languages=page_languages,
        reading=reading,
        own_language=find_language,
        own_name=own_name,
        seal_shown=seal_shown,
        describe_language=describe,
        services=services,
        picture=find_picture,
        icons=f"{app.static_url_path}/icons.svg",
        AT_ONCE=AT_ONCE,
    )
    app.jinja_env.filters.update(shown=show_words, told=show_text)
    app.jinja_env.globals["m"] = app.jinja_env.get_template("macros.html").module  # the pieces, in every page
