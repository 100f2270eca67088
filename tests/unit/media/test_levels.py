"""Is there anything to be heard?"""

from __future__ import annotations

import random
import struct

import pytest

from easyread.media import Levels
from easyread.speech.client import Client
from easyread.speech.voice_table import VOICES
from tests.media import clipped, hum, make_pcm, pop, silence, whisper

RATE = 16_000
SAID = "I want to feel safe at home. My sister can come in."


def judge(pcm: bytes, piece: int = 4_001) -> str:
    levels = Levels(RATE)
    for begin in range(0, len(pcm), piece):
        levels.add(pcm[begin : begin + piece])
    return levels.judge()


@pytest.mark.parametrize(
    ("shape", "wanted"),
    [(hum, ""), (whisper, ""), (silence, "silent"), (pop, "silent"), (clipped, "clipped")],
)
@pytest.mark.parametrize("piece", [2, 1_000, 4_001, 10**6])
def test_pieces_of_any_size_say_the_same(shape: object, wanted: str, piece: int) -> None:
    assert callable(shape)
    assert judge(make_pcm(shape, 0.5, RATE), piece) == wanted


def test_the_last_bits_of_a_muted_microphone_are_silence() -> None:
    dice = random.Random(7)
    assert judge(b"".join(struct.pack("<h", dice.randint(-4, 4)) for _ in range(RATE))) == "silent"
    assert judge(b"") == "silent"


@pytest.mark.parametrize("language", ["en-GB", "pl", "ur"])
def test_a_voice_is_heard_from_very_quiet_to_fifty_times_too_loud(language: str) -> None:
    client = Client()
    try:
        take = client.speak(SAID, VOICES[language].id, 150)
    finally:
        client.close()
    samples = memoryview(take.pcm).cast("h")
    for gain in (0.005, 0.01, 1, 10, 50):
        louder = (max(-32_768, min(32_767, int(value * gain))) for value in samples)
        assert judge(struct.pack(f"<{len(samples)}h", *louder)) == "", gain
