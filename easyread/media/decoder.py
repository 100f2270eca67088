"""One sound or film from outside, decoded to its end in a process of its own, and put into a new file.

Its packets go into a new file of the same kind, by themselves: no tag, no place, no name, no cover, no other
track and nothing between the parts comes along. Only what decodes is taken, so what is kept plays.

FFmpeg is told the one kind of file that it is, by its first bytes, and reads from memory: it looks for no
other kind and opens no other file. Run by file path, with nothing of ours importable: standard library, PyAV,
``forms.py``, ``levels.py``, ``limits.py`` and ``decoder_child.py``.

- Arguments: "sound" or "recording" (a service's: a film too), and the most seconds.
- stdin: the file, up to its end.
- stdout: "fine", media type, seconds, a line end, and the new file; or one word of :data:`.child.Reason`.
"""

from __future__ import annotations

import runpy
import sys
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.error import FFmpegError
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

_HERE = Path(__file__)
_answer = runpy.run_path(str(_HERE.parents[1] / "decoder_child.py"))["answer"]
_limits = runpy.run_path(str(_HERE.with_name("limits.py")))
_find_form = runpy.run_path(str(_HERE.with_name("forms.py")))["find_form"]
_Levels = runpy.run_path(str(_HERE.with_name("levels.py")))["Levels"]


Track = VideoStream | AudioStream


class Form(NamedTuple):
    """A kind of file: FFmpeg's name of it, and what browsers play of it, by FFmpeg's names."""

    reader: str
    sounds: frozenset[str]
    pictures: frozenset[str] = frozenset()
    tells_length: bool = False


_PCM = "pcm_u8 pcm_s16le pcm_s24le pcm_s32le pcm_f32le pcm_alaw pcm_mulaw"
FORMS = {
    "wav": Form("wav", frozenset(_PCM.split())),
    "mpeg": Form("mp3", frozenset({"mp3"})),
    "mp4": Form("mp4", frozenset({"aac"}), frozenset({"h264"}), tells_length=True),
    "ogg": Form("ogg", frozenset({"opus", "vorbis"})),
    "webm": Form(
        "matroska", frozenset({"opus", "vorbis"}), frozenset({"vp8", "vp9", "av1"}), tells_length=True
    ),
}
_WRITERS = {"mpeg": "mp3"}
_SHOWN = {"yuv420p", "yuvj420p"}  # colours that every browser's decoder knows
_BARE = {"fflags": "+bitexact", "id3v2_version": "0"}  # no tag of ours either
_SMALL, _LOOK_AT = 32, 5  # pixels of a side, of each so many pictures: does it show anything?
_FLAT = 8  # of 255
_SHARE_OF_DAMAGE = 0.05  # of packets: a cut at the end of an MP3 is none
_WHOLE = 0.9  # of the seconds that the file tells
_FEWEST = 3  # packets of an MP3: two bytes alone prove nothing


class Refused(Exception):
    """These bytes cannot be kept; the message is the word that says why."""


def clean(data: bytes, kind: str, longest: int) -> tuple[str, float, bytes]:
    """The media type, the length in seconds, and the new file. Raises :class:`Refused`."""
    name = _find_form(data[:64])
    if name is None:
        raise Refused("unknown")
    form, new = FORMS[name], BytesIO()
    try:
        with av.open(BytesIO(data), "r", format=form.reader) as source:
            tracks = _choose(source, form, with_pictures=kind == "recording")
            with av.open(new, "w", format=_WRITERS.get(name, name), options=_BARE) as made:
                watch = _copy(source, tracks, made, longest)
            watch.judge(form, (source.duration or 0) / av.time_base)
    except (FFmpegError, ValueError, OverflowError):  # a reader that is fed with anything
        raise Refused("broken") from None
    return f"{watch.medium}/{name}", watch.seconds, new.getvalue()


def _choose(source: InputContainer, form: Form, *, with_pictures: bool) -> list[Track]:
    """The picture track, if there is one, then the sound: what a browser would play. Raises Refused."""
    films = [track for track in source.streams.video if not track.disposition & Disposition.attached_pic]
    if films and not with_pictures:
        raise Refused("film")
    sounds = source.streams.audio[:1]
    if not films and not sounds:
        raise Refused("broken")
    for track in films[:1]:
        _check_codec(track, form.pictures)
        if track.codec_context.pix_fmt not in _SHOWN:
            raise Refused("codec")
    for sound in sounds:
        _check_codec(sound, form.sounds)
        slowest, quickest = _limits["PER_SECOND"]
        voice = sound.codec_context
        if voice.channels > _limits["MOST_CHANNELS"] or not slowest <= voice.sample_rate <= quickest:
            raise Refused("broken")
    return [*films[:1], *sounds]


def _check_codec(track: Track, names: frozenset[str]) -> None:
    """A track that nothing here decodes has no codec at all. Raises Refused."""
    decoder: Any = track.codec_context
    if decoder is None or decoder.codec.canonical_name not in names:
        raise Refused("codec")
    decoder.thread_count = 1


def _copy(source: InputContainer, tracks: list[Track], made: OutputContainer, longest: int) -> Watch:
    """Decode every packet of ``tracks``, and put those that decode into ``made``."""
    targets: dict[int, Any] = {}
    for track in tracks:
        targets[track.index] = made.add_stream_from_template(track, opaque=True)
        targets[track.index].metadata.clear()
    watch = Watch("video" if isinstance(tracks[0], VideoStream) else "audio")
    for packet in source.demux(tracks):
        fine = watch.see(packet)
        if watch.seconds > longest:
            raise Refused("long")
        if fine and packet.size:
            packet.stream = targets[packet.stream.index]
            made.mux(packet)
    return watch


class Watch:
    """Looks at and listens to all that comes out of the decoder. ``medium``: "video" or "audio"."""

    def __init__(self, medium: str) -> None:
        self.medium, self.seconds = medium, 0.0
        self._bare = AudioResampler(format="s16")
        self._levels: Any = None
        self._good = self._bad = self._pictures = 0
        self._begin: float | None = None
        self._darkest, self._brightest = 255, 0
        self._heard = 0.0

    def see(self, packet: Any) -> bool:
        """Decode a packet; whether it could be."""
        try:
            frames = packet.decode()
        except FFmpegError:
            self._bad += 1
            return False
        self._good += packet.size > 0
        for frame in frames:
            if isinstance(frame, VideoFrame):
                self._look(frame)
            else:
                self._hear(frame)
        return True

    def judge(self, form: Form, told: float) -> None:
        """Raises :class:`Refused` for what nobody would call a recording. ``told``: seconds by the file."""
        fewest = _FEWEST if form.reader == "mp3" else 1
        if self._good < fewest or self._bad > _SHARE_OF_DAMAGE * self._good or not self.seconds:
            raise Refused("broken")
        if form.tells_length and self.seconds + 1 < _WHOLE * told:
            raise Refused("broken")
        if self.medium == "video":
            if self._pictures < 2 or self._brightest - self._darkest < _FLAT:
                raise Refused("blank")
        elif wrong := self._levels.judge():
            raise Refused(wrong)

    def _hear(self, frame: AudioFrame) -> None:
        self._heard += frame.samples / frame.sample_rate
        self.seconds = max(self.seconds, self._heard)
        if self.medium == "video":
            return  # hands make no sound
        for bare in self._bare.resample(frame):
            channels = bare.layout.nb_channels
            self._levels = self._levels or _Levels(bare.sample_rate * channels)
            self._levels.add(bytes(bare.planes[0])[: 2 * bare.samples * channels])

    def _look(self, frame: VideoFrame) -> None:
        at = frame.time or 0.0
        self._begin = at if self._begin is None else self._begin
        self.seconds = max(self.seconds, at - self._begin)
        if self._pictures % _LOOK_AT == 0:
            small = bytes(frame.reformat(_SMALL, _SMALL, "gray").planes[0])
            self._darkest = min(self._darkest, *small)
            self._brightest = max(self._brightest, *small)
        self._pictures += 1


def main() -> None:
    """Answer for the one file that comes in."""
    kind, longest = sys.argv[1], int(sys.argv[2])
    av.logging.set_level(None)

    def work(data: bytes) -> bytes:
        name, seconds, new = clean(data, kind, longest)
        return f"fine {name} {seconds:.3f}\n".encode() + new

    _answer(work, Refused, _limits["WORK_SECONDS"][kind], _limits["MEMORY"][kind])


if __name__ == "__main__":
    main()
