"""Taking in a recording: looked at, copied into the instance folder, and tied to the text that it says."""

from __future__ import annotations

import contextlib
import secrets
from pathlib import Path

import msgspec

from easyread.media import BadMedia, Medium, Reason, clean_recording
from easyread.settings import Paths
from easyread.speech.media_types import FILMS, MOST_FILM, SOUNDS, most_of
from easyread.speech.script import read_script
from easyread.speech.service_recordings import About, mark_text

_NO_RECORDING = "is no MP3, M4A, WAV, MP4 or WebM that can be played whole"
WHY: dict[Reason, str] = {
    "codec": "plays in no or few browsers. Save it as MP3, as M4A with AAC, or as MP4 with H.264",
    "silent": "has nothing to hear in it",
    "clipped": "is so loud that nobody can understand it",
    "long": "is longer than ten minutes",
    "large": "is too much work to play",
    "blank": "shows nothing",
}


class CannotAdd(Exception):
    """The recording is not taken in; the message says why."""


def add_recording(paths: Paths, language: str, line: str, file: Path, who: str) -> Path:
    """Where the recording is now. It replaces an earlier one of the same line.

    Raises :class:`CannotAdd` for a line without a text in this language, and for a file that is no recording.
    """
    text = next((each.text for each in read_script(paths, language) if each.id == line), None)
    if text is None:
        raise CannotAdd(f"{line} is no line in {language}: see easyread voices record-list {language}")
    medium = _read(file)
    place, kinds = ("signed", FILMS) if medium.type in FILMS else ("audio", SOUNDS)
    if len(medium.data) > most_of(kinds):
        raise CannotAdd(f"{file} is too large: {most_of(kinds) // 1_000_000} MB at most.")
    folder = paths.instance / place / language
    try:
        return keep(folder, line, kinds[medium.type], medium.data, About(text=mark_text(text), who=who))
    except OSError as why:
        raise CannotAdd(f"{folder} cannot be written: {why.strerror}") from None


def play(data: bytes) -> Medium | str:
    """The recording as it is kept, or what is wrong with it: the rest of a sentence about the file."""
    try:
        return clean_recording(data)
    except BadMedia as bad:
        return WHY.get(bad.reason, _NO_RECORDING)


def _read(file: Path) -> Medium:
    """Raises :class:`CannotAdd`."""
    try:
        size = file.stat().st_size
        data = file.read_bytes() if size <= MOST_FILM else b""
    except OSError as why:
        raise CannotAdd(f"{file} cannot be read: {why.strerror}") from None
    if size > MOST_FILM:
        raise CannotAdd(f"{file} is too large: {MOST_FILM // 1_000_000} MB at most.")
    medium = play(data)
    if isinstance(medium, str):
        raise CannotAdd(f"{file} {medium}.")
    if medium.type.startswith("audio/") and file.suffix.lower() in FILMS.values():
        raise CannotAdd(
            f"{file} has sound only, and no hands. If it is to be heard, let its name end in .m4a."
        )
    if medium.type not in {*SOUNDS, *FILMS}:
        raise CannotAdd(f"{file} {_NO_RECORDING}.")
    return medium


def keep(folder: Path, line: str, ending: str, data: bytes, about: About) -> Path:
    """Put a recording and what is known about it into a folder; the note last, for it makes it count.

    Raises ``OSError``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _replace(folder / (line + ending), data)
    _replace(folder / f"{line}.json", msgspec.json.format(msgspec.json.encode(about)) + b"\n")
    for old in {*SOUNDS.values(), *FILMS.values()} - {ending}:
        (folder / (line + old)).unlink(missing_ok=True)
    return folder / (line + ending)


def _replace(file: Path, data: bytes) -> None:
    new = file.with_name(secrets.token_hex(8))
    try:
        new.write_bytes(data)
        new.replace(file)
    except OSError:
        with contextlib.suppress(OSError):
            new.unlink()
        raise
