"""In which language are somebody's own words? Their letters decide what letters can decide.

The one place that says it, for everything that keeps or shows own words. What counts is the script of each
letter (Unicode's property, by fontTools) and the likeliest language of a script (CLDR's likely subtags, by
Babel); nothing is read for its meaning. Where the script agrees with the page that the words were written on,
the page's language stands; where it contradicts, the likeliest language of the script takes its place: one of
:data:`easyread.languages.LANGUAGES` if there is one. A person corrects it with one tap.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from contextlib import suppress
from functools import lru_cache
from itertools import groupby, pairwise

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from fontTools.unicodedata import script_extension, script_horizontal_direction
from msgspec.structs import replace

from easyread.languages import BY_CODE, ENGLISH, LANGUAGES, Direction, Language

UNKNOWN = "und"  # BCP 47: a language that nobody could name
LATIN = "Latn"

_NO_SCRIPT = frozenset(("Zyyy", "Zinh", "Zzzz"))  # signs of every script: blanks, European digits, emoji
# Scripts that are written together, by the name that CLDR has for the whole.
_TOGETHER = {"Hira": "Jpan", "Kana": "Jpan", "Hang": "Kore", "Bopo": "Hani", "Hans": "Hani", "Hant": "Hani"}
# Languages that CLDR has no name for: own name, English name, script.
_NOT_IN_CLDR = {"prs": ("دری", "Dari", "Arab"), "kmr": ("Kurmancî", "Kurmanji", LATIN)}
_SPACELESS = frozenset(("Hani", "Jpan", "Thai", "Laoo", "Khmr", "Mymr", "Tibt"))
_SIGNS_A_WORD = 2  # in those, about
_SENTENCE = 4  # words in a row: a name is shorter
_FEW = 4  # one word in so many of the page's own script is enough for the page's language
_TOKEN = re.compile(r"\S+")


def find_language(words: str, page: str) -> Language:
    """The language that ``words`` are in, with the direction they are written in.

    ``page``: the code of the language that they were written under. Words without a letter (a phone number,
    emoji) keep it, and run from left to right. Names of people, streets and services stand in Latin letters
    in every language, and a sentence in other letters is never just a name: so of two scripts the other one
    counts for more than the Latin one.
    """
    own = _script_of(page)
    script = _find_script(words, own)
    return _write_in(words, script, page if script in {"", own} else _find_likeliest(script))


def name_language(words: str, code: str) -> Language:
    """The language ``code``, as somebody said that it is, in the script that these words are in."""
    return _write_in(words, _find_script(words, _script_of(code)), code)


def find_runs(words: str, language: str) -> list[tuple[str, str]]:
    """``words`` in pieces that each are in one script, as (language code, text); joined, they are ``words``.

    A piece ends between two words. Words in the script of ``language`` are in it, others in the likeliest
    one of theirs. Signs go with what is before them; a number too, but between two scripts it is in
    ``language``: "Tom 3" in Urdu has an Urdu three.
    """
    own, starts = _script_of(language), [0, *(token.start() for token in _TOKEN.finditer(words))]
    tokens = [words[start:end] for start, end in pairwise([*starts, len(words)]) if end > start]
    known = _fill_gaps(tokens, [_find_script(token, own) for token in tokens], own)
    return [
        (language if script == own else _find_likeliest(script), "".join(token for _, token in run))
        for script, run in groupby(zip(known, tokens, strict=True), key=lambda pair: pair[0])
    ]


def _fill_gaps(tokens: list[str], scripts: list[str], own: str) -> list[str]:
    """The script of each token, also of those without a letter."""
    known: list[str] = []
    for place, (token, script) in enumerate(zip(tokens, scripts, strict=True)):
        after = next(filter(None, scripts[place:]), "")
        before = known[-1] if known else after or own
        is_number = not script and any(map(str.isdecimal, token))
        known.append(script or (own if is_number and before != after else before))
    return known


def same_language(code: str, other: str) -> bool:
    """Is it one language, whatever the country, in whatever script?"""
    return code.partition("-")[0] == other.partition("-")[0]


def list_likely(words: str, codes: tuple[str, ...]) -> list[str]:
    """Those of ``codes`` that are written in the script of these words; all, where they have no letters."""
    script = _find_script(words, LATIN)
    return [code for code in codes if not script or _script_of(code) == script]


@lru_cache(maxsize=256)
def describe(code: str) -> Language:
    """Any language by its code (BCP 47): from our own table, else as CLDR knows it."""
    if code in BY_CODE:
        return BY_CODE[code]
    name, english = _name(code)
    direction = _direct(_script_of(code))
    return Language(code=code, name=name, english=english, direction=direction, locale="en_GB")


def _name(code: str) -> tuple[str, str]:
    """A language by its own name, and by its English one; its code where CLDR knows neither."""
    base = code.partition("-")[0]
    if base == UNKNOWN:  # CLDR would take it for the likeliest language of all
        return "Another language", "Another language"
    if base in _NOT_IN_CLDR:
        return _NOT_IN_CLDR[base][:2]
    english = BY_CODE[base].english if base in BY_CODE else str(Locale("en").languages.get(base, base))
    for known in (code, base):  # a script of its own has a name of its own: پنجابی
        if known in BY_CODE:
            return BY_CODE[known].name, english
        with suppress(UnknownLocaleError, ValueError):
            return Locale.parse(known, sep="-").get_language_name() or english, english
    return english, english


# --- scripts, by their ISO 15924 codes


def _find_script(words: str, page: str) -> str:
    """The script that ``words`` are in; empty without a letter. ``page``: that of the page's language."""
    counted, longest = _count_words(words)
    latin, others = counted.pop(LATIN, 0), counted
    if not others:
        return LATIN if latin else ""
    other = max(others, key=lambda script: (others[script], script == page))
    enough = others[other] * _FEW >= latin if other == page else others[other] >= latin
    return other if enough or longest[other] >= _SENTENCE else LATIN


def _count_words(words: str) -> tuple[Counter[str], Counter[str]]:
    """The words in each script, and the most of them in a row."""
    scripts = [script for token in words.split() for script in _list_words(token)]
    if not scripts:  # digits too have a script where they are no European ones: ۰۷۷۰۰
        scripts = [script for token in words.split() for script in _list_words(token, "Nd")]
    scripts = _join_together(scripts)
    longest: Counter[str] = Counter()
    for script, run in groupby(scripts):
        longest[script] = max(longest[script], len(list(run)))
    return Counter(scripts), longest


def _list_words(token: str, kind: str = "L") -> list[str]:
    """The script of each word in what stands between two blanks: most often of one."""
    found = [script for sign in token if (script := _script_of_sign(sign, kind))]
    words: list[str] = []
    for script, run in groupby(found):
        length = len(list(run))
        words += [script] * (-(-length // _SIGNS_A_WORD) if script in _SPACELESS else 1)
    return words


def _script_of_sign(sign: str, kind: str) -> str:
    if sign.isascii():
        return LATIN if kind == "L" and sign.isalpha() else ""
    if not unicodedata.category(sign).startswith(kind):
        return ""
    found = sorted(script_extension(sign) - _NO_SCRIPT)
    return _TOGETHER.get(found[0], found[0]) if found else ""


def _join_together(scripts: list[str]) -> list[str]:
    """Chinese signs beside Japanese or Korean letters are a part of that writing."""
    whole = next((one for one in ("Jpan", "Kore") if one in scripts), "Hani")
    return [whole if script == "Hani" else script for script in scripts]


def _write_in(words: str, script: str, code: str) -> Language:
    """The language of ``words``; its code names their script where it is another than usual ("ur-Latn")."""
    language, usual = describe(code), describe(code.partition("-")[0])
    if not script:
        return replace(language, direction="ltr") if words.strip() else language
    if script != _script_of(code):
        named = replace(language, code=f"{usual.code}-{script}", font=None)
        language = usual if script == _script_of(usual.code) else named
    letters = any(map(str.isalpha, words))  # digits alone keep the order of a phone number
    return replace(language, direction=_direct(script) if letters else "ltr")


def _direct(script: str) -> Direction:
    return "rtl" if script_horizontal_direction(script, "LTR") == "RTL" else "ltr"


@lru_cache(maxsize=256)
def _script_of(code: str) -> str:
    """The script that a language is usually written in; Latin where nobody knows."""
    base, _, rest = code.partition("-")
    named = next((part for part in rest.split("-") if len(part) == 4), "")
    known = _NOT_IN_CLDR[base][2] if base in _NOT_IN_CLDR else LATIN
    script = named or next((part for part in _subtags(base) if len(part) == 4), known)
    return _TOGETHER.get(script, script)


@lru_cache(maxsize=256)
def _find_likeliest(script: str) -> str:
    """The likeliest language of a script: the first of our table; else the one that CLDR names."""
    ours = [language.code for language in LANGUAGES if _script_of(language.code) == script]
    if ours:
        return ours[0]
    likely = {"Jpan": "ja", "Kore": "ko"}.get(script) or next(iter(_subtags(f"und_{script}")), UNKNOWN)
    return ENGLISH if script == LATIN else likely


def _subtags(code: str) -> list[str]:
    """CLDR's likely subtags of a code, as [language, script, country]."""
    found: str | None = get_global("likely_subtags").get(code)
    return found.split("_") if found else []
