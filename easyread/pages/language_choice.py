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
    by_name = {describe(code).name: describe(code) for code in reversed(codes) if code != UNKNOWN}
    return list(reversed(by_name.values()))


def is_filed_as(statement: Statement, language: Language) -> bool:
    """Is this the language that the words are filed as?"""
    return same_language(statement.language, language.code)
