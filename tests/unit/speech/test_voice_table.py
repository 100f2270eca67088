from __future__ import annotations

import pytest

from easyread.speech.voice_table import VOICES


@pytest.mark.parametrize(("code", "voice"), [("en-GB", "gmw/en"), ("pl", "zlw/pl"), ("ur", "inc/ur")])
def test_language_of_the_app_has_its_own_voice(code: str, voice: str) -> None:
    assert VOICES[code].id == voice
    assert VOICES[code].language == code


@pytest.mark.parametrize("code", ["so", "ps", "ckb", "tl", "yo", "ig", "ha", "rw", "ln", "zu", "en-US", ""])
def test_language_without_a_voice_has_none(code: str) -> None:
    assert code not in VOICES or (VOICES[code].id, VOICES[code].quality) == ("", "none")


@pytest.mark.parametrize("code", ["ur", "ar", "fa"])
def test_voice_that_guesses_vowels_is_called_rough(code: str) -> None:
    assert VOICES[code].quality == "rough"


def test_only_dialects_share_a_voice() -> None:
    shared = [{"fa", "prs"}, {"ku", "kmr"}]
    by_voice: dict[str, set[str]] = {}
    for code, voice in VOICES.items():
        if voice.id:
            by_voice.setdefault(voice.id, set()).add(code)
    assert [codes for codes in by_voice.values() if len(codes) > 1] == shared


def test_scripts_without_spaces_are_timed_by_character() -> None:
    assert {code for code, voice in VOICES.items() if voice.per_character} == {"zh", "yue", "ja", "th", "my"}
