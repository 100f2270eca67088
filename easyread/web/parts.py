"""The parts of the app that every view uses, in one frozen record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from flask import current_app

from easyread.book.vault import Vault
from easyread.content import Library
from easyread.languages import Languages
from easyread.pictures import Pictures
from easyread.settings import Paths, Settings
from easyread.speech import Speech
from easyread.web.beginnings import Beginnings
from easyread.web.slips import Slips
from easyread.web.unlocked import Unlocked


@dataclass(frozen=True, slots=True)
class Parts:
    """Built once by ``create_app``; found by views through :func:`parts`."""

    settings: Settings
    paths: Paths
    library: Library
    pictures: Pictures
    languages: Languages
    vault: Vault
    speech: Speech
    unlocked: Unlocked
    beginnings: Beginnings
    slips: Slips = field(default_factory=Slips)


def parts() -> Parts:
    """The parts of the app that answers this request."""
    return cast("Parts", current_app.extensions["easyread"])
