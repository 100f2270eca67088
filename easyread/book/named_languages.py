"""Which language words are in, as somebody said it later: it stands beside the words, and is read with them.

A statement's and a rendering's own row is never changed; what is read of them has the language that was named
last. What it was before stays in the record that followed it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from msgspec.structs import replace

from easyread.book.attachments import Attachments
from easyread.model import NamedLanguage, Record, Rendering, Statement

R = TypeVar("R", bound=Record)


class NamedLanguages(Attachments):
    """The part of :class:`.store.Store` that knows the language of words. Errors as there."""

    _last_named: dict[str, NamedLanguage] | None = None  # by what they name; ``None``: not read yet

    def keep_language(self, named: NamedLanguage) -> None:
        """Keep what somebody said of the language of words; earlier ones stay."""
        try:
            self._keep(named)
        finally:
            self._forget_named()

    def named_languages(self) -> list[NamedLanguage]:
        """All, oldest first."""
        return self._all(NamedLanguage)

    def _forget_named(self) -> None:
        self._last_named = None

    def _all(
        self, kind: type[R], where: str | None = None, args: Sequence[str] = (), order: str = "seq"
    ) -> list[R]:
        return [self._with_language(one) for one in super()._all(kind, where, args, order)]

    def _one(self, kind: type[R], where: str, args: Sequence[str], order: str = "seq") -> R | None:
        found = super()._one(kind, where, args, order)
        return self._with_language(found) if found else None

    def _with_language(self, record: R) -> R:
        if not isinstance(record, Statement | Rendering):
            return record
        if self._last_named is None:
            self._last_named = {one.about: one for one in self.named_languages()}
        named = self._last_named.get(record.id)
        if named is None:
            return record
        if isinstance(record, Statement):
            return replace(record, language=named.language, direction=named.direction)
        return replace(record, language=named.language)
