"""What a person does: each file one thing, about five lines a verb."""

from __future__ import annotations

import time

from flask import Flask, make_response, render_template, request, session
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.wrappers import Response

from easyread.book.vault import BookDamaged, BookTooNew, NoLocksNow, NotKept
from easyread.crowding import Busy
from easyread.views import (
    after_answer,
    agreement,
    attachments,
    backup,
    change_lock,
    doors,
    every_page,
    hearing,
    idle,
    interpreter,
    late_words,
    listen,
    my_book,
    my_words,
    new_book,
    pictures,
    recordings,
    recovery,
    renderings,
    saved_cards,
    sharing,
    sharing_overview,
    steps,
    telling,
    transcripts,
    which_language,
    wrong_tries,
)
from easyread.views.guards import (
    give_back,
    no_locks,
    no_room,
    refuse_old_page,
    refuse_token,
    show_doors,
    stay_at_doors,
)
from easyread.views.last_words import is_of_now
from easyread.views.sent_page import find_sent_texts, list_plumbing
from easyread.web import converters
from easyread.web.open_books import Locked, current
from easyread.web.reachability import EVERYWHERE, check_views, reachable, stay_in_reach
from easyread.web.request_bodies import list_uploads
from easyread.web.security import form_token

_VIEWS = (
    after_answer, agreement, attachments, backup, change_lock, doors, every_page, hearing, idle,
    interpreter, late_words, listen, my_book, my_words, new_book, pictures, recordings, recovery,
    renderings, saved_cards, sharing, sharing_overview, steps, telling, transcripts, which_language,
    wrong_tries,
)  # fmt: skip


# Seconds until somebody is told to try again. Who asks again at once gets twenty such answers a second, not
# hundreds: in the largest crowd of benchmarks/busy.py that halves how long an Exit waits at the slowest.
_BREATH = 0.05


def install(app: Flask) -> None:
    """Add every page to the app, and say in plain words what a book refuses."""
    converters.install(app)
    for view in _VIEWS:
        app.register_blueprint(view.pages)
    app.config |= {
        "UPLOADS": list_uploads(app),
        "AT_ONCE": every_page.list_at_once(app),
        "LEAVING": every_page.LEAVING,
    }
    app.context_processor(lambda: {"open_book": current(), "session": session})
    app.before_request(every_page.forget_idle)
    app.before_request(stay_in_reach)
    CSRFProtect(app).exempt(every_page.leave)  # it looks at the token itself: an old page must leave too
    app.jinja_env.globals.update(form_token=form_token, form_plumbing=list_plumbing)
    app.after_request(every_page.forget_locked)
    app.after_request(every_page.change_cookie)
    app.before_request(refuse_old_page)  # behind the gate and the look at the form's token
    app.before_request(stay_at_doors)
    reachable(*EVERYWHERE)(app.view_functions["static"])
    check_views(app)
    app.register_error_handler(CSRFError, lambda _: refuse_token())
    app.register_error_handler(NotKept, lambda _: no_room())
    app.register_error_handler(NoLocksNow, lambda _: no_locks())
    app.register_error_handler(Busy, _tell_busy)
    app.register_error_handler(Locked, lambda _: show_doors())
    # The book does not open, or its stick was pulled: words that its page sent stay on the screen.
    app.register_error_handler(BookDamaged, lambda _: give_back(503, "damaged"))
    app.register_error_handler(BookTooNew, lambda _: give_back(503, "too-new"))


def _tell_busy(busy: Busy) -> Response:
    """Too many do the same just now: nothing was done, and the page that asked for it is one tap away.

    Words that it sent stay on the screen.
    """
    time.sleep(_BREATH)
    if find_sent_texts(request.form) and is_of_now():
        answer = give_back(503, "not-kept")
    else:
        answer = make_response(render_template("busy.html", back=every_page.come_back()), 503)
    answer.headers["Retry-After"] = str(busy.seconds)
    return answer
