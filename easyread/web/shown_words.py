"""What a page shows and no catalogue has, to be heard: a number, a date, a name, a line of a card.

A page carries it sealed, and the voice says only what a page of ours carried: so nobody needs an open book
for it, and nobody can have other words spoken. It is in no address, and nothing is kept.
"""

from __future__ import annotations

import hmac

from flask import current_app

_SIGNS = 32  # of the mark: half of a SHA-256


def seal_shown(text: str, language: str) -> str:
    """The words and the language (our code) that they are read in, marked as this program's own."""
    words = f"{language} {text}"
    return f"{_mark(words)} {words}"


def read_shown(sealed: str) -> tuple[str, str] | None:
    """The words and their language; nothing, if this program did not seal them since it started."""
    mark, _, words = sealed.replace("\r\n", "\n").partition(" ")
    if not hmac.compare_digest(mark.encode(errors="surrogatepass"), _mark(words).encode()):
        return None
    language, _, text = words.partition(" ")
    return text, language


def _mark(words: str) -> str:
    return hmac.digest(
        current_app.config["SECRET_KEY"], b"shown " + words.encode(errors="surrogatepass"), "sha256"
    ).hex()[:_SIGNS]
