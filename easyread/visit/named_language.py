"""Somebody says which language words are in. The words stay as they are; it is kept beside them."""

from __future__ import annotations

from easyread import own_language
from easyread.book.store import Store
from easyread.model import NamedLanguage, Statement
from easyread.visit.situation import Situation, new_id, now


def name_language(store: Store, situation: Situation, statement: Statement, code: str) -> None:
    """Keep that a statement's words are in the language ``code``. The same again changes nothing."""
    found = own_language.name_language(statement.words, code)
    if found.code == statement.language:
        return
    store.keep_language(
        NamedLanguage(
            id=new_id(),
            about=statement.id,
            language=found.code,
            direction=found.direction,
            was=statement.language,
            presence=situation.visit.presence,
            at=now(),
        )
    )
