"""How the tests read each file that a card can be kept as: all the words in it, whatever its form."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdf


def read_pdf(data: bytes) -> list[str]:
    """The words on its pages, and those of the file that travels inside it."""
    pdf = pypdf.PdfReader(io.BytesIO(data))
    attached = b"".join(one for files in pdf.attachments.values() for one in files)
    return ["\n".join(page.extract_text() for page in pdf.pages), attached.decode()]


def read_text(data: bytes) -> list[str]:
    """All of it, as it stands."""
    return [data.decode()]


# For each form of easyread.exports.forms.FORMS: the texts in its file. Each holds all words of the card.
READ: dict[str, Callable[[bytes], list[str]]] = {"pdf": read_pdf, "text": read_text, "data": read_text}
SLOW = {"pdf"}  # about half a second each: fewer random books are read
