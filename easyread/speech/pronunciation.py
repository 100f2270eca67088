"""How a line is said where its written form reads badly: ``content/spoken/<language>.yaml``.

``lines`` maps a whole line, as it is shown in that language, to what is said; ``words`` maps one word,
wherever it stands, in the person's own words too; ``numbers`` is what :mod:`.speakable` says for numbers and
signs. Only synthesis uses them: a page shows and lights up what is written.
A line is named by its text and not by its id, so that a changed translation lets go of the old spoken form.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path

from easyread.content import YamlFile, read_yaml
from easyread.model import Record
from easyread.speech import tokens
from easyread.speech.speakable import NumberWords, Speakable

_MORE = re.compile("['’]?s$")  # GPs, a GP's
_EDGES = " \n\t" + tokens.LONE


class Forms(Record, frozen=True, kw_only=True):
    """The spoken forms of one language."""

    lines: Mapping[str, str] = {}
    words: Mapping[str, str] = {}
    numbers: NumberWords = NumberWords()


class Spoken:
    """The spoken forms in a folder; each language is read when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._forms = functools.cache(lambda language: read_forms(folder / f"{language}.yaml")[0])
        self._speakable = functools.cache(self._make_speakable)

    def hear(self, text: str, language: str, per_character: bool = False) -> list[str]:
        """What is said for each token of ``tokens.split(text, per_character)``; "" for one left out.

        Raises what :func:`tokens.hear` raises.
        """
        written = tokens.hear(text, per_character)
        forms = self._forms(language)
        if said := forms.lines.get(unicodedata.normalize("NFC", text)):
            return align(written, tokens.hear(said, per_character))
        return self._speakable(language).say([_say_word(token, forms.words) for token in written])

    def _make_speakable(self, language: str) -> Speakable:
        return Speakable(language, self._forms(language).numbers, self._folder / "emoji" / f"{language}.txt")


def read_forms(file: Path) -> tuple[Forms, YamlFile]:
    """The good parts of a file, and the file with what is wrong in it."""
    yaml = read_yaml(file, file.parents[2])
    if yaml.tree is None:
        return Forms(), yaml
    if not isinstance(yaml.tree, dict) or not yaml.tree.keys() <= {"lines", "words", "numbers"}:
        yaml.wrong(1, "this file has the fields lines, words and numbers, and no others")
        return Forms(), yaml
    node = yaml.tree.get("numbers")
    numbers = yaml.convert(node, NumberWords) if node is not None else None
    pairs = {field: _read_pairs(yaml, field) for field in ("lines", "words")}
    return Forms(**pairs, numbers=numbers or NumberWords()), yaml


def align(written: Sequence[str], said: Sequence[str]) -> list[str]:
    """``said`` in as many pieces as ``written``; joined, they are ``said`` again.

    Tokens that are the same in both stay together. What was put for others is shared out among them in order,
    and what was only added goes with the token before it.
    """
    pieces = [""] * len(written)
    shown, heard = ([token.strip(_EDGES) for token in side] for side in (written, said))
    same = SequenceMatcher(None, shown, heard, autojunk=False)
    for _, first, last, begin, end in same.get_opcodes():
        if first == last:
            pieces[max(first - 1, 0)] += "".join(said[begin:end])
        for place in range(first, last):
            share = [begin + (place + n - first) * (end - begin) // (last - first) for n in (0, 1)]
            pieces[place] += "".join(said[slice(*share)])
    return pieces


def _read_pairs(yaml: YamlFile, field: str) -> dict[str, str]:
    node = yaml.tree.get(field)
    pairs = yaml.convert(node, dict[str, str]) if node is not None else None
    return {unicodedata.normalize("NFC", written): said for written, said in (pairs or {}).items()}


def _say_word(token: str, words: Mapping[str, str]) -> str:
    word = token.strip(_EDGES)
    base = _MORE.sub("", word)
    if word in words:
        return token.replace(word, words[word], 1)
    return token.replace(word, f"{words[base]}'s", 1) if base.isupper() and base in words else token
