"""A voice that is recorded on a page: bare sound in parts while it comes, one file when it is over."""

from __future__ import annotations

from collections.abc import Sequence

from easyread.book.store import Store
from easyread.media import Levels
from easyread.model import Attachment
from easyread.speech.encode import make_clip, make_wav
from easyread.visit.attachments import attach, find_older, is_on_page, read_attached, step_to_attach
from easyread.visit.situation import Situation, now

SAMPLES = 16_000  # a second, 16 bit, one channel: what record.js sends
LONGEST = 180  # seconds
_MOST = LONGEST * SAMPLES * 2  # bytes


class Refused(Exception):
    """No recording can go on here: another page's, one that is over, or a page that is held back."""


class Full(Exception):
    """The recording is as long as it may be."""


def keep_part(  # noqa: PLR0913, PLR0917  # one part, and the page that it comes from
    store: Store, situation: Situation, part: Attachment, number: int, data: bytes, language: str, life: str
) -> None:
    """Keep one part of a recording; the first one that comes puts it on its page.

    What was recorded there before stays beside it until something was heard: a microphone may be off.

    ``language``: of the page, for a draft that begins with this voice. ``life``: which load of it this is.

    Raises :class:`Refused`, :class:`Full`.
    """
    step = step_to_attach(situation.library, part.page)
    before = store.attachment(part.id)
    if step is None or step.id in situation.held or not data or len(data) % 2:
        raise Refused
    if before and (before.whole or (before.kind, before.page) != (part.kind, part.page)):
        raise Refused
    if store.measure_attachment(part.id) + len(data) > _MOST:
        raise Full
    with store.together():
        if before is None:
            store.begin_attachment(part)
        store.add_part(part.id, number, data)
        is_there = before is not None and is_on_page(store, part)  # a draft sent meanwhile did not know it
        page = read_attached(store, situation, part.page, language, life)
        if not is_there or (find_older(store, part, page) and is_heard(data)):
            attach(store, situation.library, part, page, instead=is_heard(data))


def begin(wanted: str, page: str) -> Attachment:
    """A recording that has just begun on a page."""
    return Attachment(id=wanted, page=page, kind="voice", type="audio/wav", whole=False, at=now())


def is_heard(pcm: bytes) -> bool:
    """Is there anything in it but silence? What is too loud is kept: it cannot be said again."""
    levels = Levels(SAMPLES)
    levels.add(pcm)
    return levels.judge() != "silent"


def end_recording(store: Store, voice: Attachment) -> bool:
    """Make one file of the parts; whether anything is heard in it. If not, it is gone."""
    if voice.whole:
        return True
    pcm = store.read_attachment(voice.id)
    if not is_heard(pcm):
        store.drop_attachment(voice.id)
        return False
    clip = make_clip(pcm, SAMPLES, [])
    store.finish_attachment(voice.id, clip.mime, clip.data)
    return True


def end_recordings(store: Store, page: str, ids: Sequence[str]) -> None:
    """The same for those among ``ids``, of this page, that a crash or a lock has left open."""
    for one in store.attachments(ids) if ids else ():
        if one.page == page and one.kind == "voice":
            end_recording(store, one)


def read_bytes(store: Store, attachment: Attachment) -> bytes:
    """A file that can be seen or heard; of an unfinished recording what came so far."""
    data = store.read_attachment(attachment.id)
    return data if attachment.whole else make_wav(data, SAMPLES)
