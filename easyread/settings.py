"""Where things are, and what a service may set. Frozen once read.

Resources (content, translations, static) lie beside the package in a checkout and inside it in an
installed wheel. The instance folder is the only place that is ever written.
"""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import msgspec

from easyread.small_files import DAMAGE, Unreadable, read_small

PACKAGE = Path(__file__).parent
_ROOT = PACKAGE.parent
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"(?=.{{1,253}}$){_LABEL}(\.{_LABEL})+")


class SettingsError(Exception):
    """``settings.toml`` cannot be used; the message says which line and why."""


def resources(name: str) -> Path:
    """The folder ``name`` (content, translations or static), in a wheel or in a checkout."""
    installed = PACKAGE / "resources" / name
    return installed if installed.is_dir() else _ROOT / name


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything a service may set in ``instance/settings.toml``; see docs/settings.md."""

    place: str = "england"  # which file of content/places/ gives the numbers and law words
    languages: tuple[str, ...] = ()  # codes to offer; empty means all
    draft_languages: bool = True  # offer languages that nobody has checked yet, apart and labelled
    idle_minutes: float = 5.0  # lock after this long without a tap, 1 to 20
    longest_hours: float = 4.0  # lock after this long whatever happens
    pictures: str = "openmoji"  # a folder of static/pictures/
    voice: bool = True  # offer Listen
    sound_cache_megabytes: int = 300
    port: int = 8000
    lan_port: int = 8443  # `easyread serve --lan`: where other tablets of the room come in
    lan_name: str = ""  # the name they ask for; empty: a random one ending in .local
    lan_certificate: str = ""  # a PEM file with a service's own certificate (and those above it) ...
    lan_key: str = ""  # ... and its key; both seen from the instance folder
    keyring: bool = True  # keep the device's secret in the system's keyring, where there is one


class Paths(msgspec.Struct, frozen=True):
    """Folders. ``instance`` holds books, keys, settings and the sound cache; nothing else is written."""

    instance: Path
    content: Path = resources("content")
    translations: Path = resources("translations")
    static: Path = resources("static")

    @property
    def books(self) -> Path:
        return self.instance / "books"

    @property
    def sounds(self) -> Path:
        return self.instance / "sounds"


def find_instance() -> Path:
    """``EASYREAD_INSTANCE``, else ``instance/`` of the checkout, else ``~/.my-words``."""
    if named := os.environ.get("EASYREAD_INSTANCE"):
        return Path(named).expanduser().resolve()
    checkout = _ROOT / "instance"
    return checkout if (_ROOT / "pyproject.toml").exists() else Path.home() / ".my-words"


def load_settings(instance: Path) -> Settings:
    """Read ``settings.toml``; a missing file means the defaults.

    Raises :class:`SettingsError` for broken TOML, an unknown key or a value out of range.
    """
    file = instance / "settings.toml"
    settings = _read(file)
    _check(settings, file)
    return settings


def _read(file: Path) -> Settings:
    try:
        return msgspec.convert(tomllib.loads(read_small(file).decode("utf-8")), Settings)
    except FileNotFoundError:
        return Settings()
    except (Unreadable, *DAMAGE) as error:
        raise SettingsError(f"{file}: {error}") from None


def _check(settings: Settings, file: Path) -> None:
    if not 1 <= settings.idle_minutes <= 20:
        raise SettingsError(f"{file}: idle_minutes must be from 1 to 20")
    if not 0 < settings.longest_hours <= 24:
        raise SettingsError(f"{file}: longest_hours must be more than 0 and at most 24")
    for name in ("port", "lan_port"):
        if not 0 <= getattr(settings, name) <= 65535:
            raise SettingsError(f"{file}: {name} must be from 0 to 65535")
    if settings.lan_name and not _NAME.fullmatch(settings.lan_name):
        raise SettingsError(f"{file}: lan_name must be a name like words.service.example, in small letters")
    own = (settings.lan_certificate, settings.lan_key)
    if any(own) and not all((*own, settings.lan_name)):
        raise SettingsError(f"{file}: lan_certificate, lan_key and lan_name belong together")
