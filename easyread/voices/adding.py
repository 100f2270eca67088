"""Taking in a recording: looked at, copied into the instance folder, and tied to the text that it says."""

from __future__ import annotations

import contextlib
import secrets
from pathlib import Path

import msgspec

from easyread.settings import Paths
from easyread.speech.media_types import FILMS, MOST_FILM, MOST_SOUND, SOUNDS, check_whole
from easyread.speech.script import read_script
from easyread.speech.service_recordings import About, mark_text


class CannotAdd(Exception):
    """The recording is not taken in; the message says why."""


def add_recording(paths: Paths, language: str, line: str, file: Path, who: str) -> Path:
    """Where the recording is now. It replaces an earlier one of the same line.

    Raises :class:`CannotAdd` for a line without a text in this language, and for a file that is no recording.
    """
    text = next((each.text for each in read_script(paths, language) if each.id == line), None)
    if text is None:
        raise CannotAdd(f"{line} is no line in {language}: see easyread voices record-list {language}")
    try:
        size = file.stat().st_size
        data = file.read_bytes() if size <= MOST_FILM else b""
    except OSError as why:
        raise CannotAdd(f"{file} cannot be read: {why.strerror}") from None
    film = check_whole(data, FILMS) is not None
    kinds, place, most = (FILMS, "signed", MOST_FILM) if film else (SOUNDS, "audio", MOST_SOUND)
    if size > most:
        raise CannotAdd(f"{file} is too large: {most // 1_000_000} MB at most.")
    mime = check_whole(data, kinds)
    if mime is None:
        raise CannotAdd(f"{file} is no MP3, M4A, WAV, MP4 or WebM that can be played whole.")
    folder = paths.instance / place / language
    try:
        return keep(folder, line, kinds[mime], data, About(text=mark_text(text), who=who))
    except OSError as why:
        raise CannotAdd(f"{folder} cannot be written: {why.strerror}") from None


def keep(folder: Path, line: str, ending: str, data: bytes, about: About) -> Path:
    """Put a recording and what is known about it into a folder; the note last, for it makes it count.

    Raises ``OSError``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in {*SOUNDS.values(), *FILMS.values()} - {ending}:
        (folder / (line + old)).unlink(missing_ok=True)
    _replace(folder / (line + ending), data)
    _replace(folder / f"{line}.json", msgspec.json.format(msgspec.json.encode(about)) + b"\n")
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
