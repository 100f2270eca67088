"""A voice that is recorded on a page: bare sound in parts while it comes, one file when it is over."""

from __future__ import annotations

from collections.abc import Sequence

from easyread.book.store import Store
from easyread.model import Attachment
from easyread.speech.encode import make_clip, make_wav
from easyread.visit.attachments import attach, is_on_page, read_attached, step_to_attach
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
        if before is None or not is_on_page(store, part):  # a draft sent meanwhile did not know it
            attach(store, situation.library, part, read_attached(store, situation, part.page, language, life))


def begin(wanted: str, page: str) -> Attachment:
    """A recording that has just begun on a page."""
    return Attachment(id=wanted, page=page, kind="voice", type="audio/wav", whole=False, at=now())


def end_recording(store: Store, voice: Attachment) -> None:
    """Make one file of the parts. Once more changes nothing."""
    if not voice.whole and (pcm := store.read_attachment(voice.id)):
        clip = make_clip(pcm, SAMPLES, [])
        store.finish_attachment(voice.id, clip.mime, clip.data)


def end_recordings(store: Store, ids: Sequence[str]) -> None:
    """The same for those among ``ids`` that a crash or a lock has left open: they are kept as they are."""
    for one in store.attachments(ids) if ids else ():
        end_recording(store, one)


def read_bytes(store: Store, attachment: Attachment) -> bytes:
    """A file that can be seen or heard; of an unfinished recording what came so far."""
    data = store.read_attachment(attachment.id)
    return data if attachment.whole else make_wav(data, SAMPLES)
