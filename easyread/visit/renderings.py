"""Somebody's English of own words, or a voice written down -> the book; and what the person says of it.

A rendering is kept as what is known of it: who put it so if that was said, in this visit, beside these
people. It is never changed. Other words are a rendering of their own, which nobody has read back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, get_args

import msgspec

from easyread.additions import Additions
from easyread.book.store import Store
from easyread.content.needed import MYSELF
from easyread.model import Mode, ReadBack, Rendering, Statement
from easyread.own_language import find_language
from easyread.visit.situation import Situation, new_id, now

INTERPRETER = "interpreter"  # who put it so, as a form sends it: the interpreter of this visit
NOT_SAID = "not-said"  # nobody said who put it so, or whose the words are
_MODES: tuple[Mode, ...] = get_args(Mode)


class SentRendering(NamedTuple):
    """What a page sent: somebody's words for what was said."""

    words: str
    who: str  # as sent: INTERPRETER, a choice of "who is here", "me"; anything else says nothing
    language: str  # that the page is for; the letters of the words may say another one
    note: str = ""
    mode: str = ""
    voice: str | None = None  # Attachment.id


def list_authors(situation: Situation) -> list[str]:
    """Who can have put it so, as a form sends it: who interprets, the person, those who are here."""
    here = [one for one in situation.visit.presence or () if one not in {"nobody", INTERPRETER}]
    return [*([INTERPRETER] if situation.interpreter else []), MYSELF, *here]


def keep_rendering(store: Store, situation: Situation, said: Statement, sent: SentRendering) -> Rendering:
    """Keep it beside the statement, and return what is kept: the same again is a double tap.

    Words that their author had changed, and goes back to, are not the same again: they count from now.
    """
    made = _make(situation, said, sent)
    there = [one for one in store.renderings() if is_of(one, said, made.voice)]
    replaced = {one.replaces for one in there}
    for one in there:
        if one.id not in replaced and _says(one) == _says(made):
            return one
    if made.interpreter or made.role == MYSELF:  # of others nobody knows if they are the same person
        before = [one.id for one in there if _author(one) == _author(made)]
        made = msgspec.structs.replace(made, replaces=before[-1] if before else None)
    store.keep_rendering(made)
    return made


def list_seen(
    situation: Situation, renderings: Sequence[Rendering], read: Sequence[ReadBack]
) -> list[Rendering]:
    """Those that may be on the screen now: not what was written, or said of it, without those who are here.

    What such a one has replaced goes with it: nobody may take it for the last word of its author.
    """
    last = {one.rendering: one for one in read}
    hidden: set[str | None] = set()
    for one in reversed(renderings):
        said = last.get(one.id)
        may = situation.were_here(one.presence, one.visit, one.interpreter)
        may = may and (said is None or situation.were_here(said.presence, said.visit, said.interpreter))
        if not may or one.id in hidden:
            hidden |= {one.id, one.replaces}
    return [one for one in renderings if one.id not in hidden]


def is_of(rendering: Rendering, said: Statement, voice: str | None) -> bool:
    """Is it of that voice; without one, of the words of that statement?"""
    return rendering.voice == voice and (voice is not None or rendering.statement == said.id)


def find_own(situation: Situation, renderings: Sequence[Rendering]) -> Rendering | None:
    """The last one by the interpreter of this visit, made in this visit: only they may go on with it.

    Nobody else's words come back into a box to be kept under another name. Who nobody named is nobody.
    """
    who, visit = situation.interpreter, situation.visit.id
    mine = [one for one in renderings if who and (one.visit, one.interpreter) == (visit, who.id)]
    return mine[-1] if mine else None


def keep_read_back(store: Store, situation: Situation, rendering: Rendering, *, agrees: bool | None) -> None:
    """Keep what the person said of exactly this rendering; ``None``: "I do not know". Once is enough."""
    last = Additions(read_backs=store.read_backs()).find_read_back(rendering)
    if last and last.agrees == agrees:
        return
    store.keep_read_back(
        ReadBack(
            id=new_id(),
            rendering=rendering.id,
            agrees=agrees,
            interpreter=situation.visit.interpreter,
            presence=situation.visit.presence,
            visit=situation.visit.id,
            at=now(),
        )
    )


def keep_again(store: Store, said: Statement, made: Statement) -> Statement:
    """Keep the words of ``said`` as another version, with what stands beside them, and return what is kept.

    The same again is a double tap.
    """
    with store.together():
        kept = store.keep(made)
        if kept.id == made.id:
            _carry_over(store, said, kept)
    return kept


def _carry_over(store: Store, said: Statement, kept: Statement) -> None:
    """Put its renderings, and what was said of each, beside the next version of the same words.

    What was written down of a voice is there already: it is beside the voice.
    """
    ids = {one.id: new_id() for one in store.renderings() if is_of(one, said, None)}
    for one in store.renderings():
        if one.id in ids:
            before = ids.get(one.replaces or "")
            copy = msgspec.structs.replace(one, id=ids[one.id], statement=kept.id, replaces=before)
            store.keep_rendering(copy)
    for read in store.read_backs():
        if read.rendering in ids:
            store.keep_read_back(msgspec.structs.replace(read, id=new_id(), rendering=ids[read.rendering]))


def _make(situation: Situation, said: Statement, sent: SentRendering) -> Rendering:
    who = situation.interpreter if sent.who == INTERPRETER else None
    role = sent.who if sent.who in list_authors(situation) else NOT_SAID
    return Rendering(
        id=new_id(),
        statement=said.id,
        language=find_language(sent.words, sent.language).code,  # their letters may say another one
        source="" if sent.voice else said.language,
        words=sent.words,
        role=who.kind if who else role,
        interpreter=who.id if who else None,
        mode=next((mode for mode in _MODES if mode == sent.mode), ""),
        voice=sent.voice,
        note=sent.note,
        visit=situation.visit.id,
        presence=situation.visit.presence,
        at=now(),
    )


def _author(rendering: Rendering) -> tuple[str, str | None, str]:
    return rendering.role, rendering.interpreter, rendering.language


def _says(rendering: Rendering) -> tuple[object, ...]:
    """What makes it the same again: not when, nor beside whom."""
    return (rendering.words, rendering.note, rendering.mode, rendering.visit, *_author(rendering))
