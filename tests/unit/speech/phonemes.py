"""The sounds that eSpeak NG makes of a text, written out: as near as a machine comes to listening."""

from __future__ import annotations

import ctypes
import os
import re
from functools import cache

import espeakng_loader

from easyread.speech.voice_table import VOICES

_SYNCHRONOUS, _DONT_EXIT, _UTF8, _IPA = 2, 0x8000, 1, 2
_STRESS = re.compile("[ˈˌ|]|\\s+")


def list_sounds(text: str, language: str) -> str:
    """In IPA, without stress, blanks and pauses: those depend on the signs between words."""
    library = _load()
    assert library.espeak_SetVoiceByName(VOICES[language].id.encode()) == 0
    place, clauses = ctypes.c_char_p(text.encode()), []
    while place.value is not None:
        clauses.append(library.espeak_TextToPhonemes(ctypes.byref(place), _UTF8, _IPA) or b"")
    sounds = _STRESS.sub("", b"".join(clauses).decode())
    return sounds.replace("and", "ən")  # "and" inside a number is spoken weakly


@cache
def _load() -> ctypes.CDLL:
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    data = os.fsencode(espeakng_loader.get_data_path())
    assert library.espeak_Initialize(_SYNCHRONOUS, 100, data, _DONT_EXIT) > 0
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    library.espeak_TextToPhonemes.argtypes = (
        ctypes.POINTER(ctypes.c_char_p),
        ctypes.c_int,
        ctypes.c_int,
    )
    return library
