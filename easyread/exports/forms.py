"""The files that a card can be kept as: one line each.

The page to keep a card, the addresses of its files, and the tests of what may stand in it go by this table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from easyread.card import Card
from easyread.exports.data import write_data
from easyread.exports.pdf import Pictures, write_pdf
from easyread.exports.text import write_text
from easyread.languages import N_


class Form(NamedTuple):
    """One form. ``write`` raises :class:`easyread.exports.pdf.CardNotMade` where it cannot hold the card."""

    write: Callable[[Card, Pictures], bytes]
    type: str  # media type
    file: str  # a name that tells nobody whose it is
    picture: str
    text: str  # on its button: English, a fixed line


# By the last word of its address.
FORMS = {
    "pdf": Form(write_pdf, "application/pdf", "my-words.pdf", "print", N_("Pages to print")),
    "text": Form(
        lambda card, _: write_text(card).encode(), "text/plain", "my-words.txt", "write", N_("Only the words")
    ),
    "data": Form(
        lambda card, _: write_data(card),
        "application/json",
        "my-words.json",
        "work",
        N_("A file for a worker's computer"),
    ),
}
