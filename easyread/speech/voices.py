"""The one table of voices: which of eSpeak NG's voices speaks a language, and how well.

*good* means that the sounds of a sentence were looked at and made sense; *rough* that they have a
known weakness (vowels that are guessed) or were not looked at. Nobody has listened yet.
A language that is not here has no voice: it is never read out by the voice of another one.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Literal

from easyread.model import Record


class Voice(Record, frozen=True, kw_only=True):
    """A voice for a language: its file in eSpeak NG 1.52, and how good it is."""

    language: str  # our language code
    id: str
    quality: Literal["good", "rough"]


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


def _read(table: str, quality: Literal["good", "rough"]) -> dict[str, Voice]:
    cells = table.split()
    pairs = zip(cells[::2], cells[1::2], strict=True)
    return {code: Voice(language=code, id=voice, quality=quality) for code, voice in pairs}


VOICES = MappingProxyType(_read(_GOOD, "good") | _read(_ROUGH, "rough"))
