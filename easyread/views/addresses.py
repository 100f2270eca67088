"""Where a page stands: its address, the pages around it, and what comes after it."""

from __future__ import annotations

import re

from flask import abort, url_for

from easyread.book.store import Store
from easyread.journey import find_previous
from easyread.kinds import kind_of
from easyread.model import Attachment, Step
from easyread.pages.here import Here
from easyread.visit import telling
from easyread.visit.attachments import may_show
from easyread.visit.situation import Situation
from easyread.visit.way_through import find_following, list_path
from easyread.web.open_books import current
from easyread.web.services import services

_LOCAL = re.compile(r"/([a-z0-9]{1,32}(/[a-z0-9-]{1,40}){0,3})?(\?[a-z]+=[a-z0-9]+)?")


def find_step(code: str, situation: Situation) -> Step:
    """The step of an address. Unknown and held back are the same: not here (404)."""
    step = services().library.step_by_code(code)
    if step is None or step.before or step.id in situation.held:
        abort(404)
    return step


def find_attachment(here: Here, wanted: str) -> Attachment:
    """The attachment of an address. Unknown, held back and private now are the same: not here (404)."""
    found = here.store.attachment(wanted)
    if found is None or not may_show(here.store, here.situation, found):
        abort(404)
    return found


def page_before_lock(way: str) -> str:
    """The page that says what is done with the book, before its lock is given again for it."""
    return url_for("change_lock.begin") if way == "after_code" else url_for("my_book.show_way", way=way)


def local(path: str | None) -> str:
    """``path`` if it is a page of ours, else the first page: a form must not lead elsewhere."""
    return path if path and _LOCAL.fullmatch(path) else "/"


def address(step: Step, quick: bool = False) -> str:
    """Where a step is."""
    if elsewhere := kind_of(step).page:
        return url_for(elsewhere)
    return url_for("steps.show", code=step.code, q="1" if quick else None)


def begin_change(step: Step, page: str) -> None:
    """This page leads to a step, to change what was said there; from the step it comes back."""
    if book := current():
        book.change = (step.code, page)


def end_change() -> None:
    """The page that leads to changes is here again."""
    if book := current():
        book.change = ("", "")


def page_that_changes(step: Step) -> str:
    """The page that led to this step to change what was said; empty: none did."""
    book = current()
    return book.change[1] if book and book.change[0] == step.code else ""


def address_before(step: Step, situation: Situation, quick: bool) -> str:
    """The page before this one; before the first, my page."""
    if page := page_that_changes(step):
        return page
    before = find_previous(list_path(step, situation, quick), step.id)
    return address(before, quick) if before else "/"


def address_after_answer(step: Step, here: Here, quick: bool) -> str:
    """The page after an answer that had one of its own already: who is to be told of it, or the next."""
    page = telling.find_page(here.store, here.situation, step, answered=True)
    if page:
        return url_for(page, code=step.code, q="1" if quick else None)
    return address_after(step, here.store, here.situation, quick)


def address_after(step: Step, store: Store, situation: Situation, quick: bool) -> str:
    """The page to show after this one; after the last, who is here (if unknown) or my page."""
    if page := page_that_changes(step):
        return page
    following = find_following(step, store, situation, quick)
    return address(following, quick) if following else "/"
