from __future__ import annotations

import io
import math
import struct
import wave
from collections.abc import Iterator

import pytest

from easyread.speech import encode
from easyread.speech.encode import encoder, make_clip

SAMPLES = 22_050
TONE = struct.pack(
    f"<{2 * SAMPLES}h", *(int(9000 * math.sin(n / 8)) for n in range(2 * SAMPLES))
)  # two seconds
FRAME_SAMPLES = 576  # of MPEG-2 layer III


def mp3_frames(data: bytes) -> Iterator[tuple[int, int]]:
    """(kilobits a second, samples a second) of each frame; anything that is not a frame fails."""
    kilobits = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
    place = 0
    while place < len(data):
        first, second, third, fourth = data[place : place + 4]
        assert (first, second & 0xFE) == (0xFF, 0xF2), "MPEG-2 layer III frame sync"
        rate, hertz = kilobits[third >> 4], (22050, 24000, 16000)[third >> 2 & 3]
        assert fourth >> 6 == 3, "one channel"
        yield rate, hertz
        place += 72 * rate * 1000 // hertz + (third >> 1 & 1)


@pytest.fixture
def no_lame(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def missing(name: str) -> None:
        raise ImportError(name)

    for cached in (encode._lame, encoder):  # noqa: SLF001 (their caches would hide the missing encoder)
        cached.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(encode, "import_module", missing)
        yield
    for cached in (encode._lame, encoder):  # noqa: SLF001 (the same, back again)
        cached.cache_clear()


def test_mp3_is_whole_frames_of_32_kilobits_in_one_channel() -> None:
    clip = make_clip(TONE, SAMPLES, [])
    frames = list(mp3_frames(clip.data))
    assert clip.mime == "audio/mpeg"
    assert set(frames) == {(32, SAMPLES)}
    assert 2.0 <= len(frames) * FRAME_SAMPLES / SAMPLES < 2.2


def test_mp3_times_are_50_ms_later() -> None:
    assert make_clip(TONE, SAMPLES, [0, 180, 420]).times == [50, 230, 470]


def test_without_the_mp3_encoder_the_sound_is_a_wav(no_lame: None) -> None:
    clip = make_clip(TONE, SAMPLES, [0, 180])
    assert (clip.mime, clip.times, encoder()) == ("audio/wav", [0, 180], "wav")
    with wave.open(io.BytesIO(clip.data)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, SAMPLES)
        assert sound.readframes(sound.getnframes()) == TONE


def test_encoder_names_its_version() -> None:
    assert encoder().startswith("lameenc 1.")
