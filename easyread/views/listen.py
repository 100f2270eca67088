"""A line as sound: fixed lines by their id, the person's own words by POST and in memory only."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from typing import TypeVar

from flask import Blueprint, abort, make_response, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from easyread.languages import ENGLISH, Said
from easyread.own_language import find_language
from easyread.pages.telling import LINES
from easyread.speech import Clip, NothingToSay, NoVoice, SpeechDown, TooLong, Unspeakable
from easyread.speech.media_types import FILMS, find_type
from easyread.views.addresses import local
from easyread.views.guards import needs_book, put_in
from easyread.views.sent_page import keep_page, page_of, read_page, read_situation
from easyread.visit.half_written import find_draft
from easyread.visit.late_words import list_late
from easyread.web.hearing import find_pace, hearing
from easyread.web.i18n import N_, page_languages
from easyread.web.open_books import OpenBook, current
from easyread.web.reachability import EVERYWHERE, reachable
from easyread.web.services import services
from easyread.web.shown_words import read_shown
from easyread.web.word_times import describe

pages = Blueprint("listen", __name__)
Heard = TypeVar("Heard")

DOWN = N_("The voice is not working now. You can try again.")
NO_VOICE = N_("We do not have a voice for this language yet.")
TOO_LONG = N_("That is too long to read. Try a shorter part.")
UNSPEAKABLE = N_("The voice cannot read this. You can ask someone to read it.")

_ID, _FIELD = re.compile(r"[0-9a-f]{32}"), re.compile(r"words|english|note")
_FOR_A_DAY = "private, max-age=86400"  # a line that changes has another address


@pages.get("/listen/<language>/<line>")
@reachable(*EVERYWHERE)
def hear_line(language: str, line: str) -> Response:
    """A line of ours, in a language; its English where that language does not have it."""
    keep = _may_keep(line)
    said, pace = _find_line(language, line), find_pace(request.args.get("pace"))
    clip = _speak(lambda: services().speech.say_fixed(said.text, said.language, pace, line, keep=keep))
    answer = _send(clip, etag=hashlib.sha256(clip.data).hexdigest()[:32])
    answer.headers["Cache-Control"] = _FOR_A_DAY if keep else "no-store"
    answer.headers.update(describe(said.text, said.language, clip, pace))
    return answer


@pages.get("/listen/<language>/number/<contact>")
@reachable(*EVERYWHERE)
def hear_number(language: str, contact: str) -> Response:
    """A number of the place that this service is in, as it is now: so it is not kept."""
    place = services().library.places[services().settings.place]
    number = next((one.number for one in place.contacts if one.id == contact), "")
    if not number or language not in services().languages.all:
        abort(404)
    return _hear_own(number, language)


@pages.get("/signed/<language>/<line>")
@reachable(*EVERYWHERE)
def show_signed(language: str, line: str) -> Response:
    """A line of ours in sign language, if somebody filmed it; players ask for it in parts."""
    said = _find_line(language, line)
    film = services().speech.signed.find(said.language, line, said.text)
    if film is None:
        abort(404)
    answer = send_file(film, mimetype=find_type(film, FILMS), conditional=True)
    answer.headers["Cache-Control"] = _FOR_A_DAY if _may_keep(line) else "no-store"
    return answer


def _may_keep(line: str) -> bool:
    """May a sound of this line be kept? That of some lines would tell what was seen, or what was chosen."""
    text = services().languages.fixed_line(line)
    return text not in services().library.telling_lines and text not in LINES


def _find_line(language: str, line: str) -> Said:
    text = services().languages.fixed_line(line)
    if text is None or language not in services().languages.all:
        abort(404)
    return services().languages.say(language, text)


@pages.post("/listen/mine")
@reachable("no-book", "book")
def hear_words() -> Response:
    """The person's own words: kept ones by the statement's id, or those in a field of this form.

    Without our script the browser goes to the sound, and would ask for it again by GET: so it is sent
    on to an address that holds no words, and finds its half-written words when it comes back.
    """
    statement, field = request.form.get("statement"), request.form.get("field", "words")
    if "text/html" in request.accept_mimetypes.values():
        if not keep_page():
            return put_in()
        # Only our own names go into an address: whatever else was sent could be words.
        if statement:
            return redirect(url_for("listen.hear_statement", statement=_named(_ID, statement)), 303)
        page = page_of(request.form)
        return redirect(url_for("listen.hear_draft", page=page, field=_named(_FIELD, field)), 303)
    book = current()
    if book is None:
        abort(403)
    if statement:
        return _hear_statement(book, statement)
    words = request.form.get(field, "")
    language = request.args.get("language", page_languages()[0].code)
    return _hear_own(words, find_language(words, language).code)


@pages.post("/listen/shown")
@reachable(*EVERYWHERE)
def hear_shown() -> Response:
    """What a page shows and no catalogue has. Without our script there is no sound: no address has it."""
    if "text/html" in request.accept_mimetypes.values():
        return Response(status=204)
    words, language = read_shown(request.form.get("aloud", "")) or abort(403)
    return _hear_own(words, language)


def _named(kind: re.Pattern[str], sent: str) -> str:
    if not kind.fullmatch(sent):
        abort(404)
    return sent


@pages.get("/listen/mine/<id:statement>")
@needs_book
def hear_statement(book: OpenBook, statement: str) -> Response:
    """Kept words, for a browser without our script."""
    return _hear_statement(book, statement)


@pages.get("/listen/draft")
@needs_book
def hear_draft(book: OpenBook) -> Response:
    """Half-written words of one page, for a browser without our script."""
    page = request.args.get("page", "")
    with book.store() as store:
        situation = read_situation(store, book)
        draft = find_draft(store, situation, page)
        fields = read_page(store, situation, page) if draft else {}
    said = "\n".join(fields.get(_named(_FIELD, request.args.get("field", "")), []) if draft else [])
    return _hear_own(said, find_language(said, draft.language if draft else ENGLISH).code)


def _hear_statement(book: OpenBook, wanted: str) -> Response:
    """Kept words, or those that came late. What is not in this book, or is held back now, is not here."""
    with book.store() as store:
        statement, situation = store.statement(wanted), read_situation(store, book)
        late = next((one for one in list_late(store, situation) if one.words.id == wanted), None)
    if late:
        return _hear_own("\n".join(late.texts), late.language.code)
    if statement is None or not situation.may_show(statement):
        abort(404)
    return _hear_own(statement.words, statement.language)


def _hear_own(words: str, language: str) -> Response:
    """Own words, from the place that our script asks for; without it a browser gets all in one sound."""
    words, pace = words.replace("\r\n", "\n"), hearing().pace  # a form sends line ends in another way
    start = min(request.args.get("from", 0, type=int), len(words)) if request.method == "POST" else 0
    try:
        clip, begin, end = _speak(lambda: services().speech.say_piece(words, language, pace, max(start, 0)))
    except NothingToSay:
        return Response(status=204)  # the browser stays where it is
    if request.method == "GET" and end < len(words):
        return _send_all(words, language, clip, end)
    answer = _send(clip)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers.update(describe(words, language, clip, pace, (begin, end)))
    return answer


def _send_all(words: str, language: str, clip: Clip, end: int) -> Response:
    """Piece after piece, each spoken when the one before is sent: none of it waits in memory."""
    speech, pace = services().speech, hearing().pace

    def speak() -> Iterator[bytes]:
        sound, place = clip, end
        yield sound.data
        with suppress(NothingToSay, SpeechDown, Unspeakable, TooLong):  # what was begun can only end
            while place < len(words):
                sound, _, place = speech.say_piece(words, language, pace, place)
                yield sound.data

    return Response(speak(), mimetype=clip.mime, headers={"Cache-Control": "no-store"})


def _send(clip: Clip, etag: str | bool = False) -> Response:
    """The sound, whole or in parts: some players ask for parts."""
    return send_file(BytesIO(clip.data), mimetype=clip.mime, etag=etag, conditional=True)


def _speak(say: Callable[[], Heard]) -> Heard:
    """The sound, or the page that says why there is none."""
    try:
        return say()
    except NoVoice:
        abort(_tell(NO_VOICE, 404))
    except TooLong:
        abort(_tell(TOO_LONG, 413))
    except Unspeakable:
        abort(_tell(UNSPEAKABLE, 422))
    except SpeechDown as down:
        answer = _tell(DOWN, 503)
        answer.headers["Retry-After"] = str(down.seconds)
        abort(answer)


def _tell(why: str, status: int) -> Response:
    back = local(request.form.get("here") or request.args.get("page"))
    return make_response(render_template("no_sound.html", why=why, back=back), status)
