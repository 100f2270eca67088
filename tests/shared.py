"""What all apps of a run share: each test has an app of its own, and would read the same a thousand times."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import CodeType
from typing import ClassVar

import pytest
from babel.messages.catalog import Catalog
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

from easyread import content, languages, pictures
from easyread.content import Library, load_library
from easyread.pictures import Pictures
from easyread.settings import Paths
from easyread.web import assets, i18n


def share_what_is_read(patch: pytest.MonkeyPatch) -> None:
    """Content, pictures and the hash of our own files by folder; routes and templates by what they say."""
    read_file = languages._read  # noqa: SLF001

    @cache
    def read_translations(file: Path, code: str | None, _changed: int) -> Catalog:
        return read_file(file, code)

    def translate(file: Path, code: str | None) -> Catalog:
        return read_translations(file, code, file.stat().st_mtime_ns)

    libraries: dict[tuple[Path, frozenset[str]], Library] = {}

    def load(paths: Paths, pictures: Pictures) -> Library:
        place = (paths.content, pictures.names)
        if place not in libraries:
            libraries[place] = load_library(paths, pictures)
            gc.freeze()  # as the server does: each lock looks for what nobody uses any more
        return libraries[place]

    patch.setattr(languages, "_read", translate)
    patch.setattr(content, "load_library", load)  # it is frozen, and takes half a second
    patch.setattr(pictures, "_read_set", cache(pictures._read_set))  # noqa: SLF001
    patch.setattr(assets, "name_folder", cache(assets.name_folder))
    patch.setattr(Flask, "jinja_options", {"bytecode_cache": _Compiled()})
    patch.setattr(Flask, "url_rule_class", _Route)


def forget_what_was_rendered() -> None:
    """Kept pieces of pages keep their app: a thousand of them in memory would slow each lock."""
    for name in ("_show_line", "_show_word", "_find_sound", "_render_piece"):
        getattr(i18n, name).cache_clear()


class _Route(Rule):
    """A rule whose builders are compiled once in a run: a tenth of a second for the routes of each app."""

    _built: ClassVar[dict[tuple[object, ...], Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        said = (self.rule, self.subdomain, self.host, repr(self.defaults), append_unknown)
        if said not in self._built:
            self._built[said] = super()._compile_builder(append_unknown)
        return self._built[said]


class _Compiled(BytecodeCache):
    """The templates' code, for all apps of a run: each app would compile the same templates again."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code:
            self._kept[bucket.key, bucket.checksum] = bucket.code
