"""The easy-read linter: is this line short, plain and free of work words?

It looks at our lines only, never at a person's own words. Thresholds and their sources: docs/easy-read.md
(the UK health department's easy-read guidance of 2010, Inclusion Europe's rules, W3C COGA).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from easyread.model import Record

Kind = Literal["question", "line", "label", "interface", "name"]
"""``question`` and ``line`` are sentences, ``label`` a few words to tap, ``interface`` either of them,
``name`` a name given by others (a law, a board): only its length counts."""
Level = Literal["error", "warning"]

MOST_WORDS = 12
MANY_WORDS = {"question": 8, "line": 10, "label": 8, "interface": 10, "name": 12}


class WordsError(Exception):
    """``words.yaml`` or ``common-words.txt`` cannot be used; the message says which file and why."""


class Finding(NamedTuple):
    """One thing to change (``error``) or to look at again (``warning``)."""

    level: Level
    rule: str
    detail: str


class Words(Record, frozen=True, kw_only=True, dict=True):
    """The lists of ``content/words.yaml``, and the common words in two groups."""

    explained: dict[str, str]
    names: tuple[str, ...]
    twins: dict[str, str]
    jargon: tuple[str, ...]
    idioms: tuple[str, ...]
    never: tuple[str, ...]
    common: frozenset[str] = frozenset()
    less_common: frozenset[str] = frozenset()

    @cached_property
    def allowed(self) -> frozenset[str]:
        """Words that need not be common, in small letters."""
        return frozenset(word.lower() for word in (*self.explained, *self.names))

    @cached_property
    def easy(self) -> frozenset[str]:
        """Words that nobody needs to look at again."""
        return self.common | self.allowed


def load_words(content: Path) -> Words:
    """Read the lists from the ``content`` folder. Raises :class:`WordsError`."""
    lists, common = content / "words.yaml", content / "common-words.txt"
    try:
        raw = YAML(typ="safe", pure=True).load(lists.read_text("utf-8"))
        words = msgspec.convert(raw, Words)
        groups: list[set[str]] = []
        for line in common.read_text("utf-8").splitlines():
            if line.startswith("=="):
                groups.append(set())
            elif not line.startswith("#"):
                groups[-1].update(line.split())
        first, second = groups
    except (OSError, YAMLError, UnicodeDecodeError, RecursionError, msgspec.ValidationError) as error:
        raise WordsError(f"{lists}: {error}") from None
    except (IndexError, ValueError):
        raise WordsError(f"{common}: it needs two groups of words, each after a line with ==") from None
    return msgspec.structs.replace(words, common=frozenset(first), less_common=frozenset(second))


class _Line(NamedTuple):
    """One line made ready for the rules: without tags and place holders, and cut into words."""

    text: str
    low: str
    tokens: list[str]
    kind: Kind
    words: Words


_Rule = Callable[[_Line], Iterator[Finding]]
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+")
_TAG = re.compile(r"<[^>]+>|&\w+;")
_HOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
_SHORT = re.compile(
    r"\b\w+n['’]t\b|\b\w+['’](?:m|re|ve|ll|d)\b|\b(?:it|that|there|here|what|who|he|she|let)['’]s\b"
)
_DONE = (
    "made|taken|given|told|seen|kept|sent|done|written|asked|held|shown|known|broken|stolen|chosen|spoken|hit"
)
_PASSIVE = re.compile(
    rf"\b(?:am|is|are|was|were|be|been|being|gets?|got)\s+(?:not\s+|\w+ly\s+)?(\w+ed|{_DONE})\b"
)
_FEELINGS = frozenset(
    "worried scared tired interested pleased bored confused married used closed trapped decided".split()
)
_ENDINGS = ("s", "es", "d", "ed", "ing")  # "typed" is as easy as "type"
_TWO_NOTS = re.compile(
    r"\b(?:not|never|no)\b.*\b(?:not|without|unless|never|nobody|nothing|unable|unlikely)\b"
)
_NUMBERS = re.compile(r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|hundred)\b")
_MARKS = re.compile(r"[;()–—/&]|\be\.g\.|\bi\.e\.|\betc\b")
_JOINS = re.compile(r"\b(?:and|but|because|so|or|if|when|while|which|who|that)\b")


def check_line(text: str, kind: Kind, words: Words) -> list[Finding]:
    """Everything that makes one English line harder to read than it need be, errors first."""
    plain = _HOLDER.sub("it", _TAG.sub("", text)).strip().replace("’", "'")
    line = _Line(plain, plain.lower(), _TOKEN.findall(plain), kind, words)
    rules = (_length,) if kind == "name" else _RULES
    return sorted(finding for rule in rules for finding in rule(line))


def _length(line: _Line) -> Iterator[Finding]:
    count = len(line.tokens)
    if count > MOST_WORDS:
        yield Finding("error", "long", f"{count} words")
    elif count > MANY_WORDS[line.kind]:
        yield Finding("warning", "long", f"{count} words")


def _one_sentence(line: _Line) -> Iterator[Finding]:
    # A message of the app may say what is, and then what to do: two short sentences.
    most = 2 if line.kind == "interface" else 1
    if len(sentences := re.split(r"(?<=[.!?])\s+(?=\S)", line.text)) > most:
        yield Finding("error", "one-sentence", f"{len(sentences)} sentences in one line")


def _end(line: _Line) -> Iterator[Finding]:
    if line.kind in {"question", "line"} and not re.search(r"[.?!]$", line.text):
        yield Finding("error", "end", "no full stop or question mark")


def _hard_words(line: _Line) -> Iterator[Finding]:
    for rule, listed in (("jargon", line.words.jargon), ("never", line.words.never)):
        for phrase in listed:
            if _has(line.low, phrase):
                yield Finding("error", rule, phrase)
    for idiom in line.words.idioms:
        if _has(line.low, idiom):
            yield Finding("warning", "idiom", idiom)
    for twin, better in line.words.twins.items():
        if _has(line.low, twin):
            yield Finding("error", "easier-word", f"{twin} -> {better}")


def _rare_words(line: _Line) -> Iterator[Finding]:
    for token in line.tokens:
        word = token.lower().removesuffix("'s").removesuffix("'")
        if token.isdigit() or len(word) == 1 or word in line.words.allowed:
            continue
        if token.isupper():
            yield Finding("error", "initials", token)
            continue
        for part in word.split("-"):
            forms = {part, *(part[: -len(end)] for end in _ENDINGS if part.endswith(end))}
            if forms.isdisjoint(line.words.easy):
                less = not forms.isdisjoint(line.words.less_common)
                yield Finding("warning" if less else "error", "rare-word", token)


def _grammar(line: _Line) -> Iterator[Finding]:
    if found := _SHORT.search(line.low):
        yield Finding("error", "short-form", found[0])
    for found in _PASSIVE.finditer(line.low):
        if found[1] not in _FEELINGS:
            yield Finding("warning", "passive", found[0])
    if found := _TWO_NOTS.search(line.low):
        yield Finding("warning", "two-nots", found[0])
    joins = _JOINS.findall(line.low)
    if len(joins) > 1 or (joins and "," in line.text and len(line.tokens) > 8):
        yield Finding("warning", "two-ideas", " ".join(joins))


def _marks(line: _Line) -> Iterator[Finding]:
    if found := _NUMBERS.search(line.low):
        yield Finding("warning", "digits", found[0])
    if found := _MARKS.search(line.low):
        yield Finding("warning", "hard-mark", found[0])


def _has(low: str, phrase: str) -> bool:
    return re.search(rf"\b{re.escape(phrase)}\b", low) is not None


_RULES: tuple[_Rule, ...] = (_length, _one_sentence, _end, _hard_words, _rare_words, _grammar, _marks)
