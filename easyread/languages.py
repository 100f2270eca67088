"""The one table of languages, and ``say``: one line in one language, honest about who checked it.

A catalogue is a ``messages.po`` file, read as it stands. Fuzzy lines are never used: a guess can
reverse a meaning. A line is *checked* only while the ledger ``checked.json`` still matches both the
English and the translation; any edit to either drops it to *draft* by itself.
``say`` needs no request, so cards, sounds and tests use the same road as pages.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Literal, NamedTuple

from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from easyread.model import Record
from easyread.small_files import Unreadable, read_json

Direction = Literal["ltr", "rtl"]
Status = Literal["source", "checked", "draft", "english"]


ENGLISH = "en-GB"
_LONGEST_LEDGER = 4 * 2**20  # bytes; a line needs about 200


def N_(text: str) -> str:  # noqa: N802  # gettext's own name for it
    """Mark a line for the string extractor; the line itself is said later."""
    return text


class Language(Record, frozen=True, kw_only=True):
    """One language: its code (BCP 47), own name, English name, direction and Babel locale."""

    code: str
    name: str
    english: str
    direction: Direction = "ltr"
    locale: str
    font: str | None = None  # a stylesheet of static/fonts/, where a device may lack the script


LANGUAGES = (
    Language(code=ENGLISH, name="English", english="English", locale="en_GB"),
    Language(code="pl", name="Polski", english="Polish", locale="pl"),
    Language(
        code="ur",
        name="اردو",
        english="Urdu",
        direction="rtl",
        locale="ur",
        font="noto-nastaliq-urdu",
    ),
)
BY_CODE = {language.code: language for language in LANGUAGES}  # also those that a service does not offer


class Said(NamedTuple):
    """A line as it can be shown: its text, language (BCP 47), direction and status."""

    text: str
    language: str
    direction: Direction
    status: Status


def format_time(at: datetime) -> str:
    """The time of a day where this device is, the same in each language: "09:05"."""
    return f"{at.astimezone():%H:%M}"


def line_id(text: str, context: str | None = None) -> str:
    """A fixed line's neutral name: 16 hex digits of its English and context."""
    return hashlib.sha256(f"{context or ''}\x04{text}".encode()).hexdigest()[:16]


def text_mark(text: str) -> str:
    """The ledger's mark of one translation: 16 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Languages:
    """The languages that this service offers, with their catalogues.

    ``codes`` limits the choice (empty: all). English is always there.
    """

    def __init__(self, translations: Path, codes: tuple[str, ...] = (), drafts: bool = True) -> None:
        self._folder = translations
        self._catalogue = cache(self._read_catalogue)
        self.is_checked = cache(self._is_checked)
        wanted = [lang for lang in LANGUAGES if lang.code == ENGLISH or not codes or lang.code in codes]
        self.all = {lang.code: lang for lang in wanted if drafts or self.is_checked(lang.code)}

    def say(self, code: str, text: str, context: str | None = None, *, critical: bool = False) -> Said:
        """``text`` in language ``code``; its English where there is no translation.

        A ``critical`` line (danger, who may be told) is never shown as a draft: then it is English,
        for an interpreter to read out.
        """
        english = Said(text, ENGLISH, "ltr", "source" if code == ENGLISH else "english")
        if code == ENGLISH or code not in self.all:
            return english
        translation = self._catalogue(code).get((context, text))
        if translation is None or (critical and translation[1] == "draft"):
            return english
        return Said(translation[0], code, self.all[code].direction, translation[1])

    def fixed_line(self, wanted: str) -> str | None:
        """The English of a fixed line by its id; ``None`` if there is no such line."""
        return self._fixed_lines.get(wanted)

    def format_date(self, code: str, day: date) -> str:
        """A date in full: "21 November 2026"."""
        return format_date(day, "d MMMM y", locale=self.all.get(code, self.all[ENGLISH]).locale)

    def _is_checked(self, code: str) -> bool:
        """Has somebody checked every line of this language? One line without a translation: no."""
        if code == ENGLISH:
            return True
        checked = {
            line_id(text, context)
            for (context, text), (_, status) in self._catalogue(code).items()
            if status == "checked"
        }
        return bool(checked) and checked.issuperset(self._fixed_lines)

    @cached_property
    def _fixed_lines(self) -> dict[str, str]:
        template = self._folder / "messages.pot"
        if not template.exists():
            return {}
        return {line_id(str(m.id), m.context): str(m.id) for m in _read(template, None) if m.id}

    def _read_catalogue(self, code: str) -> dict[tuple[str | None, str], tuple[str, Status]]:
        file = self._folder / code.replace("-", "_") / "LC_MESSAGES" / "messages.po"
        if not file.exists():
            return {}
        ledger = _read_ledger(file.parent / "checked.json")
        lines: dict[tuple[str | None, str], tuple[str, Status]] = {}
        for message in _read(file, code):
            if message.id and message.string and not message.fuzzy:
                text, english = str(message.string), str(message.id)
                mark = ledger.get(line_id(english, message.context), {}).get("text")
                lines[message.context, english] = (text, "checked" if mark == text_mark(text) else "draft")
        return lines


def _read_ledger(file: Path) -> dict[str, dict[str, str]]:
    """What somebody has checked. With no ledger, or one that is damaged, every line is a draft."""
    try:
        return read_json(file, dict[str, dict[str, str]], _LONGEST_LEDGER)
    except (FileNotFoundError, Unreadable):
        return {}


def _read(file: Path, code: str | None) -> Catalog:
    with file.open("rb") as stream:
        return read_po(stream, locale=code.replace("-", "_") if code else None)
