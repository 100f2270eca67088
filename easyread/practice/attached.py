"""What the made-up person says without writing: a drawing, and a voice that a computer lends her."""

from __future__ import annotations

from datetime import datetime

from easyread.book.store import Store
from easyread.model import Attachment, Step
from easyread.settings import resources
from easyread.speech import NoVoice, Speech, SpeechDown, Unspeakable
from easyread.visit.situation import new_id

DRAWING = "my-house.png"  # drawn on the app's own page
ABOUT = "Mój dom i mój klucz."


def keep_drawing(store: Store, step: Step, at: datetime) -> str:
    """Her drawing, on a step's page; gives its id."""
    drawing = Attachment(
        id=new_id(), page=step.page, kind="drawing", type="image/png", whole=True, about=ABOUT, at=at
    )
    store.begin_attachment(drawing, (resources("content") / "practice" / DRAWING).read_bytes())
    return drawing.id


def keep_voice(store: Store, speech: Speech, step: Step, words: str, at: datetime) -> str | None:
    """Her words, spoken, on a step's page; gives the voice's id. No voice here: ``None``, and only words."""
    try:
        clip = speech.say_private(words, "pl")
    except (NoVoice, SpeechDown, Unspeakable):
        return None
    voice = Attachment(id=new_id(), page=step.page, kind="voice", type=clip.mime, whole=True, at=at)
    store.begin_attachment(voice, clip.data)
    return voice.id
