"""A voice, a drawing or a photo -> its line on the card.

On paper and as text it must still say something: each has its fixed sentence, and the words beside it.
"""

from __future__ import annotations

from typing import NamedTuple

from easyread.card import phrases
from easyread.card.bilingual import Bilingual
from easyread.card.records import Attached, Line, Text, Texts
from easyread.card.renderings import Beside
from easyread.languages import ENGLISH
from easyread.model import AnythingSaid, Attachment, AttachmentKind, Step
from easyread.own_language import find_language, same_language

# Kind -> the sentence of the line, and what it is called where it has no words of its own.
_SAYS: dict[AttachmentKind, tuple[str, str]] = {
    "voice": (phrases.SAID_ALOUD, phrases.MY_VOICE),
    "drawing": (phrases.MADE_DRAWING, phrases.MY_DRAWING),
    "photo": (phrases.TOOK_PHOTO, phrases.MY_PHOTO),
}


class Media(NamedTuple):
    """Something said without writing, with the bytes of a picture."""

    attachment: Attachment
    data: bytes = b""


def tell_attached(bilingual: Bilingual, beside: Beside, media: Media, said: AnythingSaid, step: Step) -> Line:
    """The line of one attachment; titled where no other line of what was said stands above it."""
    sentence, name = _SAYS[media.attachment.kind]
    is_voice = media.attachment.kind == "voice"
    first = not said.words and said.attached[0] == media.attachment.id
    about = _tell_about(media.attachment, said)
    words = beside.written(said, media.attachment.id) if is_voice else about
    attached = Attached(
        id=media.attachment.id,
        kind=media.attachment.kind,
        type=media.attachment.type,
        data=b"" if is_voice else media.data,
        alt=about[0] if about else bilingual.at_desk(name),
        lead=bilingual.tell(phrases.SHOWS) if about else (),
        words=words + _tell_missing(bilingual, words, is_voice=is_voice),
    )
    return Line(
        id=f"{said.id}.{media.attachment.kind}",
        statement=said.id,
        step=step.id,
        picture=step.picture,
        title=tell_title(bilingual, step) if first else (),
        texts=bilingual.tell(sentence, chosen=True),
        missing=not _in_english(words) and (is_voice or bool(about)),
        attached=attached,
    )


def tell_title(bilingual: Bilingual, step: Step) -> Texts:
    """What own words answer. Of what somebody does not want, the question: it says which way they go."""
    if step.card == "not":
        return bilingual.tell(phrases.ASKED, question=bilingual.line(step.question, critical=step.critical))
    return bilingual.tell(step.card_title) if step.card_title else ()


def _tell_about(attachment: Attachment, said: AnythingSaid) -> Texts:
    if attachment.kind == "voice" or not attachment.about:
        return ()
    language = find_language(attachment.about, said.language)
    return (Text(words=attachment.about, language=language.code, direction=language.direction, origin="own"),)


def _tell_missing(bilingual: Bilingual, words: Texts, *, is_voice: bool) -> Texts:
    """What is not there, if it is not said yet: a voice written down, words about a picture in English."""
    if is_voice and not words:
        return (bilingual.missing(bilingual.desk, phrases.NOT_WRITTEN),)
    if any(text.origin == "missing" for text in words):
        return ()
    if words and not _in_english(words) and bilingual.desk.code == ENGLISH:
        return (bilingual.missing(bilingual.desk, phrases.NOT_IN_ENGLISH),)
    return ()


def _in_english(words: Texts) -> bool:
    return any(text.origin != "missing" and same_language(text.language, ENGLISH) for text in words)
