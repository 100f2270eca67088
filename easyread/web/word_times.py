"""When each word of a sound is heard, as the page's script needs it to mark the word."""

from __future__ import annotations

import json
from itertools import groupby

from easyread.speech import Clip, Pace
from easyread.speech.tokens import split
from easyread.speech.voice_table import VOICES

HEADER = "X-Words"
_RATES: dict[Pace, float] = {"slow": 0.8, "usual": 1, "quick": 1.2}  # of a recording, which has one pace

Piece = tuple[int, int]  # its first character, and the one after its last
Word = tuple[int, int, int]  # milliseconds; its place in the text, in UTF-16 units as scripts count


def list_heard(text: str, language: str, times: list[int]) -> list[Word]:
    """The words of ``text`` as they are heard; words that begin together are one.

    Nothing, when the times do not belong to this text: the sound is then heard without a mark.
    """
    voice = VOICES.get(language)
    tokens = split(text, voice is not None and voice.per_character)
    if len(tokens) != len(times):
        return []
    words, place = [], 0
    for time, group in groupby(zip(times, tokens, strict=True), key=lambda pair: pair[0]):
        said = "".join(token for _, token in group)
        words.append((time, place + _units(said) - _units(said.lstrip()), place + _units(said.rstrip())))
        place += _units(said)
    return words


def describe(text: str, language: str, clip: Clip, pace: Pace, piece: Piece | None = None) -> dict[str, str]:
    """The header that goes with a sound: numbers only, never a word.

    A sound of only a piece of ``text`` says where the next one begins, in characters.
    """
    rate = _RATES[pace] if clip.source == "recording" else 1
    start, end = piece or (0, len(text))
    before = _units(text[:start])
    heard = list_heard(text[start:end], language, clip.times)
    words = [(time, before + begin, before + stop) for time, begin, stop in heard]
    more = {} if end == len(text) else {"next": end}
    return {HEADER: json.dumps({"words": words, "rate": rate, **more}, separators=(",", ":"))}


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
