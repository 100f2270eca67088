"""What is in the same place on every page: go, language, a break, lock, Exit now."""

from __future__ import annotations

import hashlib
import secrets
from contextlib import suppress
from datetime import datetime
from urllib.parse import urlencode

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_wtf.csrf import validate_csrf
from werkzeug.wrappers import Response as AnyResponse
from wtforms import ValidationError

from easyread.languages import ENGLISH
from easyread.views.addresses import local
from easyread.views.guards import answers_old_pages, give_back, put_in
from easyread.views.last_words import is_of_now, keep_last, keep_late, sent_reference
from easyread.views.sent_page import is_changed, keep_page
from easyread.web.i18n import page_languages
from easyread.web.open_books import BEAT, COOKIE, Locked, OpenBook, current
from easyread.web.reachability import EVERYWHERE, reachable
from easyread.web.reading import choose_reading, forget_reading, is_over, reading
from easyread.web.reauthentication import end_setup
from easyread.web.services import services

pages = Blueprint("every_page", __name__)


def come_back() -> str:
    """The page that sent this form, to be shown again; the first page when it cannot be asked for by GET."""
    here = local(request.form.get("here"))
    if not current_app.url_map.bind("").test(here, "GET"):
        return "/"
    return f"{here}?q=1" if "quick" in request.form else here


@pages.post("/go")
@reachable(*EVERYWHERE)
def go() -> AnyResponse:
    """Go to another page, and keep what is on this one."""
    if not keep_page():
        return put_in()
    to = local(request.form.get("to"))
    if to in (url_for("every_page.languages"), url_for("hearing.ask")):
        back = request.form.get("from")  # of two such pages in a row, the first knows where the person was
        to += "?" + urlencode({"from": local(back) if back else come_back()})
    return redirect(to, 303)


@pages.post("/language")
@reachable(*EVERYWHERE)
def switch_language() -> AnyResponse:
    """One tap to the other language: the same page, the same words."""
    if not keep_page():
        return put_in()
    first, second = page_languages()
    wanted = request.form.get("language", ENGLISH)
    if wanted in services().languages.all and wanted != first.code:
        under = first.code if second else ""
        choose_reading(languages=f"{wanted} {under}".strip(), other=first.code)
    return redirect(come_back(), 303)


@pages.get("/l")
@reachable(*EVERYWHERE)
def languages() -> str:
    """The languages, each by its own name; those that nobody has checked stand apart."""
    known = services().languages
    checked = [language for language in known.all.values() if known.is_checked(language.code)]
    drafts = [language for language in known.all.values() if language not in checked]
    back = local(request.args.get("from"))
    return render_template("languages.html", checked=checked, drafts=drafts, back=back)


@pages.post("/l")
@reachable(*EVERYWHERE)
def choose_language() -> AnyResponse:
    """Choose a language, alone or with English under it. What another tab chose since stays."""
    now, second = page_languages()
    first = request.form.get("language", "") if is_changed("language") else now.code
    if first not in services().languages.all:
        first = now.code
    two = request.form.get("two") == "yes" if is_changed("two") else bool(second) or not reading().languages
    # At the doors English is as on a fresh device: whose the other language was is nobody's business.
    other = ENGLISH if first != ENGLISH else reading().other if current() else ""
    under = other if two and other != first else ""
    choose_reading(languages=f"{first} {under}".strip(), other=other)
    return redirect(local(request.form.get("from")), 303)


@pages.post("/draft")
@reachable("no-book", "book")
def keep_draft() -> AnyResponse:
    """Keep half-written words while the person is still on the page."""
    return Response(status=204, mimetype="text/plain") if keep_page() else put_in()


@pages.get("/break")
@reachable("no-book", "book", "new-lock")
def take_break() -> str:
    """A calm page. Nothing runs out."""
    return render_template("break.html")


@pages.get("/help")
@reachable("no-book", "book", "new-lock")
def help_now() -> str:
    """Numbers to call. The app never calls anybody by itself."""
    place = services().library.places[services().settings.place]
    return render_template("help.html", place=place)


@pages.post("/lock")
@reachable("no-book", "book", "new-lock", "card")
def lock() -> AnyResponse:
    """Keep what is on the page, and lock the book.

    With no room on the disk the person is asked first: then the words are in memory only. Not so when the
    page locks by itself: nobody is there to be asked.
    """
    book, token = current(), request.cookies.get(COOKIE)
    may_wait = BEAT in request.headers or "sure" in request.form
    if book and not keep_last(book, wait=may_wait):
        return give_back(507, "not-kept", locks=True)
    services().open_books.lock(token)
    return _end(redirect("/", 303))


@pages.post("/leave")
@reachable(*EVERYWHERE)
@answers_old_pages
def leave() -> AnyResponse:
    """Exit now: keep, lock, and show a neutral page. Leaving comes first, whatever happens.

    An old form leaves too: this is the one form whose token is looked at here, and only before keeping,
    because the words of an old form may not belong to the book that is open now.
    """
    book = current()
    services().open_books.shut(request.cookies.get(COOKIE))  # at once: keeping takes a moment on a slow disk
    with suppress(Exception):  # no trouble with keeping may hold the person on the page
        _keep_leaving(book)
    if book:
        book.forget_key()
    return _end(redirect(url_for("every_page.rest"), 303))


def _keep_leaving(book: OpenBook | None) -> None:
    """The words of a page of the open book are its draft; those of any other page came late."""
    of_now = is_of_now() or not sent_reference()
    try:
        if book and of_now and _has_token():
            keep_last(book)
            return
    except Locked:  # meanwhile, by another tab or by its time
        pass
    keep_late()


def _has_token() -> bool:
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def change_cookie(answer: Response) -> Response:
    """Change a cookie with each page: then no page before it comes back out of the browser's memory.

    Chromium keeps even "no-store" pages for Back until a cookie of the site changes, and without a script,
    and with this program stopped, nothing could change one any more. At every page: written by hand, because
    Flask's own way checks what is the same each time.
    """
    if answer.mimetype == "text/html":
        answer.headers.add("Set-Cookie", f"turn={secrets.token_hex(4)}; HttpOnly; Path=/; SameSite=Strict")
    return answer


def forget_idle() -> None:
    """Nobody tapped at the doors for the time until a lock: what was chosen there was somebody else's."""
    if is_over():
        forget_reading()
        g.forget_pages = True


def forget_locked(answer: Response) -> Response:
    """The first answer after an idle lock, for which no page of ours had asked: Back must not undo it.

    Its cookie leads nowhere any more, and is a trace: the next page takes it away. An answer to a form, which
    may open the next book, or to a script of an old tab does not.
    """
    token = request.cookies.get(COOKIE)
    if token and request.endpoint != "static" and "open_book" in g and g.open_book is None:
        turn = hashlib.sha256(token.encode()).hexdigest()[:8]
        if session.get("turn") != turn:
            session["turn"] = turn
            _forget_pages(answer)
        if request.method == "GET" and answer.mimetype == "text/html":
            answer.delete_cookie(COOKIE, httponly=True, samesite="Strict")
    elif "forget_pages" in g:
        _forget_pages(answer)
    return answer


def _end(answer: AnyResponse) -> AnyResponse:
    """Nothing of this visit stays in the browser: no page, no cookie that leads anywhere, no choice."""
    end_setup()
    session.clear()
    answer.delete_cookie(COOKIE, httponly=True, samesite="Strict")
    return _forget_pages(answer)


def _forget_pages(answer: AnyResponse) -> AnyResponse:
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@pages.get("/rest")
@reachable(*EVERYWHERE)
def rest() -> str:
    """The neutral page: a calm picture and the day. It names nothing and leads nowhere by itself.

    It is in English for everybody, and so are the doors after it: they do not tell who was here.
    """
    forget_reading()
    return render_template(
        "rest.html", today=services().languages.format_date(ENGLISH, datetime.now().astimezone().date())
    )


LEAVING = frozenset({"/leave", "/lock", "/rest"})


def list_at_once(app: Flask) -> frozenset[str]:
    """The paths that are answered at once, whatever others do: leaving, and all that the neutral page needs.

    Its files too: Exit has just emptied what the browser kept.
    """
    files = (f"{app.static_url_path}/{name}" for name in ("my-words.css", "icon.svg"))
    picture = app.extensions["easyread"].pictures.url("outside")
    return LEAVING | {"/here", picture, *files}
