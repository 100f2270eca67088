"""Concept -> picture file, from the picture set that the service chose.

A set is a folder ``static/pictures/<set>/`` with a ``set.yaml``: its credit, the files whose name is not
``<concept>.svg``, and the pictures that show a refusal already. A concept that the set lacks comes from
the default set, so a service may bring only some pictures of its own.
"""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from easyread.model import Id, Record
from easyread.small_files import DAMAGE

DEFAULT_SET = "openmoji"
SUFFIXES = (".webp", ".png", ".svg")  # of two files for one picture the later kind is used
_SET_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class PicturesError(Exception):
    """A picture set cannot be used; the message says which file and why."""


class PictureSet(Record, frozen=True, kw_only=True):
    """What ``set.yaml`` says. ``pictures``: concept -> file; ``crossed``: pictures that hold a red cross."""

    set: str
    licence: str  # for whoever asks by which right they are shown; no set comes in without it
    credit: str
    source: str = ""
    pictures: dict[Id, str] = msgspec.field(default_factory=dict)
    crossed: tuple[Id, ...] = ()


class Pictures:
    """The pictures of one set, the default set behind it. ``address``: where a browser finds ``static``.

    Raises :class:`PicturesError` when a set has no folder, no usable ``set.yaml``, or names a file that
    is not there.
    """

    def __init__(self, static: Path, set_name: str = DEFAULT_SET, address: str = "/static/") -> None:
        self._files: dict[str, Path] = {}
        crossed: set[str] = set()
        credits_: list[str] = []
        for name in dict.fromkeys((DEFAULT_SET, set_name)):
            about, files = _read_set(static / "pictures", name)
            self._files |= files
            crossed = (crossed - files.keys()) | set(about.crossed)
            credits_.insert(0, about.credit)
        self._urls = {
            name: address + file.relative_to(static).as_posix() for name, file in self._files.items()
        }
        self.names: frozenset[str] = frozenset(self._files)
        self.crossed: frozenset[str] = frozenset(crossed)
        self.credit: str = " ".join(credits_)

    def file(self, name: str) -> Path:
        """The file of a concept. Raises ``KeyError`` for an unknown one."""
        return self._files[name]

    def url(self, name: str) -> str:
        """The address of a concept's picture. Raises ``KeyError`` for an unknown one."""
        return self._urls[name]


def _read_set(folder: Path, name: str) -> tuple[PictureSet, dict[str, Path]]:
    if not _SET_NAME.fullmatch(name):
        raise PicturesError("the name of a picture set has small letters, digits and single dashes only")
    about_file = folder / name / "set.yaml"
    try:
        about = msgspec.convert(YAML(typ="safe", pure=True).load(about_file.read_text("utf-8")), PictureSet)
    except (OSError, YAMLError, *DAMAGE) as error:
        raise PicturesError(f"{about_file}: {error}") from None
    files = {file.stem: file for suffix in SUFFIXES for file in (folder / name).glob(f"*{suffix}")}
    for concept, file_name in about.pictures.items():
        file = folder / name / file_name
        if file.parent != folder / name or not file.is_file():
            raise PicturesError(f"{about_file}: the file for {concept!r} is not in this folder")
        files[concept] = file
    return about, files
