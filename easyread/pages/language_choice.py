"""Which language can somebody's own words be in? What a person chooses from."""

from __future__ import annotations

from easyread.languages import Language
from easyread.model import Statement
from easyread.own_language import UNKNOWN, describe, list_likely, same_language
from easyread.speech.voice_table import VOICES
from easyread.web.services import services

# What people write who live here: each that we know to speak, or know that we cannot; Panjabi of Pakistan.
_KNOWN = (*VOICES, "pa-Arab")


def list_languages(statement: Statement) -> list[Language]:
    """The likeliest first: what it is filed as, those in its letters, those of this service."""
    offered = tuple(services().languages.all)
    likely = list_likely(statement.words, (*offered, *_KNOWN))
    codes = dict.fromkeys((statement.language, *likely, *offered))
    by_name: dict[str, Language] = {}
    for language in map(describe, codes):
        if not same_language(language.code, UNKNOWN):  # "another language" has a tile of its own
            by_name.setdefault(language.name, language)
    return list(by_name.values())
