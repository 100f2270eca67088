"""The spoken forms: each of a line that is shown, or of one word, in a language of ours."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

from easyread.content import Mistake
from easyread.content.reader import line_of
from easyread.languages import LANGUAGES
from easyread.settings import Paths
from easyread.speech import tokens
from easyread.speech.pronunciation import read_forms
from easyread.speech.script import read_script
from easyread.speech.speakable import NumberWords

# Fields of NumberWords that every language has a word for.
NEEDED = (
    "to", "minus", "by_the_way", "signs", "out_of", "times", "parts", "money", "many", "calls", "counted",
)  # fmt: skip
HOURS, DAYS = 24, 31


def check_spoken(paths: Paths) -> list[Mistake]:
    """What is wrong in ``content/spoken/``; the voice leaves out whatever is wrong."""
    files = sorted((paths.content / "spoken").glob("*.yaml"))
    return [mistake for file in files for mistake in _check_file(paths, file)]


def check_numbers(paths: Paths) -> list[Mistake]:
    """What a language of ours has no words for, where numbers stand."""
    mistakes = list[Mistake]()
    for language in LANGUAGES:
        forms, yaml = read_forms(paths.content / "spoken" / f"{language.code}.yaml")
        for lack in _list_lacks(forms.numbers):
            yaml.wrong(line_of(yaml.tree, "numbers"), f"numbers: {lack}")
        mistakes += yaml.mistakes
    return mistakes


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


def _list_lacks(numbers: NumberWords) -> Iterator[str]:
    """What a voice of the language would leave as it is written, or could not say."""
    for field in NEEDED:
        if not getattr(numbers, field):
            yield f"nothing is said for {field!r}"
    if not numbers.times.keys() >= {"minutes", "few", "full", "part"} or 0 not in numbers.parts:
        yield "a time needs minutes, few, full and part, and the parts of the day begin at 0"
    if numbers.hours and ("" not in numbers.hours or {*map(len, numbers.hours.values())} != {HOURS}):
        yield 'hours are 24 words, and those under "" follow any word'
    if numbers.days and len(numbers.days) != DAYS:
        yield "days are 31 words"
