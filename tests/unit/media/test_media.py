"""A sound or film from outside: kept if it plays, without what else it tells, or refused with a reason."""

from __future__ import annotations

import struct
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import pytest
from av.stream import Disposition

from easyread.media import BadMedia, clean_recording, clean_sound, decoder
from tests.media import (
    RATE,
    STREET,
    clipped,
    forget_length,
    hum,
    make_film,
    make_sound,
    pop,
    silence,
    turn,
    whisper,
)

CASES = Path(__file__).parents[2] / "cases"
LONGEST = 181


def read(data: bytes) -> tuple[str, float]:
    """The media type and length of what is kept, when it is opened again."""
    with av.open(BytesIO(data), "r") as opened:
        seconds = sum(frame.samples / frame.sample_rate for frame in opened.decode(audio=0))
        return opened.format.name, seconds


def refuse(data: bytes, clean: Callable[..., Any] = clean_sound) -> str:
    with pytest.raises(BadMedia) as told:
        clean(data, LONGEST) if clean is clean_sound else clean(data)
    assert str(told.value) == told.value.reason
    return told.value.reason


PLAYS: dict[str, tuple[Any, str]] = {
    "AAC": (lambda **how: make_sound("mp4", **how), "audio/mp4"),
    "AAC in pieces": (lambda **how: make_sound("mp4", fragmented=True, **how), "audio/mp4"),
    "MP3": (lambda **how: make_sound("mp3", **how), "audio/mpeg"),
    "WAV": (lambda **how: make_sound("wav", **how), "audio/wav"),
    "WAV, 24 bits": (lambda **how: make_sound("wav", "pcm_s24le", **how), "audio/wav"),
    "WAV, A-law": (lambda **how: make_sound("wav", "pcm_alaw", rate=8000, **how), "audio/wav"),
    "Opus": (lambda **how: make_sound("ogg", **how), "audio/ogg"),
    "Opus, WebM": (lambda **how: make_sound("webm", **how), "audio/webm"),
}


@pytest.mark.parametrize("name", PLAYS)
def test_what_recorders_make_is_kept_with_its_length_and_without_what_it_tells(name: str) -> None:
    make, kind = PLAYS[name]
    given = make(tags=True)
    kept = clean_sound(given, LONGEST)
    assert kept.type == kind
    assert kept.seconds == pytest.approx(2, abs=0.1)
    assert read(kept.data)[1] == pytest.approx(2, abs=0.1)
    assert STREET.encode() in given
    assert STREET.encode() not in kept.data
    assert b"51.5074" not in kept.data


def test_a_plain_wav_stays_as_it_is() -> None:
    plain = clean_sound(make_sound("wav"), LONGEST).data
    assert clean_sound(plain, LONGEST).data == plain


NO_BROWSER: dict[str, Any] = {
    "ALAC": (CASES / "alac-memo.m4a").read_bytes,
    "AC-3": lambda: make_sound("mp4", "ac3"),
    "MPEG-4 lossless": lambda: make_sound("mp4", "alac", channels=2),
    "double floats": lambda: make_sound("wav", "pcm_f64le"),
    "ADPCM": lambda: make_sound("wav", "adpcm_ima_wav"),
    "FLAC in Ogg": lambda: make_sound("ogg", "flac"),
}


@pytest.mark.parametrize("name", NO_BROWSER)
def test_a_codec_that_browsers_do_not_play_is_refused(name: str) -> None:
    assert refuse(NO_BROWSER[name]()) == "codec"


@pytest.mark.parametrize("container", ["mp4", "ogg", "webm", "wav", "mp3"])
@pytest.mark.parametrize(("shape", "reason"), [(silence, "silent"), (clipped, "clipped")])
def test_silence_and_noise_without_end_are_refused(container: str, shape: Any, reason: str) -> None:
    assert refuse(make_sound(container, shape=shape)) == reason


@pytest.mark.parametrize("container", ["mp4", "ogg", "webm", "wav", "mp3"])
def test_a_whisper_and_one_of_two_channels_are_kept(container: str) -> None:
    assert clean_sound(make_sound(container, shape=whisper), LONGEST).seconds
    assert clean_sound(make_sound(container, channels=2, left_only=True), LONGEST).seconds


@pytest.mark.parametrize("container", ["mp4", "ogg", "webm", "wav", "mp3"])
def test_what_is_too_long_is_found_by_playing_it(container: str) -> None:
    long = make_sound(container, seconds=12, rate=16_000 if container == "wav" else RATE)
    long = forget_length(long) if container == "webm" else long
    with pytest.raises(BadMedia) as told:
        clean_sound(long, 10)
    assert told.value.reason == "long"
    assert clean_sound(long, 13).seconds == pytest.approx(12, abs=0.1)


def test_a_wav_whose_length_was_never_filled_in_is_measured() -> None:
    wav = bytearray(make_sound("wav"))
    place = wav.index(b"data")
    for told in (0xFFFFFFFF, 0x7FFFF000):
        struct.pack_into("<I", wav, place + 4, told)
        assert clean_sound(bytes(wav), LONGEST).seconds == pytest.approx(2, abs=0.1)


def test_a_plug_that_is_pulled_out_is_silence() -> None:
    assert refuse(make_sound("wav", shape=pop)) == "silent"


@pytest.mark.parametrize("container", ["mp4", "webm"])
def test_a_file_of_which_a_part_is_missing_is_refused(container: str) -> None:
    whole = make_sound(container, seconds=6)
    assert refuse(whole[: len(whole) // 2]) == "broken"


@pytest.mark.parametrize(
    "data", [b"", b"words, no sound", b"\xff\xd8\xff\xe0" + bytes(3000), b"ID3" + b"no" * 90]
)
def test_what_is_no_sound_is_refused(data: bytes) -> None:
    assert refuse(data) in {"unknown", "broken"}
    assert refuse(data, clean_recording) in {"unknown", "broken"}


def test_a_film_is_no_recording_of_a_voice() -> None:
    for film in (make_film("mp4", "libx264", sound=hum), make_film(sound=hum)):
        assert refuse(film) == "film"


def test_a_cover_is_no_film_and_does_not_come_along() -> None:
    given = add_cover(make_sound("mp3"))
    assert b"APIC" in given
    for kept in (clean_sound(given, LONGEST), clean_recording(given)):
        assert kept.type == "audio/mpeg"
        assert b"APIC" not in kept.data
        assert b"PNG" not in kept.data


def add_cover(mp3: bytes) -> bytes:
    out = BytesIO()
    with av.open(out, "w", format="mp3") as made, av.open(BytesIO(mp3), "r") as source:
        sound: Any = made.add_stream_from_template(source.streams.audio[0], opaque=True)
        cover: Any = made.add_stream("png")
        cover.width, cover.height, cover.pix_fmt = 32, 32, "rgb24"
        cover.disposition = Disposition.attached_pic
        for packet in [*cover.encode(av.VideoFrame(32, 32, "rgb24")), *cover.encode(None)]:
            made.mux(packet)
        for packet in source.demux(audio=0):
            if packet.size:
                packet.stream = sound
                made.mux(packet)
    return out.getvalue()


FILMS: dict[str, tuple[str, str]] = {
    "VP8": ("webm", "libvpx"),
    "VP9": ("webm", "libvpx-vp9"),
    "H.264": ("mp4", "libx264"),
}


@pytest.mark.parametrize("name", FILMS)
@pytest.mark.parametrize("sound", [None, silence])
def test_a_film_that_shows_something_is_kept_without_what_it_tells(name: str, sound: Any) -> None:
    container, codec = FILMS[name]
    given = make_film(container, codec, sound=sound, tags=True)
    kept = clean_recording(given)
    assert kept.type == f"video/{container}"
    assert kept.seconds == pytest.approx(2, abs=0.15)
    with av.open(BytesIO(kept.data), "r") as opened:
        assert len(list(opened.decode(video=0))) == 20
    assert STREET.encode() in given
    assert STREET.encode() not in kept.data


NO_FILM: dict[str, tuple[Any, str]] = {
    "black": (lambda: make_film(shade=0), "blank"),
    "grey": (lambda: make_film("mp4", "libx264", shade=128), "blank"),
    "one picture": (lambda: make_film(frames=1), "broken"),
    "H.265": (lambda: make_film("mp4", "libx265"), "codec"),
    "MPEG-4 part 2": (lambda: make_film("mp4", "mpeg4"), "codec"),
    "ten bits": (lambda: make_film("mp4", "libx264", pixels="yuv420p10le"), "codec"),
    "full colours": (lambda: make_film("mp4", "libx264", pixels="yuv444p"), "codec"),
    "cut": (lambda: (film := make_film(frames=60))[: len(film) // 3], "broken"),
}


@pytest.mark.parametrize("name", NO_FILM)
def test_a_film_that_shows_nothing_or_not_everywhere_is_refused(name: str) -> None:
    make, reason = NO_FILM[name]
    assert refuse(make(), clean_recording) == reason


def test_a_film_that_was_held_upright_stays_upright() -> None:
    kept = clean_recording(turn(make_film("mp4", "libx264")))
    with av.open(BytesIO(kept.data), "r") as opened:
        assert next(opened.decode(video=0)).rotation == -90


def test_the_reader_of_each_form_is_told_and_looks_for_no_other() -> None:
    """A list of other files (HLS, ffconcat) is no kind of file here, whatever it begins with."""
    for head in (b"#EXTM3U\n", b"ffconcat version 1.0\nfile /etc/passwd\n"):
        assert refuse(head) == "unknown"
        assert refuse(b"ID3" + head + b"\n" * 90) == "broken"
        assert refuse(b"\0\0\0\x18ftypM4A " + head * 9) == "broken"
    assert {form.reader for form in decoder.FORMS.values()} == {"wav", "mp3", "mp4", "ogg", "matroska"}
