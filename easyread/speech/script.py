"""The lines of ours that can be recorded or signed, read from ``content/`` itself.

Lines of templates and of the program come from ``messages.pot``, which travels with them. Those of content
may be edited by a service at any time: what it holds now is read, and what was not gathered yet is told.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from babel.messages.pofile import read_po

from easyread.content import Mistake, content_lines, read_yaml
from easyread.languages import ENGLISH, Languages, line_id
from easyread.settings import Paths

_TEMPLATES = Path(__file__).parents[1] / "templates"
# The top of a page, which is where a film is shown: ``question(picture, _("text"), ...)``.
_HEADING = re.compile(r'question\([^,()]+(?:\([^)]*\))?,\s*_\("([^"]+)"\)')
STALE = "is not gathered yet, so nobody can translate or hear it: run make strings"
_GONE = "is in content no more: run make strings"


class Line(NamedTuple):
    """One line: its id, its text in the language, and where people meet it."""

    id: str
    text: str
    where: str


class English(NamedTuple):
    """A line in English: file and line number, context of its translations, where it is used."""

    file: str
    number: int
    text: str
    context: str | None
    where: str
    is_heading: bool  # the top of a page: a film is shown there


def read_script(paths: Paths, language: str, *, signed: bool = False) -> list[Line]:
    """The lines that have a text in ``language``, in the order of the pages; ``signed``: that show a film.

    Lines with a place for a name or a number in them are left out: nobody can say them beforehand.
    """
    languages, script = Languages(paths.translations), dict[str, Line]()
    for english in (*_read_content(paths), *_read_gathered(paths)[1]):
        said = languages.say(language, english.text, english.context)
        is_said = language == ENGLISH or said.status in {"checked", "draft"}
        if "{" not in english.text and is_said and (english.is_heading or not signed):
            name = line_id(english.text, english.context)
            script.setdefault(name, Line(name, said.text, english.where))
    return list(script.values())


def find_stale(paths: Paths) -> list[Mistake]:
    """Each line of content that was edited since the strings were gathered, and each that went away."""
    content, (gathered, interface) = _read_content(paths), _read_gathered(paths)
    known = {one.text for one in (*gathered, *interface)}
    now = {one.text for one in (*content, *interface)}
    return [
        *(_tell(one, STALE) for one in content if one.text not in known),
        *(_tell(one, _GONE) for one in gathered if one.text not in now),
    ]


def _tell(line: English, what: str) -> Mistake:
    return Mistake(file=line.file, line=line.number, message=f"{line.text!r} {what}")


def _read_content(paths: Paths) -> tuple[English, ...]:
    """All lines of content; a file that cannot be read has none: ``easyread check`` tells."""
    files = sorted(paths.content.glob("**/*.yaml"))
    return _read_files(paths.content.parent, tuple((file, _stamp(file)) for file in files))


def _read_gathered(paths: Paths) -> tuple[tuple[English, ...], tuple[English, ...]]:
    """The lines of ``messages.pot``: those of content, and those of templates and of the program."""
    template = paths.translations / "messages.pot"
    return _read_template(template, _stamp(template))


def _stamp(file: Path) -> tuple[int, int]:
    about = file.stat()
    return about.st_mtime_ns, about.st_size


@lru_cache(maxsize=2)  # one command asks for many languages; a file that changed has another stamp
def _read_files(root: Path, files: tuple[tuple[Path, object], ...]) -> tuple[English, ...]:
    lines = []
    for path, _ in files:
        file = read_yaml(path, root)
        for found in content_lines(file.tree):
            where = f"{found.where}: {found.role}. Picture: {found.picture}."
            lines.append(English(file.name, found.line, found.text, None, where, found.role == "question"))
    return tuple(lines)


@lru_cache(maxsize=2)
def _read_template(template: Path, _: object) -> tuple[tuple[English, ...], tuple[English, ...]]:
    headings = {
        text for file in _TEMPLATES.glob("**/*.html") for text in _HEADING.findall(file.read_text("utf-8"))
    }
    content, interface = [], []
    with template.open("rb") as stream:
        messages = [message for message in read_po(stream) if message.id]
    for message in messages:
        text, places = str(message.id), [place for place, _ in message.locations]
        outside = [place for place in places if not place.startswith("content/")]
        if len(outside) < len(places):
            content.append(English(places[0], 1, text, message.context, "", is_heading=False))
        if outside or not places:
            where = next(iter((*message.auto_comments, *outside)), "")
            is_heading = text in headings
            interface.append(English(where, 1, text, message.context, where, is_heading))
    return tuple(content), tuple(interface)
