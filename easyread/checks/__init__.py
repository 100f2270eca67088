"""``easyread check``: every mistake in content, pictures and wording, each with its file and line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from easyread.checks.pictures import check_pictures
from easyread.checks.spoken import check_numbers, check_spoken
from easyread.checks.strings import check_gathered, check_translations, read_interface
from easyread.content import ContentError, Mistake, YamlFile, content_lines, load_library, read_yaml
from easyread.pictures import DEFAULT_SET, Pictures, PicturesError
from easyread.settings import Paths
from easyread.wording import Kind, Level, Words, WordsError, check_line, load_words

_KIND_OF_ROLE: dict[str, Kind] = {
    "question": "question",
    "hint for the helper": "line",
    "help line": "line",
    "picture card": "line",
    "card line": "line",
    "law word": "name",
}
_ALLOW = re.compile(r"#\s*easyread: allow ((?:[a-z-]+\s?)+)")


class Line(NamedTuple):
    """One of our lines, for the wording check. ``allowed``: names of rules that it may break."""

    file: str
    line: int
    text: str
    kind: Kind
    allowed: frozenset[str] = frozenset()


def check_everything(paths: Paths, picture_set: str = DEFAULT_SET) -> list[Mistake]:
    """All that must be put right before people use it, in the order of the files. Empty: all is well."""
    mistakes = [
        *check_pictures(paths),
        *check_translations(paths),
        *check_gathered(paths),
        *check_spoken(paths),
        *check_numbers(paths),
    ]
    try:
        load_library(paths, Pictures(paths.static, picture_set))
    except PicturesError as error:
        mistakes.append(Mistake(file=f"static/pictures/{picture_set}", line=1, message=str(error)))
    except ContentError as error:
        mistakes += error.mistakes
    return sorted({*mistakes, *check_wording(paths)})


def check_wording(paths: Paths, level: Level = "error") -> list[Mistake]:
    """The wording of all content and interface lines; ``level="warning"``: what to look at again."""
    try:
        words = load_words(paths.content)
    except WordsError as error:
        return [Mistake(file="content/words.yaml", line=1, message=str(error))] if level == "error" else []
    return check_lines(read_lines(paths), words, level)


def check_lines(lines: Iterable[Line], words: Words, level: Level = "error") -> list[Mistake]:
    """What is hard to read in these lines. For content, and for the interface strings of ``messages.pot``."""
    return [
        Mistake(file=line.file, line=line.line, message=f"{finding.rule}: {finding.detail}, in {line.text!r}")
        for line in lines
        for finding in check_line(line.text, line.kind, words)
        if finding.level == level and finding.rule not in line.allowed
    ]


def read_lines(paths: Paths) -> Iterator[Line]:
    """Every line that a person reads. A comment ``# easyread: allow RULE`` beside one is obeyed."""
    for path in sorted(paths.content.glob("**/*.yaml")):
        file = read_yaml(path, paths.content.parent)
        yield from _lines_of_file(file, path)
    for name, english in read_interface(paths):
        # The card's own phrases are read by the practitioner: only content counts as the person's page.
        if not name.startswith("easyread/card/"):
            yield Line(name, 1, english, "interface")


def _lines_of_file(file: YamlFile, path: Path) -> Iterator[Line]:
    if file.tree is None:
        return
    source = path.read_text("utf-8").splitlines()
    for found in content_lines(file.tree):
        allow = _ALLOW.search(source[found.line - 1])
        rules = frozenset(allow[1].split()) if allow else frozenset()
        yield Line(file.name, found.line, found.text, _KIND_OF_ROLE.get(found.role, "label"), rules)
