"""The strings: interface lines as easy to read as content, and translations that fit their English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords
from babel.messages.pofile import PoFileError, read_po

from easyread.content import Mistake
from easyread.languages import ENGLISH, LANGUAGES
from easyread.settings import Paths
from easyread.speech.script import STALE, find_stale

# As pyproject.toml and the Makefile have it for pybabel, which reads neither in an installed program.
_PROGRAM = Path(__file__).parents[1]
_READ_BY = [("**.py", "python"), ("templates/**.html", "jinja2")]
_KEYWORDS = DEFAULT_KEYWORDS | parse_keywords(["line", "word", "plain", "N_", "_"])
_PLACEHOLDER = re.compile(r"\{[a-z_]*\}")


def read_interface(paths: Paths) -> Iterator[tuple[str, str]]:
    """(file, line's English) of every line in our templates and Python, from ``messages.pot``."""
    template = paths.translations / "messages.pot"
    if template.exists():
        for message in _read(template):
            places = [place for place, _ in message.locations if place.startswith("easyread/")]
            if message.id and places:
                yield places[0], str(message.id)


def check_gathered(paths: Paths) -> list[Mistake]:
    """Lines of content, of templates and of the program that changed since the strings were gathered."""
    template = paths.translations / "messages.pot"
    if not template.exists():
        return []  # told by check_translations
    known = {(message.context, str(message.id)) for message in _read(template) if message.id}
    mistakes = find_stale(paths)
    for name, line, message, _, context in extract_from_dir(_PROGRAM, _READ_BY, keywords=_KEYWORDS):
        english = message[0] if isinstance(message, tuple) else message
        if (context, english) not in known:
            mistakes.append(Mistake(file=f"easyread/{name}", line=line, message=f"{english!r} {STALE}"))
    return mistakes


def check_translations(paths: Paths) -> list[Mistake]:
    """Lines that translators must look at: guesses, other placeholders, lines that no longer exist."""
    template = paths.translations / "messages.pot"
    if not template.exists():
        return [Mistake(file="translations/messages.pot", line=1, message="is missing: run make strings")]
    known = {(message.context, str(message.id)) for message in _read(template) if message.id}
    mistakes = []
    for language in LANGUAGES:
        if language.code != ENGLISH:
            file = paths.translations / language.code.replace("-", "_") / "LC_MESSAGES" / "messages.po"
            mistakes += _check_catalogue(file, language.code, known)
    return mistakes


def _check_catalogue(file: Path, code: str, known: set[tuple[str | None, str]]) -> list[Mistake]:
    name = f"translations/{code}/LC_MESSAGES/messages.po"
    if not file.exists():
        return [Mistake(file=name, line=1, message="is missing: see docs/languages.md")]
    try:
        catalogue = _read(file)
    except PoFileError:
        return [Mistake(file=name, line=1, message="cannot be read")]
    return [
        Mistake(file=name, line=message.lineno or 1, message=complaint)
        for message in catalogue
        if message.id
        for complaint in _complain(message, known)
    ]


def _complain(message: Message, known: set[tuple[str | None, str]]) -> Iterator[str]:
    english, text = str(message.id), str(message.string or "")
    if (message.context, english) not in known:
        yield "is no line of ours any more: run make strings"
    if message.fuzzy:
        yield "is a guess (fuzzy): a guess can turn a meaning round"
    if text and sorted(_PLACEHOLDER.findall(english)) != sorted(_PLACEHOLDER.findall(text)):
        yield "has other {placeholders} than its English"


def _read(file: Path) -> Catalog:
    with file.open("rb") as stream:
        return read_po(stream, abort_invalid=True)
