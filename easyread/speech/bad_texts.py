"""Texts that ended the voice's process: not spoken again in that form, and nobody can read which they are."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata

_MOST = 10_000  # forms that are remembered, the oldest going first: less than a megabyte
_LONG = re.compile(r"\S{60,}")  # eSpeak NG 1.52 dies of words of 160 with 's in them
_PLAIN = frozenset("LMN")  # letters, their marks, digits


class BadTexts:
    """What killed the voice, as keyed hashes: no words are kept, and the key ends with this process."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._marks: dict[bytes, None] = {}

    def add(self, voice: str, text: str) -> None:
        self._marks[self._mark(voice, text)] = None
        if len(self._marks) > _MOST:
            del self._marks[next(iter(self._marks))]

    def has(self, voice: str, text: str) -> bool:
        return self._mark(voice, text) in self._marks

    def _mark(self, voice: str, text: str) -> bytes:
        said = f"{voice}\0{text}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(said, digest_size=16, key=self._key).digest()


def list_forms(text: str) -> list[str]:
    """The text, then with its long words cleaned, then bare words: each is tried when the one before killed.

    A text without long words comes twice: it may have been an accident. All forms have as many characters,
    so that word times stay right.
    """
    bare = _clean(text)
    forms = [text, _LONG.sub(lambda word: _clean(word[0]), text), bare]
    return [form for form in forms[: 2 if forms[1] == bare else 3] if form.strip()]


def _clean(text: str) -> str:
    return "".join(sign if unicodedata.category(sign)[0] in _PLAIN else " " for sign in text)
