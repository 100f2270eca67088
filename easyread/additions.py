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

from easyread.model import AnythingSaid, Attachment, Person, ReadBack, Rendering

# The OK for this step is the OK for the names too; no other step may show them.
PEOPLE_STEP = "who-helps"

Addition = Person | Rendering | Attachment  # an attachment stands for the words about it


class Additions(NamedTuple):
    """All of a book, each list in the order it was kept."""

    people: Sequence[Person] = ()
    renderings: Sequence[Rendering] = ()
    attachments: Sequence[Attachment] = ()
    read_backs: Sequence[ReadBack] = ()

    def find_read_back(self, rendering: Rendering) -> ReadBack | None:
        """What the person said last when exactly this rendering was read back; ``None``: nobody has."""
        return next((one for one in reversed(self.read_backs) if one.rendering == rendering.id), None)


def list_current(said: AnythingSaid, additions: Additions) -> list[Addition]:
    """What stands beside it now: its names, each author's last English, transcripts, captions."""
    named = [one for one in additions.people if one.name and one.role in said.choices]
    about = [one for one in additions.attachments if one.about and one.id in said.attached]
    return [*(named if said.step == PEOPLE_STEP else ()), *list_renderings(said, additions), *about]


def list_renderings(said: AnythingSaid, additions: Additions, *, older: bool = False) -> list[Rendering]:
    """The renderings that stand beside it, in the order they were kept; ``older``: those they replaced, too.

    Two authors' words stand beside each other: neither is taken for the other's.
    """
    replaced = {one.replaces for one in additions.renderings}
    return [
        one
        for one in additions.renderings
        if (one.voice in said.attached if one.voice else one.statement == said.id)
        and (older or one.id not in replaced)
    ]


def fingerprint(addition: Addition, additions: Additions) -> str:
    """32 hex digits of all that is printed of it: who put it so, when, and what was said of it, too.

    What nobody had said in older books is left out, so that an OK of then still covers what it was given for.
    """
    printed: tuple[object, ...]
    if isinstance(addition, Person):
        printed = ("name", addition.role, addition.name)
    elif isinstance(addition, Rendering):
        one, read = addition, additions.find_read_back(addition)
        agrees = read is not None and read.agrees is True
        printed = ("rendering", one.voice, one.language, one.words, one.role, agrees, one.at)
        more = (one.source, one.mode, one.note, "disputed" if read and read.agrees is False else "")
        printed += more if any(more) else ()
    else:
        printed = ("about", addition.id, addition.about)
    return _hash(printed)


def list_fingerprints(said: AnythingSaid, additions: Additions) -> tuple[str, ...]:
    """Those of all that stands beside it now."""
    return tuple(sorted(fingerprint(one, additions) for one in list_current(said, additions)))


def summarize(said: AnythingSaid, additions: Additions) -> str:
    """One hash over what was said and all beside it: is this still exactly what a page showed?"""
    return _hash((said.id, *list_fingerprints(said, additions)))


def _hash(parts: tuple[object, ...]) -> str:
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:32]
