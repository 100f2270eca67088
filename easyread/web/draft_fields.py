"""What may be kept half given: each kind of page declares its own fields, and no other field is ever kept.

What a page does not declare (form tokens, buttons, what opens a book, a field that is new) is in no draft,
comes back onto no page, and waits for no book. The pages that are not here have nothing to keep: what is
written on them opens a book or joins a tablet (PIN, code, pictures), or is chosen and sent with one tap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from easyread.model import STEP_PAGE, Fields
from easyread.web.forms import ABOUT, clean_words

COMPANY = "company"  # the field for who was here, as choice ids; empty: nobody had said
SHOWN = "half"  # the field for Draft.key of the draft that the page showed; not there: it showed none

_ID, _CHOICE = "[0-9a-f]{32}", "[a-z0-9-]{1,50}"
_OF_DRAFTS = f"{COMPANY}|{SHOWN}"  # on a page whose words may be private


class DraftForm(NamedTuple):
    """One kind of page that shows what is half given on it. All are patterns for the whole of a string."""

    page: str  # its address
    words: str  # the fields that the person writes in
    ticks: str  # what was chosen, and ids of ours: they travel along unseen

    def find_kind(self, name: str) -> Literal["words", "ticks"] | None:
        """Which of the two a field is; ``None``: the page does not declare it."""
        if re.fullmatch(self.words, name):
            return "words"
        return "ticks" if re.fullmatch(self.ticks, name) else None


DRAFT_FORMS = (
    DraftForm(
        STEP_PAGE,
        f"words|english|note|tongue|dialect|{ABOUT}{_ID}",
        f"choice|sort-{_CHOICE}|private|by|attached|was|{_OF_DRAFTS}",
    ),
    DraftForm(f"{STEP_PAGE}/names", f"name-{_CHOICE}", _OF_DRAFTS),
    DraftForm(f"/w/{_ID}/english", "english|note", f"who|mode|{_OF_DRAFTS}"),
    DraftForm(f"/w/{_ID}/said", "words", f"who|script|{_OF_DRAFTS}"),
)


def find_form(page: str) -> DraftForm | None:
    """What a page declares; ``None`` for pages that keep no drafts."""
    return next((form for form in DRAFT_FORMS if re.fullmatch(form.page, page)), None)


def is_written_in(name: str) -> bool:
    """Does a person write in a field of this name, on any page?"""
    return any(form.find_kind(name) == "words" for form in DRAFT_FORMS)


def read_declared(page: str, sent: Mapping[str, Iterable[str]]) -> Fields:
    """The fields that a page declares, of all that was sent: name -> values, cleaned.

    How long they are is bounded by the request. A thing that is moved on the mat is sent twice: where it is
    put now, and where it lay.
    """
    form = find_form(page)
    return {
        name: [clean_words(value) for value in values][: 1 if name.startswith("sort-") else None]
        for name, values in sent.items()
        if form and form.find_kind(name)
    }


def find_texts(page: str, fields: Fields) -> list[tuple[str, str]]:
    """What the person wrote on a page, as (field name, words): no ticks."""
    form = find_form(page)
    return [
        (name, value)
        for name, values in fields.items()
        if form and form.find_kind(name) == "words"
        for value in values
        if value.strip()
    ]


def find_ticks(page: str, fields: Fields) -> list[tuple[str, str]]:
    """All the rest of a page's fields: what goes along unseen."""
    texts = {name for name, _ in find_texts(page, fields)}
    return [(name, value) for name, values in fields.items() if name not in texts for value in values]
