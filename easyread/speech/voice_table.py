"""The one table of voices: which of eSpeak NG's voices speaks a language, and how well.

*good*: the sounds of an easy sentence were written out and made sense to somebody who reads the language's
spelling. *rough*: they have a known weakness (vowels that are guessed), or nobody looked.
**Nobody has listened yet**: before a language is offered, a native speaker listens to ten lines.
*none*: eSpeak NG has no voice for it; people are told so, and recordings are the only sound.
A language is never read out by the voice of another one.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Literal

from easyread.model import Record

Quality = Literal["good", "rough", "none"]


class Voice(Record, frozen=True, kw_only=True):
    """A voice for a language: its file in eSpeak NG 1.52, and how good it is."""

    language: str  # our language code
    id: str  # empty: there is none
    quality: Quality
    per_character: bool = False  # a script without spaces: each character is a token


class NoVoice(Exception):
    """There is no voice for this language."""

    def __init__(self) -> None:
        super().__init__("no voice for this language")


_GOOD = """
    en-GB gmw/en   cy cel/cy   pl zlw/pl   ro roa/ro   pa inc/pa   bn inc/bn   gu inc/gu   hi inc/hi
    ne inc/ne   uk zle/uk   tr trk/tr   ta dra/ta   ti sem/ti   am sem/am   zh sit/cmn
"""
_ROUGH = """
    ur inc/ur   ar sem/ar   fa ira/fa   prs ira/fa   ku ira/ku   kmr ira/ku   he sem/he
    ga cel/ga   gd cel/gd   pt-PT roa/pt   pt-BR roa/pt-BR   fr roa/fr   es roa/es   it roa/it   ht roa/ht
    de gmw/de   nl gmw/nl   ru zle/ru   lt bat/lt   lv bat/lv   hu urj/hu   el grk/el   sq ine/sq
    bg zls/bg   sr zls/sr   hr zls/hr   bs zls/bs   sl zls/sl   sk zlw/sk   cs zlw/cs
    si inc/si   mr inc/mr   ml dra/ml   te dra/te   yue sit/yue   my sit/my   vi aav/vi   th tai/th
    ko ko   ja jpx/ja   sw bnt/sw   om cus/om
"""
_NONE = "so ps ckb tl fil yo ig ha rw ln zu"
_PER_CHARACTER = frozenset("zh yue ja th my".split())


def _read() -> dict[str, Voice]:
    table: dict[str, Voice] = {}
    rows: tuple[tuple[Quality, str], ...] = (("good", _GOOD), ("rough", _ROUGH))
    for quality, cells in rows:
        for code, voice in zip(cells.split()[::2], cells.split()[1::2], strict=True):
            table[code] = Voice(
                language=code, id=voice, quality=quality, per_character=code in _PER_CHARACTER
            )
    return table | {code: Voice(language=code, id="", quality="none") for code in _NONE.split()}


VOICES = MappingProxyType(_read())
