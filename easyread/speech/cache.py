"""Fixed lines that were spoken before, kept on disk. The person's own words never come here.

A cache only saves time: with a full, slow or forbidden disk there simply is none.
One file a sound: a line of JSON (type, times, length and checksum of the sound), then the sound.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import threading
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import msgspec

from easyread.model import Record
from easyread.small_files import Unreadable, decode_json, read_small
from easyread.speech.encode import Clip
from easyread.speech.media_types import MOST_SOUND

_WAIT = 10.0  # seconds for another one's sound of the same line, then it is made here
_LEAVE_FREE = 64_000_000  # bytes of the disk
_TRIM_TO = 0.9  # of the cap, so that the oldest are not looked for at every new sound


class _Head(Record, frozen=True, kw_only=True):
    mime: Annotated[str, msgspec.Meta(pattern="^audio/[a-z0-9]+$")]  # it becomes a header of an answer
    times: list[int]
    length: int
    checksum: int


def sound_key(text: str, *made_with: str) -> str:
    """The name of a sound: 64 hex digits of its text and of everything that shapes how it sounds."""
    parts = (unicodedata.normalize("NFC", text), *made_with)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


class Cache:
    """Sounds under ``folder``, at most ``most`` bytes of them, the oldest going first; 0 keeps none."""

    def __init__(self, folder: Path, most: int) -> None:
        self._folder, self._most = folder, most
        self._longest = min(most, MOST_SOUND)  # bytes of one file
        self._guard = threading.Lock()
        self._flights: dict[str, tuple[threading.Lock, int]] = {}  # being made: lock, how many wait or make
        self._used: int | None = None  # bytes; None: not counted yet

    def find_or_make(self, key: str, make: Callable[[], Clip]) -> Clip:
        """The sound of this key; made once, however many ask for it at the same time."""
        if clip := self._find(key):
            return clip
        with self._flight(key):
            if clip := self._find(key):
                return clip
            clip = make()
            self._keep(key, clip)
            return clip

    def _find(self, key: str) -> Clip | None:
        try:
            head, _, data = read_small(self._file(key), self._longest).partition(b"\n")
            about = decode_json(head, _Head)
        except (OSError, Unreadable):
            return None
        if (about.length, about.checksum) != (len(data), zlib.crc32(data)):
            return None  # cut short by a power cut
        return Clip(about.mime, data, about.times)

    def _keep(self, key: str, clip: Clip) -> None:
        about = _Head(mime=clip.mime, times=clip.times, length=len(clip.data), checksum=zlib.crc32(clip.data))
        content = msgspec.json.encode(about) + b"\n" + clip.data
        if len(content) > self._longest or not self._has_room():
            return
        file = self._file(key)
        new = file.with_name(secrets.token_hex(8))
        try:
            self._folder.mkdir(
                mode=0o700, parents=True, exist_ok=True
            )  # which questions were heard is private
            file.parent.mkdir(exist_ok=True)
            new.write_bytes(content)
            new.replace(file)
            self._count(len(content))
        except OSError:
            with contextlib.suppress(OSError):
                new.unlink()

    def _has_room(self) -> bool:
        """Is the disk far from full? What is left then is for words."""
        with contextlib.suppress(OSError):
            return shutil.disk_usage(self._folder.parent).free > _LEAVE_FREE
        return False

    def _count(self, added: int) -> None:
        """Keep the sum, and take the oldest out when it is too much."""
        with self._guard:
            if self._used is not None and self._used + added <= self._most:
                self._used += added
                return
            files = sorted((s.st_mtime, s.st_size, file) for file, s in _walk(self._folder))
            self._used = sum(size for _, size, _ in files)
            if self._used <= self._most:
                return
            for _, size, file in files:
                if self._used <= _TRIM_TO * self._most:
                    break
                file.unlink(missing_ok=True)
                self._used -= size

    def _file(self, key: str) -> Path:
        return self._folder / key[:2] / key

    @contextlib.contextmanager
    def _flight(self, key: str) -> Iterator[None]:
        with self._guard:
            lock, count = self._flights.get(key, (threading.Lock(), 0))
            self._flights[key] = (lock, count + 1)
        mine = lock.acquire(timeout=_WAIT)
        try:
            yield
        finally:
            if mine:
                lock.release()
            with self._guard:
                lock, count = self._flights.pop(key)
                if count > 1:
                    self._flights[key] = (lock, count - 1)


def _walk(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    for file in folder.glob("*/*"):
        with contextlib.suppress(FileNotFoundError):  # taken out by another thread
            yield file, file.stat()
