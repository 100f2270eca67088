"""What stands beside something said: names, English, a voice written down, words about a picture.

Each was added after the words were said. An OK is for what was said and for what stood beside it when
the person was asked (:mod:`easyread.sharing`). So each has a fingerprint of exactly what a card would print:
one that came later, or was changed, is known to be new. Whatever else may one day stand beside something said
belongs in this list.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from easyread.model import AnythingSaid, Attachment, Person, Rendering

# The OK for this step is the OK for the names too; no other step may show them.
PEOPLE_STEP = "who-helps"

Addition = Person | Rendering | Attachment  # an attachment stands for the words about it


class Additions(NamedTuple):
    """All of a book, each list in the order it was kept."""

    people: Sequence[Person] = ()
    renderings: Sequence[Rendering] = ()
    attachments: Sequence[Attachment] = ()


def list_current(said: AnythingSaid, additions: Additions) -> list[Addition]:
    """What stands beside it now: its names, the newest English, transcripts, captions.

    Of two renderings into one language the one that was kept later counts, whatever the clock said.
    """
    named = [one for one in additions.people if one.name and one.role in said.choices]
    newest = {
        (one.voice, one.language if one.voice else one.language.partition("-")[0]): one
        for one in additions.renderings
        if one.statement == said.id and (one.voice is None or one.voice in said.attached)
    }
    about = [one for one in additions.attachments if one.about and one.id in said.attached]
    return [*(named if said.step == PEOPLE_STEP else ()), *newest.values(), *about]


def fingerprint(addition: Addition) -> str:
    """32 hex digits of all that is printed of it: who put it so, when, and whether it was read back, too."""
    printed: tuple[object, ...]
    if isinstance(addition, Person):
        printed = ("name", addition.role, addition.name)
    elif isinstance(addition, Rendering):
        one = addition
        printed = ("rendering", one.voice, one.language, one.words, one.role, one.read_back, one.at)
    else:
        printed = ("about", addition.id, addition.about)
    return _hash(printed)


def list_fingerprints(said: AnythingSaid, additions: Additions) -> tuple[str, ...]:
    """Those of all that stands beside it now."""
    return tuple(sorted(fingerprint(one) for one in list_current(said, additions)))


def summarize(said: AnythingSaid, additions: Additions) -> str:
    """One hash over what was said and all beside it: is this still exactly what a page showed?"""
    return _hash((said.id, *list_fingerprints(said, additions)))


def _hash(parts: tuple[object, ...]) -> str:
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:32]
