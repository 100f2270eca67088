"""Lines that people recorded: their voice, or their hands. A recording wins over the computer's voice.

``<folder>/<language>/<line>.mp3`` (or .m4a, .wav; .mp4, .webm for signing), and beside it ``<line>.json``,
the :class:`About`. It holds a mark of the text, so that an old recording never plays for new words.
What a file is, is told by its first bytes, never by its name: see ``media_types``.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from easyread.model import Record
from easyread.small_files import Unreadable, read_json, read_small
from easyread.speech import tokens
from easyread.speech.encode import Clip
from easyread.speech.media_types import FILMS, MOST_SOUND, SOUNDS, find_type

_LINE, _LANGUAGE = re.compile(r"[0-9a-f]{16}"), re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class About(Record, frozen=True, kw_only=True):
    """What stands beside a recording: the text it says, who says it, and when each token begins if known."""

    text: str  # the mark of the text, see mark_text
    who: str  # a role, never a name of a person who did not want it here
    times: tuple[int, ...] = ()  # milliseconds, one for each token of tokens.split


class Recording(Record, frozen=True, kw_only=True):
    """A recording that says the text asked for."""

    file: Path
    mime: str
    about: About


def mark_text(text: str) -> str:
    """64 hex digits of a text; two ways to write a letter have one mark."""
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode("utf-8", "replace")).hexdigest()


class Recordings:
    """Recordings in some folders, the first folder first; ``kinds``: which types."""

    def __init__(self, folders: Iterable[Path], kinds: Mapping[str, str] = SOUNDS) -> None:
        self._folders, self._kinds = tuple(folders), kinds

    def find(self, language: str, line: str, text: str) -> Recording | None:
        """The recording of a line, if it says this text and is what its name says."""
        if not (_LINE.fullmatch(line) and _LANGUAGE.fullmatch(language)):
            return None
        wanted = mark_text(text)
        return next((found for found in self._look(language, line) if found.about.text == wanted), None)

    def play(self, language: str, line: str, text: str, per_character: bool = False) -> Clip | None:
        """The sound of a line, if there is a recording that says this text."""
        found = self.find(language, line, text)
        if found is None:
            return None
        try:
            data = read_small(found.file, MOST_SOUND)
        except (FileNotFoundError, Unreadable):
            return None
        times = found.about.times if fits(found.about.times, text, per_character) else ()
        return Clip(found.mime, data, list(times), "recording")

    def _look(self, language: str, line: str) -> Iterator[Recording]:
        for folder in self._folders:
            if about := read_about(folder / language / f"{line}.json"):
                for ending in self._kinds.values():
                    file = folder / language / (line + ending)
                    if mime := find_type(file, self._kinds):
                        yield Recording(file=file, mime=mime, about=about)


class Signed:
    """Films of lines in sign language, in the folders of the language that is spoken around them."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._films = Recordings(folders, FILMS)

    def find(self, language: str, line: str, text: str) -> Path | None:
        """The film of a line in this language's country's signs, if it says this text."""
        found = self._films.find(language, line, text)
        return found.file if found else None


def read_about(file: Path) -> About | None:
    """What stands beside a recording; ``None`` if it is missing or cannot be read."""
    try:
        return read_json(file, About)
    except (FileNotFoundError, Unreadable):
        return None


def fits(times: Sequence[int], text: str, per_character: bool = False) -> bool:
    """Is there one time for each token, none before the one before it?"""
    rising = all(first <= second for first, second in pairwise([0, *times]))
    return rising and len(times) == len(tokens.split(text, per_character))
