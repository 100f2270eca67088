"""The spoken forms: each of a line that is shown, or of one word, in a language of ours."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from easyread.content import Mistake
from easyread.content.reader import line_of
from easyread.languages import LANGUAGES
from easyread.settings import Paths
from easyread.speech import tokens
from easyread.speech.pronunciation import read_forms
from easyread.speech.script import read_script


def check_spoken(paths: Paths) -> list[Mistake]:
    """What is wrong in ``content/spoken/``; the voice leaves out whatever is wrong."""
    files = sorted((paths.content / "spoken").glob("*.yaml"))
    return [mistake for file in files for mistake in _check_file(paths, file)]


def _check_file(paths: Paths, file: Path) -> list[Mistake]:
    forms, yaml = read_forms(file)
    if file.stem not in {language.code for language in LANGUAGES}:
        yaml.wrong(1, f"{file.stem} is no language of this app")
        return yaml.mistakes
    shown = {unicodedata.normalize("NFC", line.text) for line in read_script(paths, file.stem)}
    for line, said in forms.lines.items():
        if line not in shown or not said.strip():
            what = "has nothing to say" if line in shown else "is no line of ours in this language"
            yaml.wrong(line_of(yaml.tree, "lines", line), f"{line!r} {what}")
    for word, said in forms.words.items():
        if tokens.split(word) != [word.strip(tokens.LONE)] or not said.strip():
            yaml.wrong(line_of(yaml.tree, "words", word), f"{word!r} is not one bare word, or says nothing")
    return yaml.mistakes
